//! Reads TOML tables and collects every problem on the way. Owns how a value of a Rust type is
//! read from TOML with its place; must not know what a scheme or a list of sources is. Serde stops
//! at the first problem and forgets most places, so the tables are walked here.

pub(crate) mod schema;
mod syntax;

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::codes::scheme as codes;
use crate::diagnostic::{Diagnostic, SourceId, Sources, Span, Text, did_you_mean};
use crate::say;

/// A value with the place where it was written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Written<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> std::ops::Deref for Written<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for Written<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}

/// One TOML value as the parser gives it.
pub type Value<'a> = Spanned<DeValue<'a>>;

/// What reading needs: the text that places point into, and where problems go.
pub struct Context<'p> {
    /// The text being read.
    pub source: SourceId,
    /// Every problem so far.
    pub problems: &'p mut Vec<Diagnostic>,
}

impl Context<'_> {
    /// A place in the text being read.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span { source: self.source, start: range.start, end: range.end }
    }

    /// Notes a problem.
    pub fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// Notes that a value is of another type than needed.
    pub fn wrong_type(&mut self, value: &Value, expected: Text) {
        let found = type_name(value.get_ref());
        let span = self.span(value.span());
        let (zh, en) = (expected.zh, expected.en);
        let (found_zh, found_en) = (found.zh, found.en);
        self.report(
            Diagnostic::error(
                &codes::WRONG_TYPE,
                say!("这里应为{zh}，却是{found_zh}", "expected {en}, found {found_en}"),
            )
            .at(span, say!("应为{zh}", "expected {en}")),
        );
    }
}

/// A Rust type that can be read from a TOML value.
pub trait Read: Sized {
    /// Reads the value, or notes every problem in it and gives nothing.
    fn read(value: &Value, context: &mut Context) -> Option<Self>;
}

impl<T: Read> Read for Written<T> {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        let span = context.span(value.span());
        Some(Written { value: T::read(value, context)?, span })
    }
}

impl Read for String {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => {
                context.wrong_type(value, say!("文字（加引号）", "text in quotes"));
                None
            }
        }
    }
}

impl Read for bool {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => {
                context.wrong_type(value, say!(" true 或 false", "true or false"));
                None
            }
        }
    }
}

impl Read for f64 {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        match number(value.get_ref()) {
            Some(number) => Some(number),
            None => {
                context.wrong_type(value, say!("数字", "a number"));
                None
            }
        }
    }
}

impl Read for usize {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        if let DeValue::Integer(whole) = value.get_ref() {
            let digits = usize::from_str_radix(whole.as_str(), whole.radix());
            if let Ok(count) = digits {
                return Some(count);
            }
        }
        context.wrong_type(value, say!("不小于 0 的整数", "a whole number of at least 0"));
        None
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        let DeValue::Array(items) = value.get_ref() else {
            context.wrong_type(value, say!("列表 [ ... ]", "a list [ ... ]"));
            return None;
        };
        let read: Vec<Option<T>> = items.iter().map(|item| T::read(item, context)).collect();
        read.into_iter().collect()
    }
}

impl<A: Read, B: Read> Read for (A, B) {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        match value.get_ref() {
            DeValue::Array(items) if items.len() == 2 => {
                let first = A::read(&items[0], context);
                Some((first?, B::read(&items[1], context)?))
            }
            _ => {
                context.wrong_type(value, say!("一对值 [甲, 乙]", "a pair [a, b]"));
                None
            }
        }
    }
}

/// The finite number that a value holds; infinity and NaN are not numbers here.
pub fn number(value: &DeValue) -> Option<f64> {
    let number = match value {
        DeValue::Float(float) => float.as_str().parse::<f64>().ok()?,
        DeValue::Integer(whole) => i64::from_str_radix(whole.as_str(), whole.radix()).ok()? as f64,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

fn type_name(value: &DeValue) -> Text {
    match value {
        DeValue::String(_) => say!("文字", "text"),
        DeValue::Integer(_) => say!("整数", "a whole number"),
        DeValue::Float(_) => say!("小数", "a number"),
        DeValue::Boolean(_) => say!("真假值", "true/false"),
        DeValue::Datetime(_) => say!("日期", "a date"),
        DeValue::Array(_) => say!("列表", "a list"),
        DeValue::Table(_) => say!("表 {{ ... }}", "a table {{ ... }}"),
    }
}

/// The keys of one table, taken one by one; what nobody asked for is an unknown key.
pub struct Fields<'a> {
    table: &'a DeTable<'a>,
    /// Where the table stands.
    pub span: Range<usize>,
    asked: Vec<&'static str>,
    broken: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// Opens a value that must be a table.
    pub fn open(value: &'a Value<'a>, context: &mut Context) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(table) => {
                Some(Fields { table, span: value.span(), asked: Vec::new(), broken: Vec::new() })
            }
            _ => {
                context.wrong_type(value, say!("表 {{ 键 = 值 }}", "a table {{ key = value }}"));
                None
            }
        }
    }

    /// Opens a whole document.
    pub fn root(table: &'a DeTable<'a>) -> Self {
        Fields { table, span: 0..0, asked: Vec::new(), broken: Vec::new() }
    }

    /// The raw value of a key.
    pub fn raw(&mut self, key: &'static str) -> Option<&'a Value<'a>> {
        self.asked.push(key);
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    /// The value of a key that may be left out.
    pub fn get<T: Read>(&mut self, key: &'static str, context: &mut Context) -> Option<T> {
        let read = T::read(self.raw(key)?, context);
        if read.is_none() {
            self.broken.push(key);
        }
        read
    }

    /// Notes that a key is there but could not be read.
    pub fn mark_broken(&mut self, key: &'static str) {
        self.broken.push(key);
    }

    /// The keys so far that are there but could not be read: their problems are told, and they are
    /// not missing.
    pub fn broken(&mut self) -> Vec<&'static str> {
        std::mem::take(&mut self.broken)
    }

    /// The value of a key that may be left out and then is empty.
    pub fn or_default<T: Read + Default>(&mut self, key: &'static str, context: &mut Context) -> T {
        self.get(key, context).unwrap_or_default()
    }

    /// The value of a key that must be there. Where it is not, that is noted and an empty value
    /// stands in, so that the rest is still checked.
    pub fn need<T: Read + Default>(
        &mut self,
        key: &'static str,
        context: &mut Context,
    ) -> Written<T> {
        let span = context.span(self.head());
        match self.raw(key) {
            Some(value) => Written::read(value, context).unwrap_or_else(|| Written {
                value: T::default(),
                span: context.span(value.span()),
            }),
            None => {
                context.report(
                    Diagnostic::error(
                        &codes::MISSING_KEY,
                        say!("缺少必填项 `{key}`", "the key `{key}` is missing"),
                    )
                    .at(span, say!("这里要写 `{key} = ...`", "add `{key} = ...` here")),
                );
                Written { value: T::default(), span }
            }
        }
    }

    /// Names every key that nobody asked for.
    pub fn finish(self, context: &mut Context) {
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if self.asked.contains(&name) {
                continue;
            }
            let known = self.asked.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ");
            let span = context.span(key.span());
            context.report(
                Diagnostic::error(
                    &codes::UNKNOWN_KEY,
                    say!("不认识的键 `{name}`", "unknown key `{name}`"),
                )
                .at(span, say!("没有这个键", "there is no such key"))
                .mend_if(did_you_mean(name, self.asked.iter().copied()))
                .because(say!("这里可用的键：{known}", "the keys here are {known}")),
            );
        }
    }

    /// The keys that stand in the table.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.table.keys().map(|key| key.get_ref().as_ref())
    }

    /// The table's first line, for problems that belong to the table as a whole.
    pub fn head(&self) -> Range<usize> {
        let first = self.table.keys().next().map(|key| key.span());
        if self.span.is_empty() { first.unwrap_or(0..0) } else { self.span.clone() }
    }
}

/// Reads a choice among fixed words.
pub fn keyword<T: Copy>(value: &Value, words: &[(&str, T)], context: &mut Context) -> Option<T> {
    let written = String::read(value, context)?;
    if let Some((_, choice)) = words.iter().find(|(word, _)| *word == written) {
        return Some(*choice);
    }
    let known = words.iter().map(|(word, _)| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
    let span = context.span(value.span());
    context.report(
        Diagnostic::error(
            &codes::UNKNOWN_WORD,
            say!("这里不能写 \"{written}\"", "\"{written}\" is not one of the choices here"),
        )
        .at(span, say!("可选：{known}", "one of {known}"))
        .mend_if(did_you_mean(&written, words.iter().map(|(word, _)| *word))),
    );
    None
}

/// Parses a text; every syntax error is noted, and with one there is no table.
pub fn parse<'a>(
    text: &'a str,
    source: SourceId,
    problems: &mut Vec<Diagnostic>,
) -> Option<Spanned<DeTable<'a>>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Some(table);
    }
    for error in errors {
        let span = syntax_place(text, error.span().unwrap_or(0..0), source);
        problems.push(
            Diagnostic::error(&codes::TOML_SYNTAX, syntax::message(error.message()))
                .at(span, Text::default())
                .mend_if(syntax::mend(text, span.start, span.end)),
        );
    }
    None
}

/// Where a syntax error shows: a line that breaks off is underlined at its end, not across it.
fn syntax_place(text: &str, range: Range<usize>, source: SourceId) -> Span {
    let (start, end) =
        (range.start.min(text.len()), range.end.max(range.start + 1).min(text.len()));
    let breaks = text.get(start..end).is_none_or(|t| t.is_empty() || t.starts_with(['\n', '\r']));
    if !breaks {
        return Span { source, start, end };
    }
    let before = text.get(..start).unwrap_or_default();
    let last = before.chars().next_back().filter(|c| *c != '\n');
    Span { source, start: start - last.map_or(0, char::len_utf8), end: start }
}

/// Where a quoted text's own characters begin, if byte offsets within the value can be carried
/// over to the file: true for texts without escapes.
pub fn inner_start(sources: &Sources, span: Span, value: &str) -> Option<usize> {
    let raw = sources.text(span.source).get(span.start..span.end)?;
    let offset = raw.find(value)?;
    Some(span.start + offset)
}

/// `[[name]]`: a broken entry does not hide the others.
pub fn tables<T: Read>(fields: &mut Fields, key: &'static str, context: &mut Context) -> Vec<T> {
    let Some(value) = fields.raw(key) else { return Vec::new() };
    match value.get_ref() {
        DeValue::Array(items) => items.iter().filter_map(|item| T::read(item, context)).collect(),
        _ => {
            context.wrong_type(
                value,
                say!("表的列表，写成 [[{key}]]", "a list of tables, written [[{key}]]"),
            );
            fields.mark_broken(key);
            Vec::new()
        }
    }
}

/// `impl Read` for a table struct: opens it, builds it, names unknown keys.
macro_rules! read_table {
    ($name:ty, |$f:ident, $c:ident| $build:expr) => {
        impl $crate::toml_reading::Read for $name {
            fn read(
                value: &$crate::toml_reading::Value,
                $c: &mut $crate::toml_reading::Context,
            ) -> Option<Self> {
                let mut fields = $crate::toml_reading::Fields::open(value, $c)?;
                let $f = &mut fields;
                let built = $build;
                fields.finish($c);
                Some(built)
            }
        }
    };
}
pub(crate) use read_table;

/// `impl Read` for a choice among words.
macro_rules! read_word {
    ($name:ty, $($word:literal => $choice:expr),+) => {
        impl $crate::toml_reading::Read for $name {
            fn read(
                value: &$crate::toml_reading::Value,
                context: &mut $crate::toml_reading::Context,
            ) -> Option<Self> {
                $crate::toml_reading::keyword(value, &[$(($word, $choice)),+], context)
            }
        }
    };
}
pub(crate) use read_word;
