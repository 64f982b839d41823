//! `gather` against a zone that is known: it is torn into departments' tables, in any unit,
//! encoding, layout and order, with rows that belong to nobody among them; put together again it
//! must be the zone, with every row accounted for.

mod zone;

use std::collections::BTreeMap;
use std::fmt::Write;

use innopoints::diagnostic::Diagnostic;
use innopoints::firms::Input;
use innopoints::firms::gather::{Gathered, Plan, SourceFile, gather, load};
use proptest::prelude::*;

use crate::generate::Tape;
use zone::*;

fn planned(departments: &[Department], of_years: bool) -> Plan {
    let fields = FIELDS.map(|(name, how)| format!("[[field]]\nname = \"{name}\"\n{how}"));
    let sources: String = departments.iter().map(|department| department.plan.as_str()).collect();
    let text = format!(
        "[gather]\nyear = {YEAR}\n[firm]\nid = \"统一社会信用代码\"\nname = \"企业名称\"\n\
         former = \"曾用名\"\n{}{}{sources}",
        fields.concat(),
        if of_years { OF_YEARS } else { "" },
    );
    let loaded = load("sources.toml", &text);
    loaded.plan.unwrap_or_else(|| panic!("{}\n{text}", told(&loaded.problems)))
}

fn gathered(departments: &[Department]) -> Gathered {
    let plan = planned(departments, true);
    let files = departments.iter().enumerate().map(|(source, department)| SourceFile {
        source,
        input: Input { name: plan.sources[source].id.clone(), bytes: department.bytes() },
    });
    let files: Vec<SourceFile> = files.collect();
    gather(&plan, &files)
        .unwrap_or_else(|problems| panic!("{}\n{}", told(&problems), shown(departments)))
}

fn told(problems: &[Diagnostic]) -> String {
    problems.iter().map(|problem| format!("{}\n", problem.message.en)).collect()
}

fn shown(departments: &[Department]) -> String {
    let mut text = String::new();
    for department in departments {
        let _ = writeln!(text, "{}{}", department.plan, department.header.join(" ¦ "));
        for row in &department.rows {
            let _ = writeln!(text, "{}", row.join(" ¦ "));
        }
    }
    text
}

/// What must stand in the result, field by field.
fn expected(zone: &[Firm], at: usize, known: &Known) -> BTreeMap<&'static str, String> {
    let firm = &zone[at];
    let told = |field: usize| firm.cells[field].filter(|_| known.contains(&(field, at, false)));
    let mut cells = BTreeMap::new();
    for (field, (name, _)) in FIELDS.iter().enumerate() {
        let text = told(field).map(|value| match field {
            REVENUE | 1 => decimal(value, 4),
            2 => decimal(value, 8),
            4 => decimal(value, 2),
            5 => industry(value).to_owned(),
            6 => ["否", "是"][value as usize].to_owned(),
            7 => date(value, 0),
            _ => value.to_string(),
        });
        cells.insert(*name, text.unwrap_or_default());
    }
    let last = firm.last.filter(|_| known.contains(&(REVENUE, at, true)));
    let both = told(REVENUE).zip(last);
    cells.insert("上年", last.map(|value| decimal(value, 4)).unwrap_or_default());
    cells.insert("两年", both.map(|(this, last)| decimal(this + last, 4)).unwrap_or_default());
    let growth = both.filter(|(_, last)| *last > 0);
    let growth = growth.map(|(this, last)| (this - last) as f64 / last as f64 * 100.0);
    cells.insert("增长", growth.map(|growth| growth.to_string()).unwrap_or_default());
    cells
}

fn same(one: &str, other: &str) -> bool {
    let numbers = || Some((one.parse::<f64>().ok()?, other.parse::<f64>().ok()?));
    one == other || numbers().is_some_and(|(a, b)| (a - b).abs() <= 1e-9 * a.abs().max(1.0))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_zone_torn_into_tables_is_put_together_again(tape in proptest::collection::vec(0u32..1000, 1..900)) {
        let tape = &mut Tape::new(&tape);
        let zone = zone(tape);
        let mut known = Known::new();
        let mut departments = departments(&zone, tape, &mut known);
        let one = gathered(&departments);
        prop_assert_eq!(one.firms(), zone.len());
        for (at, firm) in zone.iter().enumerate() {
            let row = one.find_firm(&firm.name).unwrap();
            prop_assert_eq!(Some(row), one.find_firm(&firm.id));
            for (name, text) in expected(&zone, at, &known) {
                let column = one.columns.iter().find(|column| column.name == name).unwrap();
                let found = column.cell(row);
                // Only what was divided may differ in its last digits.
                let fits = if name == "增长" { same(&found, &text) } else { found == text };
                prop_assert!(fits, "{} {name}: {found} for {text}\n{}", firm.name, shown(&departments));
            }
        }
        for (department, file) in departments.iter().zip(&one.account.files) {
            prop_assert_eq!(file.rows_read, department.rows.len() as u64);
            prop_assert_eq!(file.rows_rejected, department.rejected as u64);
            prop_assert_eq!(file.rows_read, file.rows_merged + file.rows_rejected);
        }
        prop_assert_eq!(one.rejected.len() as u64, one.account.rows_rejected());
        every_cell_is_traced(&one, &departments);

        // Another order of sources and of rows is the same zone.
        departments.iter_mut().for_each(|department| shuffle(&mut department.rows, tape));
        shuffle(&mut departments, tape);
        let text = |gathered: &Gathered| String::from_utf8(gathered.to_csv(true)).unwrap();
        prop_assert_eq!(text(&one), text(&gathered(&departments)));
        prop_assert_eq!(text(&one), text(&again(&one)));
    }
}

/// Every cell that has a value rests on cells that stand in a file where the trace says.
fn every_cell_is_traced(gathered: &Gathered, departments: &[Department]) {
    let plan = planned(departments, true);
    let written: BTreeMap<&str, &Department> =
        plan.sources.iter().map(|source| source.id.as_str()).zip(departments).collect();
    for firm in 0..gathered.firms() {
        for cell in gathered.trace(firm, None).iter().filter(|cell| !cell.value.is_empty()) {
            assert!(cell.evidence.iter().any(|evidence| evidence.is_used), "{cell:?}");
            for evidence in &cell.evidence {
                // The header is on line 1, and no cell holds a line break.
                let row = &written[evidence.file.as_str()].rows[evidence.line as usize - 2];
                assert!(row.contains(&evidence.raw), "{evidence:?} in {row:?}");
            }
        }
    }
}

/// What was gathered, gathered: what was made of years is now a field of its own.
fn again(one: &Gathered) -> Gathered {
    let made = "[[field]]\nname = \"上年\"\nunit = \"万元\"\n\
                [[field]]\nname = \"两年\"\nunit = \"万元\"\n[[field]]\nname = \"增长\"\nunit = \"%\"\n";
    let fields = FIELDS.map(|(name, how)| format!("[[field]]\nname = \"{name}\"\n{how}"));
    let text = format!(
        "[firm]\nid = \"统一社会信用代码\"\nname = \"企业名称\"\n\
         [[source]]\nid = \"g\"\nfiles = [\"g.csv\"]\n{}{made}",
        fields.concat()
    );
    let plan = load("again.toml", &text).plan.unwrap();
    let input = one.to_input("g.csv");
    let again = gather(&plan, &[SourceFile { source: 0, input }]).unwrap();
    assert!(again.issues.is_empty() && again.rejected.is_empty(), "{:?}", again.issues);
    again
}
