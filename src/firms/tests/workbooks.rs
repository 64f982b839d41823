//! Workbooks: stored types, sheets, and files that are damaged.

use super::xlsx::{Sheet, row, texts as text_row, workbook};
use super::*;

fn read_book(sheets: &[Sheet], columns: &[Column]) -> Result<Firms, Vec<Diagnostic>> {
    read(vec![input("t.xlsx", workbook(sheets))], &wanted(columns))
}

#[test]
fn stored_types() {
    let columns = [
        column("研发", ColumnKind::Number, "万元"),
        column("占比", ColumnKind::Number, "%"),
        column("高企", ColumnKind::Flag, ""),
        column("成立", ColumnKind::Date, ""),
        column("备注", ColumnKind::Text, ""),
    ];
    let rows = [
        text_row(3, &["代码", "研发（万元）", "占比", "高企", "成立", "备注"]),
        row(
            4,
            &[
                ("A", "n", 0, "91320214"),
                ("B", "n", 0, "1.5"),
                ("C", "n", 1, "0.07"),
                ("D", "b", 0, "1"),
                ("E", "n", 2, "44347"),
                ("F", "n", 0, "2021"),
            ],
        ),
        row(
            6,
            &[
                ("A", "inlineStr", 0, "b"),
                ("B", "inlineStr", 0, "12"),
                ("C", "n", 0, "7"),
                ("D", "inlineStr", 0, "否"),
                ("E", "inlineStr", 0, "2021-05-31"),
                ("F", "e", 0, "#N/A"),
            ],
        ),
        row(
            7,
            &[
                ("A", "inlineStr", 0, "c"),
                ("B", "e", 0, "#DIV/0!"),
                ("C", "inlineStr", 0, "1,200.5"),
                ("D", "n", 0, "0"),
                ("E", "n", 0, "44347"),
                ("F", "n", 2, "44347"),
                ("J", "n", 0, "1"),
            ],
        ),
    ];
    let firms =
        read_book(&[Sheet("空", String::new()), Sheet("企业", rows.concat())], &columns).unwrap();
    assert_eq!(ids(&firms), ["91320214", "b", "c"]);
    assert_eq!(lines(&firms), [4, 6, 7]);
    assert_eq!(numbers(&firms, "研发"), [Some(1.5), Some(12.0), None]);
    assert_eq!(numbers(&firms, "占比"), [Some(7.0), Some(7.0), Some(1200.5)]);
    assert_eq!(flags(&firms, "高企"), [Some(true), Some(false), Some(false)]);
    assert_eq!(numbers(&firms, "成立"), [Some(18778.0), Some(18778.0), None]);
    assert_eq!(texts(&firms, "备注"), [Some("2021".into()), None, Some("2021-05-31".into())]);
    let note = Severity::Note;
    assert_eq!(
        issues(&firms),
        [
            (&codes::PERCENT, note, 4, "占比"),
            (&codes::STORED_AS_TEXT, note, 6, "研发"),
            (&codes::ERROR_CELL, note, 6, "备注"),
            (&codes::ERROR_CELL, note, 7, "研发"),
            (&codes::THOUSANDS, note, 7, "占比"),
            (&codes::UNREADABLE_DATE, Severity::Warning, 7, "成立"),
        ]
    );
    assert_eq!(firms.issues[0].value, "7%");
    let account = &firms.inputs[0];
    assert_eq!((account.kind, account.sheet.as_deref()), (Kind::Xlsx, Some("企业")));
    assert_eq!((account.encoding, account.delimiter), (None, None));
}

#[test]
fn formulas_give_their_last_saved_results() {
    let formula = r#"<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c><c r="B2"><f>1+1</f><v>2</v></c></row>"#;
    let rows = [text_row(1, &["代码", "a"]), formula.to_owned()];
    let firms = read_book(&[Sheet("s", rows.concat())], &[number("a")]).unwrap();
    assert_eq!(numbers(&firms, "a"), [Some(2.0)]);
}

#[test]
fn the_first_sheet_with_data_is_read_and_the_others_are_named() {
    let good = || [text_row(1, &["代码", "a"]), text_row(2, &["x", "1"])].concat();
    let sheets = [Sheet("甲", good()), Sheet("空", String::new()), Sheet("乙", good())];
    let firms = read_book(&sheets, &[column("a", ColumnKind::Text, "")]).unwrap();
    assert_eq!(issues(&firms), [(&codes::SEVERAL_SHEETS, Severity::Note, 0, "")]);
    assert_eq!(firms.issues[0].value, "乙");

    let cover = [text_row(1, &["填表说明"]), text_row(2, &["请填企业表"])].concat();
    let problems =
        read_book(&[Sheet("说明", cover), Sheet("企业", good())], &[number("a")]).unwrap_err();
    assert_eq!(problems[0].code, &codes::MISSING_COLUMN);
    assert!(problems[0].notes.iter().any(|note| note.en.contains("others with data: 企业")));
}

#[test]
fn a_title_above_the_header_is_pointed_out() {
    let rows = [text_row(1, &["2023年度"]), text_row(2, &["代码", "a"]), text_row(3, &["x", "1"])];
    let problems = read_book(&[Sheet("s", rows.concat())], &[number("a")]).unwrap_err();
    assert!(problems[0].help[0].en.starts_with("line 2 looks like the header"));
}

#[test]
fn a_far_away_cell_claims_no_memory() {
    let rows =
        [text_row(1, &["代码", "a"]), text_row(2, &["x", "1"]), text_row(1_048_576, &["y", "2"])];
    let firms = read_book(&[Sheet("s", rows.concat())], &[number("a")]).unwrap();
    assert_eq!(lines(&firms), [2, 1_048_576]);
    let far = r#"<row r="2"><c r="A2"><v>1</v></c><c r="XFD2"><v>1</v></c></row>"#;
    let rows = [text_row(1, &["代码", "a"]), far.to_owned()];
    assert_eq!(ids(&read_book(&[Sheet("s", rows.concat())], &[number("a")]).unwrap()), ["1"]);
}

#[test]
fn a_code_stored_as_a_number_has_lost_digits() {
    let rows = [
        text_row(1, &["代码", "a"]),
        row(2, &[("A", "n", 0, "9.13202140000001E+17"), ("B", "n", 0, "1")]),
    ];
    let columns = [number("a")];
    let wanted = Wanted { id_kind: IdKind::Uscc, ..wanted(&columns) };
    let book = workbook(&[Sheet("s", rows.concat())]);
    let firms = read(vec![input("t.xlsx", book)], &wanted).unwrap();
    assert_eq!(ids(&firms), ["913202140000001000"]);
    assert!(firms.issues[0].problem.en.contains("loses every digit after the 15th"));
}

#[test]
fn damaged_locked_and_empty_workbooks() {
    let whole = workbook(&[Sheet("s", text_row(1, &["代码", "a"]))]);
    let code = |bytes: Vec<u8>| refused(bytes, &[number("a")])[0].code;
    assert_eq!(code(workbook(&[Sheet("s", String::new())])), &codes::NO_FIRMS);
    assert_eq!(code(whole[..whole.len() / 2].to_vec()), &codes::DAMAGED_WORKBOOK);
    assert_eq!(code(super::xlsx::zip(&[("a.csv".into(), "x".into())])), &codes::NOT_A_TABLE);
    let mut locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(code(locked), &codes::LOCKED_WORKBOOK);
    let broken = workbook(&[Sheet("s", "<row r=\"1\"><c r=\"A1\"><v>1</row>".into())]);
    assert_eq!(code(broken), &codes::DAMAGED_WORKBOOK);
}

#[test]
fn a_zip_bomb_is_not_unpacked() {
    let mut book = workbook(&[Sheet("s", text_row(1, &["代码", "a"]))]);
    // The unpacked sizes stand 24 bytes into each entry of the central directory.
    let entries: Vec<usize> = memchr::memmem::find_iter(&book, b"PK\x01\x02").collect();
    for at in entries {
        book[at + 24..at + 28].copy_from_slice(&u32::MAX.to_le_bytes());
    }
    let problems = refused(book, &[number("a")]);
    assert_eq!(problems[0].code, &codes::DAMAGED_WORKBOOK);
    assert!(problems[0].message.en.contains("would unpack"), "{}", problems[0].message.en);
}

#[test]
fn an_old_workbook_that_claims_too_many_cells_is_refused() {
    let mut book = include_bytes!("../../../tests/data/firms/small.xls").to_vec();
    let at = memchr::memmem::find(&book, b"\x00\x02\x0e\x00").unwrap();
    book[at + 11] = 0x7f;
    assert_eq!(refused(book, &[number("a")])[0].code, &codes::DAMAGED_WORKBOOK);
}

/// The same small table, saved by other programs in three formats.
#[test]
fn other_formats_give_the_same_firms() {
    let columns = [
        column("研发费用", ColumnKind::Number, "万元"),
        column("占比", ColumnKind::Number, "%"),
        column("高企", ColumnKind::Flag, ""),
        column("成立", ColumnKind::Date, ""),
    ];
    let files: [(&str, &[u8], Kind); 3] = [
        ("small.xls", include_bytes!("../../../tests/data/firms/small.xls"), Kind::Xls),
        ("small.ods", include_bytes!("../../../tests/data/firms/small.ods"), Kind::Ods),
        ("small.xlsx", include_bytes!("../../../tests/data/firms/small.xlsx"), Kind::Xlsx),
    ];
    for (name, bytes, kind) in files {
        let firms = match read(vec![input(name, bytes)], &wanted(&columns)) {
            Ok(firms) => firms,
            Err(problems) => panic!("{name}: {}", told(&problems)),
        };
        assert_eq!(firms.inputs[0].kind, kind);
        assert_eq!(ids(&firms), ["91320214MA1000017K", "91320214"], "{name}");
        assert_eq!(numbers(&firms, "研发费用"), [Some(1.5), Some(1200.0)], "{name}");
        assert_eq!(numbers(&firms, "占比"), [Some(12.5), None], "{name}");
        assert_eq!(flags(&firms, "高企"), [Some(true), Some(false)], "{name}");
        assert_eq!(numbers(&firms, "成立"), [Some(18778.0), None], "{name}");
        assert_eq!(lines(&firms), [2, 3], "{name}");
        for cut in (0..bytes.len()).step_by(97) {
            let _ = read(vec![input(name, &bytes[..cut])], &wanted(&columns));
        }
    }
}
