//! Written text -> tree. Owns the way through tokens, slips, the SQL grammar and the whitelist, and
//! the wording of what the grammar refuses; must not know columns or types.

use sqlparser::dialect::Dialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan};

use crate::diagnostic::Text;
use crate::diagnostic::codes::expr as codes;
use crate::say;

use super::ast::{Expr, ExprKind};
use super::functions::Function;
use super::lex::{Piece, lex};
use super::{Problem, convert, order, slip};

/// The longest text and the most tokens: no expression that a person can check comes near. They
/// bound every recursion over the tree, chains of `+` included.
const MAX_BYTES: usize = 64 * 1024;
const MAX_TOKENS: usize = 4000;

/// The most parts once everything is spelled out.
const MAX_SIZE: usize = 100_000;

/// How deep parentheses, CASE and NOT may nest.
const MAX_NESTING: usize = 64;

/// Reads an expression, or says everything that is wrong with its writing.
pub fn parse(text: &str) -> Result<Expr, Vec<Problem>> {
    if text.len() > MAX_BYTES {
        return Err(vec![too_deep(text)]);
    }
    let (pieces, slips) = lex(text);
    if !slips.is_empty() {
        return Err(slip::problems(text, slips));
    }
    if pieces.is_empty() {
        let message = say!("这里需要一个表达式", "an expression is needed here");
        return Err(vec![Problem::new(&codes::EXPR_EMPTY, 0..text.len(), message)]);
    }
    if pieces.len() > MAX_TOKENS || nesting(&pieces) > MAX_NESTING {
        return Err(vec![too_deep(text)]);
    }
    let slips = order::check(text, &pieces);
    if !slips.is_empty() {
        return Err(slip::problems(text, slips));
    }
    let parsed = grammar(&pieces).map_err(|error| vec![refused(text, &pieces, error)])?;
    let expr = convert::convert(text, &pieces, &parsed)?;
    if size(&expr) > MAX_SIZE { Err(vec![too_deep(text)]) } else { Ok(expr) }
}

/// How many parts the expression has once it is spelled out for a column engine or in SQL, where
/// BETWEEN, a simple CASE and some functions repeat what they are about: such repetition multiplies
/// with each level, and a short text could ask for a million parts.
fn size(expr: &Expr) -> usize {
    let parts: Vec<usize> = expr.children().into_iter().map(size).collect();
    let sum = parts.iter().fold(1, |sum: usize, part| sum.saturating_add(*part));
    let first = parts.first().copied().unwrap_or(0);
    match &expr.kind {
        ExprKind::Between { .. } => sum.saturating_add(first),
        ExprKind::In { list, .. } => sum.saturating_add(first.saturating_mul(list.len())),
        ExprKind::Case { subject: Some(_), arms, .. } => {
            sum.saturating_add(first.saturating_mul(arms.len()))
        }
        ExprKind::Call { function, args } => sum.saturating_mul(match function {
            Function::Least | Function::Greatest => 2 * args.len(),
            Function::Power => 7,
            Function::Round | Function::Floor | Function::Ceil => 4,
            Function::YearsSince => 3,
            Function::Ln | Function::Log10 | Function::Sqrt => 2,
            Function::Growth | Function::Nullif => 2,
            _ => 1,
        }),
        _ => sum,
    }
}

pub(super) fn too_deep(text: &str) -> Problem {
    let message = say!("表达式太长或嵌套太深", "the expression is too long or nested too deeply");
    Problem::new(&codes::EXPR_TOO_DEEP, 0..text.len(), message).help(say!(
        "把其中几段写成 [[derive]]，再引用它们的名字",
        "write parts of it as [[derive]] and use their names"
    ))
}

/// The deepest level of parentheses and CASE, and the longest row of signs before an operand:
/// counted first, so that no parser recurses on hostile text.
fn nesting(pieces: &[Piece]) -> usize {
    let (mut level, mut prefixes, mut deepest) = (0usize, 0usize, 0usize);
    for piece in pieces {
        match &piece.token {
            Token::LParen => level += 1,
            Token::RParen => level = level.saturating_sub(1),
            Token::Word(word) if word.keyword == Keyword::CASE => level += 1,
            Token::Word(word) if word.keyword == Keyword::END => level = level.saturating_sub(1),
            _ => {}
        }
        let prefix = match &piece.token {
            Token::Minus | Token::Plus => true,
            Token::Word(word) => word.keyword == Keyword::NOT,
            _ => false,
        };
        prefixes = if prefix || piece.token == Token::LParen { prefixes + 1 } else { 0 };
        deepest = deepest.max(level).max(prefixes);
    }
    deepest
}

/// Standard SQL without any extension: the lexer already decided what a name is.
#[derive(Debug)]
struct Subset;

impl Dialect for Subset {
    fn is_identifier_start(&self, ch: char) -> bool {
        ch.is_alphabetic() || ch == '_'
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        ch.is_alphanumeric() || ch == '_'
    }

    /// A keyword that reached the grammar is one: a column of that name is quoted.
    fn is_reserved_for_identifier(&self, keyword: Keyword) -> bool {
        keyword != Keyword::NoKeyword
    }
}

fn grammar(pieces: &[Piece]) -> Result<sqlparser::ast::Expr, ParserError> {
    let tokens = pieces.iter().map(|piece| TokenWithSpan {
        token: piece.token.clone(),
        // Every token stands in line 1; its column is its byte, counted from 1.
        span: Span::new(location(piece.range.start), location(piece.range.end)),
    });
    let mut parser = Parser::new(&Subset)
        .with_recursion_limit(4 * MAX_NESTING)
        .with_tokens_with_locations(tokens.collect());
    let parsed = parser.parse_expr()?;
    let next = parser.peek_token();
    if next.token == Token::EOF { Ok(parsed) } else { parser.expected("the end", next) }
}

fn location(byte: usize) -> Location {
    Location::new(1, byte as u64 + 1)
}

/// sqlparser says "Expected: X, found: Y at Line: 1, Column: n"; the column is our byte.
fn refused(text: &str, pieces: &[Piece], error: ParserError) -> Problem {
    let message = match error {
        ParserError::RecursionLimitExceeded => return too_deep(text),
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => message,
    };
    let column = message.rsplit_once("Column: ").and_then(|(_, n)| n.trim().parse::<usize>().ok());
    let at = column.map_or(text.len(), |column| column.saturating_sub(1));
    let range = match pieces.iter().find(|piece| piece.range.start == at) {
        Some(piece) => piece.range.clone(),
        None => pieces.last().map_or(0..text.len(), |piece| piece.range.clone()),
    };
    let found = match column {
        Some(_) => format!("`{}`", &text[range.clone()]),
        None => String::new(),
    };
    let expected = message.strip_prefix("Expected: ").and_then(|m| m.split_once(", found"));
    let expected = expected.map_or("", |(expected, _)| expected);
    let place = if found.is_empty() {
        say!("表达式的结尾", "the end")
    } else {
        say!("{found}", "{found}")
    };
    let wanted = wanted(expected);
    let message = Text::new(
        format!("{}处读不懂：这里应为{}", place.zh, wanted.zh),
        format!("cannot read on at {}: expected {}", place.en, wanted.en),
    );
    let problem = Problem::new(&codes::EXPR_SYNTAX, range, message);
    let has = |keyword| {
        pieces.iter().any(|p| matches!(&p.token, Token::Word(word) if word.keyword == keyword))
    };
    if has(Keyword::CASE) {
        problem.help(say!(
            "写法：CASE WHEN 条件 THEN 值 WHEN 条件 THEN 值 ELSE 值 END",
            "as in: CASE WHEN condition THEN value WHEN condition THEN value ELSE value END"
        ))
    } else if has(Keyword::BETWEEN) {
        problem.help(say!("写法：x BETWEEN 下限 AND 上限", "as in: x BETWEEN low AND high"))
    } else {
        problem
    }
}

fn wanted(expected: &str) -> Text {
    match expected {
        "an expression" | "an expression:" => {
            say!("一个值、列名或条件", "a value, a column or a condition")
        }
        "the end" => say!("运算符或结尾", "an operator or the end"),
        "" => say!("别的内容", "something else"),
        ")" => say!("右括号 `)`", "`)`"),
        "(" => say!("左括号 `(`", "`(`"),
        other => say!(" `{other}`", "`{other}`"),
    }
}
