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
}
