//! Policies on a screen: how many firms each is for, and what it costs.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::matches::{Form, Tally, kind_words};
use crate::policy::Matches;

/// A line per policy: firms by standing, and the budget.
pub fn table(form: &Form, matches: &Matches, tallies: &[Tally], only: Option<usize>) -> String {
    let named = Form { style: super::CsvStyle { names: true, ..form.style }, ..*form };
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_content_arrangement(ContentArrangement::Disabled);
    let columns =
        ["policy", "name", "level", "window", "kind", "eligible", "near", "unknown", "no", "total"];
    table.set_header(columns.map(|id| named.header(id)));
    for (at, policy) in form.catalogue.policies.iter().enumerate() {
        if only.is_some_and(|only| only != at) {
            continue;
        }
        let (force, tally) = (matches.policies[at].force, &tallies[at]);
        let mut row = vec![
            policy.id.clone(),
            policy.name.clone(),
            policy.level.clone(),
            force.words().get(form.lang).to_string(),
            kind_words(policy.benefit.kind).text().get(form.lang).to_string(),
        ];
        row.extend(tally.firms.iter().map(usize::to_string));
        let total = tally.total.map(|total| format!("{total} {}", form.catalogue.money));
        row.push(total.unwrap_or_default());
        table.add_row(row);
    }
    for at in 5..columns.len() {
        if let Some(column) = table.column_mut(at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    format!("{table}\n")
}
