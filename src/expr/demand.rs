//! What each mentioned column must be, judging by its use, before any table is read. Owns that
//! inference; must not report problems: where uses contradict each other the first one counts, and
//! [`super::resolve`] says the rest.

use std::ops::Range;

use indexmap::IndexMap;

use super::ast::{Expr, ExprKind, Literal};
use super::functions::Kind;
use super::typed::{Type, literal_type, type_of};
use super::{coerce, date};

/// A mentioned column and what it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// The column.
    pub column: String,
    /// What its use asks for; `None` where the use does not tell.
    pub ty: Option<Type>,
    /// Where it is first mentioned.
    pub range: Range<usize>,
}

/// Every mentioned column once, in the order of first mention. `expected` is what the whole
/// expression must be, if that is known.
pub fn demands(expr: &Expr, expected: Option<Type>) -> Vec<Demand> {
    let mut uses = Uses { found: IndexMap::new() };
    // What one use tells may decide another (`a = b AND b > 5`): until nothing new is told. Every
    // round decides at least one column, so this ends.
    loop {
        let before = uses.known();
        uses.walk(expr, expected);
        if uses.known() == before {
            break;
        }
    }
    let demand = |(column, (ty, range))| Demand { column, ty, range };
    uses.found.into_iter().map(demand).collect()
}

struct Uses {
    found: IndexMap<String, (Option<Type>, Range<usize>)>,
}

impl Uses {
    fn known(&self) -> usize {
        self.found.values().filter(|(ty, _)| ty.is_some()).count()
    }

    fn walk(&mut self, expr: &Expr, want: Option<Type>) {
        match &expr.kind {
            ExprKind::Column(name) => {
                let entry = self.found.entry(name.clone()).or_insert((None, expr.range.clone()));
                entry.0 = entry.0.or(want);
            }
            ExprKind::Negate(_) | ExprKind::Arithmetic { .. } => {
                self.each(expr.children(), Some(Type::Number));
            }
            ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Not(_) => {
                self.each(expr.children(), Some(Type::Flag));
            }
            ExprKind::Like { .. } => self.each(expr.children(), Some(Type::Text)),
            ExprKind::Compare { op, .. } => self.alike(expr.children(), op.orders()),
            ExprKind::Between { .. } => self.alike(expr.children(), true),
            ExprKind::In { .. } => self.alike(expr.children(), false),
            ExprKind::Case { subject, arms, otherwise } => {
                let whens = arms.iter().map(|arm| &arm.when);
                match subject {
                    Some(subject) => {
                        self.alike(std::iter::once(&**subject).chain(whens).collect(), false);
                    }
                    None => self.each(whens.collect(), Some(Type::Flag)),
                }
                let results = arms.iter().map(|arm| &arm.then).chain(otherwise.as_deref());
                self.results(results.collect(), want);
            }
            ExprKind::Call { function, args } => self.call(function.entry().params, args, want),
            ExprKind::IsMissing { of, .. } => self.walk(of, None),
            ExprKind::Literal(_) | ExprKind::AsOf => {}
        }
    }

    fn each(&mut self, parts: Vec<&Expr>, want: Option<Type>) {
        for part in parts {
            self.walk(part, want);
        }
    }

    fn results(&mut self, parts: Vec<&Expr>, want: Option<Type>) {
        let want = want.or_else(|| self.evident(&parts)).or_else(|| literals(&parts));
        self.each(parts, want);
    }

    /// Sides of a comparison are of one type: the one that is evident, or what the literals say.
    fn alike(&mut self, sides: Vec<&Expr>, ordered: bool) {
        let evident = self.evident(&sides);
        let want = evident.or_else(|| literals(&sides)).filter(|ty| {
            // Only numbers and dates have an order; anything else is a mistake, not a demand.
            !ordered || matches!(ty, Type::Number | Type::Date)
        });
        self.each(sides, want);
    }

    fn call(&mut self, params: &[Kind], args: &[Expr], want: Option<Type>) {
        for (at, arg) in args.iter().enumerate() {
            match params[at.min(params.len() - 1)] {
                Kind::Number => self.walk(arg, Some(Type::Number)),
                Kind::Text => self.walk(arg, Some(Type::Text)),
                Kind::Date => self.walk(arg, Some(Type::Date)),
                Kind::Flag => self.walk(arg, Some(Type::Flag)),
                Kind::Digits => {}
                Kind::Same | Kind::Ordered => return self.results(args.iter().collect(), want),
            }
        }
    }

    /// The type of a side that is no literal.
    fn evident(&self, sides: &[&Expr]) -> Option<Type> {
        let column = |name: &str| self.found.get(name).and_then(|(ty, _)| *ty);
        let solid = sides.iter().filter(|side| !is_soft(side));
        solid.filter_map(|side| type_of(side, &column)).next()
    }
}

fn is_soft(expr: &Expr) -> bool {
    matches!(
        &expr.kind,
        ExprKind::Literal(Literal::Text(_) | Literal::Number(_) | Literal::Missing)
    )
}

/// What the literals beside a column say of it: `'是'` of a flag, `'2021-05-31'` of a date. The
/// words 有 and 无 and the digits stay texts, since columns hold them beside other values (无,
/// 省级, 国家级).
fn literals(sides: &[&Expr]) -> Option<Type> {
    let literals = sides.iter().filter_map(|side| match &side.kind {
        ExprKind::Literal(literal) if *literal != Literal::Missing => Some(literal),
        _ => None,
    });
    let guesses: Vec<Type> = literals.filter_map(guess).collect();
    let first = *guesses.first()?;
    let same = guesses.iter().all(|ty| *ty == first);
    if same { Some(first) } else { guesses.contains(&Type::Text).then_some(Type::Text) }
}

fn guess(literal: &Literal) -> Option<Type> {
    match literal {
        Literal::Text(text) if date::read(text).is_some() && date::looks_like_one(text) => {
            Some(Type::Date)
        }
        Literal::Text(text)
            if coerce::flag_word(text).is_some()
                && !matches!(text.trim(), "有" | "无" | "0" | "1") =>
        {
            Some(Type::Flag)
        }
        other => literal_type(other),
    }
}
