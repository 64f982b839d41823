//! One table whose columns are known: which field each carries, in which unit, for which year.
//! Tells every reason for which the tables of a source cannot be put together.

use super::document::{Key, SourceYearDoc};
use super::grid::Grid;
use super::header::{self, Layout, Target, Wish};
use super::sources::{Field, Named, Origin, Plan, Source};
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Diagnostic, Place, Text};
use crate::firms::header::normal;
use crate::firms::{HeaderMatch, Input, unit};
use crate::say;
use crate::scheme::column::ColumnKind;

/// A table with its columns.
#[derive(Debug)]
pub(crate) struct Table {
    /// The number of its source.
    pub source: usize,
    /// Every record.
    pub grid: Grid,
    /// The columns that are no fields.
    pub layout: Layout,
    /// The columns that are fields.
    pub columns: Vec<FieldColumn>,
}

/// A column that carries a field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FieldColumn {
    /// The field's number.
    pub field: usize,
    /// The column's, from 0.
    pub at: usize,
    /// The year that the header states.
    pub year: Option<i32>,
    /// The unit of the cells.
    pub unit: String,
    /// The power of ten that tells them in the field's unit.
    pub power: i32,
}

impl Table {
    /// Reads a file and finds its columns.
    ///
    /// # Errors
    /// Everything that makes the file unusable.
    pub fn read(input: &Input, number: usize, plan: &Plan) -> Result<Table, Vec<Diagnostic>> {
        let source = &plan.sources[number];
        let wishes = wishes(plan, number);
        let grid = Grid::read(input, source, &wishes)?;
        // A header without a year speaks of this year, unless each row or the file states its own.
        let this = plan.year.filter(|_| source.year.is_none());
        let layout = header::lay_out(&grid.head, &wishes, &grid.file, this)?;
        let mut problems = Vec::new();
        let mut columns = Vec::new();
        for (field, at) in layout.fields() {
            match field_column(plan, source, &grid, field, at) {
                Ok(column) => columns.push(column),
                Err(problem) => problems.push(problem),
            }
        }
        problems.extend(cut_off(&grid));
        problems.extend(second_header(&grid, &layout));
        let table = Table { source: number, grid, layout, columns };
        if problems.is_empty() { Ok(table) } else { Err(problems) }
    }

    /// The headers that carry something under another name than its own.
    pub fn matched(&self, plan: &Plan) -> Vec<HeaderMatch> {
        let named = self.layout.targets().filter_map(|target| {
            let name = match target {
                Target::Id => &plan.firm.id.name,
                Target::Name => &plan.firm.name.as_ref()?.name,
                Target::Former => &plan.firm.former.as_ref()?.name,
                _ => return None,
            };
            Some((name, self.layout.one(target)?))
        });
        let fields = self.columns.iter().map(|c| (&plan.fields[c.field].named.name, c.at));
        named
            .chain(fields)
            .map(|(column, at)| (column, &self.grid.head.columns[at].text))
            .filter(|(column, header)| column != header)
            .map(|(column, header)| HeaderMatch { column: column.clone(), header: header.clone() })
            .collect()
    }

    /// Whether it has amounts whose header states no unit.
    pub fn has_bare_amounts(&self, plan: &Plan) -> bool {
        let is_bare = |at: usize| self.grid.head.columns[at].unit.is_none();
        let is_amount = |column: &&FieldColumn| unit::is_money(&plan.fields[column.field].unit);
        let of_items = self.layout.one(&Target::Value);
        let of_columns = self.columns.iter().filter(is_amount).map(|column| column.at);
        of_columns.chain(of_items).any(is_bare)
    }

    /// Headers of which no use is made.
    pub fn unused(&self) -> Vec<String> {
        let columns = self.grid.head.columns.iter().enumerate();
        let unused = columns.filter(|(at, c)| !c.text.is_empty() && !self.layout.uses(*at));
        unused.map(|(_, heading)| heading.text.clone()).collect()
    }
}

fn field_column(
    plan: &Plan,
    source: &Source,
    grid: &Grid,
    number: usize,
    at: usize,
) -> Result<FieldColumn, Diagnostic> {
    let (field, heading) = (&plan.fields[number], &grid.head.columns[at]);
    let is_number = matches!(field.kind, ColumnKind::Number | ColumnKind::Integer);
    let column = |unit: &str, power| FieldColumn {
        field: number,
        at,
        year: heading.year,
        unit: unit.to_owned(),
        power,
    };
    if !is_number {
        return Ok(column("", 0));
    }
    let of_amounts = grid.head.unit_of_amounts(source);
    match reading_unit(heading.unit.as_deref(), of_amounts, field) {
        Ok((unit, power)) => Ok(column(&unit, power)),
        Err(why) => Err(Diagnostic::error(&codes::UNIT_MISMATCH, why).in_table(Place {
            file: grid.file.clone(),
            line: Some(grid.head.line),
            column: Some(heading.text.clone()),
            firm: None,
        })),
    }
}

/// In which unit the cells of a field stand, and the power of ten that tells them in the field's.
/// `stated` is said of this column; `of_amounts` of all amounts of the table, so that heads and
/// pieces beside them are counted in their own.
///
/// # Errors
/// What cannot be converted.
pub(crate) fn reading_unit(
    stated: Option<&str>,
    of_amounts: &str,
    field: &Field,
) -> Result<(String, i32), Text> {
    let own = &field.unit;
    let refuse = |unit: &str| {
        let name = &field.named.name;
        Err(say!(
            "单位「{unit}」换算不成字段「{name}」的「{own}」",
            "the unit `{unit}` cannot be converted to the `{own}` of the field `{name}`"
        ))
    };
    match (stated, own.is_empty()) {
        (Some(stated), true) => Ok((stated.to_owned(), 0)),
        (Some(stated), false) => match unit::power_between(stated, own) {
            Some(power) => Ok((stated.to_owned(), power)),
            None => refuse(stated),
        },
        (None, false) if !of_amounts.is_empty() => match unit::power_between(of_amounts, own) {
            Some(power) => Ok((of_amounts.to_owned(), power)),
            None if unit::is_money(of_amounts) && unit::is_money(own) => refuse(of_amounts),
            None => Ok((own.clone(), 0)),
        },
        (None, _) => Ok((own.clone(), 0)),
    }
}

/// Below a header of one row stands another: years side by side, of which the first would be taken
/// for all.
fn second_header(grid: &Grid, layout: &Layout) -> Option<Diagnostic> {
    let row = grid.body().next()?;
    let keys = [Target::Id, Target::Name].map(|target| layout.one(&target));
    if keys.into_iter().flatten().any(|at| !grid.raw(row, at).is_blank()) {
        return None;
    }
    let cells = (0..grid.head.columns.len()).map(|at| normal(&grid.raw(row, at).shown()));
    let cells: Vec<String> = cells.filter(|cell| !cell.is_empty()).collect();
    // A lone 2016 may be a number; it takes two of them, or what no number looks like.
    let is_bare = |cell: &String| cell.len() == 4 && header::year_alone(cell).is_some();
    let enough = cells.len() > 1 || cells.iter().any(|cell| !is_bare(cell));
    if !enough || cells.is_empty() || !cells.iter().all(|cell| header::is_heading_alone(cell)) {
        return None;
    }
    let rows = grid.head.rows + 1;
    Some(
        Diagnostic::error(
            &codes::NO_HEADER,
            say!(
                "表头下面一行还是表头：写着年度或单位",
                "the row below the header holds years or units: it is header, too"
            ),
        )
        .in_table(Place { file: grid.file.clone(), line: Some(grid.line(row)), ..Place::default() })
        .mend(say!("在来源里写 header_rows = {rows}", "state header_rows = {rows} in the source")),
    )
}

/// How notes below a table begin.
const NOTES: [&str; 6] = ["注", "说明", "备注", "制表", "填表", "数据来源"];

/// A file that ends within a row was not copied to its end; the firms after it would be missing
/// without a word.
fn cut_off(grid: &Grid) -> Option<Diagnostic> {
    let last = grid.body().last()?;
    let (found, width) = (grid.width(last), grid.head.named_width);
    if !grid.is_open_ended || grid.is_sheet() || found >= width {
        return None;
    }
    // A note below the table is no row of it that was cut.
    let first = grid.raw(last, 0).shown();
    if found == 1 && NOTES.iter().any(|word| first.trim_start().starts_with(word)) {
        return None;
    }
    Some(
        Diagnostic::error(
            &codes::CUT_OFF,
            say!(
                "文件在最后一行中断：表头 {width} 列，该行只有 {found} 列，也没有行尾",
                "the file ends within its last row: {found} fields under a header of {width} and no line end"
            ),
        )
        .in_table(Place { file: grid.file.clone(), line: Some(grid.line(last)), ..Place::default() })
        .mend(say!("请重新传一份完整的文件", "copy the whole file again")),
    )
}

/// What is wanted from the tables of one source.
pub(crate) fn wishes(plan: &Plan, number: usize) -> Vec<Wish> {
    let source = &plan.sources[number];
    let mut wishes = vec![named(Target::Id, &plan.firm.id)];
    wishes.extend(plan.firm.name.iter().map(|name| named(Target::Name, name)));
    wishes.extend(plan.firm.former.iter().map(|former| named(Target::Former, former)));
    wishes[0].is_demanded = source.key == Key::Id && plan.firm.name.is_none();
    if let Some(wish) = wishes.iter_mut().find(|wish| wish.target == Target::Name) {
        wish.is_demanded = source.key == Key::Name;
    }
    if let Some(SourceYearDoc::Column(column)) = &source.year {
        wishes.push(demanded(Target::Year, column));
    }
    if let Some(column) = &source.latest_by {
        wishes.push(demanded(Target::LatestBy, column));
    }
    if let Some((item, value)) = &source.long {
        wishes.push(demanded(Target::Item, item));
        wishes.push(demanded(Target::Value, value));
    }
    for (at, field) in plan.fields.iter().enumerate() {
        let is_wanted = field.sources.is_empty() || field.sources.contains(&number);
        match &field.origin {
            Origin::Cells if is_wanted => {
                let own = source.columns.iter().find(|(field, _)| *field == at);
                wishes.push(match own {
                    Some((_, header)) => demanded(Target::Field(at), header),
                    None => named(Target::Field(at), &field.named),
                });
            }
            Origin::Count(conditions) if is_wanted => {
                for (column, _) in conditions {
                    let target = Target::Words(column.clone());
                    if wishes.iter().all(|wish| wish.target != target) {
                        let is_demanded = !field.sources.is_empty();
                        wishes.push(Wish { is_demanded, ..demanded(target, column) });
                    }
                }
            }
            _ => {}
        }
    }
    wishes
}

fn named(target: Target, named: &Named) -> Wish {
    let headers = std::iter::once(&named.name).chain(&named.aliases).map(|name| normal(name));
    Wish { target, name: named.name.clone(), headers: headers.collect(), is_demanded: false }
}

fn demanded(target: Target, header: &str) -> Wish {
    let headers = vec![normal(header)];
    Wish { target, name: header.to_owned(), headers, is_demanded: true }
}

/// Files of one source that do not carry the same columns, and fields that no table carries.
pub(crate) fn compare(tables: &[Table], plan: &Plan) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (number, source) in plan.sources.iter().enumerate() {
        let own: Vec<&Table> = tables.iter().filter(|table| table.source == number).collect();
        let Some((first, others)) = own.split_first().filter(|_| !source.may_differ) else {
            continue;
        };
        for other in others {
            let (here, there) = (carried(first, plan), carried(other, plan));
            let lacks = |a: &[String], b: &[String]| {
                a.iter().filter(|name| !b.contains(name)).cloned().collect::<Vec<_>>().join(", ")
            };
            let (gone, new) = (lacks(&here, &there), lacks(&there, &here));
            if !gone.is_empty() || !new.is_empty() {
                problems.push(differ(&source.name, [&first.grid, &other.grid], [&gone, &new]));
            }
        }
    }
    for (number, field) in plan.fields.iter().enumerate() {
        let is_carried = match &field.origin {
            Origin::Years { .. } => true,
            Origin::Cells => tables.iter().any(|table| {
                table.columns.iter().any(|c| c.field == number)
                    || table.layout.one(&Target::Item).is_some()
            }),
            Origin::Count(conditions) => tables.iter().any(|table| counts_in(table, conditions)),
        };
        if !is_carried {
            problems.push(nowhere(tables, plan, number));
        }
    }
    problems
}

/// A field without a unit of its own cannot hold numbers in several.
pub(crate) fn one_unit<'t>(
    field: &Field,
    columns: impl Iterator<Item = (&'t Table, &'t FieldColumn)>,
) -> Option<Diagnostic> {
    let is_number = matches!(field.kind, ColumnKind::Number | ColumnKind::Integer);
    if !is_number || !field.unit.is_empty() {
        return None;
    }
    let mut columns = columns.peekable();
    let (_, first) = columns.peek().copied()?;
    let (table, other) = columns.find(|(_, other)| !is_one(&first.unit, &other.unit))?;
    let name = &field.named.name;
    let shown = |unit: &'t str| if unit.is_empty() { "-" } else { unit };
    let (a, b) = (shown(&first.unit), shown(&other.unit));
    Some(
        Diagnostic::error(
            &codes::UNIT_MISMATCH,
            say!(
                "字段「{name}」没有写 unit，而各表的单位不同：{a}、{b}",
                "the field `{name}` states no `unit`, and the tables give it in several: {a}, {b}"
            ),
        )
        .in_table(Place {
            file: table.grid.file.clone(),
            line: Some(table.grid.head.line),
            column: Some(table.grid.head.columns[other.at].text.clone()),
            firm: None,
        })
        .mend(say!("给字段写上 unit", "state the field's `unit`")),
    )
}

/// Whether numbers in both units can stand in one column: years beside bare numbers, but no money
/// and no percentages.
fn is_one(a: &str, b: &str) -> bool {
    let is_plain = |unit: &str| !unit::is_money(unit) && !unit::is_percent(unit);
    let is_bare = a.is_empty() != b.is_empty() && is_plain(a) && is_plain(b);
    unit::power_between(a, b) == Some(0) || is_bare
}

/// Whether a table has every column that a count asks about.
pub(crate) fn counts_in(table: &Table, conditions: &[(String, Vec<String>)]) -> bool {
    conditions.iter().all(|(column, _)| table.layout.one(&Target::Words(column.clone())).is_some())
}

fn carried(table: &Table, plan: &Plan) -> Vec<String> {
    let others = table.layout.targets().filter_map(|target| match target {
        Target::Field(_) => None,
        Target::Id => Some(plan.firm.id.name.clone()),
        Target::Name => plan.firm.name.as_ref().map(|name| name.name.clone()),
        Target::Former => plan.firm.former.as_ref().map(|name| name.name.clone()),
        Target::Words(column) => Some(column.clone()),
        // Demanded, so that their absence has been told.
        Target::Year | Target::LatestBy | Target::Item | Target::Value => None,
    });
    // Tables of several years state their years in the header: that is no difference of columns.
    let fields = table.columns.iter().map(|c| plan.fields[c.field].named.name.clone());
    others.chain(fields).collect()
}

fn differ(source: &str, [first, other]: [&Grid; 2], [gone, new]: [&str; 2]) -> Diagnostic {
    let (a, b) = (&first.file, &other.file);
    let mut problem = Diagnostic::error(
        &codes::FILES_DIFFER,
        say!(
            "来源「{source}」的两个文件列不一样：{a} 和 {b}",
            "two files of the source `{source}` have different columns: {a} and {b}"
        ),
    )
    .in_table(Place { file: b.clone(), line: Some(other.head.line), ..Place::default() });
    if !gone.is_empty() {
        problem = problem.because(say!("{b} 缺：{gone}", "{b} lacks: {gone}"));
    }
    if !new.is_empty() {
        problem = problem.because(say!("{a} 缺：{new}", "{a} lacks: {new}"));
    }
    problem.mend(say!(
        "核对文件是否放错；叫法不同的写进 aliases；确实可以不一样的，写 may_differ = true",
        "check whether a file is in the wrong place; state other names as `aliases`; where they may differ, write may_differ = true"
    ))
}

fn nowhere(tables: &[Table], plan: &Plan, number: usize) -> Diagnostic {
    let field = &plan.fields[number];
    let name = &field.named.name;
    let headers: Vec<String> = tables.iter().flat_map(Table::unused).collect();
    Diagnostic::error(
        &codes::FIELD_NOWHERE,
        say!("没有一张表有字段「{name}」", "none of the tables carries the field `{name}`"),
    )
    .at(field.span, say!("写在这里", "stated here"))
    .mend_if(crate::diagnostic::did_you_mean(name, headers.iter().map(String::as_str)))
    .mend(say!(
        "表里叫法不同的，写进该字段的 aliases",
        "where a table uses another name, state it as one of the field's `aliases`"
    ))
}
