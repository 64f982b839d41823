//! The smallest workbook that a reader takes, made in memory, so that a test shows what stands in
//! each cell. The archive stores its files without compression.

/// A sheet: its name and the XML of its rows.
pub struct Sheet(pub &'static str, pub String);

/// Cells of one row: each is `ref`, `t` attribute, style and content of `<v>`.
pub fn row(number: u32, cells: &[(&str, &str, u32, &str)]) -> String {
    let cell = |(column, kind, style, value): &(&str, &str, u32, &str)| {
        if *kind == "inlineStr" {
            format!(r#"<c r="{column}{number}" t="inlineStr"><is><t>{value}</t></is></c>"#)
        } else {
            format!(r#"<c r="{column}{number}" s="{style}" t="{kind}"><v>{value}</v></c>"#)
        }
    };
    format!(r#"<row r="{number}">{}</row>"#, cells.iter().map(cell).collect::<String>())
}

/// A row of texts from column A on.
pub fn texts(number: u32, values: &[&str]) -> String {
    const COLUMNS: [&str; 8] = ["A", "B", "C", "D", "E", "F", "G", "H"];
    let cells: Vec<_> =
        COLUMNS.iter().zip(values).map(|(c, value)| (*c, "inlineStr", 0, *value)).collect();
    row(number, &cells)
}

/// Style 1 shows percentages, style 2 dates.
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;

/// The bytes of a workbook with these sheets.
pub fn workbook(sheets: &[Sheet]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let numbered = || sheets.iter().enumerate().map(|(at, sheet)| (at + 1, sheet));
    let entries: String = numbered()
        .map(|(at, sheet)| format!(r#"<sheet name="{}" sheetId="{at}" r:id="rId{at}"/>"#, sheet.0))
        .collect();
    let relations: String = numbered()
        .map(|(at, _)| format!(r#"<Relationship Id="rId{at}" Type="{RELS}/worksheet" Target="worksheets/sheet{at}.xml"/>"#))
        .collect();
    let mut files = vec![
        (
            "_rels/.rels".to_owned(),
            format!(
                r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets>{entries}</sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                r#"<Relationships xmlns="{PACKAGE}">{relations}<Relationship Id="rIdS" Type="{RELS}/styles" Target="styles.xml"/></Relationships>"#
            ),
        ),
        ("xl/styles.xml".to_owned(), STYLES.to_owned()),
    ];
    for (at, sheet) in numbered() {
        let rows = &sheet.1;
        files.push((
            format!("xl/worksheets/sheet{at}.xml"),
            format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#),
        ));
    }
    zip(&files)
}

/// A zip archive of stored files.
pub fn zip(files: &[(String, String)]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let offset = archive.len() as u32;
        let size = (text.len() as u32).to_le_bytes();
        // Version, flags, method, time, date; then checksum and both sizes.
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        common.extend(crc32(text.as_bytes()).to_le_bytes());
        common.extend([size, size].concat());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        archive.extend(b"PK\x03\x04");
        archive.extend(&common);
        archive.extend(name.as_bytes());
        archive.extend(text.as_bytes());
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let count = (files.len() as u16).to_le_bytes();
    let (start, length) = (archive.len() as u32, directory.len() as u32);
    archive.extend(directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend([count, count].concat());
    archive.extend([length.to_le_bytes(), start.to_le_bytes()].concat());
    archive.extend([0, 0]);
    archive
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}
