//! Bytes -> [`Firms`]: encoding, CSV, Excel, cells, credit codes. Owns everything between the bytes
//! of the inputs and a frame of typed columns in which every value is certain or missing; reads no
//! disk and knows no scheme beyond the columns that it wants. What had to be understood, doubted
//! or left out on the way is an issue with its line; what makes an input unusable is an error.

pub mod cell;
pub mod compressed;
pub mod credit_code;
pub mod encoding;
pub mod gather;
pub mod stream;
pub mod unit;

mod account;
mod assemble;
mod blocks;
mod columns;
pub(crate) mod delimiter;
mod doubt;
mod duplicates;
mod header;
mod issue;
mod kind;
mod record;
mod rows;
mod table;
mod text_table;
mod workbook;
mod written;

pub use account::{HeaderMatch, InputAccount, Origin};
pub(crate) use account::{hex, sha256};
pub use issue::{CellCount, DataIssue};
pub use kind::Kind;
pub use written::{Written, WrittenCell, as_written};

use polars::prelude::DataFrame;

use self::header::Wishes;
use self::table::Context;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::firms as codes;
use crate::say;
use crate::scheme::column::{Column, IdKind};

/// What the scheme wants from the tables.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The columns, in the order of the frame.
    pub columns: &'a [Column],
    /// The column that holds the firms' ids.
    pub id: &'a str,
    /// The column that holds the firms' names.
    pub name: Option<&'a str>,
    /// Whether ids are verified as credit codes.
    pub id_kind: IdKind,
    /// What to do with rows of the same id that differ.
    pub duplicates: Duplicates,
}

/// What to do with rows of the same id that differ; equal rows are one row in any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Duplicates {
    /// Stop and name them: taking one of two answers silently is not the program's to do.
    #[default]
    Refuse,
    /// Take the first and list the others.
    First,
    /// Take the last and list the others.
    Last,
    /// Take the first, and mark every one of them as wrong: for looking through a table.
    Mark,
}

/// One input already in memory; reading the disk is the commands' task.
#[derive(Debug, Clone)]
pub struct Input {
    /// As the user named it; `-` for standard input.
    pub name: String,
    /// The whole file.
    pub bytes: Vec<u8>,
}

/// The firms of all inputs.
#[derive(Debug, Clone)]
pub struct Firms {
    /// One row per firm, in the order of the inputs. The id, then the name, then the wanted columns
    /// that some input carries. Id, name and text columns are `String`; numbers, integers and dates
    /// (days since 1970-01-01) `Float64`, always finite; flags `Boolean`. Missing is null.
    pub frame: DataFrame,
    /// Where each row of the frame comes from.
    pub origins: Vec<Origin>,
    /// One account per input.
    pub inputs: Vec<InputAccount>,
    /// Everything odd, in order of input, line and column.
    pub issues: Vec<DataIssue>,
}

/// About how many bytes of text one core parses at a time.
const BLOCK: usize = 8 << 20;

/// Reads every input and puts their rows together.
///
/// # Errors
/// Every reason for which an input is unusable, of all inputs at once; and, where all can be read,
/// every firm whose rows contradict each other.
pub fn read(inputs: Vec<Input>, wanted: &Wanted) -> Result<Firms, Vec<Diagnostic>> {
    read_in_blocks(inputs, wanted, BLOCK)
}

/// The same with a given block size, which does not show in the result.
fn read_in_blocks(
    inputs: Vec<Input>,
    wanted: &Wanted,
    block: usize,
) -> Result<Firms, Vec<Diagnostic>> {
    let wishes = Wishes::new(wanted);
    let (mut tables, mut problems) = (Vec::new(), Vec::new());
    if inputs.is_empty() {
        let message = say!("没有给出企业表", "no firm table is given");
        problems.push(Diagnostic::error(&codes::NO_FIRMS, message));
    }
    for input in inputs {
        let name = input.name.clone();
        let context = Context { name: &name, wishes: &wishes, id_kind: wanted.id_kind, block };
        match table::read(input, &context) {
            Ok(table) => tables.push(table),
            Err(found) => problems.extend(found),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    assemble::assemble(tables, &wishes, wanted)
}

#[cfg(test)]
mod tests;
