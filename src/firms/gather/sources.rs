//! TOML -> [`Plan`]: what the sources file means, with nothing left to interpret, or every problem
//! of it at once. Knows the language; has not seen a table yet.

use super::document::*;
use super::fields;
use super::identity::folded_name;
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::codes::scheme as toml_codes;
use crate::diagnostic::{Code, Diagnostic, Sources, Span, Text, did_you_mean};
use crate::firms::delimiter::CANDIDATES;
use crate::firms::header::normal;
use crate::firms::unit;
use crate::say;
use crate::scheme::column::{ColumnKind, IdKind};
use crate::toml_reading::{self, Context, Written};

/// What a sources file means.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// For people; may be empty.
    pub name: String,
    /// The year that `this` means.
    pub year: Option<i32>,
    /// The firms' keys.
    pub firm: FirmKeys,
    /// The dictionary, in the order of the result; the id and the name are not among them.
    pub fields: Vec<Field>,
    /// The departments' tables.
    pub sources: Vec<Source>,
    /// Names and ids that a person has joined.
    pub joins: Vec<(String, String)>,
    /// From which similarity on a name is proposed.
    pub near: f64,
    /// The sources whose firms are gathered; empty for all.
    pub firms_from: Vec<usize>,
}

/// What names a firm.
#[derive(Debug, Clone, PartialEq)]
pub struct FirmKeys {
    /// The id's column, with its other headers.
    pub id: Named,
    /// The name's column.
    pub name: Option<Named>,
    /// The former names' column.
    pub former: Option<Named>,
    /// What the ids are.
    pub id_kind: IdKind,
    /// What becomes of ids that do not hold.
    pub bad_id: BadId,
    /// Whose names are taken first, as source numbers.
    pub name_priority: Vec<usize>,
}

/// A column by its name and aliases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name in the result.
    pub name: String,
    /// Other headers.
    pub aliases: Vec<String>,
}

impl Named {
    /// Whether a header, written as headers are compared, is one of its own.
    pub(crate) fn is_called(&self, header: &str) -> bool {
        std::iter::once(&self.name).chain(&self.aliases).any(|name| normal(name) == header)
    }
}

/// One field of the dictionary.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name in the result, with other headers.
    pub named: Named,
    /// What its cells are.
    pub kind: ColumnKind,
    /// The unit of the result; empty where none is stated.
    pub unit: String,
    /// Rows of one firm in one source that differ; the source's rule where it is not stated.
    pub merge: Option<Merge>,
    /// Source numbers, the most trusted first.
    pub priority: Vec<usize>,
    /// Source numbers that are looked at; empty for all.
    pub sources: Vec<usize>,
    /// Relative difference up to which numbers agree.
    pub tolerance: f64,
    /// Where the values come from.
    pub origin: Origin,
    /// What holds for firms that no source mentions.
    pub absent: Option<f64>,
    /// Whether it is a column of the result.
    pub keep: bool,
    /// Where it stands in the file.
    pub span: Span,
}

/// Where a field's values come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// From cells under its own header.
    Cells,
    /// From counting rows: columns and the words that count.
    Count(Vec<(String, Vec<String>)>),
    /// From another field's years.
    Years {
        /// The other field, by number.
        base: usize,
        /// The last year that is used.
        year: i32,
        /// What is made of them; `None` takes the one year.
        over: Option<Over>,
        /// Over how many years.
        years: usize,
    },
}

/// One department's tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Short name.
    pub id: String,
    /// The department's name; the id where none is stated.
    pub name: String,
    /// Files or globs.
    pub files: Vec<String>,
    /// Which sheet.
    pub sheet: Option<SheetDoc>,
    /// The line of the header's first row.
    pub header_row: Option<usize>,
    /// How many rows the header has.
    pub header_rows: usize,
    /// What separates the fields.
    pub delimiter: Option<u8>,
    /// By what rows are joined.
    pub key: Key,
    /// The year of its rows.
    pub year: Option<SourceYearDoc>,
    /// The unit of amounts whose header states none.
    pub unit: String,
    /// The date column that tells the latest row.
    pub latest_by: Option<String>,
    /// Rows of one firm that differ.
    pub merge: Merge,
    /// The long table's columns: of the items and of the values.
    pub long: Option<(String, String)>,
    /// Field numbers and this source's own headers for them.
    pub columns: Vec<(usize, String)>,
    /// Whether its files may lack columns that others have.
    pub may_differ: bool,
    /// Where it stands in the file.
    pub span: Span,
}

/// What came of reading a sources file.
#[derive(Debug)]
pub struct Loaded {
    /// What it means, unless there is an error among the problems.
    pub plan: Option<Plan>,
    /// Every problem, in the order of the file.
    pub problems: Vec<Diagnostic>,
    /// The text, for drawing the problems.
    pub sources: Sources,
}

/// Reads the text of a sources file.
pub fn load(name: &str, text: &str) -> Loaded {
    let (mut sources, mut problems) = (Sources::default(), Vec::new());
    let source = sources.add(name, text);
    let table = toml_reading::parse(text, source, &mut problems);
    let plan = table.map(|table| {
        let mut context = Context { source, problems: &mut problems };
        let document = Document::read(table.get_ref(), &mut context);
        Resolver { problems: &mut problems }.plan(&document)
    });
    problems.sort_by_key(|problem| problem.labels.first().map(|label| label.span));
    let has_errors = crate::diagnostic::has_errors(&problems);
    Loaded { plan: plan.filter(|_| !has_errors), problems, sources }
}

/// Turns what was written into what it means, noting every problem.
pub(super) struct Resolver<'p> {
    pub problems: &'p mut Vec<Diagnostic>,
}

/// Where names are proposed by default.
const NEAR: f64 = 0.85;

impl Resolver<'_> {
    fn plan(&mut self, document: &Document) -> Plan {
        let settings = document.gather.clone().unwrap_or_default();
        let firm = self.table(document.firm.as_ref(), "firm");
        if document.source.is_empty() {
            self.whole(&codes::NO_SOURCES, say!("没有写任何 [[source]]", "there is no [[source]]"));
        }
        let ids: Vec<Written<String>> = document.source.iter().map(|s| s.id.clone()).collect();
        self.unique(&ids, say!("来源", "source"));
        let year = settings.year.as_ref().map(|year| year.value);
        let near = self.share(settings.near.as_ref(), NEAR);
        let resolved = fields::resolve(self, document, &settings, &firm, &ids);
        let sources = document
            .source
            .iter()
            .map(|doc| self.source(doc, &resolved.fields, &settings))
            .collect();
        let firms_from = self.numbers(&settings.firms_from, &ids);
        for written in &settings.firms_from {
            self.founds_firms(written, document);
        }
        self.joined_once(document);
        let joins =
            document.join.iter().map(|join| (join.name.value.clone(), join.id.value.clone()));
        Plan {
            name: settings.name.map(|name| name.value).unwrap_or_default(),
            year,
            firm: resolved.firm,
            fields: resolved.fields,
            sources,
            joins: joins.collect(),
            near,
            firms_from,
        }
    }

    /// A source whose rows are found by their names cannot say which firms there are.
    fn founds_firms(&mut self, written: &Written<String>, document: &Document) {
        let named = document.source.iter().find(|source| source.id.value == written.value);
        let is_by_name =
            |source: &SourceDoc| source.key.as_ref().is_some_and(|key| key.value == Key::Name);
        if named.is_some_and(is_by_name) {
            let id = &written.value;
            self.at(
                &codes::BAD_SETTING,
                written.span,
                say!(
                    "来源「{id}」按名称对企业，不能作名册",
                    "the source `{id}` is keyed by name and cannot say which firms there are"
                ),
            );
        }
    }

    /// One name cannot be two firms'.
    fn joined_once(&mut self, document: &Document) {
        for (at, join) in document.join.iter().enumerate() {
            let same = document.join[..at].iter().find(|known| {
                folded_name(&known.name.value) == folded_name(&join.name.value)
                    && known.id.value != join.id.value
            });
            let Some(first) = same else { continue };
            let name = &join.name.value;
            self.problems.push(
                Diagnostic::error(
                    &codes::NAME_TWICE,
                    say!(
                        "名称「{name}」归入了两家企业",
                        "the name `{name}` is joined to two firms"
                    ),
                )
                .at(join.id.span, say!("这里", "here"))
                .see(first.id.span, say!("和这里", "and here")),
            );
        }
    }

    fn table<T: Clone + Default>(&mut self, table: Option<&T>, name: &str) -> T {
        if table.is_none() {
            let message = say!("缺少 [{name}] 表", "the table [{name}] is missing");
            self.whole(&toml_codes::MISSING_TABLE, message);
        }
        table.cloned().unwrap_or_default()
    }

    fn source(&mut self, doc: &SourceDoc, fields: &[Field], settings: &GatherDoc) -> Source {
        if doc.files.is_empty() {
            let span = doc.id.span;
            self.at(&codes::NO_FILES, span, say!("来源没有写 files", "the source names no files"));
        }
        let mut columns = Vec::new();
        for (field, header) in doc.columns.iter().flat_map(|pairs| &pairs.value.0) {
            match fields.iter().position(|known| known.named.name == field.value) {
                Some(number) if fields[number].origin == Origin::Cells => {
                    columns.push((number, header.value.clone()));
                }
                Some(_) => self.not_of_cells(field),
                None => self.unknown_field(field, fields),
            }
        }
        let long = match (&doc.item, &doc.value) {
            (Some(item), Some(value)) => Some((item.value.clone(), value.value.clone())),
            (None, None) => None,
            (Some(one), None) | (None, Some(one)) => {
                let message = say!("item 和 value 要一起写", "`item` and `value` belong together");
                self.at(&codes::FIELD_NOT_CLEAR, one.span, message);
                None
            }
        };
        let merge = doc.merge.as_ref().or(settings.merge.as_ref());
        let merge_value = merge.map_or(Merge::Error, |merge| merge.value);
        if let Some(written) = merge.filter(|m| m.value == Merge::Latest && doc.latest_by.is_none())
        {
            self.latest_by_what(written.span, &doc.id.value);
        }
        Source {
            id: doc.id.value.clone(),
            name: doc.name.as_ref().unwrap_or(&doc.id).value.clone(),
            files: doc.files.iter().map(|file| file.value.clone()).collect(),
            sheet: doc.sheet.as_ref().map(|sheet| sheet.value.clone()),
            header_row: doc.header_row.as_ref().map(|row| row.value.max(1)),
            header_rows: self.within(doc.header_rows.as_ref(), 1, 1..=5),
            delimiter: doc.delimiter.as_ref().and_then(|written| self.delimiter(written)),
            key: doc.key.as_ref().map_or(Key::Id, |key| key.value),
            year: doc.year.as_ref().map(|year| year.value.clone()),
            unit: self.unit_of_amounts(doc, fields),
            latest_by: doc.latest_by.as_ref().map(|column| column.value.clone()),
            merge: merge_value,
            long,
            columns,
            may_differ: doc.may_differ.as_ref().is_some_and(|flag| flag.value),
            span: doc.id.span,
        }
    }

    /// The unit of the source's amounts, which some field must be convertible from: an unknown word
    /// would leave all of them in the fields' own units, ten thousand times off.
    fn unit_of_amounts(&mut self, doc: &SourceDoc, fields: &[Field]) -> String {
        let Some(written) = &doc.unit else { return String::new() };
        let unit = &written.value;
        let fits = |field: &Field| unit::power_between(unit, &field.unit).is_some();
        if !unit::is_known(unit) {
            let message = say!("单位「{unit}」不认识", "the unit `{unit}` is not known");
            self.at(&codes::UNIT_MISMATCH, written.span, message);
        } else if !fields.iter().filter(|field| !field.unit.is_empty()).any(fits) {
            let message = say!(
                "没有一个字段的单位能由「{unit}」换算",
                "no field has a unit to which `{unit}` can be converted"
            );
            self.at(&codes::UNIT_MISMATCH, written.span, message);
        }
        unit.clone()
    }

    fn not_of_cells(&mut self, written: &Written<String>) {
        let name = &written.value;
        self.at(
            &codes::FIELD_NOT_CLEAR,
            written.span,
            say!(
                "字段「{name}」是算出来的，不取自某一列",
                "the field `{name}` is made of others and not read from a column"
            ),
        );
    }

    fn delimiter(&mut self, written: &Written<String>) -> Option<u8> {
        let byte = match written.value.as_str() {
            "tab" | "\\t" => Some(b'\t'),
            one if one.len() == 1 => one.bytes().next(),
            _ => None,
        };
        let known = byte.filter(|byte| CANDIDATES.contains(byte));
        if known.is_none() {
            let message = say!("分隔符不认识", "this delimiter is not known");
            let choices =
                say!("可写 \",\"、\"tab\"、\";\"、\"|\"", "one of \",\", \"tab\", \";\", \"|\"");
            self.problems
                .push(Diagnostic::error(&codes::BAD_SETTING, message).at(written.span, choices));
        }
        known
    }

    pub fn latest_by_what(&mut self, span: Span, source: &str) {
        self.at(
            &codes::LATEST_BY_WHAT,
            span,
            say!(
                "merge = \"latest\" 要知道哪一行最新：来源 {source} 没有写 latest_by",
                "merge = \"latest\" needs to know which row is the latest: the source {source} has no `latest_by`"
            ),
        );
    }

    pub fn unknown_field(&mut self, written: &Written<String>, fields: &[Field]) {
        let name = &written.value;
        self.problems.push(
            Diagnostic::error(
                &codes::UNKNOWN_FIELD,
                say!("没有名为「{name}」的 [[field]]", "there is no [[field]] named `{name}`"),
            )
            .at(written.span, Text::default())
            .mend_if(did_you_mean(name, fields.iter().map(|field| field.named.name.as_str()))),
        );
    }

    /// Source ids as numbers.
    pub fn numbers(&mut self, written: &[Written<String>], ids: &[Written<String>]) -> Vec<usize> {
        let mut numbers = Vec::new();
        for one in written {
            match ids.iter().position(|id| id.value == one.value) {
                Some(number) => numbers.push(number),
                None => {
                    let name = &one.value;
                    self.problems.push(
                        Diagnostic::error(
                            &codes::UNKNOWN_SOURCE,
                            say!(
                                "没有 id 为「{name}」的来源",
                                "there is no source with the id `{name}`"
                            ),
                        )
                        .at(one.span, Text::default())
                        .mend_if(did_you_mean(name, ids.iter().map(|id| id.value.as_str()))),
                    );
                }
            }
        }
        numbers
    }

    /// A number from 0 to 1.
    pub fn share(&mut self, written: Option<&Written<f64>>, otherwise: f64) -> f64 {
        let Some(written) = written else { return otherwise };
        if (0.0..=1.0).contains(&written.value) {
            return written.value;
        }
        self.at(
            &codes::BAD_SETTING,
            written.span,
            say!("应在 0 到 1 之间", "must be between 0 and 1"),
        );
        otherwise
    }

    /// A whole number within bounds.
    pub fn within(
        &mut self,
        written: Option<&Written<usize>>,
        otherwise: usize,
        bounds: std::ops::RangeInclusive<usize>,
    ) -> usize {
        let Some(written) = written else { return otherwise };
        if bounds.contains(&written.value) {
            return written.value;
        }
        let (from, to) = (bounds.start(), bounds.end());
        self.at(
            &codes::BAD_SETTING,
            written.span,
            say!("应在 {from} 到 {to} 之间", "must be between {from} and {to}"),
        );
        otherwise
    }

    /// Tells every name that stands twice.
    pub fn unique(&mut self, names: &[Written<String>], what: Text) {
        for (at, name) in names.iter().enumerate() {
            if let Some(first) = names[..at].iter().find(|known| known.value == name.value) {
                let (zh, en, written) = (&what.zh, &what.en, &name.value);
                self.problems.push(
                    Diagnostic::error(
                        &codes::NAME_TWICE,
                        say!("{zh}「{written}」写了两次", "the {en} `{written}` stands twice"),
                    )
                    .at(name.span, say!("又写了一次", "here again"))
                    .see(first.span, say!("先写在这里", "first here")),
                );
            }
        }
    }

    pub fn at(&mut self, code: Code, span: Span, message: Text) {
        self.problems.push(Diagnostic::error(code, message).at(span, Text::default()));
    }

    fn whole(&mut self, code: Code, message: Text) {
        self.problems.push(Diagnostic::error(code, message));
    }
}
