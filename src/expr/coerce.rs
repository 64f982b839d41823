//! Literals read for what the place needs: `'是'` as a flag, `'2021-05-31'` as a date. Owns the
//! words for yes and no and the advice where types do not fit; must not walk trees.

use std::ops::Range;

use crate::diagnostic::Text;
use crate::diagnostic::codes::expr as codes;
use crate::say;

use super::ast::{Expr, ExprKind, Literal};
use super::typed::{Type, literal_type};
use super::{Problem, date};

const YES: &[&str] = &["是", "有", "真", "√", "✓", "y", "yes", "t", "true", "1"];
const NO: &[&str] = &["否", "无", "假", "×", "n", "no", "f", "false", "0"];

/// Reads a word for yes or no, in any letter case.
pub fn flag_word(text: &str) -> Option<bool> {
    let word = text.trim().to_lowercase();
    if YES.contains(&word.as_str()) {
        Some(true)
    } else if NO.contains(&word.as_str()) {
        Some(false)
    } else {
        None
    }
}

/// The literal as the type that its place needs.
pub(super) fn literal(
    literal: &Literal,
    want: Type,
    range: Range<usize>,
) -> Result<Literal, Problem> {
    match (literal, want) {
        (Literal::Missing, _) => Ok(Literal::Missing),
        (same, want) if literal_type(same) == Some(want) => Ok(same.clone()),
        (Literal::Text(text), Type::Flag) => {
            flag_word(text).map(Literal::Flag).ok_or_else(|| bad_flag(text, range))
        }
        (Literal::Number(x), Type::Flag) if *x == 0.0 || *x == 1.0 => Ok(Literal::Flag(*x == 1.0)),
        (Literal::Text(text), Type::Date) => {
            date::read(text).map(Literal::Date).ok_or_else(|| bad_date(text, range))
        }
        (other, want) => {
            let expr = Expr::new(ExprKind::Literal(other.clone()), range);
            let have = literal_type(other).unwrap_or(want);
            Err(mismatch(&expr, have, want))
        }
    }
}

pub(super) fn bad_date(text: &str, range: Range<usize>) -> Problem {
    let message = say!("「{text}」不是一个日期", "`{text}` is not a date");
    Problem::new(&codes::EXPR_DATE, range, message).help(say!(
        "写成 '2021-05-31'、'2021/5/31' 或 '2021年5月31日'",
        "write '2021-05-31', '2021/5/31' or '2021年5月31日'"
    ))
}

fn bad_flag(text: &str, range: Range<usize>) -> Problem {
    let message = say!("「{text}」不能读成“是”或“否”", "`{text}` is neither yes nor no");
    Problem::new(&codes::EXPR_FLAG, range, message).help(say!(
        "是否类型的列与 '是'、'否'、TRUE 或 FALSE 比较；列里有别的取值时，把它的类型改为 text",
        "a flag compares with 'yes', 'no', TRUE or FALSE; where the column holds other values, make its type text"
    ))
}

/// A part that is not of the type that its place needs, with what to write instead.
pub(super) fn mismatch(expr: &Expr, have: Type, want: Type) -> Problem {
    let (have_name, want_name) = (have.name(), want.name());
    let message = Text::new(
        format!("这里需要「{}」，而 `{expr}` 是「{}」", want_name.zh, have_name.zh),
        format!("a {} is needed here, `{expr}` is a {}", want_name.en, have_name.en),
    );
    let problem = Problem::new(&codes::EXPR_TYPE, expr.range.clone(), message);
    match advice(expr, have, want) {
        Some(help) => problem.help(help),
        None => problem,
    }
}

fn advice(expr: &Expr, have: Type, want: Type) -> Option<Text> {
    let literal = match &expr.kind {
        ExprKind::Literal(literal) => Some(literal),
        _ => None,
    };
    Some(match (have, want, literal) {
        (Type::Flag, Type::Number, _) => say!(
            "要把条件当作数来用，写成 CASE WHEN {expr} THEN 1 ELSE 0 END",
            "to count a condition write CASE WHEN {expr} THEN 1 ELSE 0 END"
        ),
        (Type::Number, Type::Flag, _) => {
            say!("写成一个比较，例如 {expr} > 0", "write a comparison, such as {expr} > 0")
        }
        (Type::Text, Type::Number, Some(Literal::Text(text)))
            if text.trim().parse::<f64>().is_ok() =>
        {
            let bare = text.trim();
            say!("数字不加引号：{bare}", "a number stands without quotes: {bare}")
        }
        (Type::Text, Type::Number, None) => say!(
            "如果这一列应为数字，在 [[column]] 里把它的类型写成 number",
            "if the column should hold numbers, make its type number in [[column]]"
        ),
        (Type::Number, Type::Text, Some(_)) => {
            say!("文本要加单引号：'{expr}'", "a text stands in single quotes: '{expr}'")
        }
        (Type::Date, Type::Number, _) => say!(
            "日期之间的整年数写成 years_since({expr})，年份写成 year({expr})",
            "completed years are years_since({expr}), the year is year({expr})"
        ),
        (_, Type::Date, _) => say!(
            "日期写成 '2021-05-31'，本次运行的日期写成 as_of",
            "a date is written '2021-05-31', the run's date as_of"
        ),
        (Type::Text, Type::Flag, None) => {
            say!("写成一个比较，例如 {expr} = '是'", "write a comparison, such as {expr} = 'yes'")
        }
        _ => return None,
    })
}
