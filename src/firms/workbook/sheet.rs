//! The cells of one sheet -> its header and its rows.

use std::sync::Arc;

use super::Value;
use crate::diagnostic::Diagnostic;
use crate::firms::header::{HEADER_ROWS, header_below};
use crate::firms::record::Record;
use crate::firms::rows::{Plan, RowReader};
use crate::firms::table::{Context, Table};
use crate::say;

/// More columns than Excel has; a cell beyond is a damaged address.
pub(super) const COLUMNS: u32 = 16_384;

/// Takes cells row by row, reads the first row as the header and the others as firms.
pub(super) struct SheetReader<'a> {
    name: &'a str,
    context: &'a Context<'a>,
    /// The row that is being gathered, from 0.
    row: u32,
    cells: Vec<Value<'static>>,
    state: State,
}

enum State {
    /// No row yet.
    Start,
    /// The header fits.
    Rows { plan: Arc<Plan>, reader: Box<RowReader> },
    /// The header does not fit; the first rows are kept to look for a better one.
    Unfit { problems: Vec<Diagnostic>, line: u64, rows: Vec<(u64, Vec<String>)> },
}

impl<'a> SheetReader<'a> {
    pub fn new(name: &'a str, context: &'a Context<'a>) -> Self {
        SheetReader { name, context, row: 0, cells: Vec::new(), state: State::Start }
    }

    /// Takes one cell; gives back whether more are wanted.
    pub fn cell(&mut self, row: u32, column: u32, value: Value) -> bool {
        if row != self.row {
            self.end_row();
            self.row = row;
        }
        if column < COLUMNS {
            let at = column as usize;
            if self.cells.len() <= at {
                self.cells.resize(at + 1, Value::Blank);
            }
            self.cells[at] = value.into_owned();
        }
        !matches!(&self.state, State::Unfit { rows, .. } if rows.len() >= HEADER_ROWS)
    }

    /// The table; `None` where the sheet has no data.
    pub fn finish(mut self) -> Option<Result<Table, Vec<Diagnostic>>> {
        self.end_row();
        match self.state {
            State::Start => None,
            State::Unfit { problems, line, rows } => {
                Some(Err(header_below(problems, self.context.wishes, line, &rows)))
            }
            State::Rows { plan, reader } => Some(Ok(Table {
                plan,
                part: reader.finish(),
                encoding: None,
                delimiter: None,
                sheet: Some(self.name.to_owned()),
                other_sheets: Vec::new(),
            })),
        }
    }

    fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() {
            return;
        }
        let line = u64::from(self.row) + 1;
        match &mut self.state {
            State::Start => self.state = self.header(&cells, line),
            State::Rows { reader, .. } => reader.read(&cells, line, false),
            State::Unfit { rows, .. } => rows.push((line, texts(&cells))),
        }
    }

    fn header(&self, cells: &Vec<Value<'static>>, line: u64) -> State {
        let headers = texts(cells);
        match self.context.wishes.lay_out(&headers, self.context.name, line) {
            Ok(layout) => {
                let plan = Arc::new(Plan {
                    source: self.context.name.to_owned(),
                    layout,
                    id_kind: self.context.id_kind,
                    separator: '\t',
                });
                let reader = Box::new(RowReader::new(Arc::clone(&plan), 0));
                State::Rows { plan, reader }
            }
            Err(problems) => State::Unfit { problems, line, rows: vec![(line, headers)] },
        }
    }
}

fn texts(cells: &Vec<Value<'static>>) -> Vec<String> {
    (0..cells.len()).map(|field| cells.raw(field).shown().into_owned()).collect()
}

/// Says which sheets were not looked at, where the one that was read does not fit.
pub(super) fn with_sheets(mut problems: Vec<Diagnostic>, others: &[String]) -> Vec<Diagnostic> {
    if let Some(first) = problems.first_mut().filter(|_| !others.is_empty()) {
        let names = others.join(", ");
        first.notes.push(say!(
            "读的是第一个有数据的工作表；还有数据的工作表：{names}。请把企业表放在最前面",
            "the first sheet with data was read; others with data: {names}. Move the table of firms to the front"
        ));
    }
    problems
}
