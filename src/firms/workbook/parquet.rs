//! A Parquet file as a workbook of one sheet, whose first row is the schema's column names.

use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use super::{Book, Sink, Trouble, Value};
use std::borrow::Cow;

/// The file, opened.
pub(super) struct ParquetBook(SerializedFileReader<Bytes>);

impl ParquetBook {
    pub fn open(bytes: &[u8]) -> Result<Self, Trouble> {
        SerializedFileReader::new(Bytes::copy_from_slice(bytes)).map(ParquetBook).map_err(trouble)
    }
}

fn trouble(error: parquet::errors::ParquetError) -> Trouble {
    Trouble::Damaged(error.to_string())
}

impl Book for ParquetBook {
    fn sheet_names(&self) -> Vec<String> {
        vec!["Parquet".to_owned()]
    }

    fn cells(&mut self, _: &str, sink: &mut Sink) -> Result<(), Trouble> {
        let schema = self.0.metadata().file_metadata().schema();
        for (column, field) in schema.get_fields().iter().enumerate() {
            if !sink(0, column as u32, Value::Text(Cow::Borrowed(field.name()))) {
                return Ok(());
            }
        }
        for (row, record) in self.0.get_row_iter(None).map_err(trouble)?.enumerate() {
            let record = record.map_err(trouble)?;
            for (column, (_, field)) in record.get_column_iter().enumerate() {
                let value = value(field);
                if value != Value::Blank && !sink(row as u32 + 1, column as u32, value) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

fn value(field: &Field) -> Value<'_> {
    const DAY: f64 = 86_400_000.0;
    let number = |value: f64| match value.is_finite() {
        true => Value::Number { value, percent: false },
        // What a program writes for "no value" has no other meaning in a table.
        false => Value::Blank,
    };
    match field {
        Field::Null => Value::Blank,
        Field::Bool(value) => Value::Flag(*value),
        Field::Byte(value) => number(f64::from(*value)),
        Field::Short(value) => number(f64::from(*value)),
        Field::Int(value) => number(f64::from(*value)),
        Field::Long(value) => number(*value as f64),
        Field::UByte(value) => number(f64::from(*value)),
        Field::UShort(value) => number(f64::from(*value)),
        Field::UInt(value) => number(f64::from(*value)),
        Field::ULong(value) => number(*value as f64),
        Field::Float(value) => number(f64::from(*value)),
        Field::Double(value) => number(*value),
        Field::Str(text) => Value::Text(Cow::Borrowed(text)),
        Field::Date(days) => Value::Date(f64::from(*days)),
        Field::TimestampMillis(time) => Value::Date((*time as f64 / DAY).floor()),
        Field::TimestampMicros(time) => Value::Date((*time as f64 / (DAY * 1e3)).floor()),
        other => Value::Text(Cow::Owned(other.to_string())),
    }
}
