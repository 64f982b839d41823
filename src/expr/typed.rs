//! A checked expression: every column known, every type right, every literal read for what it is.
//! Only [`super::resolve`] makes one, so that whoever holds one can calculate without a doubt.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::ast::{Expr, ExprKind, Literal};
use super::functions::Kind;

/// What a value can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    /// A finite number.
    Number,
    /// A text.
    Text,
    /// True or false.
    Flag,
    /// A day; calculated with as its number since 1970-01-01.
    Date,
}

impl Type {
    /// Its name for people.
    pub fn name(self) -> crate::diagnostic::Text {
        match self {
            Type::Number => crate::say!("数字", "number"),
            Type::Text => crate::say!("文本", "text"),
            Type::Flag => crate::say!("是否", "flag"),
            Type::Date => crate::say!("日期", "date"),
        }
    }
}

/// A checked expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    pub(super) expr: Expr,
    pub(super) ty: Type,
    pub(super) columns: IndexMap<String, Type>,
    pub(super) as_of: bool,
    /// The units of columns that have one; only sentences use them.
    pub(super) units: BTreeMap<String, String>,
    /// The columns that hold whole numbers only; only sentences use them.
    pub(super) counts: BTreeSet<String>,
}

impl Typed {
    /// What it gives.
    pub fn ty(&self) -> Type {
        self.ty
    }

    /// The tree, with flag and date literals read as such.
    pub fn expr(&self) -> &Expr {
        &self.expr
    }

    /// The columns that it mentions, each once, in the order of their first mention.
    pub fn columns(&self) -> Vec<&str> {
        self.columns.keys().map(String::as_str).collect()
    }

    /// The type of a column that it mentions.
    pub fn column_type(&self, column: &str) -> Option<Type> {
        self.columns.get(column).copied()
    }

    /// Borders of its columns are told in these units from now on.
    pub fn measured_in<'u>(&mut self, unit: impl Fn(&str) -> Option<&'u str>) {
        let known = self.columns.keys().filter_map(|column| {
            let unit = unit(column).filter(|unit| !unit.is_empty())?;
            Some((column.clone(), unit.to_string()))
        });
        self.units = known.collect();
    }

    /// These of its columns are counts from now on: who must pass 3 is told to reach 4.
    pub fn counted_by(&mut self, is_count: impl Fn(&str) -> bool) {
        self.counts = self.columns.keys().filter(|column| is_count(column)).cloned().collect();
    }

    /// Whether a part is nothing but a column of counts.
    pub fn is_count(&self, part: &Expr) -> bool {
        matches!(&part.kind, ExprKind::Column(name) if self.counts.contains(name))
    }

    /// The unit of a part that is nothing but a column; else empty.
    pub(super) fn unit_of(&self, expr: &Expr) -> &str {
        match &expr.kind {
            ExprKind::Column(name) => self.units.get(name).map_or("", String::as_str),
            _ => "",
        }
    }

    /// Whether its value depends on the run's date.
    pub fn uses_as_of(&self) -> bool {
        self.as_of
    }

    pub(super) fn type_of(&self, expr: &Expr) -> Option<Type> {
        type_of(expr, &|column| self.column_type(column))
    }
}

/// The type of a part of a checked tree; `None` where it is nothing but NULLs.
pub(super) fn type_of(expr: &Expr, column: &dyn Fn(&str) -> Option<Type>) -> Option<Type> {
    match &expr.kind {
        ExprKind::Literal(literal) => literal_type(literal),
        ExprKind::Column(name) => column(name),
        ExprKind::AsOf => Some(Type::Date),
        ExprKind::Negate(_) | ExprKind::Arithmetic { .. } => Some(Type::Number),
        ExprKind::Case { arms, otherwise, .. } => arms
            .iter()
            .map(|arm| &arm.then)
            .chain(otherwise.as_deref())
            .find_map(|result| type_of(result, column)),
        ExprKind::Call { function, args } => match function.entry().gives {
            Kind::Number | Kind::Digits => Some(Type::Number),
            Kind::Text => Some(Type::Text),
            Kind::Date => Some(Type::Date),
            Kind::Flag => Some(Type::Flag),
            Kind::Same | Kind::Ordered => args.iter().find_map(|arg| type_of(arg, column)),
        },
        _ => Some(Type::Flag),
    }
}

pub(super) fn literal_type(literal: &Literal) -> Option<Type> {
    match literal {
        Literal::Number(_) => Some(Type::Number),
        Literal::Text(_) => Some(Type::Text),
        Literal::Flag(_) => Some(Type::Flag),
        Literal::Date(_) => Some(Type::Date),
        Literal::Missing => None,
    }
}
