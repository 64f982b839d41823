//! Text tables: which rows are firms, and what is told of the others.

use super::*;

const ERROR: Severity = Severity::Error;
const NOTE: Severity = Severity::Note;
const WARNING: Severity = Severity::Warning;

#[test]
fn types_units_and_lines() {
    let columns = [
        column("研发费用", ColumnKind::Number, "万元"),
        column("职工", ColumnKind::Integer, "人"),
        column("行业", ColumnKind::Text, ""),
        column("高企", ColumnKind::Flag, ""),
        column("成立", ColumnKind::Date, ""),
    ];
    let firms = read_text(
        "代码,不要,行业,成立,高企,职工,研发费用（万元）\n\
         a,x,生物,2021-05-31,是,12,1.5\n\
         \n\
         b,x,,,否,12.5,1.2亿\n\
         c,x,软件,5月,?,—,\"1,300\"\n",
        &columns,
    );
    assert_eq!(
        firms.frame.get_column_names(),
        ["代码", "研发费用", "职工", "行业", "高企", "成立"]
    );
    assert_eq!(ids(&firms), ["a", "b", "c"]);
    assert_eq!(numbers(&firms, "研发费用"), [Some(1.5), Some(12000.0), Some(1300.0)]);
    assert_eq!(numbers(&firms, "职工"), [Some(12.0), Some(12.5), None]);
    assert_eq!(texts(&firms, "行业"), [Some("生物".into()), None, Some("软件".into())]);
    assert_eq!(flags(&firms, "高企"), [Some(true), Some(false), None]);
    assert_eq!(numbers(&firms, "成立"), [Some(18778.0), None, None]);
    assert_eq!(lines(&firms), [2, 4, 5]);
    assert_eq!(
        issues(&firms),
        [
            (&codes::UNIT_CONVERTED, NOTE, 4, "研发费用"),
            (&codes::NOT_WHOLE, WARNING, 4, "职工"),
            (&codes::THOUSANDS, NOTE, 5, "研发费用"),
            (&codes::MISSING_MARKER, NOTE, 5, "职工"),
            (&codes::UNREADABLE_FLAG, WARNING, 5, "高企"),
            (&codes::UNREADABLE_DATE, WARNING, 5, "成立"),
        ]
    );
    let issue = &firms.issues[0];
    assert_eq!(
        (issue.source.as_str(), issue.firm.as_str(), issue.value.as_str()),
        ("t.csv", "b", "1.2亿")
    );
    assert_eq!(issue.effect.en, "read as 12000 万元");
    let account = &firms.inputs[0];
    assert_eq!((account.rows_read, account.rows_kept, account.rows_left_out), (3, 3, 0));
    assert_eq!((account.kind, account.delimiter), (Kind::Text, Some(',')));
    assert_eq!(account.matched[0].header, "研发费用（万元）");
    assert_eq!(account.cells.iter().map(|cells| cells.cells).sum::<u64>(), 6);
    let diagnostic = firms.issues[5].to_diagnostic();
    assert_eq!(diagnostic.severity, WARNING);
    assert_eq!(diagnostic.message.en, "not a date: counts as missing");
    assert_eq!(diagnostic.place.unwrap().firm.as_deref(), Some("c"));
}

#[test]
fn every_delimiter_and_line_end() {
    let expected = numbers(&read_text("代码,a\n1,2.5\n2,3\n", &[number("a")]), "a");
    for text in [
        "代码\ta\n1\t2.5\n2\t3",
        "代码;a\n1;2.5\n2;3\n",
        "代码|a\r\n1|2.5\r\n2|3\r\n",
        "代码,a\r1,2.5\r2,3\r",
        "\n\n代码,a\n\n1,2.5\n,\n2,3\n\n",
        "sep=;\n代码;a\n1;2.5\n2;3\n",
        "\u{feff}代码,a,,\n1,2.5,,\n2,3,,\n",
        "代码,\"a\"\n\"1\",\"2.5\"\n2,3\n",
    ] {
        assert_eq!(numbers(&read_text(text, &[number("a")]), "a"), expected, "{text:?}");
    }
}

#[test]
fn encodings_give_the_same_firms() {
    let text = "代码,研发费用\n无锡甲,1.5\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), encoding::Encoding::Utf8),
        (utf16, encoding::Encoding::Utf16Le),
        (gb, encoding::Encoding::Gb18030),
    ] {
        let columns = [number("研发费用")];
        let firms = read(vec![input("t.csv", bytes)], &wanted(&columns)).unwrap();
        assert_eq!(ids(&firms), ["无锡甲"]);
        assert_eq!(firms.inputs[0].encoding, Some(encoding));
    }
}

#[test]
fn ragged_rows_are_left_out_and_listed() {
    let text = "代码,a,b\n1,13,120.0,7\n2,1,2\n3,1\n4,1,2,,\n";
    let firms = read_text(text, &[number("a"), number("b")]);
    assert_eq!(ids(&firms), ["2", "4"]);
    assert_eq!(
        issues(&firms),
        [(&codes::RAGGED_ROW, ERROR, 2, ""), (&codes::RAGGED_ROW, ERROR, 4, "")]
    );
    assert_eq!(
        (firms.issues[0].value.as_str(), firms.issues[0].firm.as_str()),
        ("1,13,120.0,7", "1")
    );
    let account = &firms.inputs[0];
    assert_eq!((account.rows_read, account.rows_kept, account.rows_left_out), (4, 2, 2));
}

#[test]
fn a_long_row_is_cut_in_the_list() {
    let text = format!("代码,a\n1,2\n2,3,{}\n", "甲".repeat(500));
    let firms = read_text(&text, &[number("a")]);
    assert_eq!(firms.issues[0].value.chars().count(), 201);
}

#[test]
fn a_file_cut_off_in_a_row_is_told() {
    let firms = read_text("代码,a,b\n1,2,3\n2,4", &[number("a"), number("b")]);
    assert_eq!(issues(&firms), [(&codes::CUT_OFF, ERROR, 3, "")]);
    assert!(read_text("代码,a,b\n1,2,3\n2,4,5", &[number("a"), number("b")]).issues.is_empty());
}

#[test]
fn rows_that_are_no_firms() {
    let text = "代码,名,a\n1,甲,2\n,乙,3\n合 计,,5\n代码,名,a\n,合计,5\n—,丙,1\n总计：,,9\n";
    let firms = read_text(text, &[number("a")]);
    assert_eq!(ids(&firms), ["1"]);
    assert_eq!(
        issues(&firms),
        [
            (&codes::NO_ID, ERROR, 3, ""),
            (&codes::NOT_A_FIRM, NOTE, 4, ""),
            (&codes::NOT_A_FIRM, NOTE, 5, ""),
            (&codes::NOT_A_FIRM, NOTE, 6, ""),
            (&codes::NO_ID, ERROR, 7, ""),
            (&codes::NOT_A_FIRM, NOTE, 8, ""),
        ]
    );
}

#[test]
fn credit_codes_are_normalised_and_verified() {
    let columns = [number("a")];
    let wanted = Wanted { id_kind: IdKind::Uscc, ..wanted(&columns) };
    let text = "代码,a\n91350100M000100Y43,1\n 91320214ma1000017k,2\n９1320214MA1000025E,3\n\
                91320214MA1000033O,4\n9.13202E+17,5\n";
    let firms = read(vec![input("t.csv", text)], &wanted).unwrap();
    assert_eq!(
        ids(&firms)[..4],
        ["91350100M000100Y43", "91320214MA1000017K", "91320214MA1000025E", "91320214MA1000033O"]
    );
    assert_eq!(
        issues(&firms),
        [
            (&codes::ID_CHANGED, NOTE, 3, "代码"),
            (&codes::ID_CHANGED, NOTE, 4, "代码"),
            (&codes::CODE_FAILS, WARNING, 5, "代码"),
            (&codes::CODE_FAILS, WARNING, 6, "代码"),
        ]
    );
    assert!(firms.issues[3].problem.en.contains("stored as a number"));
}

#[test]
fn shares_that_look_like_fractions_are_doubted() {
    let columns = [column("占比", ColumnKind::Number, "%"), column("率", ColumnKind::Number, "%")];
    let row = |id: u32| format!("{id},0.{id},{id}\n");
    let text = format!("代码,占比,率\n{}9,,\n", (1..7).map(row).collect::<String>());
    let firms = read_text(&text, &columns);
    assert_eq!(issues(&firms), [(&codes::FRACTIONS_FOR_PERCENT, WARNING, 0, "占比")]);
    assert_eq!(numbers(&firms, "占比")[0], Some(0.1));
}

#[test]
fn an_open_quote_names_its_line() {
    let problems = refused("代码,a\n1,2\n2,\"3\n3,4\n", &[number("a")]);
    assert_eq!(problems[0].code, &codes::OPEN_QUOTE);
    assert_eq!(problems[0].place.as_ref().unwrap().line, Some(3));
    let problems = refused("代码,\"a\n1,2\n", &[number("a")]);
    assert_eq!(problems[0].place.as_ref().unwrap().line, Some(1));
}

#[test]
fn an_absurdly_long_field_is_not_read() {
    let long = "x".repeat(2 << 20);
    let firms =
        read_text(&format!("代码,a\n1,2\n2,{long}\n"), &[column("a", ColumnKind::Text, "")]);
    assert_eq!(issues(&firms), [(&codes::FIELD_TOO_LONG, ERROR, 3, "")]);
    let problems = refused(format!("代码,a\n1,\"{long}\"\n"), &[number("a")]);
    assert_eq!(problems[0].code, &codes::FIELD_TOO_LONG);
}

#[test]
fn what_is_no_table_is_told_plainly() {
    for (bytes, code) in [
        (&b""[..], &codes::EMPTY_FILE),
        (b"\n\n", &codes::NO_FIRMS),
        ("代码,a\n,3\n".as_bytes(), &codes::NO_FIRMS),
        (b"%PDF-1.7", &codes::NOT_A_TABLE),
        (b"<html><table><tr><td>1", &codes::NOT_A_TABLE),
        (b"PK\x03\x04", &codes::DAMAGED_WORKBOOK),
        (b"id,a\n1,\0", &codes::NOT_A_TABLE),
        (b"id,a\n1,\xff\xff\n", &codes::ENCODING),
    ] {
        let problems = refused(bytes, &[number("a")]);
        assert_eq!(problems[0].code, code, "{bytes:?}: {}", told(&problems));
    }
    assert_eq!(read(Vec::new(), &wanted(&[])).unwrap_err()[0].code, &codes::NO_FIRMS);
}

#[test]
fn a_table_with_only_a_header_has_no_firms_and_says_so() {
    for text in ["代码,a\n", "代码,a\n,\n\n"] {
        let firms = read(vec![input("a.csv", text)], &wanted(&[number("a")])).unwrap();
        assert_eq!(firms.frame.height(), 0);
        assert_eq!(firms.frame.width(), 2);
        assert_eq!(firms.issues.len(), 1);
        assert_eq!(firms.issues[0].code, &codes::NO_FIRMS);
    }
}

#[test]
fn problems_of_all_inputs_are_told_at_once() {
    let columns = [number("a"), number("b")];
    let inputs = vec![
        input("a.csv", "代码,x\n1,2\n"),
        input("good.csv", "代码,a,b\n1,2,3\n"),
        input("b.csv", &b"\xff\xff\xff"[..]),
    ];
    let problems = read(inputs, &wanted(&columns)).unwrap_err();
    let found: Vec<_> =
        problems.iter().map(|d| (d.code, d.place.as_ref().unwrap().file.as_str())).collect();
    assert_eq!(found, [(&codes::MISSING_COLUMN, "a.csv"), (&codes::ENCODING, "b.csv")]);
}

#[test]
fn inputs_follow_each_other_and_optional_columns_are_filled_with_nothing() {
    let columns = [
        number("a"),
        Column { required: false, ..number("b") },
        Column { required: false, ..number("c") },
    ];
    let inputs = vec![input("1.csv", "代码,a\nx,1\n"), input("2.csv", "b,a,代码\n5,2,y\n")];
    let firms = read(inputs, &wanted(&columns)).unwrap();
    assert_eq!(firms.frame.get_column_names(), ["代码", "a", "b"]);
    assert_eq!(numbers(&firms, "a"), [Some(1.0), Some(2.0)]);
    assert_eq!(numbers(&firms, "b"), [None, Some(5.0)]);
    assert_eq!(firms.origins[1], Origin { input: 1, line: 2 });
    assert_eq!(firms.inputs[1].sha256.len(), 64);
}
