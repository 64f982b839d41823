//! The texts of many firms in one piece of memory: id, name, groups. Must not know what they say.

use polars::prelude::{DataFrame, PolarsResult, StringChunked};

use super::NotBulk;

/// Some texts per row, one behind the other; a missing one is empty.
#[derive(Debug, Default)]
pub struct Texts {
    bytes: String,
    /// Per row where it begins, in two halves, and the length of each text: together, because rows
    /// are asked for in any order.
    places: Vec<u16>,
    width: usize,
}

/// Cells of a row's place before its lengths.
const START: usize = 2;

impl Texts {
    /// The texts of some columns of a frame.
    ///
    /// # Errors
    /// [`NotBulk`] where a column holds no texts, a text is longer than 65,535 bytes, or all
    /// together are longer than 4 GiB.
    pub fn of(frame: &DataFrame, columns: &[String]) -> Result<Self, NotBulk> {
        let rows = frame.height();
        let columns = columns.iter().map(|name| frame.column(name)?.str().cloned());
        let columns: Vec<_> = columns.collect::<PolarsResult<_>>().map_err(|_| NotBulk)?;
        let lengths = |column: &StringChunked| column.iter().flatten().map(str::len).sum::<usize>();
        let width = START + columns.len();
        let mut texts = Texts {
            bytes: String::with_capacity(columns.iter().map(lengths).sum()),
            places: Vec::with_capacity(rows * width),
            width,
        };
        let mut cells: Vec<_> = columns.iter().map(|column| column.iter()).collect();
        for _ in 0..rows {
            let start = u32::try_from(texts.bytes.len()).map_err(|_| NotBulk)?;
            texts.places.extend([(start >> 16) as u16, start as u16]);
            for cell in &mut cells {
                let text = cell.next().flatten().unwrap_or_default();
                texts.bytes.push_str(text);
                texts.places.push(u16::try_from(text.len()).map_err(|_| NotBulk)?);
            }
        }
        Ok(texts)
    }

    fn place(&self, row: usize) -> (usize, &[u16]) {
        let place = &self.places[row * self.width..(row + 1) * self.width];
        let start = u32::from(place[0]) << 16 | u32::from(place[1]);
        (start as usize, &place[START..])
    }

    /// The first text of a row: its id.
    pub fn first(&self, row: usize) -> &str {
        let (start, lengths) = self.place(row);
        &self.bytes[start..start + usize::from(lengths[0])]
    }

    /// All texts of a row, joined, and their lengths.
    pub fn row(&self, row: usize) -> (&str, &[u16]) {
        let (start, lengths) = self.place(row);
        let size: usize = lengths.iter().map(|length| usize::from(*length)).sum();
        (&self.bytes[start..start + size], lengths)
    }

    /// Something of where a row stands, as [`Texts::touch`] of the row itself.
    pub fn touch_place(&self, row: usize) -> u16 {
        self.places[row * self.width]
    }

    /// Something of a row's bytes: asking for it brings them near before they are needed.
    pub fn touch(&self, row: usize) -> u8 {
        let (start, lengths) = self.place(row);
        let bytes = &self.bytes.as_bytes()[start..];
        let last: usize = lengths.iter().map(|length| usize::from(*length)).sum();
        bytes.first().unwrap_or(&0) ^ bytes.get(last).unwrap_or(&0)
    }

    /// One text of a row.
    pub fn get(&self, row: usize, column: usize) -> &str {
        let (joined, lengths) = self.row(row);
        let start: usize = lengths[..column].iter().map(|length| usize::from(*length)).sum();
        &joined[start..start + usize::from(lengths[column])]
    }

    /// Everything, joined: for asking whether some character occurs at all.
    pub fn joined(&self) -> &str {
        &self.bytes
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.places.len().checked_div(self.width).unwrap_or(0)
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
