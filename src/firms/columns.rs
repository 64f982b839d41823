//! The columns of the frame while they are filled, one value per kept row.

use polars::prelude::{
    BooleanChunkedBuilder, ChunkedBuilder, DataType, Float64Chunked, IntoColumn,
    StringChunkedBuilder,
};

use polars_arrow::bitmap::{Bitmap, MutableBitmap};

use crate::scheme::column::ColumnKind;

/// A column of a polars frame.
pub(crate) type FrameColumn = polars::prelude::Column;

/// One column while it is filled.
pub(crate) enum Builder {
    /// Number, integer and date cells.
    Number(Numbers),
    /// Text cells.
    Text(StringChunkedBuilder),
    /// Flag cells.
    Flag(BooleanChunkedBuilder),
}

impl Builder {
    /// An empty column with room for some rows.
    pub fn new(name: &str, kind: ColumnKind, rows: usize) -> Self {
        match kind {
            ColumnKind::Number | ColumnKind::Integer | ColumnKind::Date => {
                let (values, missing) = (Vec::with_capacity(rows), Vec::new());
                Builder::Number(Numbers { name: name.to_owned(), values, missing })
            }
            ColumnKind::Text => Builder::Text(StringChunkedBuilder::new(name.into(), rows)),
            ColumnKind::Flag => Builder::Flag(BooleanChunkedBuilder::new(name.into(), rows)),
        }
    }

    /// Takes numbers back until no more than so many rows are left; texts and flags stay.
    pub fn take_back(&mut self, rows: usize) {
        if let Builder::Number(numbers) = self {
            numbers.values.truncate(rows);
            numbers.missing.truncate(numbers.missing.partition_point(|row| *row < rows));
        }
    }

    pub fn finish(self) -> FrameColumn {
        match self {
            Builder::Number(builder) => builder.finish().into_column(),
            Builder::Text(builder) => builder.finish().into_column(),
            Builder::Flag(builder) => builder.finish().into_column(),
        }
    }
}

/// A column of numbers while it is filled.
pub(crate) struct Numbers {
    name: String,
    /// A missing one is 0 here.
    values: Vec<f64>,
    /// The rows of missing ones.
    missing: Vec<usize>,
}

impl Numbers {
    /// Puts a number at the end.
    pub fn push(&mut self, value: f64) {
        self.values.push(value);
    }

    /// Puts a number or a missing one at the end.
    pub fn push_option(&mut self, value: Option<f64>) {
        if value.is_none() {
            self.missing.push(self.values.len());
        }
        self.values.push(value.unwrap_or_default());
    }

    fn finish(self) -> FrameColumn {
        let known = || {
            let mut known = MutableBitmap::from_len_set(self.values.len());
            self.missing.iter().for_each(|row| known.set(*row, false));
            Bitmap::from(known)
        };
        let validity = (!self.missing.is_empty()).then(known);
        Float64Chunked::from_vec_validity(self.name.into(), self.values, validity).into_column()
    }
}

/// Puts a value or a missing one at the end.
pub(crate) fn push_flag(builder: &mut BooleanChunkedBuilder, value: Option<bool>) {
    match value {
        Some(value) => builder.append_value(value),
        None => builder.append_null(),
    }
}

/// A column of missing values, for the rows of an input that does not carry it.
pub(crate) fn missing(name: &str, kind: ColumnKind, rows: usize) -> FrameColumn {
    let kind = match kind {
        ColumnKind::Number | ColumnKind::Integer | ColumnKind::Date => DataType::Float64,
        ColumnKind::Text => DataType::String,
        ColumnKind::Flag => DataType::Boolean,
    };
    FrameColumn::full_null(name.into(), rows, &kind)
}

/// Whether two rows of a column hold the same value, or both none.
pub(crate) fn same(column: &FrameColumn, a: usize, b: usize) -> bool {
    let series = column.as_materialized_series();
    if let Ok(numbers) = series.f64() {
        numbers.get(a) == numbers.get(b)
    } else if let Ok(texts) = series.str() {
        texts.get(a) == texts.get(b)
    } else if let Ok(flags) = series.bool() {
        flags.get(a) == flags.get(b)
    } else {
        false
    }
}

/// The value of a row, for people; empty where it is missing.
pub(crate) fn shown(column: &FrameColumn, row: usize) -> String {
    let series = column.as_materialized_series();
    let text = if let Ok(numbers) = series.f64() {
        numbers.get(row).map(|value| value.to_string())
    } else if let Ok(texts) = series.str() {
        texts.get(row).map(str::to_owned)
    } else if let Ok(flags) = series.bool() {
        flags.get(row).map(|value| value.to_string())
    } else {
        None
    };
    text.unwrap_or_default()
}
