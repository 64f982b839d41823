//! An expression in words: the rule itself, without a firm. Owns how numbers, texts, dates,
//! calculations and conditions are said in Chinese and English; must not know any row.

use crate::diagnostic::Text;
use crate::say;

use super::ast::{Arithmetic, Comparison, Expr, ExprKind, Literal, PRIMARY, PRODUCT, SUM};
use super::date;
use super::functions::Function;
use super::resolve::digits_of;
use super::typed::{Type, Typed};

impl Typed {
    /// The rule itself as a sentence: `研发强度不低于 3，并且营业收入低于 2000`.
    pub fn in_words(&self) -> Text {
        match self.ty {
            Type::Flag => Words(self).condition(&self.expr),
            _ => Words(self).term(&self.expr),
        }
    }
}

/// Says the parts of a checked expression.
#[derive(Clone, Copy)]
pub(super) struct Words<'a>(pub &'a Typed);

impl Words<'_> {
    /// A value in words.
    pub fn term(&self, expr: &Expr) -> Text {
        match &expr.kind {
            ExprKind::Literal(literal) => literal_words(literal),
            ExprKind::Column(name) => Text::same(name.as_str()),
            ExprKind::AsOf => say!("本次日期", "the date of this run"),
            ExprKind::Negate(of) => {
                let Text { zh, en } = self.operand(of, PRIMARY);
                say!("-{zh}", "-{en}")
            }
            ExprKind::Arithmetic { op, left, right } => {
                let level = expr.kind.level();
                let (a, b) = (self.operand(left, level), self.operand(right, level + 1));
                let sign = match op {
                    Arithmetic::Multiply => "×",
                    other => other.sign(),
                };
                both(|t: fn(&Text) -> &str| format!("{} {sign} {}", t(&a), t(&b)))
            }
            ExprKind::Case { .. } => self.case(expr),
            ExprKind::Call { function, args } => self.call(*function, args),
            _ => self.condition(expr),
        }
    }

    fn operand(&self, expr: &Expr, place: u8) -> Text {
        let words = self.term(expr);
        let loose = match &expr.kind {
            ExprKind::Arithmetic { op: Arithmetic::Add | Arithmetic::Subtract, .. } => SUM < place,
            ExprKind::Arithmetic { .. } => PRODUCT < place,
            ExprKind::Negate(_) => place == PRIMARY,
            ExprKind::Column(_) | ExprKind::Literal(_) | ExprKind::AsOf => false,
            _ => true,
        };
        if loose { both(|t| format!("({})", t(&words))) } else { words }
    }

    fn call(&self, function: Function, args: &[Expr]) -> Text {
        let words: Vec<Text> = args.iter().map(|arg| self.term(arg)).collect();
        let Some(first) = words.first() else { return Text::default() };
        let second = words.get(1).unwrap_or(first);
        let (a, x) = (&first.zh, &first.en);
        let (b, y) = (&second.zh, &second.en);
        match function {
            Function::Abs => say!("|{a}|", "|{x}|"),
            Function::Round => {
                let digits = args.get(1).and_then(digits_of).unwrap_or(0);
                say!("（{a} 四舍五入到 {digits} 位小数）", "({x} rounded to {digits} decimals)")
            }
            Function::Floor => say!("（{a} 向下取整）", "({x} rounded down)"),
            Function::Ceil => say!("（{a} 向上取整）", "({x} rounded up)"),
            Function::Ln => say!("ln({a})", "ln({x})"),
            Function::Log10 => say!("lg({a})", "log10({x})"),
            Function::Sqrt => say!("√({a})", "√({x})"),
            Function::Power => say!("（{a} 的 {b} 次方）", "({x} to the power of {y})"),
            Function::Least => {
                let (a, x) = (list(&words, zh, "、"), list(&words, en, ", "));
                say!("（{a} 中最小的）", "(the smallest of {x})")
            }
            Function::Greatest => {
                let (a, x) = (list(&words, zh, "、"), list(&words, en, ", "));
                say!("（{a} 中最大的）", "(the greatest of {x})")
            }
            Function::Coalesce => {
                let (a, x) = (list(&words, zh, "、"), list(&words, en, ", "));
                say!("（{a} 中第一个有数据的）", "(the first known of {x})")
            }
            Function::Nullif => {
                say!("（{a}，等于 {b} 时视为缺失）", "({x}, unknown where it is {y})")
            }
            Function::Growth => say!("{a} 比 {b} 的增长率（%）", "the growth of {x} over {y} (%)"),
            Function::YearsSince if args.len() == 1 => {
                say!("{a} 至本次日期的整年数", "completed years since {x}")
            }
            Function::YearsSince => say!("{a} 至 {b} 的整年数", "completed years from {x} to {y}"),
            Function::Year => say!("{a} 的年份", "the year of {x}"),
            Function::Contains => say!("{a} 包含 {b}", "{x} contains {y}"),
            Function::Length => say!("{a} 的字数", "the length of {x}"),
        }
    }

    fn case(&self, expr: &Expr) -> Text {
        let ExprKind::Case { subject, arms, otherwise } = &expr.kind else {
            return Text::default();
        };
        let mut zh = Vec::new();
        let mut en = Vec::new();
        for arm in arms {
            let when = match subject {
                Some(subject) => self.compared(Comparison::Equal, subject, &arm.when),
                None => self.condition(&arm.when),
            };
            let then = self.term(&arm.then);
            zh.push(format!("{}时为 {}", when.zh, then.zh));
            en.push(format!("{} if {}", then.en, when.en));
        }
        if let Some(otherwise) = otherwise {
            let Text { zh: a, en: x } = self.term(otherwise);
            zh.push(format!("否则为 {a}"));
            en.push(format!("else {x}"));
        }
        Text::new(format!("（{}）", zh.join("，")), format!("({})", en.join(", ")))
    }

    /// A condition in words.
    pub fn condition(&self, expr: &Expr) -> Text {
        match &expr.kind {
            ExprKind::And(parts) => self.joined(parts, "，并且", " and "),
            ExprKind::Or(parts) => self.joined(parts, "，或者", " or "),
            ExprKind::Not(of) => match &of.kind {
                ExprKind::Column(name) => say!("{name}为否", "{name} is no"),
                _ => {
                    let Text { zh, en } = self.condition(of);
                    say!("并非（{zh}）", "not ({en})")
                }
            },
            ExprKind::Column(name) => say!("{name}为是", "{name} is yes"),
            ExprKind::Literal(Literal::Flag(true)) => say!("总是成立", "always"),
            ExprKind::Literal(_) => say!("从不成立", "never"),
            ExprKind::Compare { op, left, right } => {
                if is_constant(left) && !is_constant(right) {
                    return self.compared(op.mirrored(), right, left);
                }
                self.compared(*op, left, right)
            }
            ExprKind::IsMissing { of, negated } => {
                let Text { zh, en } = self.term(of);
                if *negated {
                    say!("{zh}有数据", "{en} is known")
                } else {
                    say!("{zh}没有数据", "{en} is not known")
                }
            }
            ExprKind::In { of, list: values, negated } => {
                let of = self.term(of);
                let words: Vec<Text> = values.iter().map(|value| self.term(value)).collect();
                let (a, x) = (list(&words, zh, "、"), list(&words, en, ", "));
                let (zh, en) = (of.zh, of.en);
                match (values.len(), negated) {
                    (1, false) => say!("{zh}是{a}", "{en} is {x}"),
                    (1, true) => say!("{zh}不是{a}", "{en} is not {x}"),
                    (_, false) => say!("{zh}是{a}之一", "{en} is one of {x}"),
                    (_, true) => say!("{zh}不是{a}中的任何一个", "{en} is none of {x}"),
                }
            }
            ExprKind::Between { of, low, high, negated } => {
                let (of, low, high) = (self.term(of), self.term(low), self.term(high));
                let (zh, a, b) = (of.zh, low.zh, high.zh);
                let (en, x, y) = (of.en, low.en, high.en);
                if *negated {
                    say!("{zh}不在 {a} 到 {b} 之间", "{en} is not from {x} to {y}")
                } else {
                    say!("{zh}在 {a} 到 {b} 之间（含两端）", "{en} is from {x} to {y}")
                }
            }
            ExprKind::Like { of, pattern, negated } => {
                let (of, fits) = (self.term(of), pattern_words(pattern));
                let (zh, en, a, x) = (of.zh, of.en, fits.zh, fits.en);
                if *negated {
                    say!("{zh}不{a}", "{en} does not {x}")
                } else {
                    say!("{zh}{a}", "{en} does {x}")
                }
            }
            _ => self.term(expr),
        }
    }

    fn joined(&self, parts: &[Expr], between_zh: &str, between_en: &str) -> Text {
        let words: Vec<Text> = parts
            .iter()
            .map(|part| match part.kind {
                ExprKind::And(_) | ExprKind::Or(_) => in_parentheses(self.condition(part)),
                _ => self.condition(part),
            })
            .collect();
        let join = |t: fn(&Text) -> &str, by| words.iter().map(t).collect::<Vec<_>>().join(by);
        Text::new(join(zh, between_zh), join(en, between_en))
    }

    fn compared(&self, op: Comparison, left: &Expr, right: &Expr) -> Text {
        let ty = self.0.type_of(left).or(self.0.type_of(right)).unwrap_or(Type::Number);
        let (a, b) = (self.term(left), self.term(right));
        let sign = comparison_words(op, ty);
        let (zh, en) = (sign.zh, sign.en);
        let blank = if ty == Type::Number { " " } else { "" };
        Text::new(format!("{}{zh}{blank}{}", a.zh, b.zh), format!("{} {en} {}", a.en, b.en))
    }
}

fn zh(text: &Text) -> &str {
    &text.zh
}

fn en(text: &Text) -> &str {
    &text.en
}

fn both(f: impl Fn(fn(&Text) -> &str) -> String) -> Text {
    Text::new(f(zh), f(en))
}

/// Whether an expression mentions no column: a border rather than something that a firm has.
pub(super) fn is_constant(expr: &Expr) -> bool {
    !matches!(expr.kind, ExprKind::Column(_)) && expr.children().into_iter().all(is_constant)
}

/// A comparison as a verb: 不低于, 早于, 是.
pub(super) fn comparison_words(op: Comparison, ty: Type) -> Text {
    match (op, ty) {
        (Comparison::Equal, Type::Number) => say!("等于", "is"),
        (Comparison::NotEqual, Type::Number) => say!("不等于", "is not"),
        (Comparison::Equal, Type::Flag) => say!("为", "is"),
        (Comparison::NotEqual, Type::Flag) => say!("不为", "is not"),
        (Comparison::Equal, _) => say!("是", "is"),
        (Comparison::NotEqual, _) => say!("不是", "is not"),
        (Comparison::Less, Type::Date) => say!("早于", "is before"),
        (Comparison::AtMost, Type::Date) => say!("不晚于", "is not after"),
        (Comparison::Greater, Type::Date) => say!("晚于", "is after"),
        (Comparison::AtLeast, Type::Date) => say!("不早于", "is not before"),
        (Comparison::Less, _) => say!("低于", "is below"),
        (Comparison::AtMost, _) => say!("不超过", "is at most"),
        (Comparison::Greater, _) => say!("高于", "is above"),
        (Comparison::AtLeast, _) => say!("不低于", "is at least"),
    }
}

fn pattern_words(pattern: &str) -> Text {
    let plain = |text: &str| !text.contains(['%', '_']);
    let inner = pattern.trim_matches('%');
    let (starts, ends) = (pattern.starts_with('%'), pattern.ends_with('%'));
    match (plain(inner) && !inner.is_empty(), starts, ends) {
        (true, true, true) => say!("包含「{inner}」", "contain '{inner}'"),
        (true, false, true) => say!("以「{inner}」开头", "begin with '{inner}'"),
        (true, true, false) => say!("以「{inner}」结尾", "end with '{inner}'"),
        _ => say!("符合「{pattern}」", "fit '{pattern}'"),
    }
}

fn literal_words(literal: &Literal) -> Text {
    match literal {
        Literal::Number(x) => Text::same(number(*x)),
        Literal::Text(text) => text_words(text),
        Literal::Flag(flag) => flag_words(*flag),
        Literal::Date(days) => date_words(*days),
        Literal::Missing => missing_words(),
    }
}

pub(super) fn text_words(text: &str) -> Text {
    say!("「{text}」", "'{text}'")
}

pub(super) fn flag_words(flag: bool) -> Text {
    if flag { say!("是", "yes") } else { say!("否", "no") }
}

pub(super) fn date_words(days: i32) -> Text {
    Text::new(date::chinese(days), date::iso(days))
}

pub(super) fn missing_words() -> Text {
    say!("缺失", "missing")
}

fn in_parentheses(words: Text) -> Text {
    Text::new(format!("（{}）", words.zh), format!("({})", words.en))
}

fn list(words: &[Text], reading: fn(&Text) -> &str, joiner: &str) -> String {
    words.iter().map(reading).collect::<Vec<_>>().join(joiner)
}

/// A number for people: at most four decimals (small numbers: three significant digits), without
/// trailing zeros or floating-point dust.
pub fn number(x: f64) -> String {
    let size = x.abs();
    if size >= 1e15 {
        return super::kernel::shortest(x);
    }
    let decimals = match size {
        _ if size == 0.0 || size >= 0.01 => 4,
        _ if size >= 1e-9 => (3 - size_exponent(size)) as usize - 1,
        _ => return format!("{x:e}"),
    };
    let text = format!("{x:.decimals$}");
    let text =
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_string() } else { text.to_string() }
}

/// The exponent of the first significant digit, without a logarithm.
fn size_exponent(mut size: f64) -> i32 {
    let mut exponent = 0;
    while size < 1.0 {
        size *= 10.0;
        exponent -= 1;
    }
    exponent
}
