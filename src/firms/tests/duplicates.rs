//! One firm, one row.

use super::*;

fn two(first: &str, second: &str, duplicates: Duplicates) -> Result<Firms, Vec<Diagnostic>> {
    let columns = [number("a"), column("t", ColumnKind::Text, "")];
    let inputs = vec![input("1.csv", first), input("2.csv", second)];
    read(inputs, &Wanted { duplicates, ..wanted(&columns) })
}

#[test]
fn equal_rows_are_one_row() {
    let firms =
        two("代码,a,t\nx,1.0,甲\ny,,\nx,1,甲\n", "代码,t,a\ny,,—\n", Duplicates::Refuse).unwrap();
    assert_eq!(ids(&firms), ["x", "y"]);
    let found: Vec<_> = firms.issues.iter().map(|i| (i.code, i.source.as_str(), i.line)).collect();
    assert_eq!(
        found,
        [
            (&codes::REPEATED_ROW, "1.csv", Some(4)),
            (&codes::REPEATED_ROW, "2.csv", Some(2)),
            (&codes::MISSING_MARKER, "2.csv", Some(2)),
        ]
    );
    assert_eq!(
        (firms.inputs[0].rows_read, firms.inputs[0].rows_kept, firms.inputs[0].rows_left_out),
        (3, 2, 1)
    );
    assert_eq!((firms.inputs[1].rows_kept, firms.inputs[1].rows_left_out), (0, 1));
    assert_eq!(firms.origins.len(), firms.frame.height());
}

#[test]
fn contradicting_rows_are_refused_with_all_their_places() {
    let first = "代码,a,t\nx,1,甲\ny,1,甲\nx,1,甲\n";
    let second = "代码,a,t\nx,2,甲\ny,1,乙\n";
    let problems = two(first, second, Duplicates::Refuse).unwrap_err();
    assert_eq!(problems.len(), 2);
    assert_eq!(
        problems[0].message.en,
        "firm `x` has 3 rows that contradict each other: 1.csv:2, 1.csv:4, 2.csv:2"
    );
    assert_eq!(problems[0].notes[0].en, "the columns that differ: a (1 / 2)");
    assert_eq!(problems[1].notes[0].en, "the columns that differ: t (甲 / 乙)");
    assert!(problems[1].help[0].en.contains("--duplicates first|last"));
}

#[test]
fn a_person_may_say_which_row_to_take() {
    let first = "代码,a,t\nx,1,甲\ny,1,甲\n";
    let second = "代码,a,t\nx,2,甲\nz,3,丙\n";
    let taken = two(first, second, Duplicates::First).unwrap();
    assert_eq!(
        (ids(&taken), numbers(&taken, "a")),
        (vec!["x".into(), "y".into(), "z".into()], vec![Some(1.0), Some(1.0), Some(3.0)])
    );
    let taken = two(first, second, Duplicates::Last).unwrap();
    assert_eq!(
        (ids(&taken), numbers(&taken, "a")),
        (vec!["y".into(), "x".into(), "z".into()], vec![Some(1.0), Some(2.0), Some(3.0)])
    );
    assert_eq!(issues(&taken), [(&codes::DUPLICATE_SETTLED, Severity::Warning, 2, "")]);
    assert_eq!(taken.issues[0].problem.en, "the same id as 2.csv:2 with other values: a (2 / 1)");
}

/// For looking through a table: both rows are wrong, and what else is wrong is found, too.
#[test]
fn rows_may_be_marked_instead() {
    let columns = [number("a"), column("d", ColumnKind::Date, "")];
    let first = "代码,a,d\nx,1,2021-05-31\ny,不详,\n";
    let inputs = vec![input("1.csv", first), input("2.csv", "代码,a,d\nx,1,2021-06-01\n")];
    let marked = Wanted { duplicates: Duplicates::Mark, ..wanted(&columns) };
    let firms = read(inputs, &marked).unwrap();
    assert_eq!(ids(&firms), ["x", "y"]);
    let errors: Vec<&DataIssue> =
        firms.issues.iter().filter(|issue| issue.code == &codes::DUPLICATE_FIRMS).collect();
    let places: Vec<_> = errors.iter().map(|e| (e.source.as_str(), e.line)).collect();
    assert_eq!(places, [("1.csv", Some(2)), ("2.csv", Some(2))]);
    assert!(errors[0].effect.en.contains("d (2021-05-31 / 2021-06-01)"), "{}", errors[0].effect.en);
    assert_eq!(firms.issues.len(), 3, "{:?}", firms.issues);
    assert_eq!((firms.inputs[0].rows_kept, firms.inputs[1].rows_left_out), (2, 1));
}

#[test]
fn many_conflicts_are_told_only_so_far() {
    let rows = |value: u32| (0..30).map(|id| format!("f{id},{value},\n")).collect::<String>();
    let text = format!("代码,a,t\n{}{}", rows(1), rows(2));
    let problems = refused(text, &[number("a")]);
    assert_eq!(problems.len(), 21);
    assert!(problems[20].message.en.starts_with("and 10 more ids"));
}

#[test]
fn ids_are_compared_as_they_are_normalised() {
    let columns = [number("a")];
    let wanted = Wanted { id_kind: IdKind::Uscc, ..wanted(&columns) };
    let text = "代码,a\n91320214MA1000017K,1\n91320214ma1000017k ,1\n";
    let firms = read(vec![input("t.csv", text)], &wanted).unwrap();
    assert_eq!(ids(&firms), ["91320214MA1000017K"]);
}
