//! Tree + columns -> [`Typed`], or every problem at once. Owns which types fit where; must not
//! calculate. A part that is wrong is reported once and then fits everywhere.

use std::ops::Range;

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::diagnostic::codes::expr as codes;
use crate::diagnostic::did_you_mean;
use crate::say;

use super::ast::{Arm, Expr, ExprKind, Literal, quoted};
use super::functions::{Function, FunctionEntry, Kind};
use super::lex::CONNECTIVES;
use super::typed::{Type, Typed, literal_type};
use super::{Problem, coerce};

/// The columns that an expression may mention.
pub trait Names {
    /// The type of a column; `None` where there is no such column.
    fn type_of(&self, column: &str) -> Option<Type>;
    /// Every column, for suggestions.
    fn all(&self) -> Vec<&str>;
}

/// Checks an expression against the columns. `expected` is what the whole must be, if that is
/// known. Text literals become flags or dates where the other side is one.
pub fn resolve(
    expr: &Expr,
    expected: Option<Type>,
    names: &dyn Names,
) -> Result<Typed, Vec<Problem>> {
    let mut resolver =
        Resolver { names, problems: Vec::new(), columns: IndexMap::new(), as_of: false };
    let natural = resolver.natural(expr);
    let want = expected.or(natural.ty());
    let checked = resolver.check(expr, want);
    if !resolver.problems.is_empty() {
        return Err(resolver.problems);
    }
    // An expression of nothing but NULLs gives numbers, all of them missing.
    let ty = want.unwrap_or(Type::Number);
    let Resolver { columns, as_of, .. } = resolver;
    Ok(Typed {
        expr: checked,
        ty,
        columns,
        as_of,
        units: BTreeMap::new(),
        counts: Default::default(),
    })
}

/// What a part is by itself; a literal gives way to the other side.
#[derive(Debug, Clone, Copy)]
enum Natural {
    Unknown,
    Soft(Type),
    Hard(Type),
}

impl Natural {
    fn ty(self) -> Option<Type> {
        match self {
            Natural::Unknown => None,
            Natural::Soft(ty) | Natural::Hard(ty) => Some(ty),
        }
    }

    fn join(self, other: Natural) -> Natural {
        match (self, other) {
            (Natural::Hard(_), _) => self,
            (_, Natural::Hard(_)) => other,
            (Natural::Soft(_), _) => self,
            _ => other,
        }
    }
}

struct Resolver<'a> {
    names: &'a dyn Names,
    problems: Vec<Problem>,
    columns: IndexMap<String, Type>,
    as_of: bool,
}

impl Resolver<'_> {
    fn natural(&self, expr: &Expr) -> Natural {
        match &expr.kind {
            ExprKind::Literal(literal @ (Literal::Text(_) | Literal::Number(_))) => {
                literal_type(literal).map_or(Natural::Unknown, Natural::Soft)
            }
            ExprKind::Literal(literal) => {
                literal_type(literal).map_or(Natural::Unknown, Natural::Hard)
            }
            ExprKind::Column(name) => {
                self.names.type_of(name).map_or(Natural::Unknown, Natural::Hard)
            }
            ExprKind::AsOf => Natural::Hard(Type::Date),
            ExprKind::Negate(_) | ExprKind::Arithmetic { .. } => Natural::Hard(Type::Number),
            ExprKind::Case { arms, otherwise, .. } => {
                self.joined(arms.iter().map(|arm| &arm.then).chain(otherwise.as_deref()))
            }
            ExprKind::Call { function, args } => match function.entry().gives {
                Kind::Number | Kind::Digits => Natural::Hard(Type::Number),
                Kind::Text => Natural::Hard(Type::Text),
                Kind::Date => Natural::Hard(Type::Date),
                Kind::Flag => Natural::Hard(Type::Flag),
                Kind::Same | Kind::Ordered => self.joined(args.iter()),
            },
            _ => Natural::Hard(Type::Flag),
        }
    }

    fn joined<'e>(&self, parts: impl Iterator<Item = &'e Expr>) -> Natural {
        parts.fold(Natural::Unknown, |all, part| all.join(self.natural(part)))
    }

    /// The checked part; reports it where it is not what its place wants.
    fn check(&mut self, expr: &Expr, want: Option<Type>) -> Expr {
        match &expr.kind {
            ExprKind::Literal(literal) => return self.literal(expr, literal, want),
            ExprKind::Case { subject, arms, otherwise } => {
                let want = want.or(self.natural(expr).ty());
                return self.case(expr, subject.as_deref(), arms, otherwise.as_deref(), want);
            }
            ExprKind::Call { function, args } => {
                let checked = self.call(expr, *function, args, want);
                return self.fits(expr, checked, want);
            }
            _ => {}
        }
        let checked = match &expr.kind {
            ExprKind::Column(name) => {
                self.column(name, expr.range.clone(), want);
                expr.clone()
            }
            ExprKind::AsOf => {
                self.as_of = true;
                expr.clone()
            }
            ExprKind::Negate(_) => self.all(expr, Some(Type::Number)),
            ExprKind::Arithmetic { left, right, .. } => {
                if !self.is_hyphenated_name(expr, left, right) {
                    self.all(expr, Some(Type::Number))
                } else {
                    expr.clone()
                }
            }
            ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Not(_) => {
                self.all(expr, Some(Type::Flag))
            }
            ExprKind::Like { .. } => self.all(expr, Some(Type::Text)),
            ExprKind::IsMissing { of, .. } => {
                let ty = self.natural(of).ty();
                self.all(expr, ty)
            }
            ExprKind::Compare { op, .. } => self.compared(expr, op.orders()),
            ExprKind::Between { .. } => self.compared(expr, true),
            _ => self.compared(expr, false),
        };
        self.fits(expr, checked, want)
    }

    fn all(&mut self, expr: &Expr, want: Option<Type>) -> Expr {
        expr.map_children(&mut |child| self.check(child, want))
    }

    fn fits(&mut self, expr: &Expr, checked: Expr, want: Option<Type>) -> Expr {
        let generic = matches!(expr.kind, ExprKind::Call { function, .. } if is_generic(function));
        if let (Some(have), Some(want)) = (self.natural(expr).ty(), want)
            && have != want
            && !generic
        {
            self.problems.push(coerce::mismatch(expr, have, want));
        }
        checked
    }

    fn literal(&mut self, expr: &Expr, literal: &Literal, want: Option<Type>) -> Expr {
        let Some(want) = want else { return expr.clone() };
        match coerce::literal(literal, want, expr.range.clone()) {
            Ok(literal) => Expr::new(ExprKind::Literal(literal), expr.range.clone()),
            Err(problem) => {
                self.problems.push(problem);
                expr.clone()
            }
        }
    }

    /// Comparisons, BETWEEN and IN: all sides are of one type, and an order needs one that has it.
    fn compared(&mut self, expr: &Expr, ordered: bool) -> Expr {
        let sides = expr.children();
        let mut want = self.joined(sides.iter().copied()).ty();
        let naturals: Vec<_> = sides.iter().map(|side| self.natural(side)).collect();
        if ordered && naturals.iter().all(|n| !matches!(n, Natural::Hard(_))) {
            let dates = sides.iter().any(|side| date_text(side));
            want = if dates { Some(Type::Date) } else { want };
        }
        // Beside a column that is not known a literal proves nothing.
        let proven = naturals.iter().any(|natural| natural.is_hard());
        if !proven && sides.iter().any(|side| self.is_unknown_column(side)) {
            want = None;
        }
        if let (true, Some(ty @ (Type::Text | Type::Flag))) = (ordered, want) {
            let name = ty.name();
            let message = crate::diagnostic::Text::new(
                format!("「{}」没有大小之分，只能用 = 和 <>", name.zh),
                format!("a {} has no order: it compares with = and <> only", name.en),
            );
            let problem = Problem::new(&codes::EXPR_TYPE, expr.range.clone(), message);
            let number = naturals.iter().any(|n| matches!(n.ty(), Some(Type::Number)));
            self.problems.push(if number && ty == Type::Text {
                problem.help(say!(
                    "如果这一列应为数字，在 [[column]] 里把它的类型写成 number",
                    "if the column should hold numbers, make its type number in [[column]]"
                ))
            } else {
                problem
            });
            return expr.clone();
        }
        self.all(expr, want)
    }

    fn case(
        &mut self,
        expr: &Expr,
        subject: Option<&Expr>,
        arms: &[Arm],
        otherwise: Option<&Expr>,
        want: Option<Type>,
    ) -> Expr {
        let whens = match subject {
            None => Some(Type::Flag),
            Some(subject) => {
                self.joined(std::iter::once(subject).chain(arms.iter().map(|arm| &arm.when))).ty()
            }
        };
        let subject = subject.map(|subject| Box::new(self.check(subject, whens)));
        let arms = arms
            .iter()
            .map(|arm| Arm {
                when: self.check(&arm.when, whens),
                then: self.check(&arm.then, want),
            })
            .collect();
        let otherwise = otherwise.map(|otherwise| Box::new(self.check(otherwise, want)));
        Expr::new(ExprKind::Case { subject, arms, otherwise }, expr.range.clone())
    }

    fn call(&mut self, expr: &Expr, function: Function, args: &[Expr], want: Option<Type>) -> Expr {
        let entry = function.entry();
        if !entry.takes(args.len()) {
            self.problems.push(wrong_count(entry, args.len(), expr.range.clone()));
            return expr.clone();
        }
        let same = match self.joined(args.iter()).ty() {
            // The place decides only where the arguments leave it open.
            Some(ty) if self.joined(args.iter()).is_hard() => Some(ty),
            soft => want.filter(|_| entry.gives != Kind::Flag).or(soft),
        };
        let checked = args.iter().enumerate().map(|(at, arg)| match entry.param(at) {
            Kind::Number => self.check(arg, Some(Type::Number)),
            Kind::Text => self.check(arg, Some(Type::Text)),
            Kind::Date => self.check(arg, Some(Type::Date)),
            Kind::Flag => self.check(arg, Some(Type::Flag)),
            Kind::Digits => self.digits(arg),
            Kind::Same => self.check(arg, same),
            Kind::Ordered => {
                let want = same.filter(|ty| matches!(ty, Type::Number | Type::Date));
                self.check(arg, want.or(Some(Type::Number)))
            }
        });
        let args: Vec<Expr> = checked.collect();
        // years_since(date) means until the run's date.
        if function == Function::YearsSince && args.len() == 1 {
            self.as_of = true;
        }
        if let (true, Some(have), Some(want)) = (is_generic(function), same, want)
            && have != want
        {
            self.problems.push(coerce::mismatch(expr, have, want));
        }
        Expr::new(ExprKind::Call { function, args }, expr.range.clone())
    }

    fn digits(&mut self, arg: &Expr) -> Expr {
        if digits_of(arg).is_none() {
            let message = say!(
                "小数位数必须是写明的整数，从 -15 到 15",
                "the number of decimals must be a whole number written down, from -15 to 15"
            );
            self.problems.push(Problem::new(&codes::EXPR_ARGUMENTS, arg.range.clone(), message));
        }
        arg.clone()
    }

    fn is_unknown_column(&self, expr: &Expr) -> bool {
        matches!(&expr.kind, ExprKind::Column(name) if self.names.type_of(name).is_none())
    }

    fn column(&mut self, name: &str, range: Range<usize>, want: Option<Type>) {
        match self.names.type_of(name) {
            Some(ty) => {
                self.columns.entry(name.to_string()).or_insert(ty);
            }
            None => {
                let problem = self.unknown(name, range, want);
                self.problems.push(problem);
            }
        }
    }

    fn unknown(&self, name: &str, range: Range<usize>, want: Option<Type>) -> Problem {
        let message = say!("没有「{name}」这一列", "there is no column `{name}`");
        let problem = Problem::new(&codes::EXPR_COLUMN, range, message);
        if let Some("as_of") = super::functions::elsewhere(name) {
            return problem
                .help(say!("本次运行的日期写成 as_of", "the run's date is written as_of"));
        }
        if let Some(parted) = self.parted(name) {
            return problem.help(say!("写成：{parted}", "write: {parted}"));
        }
        let near = did_you_mean(name, self.names.all());
        if want == Some(Type::Text)
            || (want == Some(Type::Flag) && coerce::flag_word(name).is_some())
        {
            return problem.help(say!(
                "如果这是一个文本值，要加单引号：'{name}'",
                "if this is a text value, put it in single quotes: '{name}'"
            ));
        }
        match near {
            Some(near) => problem.help(near),
            None => problem,
        }
    }

    /// `研发强度且营业收入`: known columns with a connective between them that lacks its blanks.
    fn parted(&self, name: &str) -> Option<String> {
        let known = |column: &str| self.names.type_of(column).is_some();
        CONNECTIVES.iter().find_map(|(word, sql)| {
            let (left, right) = name.split_once(word)?;
            let fits = known(right) && (known(left) || left.is_empty());
            let fits = fits && (*sql == "NOT") == left.is_empty();
            fits.then(|| format!("{left} {word} {right}").trim().to_string())
        })
    }

    /// `R-D` reads as R minus D; where a column of that name exists, it is meant.
    fn is_hyphenated_name(&mut self, expr: &Expr, left: &Expr, right: &Expr) -> bool {
        let (ExprKind::Column(a), ExprKind::Column(b)) = (&left.kind, &right.kind) else {
            return false;
        };
        let ExprKind::Arithmetic { op, .. } = &expr.kind else { return false };
        if self.names.type_of(a).is_some() && self.names.type_of(b).is_some() {
            return false;
        }
        let sign = op.sign();
        let joined = [format!("{a}{sign}{b}"), format!("{a} {sign} {b}")];
        let Some(name) = joined.into_iter().find(|name| self.names.type_of(name).is_some()) else {
            return false;
        };
        let quoted = quoted(&name);
        let message = say!(
            "列名「{name}」含有运算符，需要加双引号",
            "the column name `{name}` holds an operator: it needs double quotes"
        );
        let problem = Problem::new(&codes::EXPR_NAME, expr.range.clone(), message);
        self.problems.push(problem.help(say!("写成：{quoted}", "write: {quoted}")));
        true
    }
}

impl Natural {
    fn is_hard(self) -> bool {
        matches!(self, Natural::Hard(_))
    }
}

fn is_generic(function: Function) -> bool {
    matches!(function.entry().gives, Kind::Same | Kind::Ordered)
}

fn date_text(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Literal(Literal::Text(text)) if super::date::read(text).is_some())
}

/// The digits of `round`, written down: `2` or `-3`.
pub(super) fn digits_of(expr: &Expr) -> Option<i32> {
    let (sign, literal) = match &expr.kind {
        ExprKind::Negate(of) => (-1, &of.kind),
        kind => (1, kind),
    };
    match literal {
        ExprKind::Literal(Literal::Number(x)) if x.fract() == 0.0 && x.abs() <= 15.0 => {
            Some(sign * (*x as i32))
        }
        _ => None,
    }
}

/// A function called with too few or too many arguments.
pub(super) fn wrong_count(entry: &FunctionEntry, count: usize, range: Range<usize>) -> Problem {
    let signature = entry.signature;
    let message = say!(
        "{signature} 的参数个数不对：写了 {count} 个",
        "{signature} does not take this many arguments ({count})"
    );
    let (example, value) = entry.example;
    Problem::new(&codes::EXPR_ARGUMENTS, range, message)
        .help(say!("例：{example} = {value}", "example: {example} = {value}"))
}
