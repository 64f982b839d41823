//! What the zone's staff wrote: every key of a sources file with its place. Nothing is interpreted
//! here; `sources` says what it means. The JSON Schema is derived from these types.

use schemars::JsonSchema;
use toml::de::DeValue;

use crate::say;
use crate::scheme::column::{ColumnKind, IdKind};
use crate::toml_reading::{
    Context, Fields, Read, Value, Written, number, read_table, read_word, tables,
};

/// A whole sources file.
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields, title = "innopoints sources")]
pub struct Document {
    /// The year, the tolerance and the rules that hold for every field.
    pub gather: Option<GatherDoc>,
    /// What names a firm.
    pub firm: Option<FirmDoc>,
    /// The field dictionary: the columns of the result, in its order.
    #[schemars(default)]
    pub field: Vec<FieldDoc>,
    /// The departments' tables.
    #[schemars(default)]
    pub source: Vec<SourceDoc>,
    /// Names that a person has looked up: rows under this name belong to this firm.
    #[schemars(default)]
    pub join: Vec<JoinDoc>,
}

/// `[gather]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct GatherDoc {
    /// For people.
    pub name: Option<Written<String>>,
    /// The year that `year = "this"` means, such as 2020.
    pub year: Option<Written<i32>>,
    /// Which source is believed where several disagree: source ids, the most trusted first.
    #[schemars(default)]
    pub priority: Vec<Written<String>>,
    /// Several rows of one firm in one source that differ, unless source or field say otherwise.
    pub merge: Option<Written<Merge>>,
    /// Numbers that differ by no more than this part of themselves agree (0.001 is 0.1 %).
    pub tolerance: Option<Written<f64>>,
    /// From which similarity (0 to 1) on a name is proposed for review; 0.85 by default.
    pub near: Option<Written<f64>>,
    /// Only firms that stand in these sources are gathered; all firms by default.
    #[schemars(default)]
    pub firms_from: Vec<Written<String>>,
}

/// `[firm]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FirmDoc {
    /// The column of the firm's id.
    pub id: Written<String>,
    /// The column of the firm's name.
    pub name: Option<Written<String>>,
    /// The column of former names (曾用名), several of them separated by 、 or ;.
    pub former: Option<Written<String>>,
    /// What the ids are; "uscc" by default.
    pub id_kind: Option<Written<IdKind>>,
    /// What becomes of a row whose credit code does not hold; "reject" by default.
    pub bad_id: Option<Written<BadId>>,
}

/// `bad_id = "..."`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BadId {
    /// The row is rejected, with a proposal where its name is known.
    #[default]
    Reject,
    /// The row is a firm of its own under the id as it is written.
    Keep,
}

/// `[[field]]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FieldDoc {
    /// The column's name in the result.
    pub name: Written<String>,
    /// What its cells are; "number" where a unit is stated, else "text".
    #[schemars(rename = "type")]
    pub kind: Option<Written<ColumnKind>>,
    /// The unit of the result: 元, 千元, 万元, 亿元, %, 人, 件, ...
    pub unit: Option<Written<String>>,
    /// Other headers under which tables carry it.
    #[schemars(default)]
    pub aliases: Vec<Written<String>>,
    /// What it is, for people.
    #[expect(dead_code, reason = "it is read so that it may be written")]
    pub about: Option<Written<String>>,
    /// Several rows of one firm in one source that differ.
    pub merge: Option<Written<Merge>>,
    /// Which source is believed where several disagree; stands for `[gather] priority`.
    #[schemars(default)]
    pub priority: Vec<Written<String>>,
    /// Only these sources are looked at.
    #[schemars(default)]
    pub sources: Vec<Written<String>>,
    /// As in `[gather]`, for this field.
    pub tolerance: Option<Written<f64>>,
    /// The field whose years this one is made of.
    pub from: Option<Written<String>>,
    /// Which year of it: "this", "last", or a number such as 2018.
    pub year: Option<Written<YearDoc>>,
    /// Made of several years up to `year`: "sum", "mean", "growth", "cagr".
    pub over: Option<Written<Over>>,
    /// Over how many years: of `sum` and `mean` the years added, of `cagr` the years passed.
    pub years: Option<Written<usize>>,
    /// Counts the rows whose columns hold these words: { "专利类型" = "发明", "法律状态" = ["有效"] }.
    pub count: Option<Written<Pairs<OneOrMany>>>,
    /// What holds for a firm that no source mentions, such as 0 where the register is complete.
    pub absent: Option<Written<f64>>,
    /// Whether it is a column of the result (default true); false for what only others are made of.
    pub keep: Option<Written<bool>>,
}

/// `[[source]]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SourceDoc {
    /// Short name, for `priority` and for reports.
    pub id: Written<String>,
    /// The department's name, for people.
    pub name: Option<Written<String>>,
    /// Files or globs, relative to the sources file.
    #[schemars(default)]
    pub files: Vec<Written<String>>,
    /// The sheet, by name or by number from 1; the first with data by default.
    pub sheet: Option<Written<SheetDoc>>,
    /// The line of the header's first row; found by its columns by default.
    pub header_row: Option<Written<usize>>,
    /// How many rows the header has; 1 by default.
    pub header_rows: Option<Written<usize>>,
    /// What separates the fields; recognised by default.
    pub delimiter: Option<Written<String>>,
    /// By what rows are joined: "id" (by name where it is blank) or "name".
    pub key: Option<Written<Key>>,
    /// The year of every row (2020), or the column that holds it ("年度").
    pub year: Option<Written<SourceYearDoc>>,
    /// The unit of amounts whose header states none, such as 千元.
    pub unit: Option<Written<String>>,
    /// The date column that tells which of several rows is the latest.
    pub latest_by: Option<Written<String>>,
    /// Several rows of one firm that differ, unless the field says otherwise.
    pub merge: Option<Written<Merge>>,
    /// In a long table, the column that names the field of each row.
    pub item: Option<Written<String>>,
    /// In a long table, the column that holds the value of each row.
    pub value: Option<Written<String>>,
    /// Headers of this source alone: { "营业收入" = "全年销售额" }.
    pub columns: Option<Written<Pairs<Written<String>>>>,
    /// Whether its files may lack columns that others have (default false).
    pub may_differ: Option<Written<bool>>,
}

/// `[[join]]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JoinDoc {
    /// The name as the tables write it.
    pub name: Written<String>,
    /// The firm's id.
    pub id: Written<String>,
}

/// Several values of one firm in one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Merge {
    /// Stop and name them.
    Error,
    /// The row with the latest date in the source's `latest_by` column.
    Latest,
    /// The first in the order of files and lines.
    First,
    /// Their sum.
    Sum,
    /// The largest.
    Max,
    /// The smallest.
    Min,
}

/// What is made of several years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Over {
    /// The years added.
    Sum,
    /// Their mean.
    Mean,
    /// This year over last year, less one.
    Growth,
    /// The compound annual growth rate.
    Cagr,
}

/// By what rows are joined to firms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Key {
    /// By the id, and by the name where the id is blank.
    #[default]
    Id,
    /// By the name alone.
    Name,
}

/// `"this"`, `"last"`, or a calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearDoc {
    /// So many years after this one: 0 or -1.
    After(i32),
    /// A calendar year.
    Calendar(i32),
}

/// A calendar year, or a column that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceYearDoc {
    /// Every row is of this year.
    Calendar(i32),
    /// The header of the column.
    Column(String),
}

/// A sheet by name or number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetDoc {
    /// From 1.
    Number(usize),
    /// As on its tab.
    Name(String),
}

/// One word or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OneOrMany(pub Vec<String>);

/// A table whose keys are the user's own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pairs<T>(pub Vec<(Written<String>, T)>);

impl<T: Read> Read for Pairs<T> {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            context.wrong_type(value, say!("表 {{ 列 = 值 }}", "a table {{ column = value }}"));
            return None;
        };
        let mut pairs = Vec::new();
        for (key, value) in table {
            let name = Written { value: key.get_ref().to_string(), span: context.span(key.span()) };
            pairs.push((name, T::read(value, context)?));
        }
        Some(Pairs(pairs))
    }
}

impl Read for OneOrMany {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        match value.get_ref() {
            DeValue::Array(_) => Vec::read(value, context).map(OneOrMany),
            _ => String::read(value, context).map(|word| OneOrMany(vec![word])),
        }
    }
}

impl Read for i32 {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        match number(value.get_ref()).filter(|n| n.fract() == 0.0 && n.abs() < 1e9) {
            Some(whole) => Some(whole as i32),
            None => {
                context.wrong_type(value, say!("整数", "a whole number"));
                None
            }
        }
    }
}

impl Read for YearDoc {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        match value.get_ref() {
            DeValue::Integer(_) => i32::read(value, context).map(YearDoc::Calendar),
            _ => crate::toml_reading::keyword(
                value,
                &[("this", YearDoc::After(0)), ("last", YearDoc::After(-1))],
                context,
            ),
        }
    }
}

impl Read for SourceYearDoc {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        match value.get_ref() {
            DeValue::Integer(_) => i32::read(value, context).map(SourceYearDoc::Calendar),
            _ => String::read(value, context).map(SourceYearDoc::Column),
        }
    }
}

impl Read for SheetDoc {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        match value.get_ref() {
            DeValue::Integer(_) => usize::read(value, context).map(SheetDoc::Number),
            _ => String::read(value, context).map(SheetDoc::Name),
        }
    }
}

read_word!(BadId, "reject" => BadId::Reject, "keep" => BadId::Keep);
read_word!(Merge, "error" => Merge::Error, "latest" => Merge::Latest, "first" => Merge::First,
    "sum" => Merge::Sum, "max" => Merge::Max, "min" => Merge::Min);
read_word!(Over, "sum" => Over::Sum, "mean" => Over::Mean, "growth" => Over::Growth,
    "cagr" => Over::Cagr);
read_word!(Key, "id" => Key::Id, "name" => Key::Name);

read_table!(GatherDoc, |f, c| GatherDoc {
    name: f.get("name", c),
    year: f.get("year", c),
    priority: f.or_default("priority", c),
    merge: f.get("merge", c),
    tolerance: f.get("tolerance", c),
    near: f.get("near", c),
    firms_from: f.or_default("firms_from", c),
});

read_table!(FirmDoc, |f, c| FirmDoc {
    id: f.need("id", c),
    name: f.get("name", c),
    former: f.get("former", c),
    id_kind: f.get("id_kind", c),
    bad_id: f.get("bad_id", c),
});

read_table!(FieldDoc, |f, c| FieldDoc {
    name: f.need("name", c),
    kind: f.get("type", c),
    unit: f.get("unit", c),
    aliases: f.or_default("aliases", c),
    about: f.get("about", c),
    merge: f.get("merge", c),
    priority: f.or_default("priority", c),
    sources: f.or_default("sources", c),
    tolerance: f.get("tolerance", c),
    from: f.get("from", c),
    year: f.get("year", c),
    over: f.get("over", c),
    years: f.get("years", c),
    count: f.get("count", c),
    absent: f.get("absent", c),
    keep: f.get("keep", c),
});

read_table!(SourceDoc, |f, c| SourceDoc {
    id: f.need("id", c),
    name: f.get("name", c),
    files: f.need("files", c).value,
    sheet: f.get("sheet", c),
    header_row: f.get("header_row", c),
    header_rows: f.get("header_rows", c),
    delimiter: f.get("delimiter", c),
    key: f.get("key", c),
    year: f.get("year", c),
    unit: f.get("unit", c),
    latest_by: f.get("latest_by", c),
    merge: f.get("merge", c),
    item: f.get("item", c),
    value: f.get("value", c),
    columns: f.get("columns", c),
    may_differ: f.get("may_differ", c),
});

read_table!(JoinDoc, |f, c| JoinDoc { name: f.need("name", c), id: f.need("id", c) });

impl Document {
    /// Reads a whole file; every problem is noted.
    pub fn read(table: &toml::de::DeTable, context: &mut Context) -> Document {
        let mut fields = Fields::root(table);
        let document = Document {
            gather: fields.get("gather", context),
            firm: fields.get("firm", context),
            field: tables(&mut fields, "field", context),
            source: tables(&mut fields, "source", context),
            join: tables(&mut fields, "join", context),
        };
        fields.finish(context);
        document
    }
}
