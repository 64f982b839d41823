//! A document as Markdown (GitHub's tables). Owns escaping; must not know what is said.

use super::block::{Block, Table};
use crate::diagnostic::Lang;

/// The document's text; ends with a line break.
pub fn markdown(blocks: &[Block], lang: Lang) -> String {
    let mut text = String::new();
    for block in blocks {
        match block {
            Block::Heading(level, heading) => {
                let marks = "#".repeat(usize::from(*level));
                text.push_str(&format!("{marks} {}\n\n", inline(heading.get(lang))));
            }
            Block::Paragraph(paragraph) => {
                text.push_str(&inline(paragraph.get(lang)).replace('\n', "  \n"));
                text.push_str("\n\n");
            }
            Block::Bullets(points) => {
                for point in points {
                    text.push_str(&format!(
                        "- {}\n",
                        inline(point.get(lang)).replace('\n', "  \n  ")
                    ));
                }
                text.push('\n');
            }
            Block::Table(rows) => table(rows, lang, &mut text),
        }
    }
    let length = text.trim_end().len();
    text.truncate(length);
    text + "\n"
}

fn table(table: &Table, lang: Lang, text: &mut String) {
    let cell = |cell: &str| inline(cell).replace('|', "\\|").replace('\n', "<br>");
    let mut line = |cells: Vec<String>| text.push_str(&format!("| {} |\n", cells.join(" | ")));
    line(table.columns.iter().map(|column| cell(column.name.get(lang))).collect());
    let rule = |number: bool| if number { "--:" } else { "---" };
    line(table.columns.iter().map(|column| rule(column.number).to_string()).collect());
    for row in &table.rows {
        let told = |text: &str| match row.strong && !text.is_empty() {
            true => format!("**{}**", cell(text)),
            false => cell(text),
        };
        line(row.cells.iter().map(|cell| told(cell.get(lang))).collect());
    }
    text.push('\n');
}

/// Text that stays text: nothing in a name is markup.
fn inline(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' => escaped.extend(['\\', c]),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\r' => {}
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Text;
    use crate::report::standard::block::Column;

    #[test]
    fn nothing_in_a_name_is_markup() {
        let mut rows = Table::new([Column::text(Text::same("a|b"))]);
        rows.strong_row([Text::same("<script>x</script>\n*y*")]);
        let text = markdown(&[Block::Table(rows)], Lang::En);
        assert_eq!(text, "| a\\|b |\n| --- |\n| **&lt;script&gt;x&lt;/script&gt;<br>\\*y\\*** |\n");
    }
}
