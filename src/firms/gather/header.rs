//! The header of one table: where it stands, what its merged cells say together (name, unit, year),
//! and which column is which field. Knows the wishes, not the cells below.

use std::collections::BTreeMap;

use super::sources::Source;
use super::unit_line::UnitLine;
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Diagnostic, Place, did_you_mean};
use crate::firms::credit_code::is_invisible;
use crate::firms::header::normal;
use crate::firms::unit;
use crate::say;

/// So many rows are looked through for the header, which may stand below a title and notes.
pub(crate) const SEARCHED: usize = 15;

/// What a column can be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    /// The firm's id.
    Id,
    /// The firm's name.
    Name,
    /// Former names.
    Former,
    /// The row's year.
    Year,
    /// The date by which the latest row is told.
    LatestBy,
    /// The item of a long table.
    Item,
    /// The value of a long table.
    Value,
    /// A field, by its number.
    Field(usize),
    /// A column whose words decide whether a row counts.
    Words(String),
}

/// A column that is wanted from a source, with the headers under which it may stand.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub target: Target,
    /// The name by which people know it.
    pub name: String,
    /// As headers are compared, the own name first.
    pub headers: Vec<String>,
    /// Whether the sources file names this column for this source, so that it must be there.
    pub is_demanded: bool,
}

/// The header of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Head {
    /// The number of its first record.
    pub first: usize,
    /// How many records it has.
    pub rows: usize,
    /// Its line in the file.
    pub line: u64,
    /// One per field.
    pub columns: Vec<Heading>,
    /// Fields up to the last one with a name.
    pub named_width: usize,
    /// The line above it that states a unit.
    pub unit_line: Option<UnitLine>,
}

impl Head {
    /// The unit of the table's amounts, where it is said of all of them; empty where it is not.
    pub fn unit_of_amounts<'a>(&'a self, source: &'a Source) -> &'a str {
        match source.unit.as_str() {
            "" => self.unit_line.as_ref().and_then(|line| line.unit.as_deref()).unwrap_or(""),
            stated => stated,
        }
    }
}

/// What stands above one column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Heading {
    /// As a person would say it: `营业收入（千元）/2020年`.
    pub text: String,
    /// The unit that it states.
    pub unit: Option<String>,
    /// The year that it states.
    pub year: Option<i32>,
    /// What it may be called, as headers are compared, the fullest first.
    names: Vec<Calling>,
    /// What stands above its own name.
    groups: Vec<String>,
}

/// One way to call a column.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Calling {
    name: String,
    /// Without the group above it, which may say that it is something else.
    is_part: bool,
}

/// Whether a single cell may be a wanted header.
pub(crate) fn is_wished(cell: &str, wishes: &[Wish]) -> bool {
    let heading = Heading::new(&[cell.to_owned()]);
    wishes.iter().any(|wish| fit(&heading, wish).is_some())
}

/// Finds the header among the first rows (line and fields).
pub(crate) fn find(
    rows: &[(u64, Vec<String>)],
    source: &Source,
    wishes: &[Wish],
    file: &str,
) -> Result<Head, Diagnostic> {
    let keys: Vec<&Wish> =
        wishes.iter().filter(|w| matches!(w.target, Target::Id | Target::Name)).collect();
    let has_key = |fields: &Vec<String>| {
        let heading = |field: &String| Heading::new(std::slice::from_ref(field));
        fields.iter().any(|field| keys.iter().any(|wish| fit(&heading(field), wish).is_some()))
    };
    let first = match source.header_row {
        Some(line) => rows.iter().position(|(at, _)| *at == line as u64),
        None => rows.iter().position(|(_, fields)| has_key(fields)),
    };
    let Some(first) = first.filter(|first| first + source.header_rows <= rows.len()) else {
        return Err(no_header(rows, source, &keys, file));
    };
    let parts: Vec<&Vec<String>> =
        rows[first..first + source.header_rows].iter().map(|(_, fields)| fields).collect();
    let width = parts.iter().map(|fields| fields.len()).max().unwrap_or(0);
    let columns: Vec<Heading> = merged(&parts, width).iter().map(|p| Heading::new(p)).collect();
    let named_width = columns.iter().rposition(|c| !c.text.is_empty()).map_or(0, |at| at + 1);
    let unit_line = UnitLine::find(&rows[..first]);
    let (rows, line) = (source.header_rows, rows[first].0);
    Ok(Head { first, rows, line, columns, named_width, unit_line })
}

/// For each column its parts from top to bottom. A cell merged over several columns stands only in
/// the first of them: it holds for those to its right that have something below and nothing of
/// their own.
fn merged(rows: &[&Vec<String>], width: usize) -> Vec<Vec<String>> {
    let cell = |row: usize, column: usize| {
        rows[row].get(column).map_or("", |text| text.trim_matches(is_invisible))
    };
    let mut columns = vec![Vec::new(); width];
    for row in 0..rows.len() {
        let mut left = "";
        for (column, parts) in columns.iter_mut().enumerate() {
            let own = cell(row, column);
            let has_below = (row + 1..rows.len()).any(|below| !cell(below, column).is_empty());
            left = if own.is_empty() { left } else { own };
            let text = if own.is_empty() && has_below { left } else { own };
            if !text.is_empty() {
                parts.push(text.to_owned());
            }
        }
    }
    columns
}

impl Heading {
    /// What it may be called, as headers are compared, the fullest first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|calling| calling.name.as_str())
    }

    /// What the parts, top to bottom, say together.
    pub fn new(parts: &[String]) -> Heading {
        let (mut unit, mut year, mut rest) = (None, None, Vec::new());
        for part in parts {
            let mut name = normal(part);
            while let Some((before, inside)) = bracketed(&name) {
                if unit::is_known(&inside) {
                    unit = Some(unit::canonical(&inside));
                } else if let Some(found) = year_alone(&inside) {
                    year = Some(found);
                } else {
                    break;
                }
                name = before;
            }
            if let Some(found) = year_alone(&name) {
                year = Some(found);
            } else if let Some((found, after)) = year_before(&name) {
                year = Some(found);
                rest.push(after);
            } else if !name.is_empty() {
                rest.push(name);
            }
        }
        let full: String = parts.iter().map(|part| normal(part)).collect();
        // As it is shown, so that a person can state it as an alias.
        let shown = normal(&parts.join("/"));
        let whole = [full, shown, rest.concat()].map(|name| Calling { name, is_part: false });
        let part = rest.last().map(|name| Calling { name: name.clone(), is_part: true });
        let mut names: Vec<Calling> = whole.into_iter().chain(part).collect();
        names.dedup_by(|later, first| later.name == first.name);
        names.retain(|calling| !calling.name.is_empty());
        rest.pop();
        Heading { text: parts.join("/"), unit, year, names, groups: rest }
    }
}

/// Groups below which a name means something else: `预算/营业收入` is no revenue. A group that only
/// holds such a word (`人才计划`) is one like any other.
const TURNS: [&str; 19] = [
    "上年",
    "上年同",
    "去年",
    "去年同",
    "同",
    "上",
    "年初",
    "期初",
    "预算",
    "计划",
    "年度计划",
    "目标",
    "预计",
    "预测",
    "增长",
    "增速",
    "比重",
    "占比",
    "环比",
];
/// The same at the end of a longer group.
const TURNING_ENDS: [&str; 8] = ["排名", "平均", "同比", "同比增长", "季度", "半年", "月", "月份"];

fn turns(group: &str) -> bool {
    let bare = group.trim_end_matches(['数', '值', '额', '率', '度', '期']);
    let ends = |end: &&str| bare.ends_with(*end) || group.ends_with(*end);
    TURNS.contains(&bare) || TURNING_ENDS.iter().any(ends)
}

impl Heading {
    /// Whether its last part alone must not be taken for its name, because the group above says
    /// that it is something else.
    fn is_turned(&self) -> bool {
        self.groups.iter().any(|group| turns(group))
    }
}

/// `研发费用(千元)` as the name and what the last bracket holds.
fn bracketed(name: &str) -> Option<(String, String)> {
    let (before, inside) = name.strip_suffix(')')?.rsplit_once('(')?;
    (!inside.is_empty()).then(|| (before.to_owned(), inside.to_owned()))
}

/// `2020`, `2020年`, `2020年度`.
pub(crate) fn year_alone(text: &str) -> Option<i32> {
    let digits = text.strip_suffix('度').unwrap_or(text);
    let digits = digits.strip_suffix('年').unwrap_or(digits);
    if digits.len() != 4 {
        return None;
    }
    digits.parse().ok().filter(|year| (1950..=2100).contains(year))
}

/// Whether a cell is nothing but a year, a unit in brackets, or a word that tells years apart.
pub(crate) fn is_heading_alone(cell: &str) -> bool {
    const WORDS: [&str; 5] = ["本年", "本期", "今年", "决算", "实际"];
    let bare = cell.trim_end_matches(['数', '值', '额', '末', '度']);
    let (bare, inside) = bracketed(bare).unwrap_or((bare.to_owned(), String::new()));
    let is_unit = bare.is_empty() && unit::is_known(&inside);
    is_unit || WORDS.contains(&bare.as_str()) || turns(&bare) || year_alone(&bare).is_some()
}

/// `2020年营业收入` as the year and what follows it.
fn year_before(text: &str) -> Option<(i32, String)> {
    let (digits, rest) = text.split_once('年')?;
    let year = year_alone(digits)?;
    let rest = rest.strip_prefix('度').unwrap_or(rest);
    (!rest.is_empty()).then(|| (year, rest.to_owned()))
}

/// How well a heading fits a wish, the better first; `None` where it does not.
fn fit(heading: &Heading, wish: &Wish) -> Option<Quality> {
    heading.names.iter().enumerate().find_map(|(fullness, calling)| {
        let alias = wish.headers.iter().position(|known| *known == calling.name)?;
        Some((calling.is_part, fullness, alias.min(1)))
    })
}

/// The columns that fit one wish.
type Fitting = Vec<(Quality, usize)>;

/// By a part of the heading only; how much of it; by an alias: the smaller the better.
type Quality = (bool, usize, usize);

/// Where the wishes stand in one table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout {
    columns: BTreeMap<Target, Vec<usize>>,
}

impl Layout {
    /// The column of a target that has only one.
    pub fn one(&self, target: &Target) -> Option<usize> {
        self.columns.get(target).and_then(|columns| columns.first().copied())
    }

    /// Every field with its columns (one per year).
    pub fn fields(&self) -> impl Iterator<Item = (usize, usize)> {
        self.columns.iter().flat_map(|(target, columns)| {
            let field = match target {
                Target::Field(field) => Some(*field),
                _ => None,
            };
            field.into_iter().flat_map(move |field| columns.iter().map(move |at| (field, *at)))
        })
    }

    /// Which targets have a column.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        self.columns.keys()
    }

    /// Whether a column is used for anything.
    pub fn uses(&self, column: usize) -> bool {
        self.columns.values().any(|columns| columns.contains(&column))
    }
}

/// Gives every column to the wish that it fits best. `this` is the year of headers that state none.
///
/// # Errors
/// All problems at once: a wish that two columns fit equally, a demanded column that is not there.
pub(crate) fn lay_out(
    head: &Head,
    wishes: &[Wish],
    file: &str,
    this: Option<i32>,
) -> Result<Layout, Vec<Diagnostic>> {
    let place = || Place { file: file.to_owned(), line: Some(head.line), ..Place::default() };
    let (mut layout, mut problems) = (Layout::default(), Vec::new());
    let mut fits: BTreeMap<(&Target, Option<i32>), Fitting> = BTreeMap::new();
    for (at, heading) in head.columns.iter().enumerate() {
        let is_turned = heading.is_turned();
        let fits_all = |quality: &Quality| !(quality.0 && is_turned);
        let fitting =
            wishes.iter().filter_map(|wish| Some((fit(heading, wish).filter(fits_all)?, wish)));
        let fitting: Vec<_> = fitting.collect();
        let best = fitting.iter().map(|(quality, _)| *quality).min();
        // One column may serve twice, as the date of the latest row and as a field.
        for (quality, wish) in fitting.into_iter().filter(|(quality, _)| Some(*quality) == best) {
            let is_field = matches!(wish.target, Target::Field(_));
            let year = heading.year.or(this).filter(|_| is_field);
            fits.entry((&wish.target, year)).or_default().push((quality, at));
        }
    }
    for ((target, _), mut columns) in fits {
        columns.sort();
        // A column that fits by a part of its heading gives way to one that fits by all of it.
        let is_part = columns[0].0.0;
        let equal: Vec<usize> =
            columns.iter().filter(|(q, _)| q.0 == is_part).map(|(_, at)| *at).collect();
        if equal.len() > 1 {
            problems.push(mapped_twice(head, wishes, target, &equal).in_table(place()));
        }
        layout.columns.entry(target.clone()).or_default().push(columns[0].1);
    }
    for wish in wishes.iter().filter(|wish| wish.is_demanded) {
        if layout.one(&wish.target).is_none() {
            problems.push(not_there(head, wish).in_table(place()));
        }
    }
    if problems.is_empty() { Ok(layout) } else { Err(problems) }
}

fn mapped_twice(head: &Head, wishes: &[Wish], target: &Target, columns: &[usize]) -> Diagnostic {
    let wish = wishes.iter().find(|wish| wish.target == *target);
    let name = wish.map_or("", |wish| wish.name.as_str());
    let told = columns.iter().map(|at| format!("{} ({})", head.columns[*at].text, at + 1));
    let told = told.collect::<Vec<_>>().join(", ");
    Diagnostic::error(
        &codes::FIELD_MAPPED_TWICE,
        say!(
            "「{name}」在表里对上了不止一列：{told}",
            "`{name}` is carried by more than one column: {told}"
        ),
    )
    .mend(say!(
        "在来源的 columns 里写明用哪一列，或从 aliases 里删去不用的叫法",
        "say in the source's `columns` which one is meant, or drop the other name from `aliases`"
    ))
}

fn not_there(head: &Head, wish: &Wish) -> Diagnostic {
    let named = || head.columns.iter().map(|c| c.text.as_str()).filter(|text| !text.is_empty());
    let (name, all) = (&wish.name, named().collect::<Vec<_>>().join(" | "));
    Diagnostic::error(
        &codes::COLUMN_NOT_THERE,
        say!("表里没有「{name}」这一列", "the table has no column `{name}`"),
    )
    .because(say!("表里有：{all}", "the table has: {all}"))
    .mend_if(did_you_mean(name, named()))
}

fn no_header(
    rows: &[(u64, Vec<String>)],
    source: &Source,
    keys: &[&Wish],
    file: &str,
) -> Diagnostic {
    let names = keys.iter().map(|wish| wish.name.as_str()).collect::<Vec<_>>().join(", ");
    let message = match source.header_row {
        Some(line) => {
            say!("第 {line} 行起没有完整的表头", "there is no complete header from line {line} on")
        }
        None => say!(
            "前 {SEARCHED} 行里找不到表头：没有一行有「{names}」",
            "no header in the first {SEARCHED} rows: none of them has `{names}`"
        ),
    };
    let shown = rows.iter().find(|(_, fields)| fields.len() > 1).or(rows.first());
    let first = shown.map(|(_, fields)| fields.join(" | ")).unwrap_or_default();
    Diagnostic::error(&codes::NO_HEADER, message)
        .in_table(Place { file: file.to_owned(), ..Place::default() })
        .because(say!("表的开头是：{first}", "the table begins: {first}"))
        .mend(say!(
            "企业代码叫法不同的，在 [[field]] 里写它的 aliases；表头位置不同的，写 header_row",
            "where the id has another name, state it as one of its `aliases` in a [[field]]; where the header stands elsewhere, state `header_row`"
        ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(parts: &[&str]) -> Heading {
        Heading::new(&parts.iter().map(|part| part.to_string()).collect::<Vec<_>>())
    }

    #[test]
    fn unit_and_year_are_read_out_of_the_header() {
        for (parts, name, unit, year) in [
            (&["营业收入（千元）", "2020年"][..], "营业收入", Some("千元"), Some(2020)),
            (&["2019年度营业收入(万元)"], "营业收入", Some("万元"), Some(2019)),
            (&["研发费用（2018）（元）"], "研发费用", Some("元"), Some(2018)),
            (&["基本情况", "职工总数"], "职工总数", None, None),
            (&["收入（含税）"], "收入(含税)", None, None),
        ] {
            let heading = heading(parts);
            assert_eq!(heading.names().last(), Some(name), "{parts:?}");
            assert_eq!(heading.unit.as_deref(), unit, "{parts:?}");
            assert_eq!(heading.year, year, "{parts:?}");
        }
    }

    #[test]
    fn a_merged_cell_holds_for_the_columns_below_it() {
        let top = ["代码", "收入", "", "", "备注"].map(String::from).to_vec();
        let below = ["", "2019", "2020", "", ""].map(String::from).to_vec();
        let columns = merged(&[&top, &below], 5);
        assert_eq!(columns[0], ["代码"]);
        assert_eq!(columns[2], ["收入", "2020"]);
        assert!(columns[3].is_empty());
        assert_eq!(columns[4], ["备注"]);
    }
}
