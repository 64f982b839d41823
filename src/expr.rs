use crate::diagnostic::{Code, Text};
use std::ops::Range;
#[derive(Debug)]
pub struct Problem {
    pub code: Code,
    pub message: Text,
    pub range: Range<usize>,
    pub help: Option<Text>,
}
pub fn parse(_t: &str) -> Result<Expr, Vec<Problem>> {
    Err(vec![])
}
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub range: Range<usize>,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Number,
    Text,
    Flag,
    Date,
}
pub struct Demand {
    pub column: String,
    pub ty: Option<Type>,
    pub range: Range<usize>,
}
pub fn demands(_e: &Expr, _x: Option<Type>) -> Vec<Demand> {
    vec![]
}
pub trait Names {
    fn type_of(&self, column: &str) -> Option<Type>;
    fn all(&self) -> Vec<&str>;
}
pub fn resolve(_e: &Expr, _x: Option<Type>, _n: &dyn Names) -> Result<Typed, Vec<Problem>> {
    Err(vec![])
}
#[derive(Debug, Clone)]
pub struct Typed {}
impl Typed {
    pub fn ty(&self) -> Type {
        Type::Number
    }
    pub fn uses_as_of(&self) -> bool {
        false
    }
    pub fn columns(&self) -> Vec<&str> {
        vec![]
    }
    pub fn to_polars(
        &self,
        _as_of: Option<i32>,
    ) -> polars::prelude::PolarsResult<polars::prelude::Expr> {
        todo!()
    }
    pub fn evaluate(&self, _row: &dyn Row) -> Value {
        Value::Missing
    }
}
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Missing,
    Number(f64),
    Text(String),
    Flag(bool),
}
pub trait Row {
    fn value(&self, column: &str) -> Value;
    fn as_of(&self) -> Option<i32>;
}
