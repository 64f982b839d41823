//! A condition told clause by clause with what the firm has: held, not held or unknown, and what is
//! lacking. Owns the sentences and the gaps; the values are [`super::evaluate`]'s.

use std::ops::Range;

use crate::diagnostic::Text;
use crate::say;

use super::ast::{Comparison, Expr, ExprKind};
use super::evaluate::{Row, Value, evaluate};
use super::typed::{Type, Typed};
use super::words::{self, Words, date_words, flag_words, is_constant, missing_words, text_words};

/// What an expression says of one firm.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The expression, written out.
    pub text: String,
    /// Its bytes in the written text.
    pub range: Range<usize>,
    /// Its value.
    pub value: Value,
    /// Whether the condition holds; `None` where that is unknown, or where it is no condition.
    pub held: Option<bool>,
    /// The columns it mentions with what the firm has, in order of mention.
    pub actual: Vec<Actual>,
    /// What is lacking, in the unit of the clause (days for dates): 0 where it holds; `None` where
    /// it is unknown, or where there is nothing to measure.
    pub gap: Option<f64>,
    /// The sentence for people.
    pub says: Text,
    /// How the clauses below belong together.
    pub joiner: Joiner,
    /// The clauses, in the order in which they are written; none below a single clause.
    pub clauses: Vec<Reading>,
}

/// How the clauses of a condition belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joiner {
    /// A single clause.
    Clause,
    /// AND
    All,
    /// OR
    Any,
    /// NOT
    Not,
}

/// What a firm has in a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Actual {
    /// The column.
    pub column: String,
    /// Its type.
    pub ty: Type,
    /// The firm's value.
    pub value: Value,
}

impl Typed {
    /// What the expression says of one firm, clause by clause.
    pub fn reading(&self, row: &dyn Row) -> Reading {
        Reader { typed: self, words: Words(self), row }.read(&self.expr)
    }
}

struct Reader<'a> {
    typed: &'a Typed,
    words: Words<'a>,
    row: &'a dyn Row,
}

impl Reader<'_> {
    fn read(&self, expr: &Expr) -> Reading {
        let (joiner, parts): (Joiner, Vec<&Expr>) = match &expr.kind {
            ExprKind::And(parts) => (Joiner::All, parts.iter().collect()),
            ExprKind::Or(parts) => (Joiner::Any, parts.iter().collect()),
            ExprKind::Not(of) => (Joiner::Not, vec![of]),
            _ => (Joiner::Clause, vec![]),
        };
        let clauses: Vec<Reading> = parts.into_iter().map(|part| self.read(part)).collect();
        let value = self.value(expr);
        let held = value.flag();
        let actual = self.actual(expr);
        let (gap, says) = match joiner {
            Joiner::Clause => self.clause(expr, &value, &actual),
            _ => (held.filter(|held| *held).map(|_| 0.0), joined(joiner, held, &clauses)),
        };
        let (text, range) = (expr.to_string(), expr.range.clone());
        Reading { text, range, value, held, actual, gap, says, joiner, clauses }
    }

    fn value(&self, expr: &Expr) -> Value {
        evaluate(expr, self.row)
    }

    fn actual(&self, expr: &Expr) -> Vec<Actual> {
        let mut names = Vec::new();
        mentioned(expr, &mut names);
        let actual = |column: &str| Actual {
            column: column.to_string(),
            ty: self.typed.column_type(column).unwrap_or(Type::Number),
            value: self.row.value(column),
        };
        names.into_iter().map(actual).collect()
    }

    fn clause(&self, expr: &Expr, value: &Value, actual: &[Actual]) -> (Option<f64>, Text) {
        let says = match (&expr.kind, value) {
            (_, Value::Missing) => return (None, self.unknown(expr, actual)),
            (ExprKind::Compare { op, left, right }, Value::Flag(held)) => {
                if is_constant(left) && !is_constant(right) {
                    return self.compared(op.mirrored(), right, left, *held);
                }
                return self.compared(*op, left, right, *held);
            }
            (ExprKind::Between { of, low, high, negated }, Value::Flag(held)) => {
                return self.between(of, low, high, (*negated, *held));
            }
            (ExprKind::Column(name), Value::Flag(flag)) => {
                let Text { zh, en } = flag_words(*flag);
                say!("{name}：{zh}", "{name}: {en}")
            }
            (ExprKind::In { of, .. } | ExprKind::Like { of, .. }, Value::Flag(held)) => {
                self.has_and_needs(of, expr, *held)
            }
            (_, Value::Flag(held)) => self.told(expr, *held, actual),
            _ => self.calculated(expr),
        };
        (if *value == Value::Flag(true) { Some(0.0) } else { None }, says)
    }

    /// `研发费用 450`, or `研发费用 / 营业收入 × 100 = 4.5`.
    fn with_value(&self, expr: &Expr) -> Text {
        let ty = self.typed.type_of(expr).unwrap_or(Type::Number);
        let value = value_words(&self.value(expr), ty);
        if is_constant(expr) {
            return value;
        }
        let term = self.words.term(expr);
        let sign = if matches!(expr.kind, ExprKind::Column(_)) { " " } else { " = " };
        Text::new(
            format!("{}{sign}{}", term.zh, value.zh),
            format!("{}{sign}{}", term.en, value.en),
        )
    }

    /// The value of a calculation with the columns that went into it.
    fn calculated(&self, expr: &Expr) -> Text {
        let parts = self.parts(&[expr]);
        let Text { zh, en } = self.with_value(expr);
        Text::new(format!("{zh}{}", parts.zh), format!("{en}{}", parts.en))
    }

    /// `（研发费用 450，营业收入 10000）`: what went into the sides that are calculated.
    fn parts(&self, sides: &[&Expr]) -> Text {
        let mut names = Vec::new();
        for side in sides.iter().filter(|side| !matches!(side.kind, ExprKind::Column(_))) {
            mentioned(side, &mut names);
        }
        if names.is_empty() {
            return Text::default();
        }
        let words: Vec<Text> = names
            .into_iter()
            .map(|name| {
                let ty = self.typed.column_type(name).unwrap_or(Type::Number);
                let value = value_words(&self.row.value(name), ty);
                Text::new(format!("{name} {}", value.zh), format!("{name} {}", value.en))
            })
            .collect();
        let zh = words.iter().map(|w| w.zh.as_str()).collect::<Vec<_>>().join("，");
        let en = words.iter().map(|w| w.en.as_str()).collect::<Vec<_>>().join(", ");
        Text::new(format!("（{zh}）"), format!(" ({en})"))
    }

    fn compared(
        &self,
        op: Comparison,
        left: &Expr,
        right: &Expr,
        held: bool,
    ) -> (Option<f64>, Text) {
        let ty = self.typed.type_of(left).or(self.typed.type_of(right)).unwrap_or(Type::Number);
        let gap = if held { Some(0.0) } else { gap(op, &self.value(left), &self.value(right)) };
        if !matches!(ty, Type::Number | Type::Date) {
            return (gap, self.equality(op, left, right, held));
        }
        let (a, b) = (self.with_value(left), self.with_value(right));
        let sign = sign(op, held);
        let lack = if held { Text::default() } else { lack(op, gap, ty) };
        let parts = self.parts(&[left, right]);
        let says = Text::new(
            format!("{} {sign} {}{}{}", a.zh, b.zh, lack.zh, parts.zh),
            format!("{} {sign} {}{}{}", a.en, b.en, lack.en, parts.en),
        );
        (gap, says)
    }

    /// Texts and flags: what there is, and where that does not do, what is needed.
    fn equality(&self, op: Comparison, left: &Expr, right: &Expr, held: bool) -> Text {
        let ty = self.typed.type_of(left).or(self.typed.type_of(right)).unwrap_or(Type::Text);
        let (a, has) = (self.words.term(left), value_words(&self.value(left), ty));
        let needs = self.with_value(right);
        let is = match ty {
            Type::Flag => {
                Text::new(format!("{}：{}", a.zh, has.zh), format!("{}: {}", a.en, has.en))
            }
            _ => Text::new(format!("{}是{}", a.zh, has.zh), format!("{} is {}", a.en, has.en)),
        };
        if held && (op == Comparison::Equal || ty == Type::Flag) {
            return is;
        }
        if ty == Type::Flag && matches!(right.kind, ExprKind::Literal(_)) {
            let verb = if op == Comparison::Equal { say!("", "") } else { say!("不为", "not ") };
            return Text::new(
                format!("{}：{}，要求：{}{}", a.zh, has.zh, verb.zh, needs.zh),
                format!("{}: {}, needed: {}{}", a.en, has.en, verb.en, needs.en),
            );
        }
        let verb = words::comparison_words(op, ty);
        let (zh, en) = if held { ("，", ", ") } else { ("，要求", ", needed: ") };
        Text::new(
            format!("{}{zh}{}{}", is.zh, verb.zh, needs.zh),
            format!("{}{en}{} {}", is.en, verb.en, needs.en),
        )
    }

    fn between(
        &self,
        of: &Expr,
        low: &Expr,
        high: &Expr,
        (negated, held): (bool, bool),
    ) -> (Option<f64>, Text) {
        let within = held != negated;
        let of_value = self.value(of);
        let below = super::evaluate::compare(Comparison::AtLeast, &of_value, &self.value(low));
        if !within && !negated {
            let (op, border) = if below == Some(false) {
                (Comparison::AtLeast, low)
            } else {
                (Comparison::AtMost, high)
            };
            return self.compared(op, of, border, false);
        }
        let a = self.with_value(of);
        let (b, c) = (self.with_value(low), self.with_value(high));
        let (zh, en) = if within { ("在", "is") } else { ("不在", "is not") };
        let (zh_needs, en_needs) =
            if held { ("", "") } else { ("，要求不在", ", which it must not be") };
        let says = Text::new(
            format!("{} {zh} {} 到 {} 之间{zh_needs}", a.zh, b.zh, c.zh),
            format!("{} {en} from {} to {}{en_needs}", a.en, b.en, c.en),
        );
        (held.then_some(0.0), says)
    }

    /// IN and LIKE.
    fn has_and_needs(&self, of: &Expr, expr: &Expr, held: bool) -> Text {
        let has = self.with_value(of);
        let rule = self.words.condition(expr);
        if held {
            say_two(&has, &rule, "，符合：", ", which fits: ")
        } else {
            say_two(&has, &rule, "，要求：", ", needed: ")
        }
    }

    fn told(&self, expr: &Expr, held: bool, actual: &[Actual]) -> Text {
        let rule = self.words.condition(expr);
        let parts = actual_words(actual);
        let answer =
            if held { say!("成立", "it holds") } else { say!("不成立", "it does not hold") };
        Text::new(
            format!("{}：{}{}", rule.zh, answer.zh, parts.zh),
            format!("{}: {}{}", rule.en, answer.en, parts.en),
        )
    }

    fn unknown(&self, expr: &Expr, actual: &[Actual]) -> Text {
        let condition = self.typed.type_of(expr) == Some(Type::Flag);
        let rule = if condition { self.words.condition(expr) } else { self.words.term(expr) };
        let (zh, en) = (rule.zh, rule.en);
        let missing: Vec<&str> =
            actual.iter().filter(|a| a.value.is_missing()).map(|a| a.column.as_str()).collect();
        if missing.is_empty() {
            let parts = actual_words(actual);
            let (a, x) = (parts.zh, parts.en);
            return say!("算不出：{zh}{a}", "cannot be calculated: {en}{x}");
        }
        let (a, x) = (missing.join("、"), missing.join(", "));
        let verb = if missing.len() == 1 { "is" } else { "are" };
        if condition {
            say!("缺少{a}，无法判断：{zh}", "{x} {verb} not known, cannot tell: {en}")
        } else {
            say!("缺少{a}，无法计算：{zh}", "{x} {verb} not known, cannot calculate: {en}")
        }
    }
}

fn mentioned<'e>(expr: &'e Expr, names: &mut Vec<&'e str>) {
    if let ExprKind::Column(name) = &expr.kind {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    for child in expr.children() {
        mentioned(child, names);
    }
}

fn say_two(a: &Text, b: &Text, zh: &str, en: &str) -> Text {
    Text::new(format!("{}{zh}{}", a.zh, b.zh), format!("{}{en}{}", a.en, b.en))
}

fn actual_words(actual: &[Actual]) -> Text {
    if actual.is_empty() {
        return Text::default();
    }
    let words: Vec<(&str, Text)> =
        actual.iter().map(|a| (a.column.as_str(), value_words(&a.value, a.ty))).collect();
    let zh = words.iter().map(|(name, w)| format!("{name} {}", w.zh)).collect::<Vec<_>>();
    let en = words.iter().map(|(name, w)| format!("{name} {}", w.en)).collect::<Vec<_>>();
    Text::new(format!("（{}）", zh.join("，")), format!(" ({})", en.join(", ")))
}

/// A value for people.
fn value_words(value: &Value, ty: Type) -> Text {
    match value {
        Value::Missing => missing_words(),
        Value::Number(days) if ty == Type::Date => date_words(*days as i32),
        Value::Number(x) => Text::same(words::number(*x)),
        Value::Text(text) => text_words(text),
        Value::Flag(flag) => flag_words(*flag),
    }
}

/// The relation that is the case: the one asked for where it holds, its opposite where not.
fn sign(op: Comparison, held: bool) -> &'static str {
    match (op, held) {
        (Comparison::Equal, true) | (Comparison::NotEqual, false) => "=",
        (Comparison::Equal, false) | (Comparison::NotEqual, true) => "≠",
        (Comparison::Less, true) | (Comparison::AtLeast, false) => "<",
        (Comparison::AtMost, true) | (Comparison::Greater, false) => "≤",
        (Comparison::Greater, true) | (Comparison::AtMost, false) => ">",
        (Comparison::AtLeast, true) | (Comparison::Less, false) => "≥",
    }
}

/// How far the left side is from the border.
fn gap(op: Comparison, left: &Value, right: &Value) -> Option<f64> {
    let (a, b) = (left.number()?, right.number()?);
    let lack = match op {
        Comparison::AtLeast | Comparison::Greater => b - a,
        Comparison::AtMost | Comparison::Less => a - b,
        Comparison::Equal => (a - b).abs(),
        Comparison::NotEqual => return None,
    };
    super::kernel::settled(lack.max(0.0))
}

fn lack(op: Comparison, gap: Option<f64>, ty: Type) -> Text {
    let Some(gap) = gap else { return say!("，要求不等", ", which it must not be") };
    let on_border = words::number(gap) == "0";
    let size = words::number(gap);
    let size = match ty {
        Type::Date => Text::new(format!("{size} 天"), format!("{size} days")),
        _ => Text::same(size),
    };
    let (zh, en) = (size.zh, size.en);
    match op {
        Comparison::Greater if on_border => say!("，必须更高", ", must be more"),
        Comparison::Less if on_border => say!("，必须更低", ", must be less"),
        Comparison::AtLeast | Comparison::Greater => say!("，还差 {zh}", ", short by {en}"),
        Comparison::AtMost | Comparison::Less => say!("，超出 {zh}", ", over by {en}"),
        Comparison::Equal | Comparison::NotEqual => say!("，相差 {zh}", ", off by {en}"),
    }
}

fn joined(joiner: Joiner, held: Option<bool>, clauses: &[Reading]) -> Text {
    let telling: Vec<&Reading> = match (joiner, held) {
        // What decides is told: the clauses that fail an AND, that carry an OR, that are unknown.
        (Joiner::Not, _) => clauses.iter().collect(),
        (_, Some(true)) if joiner == Joiner::All => clauses.iter().collect(),
        (_, Some(false)) if joiner == Joiner::Any => clauses.iter().collect(),
        (_, held) => clauses.iter().filter(|clause| clause.held == held).collect(),
    };
    let zh = telling.iter().map(|r| r.says.zh.as_str()).collect::<Vec<_>>().join("；");
    let en = telling.iter().map(|r| r.says.en.as_str()).collect::<Vec<_>>().join("; ");
    let (all, some) = (clauses.len(), telling.len());
    match (joiner, held) {
        (Joiner::All, Some(true)) => {
            say!("{all} 项条件全部满足：{zh}", "all {all} conditions hold: {en}")
        }
        (Joiner::All, Some(false)) => {
            say!("{all} 项条件中 {some} 项不满足：{zh}", "{some} of {all} conditions fail: {en}")
        }
        (Joiner::All, None) => say!(
            "{all} 项条件中 {some} 项无法判断，其余满足：{zh}",
            "{some} of {all} conditions cannot be told, the others hold: {en}"
        ),
        (Joiner::Any, Some(true)) => {
            say!(
                "满足其中 {some} 项（有一项即可）：{zh}",
                "{some} of {all} hold, one is enough: {en}"
            )
        }
        (Joiner::Any, Some(false)) => {
            say!("{all} 项中没有一项满足：{zh}", "none of {all} conditions holds: {en}")
        }
        (Joiner::Any, None) => say!(
            "{all} 项中没有一项满足，其中 {some} 项无法判断：{zh}",
            "none of {all} conditions is known to hold, {some} cannot be told: {en}"
        ),
        (_, Some(true)) => {
            say!("没有出现不允许的情形：{zh}", "what is ruled out is not the case: {en}")
        }
        (_, Some(false)) => say!("出现了不允许的情形：{zh}", "what is ruled out is the case: {en}"),
        (_, None) => Text::new(zh, en),
    }
}
