//! Written text -> tokens of the SQL parser, each with its bytes in the written text. Owns what a
//! name, a number, a quote and a sign look like, full-width forms and the words 且 或 非 included;
//! must not know the grammar. Only the keywords of the documented subset are keywords here: a
//! column may be called `date`, `position` or `interval` without quotes.

use std::ops::Range;

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, Word};

use super::slip::Slip;

/// A token and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub token: Token,
    pub range: Range<usize>,
}

const KEYWORDS: &[(&str, Keyword)] = &[
    ("AND", Keyword::AND),
    ("OR", Keyword::OR),
    ("NOT", Keyword::NOT),
    ("IN", Keyword::IN),
    ("BETWEEN", Keyword::BETWEEN),
    ("IS", Keyword::IS),
    ("NULL", Keyword::NULL),
    ("LIKE", Keyword::LIKE),
    ("CASE", Keyword::CASE),
    ("WHEN", Keyword::WHEN),
    ("THEN", Keyword::THEN),
    ("ELSE", Keyword::ELSE),
    ("END", Keyword::END),
    ("TRUE", Keyword::TRUE),
    ("FALSE", Keyword::FALSE),
];

/// The Chinese words for AND, OR and NOT, longest first.
pub(super) const CONNECTIVES: &[(&str, &str)] =
    &[("并且", "AND"), ("或者", "OR"), ("且", "AND"), ("与", "AND"), ("或", "OR"), ("非", "NOT")];

/// Units that people write after a number.
const UNITS: &[&str] = &[
    "万",
    "亿",
    "千",
    "百",
    "元",
    "万元",
    "亿元",
    "千元",
    "百万",
    "千万",
    "人",
    "名",
    "件",
    "个",
    "项",
    "家",
    "年",
    "岁",
    "月",
    "天",
    "倍",
    "分",
    "万人",
    "万美元",
    "个月",
    "个百分点",
];

pub(super) fn keyword(word: &str) -> Option<Keyword> {
    let found = KEYWORDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
    found.map(|(_, keyword)| *keyword)
}

/// Whether a column's name can stand without quotes.
pub(super) fn is_bare_name(name: &str) -> bool {
    name.chars().next().is_some_and(starts_name)
        && name.chars().all(in_name)
        && keyword(name).is_none()
        && !name.eq_ignore_ascii_case("as_of")
        && !CONNECTIVES.iter().any(|(word, _)| *word == name)
}

fn starts_name(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn in_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Signs that stand in headers (`R&D`, `专利.发明`) but not in bare names.
fn glues(c: char) -> bool {
    matches!(
        c,
        '&' | '＆' | '#' | '@' | '$' | '·' | '•' | '?' | '？' | '.' | ':' | '：' | '~' | '%'
    )
}

/// Plain form of a full-width sign.
fn plain(c: char) -> char {
    match c {
        '×' => '*',
        '÷' => '/',
        '−' => '-',
        '、' => ',',
        '。' => '.',
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

fn digit(c: char) -> Option<char> {
    Some(plain(c)).filter(char::is_ascii_digit)
}

fn blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}')
}

/// Reads the whole text. What is not a token becomes a slip; reading goes on behind it.
pub(super) fn lex(text: &str) -> (Vec<Piece>, Vec<Slip>) {
    let mut lexer = Lexer { text, at: 0, pieces: Vec::new(), slips: Vec::new() };
    while lexer.step() {}
    (lexer.pieces, lexer.slips)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    pieces: Vec<Piece>,
    slips: Vec<Slip>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> Range<usize> {
        let start = self.at;
        let rest = self.rest();
        self.at += rest.find(|c| !keep(c)).unwrap_or(rest.len());
        start..self.at
    }

    fn push(&mut self, token: Token, range: Range<usize>) {
        self.pieces.push(Piece { token, range });
    }

    fn push_word(&mut self, value: &str, keyword: Keyword, range: Range<usize>) {
        self.push(Token::Word(Word { value: value.into(), quote_style: None, keyword }), range);
    }

    fn step(&mut self) -> bool {
        self.take_while(blank);
        let Some(c) = self.peek() else { return false };
        let next = self.rest().chars().nth(1);
        match plain(c) {
            '\'' | '"' | '`' => self.quoted(c),
            p if p.is_ascii_digit() => self.number(),
            '.' if next.is_some_and(|c| digit(c).is_some()) => self.number(),
            _ if starts_name(c) => self.name(),
            _ => self.sign(c),
        }
        true
    }

    fn quoted(&mut self, open: char) {
        let start = self.at;
        let quote = plain(open);
        // A curly or full-width quote is closed by any quote of its kind; a plain one only by
        // itself, and doubled it stands for itself.
        let closes = |c: char| c == open || (open != quote && plain(c) == quote);
        let mut value = String::new();
        let mut chars = self.text[start + open.len_utf8()..].char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if !closes(c) {
                value.push(c);
                continue;
            }
            if open == quote && chars.peek().is_some_and(|(_, c)| *c == quote) {
                chars.next();
                value.push(quote);
                continue;
            }
            self.at = start + open.len_utf8() + at + c.len_utf8();
            return self.push_quoted(quote, value, start..self.at);
        }
        self.slips.push(Slip::open_quote(self.text, start, open));
        self.at = self.text.len();
    }

    fn push_quoted(&mut self, quote: char, value: String, range: Range<usize>) {
        if quote == '\'' {
            self.mark_date_word();
            return self.push(Token::SingleQuotedString(value), range);
        }
        if value.trim().is_empty() {
            self.slips.push(Slip::empty_name(range.clone()));
        }
        let keyword = Keyword::NoKeyword;
        self.push(Token::Word(Word { value, quote_style: Some('"'), keyword }), range);
    }

    /// `DATE '2021-05-31'` is standard SQL; only there is `date` a keyword.
    fn mark_date_word(&mut self) {
        if let Some(Piece { token: Token::Word(word), .. }) = self.pieces.last_mut()
            && word.quote_style.is_none()
            && word.value.eq_ignore_ascii_case("date")
        {
            word.keyword = Keyword::DATE;
        }
    }

    fn number(&mut self) {
        let start = self.at;
        let mut value = self.digits();
        if self.peek().map(plain) == Some('.') {
            self.at += self.peek().map_or(0, char::len_utf8);
            value.push('.');
            value.push_str(&self.digits());
        }
        let exponent = self.exponent();
        let mut range = start..self.at;
        if let Some(end) = self.percent() {
            range.end = end;
            self.at = end;
            value = format!("{value}e{}", exponent.unwrap_or(0).saturating_sub(2));
        } else if let Some(exponent) = exponent {
            value = format!("{value}e{exponent}");
        }
        if self.peek().is_some_and(starts_name) && self.glued_to_number(&range) {
            return;
        }
        self.push(Token::Number(value, false), range);
    }

    fn digits(&mut self) -> String {
        let range = self.take_while(|c| digit(c).is_some());
        self.text[range].chars().filter_map(digit).collect()
    }

    fn exponent(&mut self) -> Option<i64> {
        let before = self.at;
        let mut rest = self.rest().chars();
        rest.next().filter(|c| matches!(c, 'e' | 'E'))?;
        self.at += 1;
        let sign = self.peek().map(plain).filter(|c| matches!(c, '+' | '-'));
        if sign.is_some() {
            self.at += self.peek().map_or(0, char::len_utf8);
        }
        let digits = self.digits();
        if digits.is_empty() {
            self.at = before;
            return None;
        }
        let size = digits.parse::<i64>().unwrap_or(99_999).min(99_999);
        Some(if sign == Some('-') { -size } else { size })
    }

    /// The end of a per cent sign behind the number; there is no remainder operator, so one that
    /// an operand follows is a slip.
    fn percent(&mut self) -> Option<usize> {
        let rest = self.rest();
        let sign = rest.trim_start_matches(blank);
        let c = sign.chars().next().filter(|c| plain(*c) == '%')?;
        let end = self.text.len() - sign.len() + c.len_utf8();
        let behind = self.text[end..].trim_start_matches(blank);
        if let Some(next) = behind.chars().next() {
            let word: String = behind.chars().take_while(|c| in_name(*c)).collect();
            let joins = keyword(&word).is_some_and(|k| {
                !matches!(k, Keyword::CASE | Keyword::TRUE | Keyword::FALSE | Keyword::NULL)
            }) || CONNECTIVES.iter().any(|(c, _)| word.starts_with(c));
            let operand = in_name(next) || matches!(plain(next), '(' | '\'' | '"' | '`');
            if operand && !joins {
                self.slips.push(Slip::remainder(end - c.len_utf8()..end));
            }
        }
        Some(end)
    }

    /// A word directly behind a number: a connective that lacks its blank, a unit, or a header
    /// that begins with a digit. Says whether the number was swallowed by it.
    fn glued_to_number(&mut self, number: &Range<usize>) -> bool {
        let text = self.text;
        let before = self.at;
        let range = self.take_while(in_name);
        let word = &text[range.clone()];
        let connective = CONNECTIVES.iter().find(|(c, _)| word.starts_with(c));
        if keyword(word).is_some() || connective.is_some_and(|(c, _)| *c == word) {
            self.at = before;
            return false;
        }
        let whole = number.start..range.end;
        self.slips.push(match connective {
            Some((connective, _)) => Slip::glued_connective(text, range, connective),
            None if UNITS.contains(&word) => Slip::unit(text, number.clone(), range),
            None => Slip::name(text, whole),
        });
        true
    }

    fn name(&mut self) {
        let text = self.text;
        let mut range = self.take_while(in_name);
        let mut odd = false;
        loop {
            let mut chars = self.rest().chars();
            let (Some(c), next) = (chars.next(), chars.next()) else { break };
            let glued = glues(c) && (c == '%' || next.is_some_and(in_name));
            if !glued {
                break;
            }
            odd = true;
            self.at += c.len_utf8();
            range.end = self.take_while(in_name).end;
        }
        if odd {
            self.slips.push(Slip::name(text, range.clone()));
        }
        let word = &text[range.clone()];
        let connective = CONNECTIVES.iter().find(|(c, _)| *c == word).map(|(_, sql)| *sql);
        let value = connective.unwrap_or(word);
        self.push_word(value, keyword(value).unwrap_or(Keyword::NoKeyword), range);
    }

    fn sign(&mut self, c: char) {
        let start = self.at;
        let first = plain(c);
        let mut chars = self.rest().chars();
        let pair: String = chars.by_ref().take(2).map(plain).collect();
        let long: usize = self.rest().chars().take(2).map(char::len_utf8).sum();
        if let Some((token, meant)) = two_signs(&pair) {
            self.at += long;
            let range = start..self.at;
            if let Some(meant) = meant {
                self.slips.push(Slip::spelling(self.text, range.clone(), meant));
            }
            return self.push(token, range);
        }
        self.at += c.len_utf8();
        let range = start..self.at;
        match one_sign(first) {
            Some(token) => self.push(token, range),
            None => self.odd_sign(c, range),
        }
    }

    fn odd_sign(&mut self, c: char, range: Range<usize>) {
        let meant = match plain(c) {
            '&' => Some("AND"),
            '|' => Some("OR"),
            '!' => Some("NOT"),
            _ => None,
        };
        if let Some(meant) = meant {
            self.slips.push(Slip::spelling(self.text, range.clone(), meant));
            return self.push_word(meant, keyword(meant).unwrap_or(Keyword::NoKeyword), range);
        }
        self.slips.push(Slip::odd_sign(self.text, c, range));
    }
}

fn one_sign(c: char) -> Option<Token> {
    Some(match c {
        '+' => Token::Plus,
        '-' => Token::Minus,
        '*' => Token::Mul,
        '/' => Token::Div,
        '(' => Token::LParen,
        ')' => Token::RParen,
        ',' => Token::Comma,
        '=' => Token::Eq,
        '<' => Token::Lt,
        '>' => Token::Gt,
        '≥' | '≧' | '⩾' => Token::GtEq,
        '≤' | '≦' | '⩽' => Token::LtEq,
        '≠' => Token::Neq,
        _ => return None,
    })
}

/// A sign of two characters, and how it is to be written where it belongs to another language.
fn two_signs(pair: &str) -> Option<(Token, Option<&'static str>)> {
    let and = || Token::make_keyword("AND");
    Some(match pair {
        "<=" => (Token::LtEq, None),
        ">=" => (Token::GtEq, None),
        "<>" | "!=" => (Token::Neq, None),
        "==" => (Token::Eq, Some("=")),
        "=<" | "≤=" => (Token::LtEq, Some("<=")),
        "=>" | "≥=" => (Token::GtEq, Some(">=")),
        "><" => (Token::Neq, Some("<>")),
        "&&" => (and(), Some("AND")),
        "||" => (Token::make_keyword("OR"), Some("OR")),
        "--" => (Token::Plus, Some("+")),
        "//" => (Token::Div, Some("/")),
        _ => return None,
    })
}
