//! What an expression is made of, and how it is written out. Owns the tree and its spelling; must
//! not know where the tree came from, which columns exist or how it is calculated.

use std::fmt::{self, Write};
use std::ops::Range;

use super::date;
use super::functions::Function;
use super::lex;

/// An expression with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it says.
    pub kind: ExprKind,
    /// The bytes of the written text that it stands in, without parentheses around it.
    pub range: Range<usize>,
}

/// The kinds of expression; there are no others.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// A value written down: `5`, `5%`, `'国家级'`, `TRUE`, `NULL`.
    Literal(Literal),
    /// A column by its name.
    Column(String),
    /// The run's date, `as_of`.
    AsOf,
    /// `-x`
    Negate(Box<Expr>),
    /// `a + b`, `a - b`, `a * b`, `a / b`
    Arithmetic {
        /// Which of the four.
        op: Arithmetic,
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
    },
    /// `a >= b` and its five sisters.
    Compare {
        /// Which of the six.
        op: Comparison,
        /// What is compared.
        left: Box<Expr>,
        /// The border that it is compared with; the tolerance is taken from it.
        right: Box<Expr>,
    },
    /// `a AND b AND ...`, at least two.
    And(Vec<Expr>),
    /// `a OR b OR ...`, at least two.
    Or(Vec<Expr>),
    /// `NOT a`
    Not(Box<Expr>),
    /// `a IS NULL`, `a IS NOT NULL`
    IsMissing {
        /// What may be missing.
        of: Box<Expr>,
        /// `IS NOT NULL`
        negated: bool,
    },
    /// `a IN (b, c)`, `a NOT IN (b, c)`
    In {
        /// What is looked for.
        of: Box<Expr>,
        /// Where; at least one.
        list: Vec<Expr>,
        /// `NOT IN`
        negated: bool,
    },
    /// `a BETWEEN b AND c`: both borders included.
    Between {
        /// What is compared.
        of: Box<Expr>,
        /// The lower border.
        low: Box<Expr>,
        /// The upper border.
        high: Box<Expr>,
        /// `NOT BETWEEN`
        negated: bool,
    },
    /// `a LIKE '%b_'`: `%` is any text, `_` one character; letters count as written.
    Like {
        /// The text.
        of: Box<Expr>,
        /// The pattern.
        pattern: String,
        /// `NOT LIKE`
        negated: bool,
    },
    /// `CASE WHEN c THEN x ... ELSE y END`, `CASE s WHEN v THEN x ... END`
    Case {
        /// What the simple form compares with each `WHEN`.
        subject: Option<Box<Expr>>,
        /// At least one.
        arms: Vec<Arm>,
        /// Missing where it is not written.
        otherwise: Option<Box<Expr>>,
    },
    /// `round(x, 2)`
    Call {
        /// One of [`super::FUNCTIONS`].
        function: Function,
        /// As many as the function takes.
        args: Vec<Expr>,
    },
}

/// One `WHEN ... THEN ...`.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// The condition, or the value of the simple form.
    pub when: Expr,
    /// The result.
    pub then: Expr,
}

/// A value written down.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `5`, `1.5e3`, `5%`; never negative, infinite or NaN as parsed.
    Number(f64),
    /// `'国家级'`
    Text(String),
    /// `TRUE`, `FALSE`
    Flag(bool),
    /// `DATE '2021-05-31'`, in days since 1970-01-01.
    Date(i32),
    /// `NULL`
    Missing,
}

/// The four operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`; missing where the divisor is 0.
    Divide,
}

/// The six comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Arithmetic {
    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
            Arithmetic::Divide => "/",
        }
    }

    fn level(self) -> u8 {
        match self {
            Arithmetic::Add | Arithmetic::Subtract => SUM,
            Arithmetic::Multiply | Arithmetic::Divide => PRODUCT,
        }
    }
}

impl Comparison {
    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::NotEqual => "<>",
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::Greater => ">",
            Comparison::AtLeast => ">=",
        }
    }

    /// The comparison that says the same with the sides exchanged.
    pub fn mirrored(self) -> Self {
        match self {
            Comparison::Less => Comparison::Greater,
            Comparison::AtMost => Comparison::AtLeast,
            Comparison::Greater => Comparison::Less,
            Comparison::AtLeast => Comparison::AtMost,
            same => same,
        }
    }

    /// Whether it asks for an order, which texts and flags do not have.
    pub fn orders(self) -> bool {
        !matches!(self, Comparison::Equal | Comparison::NotEqual)
    }
}

impl Expr {
    /// An expression in its place.
    pub fn new(kind: ExprKind, range: Range<usize>) -> Self {
        Expr { kind, range }
    }

    /// The operands, in the order in which they are written.
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Literal(_) | ExprKind::Column(_) | ExprKind::AsOf => vec![],
            ExprKind::Negate(of) | ExprKind::Not(of) => vec![of],
            ExprKind::IsMissing { of, .. } | ExprKind::Like { of, .. } => vec![of],
            ExprKind::Arithmetic { left, right, .. } | ExprKind::Compare { left, right, .. } => {
                vec![left, right]
            }
            ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().collect(),
            ExprKind::In { of, list, .. } => std::iter::once(&**of).chain(list).collect(),
            ExprKind::Between { of, low, high, .. } => vec![of, low, high],
            ExprKind::Case { subject, arms, otherwise } => subject
                .as_deref()
                .into_iter()
                .chain(arms.iter().flat_map(|arm| [&arm.when, &arm.then]))
                .chain(otherwise.as_deref())
                .collect(),
            ExprKind::Call { args, .. } => args.iter().collect(),
        }
    }

    /// The same expression with every operand replaced; places are kept.
    pub(super) fn map_children(&self, f: &mut impl FnMut(&Expr) -> Expr) -> Expr {
        let kind = match &self.kind {
            leaf @ (ExprKind::Literal(_) | ExprKind::Column(_) | ExprKind::AsOf) => leaf.clone(),
            ExprKind::Negate(of) => ExprKind::Negate(Box::new(f(of))),
            ExprKind::Not(of) => ExprKind::Not(Box::new(f(of))),
            ExprKind::IsMissing { of, negated } => {
                ExprKind::IsMissing { of: Box::new(f(of)), negated: *negated }
            }
            ExprKind::Like { of, pattern, negated } => {
                let (pattern, negated) = (pattern.clone(), *negated);
                ExprKind::Like { of: Box::new(f(of)), pattern, negated }
            }
            ExprKind::Arithmetic { op, left, right } => {
                ExprKind::Arithmetic { op: *op, left: Box::new(f(left)), right: Box::new(f(right)) }
            }
            ExprKind::Compare { op, left, right } => {
                ExprKind::Compare { op: *op, left: Box::new(f(left)), right: Box::new(f(right)) }
            }
            ExprKind::And(parts) => ExprKind::And(parts.iter().map(f).collect()),
            ExprKind::Or(parts) => ExprKind::Or(parts.iter().map(f).collect()),
            ExprKind::In { of, list, negated } => {
                let of = Box::new(f(of));
                ExprKind::In { of, list: list.iter().map(f).collect(), negated: *negated }
            }
            ExprKind::Between { of, low, high, negated } => ExprKind::Between {
                of: Box::new(f(of)),
                low: Box::new(f(low)),
                high: Box::new(f(high)),
                negated: *negated,
            },
            ExprKind::Case { subject, arms, otherwise } => ExprKind::Case {
                subject: subject.as_deref().map(|e| Box::new(f(e))),
                arms: arms
                    .iter()
                    .map(|arm| Arm { when: f(&arm.when), then: f(&arm.then) })
                    .collect(),
                otherwise: otherwise.as_deref().map(|e| Box::new(f(e))),
            },
            ExprKind::Call { function, args } => {
                ExprKind::Call { function: *function, args: args.iter().map(f).collect() }
            }
        };
        Expr::new(kind, self.range.clone())
    }
}

// How tightly each kind binds, loosest first; an operand that binds looser than its place needs
// parentheses.
pub(super) const ANY: u8 = 0;
pub(super) const OR: u8 = 1;
pub(super) const AND: u8 = 2;
pub(super) const NOT: u8 = 3;
pub(super) const PREDICATE: u8 = 4;
pub(super) const SUM: u8 = 5;
pub(super) const PRODUCT: u8 = 6;
pub(super) const UNARY: u8 = 7;
pub(super) const PRIMARY: u8 = 8;

impl ExprKind {
    pub(super) fn level(&self) -> u8 {
        match self {
            ExprKind::Or(_) => OR,
            ExprKind::And(_) => AND,
            ExprKind::Not(_) => NOT,
            ExprKind::Compare { .. }
            | ExprKind::IsMissing { .. }
            | ExprKind::In { .. }
            | ExprKind::Between { .. }
            | ExprKind::Like { .. } => PREDICATE,
            ExprKind::Arithmetic { op, .. } => op.level(),
            ExprKind::Negate(_) => UNARY,
            // A folded number can be negative; `2 - -1` needs its parentheses.
            ExprKind::Literal(Literal::Number(x)) if x.is_sign_negative() => UNARY,
            _ => PRIMARY,
        }
    }
}

/// Writes the expression out so that it parses to the same tree, with as few parentheses as
/// possible.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, self, ANY)
    }
}

fn write(f: &mut fmt::Formatter<'_>, expr: &Expr, place: u8) -> fmt::Result {
    if expr.kind.level() < place {
        f.write_char('(')?;
        write_kind(f, &expr.kind)?;
        return f.write_char(')');
    }
    write_kind(f, &expr.kind)
}

fn write_kind(f: &mut fmt::Formatter<'_>, kind: &ExprKind) -> fmt::Result {
    match kind {
        ExprKind::Literal(literal) => write!(f, "{literal}"),
        ExprKind::Column(name) => f.write_str(&quoted_if_needed(name)),
        ExprKind::AsOf => f.write_str("as_of"),
        ExprKind::Negate(of) => {
            f.write_char('-')?;
            write(f, of, PRIMARY)
        }
        ExprKind::Arithmetic { op, left, right } => {
            write(f, left, op.level())?;
            write!(f, " {} ", op.sign())?;
            write(f, right, op.level() + 1)
        }
        ExprKind::Compare { op, left, right } => {
            write(f, left, SUM)?;
            write!(f, " {} ", op.sign())?;
            write(f, right, SUM)
        }
        ExprKind::And(parts) => write_list(f, parts, " AND ", NOT),
        ExprKind::Or(parts) => write_list(f, parts, " OR ", AND),
        ExprKind::Not(of) => {
            f.write_str("NOT ")?;
            write(f, of, NOT)
        }
        ExprKind::IsMissing { of, negated } => {
            write(f, of, SUM)?;
            f.write_str(if *negated { " IS NOT NULL" } else { " IS NULL" })
        }
        ExprKind::In { of, list, negated } => {
            write(f, of, SUM)?;
            f.write_str(if *negated { " NOT IN (" } else { " IN (" })?;
            write_list(f, list, ", ", ANY)?;
            f.write_char(')')
        }
        ExprKind::Between { of, low, high, negated } => {
            write(f, of, SUM)?;
            f.write_str(if *negated { " NOT BETWEEN " } else { " BETWEEN " })?;
            write(f, low, SUM)?;
            f.write_str(" AND ")?;
            write(f, high, SUM)
        }
        ExprKind::Like { of, pattern, negated } => {
            write(f, of, SUM)?;
            f.write_str(if *negated { " NOT LIKE " } else { " LIKE " })?;
            write!(f, "{}", Literal::Text(pattern.clone()))
        }
        ExprKind::Case { subject, arms, otherwise } => write_case(f, subject, arms, otherwise),
        ExprKind::Call { function, args } => {
            write!(f, "{}(", function.name())?;
            write_list(f, args, ", ", ANY)?;
            f.write_char(')')
        }
    }
}

fn write_case(
    f: &mut fmt::Formatter<'_>,
    subject: &Option<Box<Expr>>,
    arms: &[Arm],
    otherwise: &Option<Box<Expr>>,
) -> fmt::Result {
    f.write_str("CASE")?;
    if let Some(subject) = subject {
        write!(f, " {subject}")?;
    }
    for arm in arms {
        write!(f, " WHEN {} THEN {}", arm.when, arm.then)?;
    }
    if let Some(otherwise) = otherwise {
        write!(f, " ELSE {otherwise}")?;
    }
    f.write_str(" END")
}

fn write_list(f: &mut fmt::Formatter<'_>, list: &[Expr], joiner: &str, place: u8) -> fmt::Result {
    for (i, item) in list.iter().enumerate() {
        if i > 0 {
            f.write_str(joiner)?;
        }
        write(f, item, place)?;
    }
    Ok(())
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Number(x) => f.write_str(&super::kernel::shortest(*x)),
            Literal::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Literal::Flag(flag) => f.write_str(if *flag { "TRUE" } else { "FALSE" }),
            Literal::Date(days) => write!(f, "DATE '{}'", date::iso(*days)),
            Literal::Missing => f.write_str("NULL"),
        }
    }
}

/// A column's name as it must be written in an expression: bare where that is possible, in double
/// quotes otherwise.
pub fn quoted_if_needed(name: &str) -> String {
    if lex::is_bare_name(name) { name.to_string() } else { quoted(name) }
}

/// A column's name in double quotes.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
