//! What holds for every table.

use proptest::prelude::*;

use super::*;

fn three() -> [Column; 3] {
    [number("a"), column("t", ColumnKind::Text, ""), column("d", ColumnKind::Date, "")]
}

/// Everything that a person could see of a reading.
fn seen(result: Result<Firms, Vec<Diagnostic>>) -> String {
    match result {
        Ok(f) => {
            let bits: Vec<_> =
                numbers(&f, "a").into_iter().map(|value| value.map(f64::to_bits)).collect();
            format!("{:?} {bits:?} {:?} {:?} {:?}", ids(&f), texts(&f, "t"), f.origins, f.issues)
        }
        Err(problems) => format!("{problems:?}"),
    }
}

/// Cells that are likely to go wrong, bare or in quotes.
fn cell() -> impl Strategy<Value = String> {
    let bare = prop_oneof![
        4 => "-?[0-9]{1,6}(\\.[0-9]{1,3})?",
        1 => "[a-z甲乙\"' ]{0,6}",
        1 => Just(String::new()),
        1 => Just("—".to_owned()),
        1 => Just("2021-05-31".to_owned()),
    ];
    (bare, 0..4_u8).prop_map(|(text, quoted)| match quoted {
        0 => format!("\"{},\n{}\"", text.replace('"', "\"\""), "x"),
        1 => format!("\"{}\"", text.replace('"', "\"\"")),
        _ => text,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let columns = three();
        let _ = read(vec![input("x", bytes)], &wanted(&columns));
    }

    #[test]
    fn tables_of_anything_never_panic(body in "(\\PC|[,\"\n\r;\t1.])*", magic in 0..4_usize) {
        let columns = three();
        let head = ["代码,a,t,d\n", "代码;a;t;d\r\n", "PK\x03\x04", "代码\ta\tt\td\n"][magic];
        let _ = read(vec![input("x", format!("{head}{body}"))], &wanted(&columns));
    }

    /// Workbooks with bytes changed are read or refused.
    #[test]
    fn damaged_workbooks_never_panic(
        file in 0..3_usize,
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let files: [&[u8]; 3] = [
            include_bytes!("../../../tests/data/firms/small.xls"),
            include_bytes!("../../../tests/data/firms/small.ods"),
            include_bytes!("../../../tests/data/firms/small.xlsx"),
        ];
        let mut bytes = files[file].to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let columns = three();
        let _ = read(vec![input("x", bytes)], &wanted(&columns));
    }

    /// One block or many, quotes and line ends inside fields or not.
    #[test]
    fn blocks_do_not_show(
        rows in proptest::collection::vec((cell(), cell(), cell()), 0..40),
        block in 1_usize..200,
        ending in prop_oneof![Just("\n"), Just("\r\n")],
    ) {
        let columns = three();
        let wanted = Wanted { duplicates: Duplicates::First, ..wanted(&columns) };
        let mut text = format!("代码,a,t,d{ending}");
        for (at, (a, t, d)) in rows.iter().enumerate() {
            text += &format!("f{at},{a},{t},{d}{ending}");
        }
        let whole = read_in_blocks(vec![input("x", text.clone())], &wanted, usize::MAX);
        let parts = read_in_blocks(vec![input("x", text)], &wanted, block);
        prop_assert_eq!(seen(whole), seen(parts));
    }

    /// Numbers come back bit for bit in whatever order the rows stand.
    #[test]
    fn numbers_come_back(
        rows in proptest::collection::vec(proptest::num::f64::NORMAL | proptest::num::f64::ZERO, 1..60)
            .prop_flat_map(|values| {
                let rows: Vec<_> = values.into_iter().enumerate().collect();
                Just(rows).prop_shuffle()
            }),
        block in 1_usize..100,
        scientific in any::<bool>(),
    ) {
        let columns = [number("a")];
        let mut text = "代码,a\n".to_owned();
        for (id, value) in &rows {
            text += &if scientific { format!("f{id},{value:e}\n") } else { format!("f{id},{value}\n") };
        }
        let firms = read_in_blocks(vec![input("x", text)], &wanted(&columns), block).unwrap();
        let expected: Vec<_> = rows.iter().map(|(_, value)| Some(value.to_bits())).collect();
        let found: Vec<_> = numbers(&firms, "a").into_iter().map(|v| v.map(f64::to_bits)).collect();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(ids(&firms), rows.iter().map(|(id, _)| format!("f{id}")).collect::<Vec<_>>());
    }

    /// Every record is kept or left out, and every one left out is listed.
    #[test]
    fn accounts_add_up(rows in proptest::collection::vec("[a-c]?(,[0-9x]{0,2}){0,4}", 0..40)) {
        let columns = [number("a"), number("b")];
        let wanted = Wanted { duplicates: Duplicates::Last, ..wanted(&columns) };
        let text = format!("代码,a,b\n{}", rows.join("\n"));
        if let Ok(firms) = read(vec![input("x", text)], &wanted) {
            let account = &firms.inputs[0];
            prop_assert_eq!(account.rows_read, account.rows_kept + account.rows_left_out);
            prop_assert_eq!(account.rows_kept as usize, firms.frame.height());
            let of_row = |issue: &&DataIssue| issue.column.is_empty() && issue.line.is_some();
            let row_issues = firms.issues.iter().filter(of_row).count();
            prop_assert_eq!(account.rows_left_out as usize, row_issues);
            let blank = rows.iter().filter(|row| row.bytes().all(|b| b == b',')).count();
            prop_assert_eq!(account.rows_read as usize + blank, rows.len());
        }
    }

    /// Lines without quotes are read in a way of their own: it gives what the parser gives of the
    /// same cells in quotes, whatever the id, the cells and the number of fields.
    #[test]
    fn quotes_do_not_show(
        rows in proptest::collection::vec(
            (
                prop_oneof![
                    6 => "[0-9A-Z]{1,4}",
                    2 => Just("91320214MA1000017K".to_owned()),
                    1 => "(合计|total|代码|na|—|[a-z]{2}| [0-9]{2} |f-1_2)",
                ],
                prop_oneof![
                    5 => "-?[0-9]{0,6}(\\.[0-9]{0,3})?",
                    1 => "(1\\.5E7|[0-9]{14,18}|2147483647|12%|１２|1 200|\\+3|-0| 7)",
                    1 => "[a-z甲乙 ]{0,6}",
                ],
                prop_oneof![
                    3 => "[a-z甲乙　 ]{0,6}",
                    1 => "(#N/A|null|None|—|\u{feff}x|north|x\u{200b})",
                ],
                prop_oneof![2 => Just("2021-05-31".to_owned()), 1 => Just("2021/5/31".to_owned()), 1 => Just(String::new())],
                0..12_u8,
            ),
            0..30,
        ),
        ending in prop_oneof![Just("\n"), Just("\r\n")],
        ends in any::<bool>(),
        uscc in any::<bool>(),
    ) {
        let columns = three();
        let lines = |quoted: bool| {
            let mut text = String::from("代码,a,t,d");
            for (id, number, words, date, width) in &rows {
                let mut cells = vec![id, number, words, date];
                match width {
                    0 => cells.truncate(2),
                    1 => cells.push(words),
                    2 => cells.clear(),
                    _ => {}
                }
                let cell = |cell: &&String| match quoted && !cell.is_empty() {
                    true => format!("\"{cell}\""),
                    false => cell.to_string(),
                };
                text += ending;
                text += &cells.iter().map(cell).collect::<Vec<_>>().join(",");
            }
            text + if ends { ending } else { "" }
        };
        let id_kind = if uscc { IdKind::Uscc } else { IdKind::Text };
        let wanted = Wanted { id_kind, duplicates: Duplicates::First, ..wanted(&columns) };
        let read = |quoted| seen(read(vec![input("x", lines(quoted))], &wanted));
        prop_assert_eq!(read(false), read(true));
    }
}
