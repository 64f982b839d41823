//! A condition told clause by clause with what the firm has: held, not held or unknown, and what is
//! lacking. Owns the sentences and the gaps; the values are [`super::evaluate`]'s.

use std::ops::Range;

use crate::diagnostic::Text;
use crate::say;

use super::ast::{Comparison, Expr, ExprKind};
use super::evaluate::{Row, Value, compare, evaluate};
use super::kernel;
use super::phrase::{date_words, flag_words, flow, join, missing_words, number, text_words, told};
use super::typed::{Type, Typed};
use super::words::{Words, in_unit, is_constant};

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
        names.into_iter().map(|name| self.has(name)).collect()
    }

    fn has(&self, column: &str) -> Actual {
        let ty = self.typed.column_type(column).unwrap_or(Type::Number);
        Actual { column: column.to_string(), ty, value: self.row.value(column) }
    }

    fn clause(&self, expr: &Expr, value: &Value, actual: &[Actual]) -> (Option<f64>, Text) {
        let held = match value {
            Value::Missing => return (None, self.unknown(expr, actual)),
            Value::Flag(held) => *held,
            _ => return (None, self.calculated(expr)),
        };
        match &expr.kind {
            ExprKind::Compare { op, left, right } if self.is_measured(left, right) => {
                if is_constant(left) && !is_constant(right) {
                    return self.compared(op.mirrored(), right, left, held);
                }
                return self.compared(*op, left, right, held);
            }
            ExprKind::Between { of, low, high, negated: false } => {
                let low_held = compare(Comparison::AtLeast, &self.value(of), &self.value(low));
                match (held, low_held) {
                    (true, _) => {}
                    (_, Some(false)) => return self.compared(Comparison::AtLeast, of, low, false),
                    _ => return self.compared(Comparison::AtMost, of, high, false),
                }
            }
            _ => {}
        }
        (held.then_some(0.0), self.judged(expr, held, actual))
    }

    fn is_measured(&self, left: &Expr, right: &Expr) -> bool {
        let ty = self.typed.type_of(left).or(self.typed.type_of(right));
        matches!(ty, None | Some(Type::Number | Type::Date))
    }

    /// `研发费用 450`, or `研发费用 / 营业收入 × 100 = 4.5`.
    fn with_value(&self, expr: &Expr) -> Text {
        let ty = self.typed.type_of(expr).unwrap_or(Type::Number);
        let value = self.value(expr);
        let unit = if value.is_missing() { "" } else { self.typed.unit_of(expr) };
        let value = in_unit(value_words(&value, ty), unit);
        if is_constant(expr) {
            return value;
        }
        let term = self.words.term(expr);
        let (zh, en) = match (ty, &expr.kind) {
            (Type::Text, _) => ("是", " is "),
            (Type::Flag, _) => ("：", ": "),
            (_, ExprKind::Column(_)) => (" ", " "),
            _ => (" = ", " = "),
        };
        told(&[&term.zh, zh, &value.zh], format!("{}{en}{}", term.en, value.en))
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
        let actual: Vec<Actual> = names.into_iter().map(|name| self.has(name)).collect();
        actual_words(&actual)
    }

    fn compared(
        &self,
        op: Comparison,
        left: &Expr,
        right: &Expr,
        held: bool,
    ) -> (Option<f64>, Text) {
        let ty = self.typed.type_of(left).or(self.typed.type_of(right)).unwrap_or(Type::Number);
        let gap = if held { Some(0.0) } else { self.gap(op, left, right) };
        let unit = self.typed.unit_of(left);
        let (a, b) = (self.with_value(left), self.with_value(right));
        let b = if is_constant(right) { in_unit(b, unit) } else { b };
        let sign = sign(op, held);
        let lack = if held { Text::default() } else { lack(op, gap, ty, unit) };
        let parts = self.parts(&[left, right]);
        let says = Text::new(
            format!("{} {sign} {}{}{}", a.zh, b.zh, lack.zh, parts.zh),
            format!("{} {sign} {}{}{}", a.en, b.en, lack.en, parts.en),
        );
        (gap, says)
    }

    /// How far the left side is from what it has to reach.
    fn gap(&self, op: Comparison, left: &Expr, right: &Expr) -> Option<f64> {
        let (has, border) = (self.value(left).number()?, self.value(right).number()?);
        let counts = self.typed.is_count(left);
        gap(op, has, if counts { kernel::whole_border(op, border) } else { border })
    }

    /// What cannot be measured: what there is, and where that does not do, what is asked for.
    fn judged(&self, expr: &Expr, held: bool, actual: &[Actual]) -> Text {
        if let ExprKind::Column(name) = &expr.kind {
            let Text { zh, en } = flag_words(held);
            return say!("{name}：{zh}", "{name}: {en}");
        }
        let Some((of, needs)) = self.words.predicate(expr) else {
            let Text { zh: rule, en: en_rule } = self.words.condition(expr);
            let answer = if held {
                say!("成立", "it holds")
            } else {
                say!("不成立", "it does not hold")
            };
            let (parts, zh, en) = (actual_words(actual), answer.zh, answer.en);
            let (a, x) = (parts.zh, parts.en);
            return say!("{rule}：{zh}{a}", "{en_rule}: {en}{x}");
        };
        let value = self.value(of);
        let is = match (&expr.kind, value.is_missing()) {
            (ExprKind::IsMissing { .. }, true) => {
                let term = self.words.term(of);
                told(&[&term.zh, "没有数据"], format!("{} is not known", term.en))
            }
            _ => self.with_value(of),
        };
        if held {
            return is;
        }
        // A border that is a column of its own is told with what the firm has there.
        let others: Vec<Actual> = actual
            .iter()
            .filter(|a| of.kind != ExprKind::Column(a.column.clone()))
            .cloned()
            .collect();
        let parts = actual_words(&others);
        Text::new(
            flow(&[&is.zh, "，要求", &needs.zh, &parts.zh]),
            format!("{}, needed: {}{}", is.en, needs.en, parts.en),
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
    if let ExprKind::Column(name) = &expr.kind
        && !names.contains(&name.as_str())
    {
        names.push(name);
    }
    for child in expr.children() {
        mentioned(child, names);
    }
}

fn actual_words(actual: &[Actual]) -> Text {
    if actual.is_empty() {
        return Text::default();
    }
    let word = |a: &Actual| {
        let Text { zh, en } = value_words(&a.value, a.ty);
        Text::new(format!("{} {zh}", a.column), format!("{} {en}", a.column))
    };
    let Text { zh, en } = join(&actual.iter().map(word).collect::<Vec<_>>(), "，", ", ");
    say!("（{zh}）", " ({en})")
}

/// A value for people.
fn value_words(value: &Value, ty: Type) -> Text {
    match value {
        Value::Missing => missing_words(),
        Value::Number(days) if ty == Type::Date => date_words(*days as i32),
        Value::Number(x) => Text::same(number(*x)),
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

/// How far a number is from the border.
pub fn gap(op: Comparison, a: f64, b: f64) -> Option<f64> {
    let lack = match op {
        Comparison::AtLeast | Comparison::Greater => b - a,
        Comparison::AtMost | Comparison::Less => a - b,
        Comparison::Equal => (a - b).abs(),
        Comparison::NotEqual => return None,
    };
    kernel::settled(lack.max(0.0))
}

fn lack(op: Comparison, gap: Option<f64>, ty: Type, unit: &str) -> Text {
    let Some(gap) = gap else { return say!("，要求不等", ", which it must not be") };
    let on_border = number(gap) == "0";
    let size = number(gap);
    let size = match ty {
        Type::Date => Text::new(format!("{size} 天"), format!("{size} days")),
        _ => in_unit(Text::same(size), unit),
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
    let says: Vec<Text> = telling.iter().map(|reading| reading.says.clone()).collect();
    let Text { zh, en } = join(&says, "；", "; ");
    let (all, some) = (clauses.len(), telling.len());
    match (joiner, held) {
        (Joiner::All, Some(true)) => {
            say!("{all} 项条件全部满足：{zh}", "all {all} conditions hold: {en}")
        }
        (Joiner::All, Some(false)) => {
            say!("{all} 项条件中 {some} 项不满足：{zh}", "{some} of {all} conditions fail: {en}")
        }
        (Joiner::All, None) if some == all => {
            say!("{all} 项条件都无法判断：{zh}", "none of {all} conditions can be told: {en}")
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
