//! A checked expression as SQL text. Owns the translation of each kind into portable SQL with the
//! border tolerance and the missing values spelled out; what engines spell differently stands
//! behind [`SqlDialect`]. Columns of numbers must be floating-point in the engine: `a / b` between
//! integers would drop the decimals.

use super::ast::{
    Arithmetic, Comparison, Expr, ExprKind, Literal, NOT, PREDICATE, PRIMARY, PRODUCT, SUM,
};
use super::date;
use super::fold::fold;
use super::functions::Function;
use super::kernel;
use super::resolve::digits_of;
use super::typed::{Type, Typed};

/// What engines spell differently; the defaults are standard SQL. Arguments are rendered SQL that
/// can stand as an operand of a product.
pub trait SqlDialect {
    /// A column's name.
    fn quote_identifier(&self, name: &str) -> String {
        format!("\"{}\"", name.replace('"', "\"\""))
    }

    /// A text literal.
    fn text(&self, text: &str) -> String {
        format!("'{}'", text.replace('\'', "''"))
    }

    /// A finite number as a literal; a whole one keeps a decimal point, so that no engine divides
    /// integers.
    fn number(&self, x: f64) -> String {
        let text = kernel::shortest(x);
        if text.contains(['.', 'e']) { text } else { text + ".0" }
    }

    /// A flag literal.
    fn flag(&self, flag: bool) -> String {
        if flag { "TRUE".into() } else { "FALSE".into() }
    }

    /// A date literal.
    fn date(&self, days: i32) -> String {
        format!("DATE '{}'", date::iso(days))
    }

    /// The run's date.
    fn as_of(&self) -> String {
        "CURRENT_DATE".into()
    }

    /// `a / b`, missing where b = 0.
    fn divide(&self, a: &str, b: &str) -> String {
        format!("{a} / NULLIF({b}, 0)")
    }

    /// The greatest whole number not above `x`.
    fn floor(&self, x: &str) -> String {
        format!("FLOOR({x})")
    }

    /// The smallest whole number not below `x`.
    fn ceil(&self, x: &str) -> String {
        format!("CEILING({x})")
    }

    /// The natural logarithm of a positive number.
    fn ln(&self, x: &str) -> String {
        format!("LN({x})")
    }

    /// The decimal logarithm of a positive number.
    fn log10(&self, x: &str) -> String {
        format!("LOG10({x})")
    }

    /// The power of a base and an exponent that have one.
    fn power(&self, x: &str, y: &str) -> String {
        format!("POWER({x}, {y})")
    }

    /// A whole number that the engine counts, as a number of this language: where engines keep
    /// whole numbers apart, dividing two of them drops the decimals.
    fn whole(&self, x: &str) -> String {
        x.to_string()
    }

    /// `x`, missing unless it is finite: NaN and infinity exist nowhere.
    fn finite(&self, x: &str) -> String {
        format!("CASE WHEN ABS({x}) <= {} THEN {x} END", self.number(f64::MAX))
    }

    /// A part of a date: `YEAR`, `MONTH` or `DAY`.
    fn extract(&self, part: &str, of: &str) -> String {
        self.whole(&format!("EXTRACT({part} FROM {of})"))
    }

    /// Completed years between two dates: the years, less one before the anniversary.
    fn years_since(&self, from: &str, to: &str) -> String {
        let part = |part: &str, of: &str| self.extract(part, of);
        let in_year = |of: &str| format!("{} * 100 + {}", part("MONTH", of), part("DAY", of));
        format!(
            "({} - {} - CASE WHEN {} < {} THEN 1 ELSE 0 END)",
            part("YEAR", to),
            part("YEAR", from),
            in_year(to),
            in_year(from)
        )
    }

    /// `text LIKE pattern`, letter case included; a backslash stands for itself.
    fn like(&self, text: &str, pattern: &str, negated: bool) -> String {
        let not = if negated { "NOT " } else { "" };
        format!("{text} {not}LIKE {}", self.text(pattern))
    }

    /// Whether a text holds a part.
    fn contains(&self, text: &str, part: &str) -> String {
        format!("POSITION({part} IN {text}) > 0")
    }

    /// The number of characters.
    fn length(&self, text: &str) -> String {
        self.whole(&format!("CHAR_LENGTH({text})"))
    }
}

/// Standard SQL. The run's date is written into the text where it is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ansi {
    /// The run's date in days since 1970-01-01; `CURRENT_DATE` where it is not given.
    pub as_of: Option<i32>,
}

impl SqlDialect for Ansi {
    fn as_of(&self) -> String {
        self.as_of.map_or("CURRENT_DATE".into(), |days| self.date(days))
    }
}

impl Typed {
    /// The expression in SQL. What needs no column is calculated beforehand. Where
    /// [`Typed::can_overflow`], its own value may be infinite or NaN in the engine: whoever keeps it
    /// asks for [`SqlDialect::finite`]; inside the expression that is done.
    pub fn to_sql(&self, dialect: &dyn SqlDialect) -> String {
        let folded = fold(&self.expr, None, &|column| self.column_type(column));
        Render { typed: self, dialect }.any(&folded)
    }

    /// Whether an engine may answer with an infinity or NaN where the value is missing.
    pub fn can_overflow(&self) -> bool {
        can_overflow(&fold(&self.expr, None, &|column| self.column_type(column)))
    }
}

/// Arithmetic may, and what hands on the value of a part that may.
fn can_overflow(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Arithmetic { .. } => true,
        ExprKind::Negate(of) => can_overflow(of),
        ExprKind::Case { arms, otherwise, .. } => {
            let results = arms.iter().map(|arm| &arm.then).chain(otherwise.as_deref());
            results.into_iter().any(can_overflow)
        }
        ExprKind::Call { function, args } => match function {
            Function::Growth | Function::Power => true,
            Function::Abs | Function::Round | Function::Floor | Function::Ceil => {
                can_overflow(&args[0])
            }
            Function::Sqrt | Function::Ln | Function::Log10 => can_overflow(&args[0]),
            Function::Nullif => can_overflow(&args[0]),
            // All but the last are settled where the next is asked.
            Function::Coalesce => args.last().is_some_and(can_overflow),
            _ => false,
        },
        _ => false,
    }
}

struct Render<'a> {
    typed: &'a Typed,
    dialect: &'a dyn SqlDialect,
}

impl Render<'_> {
    fn any(&self, expr: &Expr) -> String {
        self.at(expr, 0)
    }

    /// In parentheses where it binds looser than its place asks.
    fn at(&self, expr: &Expr, place: u8) -> String {
        let text = self.kind(expr);
        if self.level(expr) < place { format!("({text})") } else { text }
    }

    /// The same where an infinity would not show: under a bar, beside a comparison, in a choice.
    fn settled(&self, expr: &Expr, place: u8) -> String {
        if !can_overflow(expr) {
            return self.at(expr, place);
        }
        self.dialect.finite(&self.at(expr, PRIMARY))
    }

    fn level(&self, expr: &Expr) -> u8 {
        match &expr.kind {
            ExprKind::Call { function: Function::Contains, .. } => PREDICATE,
            ExprKind::In { list, .. } if list.len() > 1 && self.is_number(expr) => super::ast::OR,
            kind => kind.level(),
        }
    }

    fn is_number(&self, expr: &Expr) -> bool {
        let ExprKind::In { of, .. } = &expr.kind else { return false };
        matches!(self.typed.type_of(of), Some(Type::Number) | None)
    }

    fn number(&self, x: f64) -> String {
        self.dialect.number(x)
    }

    fn literal(&self, literal: &Literal) -> String {
        match literal {
            Literal::Number(x) => self.number(*x),
            Literal::Text(text) => self.dialect.text(text),
            Literal::Flag(flag) => self.dialect.flag(*flag),
            Literal::Date(days) => self.dialect.date(*days),
            Literal::Missing => "NULL".into(),
        }
    }

    fn kind(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Literal(literal) => self.literal(literal),
            ExprKind::Column(name) => self.dialect.quote_identifier(name),
            ExprKind::AsOf => self.dialect.as_of(),
            ExprKind::Negate(of) => format!("-{}", self.at(of, PRIMARY)),
            ExprKind::Arithmetic { op: Arithmetic::Divide, left, right } => {
                self.dialect.divide(&self.at(left, PRODUCT), &self.settled(right, 0))
            }
            ExprKind::Arithmetic { op, left, right } => {
                let level = expr.kind.level();
                format!("{} {} {}", self.at(left, level), op.sign(), self.at(right, level + 1))
            }
            ExprKind::Compare { op, left, right } => self.compare(*op, left, right),
            ExprKind::And(parts) => self.list(parts, " AND ", NOT),
            ExprKind::Or(parts) => self.list(parts, " OR ", super::ast::AND),
            ExprKind::Not(of) => format!("NOT {}", self.at(of, PRIMARY)),
            ExprKind::IsMissing { of, negated } => {
                let not = if *negated { "NOT " } else { "" };
                format!("{} IS {not}NULL", self.settled(of, SUM))
            }
            ExprKind::In { of, list, negated } => self.in_list(of, list, *negated),
            ExprKind::Like { of, pattern, negated } => {
                self.dialect.like(&self.at(of, SUM), pattern, *negated)
            }
            ExprKind::Case { arms, otherwise, .. } => {
                let arms = arms.iter().map(|arm| {
                    format!(" WHEN {} THEN {}", self.any(&arm.when), self.any(&arm.then))
                });
                let otherwise = otherwise.as_deref().map(|of| format!(" ELSE {}", self.any(of)));
                format!("CASE{}{} END", arms.collect::<String>(), otherwise.unwrap_or_default())
            }
            ExprKind::Call { function, args } => self.call(*function, args),
            // Folded away: BETWEEN is two comparisons by now.
            ExprKind::Between { .. } => "NULL".into(),
        }
    }

    fn list(&self, parts: &[Expr], joiner: &str, place: u8) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.at(part, place)).collect();
        parts.join(joiner)
    }

    /// The border rule: a constant border is moved by its tolerance once and for all.
    fn compare(&self, op: Comparison, left: &Expr, right: &Expr) -> String {
        let ty = self.typed.type_of(left).or(self.typed.type_of(right));
        let (a, sign) = (self.settled(left, SUM), op.sign());
        if ty != Some(Type::Number) {
            return format!("{a} {sign} {}", self.at(right, SUM));
        }
        let sign = match op {
            Comparison::Equal => "<=",
            Comparison::NotEqual => ">",
            ordering => ordering.sign(),
        };
        let constant = match &right.kind {
            ExprKind::Literal(Literal::Number(b)) => Some(*b),
            _ => None,
        };
        if let (false, Some(b)) = (op.orders(), constant) {
            let (exact, b_text) = (op.sign(), self.number(b));
            if b == 0.0 {
                return format!("{a} {exact} {b_text}");
            }
            let slack = self.number(kernel::TOLERANCE * b.abs());
            let difference = self.difference(&a, b);
            return format!("ABS({difference}) {sign} {slack}");
        }
        if let Some(b) = constant {
            return format!("{a} {sign} {}", self.number(kernel::border(op, b)));
        }
        let (b, slack) = (self.settled(right, PRODUCT), self.number(kernel::TOLERANCE));
        match op {
            Comparison::Equal | Comparison::NotEqual => {
                format!("ABS({a} - {b}) {sign} {slack} * ABS({b})")
            }
            Comparison::AtLeast | Comparison::Less => {
                format!("{a} {sign} {b} - {slack} * ABS({b})")
            }
            Comparison::Greater | Comparison::AtMost => {
                format!("{a} {sign} {b} + {slack} * ABS({b})")
            }
        }
    }

    /// `a - b` without the two signs that would begin a comment.
    fn difference(&self, a: &str, b: f64) -> String {
        let (sign, size) = if b < 0.0 { ("+", -b) } else { ("-", b) };
        format!("{a} {sign} {}", self.number(size))
    }

    fn in_list(&self, of: &Expr, list: &[Expr], negated: bool) -> String {
        let number = matches!(self.typed.type_of(of), Some(Type::Number) | None);
        if !number {
            let not = if negated { "NOT " } else { "" };
            let items: Vec<String> = list.iter().map(|item| self.any(item)).collect();
            return format!("{} {not}IN ({})", self.at(of, SUM), items.join(", "));
        }
        // Numbers are equal within the tolerance, which IN does not know.
        let equal = list.iter().map(|item| match &item.kind {
            ExprKind::Literal(Literal::Missing) => "NULL".into(),
            _ => self.compare(Comparison::Equal, of, item),
        });
        let found = equal.collect::<Vec<String>>().join(" OR ");
        if negated { format!("NOT ({found})") } else { found }
    }

    fn call(&self, function: Function, args: &[Expr]) -> String {
        let operand = |at: usize| {
            args.get(at).map_or("NULL".into(), |arg| match function {
                Function::Abs | Function::Sqrt | Function::Ln | Function::Log10 => {
                    self.at(arg, PRIMARY)
                }
                _ => self.settled(arg, PRIMARY),
            })
        };
        let (a, b) = (operand(0), operand(1));
        let (zero, one, hundred) = (self.number(0.0), self.number(1.0), self.number(100.0));
        match function {
            Function::Abs => format!("ABS({a})"),
            Function::Round => self.round(&a, args.get(1).and_then(digits_of).unwrap_or(0)),
            Function::Floor => self.dialect.floor(&format!("{a} + {}", self.nudge(&a))),
            Function::Ceil => self.dialect.ceil(&format!("{a} - {}", self.nudge(&a))),
            Function::Ln => format!("CASE WHEN {a} > {zero} THEN {} END", self.dialect.ln(&a)),
            Function::Log10 => {
                format!("CASE WHEN {a} > {zero} THEN {} END", self.dialect.log10(&a))
            }
            Function::Sqrt => format!("CASE WHEN {a} >= {zero} THEN SQRT({a}) END"),
            Function::Power => {
                let floor = self.dialect.floor(&b);
                let power = self.dialect.power(&a, &b);
                format!(
                    "CASE WHEN {a} > {zero} OR ({a} = {zero} AND {b} >= {zero}) OR ({a} < {zero} AND {b} = {floor}) THEN {power} END"
                )
            }
            Function::Growth => {
                let ratio = self.dialect.divide(&a, &b);
                format!("CASE WHEN {b} > {zero} THEN ({ratio} - {one}) * {hundred} END")
            }
            Function::Least => self.extreme(args, "<="),
            Function::Greatest => self.extreme(args, ">="),
            Function::Coalesce => {
                let texts: Vec<String> = args.iter().map(|arg| self.settled(arg, 0)).collect();
                format!("COALESCE({})", texts.join(", "))
            }
            Function::Nullif => {
                let equal = self.compare(Comparison::Equal, &args[0], &args[1]);
                format!("CASE WHEN {equal} THEN NULL ELSE {a} END")
            }
            Function::YearsSince if args.len() == 1 => {
                self.dialect.years_since(&a, &self.dialect.as_of())
            }
            Function::YearsSince => self.dialect.years_since(&a, &b),
            Function::Year => self.dialect.extract("YEAR", &a),
            Function::Contains => self.dialect.contains(&a, &b),
            Function::Length => self.dialect.length(&a),
        }
    }

    /// Each condition mentions every argument, so that one that is missing leaves none true:
    /// LEAST and GREATEST skip missing arguments in some engines and not in others.
    fn extreme(&self, args: &[Expr], sign: &str) -> String {
        let texts: Vec<String> = args.iter().map(|arg| self.settled(arg, SUM)).collect();
        let arm = |at: usize| {
            let others = texts.iter().enumerate().filter(|(other, _)| *other != at);
            let best = others.map(|(_, other)| format!("{} {sign} {other}", texts[at]));
            format!(" WHEN {} THEN {}", best.collect::<Vec<_>>().join(" AND "), texts[at])
        };
        format!("CASE{} END", (0..texts.len()).map(arm).collect::<String>())
    }

    /// The kernel's nudge at whole numbers: 1e-9 of the number, at most 1e-6.
    fn nudge(&self, x: &str) -> String {
        self.at_most(&format!("ABS({x}) * {}", self.number(kernel::TOLERANCE)), 1e-6)
    }

    fn at_most(&self, x: &str, most: f64) -> String {
        let most = self.number(most);
        format!("CASE WHEN {x} < {most} THEN {x} ELSE {most} END")
    }

    /// The kernel's rounding, spelled out: engines round halves in different ways.
    fn round(&self, x: &str, digits: i32) -> String {
        let power = self.number((0..digits.abs()).fold(1.0, |power, _| power * 10.0));
        let (there, back) = match digits {
            0 => (String::new(), String::new()),
            1.. => (format!(" * {power}"), format!(" / {power}")),
            _ => (format!(" / {power}"), format!(" * {power}")),
        };
        let size = format!("ABS({x}){there}");
        let nudge = self.at_most(&format!("{size} * {}", self.number(1e-12)), 1e-3);
        let whole = self.dialect.floor(&format!("{size} + {nudge} + {}", self.number(0.5)));
        let (zero, one) = (self.number(0.0), self.number(1.0));
        let sign = format!("CASE WHEN {x} < {zero} THEN -{one} ELSE {one} END");
        let limit = self.number(kernel::WHOLE);
        format!("CASE WHEN {size} < {limit} THEN {sign} * {whole}{back} ELSE {x} END")
    }
}
