//! The tables as files: texts in the departments' encodings, workbooks with merged headers, and the
//! list of what was planted.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook, XlsxError};

use crate::tables::{Cell, Department, Layout};

/// A file of the sample.
pub struct Output {
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

type Fault = Box<dyn std::error::Error + Send + Sync>;

/// Every department's file and `planted.csv`.
pub fn write(departments: &[Department]) -> Result<Vec<Output>, Fault> {
    let mut outputs = Vec::new();
    let mut planted = csv::Writer::from_writer(Vec::new());
    planted.write_record(["kind", "code", "file", "line", "column", "written", "meaning"])?;
    for department in departments {
        let first = department.header_line() + department.header_rows();
        for (at, row) in department.rows.iter().enumerate() {
            for defect in &row.planted {
                let column = department.columns.iter().position(|c| *c == defect.column);
                let written = column.map_or_else(|| row.text(), |at| row.cells[at].text());
                let line = (first + at).to_string();
                planted.write_record([
                    defect.kind,
                    defect.code,
                    department.file,
                    &line,
                    &defect.column,
                    &written,
                    &defect.meaning,
                ])?;
            }
        }
        for defect in &department.planted {
            let about = [defect.kind, defect.code, department.file, ""];
            planted.write_record(about.into_iter().chain([
                &*defect.column,
                "",
                &*defect.meaning,
            ]))?;
        }
        let bytes = match department.layout {
            Layout::Text { .. } => text(department)?,
            Layout::Sheet { .. } => sheet(department)?,
        };
        outputs.push(Output { name: department.file, bytes });
    }
    let bytes = planted.into_inner().map_err(|error| error.to_string())?;
    outputs.push(Output { name: "planted.csv", bytes });
    Ok(outputs)
}

fn text(department: &Department) -> Result<Vec<u8>, Fault> {
    let Layout::Text { encoding, delimiter, title } = department.layout else {
        return Ok(Vec::new());
    };
    let mut writer =
        csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
    if !title.is_empty() {
        writer.write_record([title])?;
    }
    writer.write_record(&department.columns)?;
    for row in &department.rows {
        writer.write_record(row.cells.iter().map(Cell::text))?;
    }
    let text = String::from_utf8(writer.into_inner().map_err(|error| error.to_string())?)?;
    Ok(match encoding {
        "utf-8" => text.into_bytes(),
        "utf-8 bom" => format!("\u{feff}{text}").into_bytes(),
        "utf-16" => {
            let marked = format!("\u{feff}{text}");
            marked.encode_utf16().flat_map(u16::to_le_bytes).collect()
        }
        _ => encoding_rs::GB18030.encode(&text).0.into_owned(),
    })
}

fn sheet(department: &Department) -> Result<Vec<u8>, XlsxError> {
    let Layout::Sheet { name, title, groups } = department.layout else { return Ok(Vec::new()) };
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2021, 3, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let notes = book.add_worksheet().set_name("填表说明")?;
    notes.write_string(0, 0, "本工作簿为合成数据，请在下一张表填报")?;
    let sheet = book.add_worksheet().set_name(name)?;
    let centred = Format::new().set_bold();
    let mut row = 0;
    let last = department.columns.len() as u16 - 1;
    if !title.is_empty() {
        sheet.merge_range(row, 0, row, last, title, &centred)?;
        row += 1;
    }
    for (first, count, group) in groups {
        match *count {
            0 => sheet.merge_range(row, *first, row + 1, *first, group, &centred)?,
            count => sheet.merge_range(row, *first, row, first + count - 1, group, &centred)?,
        };
    }
    row += u32::from(!groups.is_empty());
    for (at, column) in department.columns.iter().enumerate() {
        let at = at as u16;
        if !groups.iter().any(|(first, count, _)| *count == 0 && *first == at) {
            let name = column.rsplit('/').next().unwrap_or(column);
            sheet.write_string(row, at, name)?;
        }
    }
    for cells in &department.rows {
        row += 1;
        for (at, cell) in cells.cells.iter().enumerate() {
            let at = at as u16;
            match cell {
                Cell::Blank => {}
                Cell::Text(text) => {
                    sheet.write_string(row, at, text)?;
                }
                Cell::Number(number) => {
                    sheet.write_number(row, at, *number)?;
                }
                Cell::Formula(number) => {
                    let formula =
                        Formula::new(format!("={number}+0")).set_result(number.to_string());
                    sheet.write_formula(row, at, formula)?;
                }
            }
        }
    }
    book.save_to_buffer()
}
