//! The gathered firms as a Parquet file: numbers as doubles, dates as dates, flags as booleans, the
//! rest as text; what is missing is null.

use std::sync::Arc;

use parquet::basic::{ConvertedType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::Gathered;
use super::observe::Value;
use super::output::{OutColumn, shown};
use crate::scheme::column::ColumnKind;

impl Gathered {
    /// The result as a Parquet file of one row group; the same bytes for the same result.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn to_parquet(&self) -> Result<Vec<u8>> {
        let fields = self.columns.iter().map(field).collect::<Result<Vec<_>>>()?;
        let schema = Type::group_type_builder("firms").with_fields(fields).build()?;
        let properties =
            Arc::new(WriterProperties::builder().set_created_by("innopoints".into()).build());
        let mut bytes = Vec::new();
        let mut file = SerializedFileWriter::new(&mut bytes, Arc::new(schema), properties)?;
        let mut group = file.next_row_group()?;
        for column in &self.columns {
            if let Some(writer) = group.next_column()? {
                write(column, writer)?;
            }
        }
        group.close()?;
        file.close()?;
        Ok(bytes)
    }
}

fn field(column: &OutColumn) -> Result<TypePtr> {
    let (physical, converted) = match column.kind {
        ColumnKind::Number | ColumnKind::Integer => (Physical::DOUBLE, ConvertedType::NONE),
        ColumnKind::Date => (Physical::INT32, ConvertedType::DATE),
        ColumnKind::Flag => (Physical::BOOLEAN, ConvertedType::NONE),
        ColumnKind::Text => (Physical::BYTE_ARRAY, ConvertedType::UTF8),
    };
    let built = Type::primitive_type_builder(&column.name, physical)
        .with_converted_type(converted)
        .with_repetition(Repetition::OPTIONAL)
        .build()?;
    Ok(Arc::new(built))
}

fn write(column: &OutColumn, mut writer: SerializedColumnWriter<'_>) -> Result<()> {
    let levels: Vec<i16> = column.values.iter().map(|value| i16::from(value.is_some())).collect();
    let present = || column.values.iter().flatten();
    let number = |value: &Value| match value {
        Value::Number(number) => *number,
        _ => 0.0,
    };
    match column.kind {
        ColumnKind::Number | ColumnKind::Integer => {
            let values: Vec<f64> = present().map(number).collect();
            writer.typed::<DoubleType>().write_batch(&values, Some(&levels), None)?;
        }
        ColumnKind::Date => {
            let values: Vec<i32> = present().map(|value| number(value) as i32).collect();
            writer.typed::<Int32Type>().write_batch(&values, Some(&levels), None)?;
        }
        ColumnKind::Flag => {
            let values: Vec<bool> = present().map(|value| *value == Value::Flag(true)).collect();
            writer.typed::<BoolType>().write_batch(&values, Some(&levels), None)?;
        }
        ColumnKind::Text => {
            let text = |value: &Value| ByteArray::from(shown(value, column.kind).into_bytes());
            let values: Vec<ByteArray> = present().map(text).collect();
            writer.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
        }
    }
    writer.close()
}
