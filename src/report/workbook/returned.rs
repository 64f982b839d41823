//! A filled table given back with its bad cells coloured and commented, a sheet that lists
//! everything, and what a form says of its columns, so that it can be mended where it is. Owns the
//! marks; what is wrong was found by others.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, Worksheet, XlsxError};

use super::collection::{Form, ROWS, language};
use super::measure::{Names, fitting, height, width};
use super::results::issue_table;
use super::sheet::{LINE, line_number, note, paper};
use super::style::{Look, Styles};
use super::{Stamp, book};
use crate::diagnostic::{Lang, Severity, Text};
use crate::firms::{DataIssue, Written, WrittenCell};
use crate::report::account;
use crate::say;
use crate::scheme::Scheme;

/// The tables with their marks, each cell where it stood, then the list of all problems.
///
/// # Errors
/// More rows or columns than Excel can hold.
pub fn returned(
    scheme: &Scheme,
    tables: &[Written],
    issues: &[DataIssue],
    lang: Lang,
    stamp: Stamp,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = book(&scheme.name, stamp)?;
    let styles = Styles::new(lang, scheme.rank.decimals);
    let mut names = Names::default();
    for table in tables {
        let marks = marks(table, issues, lang);
        let name = table.sheet.as_deref().unwrap_or(&table.name);
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let name = names.take(name);
        let form = Form::new(scheme, form_language(table).unwrap_or(lang));
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        give_back(table, &marks, &styles, sheet)?;
        as_form(&form, scheme, table, sheet)?;
    }
    let rows: Vec<Vec<String>> = issues.iter().map(|i| account::cells(i, true, lang)).collect();
    let name = names.take(say!("问题清单", "Problems").get(lang));
    issue_table(name, lang, &styles, &rows, &mut book)?;
    if let Some(lang) = tables.iter().find_map(form_language) {
        Form::new(scheme, lang).beside(&mut names, &mut book)?;
    }
    book.save_to_buffer()
}

/// The language of the form that a table was filled in on; none where it is another table.
fn form_language(table: &Written) -> Option<Lang> {
    language(table.sheet.as_deref()?)
}

/// Notes, drop-downs and what stays when the sheet is scrolled, as the form has them.
fn as_form(
    form: &Form,
    scheme: &Scheme,
    table: &Written,
    sheet: &mut Worksheet,
) -> Result<(), XlsxError> {
    let Some((header, cells)) = table.rows.first() else { return Ok(()) };
    let top = line_number(header.saturating_sub(1) as usize)?;
    let written = table.rows.last().map_or(*header, |(line, _)| *line);
    let last = line_number(written as usize)?.max(top + ROWS);
    let mut lines = 1;
    for (name, field) in &table.fields {
        let Some(column) = scheme.columns.iter().find(|column| column.name == *name) else {
            continue;
        };
        let at = *field as u16;
        sheet.insert_note(top, at, &form.note(column))?;
        if let Some(rule) = form.validation(column)? {
            sheet.add_data_validation(top + 1, at, last, at, &rule)?;
        }
        sheet.set_column_format(at, &form.format(column))?;
        sheet.set_column_width(at, form.width(column) as f64)?;
        lines = lines.max(height(name, form.width(column).saturating_sub(2)));
    }
    let key =
        |field: &usize| table.fields.iter().any(|(name, at)| at == field && form.is_key(name));
    let keys = (0..cells.len()).take_while(key).count();
    sheet.set_freeze_panes(top + 1, keys as u16)?;
    sheet.set_row_height(top, LINE * lines as f64 + 6.0)?;
    sheet.autofilter(top, 0, last, cells.len().saturating_sub(1) as u16)?;
    paper(sheet);
    sheet.set_repeat_rows(top, top)?;
    if let Some(last) = keys.checked_sub(1) {
        sheet.set_repeat_columns(0, last as u16)?;
    }
    Ok(())
}

/// What is to be said of a cell.
struct Mark {
    severity: Severity,
    says: Vec<String>,
}

/// Marks by line and field. What concerns a whole row, or a column that the table does not carry,
/// stands at the firm's id.
fn marks(table: &Written, issues: &[DataIssue], lang: Lang) -> BTreeMap<(u64, usize), Mark> {
    let mut marks: BTreeMap<(u64, usize), Mark> = BTreeMap::new();
    let id = table.fields.first().map_or(0, |(_, field)| *field);
    for issue in issues.iter().filter(|issue| issue.source == table.name) {
        let Some(line) = issue.line else { continue };
        let field = table.fields.iter().find(|(name, _)| *name == issue.column);
        let at = (line, field.map_or(id, |(_, field)| *field));
        let mark = marks.entry(at).or_insert(Mark { severity: issue.severity, says: Vec::new() });
        mark.severity = mark.severity.max(issue.severity);
        mark.says.push(said(issue, lang));
    }
    marks
}

/// `【警告 F012】…：…`
fn said(issue: &DataIssue, lang: Lang) -> String {
    let (word, code) = (account::severity_text(issue.severity, true, lang), issue.code.id);
    let (problem, effect) = (issue.problem.get(lang), issue.effect.get(lang));
    let told = match (lang, effect.is_empty()) {
        (Lang::Zh, false) => Text::same(format!("【{word} {code}】{problem}：{effect}")),
        (Lang::Zh, true) => Text::same(format!("【{word} {code}】{problem}")),
        (Lang::En, false) => Text::same(format!("[{word} {code}] {problem}: {effect}")),
        (Lang::En, true) => Text::same(format!("[{word} {code}] {problem}")),
    };
    told.zh
}

fn give_back(
    table: &Written,
    marks: &BTreeMap<(u64, usize), Mark>,
    styles: &Styles,
    sheet: &mut Worksheet,
) -> Result<(), XlsxError> {
    let Some((header, _)) = table.rows.first() else { return Ok(()) };
    widths(sheet, table)?;
    let id = table.fields.first().map_or(0, |(_, field)| *field);
    for (line, cells) in &table.rows {
        let row = line_number(line.saturating_sub(1) as usize)?;
        let marked = marks.range((*line, 0)..(*line + 1, 0)).map(|((_, field), _)| field + 1);
        let width = cells.len().max(marked.max().unwrap_or(0));
        for field in 0..width {
            let cell = cells.get(field).unwrap_or(&WrittenCell::Blank);
            let code = (field == id).then(|| as_code(cell)).flatten();
            let cell = code.as_ref().unwrap_or(cell);
            let mark = marks.get(&(*line, field));
            let format = match mark {
                _ if line == header => styles.header(),
                // What is typed over a cell of text would be stored as text, too, and not be read.
                Some(mark) if field != id => {
                    let format = styles.marked(mark.severity, Look::Text);
                    shown(format.set_num_format("General"), cell)
                }
                Some(mark) => shown(styles.marked(mark.severity, Look::Text), cell),
                None => shown(styles.cell(Look::Text), cell),
            };
            write(sheet, (row, field as u16), cell, &format)?;
            if let Some(mark) = mark {
                let colour = super::style::colour(mark.severity);
                let note = note(&mark.says.join("\n")).set_background_color(colour);
                sheet.insert_note(row, field as u16, &note)?;
            }
        }
    }
    let worst = marks.values().map(|mark| mark.severity).max();
    sheet.set_tab_color(worst.map_or(Color::RGB(0xC6_E0B4), super::style::colour));
    Ok(())
}

/// Columns as wide as their texts, as far as they are looked at.
fn widths(sheet: &mut Worksheet, table: &Written) -> Result<(), XlsxError> {
    let mut widths: Vec<usize> = Vec::new();
    for (_, cells) in table.rows.iter().take(200) {
        for (at, cell) in cells.iter().enumerate() {
            if widths.len() <= at {
                widths.resize(at + 1, 8);
            }
            let long = match cell {
                WrittenCell::Text(text) => width(text) + 3,
                _ => 11,
            };
            widths[at] = widths[at].max(long.min(36));
        }
    }
    for (at, wide) in widths.iter().enumerate() {
        sheet.set_column_width(at as u16, *wide as f64)?;
    }
    Ok(())
}

/// Beyond this a spreadsheet has rounded a number's last digits.
const EXACT: f64 = 1e15;

/// A code of digits is a text; one of which digits are lost stays the number that it has become.
fn as_code(cell: &WrittenCell) -> Option<WrittenCell> {
    let WrittenCell::Number { value, percent: false } = cell else { return None };
    let exact = value.fract() == 0.0 && value.abs() < EXACT;
    exact.then(|| WrittenCell::Text(format!("{value:.0}")))
}

/// The number format that a cell had.
fn shown(format: Format, cell: &WrittenCell) -> Format {
    match cell {
        WrittenCell::Number { percent: true, .. } => format.set_num_format("0.00%"),
        // Never as 1.23E+17.
        WrittenCell::Number { value, .. } if value.fract() == 0.0 => format.set_num_format("0"),
        WrittenCell::Number { .. } => format.set_num_format("General"),
        WrittenCell::Date(_) => format.set_num_format("yyyy-mm-dd"),
        _ => format,
    }
}

/// Days from the day 0 of Excel's calendar to 1970-01-01.
const EXCEL_EPOCH: f64 = 25_569.0;

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &WrittenCell,
    format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        WrittenCell::Blank => sheet.write_blank(row, column, format)?,
        WrittenCell::Text(text) | WrittenCell::Error(text) => {
            sheet.write_string_with_format(row, column, fitting(text), format)?
        }
        WrittenCell::Number { value, .. } => {
            sheet.write_number_with_format(row, column, *value, format)?
        }
        WrittenCell::Flag(flag) => sheet.write_boolean_with_format(row, column, *flag, format)?,
        WrittenCell::Date(days) => {
            sheet.write_number_with_format(row, column, days + EXCEL_EPOCH, format)?
        }
    };
    Ok(())
}
