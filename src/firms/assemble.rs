//! The tables of all inputs -> one frame: columns aligned, duplicates settled, issues in order,
//! accounts that add up.

use polars::prelude::{BooleanChunked, DataFrame, NewChunkedArray, PolarsError, PolarsResult};

use super::account::Origin;
use super::columns::{FrameColumn, missing};
use super::header::Wishes;
use super::issue::Entry;
use super::table::Accounted;
use super::{Firms, Wanted, duplicates};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::firms as codes;
use crate::say;

/// Puts the tables together in their order.
///
/// # Errors
/// Firms whose rows contradict each other, where the caller wants these refused.
pub(crate) fn assemble(
    tables: Vec<Accounted>,
    wishes: &Wishes,
    wanted: &Wanted,
) -> Result<Firms, Vec<Diagnostic>> {
    let unbuilt = |error: PolarsError| vec![not_built(&error)];
    let (mut inputs, mut entries, mut origins) = (Vec::new(), Vec::new(), Vec::new());
    let mut pieces = Vec::new();
    for (at, table) in tables.into_iter().enumerate() {
        let input = at as u32;
        origins.extend(table.part.lines.iter().map(|line| Origin { input, line: *line }));
        entries.extend(table.entries.into_iter().map(|entry| (input, entry)));
        inputs.push(table.account);
        pieces.push((table.part.lines.len(), table.columns, table.part.columns));
    }
    let mut frame = stack(pieces, wishes).map_err(unbuilt)?;
    let names: Vec<String> = inputs.iter().map(|input| input.name.clone()).collect();
    let settled = duplicates::settle(&frame, &origins, &names, wanted)?;
    if !settled.entries.is_empty() {
        let mask = BooleanChunked::from_slice("keep".into(), &settled.keep);
        frame = frame.filter(&mask).map_err(unbuilt)?;
        let mut kept = settled.keep.iter();
        origins.retain(|_| kept.next().copied().unwrap_or(true));
        for (input, _) in &settled.entries {
            inputs[*input as usize].rows_kept -= 1;
            inputs[*input as usize].rows_left_out += 1;
        }
        entries.extend(settled.entries);
    }
    entries.extend(settled.marks);
    entries.sort_by_key(|(input, Entry { line, column, .. })| (*input, *line, *column));
    let issues = entries.into_iter().map(|(_, entry)| entry.issue).collect();
    Ok(Firms { frame, origins, inputs, issues })
}

type Piece = (usize, Vec<Option<usize>>, Vec<FrameColumn>);

/// One frame of every column that some table carries, each in one piece of memory.
fn stack(pieces: Vec<Piece>, wishes: &Wishes) -> PolarsResult<DataFrame> {
    let mut columns = Vec::new();
    for (at, (name, kind)) in wishes.columns().enumerate() {
        if pieces.iter().all(|(_, present, _)| present[at].is_none()) {
            continue;
        }
        // A table without rows has no column built either.
        let parts = pieces.iter().map(|(rows, present, columns)| {
            let built = present[at].and_then(|place| columns.get(place));
            built.cloned().unwrap_or_else(|| missing(name, kind, *rows))
        });
        let mut whole: Option<FrameColumn> = None;
        for part in parts {
            match &mut whole {
                Some(column) => {
                    column.append_owned(part)?;
                }
                None => whole = Some(part),
            }
        }
        columns.extend(whole);
    }
    drop(pieces);
    let mut frame = DataFrame::new_infer_height(columns)?;
    frame.rechunk_mut_par();
    Ok(frame)
}

fn not_built(error: &PolarsError) -> Diagnostic {
    Diagnostic::error(
        &codes::NOT_BUILT,
        say!("各表合不成一张：{error}", "the tables cannot be put together: {error}"),
    )
}
