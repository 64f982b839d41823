//! What the room promises, by subject; the helpers here are shared.

mod calculation;
mod parsing;
mod properties;
mod slips;
mod sql;
mod telling;
mod typing;

use std::collections::BTreeMap;

use pl::NamedFrom;
use polars::prelude as pl;

use super::*;

/// A firm table small enough to write in a test, and its columns' types.
#[derive(Debug, Clone, Default)]
pub struct Firm {
    values: BTreeMap<String, Value>,
    as_of: Option<i32>,
}

impl Row for Firm {
    fn value(&self, column: &str) -> Value {
        self.values.get(column).cloned().unwrap_or(Value::Missing)
    }

    fn as_of(&self) -> Option<i32> {
        self.as_of
    }
}

/// The columns of most tests.
pub struct Columns(Vec<(&'static str, Type)>);

impl Names for Columns {
    fn type_of(&self, column: &str) -> Option<Type> {
        self.0.iter().find(|(name, _)| *name == column).map(|(_, ty)| *ty)
    }

    fn all(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| *name).collect()
    }
}

pub fn columns() -> Columns {
    Columns(vec![
        ("研发费用", Type::Number),
        ("营业收入", Type::Number),
        ("上年营业收入", Type::Number),
        ("研发强度", Type::Number),
        ("R&D", Type::Number),
        ("R-D", Type::Number),
        ("x", Type::Number),
        ("y", Type::Number),
        ("产业领域", Type::Text),
        ("级别", Type::Text),
        ("高企证书有效", Type::Flag),
        ("严重失信", Type::Flag),
        ("p", Type::Flag),
        ("q", Type::Flag),
        ("成立日期", Type::Date),
        ("有效期至", Type::Date),
    ])
}

pub fn typed(text: &str) -> Typed {
    let expr = parse(text).unwrap_or_else(|problems| panic!("{text}: {problems:#?}"));
    resolve(&expr, None, &columns()).unwrap_or_else(|problems| panic!("{text}: {problems:#?}"))
}

pub fn number(x: f64) -> Value {
    Value::Number(x)
}

pub fn text(text: &str) -> Value {
    Value::Text(text.into())
}

pub fn day(text: &str) -> i32 {
    date::read(text).unwrap()
}

pub fn firm(values: &[(&str, Value)]) -> Firm {
    let values = values.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
    Firm { values, as_of: Some(day("2021-05-31")) }
}

/// The columns of the frame that hold what the firms have; missing columns are all null.
pub fn frame(names: &Columns, firms: &[Firm]) -> pl::DataFrame {
    let series = names.0.iter().map(|(name, ty)| {
        let values = firms.iter().map(|firm| firm.value(name));
        let series = match ty {
            Type::Number | Type::Date => {
                pl::Series::new((*name).into(), values.map(|v| v.number()).collect::<Vec<_>>())
            }
            Type::Flag => {
                pl::Series::new((*name).into(), values.map(|v| v.flag()).collect::<Vec<_>>())
            }
            Type::Text => {
                let texts = values.map(|v| v.text().map(str::to_string));
                pl::Series::new((*name).into(), texts.collect::<Vec<_>>())
            }
        };
        pl::Column::from(series)
    });
    pl::DataFrame::new(firms.len(), series.collect()).unwrap()
}

/// What polars calculates for each firm, beside a column of the frame.
pub fn in_polars(typed: &Typed, names: &Columns, firms: &[Firm]) -> Vec<Value> {
    use pl::IntoLazy;
    let as_of = firms.first().and_then(|firm| firm.as_of);
    let lowered = typed.to_polars(as_of).unwrap().alias("result");
    let frame = frame(names, firms).lazy();
    let out = frame.select([pl::col("x").alias("beside"), lowered]).collect().unwrap();
    assert_eq!(out.height(), firms.len());
    let result = out.column("result").unwrap().as_materialized_series().clone();
    let missing = |value: Option<Value>| value.unwrap_or(Value::Missing);
    match typed.ty() {
        Type::Number | Type::Date => {
            result.f64().unwrap().iter().map(|x| missing(x.map(Value::Number))).collect()
        }
        Type::Flag => result.bool().unwrap().iter().map(|x| missing(x.map(Value::Flag))).collect(),
        Type::Text => result.str().unwrap().iter().map(|x| missing(x.map(text))).collect(),
    }
}

/// The value of an expression for one firm, the same in both back ends.
pub fn value(expression: &str, firm: &Firm) -> Value {
    let typed = typed(expression);
    let one = typed.evaluate(firm);
    let other = firm.clone();
    let column = in_polars(&typed, &columns(), &[other, firm.clone()]);
    for found in column {
        assert!(same_bits(&found, &one), "{expression}: polars {found:?}, one row {one:?}");
    }
    one
}

pub fn same_bits(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.to_bits() == b.to_bits(),
        (a, b) => a == b,
    }
}
