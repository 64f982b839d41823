//! Compare, audit, weigh and sensitivity: other people's numbers, properties over random schemes,
//! and the four verbs from outside.

use std::path::Path;
use std::process::Command;

use innopoints::analysis::columns::Columns;
use innopoints::analysis::compare::{Run, compare};
use innopoints::analysis::correlation::Coefficient;
use innopoints::analysis::frozen::{Frozen, nominal};
use innopoints::analysis::weights::{critic, entropy, equal, gini, std};
use innopoints::scheme::Node;
use innopoints::scoring::nominal_weights;
use proptest::prelude::*;

use crate::generate::{Tape, load, run, scheme, table, tape};
use crate::properties::cases;
use crate::support::{Table, innopoints, ranking, root, said};

const WUXI: &str = "configs/wuxi_pilot.toml";
const FIRMS: &str = "sample_data/wuxi_firms.csv";

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("not a number: {text:?}"))
}

fn mcdm(file: &str) -> Table {
    Table::read(&root().join("tests/data/mcdm").join(file))
}

/// The criteria with their columns, direction and weight.
fn criteria() -> Vec<(String, Vec<f64>, f64, f64)> {
    let input = mcdm("A_clean_input.csv");
    let column = |name: &str| input.rows.iter().map(|row| number(&row[name])).collect();
    let rows = mcdm("A_clean_criteria.csv").rows;
    rows.iter()
        .map(|row| {
            let name = row["criterion"].clone();
            (name.clone(), column(&name), number(&row["direction"]), number(&row["weight"]))
        })
        .collect()
}

#[test]
fn objective_weights_as_scikit_criteria_has_them() {
    let criteria = criteria();
    let raw = Columns(criteria.iter().map(|(_, column, ..)| column.clone()).collect());
    let mut scaled = raw.min_max();
    for (column, (_, _, direction, _)) in scaled.0.iter_mut().zip(&criteria) {
        if *direction < 0.0 {
            column.iter_mut().for_each(|x| *x = 1.0 - *x);
        }
    }
    let published = mcdm("A_clean_weights.csv");
    let published = published.by("method");
    let ours = [
        ("equal", Some(equal(5))),
        ("skcriteria_entropy", entropy(&raw)),
        ("skcriteria_critic_pearson", critic(&scaled, Coefficient::Pearson)),
        ("skcriteria_critic_spearman", critic(&scaled, Coefficient::Spearman)),
        ("skcriteria_gini", gini(&raw)),
        ("skcriteria_std", std(&raw)),
    ];
    for (method, weights) in ours {
        for ((name, ..), weight) in criteria.iter().zip(weights.expect(method)) {
            let expected = number(&published[method][name]);
            assert!((weight - expected).abs() <= 1e-9, "{method}, {name}: {weight} for {expected}");
        }
    }
}

/// The min-max weighted sum, as a scheme.
#[test]
fn the_weighted_sum_as_pymcdm_has_it() {
    let mut text = String::from(
        "[scheme]\nid = \"wsm\"\ntotal = 1\nmissing = \"zero\"\n[firm]\nid = \"unit\"\nid_kind = \"text\"\n\
         [rank]\ndecimals = 12\n[[dimension]]\nid = \"all\"\npoints = 1\n",
    );
    for (name, _, direction, weight) in criteria() {
        let lower = if direction < 0.0 { ", lower_is_better = true" } else { "" };
        text.push_str(&format!(
            "[[indicator]]\nid = \"i_{name}\"\ndimension = \"all\"\nvalue = \"{name}\"\npoints = {weight}\n\
             rule.min_max = {{ from = \"min\", to = \"max\"{lower} }}\n"
        ));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wsm.toml");
    std::fs::write(&path, text).unwrap();
    let ours = ranking(&path, &root().join("tests/data/mcdm/A_clean_input.csv"));
    let ours = ours.by("unit");
    let ranks = mcdm("A_clean_ranks.csv");
    let ranks = ranks.by("unit");
    for row in &mcdm("A_clean_scores.csv").rows {
        let mine = ours[&row["unit"]];
        let expected = number(&row["pymcdm_wsm_minmax"]);
        assert!((number(&mine["total"]) - expected).abs() <= 1e-9, "{}", row["unit"]);
        assert_eq!(number(&mine["rank"]), number(&ranks[&row["unit"]]["pymcdm_wsm_minmax"]));
    }
}

#[test]
fn effective_weights_of_the_asem_index() {
    let text = std::fs::read_to_string(root().join("tests/data/asem/full.toml")).unwrap();
    let scheme = load(&text);
    let weights = nominal_weights(&scheme, 0);
    let published = Table::read(&root().join("tests/data/asem/full_build/effective_weights.csv"));
    let mut compared = 0;
    for row in &published.rows {
        let expected = number(&row["EffWeight"]);
        let at = scheme.indicators.iter().position(|i| i.id == row["iCode"]).map(Node::Indicator);
        let node =
            at.or(scheme.dimensions.iter().position(|d| d.id == row["iCode"]).map(Node::Dimension));
        let Some(node) = node else { continue };
        let leaves = innopoints::analysis::tree::leaves_below(&scheme, node);
        let weight: f64 = leaves.iter().map(|leaf| weights[*leaf]).sum();
        assert!((weight - expected).abs() <= 1e-9, "{}: {weight} for {expected}", row["iCode"]);
        compared += 1;
    }
    assert_eq!(compared, 59, "49 indicators, 8 pillars, 2 sub-indexes");
}

proptest! {
    #![proptest_config(cases(150))]

    /// Whatever two schemes do to a firm, the parts of its change add up to it, to the unit.
    #[test]
    fn contributions_add_up(first in tape(), second in tape()) {
        let (a, b) = (load(&scheme(&mut Tape::new(&first))), load(&scheme(&mut Tape::new(&second))));
        let rows = table(&mut Tape::new(&first), 9);
        let (x, y) = (run(&a, &rows, None), run(&b, &rows, None));
        let sides = [Run { scheme: &a, scored: &x }, Run { scheme: &b, scored: &y }];
        let Ok(comparison) = compare(sides[0], sides[1]) else { return Ok(()) };
        for firm in &comparison.firms {
            if let Some(change) = firm.change() {
                let parts = firm.parts.as_ref().expect("a firm with two totals is split");
                prop_assert_eq!(parts.iter().sum::<i64>(), change, "{}", firm.id);
            }
        }
    }

    /// Under `sum` all the way, an indicator's part is the difference of its points.
    #[test]
    fn a_scheme_compared_with_itself_does_not_differ(first in tape()) {
        let a = load(&scheme(&mut Tape::new(&first)));
        let rows = table(&mut Tape::new(&first), 9);
        let (x, y) = (run(&a, &rows, None), run(&a, &rows, None));
        let (x, y) = (Run { scheme: &a, scored: &x }, Run { scheme: &a, scored: &y });
        let Ok(comparison) = compare(x, y) else { return Ok(()) };
        prop_assert!(!comparison.differs());
        prop_assert!(comparison.causes.iter().all(|sum| sum.firms == 0));
    }

    /// Adding frozen shares up is what the scoring room does, but for rounding on the way.
    #[test]
    fn frozen_totals_are_the_totals(first in tape()) {
        let scheme = load(&scheme(&mut Tape::new(&first)));
        let rows = table(&mut Tape::new(&first), 9);
        let scored = run(&scheme, &rows, None);
        let firms = 0..scored.derived.len();
        let columns: Vec<_> = scored.shares.share.iter().collect();
        let frozen = Frozen::of(&scored.derived.stage, firms, &columns);
        // Nine settings: a full tile and one more.
        let settings = vec![nominal(&scheme); 9];
        let totals = frozen.totals(&scheme, &settings);
        let nodes = (scheme.indicators.len() + scheme.dimensions.len() + 1) as i64;
        for row in &totals {
            for (firm, total) in frozen.firms.iter().zip(row) {
                if let Some(expected) = scored.points.total.get(*firm) {
                    prop_assert!((total - expected).abs() <= nodes, "{total} for {expected}");
                }
            }
        }
    }
}

/// Runs a verb in the project's folder.
fn verb(arguments: &[&str]) -> (i32, String) {
    let arguments: Vec<&str> = arguments.iter().copied().chain(["--lang", "en"]).collect();
    let output = innopoints(&root(), &arguments);
    (output.status.code().unwrap_or(-1), said(&output))
}

/// The pilot with other points for its first indicators, in a folder of its own.
fn other_pilot() -> (tempfile::TempDir, String) {
    let text = std::fs::read_to_string(root().join(WUXI)).unwrap();
    let text = text
        .replacen(
            "points = { incubation = 5, acceleration = 6, maturity = 7 }",
            "points = { incubation = 7, acceleration = 6, maturity = 7 } # more",
            1,
        )
        .replacen(
            "points = { incubation = 8, acceleration = 7, maturity = 6 }",
            "points = { incubation = 6, acceleration = 7, maturity = 6 }",
            1,
        );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.toml");
    std::fs::write(&path, text).unwrap();
    let path = path.to_string_lossy().into_owned();
    (folder, path)
}

#[test]
fn compare_tells_who_moves_and_why() {
    let (folder, other) = other_pilot();
    let out = folder.path().join("out");
    let out = out.to_string_lossy();
    let (code, text) = verb(&["compare", WUXI, &other, FIRMS, "--out", &out, "--exit-code"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("Kendall"), "{text}");
    let firms = Table::read(&Path::new(&*out).join("firms.csv"));
    let parts = Table::read(&Path::new(&*out).join("contributions.csv"));
    assert_eq!(firms.rows.len(), 1200);
    let sum = |id: &str| -> f64 {
        parts.rows.iter().filter(|row| row["id"] == id).map(|row| number(&row["part"])).sum()
    };
    let changed = firms.rows.iter().filter(|row| !["", "0.00"].contains(&row["change"].as_str()));
    for row in changed.take(60) {
        assert!((sum(&row["id"]) - number(&row["change"])).abs() < 1e-9, "{}", row["id"]);
    }
    let page = std::fs::read_to_string(Path::new(&*out).join("compare.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && !page.contains("http"), "self-contained");
    let json = std::fs::read_to_string(Path::new(&*out).join("compare.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["firms"].as_array().unwrap().len(), 1200);
    let (code, text) = verb(&["compare", WUXI, WUXI, FIRMS, "--exit-code"]);
    assert_eq!(code, 0, "{text}");
}

#[test]
fn two_years_of_one_scheme_by_the_same_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(root().join(FIRMS)).unwrap();
    let half: Vec<&str> = text.lines().take(601).collect();
    let path = folder.path().join("later.csv");
    std::fs::write(&path, half.join("\n") + "\n").unwrap();
    let later = path.to_string_lossy();
    let (code, text) = verb(&["compare", WUXI, WUXI, FIRMS, "--firms-b", &later, "--same-bounds"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("No firm's total changes"), "{text}");
}

#[test]
fn audit_puts_plain_findings_first() {
    let (code, text) = verb(&["audit", WUXI, FIRMS]);
    assert_eq!(code, 0, "{text}");
    let finding = text.find("decides next to nothing").expect("a finding");
    assert!(finding < text.find("Every indicator").expect("a table"), "{text}");
    let (code, text) = verb(&["audit", WUXI, FIRMS, "--format", "json"]);
    assert_eq!(code, 0, "{text}");
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let all = json["indicators"].as_array().unwrap();
    let effective: f64 = all
        .iter()
        .filter(|row| row["stage"] == "*")
        .filter_map(|row| row["effective"].as_f64())
        .sum();
    assert!((effective - 1.0).abs() < 1e-3, "variance shares add up: {effective}");
}

#[test]
fn weigh_writes_points_and_keeps_comments() {
    let (folder, other) = other_pilot();
    let (code, text) = verb(&["weigh", &other, FIRMS, "--method", "entropy", "--write"]);
    assert_eq!(code, 0, "{text}");
    let before = std::fs::read_to_string(root().join(WUXI)).unwrap();
    let after = std::fs::read_to_string(&other).unwrap();
    let comments = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
    assert_eq!(comments(&before), comments(&after));
    assert!(after.contains("# more"), "a comment behind points stays");
    assert!(after.contains("rule.tiers = { steps = [[1, 0.333"), "points are restated in shares");
    let (code, text) = verb(&["check", &other, "--strict"]);
    assert_eq!(code, 0, "{text}");
    drop(folder);
}

fn judgements(folder: &Path, last: &str) -> String {
    let path = folder.join("judgements.toml");
    let text = format!(
        "[[compare]]\nof = \"total\"\njudgements = [[\"input\", \"output\", 3], [\"output\", \"auxiliary\", 3], [\"input\", \"auxiliary\", {last}]]\n"
    );
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn judgements_that_contradict_each_other_are_named_and_not_written() {
    let (folder, other) = other_pilot();
    let bad = judgements(folder.path(), "\"1/5\"");
    let before = std::fs::read_to_string(&other).unwrap();
    let (code, text) = verb(&["weigh", &other, FIRMS, "--judgements", &bad, "--write"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("A005") && text.contains("A013"), "{text}");
    assert_eq!(std::fs::read_to_string(&other).unwrap(), before);
    let good = judgements(folder.path(), "9");
    let (code, text) = verb(&["weigh", &other, FIRMS, "--judgements", &good, "--write"]);
    assert_eq!(code, 0, "{text}");
    let after = std::fs::read_to_string(&other).unwrap();
    assert!(after.contains("points = 69.23"), "9/13 of 100 points");
    let (code, text) = verb(&["check", &other]);
    assert_eq!(code, 0, "{text}");
    let lacking = folder.path().join("lacking.toml");
    std::fs::write(
        &lacking,
        "[[compare]]\nof = \"total\"\njudgements = [[\"input\", \"outptu\", 3]]\n",
    )
    .unwrap();
    let (code, text) = verb(&["weigh", &other, FIRMS, "--judgements", &lacking.to_string_lossy()]);
    assert_eq!(code, 2);
    assert!(text.contains("A006") && text.contains("did you mean"), "{text}");
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    let (code, text) = verb(&["weigh", WUXI, FIRMS, "--method", "ahp"]);
    assert_eq!(code, 2);
    assert!(text.contains("A010"), "{text}");
    let (code, text) = verb(&["compare", WUXI, WUXI, "-"]);
    assert_eq!(code, 2);
    assert!(text.contains("A010"), "{text}");
}

/// The same seed gives the same bytes for any number of threads; another seed others.
#[test]
fn sensitivity_can_be_reproduced() {
    let folder = tempfile::tempdir().unwrap();
    let shaken = |threads: &str, seed: &str, vary: &str| {
        let runs = folder.path().join(format!("runs_{threads}_{seed}.csv"));
        let output = Command::new(env!("CARGO_BIN_EXE_innopoints"))
            .args(["sensitivity", WUXI, FIRMS, "--format", "csv", "--vary", vary, "--seed", seed])
            .args(["--draws", "40", "--runs", "8", "--runs-out"])
            .arg(&runs)
            .current_dir(root())
            .env("RAYON_NUM_THREADS", threads)
            .env("LC_ALL", "en_US.UTF-8")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", said(&output));
        (output.stdout, std::fs::read(runs).unwrap())
    };
    assert_eq!(shaken("1", "7", "weights"), shaken("3", "7", "weights"));
    assert_ne!(shaken("1", "7", "weights").0, shaken("1", "8", "weights").0);
    let (firms, runs) = shaken("2", "7", "weights,borders,missing");
    assert_eq!((firms, runs.clone()), shaken("1", "7", "weights,borders,missing"));
    let runs = Table::parse(&runs);
    assert_eq!(runs.rows.len(), 8 * 5);
    let moved = runs.rows.iter().filter(|row| number(&row["totals_changed"]) > 0.0).count();
    assert_eq!(moved, runs.rows.len(), "every run changed something");
    assert!(
        runs.rows.iter().all(|row| row["borders"].starts_with('±') && !row["missing"].is_empty())
    );
}

#[test]
fn what_a_scheme_does_not_have_cannot_be_varied() {
    let (code, text) =
        verb(&["sensitivity", "configs/hdi.toml", "sample_data/hdi_2021.csv", "--vary", "borders"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("A008"), "{text}");
}

/// Two firms, constant columns, columns without any value.
#[test]
fn too_little_is_said_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let scheme = folder.path().join("s.toml");
    let text = "[scheme]\nid = \"s\"\ntotal = 10\nmissing = \"zero\"\n[firm]\nid = \"id\"\nid_kind = \"text\"\n\
        [[dimension]]\nid = \"d\"\npoints = 10\n\
        [[indicator]]\nid = \"x\"\nname = \"X\"\ndimension = \"d\"\nvalue = \"a\"\npoints = 4\nrule.share = { of = 10 }\n\
        [[indicator]]\nid = \"y\"\nname = \"Y\"\ndimension = \"d\"\nvalue = \"b\"\npoints = 3\nrule.share = { of = 10 }\n\
        [[indicator]]\nid = \"z\"\nname = \"Z\"\ndimension = \"d\"\nvalue = \"c\"\npoints = 3\nrule.share = { of = 10 }\nmissing = \"exclude\"\n";
    std::fs::write(&scheme, text).unwrap();
    let scheme = scheme.to_string_lossy().into_owned();
    let firms = |name: &str, rows: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("id,a,b,c\n{rows}")).unwrap();
        path.to_string_lossy().into_owned()
    };
    let two = firms("two.csv", "p,1,2,3\nq,2,3,4\n");
    for verb_name in ["audit", "weigh", "sensitivity"] {
        let (code, text) = verb(&[verb_name, &scheme, &two]);
        assert_eq!(code, 2, "{verb_name}: {text}");
        assert!(text.contains("A001"), "{verb_name}: {text}");
    }
    let (code, text) = verb(&["compare", &scheme, &scheme, &two]);
    assert_eq!(code, 2);
    assert!(text.contains("A009"), "{text}");
    let flat = firms("flat.csv", "p,5,5,\nq,5,5,\nr,5,5,\ns,5,5,\n");
    for verb_name in ["audit", "weigh"] {
        let (code, text) = verb(&[verb_name, &scheme, &flat]);
        assert_eq!(code, 0, "{verb_name}: {text}");
        assert!(text.contains("A002") && text.contains("A003"), "{verb_name}: {text}");
        assert!(!text.contains("NaN") && !text.contains("inf "), "{verb_name}: {text}");
    }
    let (code, text) = verb(&["sensitivity", &scheme, &flat, "--runs", "8"]);
    assert_eq!(code, 0, "{text}");
    let twin = firms("twin.csv", "p,1,1,7\nq,2,2,6\nr,4,4,2\ns,5,5,9\nt,7,7,1\n");
    let (code, text) = verb(&["audit", &scheme, &twin]);
    assert_eq!(code, 0);
    assert!(text.contains("A004") && text.contains("fewer than 10"), "{text}");
    let gaps = firms("gaps.csv", "p,1,2,\nq,2,3,\nr,4,1,2\ns,5,5,9\nt,7,2,\n");
    let (code, text) = verb(&["weigh", &scheme, &gaps, "--method", "std"]);
    assert_eq!(code, 0);
    assert!(text.contains("A012"), "{text}");
}

/// Names that would be markup or formulas stay names in every output of the analyses.
#[test]
fn nasty_names_are_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    };
    let scheme = |x: u32, y: u32| {
        format!(
            "[scheme]\nid = \"s\"\ntotal = 10\nmissing = \"zero\"\n[firm]\nid = \"id\"\nid_kind = \"text\"\nname = \"name\"\n\
             [[dimension]]\nid = \"d\"\nname = \"<b>D\"\npoints = 10\n\
             [[indicator]]\nid = \"x\"\nname = \"<script>x\"\ndimension = \"d\"\nvalue = \"a\"\npoints = {x}\nrule.share = {{ of = 10 }}\n\
             [[indicator]]\nid = \"y\"\nname = \"=y\"\ndimension = \"d\"\nvalue = \"b\"\npoints = {y}\nrule.share = {{ of = 10 }}\n"
        )
    };
    let (a, b) = (write("a.toml", &scheme(6, 4)), write("b.toml", &scheme(3, 7)));
    let firms = write(
        "firms.csv",
        "id,name,a,b\np,\"<script>alert(1)</script>&\"\"'\",1,9\nq,=cmd|' /C calc'!A0,2,8\nr,R,4,1\ns,S,9,3\n",
    );
    for arguments in [
        vec!["compare", &a, &b, &firms],
        vec!["audit", &a, &firms],
        vec!["weigh", &a, &firms, "--method", "std"],
        vec!["sensitivity", &a, &firms, "--runs", "8"],
        vec!["sensitivity", &a, &firms, "--vary", "weights", "--draws", "20"],
    ] {
        let out = folder.path().join("out");
        let told = out.to_string_lossy().into_owned();
        let (code, text) = verb(&[arguments.clone(), vec!["--out", &told, "--excel"]].concat());
        assert_eq!(code, 0, "{arguments:?}: {text}");
        let mut pages = 0;
        for entry in std::fs::read_dir(&out).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            match path.extension().and_then(|ending| ending.to_str()) {
                Some("html") => {
                    pages += 1;
                    assert!(!text.contains("<script") && !text.contains("<b>"), "{arguments:?}");
                }
                Some("csv") => {
                    let cells = text.lines().flat_map(|line| line.split(','));
                    let formula = cells
                        .map(|cell| cell.trim_matches('"'))
                        .find(|cell| cell.starts_with("=cmd") || cell.starts_with("=y"));
                    assert_eq!(formula, None, "{}", path.display());
                }
                _ => {}
            }
        }
        assert!(pages > 0, "{arguments:?}");
        std::fs::remove_dir_all(&out).unwrap();
    }
}
