//! One firm's results in a row of small numbers, so that writing them in the order of ranks touches
//! each firm once. Owns the layout; must not know how points come about.

use super::NotBulk;
use crate::scheme::Scheme;
use crate::scoring::Status;

/// Stands for "nothing" in a cell: a node that did not count, no stage, no grade.
pub const NOTHING: u16 = u16::MAX;

/// Where the cells of a record stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Dimensions.
    pub dimensions: usize,
    /// Indicators.
    pub indicators: usize,
}

const STAGE: usize = 0;
const STATUS: usize = 1;
const GRADE: usize = 2;
const COVERAGE: usize = 3;
const TOTAL: usize = 4;
const ANSWER: usize = 6;
const NODES: usize = 7;

/// Coverage is kept as it is shown, in ten-thousandths.
pub const COVERAGE_SCALE: f64 = 10_000.0;

impl Shape {
    /// The layout under a scheme.
    pub fn new(scheme: &Scheme) -> Self {
        Shape { dimensions: scheme.dimensions.len(), indicators: scheme.indicators.len() }
    }

    /// Cells per record.
    pub fn width(self) -> usize {
        NODES + self.dimensions + self.indicators
    }

    /// Cells as a record.
    pub fn record(self, cells: &[u16]) -> Record<'_> {
        Record { cells, dimensions: self.dimensions }
    }
}

/// The records of a batch.
#[derive(Debug, Default)]
pub struct Records {
    cells: Vec<u16>,
    width: usize,
    dimensions: usize,
}

impl Records {
    /// Records of nothing.
    pub fn new(shape: Shape, rows: usize) -> Self {
        let width = shape.width();
        let mut cells = vec![NOTHING; rows * width];
        for row in cells.chunks_exact_mut(width) {
            row[ANSWER] = 0;
        }
        Records { cells, width, dimensions: shape.dimensions }
    }

    /// One firm's record.
    pub fn get(&self, row: usize) -> Record<'_> {
        Record { cells: self.cells(row), dimensions: self.dimensions }
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = Record<'_>> {
        let dimensions = self.dimensions;
        self.cells.chunks_exact(self.width).map(move |cells| Record { cells, dimensions })
    }

    /// One firm's cells.
    pub fn cells(&self, row: usize) -> &[u16] {
        &self.cells[row * self.width..(row + 1) * self.width]
    }

    /// Something of a firm's record: asking for it brings the record near before it is needed.
    pub fn touch(&self, row: usize) -> u16 {
        let cells = self.cells(row);
        cells.first().unwrap_or(&0) ^ cells.last().unwrap_or(&0)
    }

    /// One firm's record, to be filled.
    pub fn get_mut(&mut self, row: usize) -> RecordMut<'_> {
        let from = row * self.width;
        RecordMut { cells: &mut self.cells[from..from + self.width], dimensions: self.dimensions }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.cells.len() / self.width.max(1)
    }
}

/// One firm's results.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    cells: &'a [u16],
    dimensions: usize,
}

impl<'a> Record<'a> {
    /// Its stage.
    pub fn stage(self) -> Option<u16> {
        something(self.cells[STAGE])
    }

    /// What became of it.
    pub fn status(self) -> Status {
        match self.cells[STATUS] {
            0 => Status::Ranked,
            1 => Status::Insufficient,
            2 => Status::Vetoed,
            _ => Status::NoStage,
        }
    }

    /// Its grade.
    pub fn grade(self) -> Option<u16> {
        something(self.cells[GRADE])
    }

    /// Its coverage in ten-thousandths.
    pub fn coverage(self) -> Option<u16> {
        something(self.cells[COVERAGE])
    }

    /// Its total, in units of the last decimal.
    pub fn total(self) -> Option<i64> {
        let halves = [self.cells[TOTAL], self.cells[TOTAL + 1]];
        if halves == [NOTHING, NOTHING] {
            return None;
        }
        Some(i64::from((u32::from(halves[0]) << 16 | u32::from(halves[1])) as i32))
    }

    /// Whether it qualifies: the place of the answer among yes, no, unknown, counted from 1; 0
    /// where nothing is asked.
    pub fn answer(self) -> u16 {
        self.cells[ANSWER]
    }

    /// The points of the dimensions.
    pub fn dimensions(self) -> &'a [u16] {
        &self.cells[NODES..NODES + self.dimensions]
    }

    /// The points of the indicators.
    pub fn indicators(self) -> &'a [u16] {
        &self.cells[NODES + self.dimensions..]
    }
}

/// A cell, unless it holds nothing.
pub fn something(cell: u16) -> Option<u16> {
    (cell != NOTHING).then_some(cell)
}

/// Points as a cell.
///
/// # Errors
/// [`NotBulk`] where they are too many.
pub fn packed(units: i64) -> Result<u16, NotBulk> {
    u16::try_from(units).ok().filter(|units| *units != NOTHING).ok_or(NotBulk)
}

/// One firm's results while they are filled in.
#[derive(Debug)]
pub struct RecordMut<'a> {
    cells: &'a mut [u16],
    dimensions: usize,
}

impl RecordMut<'_> {
    /// Sets the stage.
    pub fn set_stage(&mut self, stage: Option<u16>) {
        self.cells[STAGE] = stage.unwrap_or(NOTHING);
    }

    /// Sets the status.
    pub fn set_status(&mut self, status: Status) {
        self.cells[STATUS] = match status {
            Status::Ranked => 0,
            Status::Insufficient => 1,
            Status::Vetoed => 2,
            Status::NoStage => 3,
        };
    }

    /// Sets the grade.
    pub fn set_grade(&mut self, grade: Option<u16>) {
        self.cells[GRADE] = grade.unwrap_or(NOTHING);
    }

    /// Sets the coverage.
    pub fn set_coverage(&mut self, coverage: u16) {
        self.cells[COVERAGE] = coverage;
    }

    /// Sets the answer, as [`Record::answer`] gives it.
    pub fn set_answer(&mut self, answer: u16) {
        self.cells[ANSWER] = answer;
    }

    /// Sets the total.
    ///
    /// # Errors
    /// [`NotBulk`] beyond 32 bits.
    pub fn set_total(&mut self, units: i64) -> Result<(), NotBulk> {
        // -1 is what [`NOTHING`] twice would be; no scheme's floor makes it likely.
        let bits = i32::try_from(units).ok().filter(|units| *units != -1).ok_or(NotBulk)? as u32;
        self.cells[TOTAL] = (bits >> 16) as u16;
        self.cells[TOTAL + 1] = bits as u16;
        Ok(())
    }

    /// The points of the dimensions.
    pub fn dimensions(&mut self) -> &mut [u16] {
        &mut self.cells[NODES..NODES + self.dimensions]
    }

    /// The points of the indicators.
    pub fn indicators(&mut self) -> &mut [u16] {
        &mut self.cells[NODES + self.dimensions..]
    }

    /// Dimensions to be filled from indicators.
    pub fn nodes(&mut self) -> (&mut [u16], &[u16]) {
        let (dimensions, indicators) = self.cells[NODES..].split_at_mut(self.dimensions);
        (dimensions, indicators)
    }
}
