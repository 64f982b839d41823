//! `ranking.csv` of any number of firms: the same bytes as [`super::ranking`] writes, block by
//! block, from records. Owns the speed of writing; what stands in which column is `ranking`'s.

use rayon::prelude::*;

use super::columns::{Column, Columns};
use super::ranking::status_text;
use super::{CsvStyle, Sheet, points_text};
use crate::diagnostic::Lang;
use crate::scheme::{Kind, Scheme};
use crate::scoring::Status;
use crate::scoring::bulk::{Answered, Bulk, Record, Row, Settled, answer_of};

/// Firms formatted at a time by one core.
const BLOCK: usize = 8192;

/// Firms that are fetched together: so many stay in the nearest caches.
const NEAR: usize = 256;

/// The texts of everything that is not a name.
pub struct Lines<'a> {
    bulk: &'a Bulk<'a>,
    answered: &'a Answered,
    style: CsvStyle,
    /// With the delimiter after it.
    stages: Vec<String>,
    grades: Vec<String>,
    statuses: [String; 4],
    answers: [String; 3],
    points: Vec<Cell>,
    coverages: Vec<Cell>,
    /// The columns, ready to be written.
    parts: Vec<Part>,
    /// Per batch whether its texts can be copied as they are.
    plain: Vec<bool>,
    header: Vec<String>,
}

/// A column as it is found in a record; a node says whether its points are shown as negative.
#[derive(Debug, Clone, Copy)]
enum Part {
    Rank,
    RankInStage,
    Text(usize),
    Stage,
    Total,
    Grade,
    Status,
    Qualified,
    Coverage,
    Dimension(usize, bool),
    Indicator(usize, bool),
    Nothing,
}

impl Part {
    fn of(column: &Column, scheme: &Scheme) -> Self {
        let negative = |kind| kind == Kind::Deduction;
        match column {
            Column::Rank => Part::Rank,
            Column::RankInStage => Part::RankInStage,
            Column::Table(name) => {
                let mut texts = scheme.key_columns().chain(&scheme.firm.groups);
                texts.position(|text| text == name).map_or(Part::Nothing, Part::Text)
            }
            Column::Stage => Part::Stage,
            Column::ListGroup => Part::Nothing,
            Column::Total => Part::Total,
            Column::Grade => Part::Grade,
            Column::Status => Part::Status,
            Column::Qualified => Part::Qualified,
            Column::Coverage => Part::Coverage,
            Column::Dimension(at) => Part::Dimension(*at, negative(scheme.dimensions[*at].kind)),
            Column::Indicator(at) => Part::Indicator(*at, negative(scheme.indicators[*at].kind)),
        }
    }
}

/// A short text with the delimiter after it.
#[derive(Clone, Copy)]
struct Cell {
    bytes: [u8; 16],
    length: u8,
}

impl Cell {
    fn new(text: &str) -> Option<Self> {
        let (mut bytes, length) = ([0; 16], text.len() + 1);
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        *bytes.get_mut(text.len())? = b',';
        Some(Cell { bytes, length: length as u8 })
    }
}

impl<'a> Lines<'a> {
    /// Prepares every text that is written more than once.
    pub fn new(
        bulk: &'a Bulk<'a>,
        answered: &'a Answered,
        columns: &Columns,
        style: CsvStyle,
        lang: Lang,
    ) -> Self {
        let scheme = bulk.scheme;
        let named = |id: &str, name: &str| cell(if style.names { name } else { id }, style);
        let status = |status| cell(&status_text(status, style.names, lang), style);
        let answers =
            bulk.answers().map(|a| cell(&super::ranking::answer_text(a, style.names, lang), style));
        let odd = |text: &str| {
            memchr::memchr3(b',', b'"', b'\n', text.as_bytes()).is_some() || text.contains('\r')
        };
        let plain = answered.settled.par_iter();
        let plain = plain.map(|s| !style.excel && !odd(s.texts.joined()));
        let text = |units: i64, decimals| Cell::new(&points_text(units, decimals));
        Lines {
            stages: scheme.stages.iter().map(|s| named(&s.id, &s.name)).collect(),
            grades: scheme.grades.iter().map(|g| cell(&g.name, style)).collect(),
            statuses: [Status::Ranked, Status::Insufficient, Status::Vetoed, Status::NoStage]
                .map(status),
            answers,
            points: (0..=bulk.largest())
                .map_while(|units| text(units, scheme.rank.decimals))
                .collect(),
            coverages: (0..=10_000).map_while(|units| text(units, 4)).collect(),
            parts: columns.iter().map(|column| Part::of(column, scheme)).collect(),
            plain: plain.collect(),
            header: columns.headers(scheme, style.names, lang),
            bulk,
            answered,
            style,
        }
    }

    /// The header's bytes.
    pub fn head(&self) -> Vec<u8> {
        Sheet::new(self.style, &self.header).finish()
    }

    /// How many blocks there are.
    pub fn blocks(&self) -> usize {
        self.answered.len().div_ceil(BLOCK)
    }

    /// The bytes of a block, in the place of whatever `bytes` holds.
    pub fn block(&self, at: usize, bytes: &mut Vec<u8>) {
        let rows = &self.answered.order[at * BLOCK..((at + 1) * BLOCK).min(self.answered.len())];
        let gathered = Gathered::new(self.answered, rows);
        bytes.clear();
        let mut line = Line(bytes);
        let mut text = 0;
        for (place, row) in rows.iter().enumerate() {
            let record = gathered.record(self.bulk, place);
            let lengths = gathered.lengths(place);
            let size: usize = lengths.iter().map(|length| usize::from(*length)).sum();
            let joined = &gathered.texts[text..text + size];
            text += size;
            self.row(&mut line, record, (joined, lengths), self.answered.place(*row).0);
        }
    }

    fn row(
        &self,
        line: &mut Line,
        record: Record,
        (joined, lengths): (&str, &[u16]),
        batch: usize,
    ) {
        let total = record.total();
        let ranked = total.filter(|_| record.status() == Status::Ranked);
        let (dimensions, indicators) = (record.dimensions(), record.indicators());
        for part in &self.parts {
            match *part {
                Part::Rank => line.rank(ranked.map(|total| self.answered.rank(total))),
                Part::RankInStage => {
                    let rank = |(total, stage)| self.answered.rank_in_stage(stage, total);
                    line.rank(ranked.zip(record.stage()).map(rank));
                }
                Part::Text(at) => {
                    let before = lengths[..at].iter().map(|length| usize::from(*length));
                    let from: usize = before.sum();
                    let text = &joined[from..from + usize::from(lengths[at])];
                    self.name(line, text, self.plain[batch]);
                }
                Part::Stage => {
                    line.text(record.stage().map_or(",", |stage| &self.stages[usize::from(stage)]));
                }
                Part::Total => self.total(line, total),
                Part::Grade => {
                    line.text(record.grade().map_or(",", |grade| &self.grades[usize::from(grade)]));
                }
                Part::Status => line.text(&self.statuses[record.status() as usize]),
                Part::Qualified => {
                    line.text(answer_of(record).map_or(",", |a| &self.answers[a as usize]));
                }
                Part::Coverage => match record.coverage() {
                    Some(coverage) => line.cell(self.coverages[usize::from(coverage)]),
                    None => line.text(","),
                },
                Part::Dimension(at, negative) => self.points(line, dimensions[at], negative),
                Part::Indicator(at, negative) => self.points(line, indicators[at], negative),
                Part::Nothing => line.text(","),
            }
        }
        line.end(self.style.excel);
    }

    fn name(&self, line: &mut Line, text: &str, plain: bool) {
        if plain {
            line.text(text);
            line.text(",");
        } else {
            line.text(&cell(text, self.style));
        }
    }

    fn total(&self, line: &mut Line, total: Option<i64>) {
        let known = total.and_then(|units| self.points.get(usize::try_from(units).ok()?));
        match (known, total) {
            (Some(cell), _) => line.cell(*cell),
            (None, Some(units)) => {
                line.text(&points_text(units, self.bulk.scheme.rank.decimals));
                line.text(",");
            }
            (None, None) => line.text(","),
        }
    }

    fn points(&self, line: &mut Line, units: u16, negative: bool) {
        match self.points.get(usize::from(units)) {
            Some(cell) => {
                if negative && units > 0 {
                    line.text("-");
                }
                line.cell(*cell);
            }
            None => {
                let units = crate::scoring::bulk::something(units).map(i64::from);
                self.total(line, units.map(|units| if negative { -units } else { units }));
            }
        }
    }
}

/// A text as a cell, with the delimiter after it.
fn cell(text: &str, style: CsvStyle) -> String {
    let mut sheet = Sheet::continued(style);
    sheet.row([text, ""]);
    let mut bytes = sheet.finish();
    let end = if style.excel { 2 } else { 1 };
    bytes.truncate(bytes.len().saturating_sub(end));
    String::from_utf8(bytes).unwrap_or_default()
}

/// What a block needs of its firms, fetched in one go: they lie all over the memory, and fetching
/// them together lets the waiting overlap.
struct Gathered {
    records: Vec<u16>,
    texts: String,
    lengths: Vec<u16>,
    width: usize,
}

impl Gathered {
    fn new(answered: &Answered, rows: &[Row]) -> Self {
        let (mut records, mut texts, mut lengths) = (Vec::new(), String::new(), Vec::new());
        for near in rows.chunks(NEAR) {
            let places = near.iter().map(|row| answered.place(*row));
            let settled = places.map(|(batch, row)| (&answered.settled[batch], row));
            let touch = |all: u16, (s, row): (&Settled, usize)| {
                all ^ s.records.touch(row) ^ s.texts.touch_place(row)
            };
            std::hint::black_box(settled.clone().fold(0, touch));
            let touch = |all: u8, (s, row): (&Settled, usize)| all ^ s.texts.touch(row);
            std::hint::black_box(settled.clone().fold(0, touch));
            for (settled, row) in settled {
                records.extend_from_slice(settled.records.cells(row));
                let (text, of_each) = settled.texts.row(row);
                texts.push_str(text);
                lengths.extend_from_slice(of_each);
            }
        }
        let width = lengths.len() / rows.len().max(1);
        Gathered { records, texts, lengths, width }
    }

    fn record<'g>(&'g self, bulk: &Bulk, place: usize) -> Record<'g> {
        let width = bulk.shape.width();
        bulk.shape.record(&self.records[place * width..(place + 1) * width])
    }

    fn lengths(&self, place: usize) -> &[u16] {
        &self.lengths[place * self.width..(place + 1) * self.width]
    }
}

/// Lines being written.
struct Line<'b>(&'b mut Vec<u8>);

impl Line<'_> {
    fn text(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    /// A cell: sixteen bytes are copied whatever its length, which is one instruction.
    fn cell(&mut self, cell: Cell) {
        let end = self.0.len() + usize::from(cell.length);
        self.0.extend_from_slice(&cell.bytes);
        self.0.truncate(end);
    }

    fn rank(&mut self, rank: Option<f64>) {
        match rank {
            Some(rank) if (rank as u64) as f64 == rank => {
                self.text(itoa::Buffer::new().format(rank as u64));
            }
            Some(rank) => self.text(&rank.to_string()),
            None => {}
        }
        self.text(",");
    }

    /// Ends the line: its last delimiter becomes the line end.
    fn end(&mut self, carriage_return: bool) {
        self.0.pop();
        self.text(if carriage_return { "\r\n" } else { "\n" });
    }
}
