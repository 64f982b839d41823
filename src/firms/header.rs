//! Which header carries which wanted column: by its name, by an alias, by either but for blanks and
//! width, and with its unit in brackets. Tells every column that is missing, ambiguous or in another
//! unit at once; never takes a column in another unit than the scheme's.

mod problem;

use unicode_normalization::UnicodeNormalization;

use super::Wanted;
use super::account::HeaderMatch;
use super::credit_code::is_invisible;
use super::unit;
use crate::diagnostic::{Diagnostic, Place};
use crate::say;
use crate::scheme::column::{Column, ColumnKind};

/// Where the wanted columns stand in one table.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    /// The id, then the name where there is one, then the other columns in the scheme's order.
    pub slots: Vec<Slot>,
    /// Fields of the header.
    pub width: usize,
    /// Fields up to the last one that has a name.
    pub named_width: usize,
    /// Columns found under another header than their name.
    pub matched: Vec<HeaderMatch>,
}

/// One wanted column in one table.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    /// The scheme's name.
    pub name: String,
    /// The field of a record, from 0.
    pub field: usize,
    /// The header as it is written.
    pub header: String,
    /// The scheme's name as headers are compared.
    pub normal: String,
    /// What the cells are.
    pub kind: ColumnKind,
    /// The scheme's unit; the header's where the scheme does not state one.
    pub unit: String,
}

/// A header as it is compared: half-width, lower case, without blanks, one kind of brackets.
pub(crate) fn normal(header: &str) -> String {
    folded(header).collect()
}

/// Whether a text is a header that [`normal`] has given; stops at the first difference, because it
/// is asked of every id.
pub(crate) fn is_header(text: &str, normal: &str) -> bool {
    folded(text).eq(normal.chars())
}

fn folded(header: &str) -> impl Iterator<Item = char> {
    let bracket = |c| match c {
        '[' | '【' | '〔' | '〖' => '(',
        ']' | '】' | '〕' | '〗' => ')',
        other => other,
    };
    header.nfkc().filter(|c| !is_invisible(*c)).flat_map(char::to_lowercase).map(bracket)
}

/// Every column that is wanted: id, name, then the others in the scheme's order.
pub(crate) struct Wishes(Vec<Spec>);

struct Spec {
    column: Column,
    required: bool,
    /// The name and the aliases as headers are compared.
    normal: String,
    aliases: Vec<String>,
}

impl Wishes {
    pub fn new(wanted: &Wanted) -> Self {
        let known = |name: &str| wanted.columns.iter().find(|column| column.name == name);
        let name = wanted.name.filter(|name| *name != wanted.id);
        let mut specs = vec![text_spec(wanted.id, known(wanted.id), true)];
        // The scheme names the name column, so that a table without it is a slip, unless the
        // dictionary says otherwise.
        specs.extend(name.map(|name| {
            text_spec(name, known(name), known(name).is_none_or(|column| column.required))
        }));
        let others =
            wanted.columns.iter().filter(|c| c.name != wanted.id && Some(&*c.name) != name);
        specs.extend(others.map(|column| Spec::new(column.clone(), column.required)));
        Wishes(specs)
    }

    /// The wanted columns' names and kinds, in the order of the frame.
    pub fn columns(&self) -> impl Iterator<Item = (&str, ColumnKind)> {
        self.0.iter().map(|spec| (spec.column.name.as_str(), spec.column.kind))
    }

    /// For each wanted column whether a table carries it, with its place among the slots.
    pub fn present(&self, layout: &Layout) -> Vec<Option<usize>> {
        let place = |name: &str| layout.slots.iter().position(|slot| slot.name == name);
        self.0.iter().map(|spec| place(&spec.column.name)).collect()
    }

    /// Whether a header may carry a wanted column; for telling the delimiter and the header row.
    pub fn contain(&self, header: &str) -> bool {
        let header = Header::new(header, 0);
        self.0.iter().any(|spec| fit(spec, &header) != Fit::None)
    }

    /// Finds every wanted column among the headers of `file`, whose header stands at `line`.
    ///
    /// # Errors
    /// All problems at once: columns that are missing (one diagnostic for all of them), that two
    /// headers carry, or that come in another unit.
    pub fn lay_out(
        &self,
        headers: &[String],
        file: &str,
        line: u64,
    ) -> Result<Layout, Vec<Diagnostic>> {
        let headers: Vec<Header> =
            headers.iter().enumerate().map(|(at, text)| Header::new(text, at)).collect();
        let place = |column: Option<&str>| Place {
            file: file.to_owned(),
            line: Some(line),
            column: column.map(str::to_owned),
            firm: None,
        };
        let (mut slots, mut missing, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for (spec, found) in self.0.iter().zip(self.find(&headers)) {
            let name = Some(spec.column.name.as_str());
            match found {
                Found::One(header) => slots.push(slot(spec, header)),
                Found::None if spec.required => missing.push(&spec.column),
                Found::None => {}
                Found::Many(found) => {
                    problems.push(problem::ambiguous(spec, &found).in_table(place(name)));
                }
                Found::OtherUnit(header) => {
                    problems.push(problem::other_unit(spec, header).in_table(place(name)));
                }
            }
        }
        if !missing.is_empty() {
            problems.insert(0, problem::absent(&missing, &headers).in_table(place(None)));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(layout(slots, &headers))
    }

    /// For each wanted column what was found. A header that fits another column better is that
    /// column's.
    fn find<'a>(&self, headers: &'a [Header]) -> Vec<Found<'a>> {
        let fits: Vec<Vec<Fit>> =
            self.0.iter().map(|spec| headers.iter().map(|h| fit(spec, h)).collect()).collect();
        let best = |at: usize| fits.iter().map(|row| row[at]).min().unwrap_or(Fit::None);
        let best: Vec<Fit> = (0..headers.len()).map(best).collect();
        let found = fits.iter().map(|row| {
            let own = |at: &usize| row[*at] != Fit::None && row[*at] == best[*at];
            let (other_unit, good): (Vec<usize>, Vec<usize>) =
                (0..headers.len()).filter(own).partition(|at| row[*at] == Fit::OtherUnit);
            match (good.as_slice(), other_unit.first()) {
                ([one], _) => Found::One(&headers[*one]),
                ([], Some(other)) => Found::OtherUnit(&headers[*other]),
                ([], None) => Found::None,
                (many, _) => Found::Many(many.iter().map(|at| &headers[*at]).collect()),
            }
        });
        found.collect()
    }
}

fn text_spec(name: &str, known: Option<&Column>, required: bool) -> Spec {
    let mut column = known.cloned().unwrap_or_else(|| Column {
        name: name.to_owned(),
        kind: ColumnKind::Text,
        unit: String::new(),
        aliases: Vec::new(),
        about: String::new(),
        required,
    });
    // The id and the name are text whatever the dictionary says.
    column.kind = ColumnKind::Text;
    Spec::new(column, required)
}

impl Spec {
    fn new(column: Column, required: bool) -> Self {
        let aliases = column.aliases.iter().map(|alias| normal(alias)).collect();
        Spec { normal: normal(&column.name), aliases, required, column }
    }
}

fn layout(slots: Vec<Slot>, headers: &[Header]) -> Layout {
    let matched = slots
        .iter()
        .filter(|slot| slot.header != slot.name)
        .map(|slot| HeaderMatch { column: slot.name.clone(), header: slot.header.clone() });
    Layout {
        matched: matched.collect(),
        width: headers.len(),
        named_width: headers.iter().rposition(|h| !h.normal.is_empty()).map_or(0, |at| at + 1),
        slots,
    }
}

struct Header {
    text: String,
    field: usize,
    normal: String,
    /// The name before a unit in brackets, and the unit.
    bracketed: Option<(String, String)>,
}

impl Header {
    fn new(text: &str, field: usize) -> Self {
        let normal = normal(text);
        let bracketed = normal.strip_suffix(')').and_then(|inner| {
            let (name, unit) = inner.rsplit_once('(')?;
            (!name.is_empty()).then(|| (name.to_owned(), unit::canonical(unit)))
        });
        Header { text: text.trim_matches(is_invisible).to_owned(), field, normal, bracketed }
    }
}

/// How well a header fits a column; the better first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Exact,
    Alias,
    Folded,
    FoldedAlias,
    WithUnit,
    OtherUnit,
    None,
}

fn fit(spec: &Spec, header: &Header) -> Fit {
    let column = &spec.column;
    if header.normal.is_empty() {
        return Fit::None;
    }
    let fit = if header.text == column.name {
        Fit::Exact
    } else if column.aliases.contains(&header.text) {
        Fit::Alias
    } else if header.normal == spec.normal {
        Fit::Folded
    } else if spec.aliases.contains(&header.normal) {
        Fit::FoldedAlias
    } else {
        return fit_with_unit(spec, header);
    };
    // An alias may itself name another size of the unit: the scheme contradicts itself, and taking
    // it would be wrong by a power of ten.
    let by_alias = matches!(fit, Fit::Alias | Fit::FoldedAlias);
    let stated = header.bracketed.as_ref().map_or("", |(_, unit)| unit.as_str());
    if by_alias && unit::differ_in_size(stated, &column.unit) { Fit::OtherUnit } else { fit }
}

fn fit_with_unit(spec: &Spec, header: &Header) -> Fit {
    let column = &spec.column;
    let Some((name, stated)) = &header.bracketed else { return Fit::None };
    if *name != spec.normal && !spec.aliases.contains(name) {
        Fit::None
    } else if !column.unit.is_empty() && *stated == unit::canonical(&column.unit) {
        Fit::WithUnit
    } else if !unit::is_known(stated) {
        // A year or a remark makes it another column.
        Fit::None
    } else if column.unit.is_empty() {
        Fit::WithUnit
    } else {
        Fit::OtherUnit
    }
}

enum Found<'a> {
    None,
    One(&'a Header),
    Many(Vec<&'a Header>),
    OtherUnit(&'a Header),
}

fn slot(spec: &Spec, header: &Header) -> Slot {
    let column = &spec.column;
    let stated = || header.bracketed.as_ref().map(|(_, unit)| unit.clone());
    let unit = if column.unit.is_empty() {
        stated().filter(|unit| unit::is_known(unit)).unwrap_or_default()
    } else {
        column.unit.clone()
    };
    Slot {
        name: column.name.clone(),
        field: header.field,
        header: header.text.clone(),
        normal: spec.normal.clone(),
        kind: column.kind,
        unit,
    }
}

/// So many rows are looked through for a header that stands below a title.
pub(crate) const HEADER_ROWS: usize = 12;

/// Where the header row lacked columns and one of the `rows` (line and fields) below it looks like
/// the header, says so.
pub(crate) fn header_below(
    mut problems: Vec<Diagnostic>,
    wishes: &Wishes,
    header_line: u64,
    rows: &[(u64, Vec<String>)],
) -> Vec<Diagnostic> {
    let score = |fields: &[String]| fields.iter().filter(|field| wishes.contain(field)).count();
    let above = rows.iter().find(|(line, _)| *line == header_line).map_or(0, |row| score(&row.1));
    let below = rows.iter().filter(|(line, _)| *line > header_line);
    let best = below
        .map(|(line, fields)| (score(fields), line))
        .max_by_key(|(n, line)| (*n, std::cmp::Reverse(**line)));
    if let Some((count, line)) = best.filter(|(count, _)| *count > above)
        && let Some(first) = problems.first_mut()
    {
        first.help.insert(0, say!(
            "第 {line} 行看来才是表头（认得 {count} 列）：请删去它上面的标题行",
            "line {line} looks like the header ({count} of the columns are there): delete the title above it"
        ));
    }
    problems
}
