//! The texts of many firms in one piece of memory: id, name, groups. Must not know what they say.

use polars::prelude::{DataFrame, PolarsResult, StringChunked};

use super::NotBulk;

/// Some texts per row, one behind the other; a missing one is empty.
#[derive(Debug, Default)]
pub struct Texts {
    bytes: String,
    /// Where each row begins; one more at the end.
    starts: Vec<u32>,
    /// Per row the length of each text.
    lengths: Vec<u16>,
    width: usize,
}

impl Texts {
    /// The texts of some columns of a frame; numbers and flags as they are shown.
    ///
    /// # Errors
    /// [`NotBulk`] where a text is longer than 65,535 bytes, or all together longer than 4 GiB.
    pub fn of(frame: &DataFrame, columns: &[String]) -> Result<Self, NotBulk> {
        let rows = frame.height();
        let columns = columns.iter().map(|name| frame.column(name)?.str().cloned());
        let columns: Vec<_> = columns.collect::<PolarsResult<_>>().map_err(|_| NotBulk)?;
        let lengths = |column: &StringChunked| column.iter().flatten().map(str::len).sum::<usize>();
        let size = columns.iter().map(lengths).sum();
        let mut texts = Texts {
            bytes: String::with_capacity(size),
            starts: Vec::with_capacity(rows + 1),
            lengths: Vec::with_capacity(rows * columns.len()),
            width: columns.len(),
        };
        let mut cells: Vec<_> = columns.iter().map(|column| column.iter()).collect();
        for _ in 0..rows {
            texts.starts.push(u32::try_from(texts.bytes.len()).map_err(|_| NotBulk)?);
            for cell in &mut cells {
                let text = cell.next().flatten().unwrap_or_default();
                texts.bytes.push_str(text);
                texts.lengths.push(u16::try_from(text.len()).map_err(|_| NotBulk)?);
            }
        }
        texts.starts.push(u32::try_from(texts.bytes.len()).map_err(|_| NotBulk)?);
        Ok(texts)
    }

    /// The first text of a row: its id.
    pub fn first(&self, row: usize) -> &str {
        let start = self.starts[row] as usize;
        &self.bytes[start..start + usize::from(self.lengths[row * self.width])]
    }

    /// All texts of a row, joined, and their lengths.
    pub fn row(&self, row: usize) -> (&str, &[u16]) {
        let (start, end) = (self.starts[row] as usize, self.starts[row + 1] as usize);
        (&self.bytes[start..end], &self.lengths[row * self.width..(row + 1) * self.width])
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
        self.starts.len().saturating_sub(1)
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
