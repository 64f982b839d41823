//! The workbook of a run: lists, ranking, points by indicator, portraits, problems in the data, and
//! how all of it came about. Owns which sheet shows what; the cells are those of the CSV files.

use rayon::prelude::*;
use rust_xlsxwriter::{Workbook, XlsxError};

use super::measure::Names;
use super::method;
use super::page::Page;
use super::sheet::{Field, Grid};
use super::style::{Look, Styles};
use super::{Stamp, book};
use crate::diagnostic::{Lang, Severity, Text};
use crate::firms::DataIssue;
use crate::portrait::Portraits;
use crate::report::columns::{Column, Columns};
use crate::report::standard::{rule_note, standard};
use crate::report::{account, file_name, header, lists, portraits, ranking};
use crate::say;
use crate::scheme::{Dimension, Kind, Scheme};
use crate::scoring::{Scored, Status};

/// What goes into the workbook beside the points.
#[derive(Debug, Clone)]
pub struct Results<'a> {
    /// The scheme.
    pub scheme: &'a Scheme,
    /// Its SHA-256.
    pub scheme_sha256: &'a str,
    /// The run.
    pub scored: &'a Scored,
    /// The run's date, if the scheme uses one.
    pub as_of: Option<String>,
    /// Whether every firm's portrait is wanted.
    pub portraits: bool,
    /// The language of sheets and words.
    pub lang: Lang,
}

/// Problems of the data beyond these stand in issues.csv alone.
const ISSUES: usize = 100_000;

/// The workbook's bytes.
///
/// # Errors
/// More firms or columns than Excel can hold.
pub fn results(of: &Results, stamp: Stamp) -> Result<Vec<u8>, XlsxError> {
    let mut book = book(&of.scheme.name, stamp)?;
    let styles = Styles::new(of.lang, of.scheme.rank.decimals);
    let mut names = Names::default();
    for listed in &of.scored.ranking.lists {
        let list = &of.scheme.lists[listed.list];
        let columns = Columns::of_list(of.scheme, list);
        let rows = lists::rows(of.scheme, of.scored, listed, &columns, true, of.lang);
        let fields = list_fields(of, &columns);
        let frozen = columns.place(&Column::Stage);
        let name = names.take(&list.name);
        Grid { name, fields, frozen, usual: None, styles: &styles }.write(&mut book, &rows)?;
    }
    let columns = Columns::of_ranking(of.scheme);
    let row = |firm: &usize| columns.cells(of.scheme, of.scored, *firm, true, of.lang);
    let rows: Vec<Vec<String>> = of.scored.ranking.order.par_iter().map(row).collect();
    ranking_sheets(of, &columns, &rows, &styles, &mut names, &mut book)?;
    if of.portraits {
        portrait_sheet(of, &styles, &mut names, &mut book)?;
    }
    issue_sheet(of, &styles, &mut names, &mut book)?;
    let mut blocks = standard(of.scheme);
    blocks.splice(1..1, method::run(of));
    blocks.extend(method::params(of.scheme, &of.scored.params));
    let name = names.take(said(say!("口径说明", "Method"), of.lang).as_str());
    Page::write(&mut book, &name, &blocks, &styles, of.lang)?;
    book.save_to_buffer()
}

fn said(text: Text, lang: Lang) -> String {
    text.get(lang).to_string()
}

/// The fields of `ranking.csv`.
fn ranking_fields(of: &Results, columns: &Columns) -> Vec<Field> {
    let scheme = of.scheme;
    let keys = ranking::key_columns(scheme).len();
    let mut looks = vec![Look::Rank, Look::Rank];
    looks.extend(vec![Look::Text; keys + 1 + scheme.firm.groups.len()]);
    looks.extend([Look::Points, Look::Text, Look::Text]);
    looks.extend(scheme.qualify.as_ref().map(|_| Look::Text));
    looks.push(Look::Percent);
    let named = columns.headers(scheme, true, of.lang).into_iter();
    let looks = looks.into_iter().chain(std::iter::repeat(Look::Points));
    let mut fields: Vec<Field> =
        named.zip(looks).map(|(name, look)| Field::new(name, look)).collect();
    if let Some(total) = fields.get_mut(columns.place(&Column::Total)) {
        total.bar = Some(largest_total(of));
    }
    let first = fields.len() - scheme.indicators.len() - scheme.dimensions.len();
    let (dimensions, leaves) = fields[first..].split_at_mut(scheme.dimensions.len());
    for (field, node) in dimensions.iter_mut().zip(&scheme.dimensions) {
        field.bar = Some(longest_bar(node.kind, &node.points));
        field.note = node.about.clone();
    }
    for (field, leaf) in leaves.iter_mut().zip(&scheme.indicators) {
        field.note = said(rule_note(scheme, leaf), of.lang);
    }
    fields
}

/// Bonus points may pass the maximum of the base points.
fn largest_total(of: &Results) -> f64 {
    let totals = (0..of.scored.derived.len()).filter_map(|firm| of.scored.points.total.get(firm));
    let most = totals.max().unwrap_or(0);
    crate::scoring::unscaled(most, of.scored.points.decimals).max(of.scheme.total)
}

fn longest_bar(kind: Kind, points: &[f64]) -> f64 {
    let most = points.iter().copied().fold(0.0, f64::max);
    if kind == Kind::Deduction { -most } else { most }
}

/// 排名 without the indicators, 指标得分 without the dimensions: together they are `ranking.csv`.
fn ranking_sheets(
    of: &Results,
    columns: &Columns,
    rows: &[Vec<String>],
    styles: &Styles,
    names: &mut Names,
    book: &mut Workbook,
) -> Result<(), XlsxError> {
    let (scheme, fields) = (of.scheme, ranking_fields(of, columns));
    let keys = ranking::key_columns(scheme).len();
    let leaves = fields.len() - scheme.indicators.len();
    let total = columns.place(&Column::Total);
    let chosen = |columns: &[usize]| -> (Vec<Field>, Vec<Vec<String>>) {
        let pick = |row: &Vec<String>| columns.iter().map(|at| row[*at].clone()).collect();
        (columns.iter().map(|at| fields[*at].clone()).collect(), rows.iter().map(pick).collect())
    };
    let ranked = ranking::status_text(Status::Ranked, true, of.lang);
    let all: Vec<usize> = (0..leaves).collect();
    let (head, body) = chosen(&all);
    let name = names.take(&said(say!("排名", "Ranking"), of.lang));
    let usual = Some((total + 2, ranked.clone()));
    Grid { name, fields: head, frozen: 2 + keys, usual, styles }.write(book, &body)?;
    let mut columns = vec![0];
    columns.extend(2..3 + keys);
    columns.extend([total, total + 2]);
    columns.extend(leaves..fields.len());
    let (head, body) = chosen(&columns);
    let name = names.take(&said(say!("指标得分", "Indicators"), of.lang));
    let usual = Some((3 + keys, ranked));
    Grid { name, fields: head, frozen: 1 + keys, usual, styles }.write(book, &body)?;
    Ok(())
}

fn list_fields(of: &Results, columns: &Columns) -> Vec<Field> {
    let scheme = of.scheme;
    let texts = columns.place(&Column::Total) - 1;
    let mut looks = vec![Look::Rank];
    looks.extend(vec![Look::Text; texts]);
    let looks = looks.into_iter().chain(std::iter::repeat(Look::Points));
    let named = columns.headers(scheme, true, of.lang).into_iter();
    let mut fields: Vec<Field> =
        named.zip(looks).map(|(name, look)| Field::new(name, look)).collect();
    let points = &mut fields[1 + texts..];
    if let Some((total, dimensions)) = points.split_first_mut() {
        total.bar = Some(largest_total(of));
        for (field, node) in dimensions.iter_mut().zip(&scheme.dimensions) {
            field.bar = Some(longest_bar(node.kind, &node.points));
        }
    }
    fields
}

fn portrait_sheet(
    of: &Results,
    styles: &Styles,
    names: &mut Names,
    book: &mut Workbook,
) -> Result<(), XlsxError> {
    let (scheme, scored) = (of.scheme, of.scored);
    let all = Portraits::new(scheme, scored);
    let keys = ranking::key_columns(scheme).len();
    let taken = |at: &usize| is_deduction(&scheme.dimensions[*at]);
    let kept: Vec<usize> =
        (0..scheme.dimensions.len()).filter(taken).map(|at| keys + 3 + 2 * at).collect();
    let row = |firm: &usize| {
        let mut cells = portraits::cells(&all.of(*firm), scheme, scored, *firm, true);
        kept.iter().for_each(|at| share_kept(&mut cells[*at]));
        cells
    };
    let rows: Vec<Vec<String>> = scored.ranking.order.par_iter().map(row).collect();
    let mut looks = vec![Look::Rank];
    looks.extend(vec![Look::Text; keys + 1]);
    looks.push(Look::Points);
    looks.extend([Look::Percent, Look::Rank].repeat(scheme.dimensions.len()));
    let looks = looks.into_iter().chain(std::iter::repeat(Look::Text));
    let named = portraits::columns(scheme, true, of.lang).into_iter();
    let mut fields: Vec<Field> =
        named.zip(looks).map(|(name, look)| Field::new(name, look)).collect();
    for (at, dimension) in kept.iter().zip(scheme.dimensions.iter().filter(|d| is_deduction(d))) {
        let name = &dimension.name;
        fields[*at].name = said(say!("{name} 未扣比例", "{name} share kept"), of.lang);
    }
    for field in fields.iter_mut().filter(|field| field.look == Look::Percent) {
        field.bar = Some(1.0);
    }
    let name = names.take(&said(say!("画像", "Portraits"), of.lang));
    Grid { name, fields, frozen: 1 + keys, usual: None, styles }.write(book, &rows)?;
    Ok(())
}

fn is_deduction(dimension: &Dimension) -> bool {
    dimension.kind == Kind::Deduction
}

/// Of points that are taken the share that is left: the larger the better, as everywhere else.
fn share_kept(cell: &mut String) {
    if let Ok(taken) = cell.parse::<f64>() {
        *cell = format!("{:.4}", 1.0 - taken);
    }
}

fn issue_sheet(
    of: &Results,
    styles: &Styles,
    names: &mut Names,
    book: &mut Workbook,
) -> Result<(), XlsxError> {
    let mut issues: Vec<&DataIssue> = of.scored.issues().collect();
    let total = issues.len();
    if total > ISSUES {
        issues.sort_by_key(|issue| std::cmp::Reverse(issue.severity));
        issues.truncate(ISSUES);
    }
    let mut rows: Vec<Vec<String>> =
        issues.iter().map(|issue| account::cells(issue, true, of.lang)).collect();
    rows.iter_mut().flatten().for_each(|cell| *cell = without_folders(of, cell));
    if total > ISSUES {
        let more = total - ISSUES;
        let mut row = vec![String::new(); account::COLUMNS.len()];
        row[7] =
            said(say!("另有 {more} 处见 issues.csv", "{more} more stand in issues.csv"), of.lang);
        rows.push(row);
    }
    let name = names.take(&said(say!("数据问题", "Data issues"), of.lang));
    issue_table(name, of.lang, styles, &rows, book)
}

/// A text in which inputs go by their names: the folders of the machine are nobody's business in a
/// workbook that is handed over.
fn without_folders(of: &Results, text: &str) -> String {
    let inputs = of.scored.derived.firms.inputs.iter().map(|input| input.name.as_str());
    inputs.fold(text.to_string(), |text, name| text.replace(name, file_name(name)))
}

/// A sheet with a row for each problem.
pub(super) fn issue_table(
    name: String,
    lang: Lang,
    styles: &Styles,
    rows: &[Vec<String>],
    book: &mut Workbook,
) -> Result<(), XlsxError> {
    let fields: Vec<Field> = account::COLUMNS
        .iter()
        .map(|id| {
            let look = match *id {
                "line" => Look::Whole,
                "problem" | "effect" => Look::Wrapped,
                _ => Look::Text,
            };
            Field::new(header(id, true, lang), look)
        })
        .collect();
    let sheet = Grid { name, fields, frozen: 0, usual: None, styles }.write(book, rows)?;
    for severity in [Severity::Error, Severity::Warning] {
        let word = account::severity_text(severity, true, lang);
        super::sheet::colour_rows(sheet, rows.len(), word, super::style::colour(severity))?;
    }
    Ok(())
}
