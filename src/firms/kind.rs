//! What kind of file the bytes are, by their first bytes and not by the name: spreadsheets are
//! saved as `.csv`, pages as `.xls`. Reads no content beyond what it takes to tell.

mod zip;

use serde::Serialize;

/// A file that can hold a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Text with a delimiter.
    Text,
    /// Excel 2007 and later.
    Xlsx,
    /// Excel binary workbook.
    Xlsb,
    /// Excel 97 to 2003.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// Parquet, where the program is built with it.
    Parquet,
}

/// A file that cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stranger {
    /// No bytes at all.
    Empty,
    /// A workbook behind a password.
    Locked,
    /// A workbook or archive that is cut off or damaged.
    Damaged,
    /// A workbook that would unpack to this many bytes.
    TooLarge(u64),
    /// Parquet, in a program that was built without it.
    Parquet,
    /// Something else, by name.
    Other(&'static str),
}

/// More than this is not unpacked: the largest sheet that Excel can hold, full of numbers, stays
/// well below it.
const LARGEST_UNPACKED: u64 = 4 << 30;

/// Tells what the bytes are.
///
/// # Errors
/// A [`Stranger`] where no table can be read from them.
pub fn recognise(bytes: &[u8]) -> Result<Kind, Stranger> {
    const NAMES: [(&[u8], &str); 11] = [
        (b"%PDF", "PDF"),
        (b"\x89PNG", "PNG"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"GIF8", "GIF"),
        (b"BM\x36", "BMP"),
        (b"Rar!", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\x1f\x8b", "gzip"),
        (b"SQLite format 3", "SQLite"),
        (b"ARROW1", "Arrow"),
        (b"{\\rtf", "RTF"),
    ];
    if bytes.is_empty() {
        return Err(Stranger::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip_kind(bytes);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return ole_kind(bytes);
    }
    if bytes.starts_with(b"PAR1") {
        let is_built_in = cfg!(feature = "parquet");
        return if is_built_in { Ok(Kind::Parquet) } else { Err(Stranger::Parquet) };
    }
    if let Some((_, name)) = NAMES.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(Stranger::Other(name));
    }
    markup(bytes).map_or(Ok(Kind::Text), |name| Err(Stranger::Other(name)))
}

/// Web pages and XML, which many portals send under the name `.xls`.
fn markup(bytes: &[u8]) -> Option<&'static str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let head = bytes[..bytes.len().min(64)].to_ascii_lowercase();
    let begins = |word: &str| head.starts_with(word.as_bytes());
    if ["<html", "<!doctype html", "<table", "<meta", "<head", "<div"].into_iter().any(begins) {
        Some("HTML")
    } else if begins("<?xml") {
        Some("XML")
    } else {
        None
    }
}

/// A compound file is an old workbook, or the wrapping of an encrypted one.
fn ole_kind(bytes: &[u8]) -> Result<Kind, Stranger> {
    let utf16 = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let has = |name: &str| memchr::memmem::find(bytes, &utf16(name)).is_some();
    if has("EncryptedPackage") {
        Err(Stranger::Locked)
    } else if claims_too_much(bytes) {
        Err(Stranger::Damaged)
    } else if has("Workbook") || has("Book") {
        Ok(Kind::Xls)
    } else if has("WordDocument") {
        Err(Stranger::Other("Word"))
    } else {
        Err(Stranger::Damaged)
    }
}

/// Whether a sheet of an old workbook claims more cells than the format has (65,536 rows, 256
/// columns) in its DIMENSIONS record (MS-XLS 2.4.90): memory would be set aside for them unseen.
fn claims_too_much(bytes: &[u8]) -> bool {
    const RECORD: &[u8] = b"\x00\x02\x0e\x00";
    memchr::memmem::find_iter(bytes, RECORD).any(|at| {
        let body = bytes.get(at + 4..at + 18);
        body.is_some_and(|body| {
            let last_row = u32::from_le_bytes([body[4], body[5], body[6], body[7]]);
            let last_column = u16::from_le_bytes([body[10], body[11]]);
            let reserved = [body[12], body[13]];
            reserved == [0, 0] && (last_row > 65_536 || last_column > 256)
        })
    })
}

fn zip_kind(bytes: &[u8]) -> Result<Kind, Stranger> {
    let entries = zip::entries(bytes).ok_or(Stranger::Damaged)?;
    let has = |name: &str| entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name));
    let begins = |name: &str| entries.iter().any(|entry| entry.name.starts_with(name));
    let unpacked = entries.iter().fold(0_u64, |sum, entry| sum.saturating_add(entry.unpacked));
    let kind = if has("xl/workbook.bin") {
        Kind::Xlsb
    } else if has("xl/workbook.xml") || begins("xl/") {
        Kind::Xlsx
    } else if has("content.xml") && has("mimetype") {
        Kind::Ods
    } else if begins("word/") {
        return Err(Stranger::Other("Word"));
    } else {
        return Err(Stranger::Other("zip"));
    };
    if unpacked > LARGEST_UNPACKED || zip::is_bomb(&entries) {
        return Err(Stranger::TooLarge(unpacked));
    }
    if zip::is_honest(bytes, &entries) { Ok(kind) } else { Err(Stranger::Damaged) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_by_content() {
        for (bytes, expected) in [
            (&b""[..], Err(Stranger::Empty)),
            (b"id,a\n1,2\n", Ok(Kind::Text)),
            (b"%PDF-1.7 ...", Err(Stranger::Other("PDF"))),
            (b"\x89PNG\r\n", Err(Stranger::Other("PNG"))),
            (b"\xef\xbb\xbf \n<HTML><table>", Err(Stranger::Other("HTML"))),
            (b"<?xml version='1.0'?>", Err(Stranger::Other("XML"))),
            (b"PK\x03\x04 cut off", Err(Stranger::Damaged)),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing", Err(Stranger::Damaged)),
        ] {
            assert_eq!(recognise(bytes), expected);
        }
    }

    #[test]
    fn an_encrypted_workbook_is_told() {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(recognise(&bytes), Err(Stranger::Locked));
    }
}
