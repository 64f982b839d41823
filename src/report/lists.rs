//! `<list id>.csv`: the firms on a published list, best first.

use super::columns::{Column, Columns};
use super::{CsvStyle, Sheet, rank_text};
use crate::diagnostic::Lang;
use crate::scheme::Scheme;
use crate::scoring::{Listed, Scored};

/// One list as CSV.
pub fn csv(
    scheme: &Scheme,
    scored: &Scored,
    listed: &Listed,
    columns: &Columns,
    style: CsvStyle,
    lang: Lang,
) -> Vec<u8> {
    let mut sheet = Sheet::new(style, columns.headers(scheme, style.names, lang));
    for row in rows(scheme, scored, listed, columns, style.names, lang) {
        sheet.row(row);
    }
    sheet.finish()
}

/// The firms on a list with their cells.
pub fn rows(
    scheme: &Scheme,
    scored: &Scored,
    listed: &Listed,
    columns: &Columns,
    names: bool,
    lang: Lang,
) -> Vec<Vec<String>> {
    let row = |label: &String, firm: usize, rank: f64| {
        let cell = |column: &Column| match column {
            Column::Rank => rank_text(Some(rank)),
            Column::ListGroup => label.clone(),
            column => column.cell(scheme, scored, firm, names, lang),
        };
        columns.iter().map(cell).collect()
    };
    let of_group = |(label, firms): &(String, Vec<(usize, f64)>)| {
        firms.iter().map(|(firm, rank)| row(label, *firm, *rank)).collect::<Vec<_>>()
    };
    listed.groups.iter().flat_map(of_group).collect()
}
