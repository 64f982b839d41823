//! A document as one HTML file that needs nothing else and prints well on A4. Owns how the
//! document looks; must not know what is said.

use super::block::{Block, Table};
use crate::diagnostic::Lang;
use crate::report::markup::escape;

const STYLE: &str = include_str!("standard.css");

/// The file's text.
pub fn html(title: &str, blocks: &[Block], lang: Lang) -> String {
    let mut body = String::new();
    contents(blocks, lang, &mut body);
    for (at, block) in blocks.iter().enumerate() {
        write(at, block, lang, &mut body);
    }
    let (title, code) = (escape(title), if lang == Lang::Zh { "zh-CN" } else { "en" });
    format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}

/// Where the sections stand.
fn contents(blocks: &[Block], lang: Lang, body: &mut String) {
    let label = if lang == Lang::Zh { "目录" } else { "Contents" };
    body.push_str(&format!("<nav aria-label=\"{label}\">\n"));
    for (at, block) in blocks.iter().enumerate() {
        if let Block::Heading(2, heading) = block {
            body.push_str(&format!("<a href=\"#s{at}\">{}</a>\n", escape(heading.get(lang))));
        }
    }
    body.push_str("</nav>\n");
}

fn write(at: usize, block: &Block, lang: Lang, body: &mut String) {
    match block {
        Block::Heading(level, heading) => {
            let level = (*level).clamp(1, 6);
            let heading = escape(heading.get(lang));
            body.push_str(&format!("<h{level} id=\"s{at}\">{heading}</h{level}>\n"));
        }
        Block::Paragraph(text) => body.push_str(&format!("<p>{}</p>\n", broken(text.get(lang)))),
        Block::Bullets(points) => {
            body.push_str("<ul>\n");
            for point in points {
                body.push_str(&format!("<li>{}</li>\n", broken(point.get(lang))));
            }
            body.push_str("</ul>\n");
        }
        Block::Table(rows) => table(rows, lang, body),
    }
}

fn table(table: &Table, lang: Lang, body: &mut String) {
    let class = |number: bool| if number { " class=\"n\"" } else { "" };
    // On a narrow screen the cells of a wide table stand below each other, with their headers.
    let is_wide = table.columns.len() > 4;
    let wide = if is_wide { " class=\"w\"" } else { "" };
    body.push_str(&format!("<div class=\"t\"><table{wide}>\n<thead><tr>"));
    for column in &table.columns {
        let name = escape(column.name.get(lang));
        body.push_str(&format!("<th scope=\"col\"{}>{name}</th>", class(column.number)));
    }
    body.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        body.push_str(if row.strong { "<tr class=\"s\">" } else { "<tr>" });
        for (column, cell) in table.columns.iter().zip(&row.cells) {
            let label = match is_wide {
                true => format!(" data-label=\"{}\"", escape(column.name.get(lang))),
                false => String::new(),
            };
            let cell = broken(cell.get(lang));
            body.push_str(&format!("<td{}{label}>{cell}</td>", class(column.number)));
        }
        body.push_str("</tr>\n");
    }
    body.push_str("</tbody>\n</table></div>\n");
}

/// Lines of a text below each other. A border stays with its sign, and numbers side by side stay
/// together.
fn broken(text: &str) -> String {
    let text = escape(text).replace('\n', "<br>");
    let text = text.replace("≥ ", "≥\u{a0}").replace("≤ ", "≤\u{a0}");
    let mut kept = String::with_capacity(text.len());
    let mut parts = text.split(" / ").peekable();
    while let Some(part) = parts.next() {
        kept.push_str(part);
        let Some(next) = parts.peek() else { break };
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let numbers = digit(part.chars().next_back()) && digit(next.chars().next());
        kept.push_str(if numbers { "\u{a0}/\u{a0}" } else { " / " });
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Text;

    #[test]
    fn nothing_in_a_name_is_markup() {
        let name = "<script>alert(1)</script>&\"'";
        let page = html(name, &[Block::Paragraph(Text::same(name))], Lang::Zh);
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;"));
    }
}
