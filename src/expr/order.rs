//! Whether operands and operators take turns. Owns the plain words for what the SQL parser would
//! only call "Expected: end of statement"; must not build trees. Its rules are looser than the
//! grammar: what it lets pass, the grammar still judges.

use std::ops::Range;

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::Token;

use crate::diagnostic::codes::expr as codes;
use crate::say;

use super::ast::quoted;
use super::lex::{CONNECTIVES, Piece};
use super::slip::Slip;

/// Chinese words that people write for signs.
const SIGNS: &[(&str, &str)] = &[
    ("大于等于", ">="),
    ("小于等于", "<="),
    ("不等于", "<>"),
    ("不小于", ">="),
    ("不低于", ">="),
    ("不少于", ">="),
    ("不大于", "<="),
    ("不高于", "<="),
    ("不超过", "<="),
    ("大于", ">"),
    ("高于", ">"),
    ("超过", ">"),
    ("小于", "<"),
    ("低于", "<"),
    ("少于", "<"),
    ("等于", "="),
    ("加", "+"),
    ("减", "-"),
    ("乘", "*"),
    ("乘以", "*"),
    ("除以", "/"),
];

/// Words of SQL and of other languages that the subset leaves out, and what each would begin.
const FOREIGN: &[(&str, &str, &str)] = &[
    ("SELECT", "子查询", "a subquery"),
    ("FROM", "子查询", "a subquery"),
    ("WHERE", "子查询", "a subquery"),
    ("EXISTS", "子查询", "a subquery"),
    ("UNION", "子查询", "a subquery"),
    ("OVER", "窗口函数", "a window function"),
    ("PARTITION", "窗口函数", "a window function"),
    ("FILTER", "聚合", "an aggregate"),
    ("DISTINCT", "聚合", "an aggregate"),
    ("ORDER", "排序", "an order"),
    ("ASC", "排序", "an order"),
    ("DESC", "排序", "an order"),
    ("LIMIT", "子查询", "a subquery"),
    ("AS", "别名或类型转换", "an alias or a cast"),
    ("CAST", "类型转换", "a cast"),
    ("INTERVAL", "时间间隔", "an interval"),
    ("ILIKE", "ILIKE", "ILIKE"),
    ("RLIKE", "正则表达式", "a regular expression"),
    ("REGEXP", "正则表达式", "a regular expression"),
    ("SIMILAR", "正则表达式", "a regular expression"),
    ("ESCAPE", "转义字符", "an escape character"),
    ("MOD", "求余数", "a remainder"),
    ("DIV", "整除", "whole division"),
    ("XOR", "异或", "exclusive or"),
    ("ANY", "ANY", "ANY"),
    ("ALL", "ALL", "ALL"),
    ("IF", "IF（请用 CASE WHEN）", "IF (use CASE WHEN)"),
];

/// Every place where the turn is wrong.
pub(super) fn check(text: &str, pieces: &[Piece]) -> Vec<Slip> {
    let mut walk = Walk { text, pieces, open: Vec::new(), slips: Vec::new() };
    let mut want = true;
    for at in 0..pieces.len() {
        want = if want { walk.operand(at) } else { walk.operator(at) };
    }
    walk.finish(want);
    walk.slips
}

struct Walk<'a> {
    text: &'a str,
    pieces: &'a [Piece],
    /// The opening parentheses that wait for their partner; whether each holds a list
    /// (the arguments of a function, the values after IN).
    open: Vec<(usize, bool)>,
    slips: Vec<Slip>,
}

fn word(piece: &Piece) -> Option<Keyword> {
    match &piece.token {
        Token::Word(word) => Some(word.keyword),
        _ => None,
    }
}

impl Walk<'_> {
    fn written(&self, at: usize) -> &str {
        &self.text[self.pieces[at].range.clone()]
    }

    fn range(&self, at: usize) -> Range<usize> {
        self.pieces[at].range.clone()
    }

    fn word_before(&self, at: usize) -> Option<Keyword> {
        at.checked_sub(1).and_then(|before| word(&self.pieces[before]))
    }

    /// An operand is due at this token; answers whether one still is after it.
    fn operand(&mut self, at: usize) -> bool {
        match &self.pieces[at].token {
            Token::Number(..) | Token::SingleQuotedString(_) => false,
            Token::LParen => {
                self.open.push((at, self.word_before(at) == Some(Keyword::IN)));
                true
            }
            Token::Plus | Token::Minus => true,
            Token::RParen => self.close_empty(at),
            Token::Word(w) => match w.keyword {
                Keyword::NOT | Keyword::CASE | Keyword::DATE => true,
                Keyword::WHEN if self.word_before(at) == Some(Keyword::CASE) => true,
                Keyword::NULL | Keyword::TRUE | Keyword::FALSE | Keyword::NoKeyword => false,
                _ => self.missing_operand(at),
            },
            _ => self.missing_operand(at),
        }
    }

    fn close_empty(&mut self, at: usize) -> bool {
        let empty = self.open.last().is_some_and(|(open, _)| open + 1 == at);
        match self.open.pop() {
            // How many arguments a function takes is judged where it is known.
            Some((_, true)) if empty => false,
            Some(_) => {
                let before = self.written(at - 1).to_string();
                let message = say!(
                    "右括号之前缺少内容（`{before}` 之后）",
                    "something is missing before the closing parenthesis (after `{before}`)"
                );
                self.slips.push(Slip::new(&codes::EXPR_SYNTAX, self.range(at), message));
                false
            }
            None => self.lone_close(at),
        }
    }

    fn lone_close(&mut self, at: usize) -> bool {
        let message =
            say!("这个右括号没有对应的左括号", "this closing parenthesis has no opening one");
        let range = self.range(at);
        self.slips
            .push(Slip::new(&codes::EXPR_PARENTHESES, range.clone(), message).fixed(range, ""));
        false
    }

    fn missing_operand(&mut self, at: usize) -> bool {
        let here = self.written(at);
        let message = match at.checked_sub(1).map(|before| self.written(before)) {
            Some(before) => say!(
                "`{before}` 与 `{here}` 之间缺少操作数",
                "an operand is missing between `{before}` and `{here}`"
            ),
            None => say!("`{here}` 之前缺少操作数", "an operand is missing before `{here}`"),
        };
        let mut slip = Slip::new(&codes::EXPR_SYNTAX, self.range(at), message);
        if here == "*" && self.open.last().is_some_and(|(_, call)| *call) {
            slip = slip.hinted(say!(
                "没有 count(*) 这样的聚合函数：每个表达式只看一家企业",
                "there are no aggregates such as count(*): an expression sees one firm"
            ));
        }
        self.slips.push(slip);
        true
    }

    /// An operator (or the end of something) is due; answers whether an operand is due after it.
    fn operator(&mut self, at: usize) -> bool {
        match &self.pieces[at].token {
            Token::LParen if self.word_before(at) == Some(Keyword::NoKeyword) => {
                self.open.push((at, true));
                true
            }
            Token::RParen => {
                if self.open.pop().is_none() {
                    self.lone_close(at);
                }
                false
            }
            Token::Word(w) => match w.keyword {
                Keyword::IS | Keyword::NOT | Keyword::IN => self.predicate(at, w.keyword),
                Keyword::NULL if self.after_is(at) => false,
                Keyword::END => false,
                Keyword::NoKeyword
                | Keyword::DATE
                | Keyword::NULL
                | Keyword::TRUE
                | Keyword::FALSE
                | Keyword::CASE => self.missing_operator(at),
                _ => true,
            },
            Token::Number(..) | Token::SingleQuotedString(_) | Token::LParen => {
                self.missing_operator(at)
            }
            Token::Comma if !self.open.last().is_some_and(|(_, list)| *list) => {
                let slip = self.lone_comma(at);
                self.slips.push(slip);
                true
            }
            _ => true,
        }
    }

    fn lone_comma(&self, at: usize) -> Slip {
        let number = |at: usize| match self.pieces.get(at) {
            Some(Piece { token: Token::Number(digits, _), range }) => Some((digits, range)),
            _ => None,
        };
        let range = self.range(at);
        if let (Some((_, before)), Some((digits, after))) = (number(at - 1), number(at + 1))
            && before.end == range.start
            && range.end == after.start
            && digits.len() == 3
        {
            let message =
                say!("数字里不写千分位逗号", "numbers stand without thousands separators");
            return Slip::new(&codes::EXPR_NUMBER, range.clone(), message).fixed(range, "");
        }
        let message = say!(
            "逗号只能出现在函数的参数之间或 IN 的括号里",
            "a comma stands only between the arguments of a function or in the parentheses of IN"
        );
        Slip::new(&codes::EXPR_SYNTAX, range, message)
    }

    fn after_is(&self, at: usize) -> bool {
        let before = self.word_before(at);
        before == Some(Keyword::IS)
            || before == Some(Keyword::NOT) && self.word_before(at - 1) == Some(Keyword::IS)
    }

    /// `IS [NOT] NULL`, `[NOT] IN (`, `NOT LIKE`, `NOT BETWEEN`: each needs its second word.
    fn predicate(&mut self, at: usize, keyword: Keyword) -> bool {
        let next = self.pieces.get(at + 1);
        let next_word = next.and_then(word);
        let (fits, zh, en) = match keyword {
            Keyword::NOT if self.word_before(at) == Some(Keyword::IS) => {
                (next_word == Some(Keyword::NULL), " NULL", "NULL")
            }
            Keyword::IS => (
                matches!(next_word, Some(Keyword::NULL | Keyword::NOT)),
                " NULL 或 NOT NULL",
                "NULL or NOT NULL",
            ),
            Keyword::NOT => (
                matches!(next_word, Some(Keyword::IN | Keyword::LIKE | Keyword::BETWEEN)),
                " IN、LIKE 或 BETWEEN",
                "IN, LIKE or BETWEEN",
            ),
            _ => (
                next.is_some_and(|piece| piece.token == Token::LParen),
                "括号里的取值：IN ('a', 'b')",
                "the values in parentheses: IN ('a', 'b')",
            ),
        };
        if !fits {
            let here = self.written(at).to_uppercase();
            let message = say!("`{here}` 之后应为{zh}", "`{here}` must be followed by {en}");
            let mut slip = Slip::new(&codes::EXPR_SYNTAX, self.range(at), message);
            if keyword == Keyword::IS && matches!(next_word, Some(Keyword::TRUE | Keyword::FALSE)) {
                slip = slip.fixed(self.range(at), "=");
            }
            self.slips.push(slip);
            return true;
        }
        // IS and its NOT are followed by NULL, which is no operand here.
        keyword == Keyword::IN
    }

    fn missing_operator(&mut self, at: usize) -> bool {
        let slip = self.missing_operator_slip(at);
        self.slips.push(slip);
        // After `大于` the walk goes on as if the sign stood there.
        let sign = SIGNS.iter().any(|(word, _)| *word == self.written(at));
        sign || matches!(self.pieces[at].token, Token::LParen) && {
            self.open.push((at, false));
            true
        }
    }

    fn missing_operator_slip(&self, at: usize) -> Slip {
        let (before, here) = (self.written(at - 1), self.written(at));
        let range = self.range(at);
        if let Some((_, sign)) = SIGNS.iter().find(|(word, _)| *word == here) {
            return Slip::spelling(self.text, range, sign);
        }
        if let Some((connective, _)) =
            CONNECTIVES.iter().find(|(c, _)| here.starts_with(c) && here.len() > c.len())
        {
            return Slip::glued_connective(self.text, range, connective);
        }
        for (side, place) in [(here, range.clone()), (before, self.range(at - 1))] {
            if let Some((_, zh, en)) = FOREIGN.iter().find(|f| f.0.eq_ignore_ascii_case(side)) {
                let message = say!(
                    "`{side}`（{zh}）不在表达式的范围内",
                    "`{side}` ({en}) is not part of the expression language"
                );
                return Slip::new(&codes::EXPR_FOREIGN, place, message);
            }
        }
        let message = say!(
            "`{before}` 与 `{here}` 之间缺少运算符",
            "an operator is missing between `{before}` and `{here}`"
        );
        let slip = Slip::new(&codes::EXPR_SYNTAX, range, message);
        if here == "和" || before == "和" {
            return slip.hinted(say!(
                "「和」有两种意思：相加写 +，同时满足写 AND（或 且）",
                "`和` has two meanings: a sum is written +, a condition AND"
            ));
        }
        let named = |at: usize| word(&self.pieces[at]) == Some(Keyword::NoKeyword);
        if named(at - 1) && named(at) {
            let name = quoted(&format!("{before} {here}"));
            return slip.hinted(say!(
                "如果这是一个含空格的列名，写成 {name}",
                "if this is one column name with a blank in it, write {name}"
            ));
        }
        slip
    }

    fn finish(&mut self, want: bool) {
        let end = self.text.trim_end().len();
        if let (true, Some(last)) = (want, self.pieces.last()) {
            let written = &self.text[last.range.clone()];
            let message = say!(
                "表达式在 `{written}` 之后就结束了，缺少内容",
                "the expression ends after `{written}`: something is missing"
            );
            self.slips.push(Slip::new(&codes::EXPR_SYNTAX, last.range.clone(), message));
        }
        for (at, _) in std::mem::take(&mut self.open) {
            let message =
                say!("这个左括号没有对应的右括号", "this opening parenthesis has no closing one");
            let slip = Slip::new(&codes::EXPR_PARENTHESES, self.range(at), message);
            self.slips.push(slip.fixed(end..end, ")"));
        }
    }
}
