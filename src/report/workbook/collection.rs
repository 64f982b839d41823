//! The workbook in which a scheme's data are collected: a sheet to fill in, an example beside it,
//! and how to fill it in. Owns headers, drop-downs and notes; the first sheet is read by `score` as
//! it is, so nothing stands in it but the header.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format, Note,
    Workbook, Worksheet, XlsxError,
};

use super::measure::{Names, fitting, height, width};
use super::page::Page;
use super::sheet::{LINE, note, paper};
use super::style::{Look, Styles};
use super::{Stamp, book};
use crate::diagnostic::{Lang, Text};
use crate::report::standard::block::{Block, Column as Named, Table};
use crate::report::standard::{bare, column_kind};
use crate::say;
use crate::scheme::Scheme;
use crate::scheme::column::{Column, ColumnKind, IdKind};
use crate::scheme::rule::Rule;

/// Rows that are prepared: formats and drop-downs cost a file nothing, but a sheet should not seem
/// endless.
pub(super) const ROWS: u32 = 5_000;

/// What the sheet to fill in is called.
const FIRMS: [&str; 2] = ["企业数据", "Firms"];

/// The workbook's bytes.
///
/// # Errors
/// More columns than Excel can hold.
pub fn collection(scheme: &Scheme, lang: Lang, stamp: Stamp) -> Result<Vec<u8>, XlsxError> {
    let mut book = book(&scheme.name, stamp)?;
    let form = Form::new(scheme, lang);
    let sheet = book.add_worksheet();
    sheet.set_name(FIRMS[usize::from(lang == Lang::En)])?;
    form.blank(sheet)?;
    form.beside(&mut Names::default(), &mut book)?;
    book.save_to_buffer()
}

/// The language of the form whose sheet to fill in is called so; none where it is no form's.
pub(super) fn language(sheet: &str) -> Option<Lang> {
    let at = FIRMS.iter().position(|name| *name == sheet)?;
    Some(if at == 0 { Lang::Zh } else { Lang::En })
}

fn said(text: Text, lang: Lang) -> String {
    text.get(lang).to_string()
}

/// What a form says of its columns.
pub(super) struct Form<'a> {
    scheme: &'a Scheme,
    lang: Lang,
    styles: Styles,
}

impl<'a> Form<'a> {
    /// A form in a language.
    pub(super) fn new(scheme: &'a Scheme, lang: Lang) -> Self {
        Form { scheme, lang, styles: Styles::new(lang, scheme.rank.decimals) }
    }

    /// The sheets that stand beside the one to fill in.
    pub(super) fn beside(&self, names: &mut Names, book: &mut Workbook) -> Result<(), XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(names.take(&said(say!("填写示例", "Example"), self.lang)))?;
        self.example(sheet)?;
        let name = names.take(&said(say!("填报说明", "How to fill in"), self.lang));
        Page::write(book, &name, &self.instructions(), &self.styles, self.lang)
    }

    /// The note on a column's header.
    pub(super) fn note(&self, column: &Column) -> Note {
        note(&said(self.about(column), self.lang))
    }

    /// Whether a column says which firm it is: such columns stay when the sheet is scrolled.
    pub(super) fn is_key(&self, column: &str) -> bool {
        let firm = &self.scheme.firm;
        column == firm.id || Some(column) == firm.name.as_deref()
    }

    /// The sheet to fill in.
    fn blank(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        self.header(sheet, 0)?;
        for (at, column) in self.scheme.columns.iter().enumerate() {
            let at = at as u16;
            if let Some(rule) = self.validation(column)? {
                sheet.add_data_validation(1, at, ROWS, at, &rule)?;
            }
        }
        let last = self.scheme.columns.len().saturating_sub(1) as u16;
        sheet.set_freeze_panes(1, self.keys())?;
        sheet.autofilter(0, 0, ROWS, last)?;
        paper(sheet);
        sheet.set_repeat_rows(0, 0)?;
        if let Some(last) = self.keys().checked_sub(1) {
            sheet.set_repeat_columns(0, last)?;
        }
        Ok(())
    }

    fn keys(&self) -> u16 {
        self.scheme.columns.iter().take_while(|column| self.is_key(&column.name)).count() as u16
    }

    fn header(&self, sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
        let format = self.styles.header();
        let mut lines = 1;
        for (at, column) in self.scheme.columns.iter().enumerate() {
            let at = at as u16;
            let wide = self.width(column);
            sheet.write_string_with_format(row, at, fitting(&column.name), &format)?;
            sheet.insert_note(row, at, &self.note(column))?;
            sheet.set_column_width(at, wide as f64)?;
            sheet.set_column_format(at, &self.format(column))?;
            lines = lines.max(height(&column.name, wide.saturating_sub(2)));
        }
        sheet.set_row_height(row, LINE * lines as f64 + 6.0)?;
        Ok(())
    }

    pub(super) fn width(&self, column: &Column) -> usize {
        let options = options(self.scheme, column);
        let widest = options.iter().map(|option| width(option) + 4).max().unwrap_or(0);
        let floor = match column.name.as_str() {
            name if name == self.scheme.firm.id => 23,
            name if Some(name) == self.scheme.firm.name.as_deref() => 32,
            _ => 13,
        };
        widest.max((width(&column.name) + 3).min(18)).clamp(floor, 40)
    }

    /// How cells look, and whether Excel may change what is typed: codes keep their digits.
    pub(super) fn format(&self, column: &Column) -> Format {
        match column.kind {
            ColumnKind::Text | ColumnKind::Flag => self.styles.cell(Look::Text),
            // `#,##0.##` would show 500 as `500.`.
            ColumnKind::Number => self.styles.cell(Look::Whole).set_num_format("General"),
            ColumnKind::Integer => self.styles.cell(Look::Whole),
            ColumnKind::Date => self.styles.cell(Look::Whole).set_num_format("yyyy-mm-dd"),
        }
    }

    /// What a column takes: kind, unit, what it is, what may be chosen.
    fn about(&self, column: &Column) -> Text {
        let kind = column_kind(column.kind);
        let mut lines = vec![kind];
        let (unit, about) = (&column.unit, &column.about);
        if !unit.is_empty() {
            lines.push(say!("单位：{unit}", "unit: {unit}"));
        }
        lines.push(Text::same(about.as_str()));
        if column.name == self.scheme.firm.id && self.scheme.firm.id_kind == IdKind::Uscc {
            lines.push(say!("18 位，核对校验码", "18 characters; the check character is verified"));
        }
        let options = options(self.scheme, column);
        if !options.is_empty() {
            let (zh, en) = (options.join("、"), options.join(", "));
            lines.push(say!("可选：{zh}", "one of: {en}"));
        }
        let joined = |reading: fn(&Text) -> &str| {
            let full = lines.iter().map(reading).filter(|line| !line.is_empty());
            full.collect::<Vec<_>>().join("\n")
        };
        Text::new(joined(|text| &text.zh), joined(|text| &text.en))
    }

    /// What Excel offers and doubts; it warns, but the person at the keyboard decides.
    pub(super) fn validation(&self, column: &Column) -> Result<Option<DataValidation>, XlsxError> {
        let rule = DataValidation::new();
        let (rule, told) = match column.kind {
            ColumnKind::Flag => {
                let words = [said(say!("是", "yes"), self.lang), said(say!("否", "no"), self.lang)];
                (rule.allow_list_strings(&words)?, say!("请选“是”或“否”。", "Choose yes or no."))
            }
            ColumnKind::Text => {
                let options = options(self.scheme, column);
                // Excel holds a list in one text of 255 characters with commas between.
                let length: usize = options.iter().map(|o| o.encode_utf16().count() + 1).sum();
                if options.is_empty() || length > 255 || options.iter().any(|o| o.contains(',')) {
                    return Ok(None);
                }
                let told =
                    say!("不在可选的级别里，确定吗？", "This is none of the levels. Are you sure?");
                (rule.allow_list_strings(&options)?, told)
            }
            ColumnKind::Number => {
                let told = say!("这里应填数字。", "A number belongs here.");
                (rule.allow_decimal_number(DataValidationRule::Between(-1e15, 1e15)), told)
            }
            ColumnKind::Integer => {
                let range = DataValidationRule::Between(i32::MIN, i32::MAX);
                (
                    rule.allow_whole_number(range),
                    say!("这里应填整数。", "A whole number belongs here."),
                )
            }
            ColumnKind::Date => {
                let (first, last) =
                    (ExcelDateTime::from_ymd(1900, 3, 1)?, ExcelDateTime::from_ymd(2999, 12, 31)?);
                let told = say!(
                    "这里应填日期，如 2021-05-31。",
                    "A date belongs here, such as 2021-05-31."
                );
                (rule.allow_date(DataValidationRule::Between(first, last)), told)
            }
        };
        let rule = rule.set_error_style(DataValidationErrorStyle::Warning).ignore_blank(true);
        Ok(Some(rule.set_error_message(said(told, self.lang))?))
    }

    /// One firm that is not there, on a sheet that nobody scores.
    fn example(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let told = say!(
            "示例：照这样填在第一个工作表里；本页不参加计分。",
            "An example: fill in the first sheet like this; this one is not scored."
        );
        sheet.write_string_with_format(0, 0, said(told, self.lang), &self.styles.heading(2))?;
        self.header(sheet, 1)?;
        for (at, column) in self.scheme.columns.iter().enumerate() {
            self.example_cell(sheet, at as u16, column)?;
        }
        sheet.set_freeze_panes(2, self.keys())?;
        paper(sheet);
        Ok(())
    }

    fn example_cell(
        &self,
        sheet: &mut Worksheet,
        at: u16,
        column: &Column,
    ) -> Result<(), XlsxError> {
        let format = self.format(column);
        let firm = &self.scheme.firm;
        let text = match column.kind {
            ColumnKind::Number => {
                sheet.write_number_with_format(2, at, 1234.5, &format)?;
                return Ok(());
            }
            ColumnKind::Integer => {
                sheet.write_number_with_format(2, at, 12, &format)?;
                return Ok(());
            }
            ColumnKind::Date => {
                let day = ExcelDateTime::from_ymd(2021, 5, 31)?;
                sheet.write_datetime_with_format(2, at, &day, &format)?;
                return Ok(());
            }
            ColumnKind::Flag => said(say!("是", "yes"), self.lang),
            ColumnKind::Text if column.name == firm.id && firm.id_kind == IdKind::Uscc => {
                "91320214MA1000017K".to_string()
            }
            ColumnKind::Text if column.name == firm.id => "A001".to_string(),
            ColumnKind::Text if Some(&column.name) == firm.name.as_ref() => {
                said(say!("示例科技有限公司", "Example Ltd"), self.lang)
            }
            ColumnKind::Text => match options(self.scheme, column).first() {
                Some(first) => first.to_string(),
                None => said(say!("（文字）", "(text)"), self.lang),
            },
        };
        sheet.write_string_with_format(2, at, text, &format)?;
        Ok(())
    }

    fn instructions(&self) -> Vec<Block> {
        let name = &self.scheme.name;
        let points = vec![
            say!(
                "每家企业一行，从第二行填起；表头不要改动，列的先后可以调换。",
                "One firm per row, from the second row on. Leave the header as it is; columns may change places."
            ),
            say!(
                "没有的数据请留空，不要填 0：缺失不等于零。",
                "Leave blank what is not known, do not write 0: missing is not zero."
            ),
            say!(
                "金额和数量按列的单位填，单位写在表头的批注里。",
                "Amounts are in the column's unit, which the note on its header tells."
            ),
            say!(
                "填好的文件直接交给 score 或 check，不用另存。",
                "The filled workbook goes to score or check as it is."
            ),
        ];
        let mut table = Table::new([
            Named::text(say!("列", "Column")),
            Named::text(say!("类型", "Type")),
            Named::text(say!("单位", "Unit")),
            Named::text(say!("说明", "About")),
            Named::text(say!("可选", "One of")),
        ]);
        for column in &self.scheme.columns {
            let options = options(self.scheme, column);
            table.row([
                Text::same(column.name.as_str()),
                column_kind(column.kind),
                Text::same(column.unit.as_str()),
                Text::same(column.about.as_str()),
                Text::new(options.join("、"), options.join(", ")),
            ]);
        }
        vec![
            Block::Heading(1, say!("{name}：填报说明", "{name}: how to fill in")),
            Block::Bullets(points),
            Block::Table(table),
        ]
    }
}

/// The levels that rules read from a text column, each once.
fn options<'s>(scheme: &'s Scheme, column: &Column) -> Vec<&'s str> {
    let mut options: Vec<&str> = Vec::new();
    if column.kind != ColumnKind::Text {
        return options;
    }
    for measure in scheme.indicators.iter().flat_map(|leaf| &leaf.measures) {
        let reads = measure.value.as_ref().and_then(bare) == Some(column.name.as_str());
        let words: Vec<&str> = match &measure.rule {
            Rule::Levels { of, .. } if reads => {
                of.iter().map(|(level, _)| level.as_str()).collect()
            }
            _ => Vec::new(),
        };
        for word in words {
            if !options.contains(&word) {
                options.push(word);
            }
        }
    }
    options
}
