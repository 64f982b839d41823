//! A real table as it was exported: the EU Industrial R&D Investment Scoreboard 2015. The expected
//! figures were counted from the file with another program.

use super::*;

/// Column, cells with a value, tenths in their sum, cells with thousands separators.
const COLUMNS: [(&str, usize, i64, u64); 18] = [
    ("R&D 2014 (€million)", 2500, 6_072_390, 123),
    ("R&D 1 year growth (%)", 2491, 2_621_022, 1),
    ("R&D 3 years growth (CAGR-3y, %)", 2413, 257_552, 1),
    ("Sales 2014 (€million)", 2451, 179_725_746, 1456),
    ("Sales 1 year growth (%)", 2448, 595_090, 8),
    ("Sales 3 years growth (CAGR-3y, %)", 2402, 137_556, 0),
    ("R&D intensity (%)", 2433, 3_366_157, 14),
    ("Capex 2014 (€million)", 2217, 11_311_943, 207),
    ("Capex 1 year growth (%)", 2188, 2_052_716, 23),
    ("Capex 3 years growth (CAGR-3y, %)", 2131, 154_660, 0),
    ("Capex int. (%)", 2445, 229_384, 3),
    ("Profits 2014 (€million)", 2495, 17_353_883, 356),
    ("Profits 1 year growth (%)", 2493, -423_035, 44),
    ("Profits 3 years growth (CAGR-3y, %)", 2176, 189_095, 0),
    ("Profitability (%)", 2423, -252_554, 8),
    ("Employees 2014", 2203, 512_359_370, 1820),
    ("Employees 1-year growth (%)", 2193, 140_921, 0),
    ("Employees 3-years growth (CAGR-3y, %)", 2175, -35_899, 0),
];

fn scoreboard() -> Firms {
    let bytes = include_bytes!("../../../tests/data/firms/rd_scoreboard_2015.csv");
    let numbers = COLUMNS.iter().map(|(name, ..)| number(name));
    let texts = ["Country", "Industrial sector (ICB-3D)"].map(|n| column(n, ColumnKind::Text, ""));
    let columns: Vec<Column> = numbers.chain(texts).collect();
    let wanted = Wanted { id: "world rank", name: Some("Name"), ..wanted(&columns) };
    read(vec![input("rd_scoreboard_2015.csv", &bytes[..])], &wanted).unwrap()
}

#[test]
fn every_number_is_right() {
    let firms = scoreboard();
    assert_eq!(firms.frame.height(), 2500);
    for (name, count, tenths, grouped) in COLUMNS {
        let values: Vec<f64> = numbers(&firms, name).into_iter().flatten().collect();
        assert_eq!(values.len(), count, "{name}");
        let sum: i64 = values.iter().map(|value| (value * 10.0).round() as i64).sum();
        assert_eq!(sum, tenths, "{name}");
        let counted = firms.inputs[0].cells.iter().filter(|c| c.column == name);
        let counted: u64 = counted.filter(|c| c.code == codes::THOUSANDS.id).map(|c| c.cells).sum();
        assert_eq!(counted, grouped, "{name}");
    }
}

#[test]
fn single_cells() {
    let firms = scoreboard();
    let names = texts(&firms, "Name");
    let row = |name: &str| names.iter().position(|n| n.as_deref() == Some(name)).unwrap();
    let value = |name: &str, firm: &str| numbers(&firms, name)[row(firm)];
    assert_eq!(value("R&D 2014 (€million)", "VOLKSWAGEN"), Some(13120.0));
    assert_eq!(value("Employees 2014", "VOLKSWAGEN"), Some(592586.0));
    assert_eq!(value("Capex 2014 (€million)", "HUAWEI"), None);
    assert_eq!(value("Capex int. (%)", "HUAWEI"), Some(0.0));
    assert_eq!(value("R&D intensity (%)", "ESS"), None);
    assert_eq!(value("R&D intensity (%)", "ACADIA PHARMACEUTICALS"), Some(50401.5));
    assert_eq!(value("Profits 2014 (€million)", "INTERCEPT PHARMACEUTICALS"), Some(-93.2));
    assert_eq!(row("TOYOTA"), 8);
    assert_eq!(firms.origins[row("INTRALOT")].line, 2501);
}

/// The file ends with a line of totals that is no firm.
#[test]
fn nothing_else_is_found() {
    let firms = scoreboard();
    let account = &firms.inputs[0];
    assert_eq!((account.rows_read, account.rows_kept, account.rows_left_out), (2501, 2500, 1));
    let rows: Vec<_> = firms.issues.iter().filter(|issue| issue.column.is_empty()).collect();
    assert_eq!((rows.len(), rows[0].code, rows[0].line), (1, &codes::NOT_A_FIRM, Some(2502)));
    assert!(firms.issues.iter().all(|issue| issue.severity == Severity::Note));
    let kinds = |code: &str| matches!(code, "F036" | "F024");
    assert!(account.cells.iter().all(|count| kinds(count.code)), "{:?}", account.cells);
}
