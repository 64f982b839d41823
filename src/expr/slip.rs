//! Slips of the pen that can be recognised for what they are, and the line as it was meant. Owns
//! the wording of what goes wrong before the grammar is asked; must not know columns or types.

use std::ops::Range;

use crate::diagnostic::codes::{Code, expr as codes};
use crate::diagnostic::{Text, did_you_mean};
use crate::say;

use super::Problem;
use super::ast::quoted;

/// A slip, and what stands in its place in the line as it was meant.
#[derive(Debug)]
pub(super) struct Slip {
    pub code: Code,
    pub message: Text,
    pub range: Range<usize>,
    pub fix: Option<(Range<usize>, String)>,
    pub hint: Option<Text>,
}

impl Slip {
    pub fn new(code: Code, range: Range<usize>, message: Text) -> Self {
        Slip { code, message, range, fix: None, hint: None }
    }

    pub fn fixed(mut self, range: Range<usize>, with: impl Into<String>) -> Self {
        self.fix = Some((range, with.into()));
        self
    }

    pub fn hinted(mut self, hint: Text) -> Self {
        self.hint = Some(hint);
        self
    }

    pub fn open_quote(text: &str, start: usize, open: char) -> Self {
        let body = start + open.len_utf8();
        let ends =
            |c: char| c.is_whitespace() || matches!(c, ')' | '）' | ',' | '，' | '=' | '<' | '>');
        let end = text[body..].find(ends).map_or(text.len(), |at| body + at);
        let message =
            say!("引号 {open} 开始之后没有结束", "the quote {open} opens and does not close");
        let close = match open {
            '‘' => '’',
            '“' => '”',
            c => c,
        };
        Slip::new(&codes::EXPR_QUOTES, start..text.len(), message).fixed(end..end, close)
    }

    pub fn empty_name(range: Range<usize>) -> Self {
        let message = say!("引号里没有列名", "there is no column name between the quotes");
        Slip::new(&codes::EXPR_NAME, range, message)
            .hinted(say!("文本值用单引号：''", "a text value stands in single quotes: ''"))
    }

    pub fn remainder(range: Range<usize>) -> Self {
        let message = say!(
            "`%` 只表示百分比（5% = 0.05），没有求余数的运算",
            "`%` only means per cent (5% = 0.05); there is no remainder operator"
        );
        Slip::new(&codes::EXPR_FOREIGN, range, message)
    }

    pub fn glued_connective(text: &str, range: Range<usize>, connective: &str) -> Self {
        let rest = &text[range.start + connective.len()..range.end];
        let message = say!(
            "「{connective}」与前后的字连在了一起，分不出词来",
            "`{connective}` needs a blank on either side to be a word of its own"
        );
        Slip::new(&codes::EXPR_SPELLING, range.clone(), message)
            .fixed(range, format!(" {connective} {rest}"))
    }

    pub fn unit(text: &str, number: Range<usize>, unit: Range<usize>) -> Self {
        let (number, word) = (&text[number.start..number.end], &text[unit.clone()]);
        let message =
            say!("数字后面不能带单位「{word}」", "a number stands without its unit `{word}`");
        let hint = say!(
            "单位属于列：请把 {number}{word} 换算成该列的单位，只写数字（例：列的单位是万元时，2亿元写成 20000）",
            "the unit belongs to the column: convert {number}{word} to it and write the number alone"
        );
        Slip::new(&codes::EXPR_NUMBER, unit, message).hinted(hint)
    }

    pub fn name(text: &str, range: Range<usize>) -> Self {
        let name = &text[range.clone()];
        let message = say!(
            "列名「{name}」含有特殊符号或以数字开头，需要加双引号",
            "the column name `{name}` holds special characters or starts with a digit: it needs double quotes"
        );
        Slip::new(&codes::EXPR_NAME, range.clone(), message).fixed(range, quoted(name))
    }

    pub fn spelling(text: &str, range: Range<usize>, meant: &str) -> Self {
        let written = &text[range.clone()];
        let message = match meant {
            "+" => say!(
                "`{written}` 在 SQL 里是注释的开头；减去负数就是加",
                "`{written}` begins a comment in SQL; to subtract a negative number is to add"
            ),
            _ => say!("`{written}` 应写成 `{meant}`", "`{written}` is written `{meant}`"),
        };
        let word = meant.chars().all(char::is_alphabetic);
        let before = text[..range.start].chars().next_back().is_some_and(|c| !c.is_whitespace());
        let after = text[range.end..].chars().next().is_some_and(|c| !c.is_whitespace());
        let (left, right) =
            (if word && before { " " } else { "" }, if word && after { " " } else { "" });
        Slip::new(&codes::EXPR_SPELLING, range.clone(), message)
            .fixed(range, format!("{left}{meant}{right}"))
    }

    pub fn odd_sign(text: &str, c: char, range: Range<usize>) -> Self {
        let message = say!(
            "符号「{c}」不能出现在表达式里",
            "the character `{c}` cannot stand in an expression"
        );
        let last = text[range.end..].trim().is_empty();
        let slip = Slip::new(&codes::EXPR_SYNTAX, range.clone(), message);
        match c {
            ';' | '；' | '。' if last => slip.fixed(range, ""),
            '^' => slip.hinted(say!("乘方写成 power(x, y)", "a power is written power(x, y)")),
            '%' | '％' => slip.hinted(say!(
                "百分号只能跟在数字后面：5% = 0.05；列名里有百分号时给列名加双引号",
                "a per cent sign follows a number only: 5% = 0.05; a column name that holds one stands in double quotes"
            )),
            '[' | ']' | '{' | '}' | '【' | '】' => slip.hinted(say!(
                "只用圆括号 ( )；特殊的列名放在双引号里",
                "only round parentheses ( ) are used; a special column name stands in double quotes"
            )),
            _ => slip.hinted(say!(
                "如果它是列名的一部分，把整个列名放在双引号里",
                "if it belongs to a column name, put the whole name in double quotes"
            )),
        }
    }
}

/// The slips as problems; each one that can be mended shows the whole line with all mends made.
pub(super) fn problems(text: &str, slips: Vec<Slip>) -> Vec<Problem> {
    let corrected = corrected(text, &slips);
    let into = |slip: Slip| {
        let line = slip.fix.as_ref().and(corrected.as_deref());
        let help = match (slip.hint, line) {
            (Some(hint), _) => Some(hint),
            (None, Some(line)) => Some(say!("写成：{line}", "write: {line}")),
            (None, None) => None,
        };
        Problem { code: slip.code, message: slip.message, range: slip.range, help }
    };
    slips.into_iter().map(into).collect()
}

fn corrected(text: &str, slips: &[Slip]) -> Option<String> {
    let mut fixes: Vec<_> = slips.iter().filter_map(|slip| slip.fix.as_ref()).collect();
    if fixes.is_empty() {
        return None;
    }
    fixes.sort_by_key(|(range, _)| (range.start, range.end));
    let mut line = String::new();
    let mut at = 0;
    for (range, with) in fixes {
        if range.start < at {
            continue;
        }
        line.push_str(&text[at..range.start]);
        line.push_str(with);
        at = range.end;
    }
    line.push_str(&text[at..]);
    Some(line.trim().to_string())
}

/// The nearest function names, or what the function is called here.
pub(super) fn function_help(name: &str) -> Option<Text> {
    if let Some(here) = super::functions::elsewhere(name) {
        return Some(say!("这里写成：{here}", "here that is: {here}"));
    }
    did_you_mean(name, super::FUNCTIONS.iter().map(|entry| entry.name))
}
