//! Every expression of a scheme, parsed once, and the type of every name in them. Owns how an
//! expression's problems are carried to their place in the file and how a column's type follows
//! from its use; must not know what the expressions are for.

use std::collections::BTreeMap;
use std::ops::Range;

use super::column::ColumnKind;
use super::document::ColumnDoc;
use super::toml::{Written, inner_start};
use crate::diagnostic::codes::scheme as codes;
use crate::diagnostic::{Diagnostic, Sources, Span, Text};
use crate::expr::{self, Expr, Problem, Type, Typed};
use crate::say;

/// Which names an expression may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Columns and the derives above this one.
    DerivesBefore(usize),
    /// Columns and derives.
    Firm,
    /// These, and what the run gives: points, total, stage, grade, coverage.
    Results,
}

/// An expression as written, with what it must be.
pub struct Wanted {
    /// The text and its place.
    pub written: Written<String>,
    /// What the whole must be, if that is known.
    pub expected: Option<Type>,
    /// Which names it may use.
    pub reach: Reach,
}

/// Reads a text as an expression.
pub type Parse = dyn Fn(&str) -> Result<Expr, Vec<Problem>>;

/// The parsed expressions and the names that they may use.
pub struct Expressions<'s> {
    sources: &'s Sources,
    parsed: BTreeMap<Span, Expr>,
    /// Table columns in the order of first mention, with their types.
    pub columns: Vec<(String, Type)>,
    derives: Vec<(String, Option<Type>)>,
    results: BTreeMap<String, Type>,
}

impl<'s> Expressions<'s> {
    /// Parses all and finds every table column with its type: as the dictionary states, else as
    /// its uses demand; a column whose use does not tell is a number.
    pub fn collect(
        wanted: &[Wanted],
        dictionary: &[ColumnDoc],
        derives: &[String],
        results: BTreeMap<String, Type>,
        sources: &'s Sources,
        problems: &mut Vec<Diagnostic>,
    ) -> Self {
        Self::collect_with(&expr::parse, wanted, dictionary, derives, results, sources, problems)
    }

    /// The same for texts with spellings of their own, which `parse` knows; it must keep places.
    pub fn collect_with(
        parse: &Parse,
        wanted: &[Wanted],
        dictionary: &[ColumnDoc],
        derives: &[String],
        results: BTreeMap<String, Type>,
        sources: &'s Sources,
        problems: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut all = Expressions {
            sources,
            parsed: BTreeMap::new(),
            columns: Vec::new(),
            derives: derives.iter().map(|name| (name.clone(), None)).collect(),
            results,
        };
        let mut uses: Vec<(String, Vec<(Type, Span)>)> = Vec::new();
        for want in wanted {
            if !all.stands_in_file(&want.written) {
                continue;
            }
            match parse(&want.written) {
                Ok(parsed) => {
                    all.note_uses(want, &parsed, &mut uses, problems);
                    all.parsed.insert(want.written.span, parsed);
                }
                Err(found) => all.report(found, &want.written, problems),
            }
        }
        for (name, demands) in uses {
            let stated = dictionary.iter().find(|column| column.name.value == name);
            let kind =
                stated.and_then(|column| column.kind.as_ref()).map(|kind| type_of(kind.value));
            let ty = kind.unwrap_or_else(|| agree(&name, &demands, problems));
            all.columns.push((name, ty));
        }
        all
    }

    fn note_uses(
        &self,
        want: &Wanted,
        parsed: &Expr,
        uses: &mut Vec<(String, Vec<(Type, Span)>)>,
        problems: &mut Vec<Diagnostic>,
    ) {
        for demand in expr::demands(parsed, want.expected) {
            let name = &demand.column;
            if want.reach == Reach::Results && self.results.contains_key(name) {
                continue;
            }
            let span = self.place(&want.written, demand.range.clone());
            if let Some(at) = self.derives.iter().position(|(derive, _)| derive == name) {
                if matches!(want.reach, Reach::DerivesBefore(limit) if at >= limit) {
                    problems.push(derive_too_late(name, span));
                }
                continue;
            }
            let entry = match uses.iter().position(|(column, _)| column == name) {
                Some(at) => &mut uses[at],
                None => {
                    uses.push((name.clone(), Vec::new()));
                    let last = uses.len() - 1;
                    &mut uses[last]
                }
            };
            entry.1.extend(demand.ty.map(|ty| (ty, span)));
        }
    }

    /// The expression with its types, or nothing when it has problems, which are noted.
    pub fn typed(&self, want: &Wanted, problems: &mut Vec<Diagnostic>) -> Option<Typed> {
        let parsed = self.parsed.get(&want.written.span)?;
        let names = Scope { all: self, reach: want.reach };
        match expr::resolve(parsed, want.expected, &names) {
            Ok(typed) => Some(typed),
            Err(found) => {
                self.report(found, &want.written, problems);
                None
            }
        }
    }

    /// The names that an expression of a reach may use, for putting checked parts together.
    pub fn names(&self, reach: Reach) -> impl expr::Names {
        Scope { all: self, reach }
    }

    /// The type of a table's column that an expression mentions, or of a derived one.
    pub fn type_of(&self, name: &str) -> Option<Type> {
        let derive = self.derives.iter().find(|(derive, _)| derive == name);
        let column = || self.columns.iter().find(|(column, _)| column == name);
        match derive {
            Some((_, ty)) => *ty,
            None => column().map(|(_, ty)| *ty),
        }
    }

    /// Gives a derived column its type, once its expression is known.
    pub fn set_derive(&mut self, index: usize, ty: Option<Type>) {
        self.derives[index].1 = ty;
    }

    fn report(&self, found: Vec<Problem>, at: &Written<String>, problems: &mut Vec<Diagnostic>) {
        for problem in found {
            let span = self.place(at, problem.range);
            problems.push(
                Diagnostic::error(problem.code, problem.message)
                    .at(span, Text::default())
                    .mend_if(problem.help),
            );
        }
    }

    /// False for the empty text that stands in for a key that was left out, which is reported.
    fn stands_in_file(&self, written: &Written<String>) -> bool {
        let text = self.sources.text(written.span.source);
        !written.value.is_empty() || text[written.span.start..].starts_with(['"', '\''])
    }

    /// A place within an expression as a place in the file; the whole text where its characters
    /// are escaped.
    pub fn place(&self, at: &Written<String>, range: Range<usize>) -> Span {
        match inner_start(self.sources, at.span, &at.value) {
            Some(start) => {
                let end = (start + range.end).max(start + range.start);
                Span { source: at.span.source, start: start + range.start, end }
            }
            None => at.span,
        }
    }
}

struct Scope<'a, 's> {
    all: &'a Expressions<'s>,
    reach: Reach,
}

impl expr::Names for Scope<'_, '_> {
    fn type_of(&self, column: &str) -> Option<Type> {
        if self.reach == Reach::Results
            && let Some(ty) = self.all.results.get(column)
        {
            return Some(*ty);
        }
        if let Some((_, ty)) = self.all.derives.iter().find(|(name, _)| name == column) {
            // A derive whose own expression is broken has been reported; a number stands in.
            return Some(ty.unwrap_or(Type::Number));
        }
        self.all.columns.iter().find(|(name, _)| name == column).map(|(_, ty)| *ty)
    }

    fn all(&self) -> Vec<&str> {
        let columns = self.all.columns.iter().map(|(name, _)| name.as_str());
        columns.chain(self.all.derives.iter().map(|(name, _)| name.as_str())).collect()
    }
}

/// The type that all uses agree on; where they do not, that is a problem.
fn agree(name: &str, demands: &[(Type, Span)], problems: &mut Vec<Diagnostic>) -> Type {
    let Some((first, first_span)) = demands.first() else { return Type::Number };
    let other = demands.iter().find(|(ty, _)| ty != first);
    if let Some((second, second_span)) = other {
        let (a, b) = (type_word(*first), type_word(*second));
        let (a_zh, a_en, b_zh, b_en) = (a.zh, a.en, b.zh, b.en);
        problems.push(
            Diagnostic::error(
                &codes::COLUMN_TYPE_CONFLICT,
                say!(
                    "列「{name}」一处当{a_zh}用，另一处当{b_zh}用",
                    "column `{name}` is used as {a_en} here and as {b_en} there"
                ),
            )
            .at(*second_span, say!("当{b_zh}用", "used as {b_en}"))
            .see(*first_span, say!("当{a_zh}用", "used as {a_en}"))
            .mend(say!("在 [[column]] 里写明它的 type", "state its type in a [[column]] entry")),
        );
    }
    *first
}

fn derive_too_late(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        &codes::DERIVE_ORDER,
        say!("派生列「{name}」在这里还没有算出", "the derived column `{name}` is not computed yet"),
    )
    .at(span, Text::default())
    .mend(say!("把它的 [[derive]] 移到前面", "move its [[derive]] up"))
}

fn type_of(kind: ColumnKind) -> Type {
    match kind {
        ColumnKind::Number | ColumnKind::Integer => Type::Number,
        ColumnKind::Text => Type::Text,
        ColumnKind::Flag => Type::Flag,
        ColumnKind::Date => Type::Date,
    }
}

/// A type in words.
pub fn type_word(ty: Type) -> Text {
    match ty {
        Type::Number => say!("数字", "a number"),
        Type::Text => say!("文字", "text"),
        Type::Flag => say!("是/否", "a flag"),
        Type::Date => say!("日期", "a date"),
    }
}
