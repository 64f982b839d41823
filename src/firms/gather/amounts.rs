//! In what unit each row of a listing tells its amount: the column's heading says it, else the row
//! in a column of its own, else a line above the header. What cannot be converted is refused.

use super::grid::Grid;
use super::header::Layout;
use super::listing::Columns;
use super::observe::{unit_column, unit_in};
use super::sources::Source;
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Diagnostic, Place, Text};
use crate::firms::header::normal;
use crate::firms::{DataIssue, unit};
use crate::say;

/// The unit in which an amount is written and the power of ten that tells it in the wanted one.
pub(crate) type Scale = (String, i32);

/// The units of a table's amounts.
pub(crate) struct Units<'a> {
    grid: &'a Grid,
    /// The unit in which amounts are told.
    wanted: &'a str,
    /// What holds where a row says nothing.
    common: Scale,
    /// Whether the column's heading says it.
    by_heading: bool,
    /// The column in which rows say it.
    own: Option<usize>,
}

impl<'a> Units<'a> {
    /// What the heading of the amounts and the lines above it say.
    ///
    /// # Errors
    /// A unit that cannot be converted to the wanted one.
    pub fn of(
        grid: &'a Grid,
        layout: &Layout,
        (amount, source): (usize, &Source),
        wanted: &'a Columns,
    ) -> Result<Self, Diagnostic> {
        let (heading, wanted) = (&grid.head.columns[amount], wanted.unit);
        let above = grid.head.unit_of_amounts(source);
        let common = match &heading.unit {
            Some(stated) => scale(stated, wanted)
                .ok_or_else(|| refused(grid, (&heading.text, grid.head.line), (stated, wanted)))?,
            None if above.is_empty() => (wanted.to_owned(), 0),
            None => scale(above, wanted).ok_or_else(|| {
                let line = grid.head.unit_line.as_ref();
                let (text, at) = line.map_or(("", grid.head.line), |l| (l.text.as_str(), l.line));
                refused(grid, (text, at), (above, wanted))
            })?,
        };
        let own = unit_column(grid, layout).filter(|at| says_units(grid, *at));
        Ok(Units { grid, wanted, common, by_heading: heading.unit.is_some(), own })
    }

    /// The unit above the header, where amounts may follow it.
    pub fn told(&self) -> Option<DataIssue> {
        let line = self.grid.head.unit_line.as_ref().filter(|_| !self.by_heading)?;
        line.told("", &self.grid.file)
    }

    /// The unit of a row's amount.
    ///
    /// # Errors
    /// Why it cannot be told in the wanted unit.
    pub fn of_row(&self, row: usize) -> Result<Scale, Text> {
        let Some(at) = self.own else { return Ok(self.common.clone()) };
        let written = self.grid.raw(row, at).shown();
        // Pieces are what the goods are counted in: they say nothing of money.
        let is_pieces = |unit: &String| unit::is_known(unit) && !unit::is_money(unit);
        let Some(stated) = unit_in(&written).filter(|unit| !is_pieces(unit)) else {
            return Ok(self.common.clone());
        };
        let wanted = self.wanted;
        let Some(own) = scale(&stated, wanted) else {
            return Err(say!(
                "这一行的单位「{written}」换算不成「{wanted}」",
                "the row's unit `{written}` cannot be converted to `{wanted}`"
            ));
        };
        if self.by_heading && own.1 != self.common.1 {
            let common = &self.common.0;
            return Err(say!(
                "这一行的单位是「{written}」，表头写的是「{common}」",
                "the row's unit is `{written}`, that of the header `{common}`"
            ));
        }
        Ok(own)
    }
}

fn scale(stated: &str, wanted: &str) -> Option<Scale> {
    unit::power_between(stated, wanted).map(|power| (stated.to_owned(), power))
}

/// A column called 单位 may name offices: it is one of units where some row states a known one.
fn says_units(grid: &Grid, at: usize) -> bool {
    let is_unit = |row: usize| unit::is_known(&grid.raw(row, at).shown());
    normal(&grid.head.columns[at].text) != "单位" || grid.body().any(is_unit)
}

fn refused(grid: &Grid, (text, line): (&str, u64), (stated, wanted): (&str, &str)) -> Diagnostic {
    let message = say!(
        "「{text}」的单位是「{stated}」，换算不成「{wanted}」",
        "`{text}` is in `{stated}`, which cannot be converted to `{wanted}`"
    );
    Diagnostic::error(&codes::UNIT_MISMATCH, message).in_table(Place {
        file: grid.file.clone(),
        line: Some(line),
        column: Some(text.to_owned()),
        firm: None,
    })
}
