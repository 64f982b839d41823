//! A checked expression as a polars expression over whole columns. Owns the translation of each
//! kind; the numbers are [`super::kernel`]'s, applied to columns by [`columns`]. Numbers and dates
//! are Float64, texts String, flags Boolean, missing is null. What needs no column is calculated
//! before ([`super::fold`]), so that every operation here has at least one.

use pl::{DataType, IntoColumn, PolarsResult};
use polars::prelude as pl;

use super::ast::{Arithmetic, Arm, Comparison, Expr, ExprKind, Literal};
use super::fold::fold;
use super::functions::Function;
use super::kernel;
use super::pattern::Pattern;
use super::resolve::digits_of;
use super::typed::{Type, Typed};

mod columns;

impl Typed {
    /// The expression for polars: for every row the value that [`Typed::evaluate`] gives, bit for
    /// bit. `as_of` is the run's date in days since 1970-01-01. The result keeps the name of the
    /// first column it mentions; give it an alias.
    ///
    /// # Errors
    /// None today; polars may come to refuse an expression when it is built.
    pub fn to_polars(&self, as_of: Option<i32>) -> PolarsResult<pl::Expr> {
        let folded = fold(&self.expr, Some(as_of), &|column| self.column_type(column));
        Ok(Lower(self).lower(&folded, self.ty))
    }
}

struct Lower<'a>(&'a Typed);

impl Lower<'_> {
    fn type_or_number(&self, parts: &[&Expr]) -> Type {
        parts.iter().find_map(|part| self.0.type_of(part)).unwrap_or(Type::Number)
    }

    /// `want` is the type that the place needs; it gives NULL its type.
    fn lower(&self, expr: &Expr, want: Type) -> pl::Expr {
        let number = |of: &Expr| self.lower(of, Type::Number);
        let flag = |of: &Expr| self.lower(of, Type::Flag);
        match &expr.kind {
            ExprKind::Literal(literal) => constant(literal, want),
            ExprKind::Column(name) => pl::col(name.as_str()),
            ExprKind::Negate(of) => numbers(number(of), |x| -x),
            ExprKind::Arithmetic { op, left, right } => match op {
                Arithmetic::Add => self.pairs(left, right, kernel::add),
                Arithmetic::Subtract => self.pairs(left, right, kernel::subtract),
                Arithmetic::Multiply => self.pairs(left, right, kernel::multiply),
                Arithmetic::Divide => self.pairs(left, right, kernel::divide),
            },
            ExprKind::Compare { op, left, right } => self.compare(*op, left, right),
            ExprKind::And(parts) => joined(parts.iter().map(flag), pl::Expr::and, true),
            ExprKind::Or(parts) => joined(parts.iter().map(flag), pl::Expr::or, false),
            ExprKind::Not(of) => flag(of).not(),
            ExprKind::IsMissing { of, negated } => {
                let of = self.lower(of, self.type_or_number(&[of]));
                if *negated { of.is_not_null() } else { of.is_null() }
            }
            ExprKind::In { of, list, negated } => {
                let found = self.found_in(of, list);
                if *negated { found.not() } else { found }
            }
            ExprKind::Like { of, pattern, negated } => {
                let (pattern, negated) = (Pattern::new(pattern), *negated);
                let of = self.lower(of, Type::Text);
                texts(of, move |text| pattern.matches(text) != negated)
            }
            ExprKind::Case { arms, otherwise, .. } => self.case(arms, otherwise.as_deref(), want),
            ExprKind::Call { function, args } => self.call(*function, args, want),
            // Folded away: the run's date is a literal by now, BETWEEN two comparisons.
            ExprKind::AsOf | ExprKind::Between { .. } => constant(&Literal::Missing, want),
        }
    }

    /// A kernel of two numbers; a constant side is built into it.
    fn pairs(
        &self,
        left: &Expr,
        right: &Expr,
        f: impl Fn(f64, f64) -> f64 + Copy + Send + Sync + 'static,
    ) -> pl::Expr {
        let lower = |of: &Expr| self.lower(of, Type::Number);
        match (constant_number(left), constant_number(right)) {
            (_, Some(b)) => numbers(lower(left), move |a| f(a, b)),
            (Some(a), None) => numbers(lower(right), move |b| f(a, b)),
            (None, None) => map_pair(lower(left), lower(right), DataType::Float64, move |a, b| {
                Ok(columns::pairs(a.f64()?, b.f64()?, f).into_column())
            }),
        }
    }

    fn compare(&self, op: Comparison, left: &Expr, right: &Expr) -> pl::Expr {
        match self.type_or_number(&[left, right]) {
            Type::Number | Type::Date => match op {
                Comparison::Equal => self.holds(left, right, kernel::equal),
                Comparison::NotEqual => self.holds(left, right, kernel::not_equal),
                Comparison::Less => self.holds(left, right, kernel::less),
                Comparison::AtMost => self.holds(left, right, kernel::at_most),
                Comparison::Greater => self.holds(left, right, kernel::greater),
                Comparison::AtLeast => self.holds(left, right, kernel::at_least),
            },
            ty => {
                let (left, right) = (self.lower(left, ty), self.lower(right, ty));
                if op == Comparison::Equal { left.eq(right) } else { left.neq(right) }
            }
        }
    }

    fn holds(
        &self,
        left: &Expr,
        right: &Expr,
        f: impl Fn(f64, f64) -> bool + Copy + Send + Sync + 'static,
    ) -> pl::Expr {
        let lower = |of: &Expr| self.lower(of, Type::Number);
        match (constant_number(left), constant_number(right)) {
            (_, Some(b)) => tests(lower(left), move |a| f(a, b)),
            (Some(a), None) => tests(lower(right), move |b| f(a, b)),
            (None, None) => map_pair(lower(left), lower(right), DataType::Boolean, move |a, b| {
                Ok(columns::pair_tests(a.f64()?, b.f64()?, f).into_column())
            }),
        }
    }

    /// IN over constants: found, not found, or unknown where the list holds a NULL.
    fn found_in(&self, of: &Expr, list: &[Expr]) -> pl::Expr {
        let literals = || {
            list.iter().filter_map(|item| match &item.kind {
                ExprKind::Literal(literal) if *literal != Literal::Missing => Some(literal),
                _ => None,
            })
        };
        let ty = self.type_or_number(&[of]);
        let found = match ty {
            Type::Number | Type::Date => {
                let values: Vec<f64> = literals().filter_map(number_of).collect();
                tests(self.lower(of, ty), move |x| values.iter().any(|v| kernel::equal(x, *v)))
            }
            Type::Text => {
                let texts_of = literals().filter_map(|literal| match literal {
                    Literal::Text(text) => Some(text.clone()),
                    _ => None,
                });
                let values: Vec<String> = texts_of.collect();
                texts(self.lower(of, ty), move |text| values.iter().any(|v| v == text))
            }
            Type::Flag => {
                let of = self.lower(of, ty);
                let equal = literals().map(|literal| of.clone().eq(constant(literal, ty)));
                joined(equal, pl::Expr::or, false)
            }
        };
        if literals().count() == list.len() {
            found
        } else {
            found.or(constant(&Literal::Missing, Type::Flag))
        }
    }

    fn case(&self, arms: &[Arm], otherwise: Option<&Expr>, want: Type) -> pl::Expr {
        let missing = || constant(&Literal::Missing, want);
        let last = otherwise.map_or_else(missing, |otherwise| self.lower(otherwise, want));
        arms.iter().rev().fold(last, |otherwise, arm| {
            let when = self.lower(&arm.when, Type::Flag);
            pl::when(when).then(self.lower(&arm.then, want)).otherwise(otherwise)
        })
    }

    fn call(&self, function: Function, args: &[Expr], want: Type) -> pl::Expr {
        let Some(first) = args.first() else { return constant(&Literal::Missing, want) };
        let second = args.get(1).unwrap_or(first);
        let number = |of: &Expr| self.lower(of, Type::Number);
        match function {
            Function::Abs => numbers(number(first), f64::abs),
            Function::Round => {
                let digits = args.get(1).and_then(digits_of).unwrap_or(0);
                numbers(number(first), move |x| kernel::round(x, digits))
            }
            Function::Floor => numbers(number(first), kernel::floor),
            Function::Ceil => numbers(number(first), kernel::ceil),
            Function::Ln => numbers(number(first), kernel::ln),
            Function::Log10 => numbers(number(first), kernel::log10),
            Function::Sqrt => numbers(number(first), kernel::sqrt),
            Function::Year => numbers(number(first), kernel::year),
            Function::Power => self.pairs(first, second, kernel::power),
            Function::Growth => self.pairs(first, second, kernel::growth),
            Function::YearsSince => self.pairs(first, second, kernel::years_since),
            Function::Least => self.every(args, kernel::least),
            Function::Greatest => self.every(args, kernel::greatest),
            Function::Coalesce => {
                let parts: Vec<_> = args.iter().map(|arg| self.lower(arg, want)).collect();
                pl::coalesce(&parts)
            }
            Function::Nullif => {
                let equal = self.compare(Comparison::Equal, first, second);
                let ty = self.type_or_number(&[first, second]);
                pl::when(equal)
                    .then(constant(&Literal::Missing, ty))
                    .otherwise(self.lower(first, ty))
            }
            Function::Contains => self.contains(first, second),
            Function::Length => {
                let of = self.lower(first, Type::Text);
                map(of, DataType::Float64, |column| {
                    Ok(columns::lengths(column.str()?).into_column())
                })
            }
        }
    }

    /// Folds a kernel over any number of arguments, constants first: the order does not matter to
    /// the smallest and the greatest.
    fn every(
        &self,
        args: &[Expr],
        f: impl Fn(f64, f64) -> f64 + Copy + Send + Sync + 'static,
    ) -> pl::Expr {
        let known = args.iter().filter_map(constant_number).reduce(f);
        let varying = args.iter().filter(|arg| constant_number(arg).is_none());
        let lowered = varying.map(|arg| self.lower(arg, Type::Number));
        let pair = |a: pl::Expr, b: pl::Expr| {
            map_pair(a, b, DataType::Float64, move |a, b| {
                Ok(columns::pairs(a.f64()?, b.f64()?, f).into_column())
            })
        };
        let all = lowered.reduce(pair).unwrap_or_else(|| constant(&Literal::Missing, Type::Number));
        match known {
            Some(b) => numbers(all, move |a| f(a, b)),
            None => all,
        }
    }

    fn contains(&self, text: &Expr, part: &Expr) -> pl::Expr {
        let written = |expr: &Expr| match &expr.kind {
            ExprKind::Literal(Literal::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let lower = |of: &Expr| self.lower(of, Type::Text);
        match (written(text), written(part)) {
            (_, Some(part)) => texts(lower(text), move |text| text.contains(part.as_str())),
            (Some(text), None) => texts(lower(part), move |part| text.contains(part)),
            (None, None) => map_pair(lower(text), lower(part), DataType::Boolean, |text, part| {
                Ok(columns::text_pair_tests(text.str()?, part.str()?, |a, b| a.contains(b))
                    .into_column())
            }),
        }
    }
}

fn dtype(ty: Type) -> DataType {
    match ty {
        Type::Number | Type::Date => DataType::Float64,
        Type::Text => DataType::String,
        Type::Flag => DataType::Boolean,
    }
}

fn constant(literal: &Literal, want: Type) -> pl::Expr {
    match literal {
        Literal::Number(x) => pl::lit(*x),
        Literal::Text(text) => pl::lit(text.as_str()),
        Literal::Flag(flag) => pl::lit(*flag),
        Literal::Date(days) => pl::lit(f64::from(*days)),
        Literal::Missing => pl::lit(pl::NULL).cast(dtype(want)),
    }
}

fn number_of(literal: &Literal) -> Option<f64> {
    match literal {
        Literal::Number(x) => Some(*x),
        Literal::Date(days) => Some(f64::from(*days)),
        _ => None,
    }
}

fn constant_number(expr: &Expr) -> Option<f64> {
    match &expr.kind {
        ExprKind::Literal(literal) => number_of(literal),
        _ => None,
    }
}

fn joined(
    parts: impl Iterator<Item = pl::Expr>,
    join: fn(pl::Expr, pl::Expr) -> pl::Expr,
    none: bool,
) -> pl::Expr {
    parts.reduce(join).unwrap_or_else(|| pl::lit(none))
}

fn map(
    of: pl::Expr,
    output: DataType,
    f: impl Fn(&pl::Series) -> PolarsResult<pl::Column> + Send + Sync + 'static,
) -> pl::Expr {
    of.map(
        move |column| f(column.as_materialized_series()),
        move |_, field| Ok(pl::Field::new(field.name().clone(), output.clone())),
    )
}

fn map_pair(
    left: pl::Expr,
    right: pl::Expr,
    output: DataType,
    f: impl Fn(&pl::Series, &pl::Series) -> PolarsResult<pl::Column> + Send + Sync + 'static,
) -> pl::Expr {
    left.map_many(
        move |inputs| f(inputs[0].as_materialized_series(), inputs[1].as_materialized_series()),
        &[right],
        move |_, fields| Ok(pl::Field::new(fields[0].name().clone(), output.clone())),
    )
}

fn numbers(of: pl::Expr, f: impl Fn(f64) -> f64 + Send + Sync + 'static) -> pl::Expr {
    map(of, DataType::Float64, move |column| Ok(columns::each(column.f64()?, &f).into_column()))
}

fn tests(of: pl::Expr, f: impl Fn(f64) -> bool + Send + Sync + 'static) -> pl::Expr {
    map(of, DataType::Boolean, move |column| Ok(columns::tests(column.f64()?, &f).into_column()))
}

fn texts(of: pl::Expr, f: impl Fn(&str) -> bool + Send + Sync + 'static) -> pl::Expr {
    map(of, DataType::Boolean, move |column| {
        Ok(columns::text_tests(column.str()?, &f).into_column())
    })
}
