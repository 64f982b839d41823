//! What an analysis found: plain findings first, tables after; as text, JSON and one page of HTML
//! that needs nothing else. Must not know which analysis.

use serde_json::{Map, Value, json};

use super::grid::Grid;
use super::markup::escape;
use crate::diagnostic::{Lang, Text};

/// Findings and tables.
#[derive(Debug, Clone, Default)]
pub struct Dossier {
    /// File name of the whole.
    pub id: String,
    /// What was asked.
    pub title: Text,
    /// One sentence each, what matters most first.
    pub findings: Vec<Text>,
    /// The numbers behind them.
    pub grids: Vec<Grid>,
}

/// Rows of a table on a page; all are in the CSV.
const PAGE_ROWS: usize = 300;

impl Dossier {
    /// A table by its id.
    pub fn grid(&self, id: &str) -> Option<&Grid> {
        self.grids.iter().find(|grid| grid.id == id)
    }

    /// For a screen: so many rows of each table.
    pub fn to_text(&self, rows: usize, lang: Lang) -> String {
        let mut text = format!("{}\n\n", self.title.get(lang));
        for finding in &self.findings {
            text.push_str(&format!("• {}\n", finding.get(lang)));
        }
        for grid in self.grids.iter().filter(|grid| !grid.rows.is_empty()) {
            text.push_str(&format!("\n{}", grid.to_text(rows, lang)));
        }
        text
    }

    /// Everything, for programs.
    pub fn to_json(&self, lang: Lang) -> String {
        let mut object = Map::new();
        object.insert("title".into(), json!(self.title.get(lang)));
        let findings: Vec<&str> = self.findings.iter().map(|finding| finding.get(lang)).collect();
        object.insert("findings".into(), json!(findings));
        for grid in &self.grids {
            object.insert(grid.id.clone(), grid.to_json(lang));
        }
        let text = serde_json::to_string_pretty(&Value::Object(object)).unwrap_or_default();
        text + "\n"
    }

    /// One page.
    pub fn to_html(&self, lang: Lang) -> String {
        let tag = if lang == Lang::Zh { "zh-CN" } else { "en" };
        let title = escape(self.title.get(lang));
        let findings: String = self
            .findings
            .iter()
            .map(|finding| format!("<li>{}</li>\n", escape(finding.get(lang))))
            .collect();
        let grids: String = self
            .grids
            .iter()
            .filter(|grid| !grid.rows.is_empty())
            .map(|grid| grid.to_html(PAGE_ROWS, lang))
            .collect();
        format!(
            "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n\
             <ul>\n{findings}</ul>\n{grids}</body>\n</html>\n"
        )
    }
}

const STYLE: &str = "\
body { font: 15px/1.6 system-ui, \"PingFang SC\", \"Microsoft YaHei\", sans-serif; margin: 2em auto; max-width: 72em; padding: 0 1em; color: #1c2733; background: #fff; }
h1 { font-size: 1.5em; } h2 { font-size: 1.1em; margin-top: 2em; }
table { border-collapse: collapse; font-size: 0.92em; display: block; overflow-x: auto; }
th, td { padding: 0.25em 0.7em; border-bottom: 1px solid #dde3ea; text-align: left; white-space: nowrap; }
th { background: #f3f6f9; position: sticky; top: 0; } td.n { text-align: right; font-variant-numeric: tabular-nums; }
.more { color: #5b6b7b; }
@media print { body { max-width: none; margin: 0; } table { display: table; } }
@media (prefers-color-scheme: dark) { body { color: #dfe6ee; background: #10161d; } th { background: #1b2430; } th, td { border-color: #2b3744; } }
";
