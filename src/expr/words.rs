//! An expression in words: the rule itself, without a firm. Owns how calculations and conditions
//! are said in Chinese and English; must not know any row.

use crate::diagnostic::Text;
use crate::say;

use super::ast::{Arithmetic, Comparison, Expr, ExprKind, Literal, PRIMARY, PRODUCT, SUM};
use super::functions::Function;
use super::phrase::{date_words, flag_words, flow, join, missing_words, number, text_words, told};
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
                Text::new(format!("{} {sign} {}", a.zh, b.zh), format!("{} {sign} {}", a.en, b.en))
            }
            ExprKind::Case { .. } => self.case(expr),
            ExprKind::Call { function, args } if *function != Function::Contains => {
                self.call(*function, args)
            }
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
            ExprKind::Call { function, .. } => {
                !matches!(function, Function::Abs | Function::Ln | Function::Log10 | Function::Sqrt)
            }
            _ => true,
        };
        if loose { Text::new(format!("({})", words.zh), format!("({})", words.en)) } else { words }
    }

    fn call(&self, function: Function, args: &[Expr]) -> Text {
        let words: Vec<Text> = args.iter().map(|arg| self.term(arg)).collect();
        let Some(first) = words.first() else { return Text::default() };
        let second = words.get(1).unwrap_or(first);
        let (a, x) = (first.zh.as_str(), first.en.as_str());
        let (b, y) = (second.zh.as_str(), second.en.as_str());
        let all = || join(&words, "、", ", ");
        match function {
            Function::Abs => say!("|{a}|", "|{x}|"),
            Function::Ln => say!("ln({a})", "ln({x})"),
            Function::Log10 => say!("lg({a})", "log10({x})"),
            Function::Sqrt => say!("√({a})", "√({x})"),
            Function::Round => match args.get(1).and_then(digits_of).unwrap_or(0) {
                0 => told(&[a, "四舍五入取整"], format!("{x} rounded")),
                n => {
                    let n = n.to_string();
                    told(&[a, "四舍五入到", &n, "位小数"], format!("{x} rounded to {n} decimals"))
                }
            },
            Function::Floor => told(&[a, "向下取整"], format!("{x} rounded down")),
            Function::Ceil => told(&[a, "向上取整"], format!("{x} rounded up")),
            Function::Power => told(&[a, "的", b, "次方"], format!("{x} to the power of {y}")),
            Function::Least => {
                told(&[&all().zh, "中最小的"], format!("the smallest of {}", all().en))
            }
            Function::Greatest => {
                told(&[&all().zh, "中最大的"], format!("the greatest of {}", all().en))
            }
            Function::Coalesce if args.len() == 2 => {
                told(&[a, "（缺失时取", b, "）"], format!("{x} (or {y} where it is not known)"))
            }
            Function::Coalesce => {
                told(&[&all().zh, "中第一个有数据的"], format!("the first known of {}", all().en))
            }
            Function::Nullif => {
                told(&[a, "（为", b, "时视为缺失）"], format!("{x} (not known where it is {y})"))
            }
            Function::Growth => {
                told(&[a, "比", b, "的增长率（%）"], format!("the growth of {x} over {y} (%)"))
            }
            Function::YearsSince if args.len() == 1 => {
                told(&[a, "至本次日期的整年数"], format!("the completed years since {x}"))
            }
            Function::YearsSince => {
                told(&[a, "至", b, "的整年数"], format!("the completed years from {x} to {y}"))
            }
            Function::Year => told(&[a, "的年份"], format!("the year of {x}")),
            Function::Length => told(&[a, "的字数"], format!("the length of {x}")),
            Function::Contains => told(&[a, "包含", b], format!("{x} contains {y}")),
        }
    }

    fn case(&self, expr: &Expr) -> Text {
        let ExprKind::Case { subject, arms, otherwise } = &expr.kind else {
            return Text::default();
        };
        let mut parts = Vec::new();
        for arm in arms {
            let when = match subject {
                Some(subject) => self.compared(Comparison::Equal, subject, &arm.when),
                None => self.condition(&arm.when),
            };
            let then = self.term(&arm.then);
            let zh = flow(&[&when.zh, "时为", &then.zh]);
            parts.push(Text::new(zh, format!("{} if {}", then.en, when.en)));
        }
        if let Some(otherwise) = otherwise {
            let Text { zh, en } = self.term(otherwise);
            parts.push(told(&["否则为", &zh], format!("else {en}")));
        }
        join(&parts, "，", ", ")
    }

    /// A condition in words.
    pub fn condition(&self, expr: &Expr) -> Text {
        if let Some((subject, predicate)) = self.predicate(expr) {
            let subject = self.term(subject);
            let zh = [subject.zh.as_str(), predicate.zh.as_str()];
            return told(&zh, format!("{} {}", subject.en, predicate.en));
        }
        match &expr.kind {
            ExprKind::And(parts) => join(&self.conditions(parts), "，并且", " and "),
            ExprKind::Or(parts) => join(&self.conditions(parts), "，或者", " or "),
            ExprKind::Not(of) => match &of.kind {
                ExprKind::Column(name) => told(&[name, "为否"], format!("{name} is no")),
                _ => {
                    let Text { zh, en } = self.condition(of);
                    say!("并非（{zh}）", "not ({en})")
                }
            },
            ExprKind::Column(name) => told(&[name, "为是"], format!("{name} is yes")),
            ExprKind::Literal(Literal::Flag(true)) => say!("总是成立", "always"),
            ExprKind::Literal(Literal::Flag(false)) => say!("从不成立", "never"),
            _ => self.term(expr),
        }
    }

    fn conditions(&self, parts: &[Expr]) -> Vec<Text> {
        let said = |part: &Expr| {
            let Text { zh, en } = self.condition(part);
            match part.kind {
                ExprKind::And(_) | ExprKind::Or(_) => say!("（{zh}）", "({en})"),
                _ => Text::new(zh, en),
            }
        };
        parts.iter().map(said).collect()
    }

    fn compared(&self, op: Comparison, left: &Expr, right: &Expr) -> Text {
        let (a, is) = (self.term(left), self.relation(op, left, right));
        told(&[&a.zh, &is.zh], format!("{} {}", a.en, is.en))
    }

    /// `不低于 500`
    fn relation(&self, op: Comparison, left: &Expr, right: &Expr) -> Text {
        let ty = self.0.type_of(left).or(self.0.type_of(right)).unwrap_or(Type::Number);
        let (verb, b) = (comparison_words(op, ty), self.border(left, right));
        told(&[&verb.zh, &b.zh], format!("{} {}", verb.en, b.en))
    }

    /// A condition on one thing, as that thing and what is asked of it.
    pub fn predicate<'e>(&self, expr: &'e Expr) -> Option<(&'e Expr, Text)> {
        Some(match &expr.kind {
            ExprKind::Compare { op, left, right } if is_constant(left) && !is_constant(right) => {
                (&**right, self.relation(op.mirrored(), right, left))
            }
            ExprKind::Compare { op, left, right } => (&**left, self.relation(*op, left, right)),
            ExprKind::IsMissing { of, negated: true } => (&**of, say!("有数据", "is known")),
            ExprKind::IsMissing { of, .. } => (&**of, say!("没有数据", "is not known")),
            ExprKind::In { of, list, negated } => (&**of, self.one_of(list, *negated)),
            ExprKind::Between { of, low, high, negated } => {
                (&**of, self.within(of, (low, high), *negated))
            }
            ExprKind::Like { of, pattern, negated } => (&**of, pattern_words(pattern, *negated)),
            ExprKind::Call { function: Function::Contains, args } => {
                let (text, part) = (args.first()?, self.term(args.get(1)?));
                (text, told(&["包含", &part.zh], format!("contains {}", part.en)))
            }
            _ => return None,
        })
    }

    fn one_of(&self, list: &[Expr], negated: bool) -> Text {
        let words: Vec<Text> = list.iter().map(|value| self.term(value)).collect();
        let Text { zh, en } = join(&words, "、", ", ");
        match (list.len(), negated) {
            (1, false) => told(&["是", &zh], format!("is {en}")),
            (1, true) => told(&["不是", &zh], format!("is not {en}")),
            (_, false) => told(&["是", &zh, "之一"], format!("is one of {en}")),
            (_, true) => told(&["不是", &zh, "中的任何一个"], format!("is none of {en}")),
        }
    }

    /// The border that a column is held against, in the column's unit.
    fn border(&self, of: &Expr, border: &Expr) -> Text {
        let words = self.term(border);
        if is_constant(border) { in_unit(words, self.0.unit_of(of)) } else { words }
    }

    fn within(&self, of: &Expr, (low, high): (&Expr, &Expr), negated: bool) -> Text {
        let (a, b) = (self.border(of, low), self.border(of, high));
        let (zh, en) = if negated { ("不在", "is not") } else { ("在", "is") };
        told(&[zh, &a.zh, "到", &b.zh, "之间"], format!("{en} from {} to {}", a.en, b.en))
    }
}

/// `2000 万元`
pub(super) fn in_unit(words: Text, unit: &str) -> Text {
    if unit.is_empty() {
        return words;
    }
    Text::new(format!("{} {unit}", words.zh), format!("{} {unit}", words.en))
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

fn pattern_words(pattern: &str, negated: bool) -> Text {
    let inner = pattern.trim_matches('%');
    let plain = !inner.is_empty() && !inner.contains(['%', '_']);
    let (not, does) = if negated { ("不", "does not") } else { ("", "does") };
    match (plain, pattern.starts_with('%'), pattern.ends_with('%')) {
        (true, true, true) => say!("{not}包含「{inner}」", "{does} contain '{inner}'"),
        (true, false, true) => say!("{not}以「{inner}」开头", "{does} begin with '{inner}'"),
        (true, true, false) => say!("{not}以「{inner}」结尾", "{does} end with '{inner}'"),
        _ => say!("{not}符合「{pattern}」", "{does} fit '{pattern}'"),
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
