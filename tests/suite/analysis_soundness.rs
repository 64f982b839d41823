//! What the four analyses must not say: parts larger than what they are parts of, weights of what
//! does not add up, statistics of rounding dust, promises about an empty list.

use std::path::Path;

use innopoints::analysis::compare::{Run, compare};
use proptest::prelude::*;

use crate::generate::{Tape, load, run, scheme, table, tape};
use crate::properties::cases;
use crate::support::{Table, innopoints, root, said};

/// Writes a file into a folder and gives its path.
fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

/// Runs a verb in the project's folder, in a language.
fn verb_in(lang: &str, arguments: &[&str]) -> (i32, String) {
    let arguments: Vec<&str> = arguments.iter().copied().chain(["--lang", lang]).collect();
    let output = innopoints(&root(), &arguments);
    (output.status.code().unwrap_or(-1), said(&output))
}

fn verb(arguments: &[&str]) -> (i32, String) {
    verb_in("en", arguments)
}

/// Two dimensions with an indicator each, joined in some way; shares are the columns over 100.
fn two_by_one(aggregate: &str, points: [f64; 2]) -> String {
    let mut text = format!(
        "[scheme]\nid = \"s\"\ntotal = 100\nmissing = \"zero\"\naggregate = \"{aggregate}\"\n\
         [firm]\nid = \"id\"\nid_kind = \"text\"\n"
    );
    for (name, points) in ["a", "b"].iter().zip(points) {
        text.push_str(&format!(
            "[[dimension]]\nid = \"d{name}\"\nname = \"D{name}\"\npoints = {points}\n\
             [[indicator]]\nid = \"i{name}\"\nname = \"I{name}\"\ndimension = \"d{name}\"\n\
             value = \"{name}\"\npoints = {points}\nrule.share = {{ of = 100 }}\n"
        ));
    }
    text
}

proptest! {
    #![proptest_config(cases(300))]

    /// No part of a change is larger than everything that the two schemes give.
    #[test]
    fn no_part_is_larger_than_the_whole(first in tape(), second in tape()) {
        let (a, b) = (load(&scheme(&mut Tape::new(&first))), load(&scheme(&mut Tape::new(&second))));
        let rows = table(&mut Tape::new(&first), 9);
        let (x, y) = (run(&a, &rows, None), run(&b, &rows, None));
        let sides = [Run { scheme: &a, scored: &x }, Run { scheme: &b, scored: &y }];
        let Ok(comparison) = compare(sides[0], sides[1]) else { return Ok(()) };
        let most = |scheme: &innopoints::scheme::Scheme| -> f64 {
            let leaf = |i: &innopoints::scheme::Indicator| i.points.iter().copied().fold(0.0, f64::max);
            scheme.total + scheme.indicators.iter().map(leaf).sum::<f64>()
        };
        let bound = (most(&a) + most(&b)) * 10f64.powi(comparison.decimals as i32);
        let nodes = comparison.outline.nodes.len() as f64;
        for firm in &comparison.firms {
            for part in firm.parts.iter().flatten() {
                prop_assert!((*part as f64).abs() <= bound + nodes, "{}: {part} of {bound}", firm.id);
            }
        }
    }
}

/// Weights that are exchanged under a geometric mean: a dimension's own points hardly move, its
/// effect on the total does.
#[test]
fn parts_of_a_geometric_scheme_are_of_the_order_of_the_points() {
    let folder = tempfile::tempdir().unwrap();
    let dimension = |id: &str, points: f64, x: f64, y: f64| {
        format!(
            "[[dimension]]\nid = \"{id}\"\npoints = {points}\naggregate = \"mean\"\n\
             [[indicator]]\nid = \"{id}x\"\ndimension = \"{id}\"\nvalue = \"{id}x\"\npoints = {x}\nrule.share = {{ of = 100 }}\n\
             [[indicator]]\nid = \"{id}y\"\ndimension = \"{id}\"\nvalue = \"{id}y\"\npoints = {y}\nrule.share = {{ of = 100 }}\n"
        )
    };
    let head = "[scheme]\nid = \"s\"\ntotal = 100\nmissing = \"zero\"\naggregate = \"geometric\"\n\
                [firm]\nid = \"id\"\nid_kind = \"text\"\n[rank]\ndecimals = 2\n";
    let scheme = |one: String, two: String| format!("{head}{one}{two}");
    let old = scheme(dimension("p", 50.0, 25.0, 25.0), dimension("q", 50.0, 25.0, 25.0));
    // p's own points: 50 x 0.6 = 30 before, 40 x 0.7502 = 30.008 after.
    let new = scheme(dimension("p", 40.0, 35.01, 4.99), dimension("q", 60.0, 30.0, 30.0));
    let (old, new) = (file(folder.path(), "a.toml", &old), file(folder.path(), "b.toml", &new));
    let rows = "id,px,py,qx,qy\nF,80,40,10,30\nG,70,50,20,30\nH,60,60,40,20\n";
    let firms = file(folder.path(), "f.csv", rows);
    let out = folder.path().join("out");
    let (code, text) = verb(&["compare", &old, &new, &firms, "--out", &out.to_string_lossy()]);
    assert_eq!(code, 0, "{text}");
    let parts = Table::read(&out.join("contributions.csv"));
    for row in &parts.rows {
        let part: f64 = row["part"].parse().unwrap();
        assert!(part.abs() < 15.0, "{row:?}");
    }
}

/// Firms with two columns.
fn two_columns(rows: impl Iterator<Item = (f64, f64)>) -> String {
    let line = |(at, (a, b)): (usize, (f64, f64))| format!("F{at:03},{a},{b}\n");
    rows.enumerate().map(line).fold(String::from("id,a,b\n"), |all, line| all + &line)
}

/// An analysis as JSON.
fn json(arguments: &[&str]) -> serde_json::Value {
    let arguments: Vec<&str> =
        arguments.iter().copied().chain(["--format", "json", "--lang", "en"]).collect();
    let output = innopoints(&root(), &arguments);
    assert!(output.status.success(), "{}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Under a geometric mean points do not add up: what used to be told came to 402 %.
#[test]
fn effective_weights_are_told_only_where_points_add_up() {
    let told = json(&["audit", "configs/hdi.toml", "sample_data/hdi_2021.csv"]);
    for row in told["indicators"].as_array().unwrap() {
        assert!(row["effective"].is_null(), "{row}");
        let (square, r) = (row["first_order"].as_f64().unwrap(), &row["pearson_total"]);
        assert!((square - r.as_f64().unwrap().powi(2)).abs() < 1e-9, "{row}");
        assert!((0.0..=1.0).contains(&square), "{row}");
    }
    let findings = told["findings"].to_string();
    assert!(findings.contains("effective weights are not told"), "{findings}");
    assert!(!findings.contains("heavier than written"), "{findings}");
}

#[test]
fn a_drift_is_seen_and_judged_only_with_enough_firms() {
    let folder = tempfile::tempdir().unwrap();
    let scheme = file(folder.path(), "s.toml", &two_by_one("sum", [50.0, 50.0]));
    let firms = |name: &str, n: usize, a: f64| {
        let rows = (0..n).map(|at| (if at == 0 { 99.0 } else { a }, at as f64));
        file(folder.path(), name, &two_columns(rows))
    };
    let (before, now) = (firms("before.csv", 60, 80.0), firms("now.csv", 60, 10.0));
    let reading = |before: &str| {
        let told = json(&["audit", &scheme, &now, "--before", before]);
        let rows = told["drift"].as_array().unwrap();
        let of_a = rows.iter().find(|row| row["id"] == "ia").unwrap();
        of_a["reading"].as_str().unwrap().to_string()
    };
    assert_eq!(reading(&before), "drifted");
    assert_eq!(reading(&firms("few.csv", 12, 80.0)), "not_judged");
}

/// Sixty firms whose values are drawn anew: the index is above both borders by chance.
#[test]
fn years_that_differ_by_chance_have_not_drifted() {
    let folder = tempfile::tempdir().unwrap();
    let scheme = file(folder.path(), "s.toml", &two_by_one("sum", [50.0, 50.0]));
    let mut state = 11_u32;
    let mut draw = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 12) / f64::from(1_u32 << 20) * 100.0
    };
    let mut year = |name: &str| {
        let rows: Vec<(f64, f64)> = (0..60).map(|_| (draw(), draw())).collect();
        file(folder.path(), name, &two_columns(rows.into_iter()))
    };
    let now = year("now.csv");
    let mut drifted = 0;
    for at in 0..5 {
        let before = year(&format!("before{at}.csv"));
        let told = json(&["audit", &scheme, &now, "--before", &before]);
        for row in told["drift"].as_array().unwrap() {
            assert!(row["chance"].as_f64().unwrap() > 0.5, "{row}");
            drifted += usize::from(row["reading"] != "stable");
        }
    }
    assert!(drifted <= 1, "{drifted} of 10");
}

/// A list that is cut shorter: nobody rose, nobody came in.
#[test]
fn a_shorter_list_is_given_as_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let of_length = |top: usize, within: &str| {
        let list = format!("[[list]]\nid = \"l\"\ntop = {top}\n{within}");
        let text = two_by_one("sum", [50.0, 50.0]) + &list;
        file(folder.path(), &format!("{top}{}.toml", within.len()), &text)
    };
    let firms = file(folder.path(), "f.csv", &two_columns((0..40).map(|at| (f64::from(at), 1.0))));
    for within in ["", "within = \"stage\"\n"] {
        let (long, short) = (of_length(30, within), of_length(5, within));
        let (_, text) = verb(&["compare", &long, &short, &firms]);
        assert!(text.contains(": the list is shorter"), "{text}");
        let (_, back) = verb(&["compare", &short, &long, &firms]);
        assert!(back.contains(": the list is longer"), "{back}");
        assert!(!(text + &back).contains("others "), "nobody moved");
    }
}

/// Of four firms everything says the same as everything.
#[test]
fn of_few_firms_no_relations_are_claimed() {
    let folder = tempfile::tempdir().unwrap();
    let scheme = file(folder.path(), "s.toml", &two_by_one("sum", [90.0, 10.0]));
    let of = |name: &str, count: u32| {
        let rows = (0..count).map(|at| (5.0 * f64::from(at), 3.0 * f64::from(at)));
        file(folder.path(), name, &two_columns(rows))
    };
    let (_, few) = verb(&["audit", &scheme, &of("few.csv", 4)]);
    assert_eq!(few.matches("fewer than 10").count(), 1, "{few}");
    // Both say the same, so that the removal of either moves nobody.
    for claim in ["say nearly", "than written", "hardly tell", "matters most", "0.0 places"] {
        assert!(!few.contains(claim), "{claim}: {few}");
    }
    let (_, many) = verb(&["audit", &scheme, &of("many.csv", 12)]);
    assert!(many.contains("say nearly the same") && !many.contains("fewer than 10"), "{many}");
}

#[test]
fn opposites_are_not_called_duplicates() {
    let folder = tempfile::tempdir().unwrap();
    let scheme = file(folder.path(), "s.toml", &two_by_one("sum", [50.0, 50.0]));
    let rows = (0..40).map(|at| (f64::from(at), 100.0 - 2.0 * f64::from(at)));
    let firms = file(folder.path(), "f.csv", &two_columns(rows));
    let (code, text) = verb(&["audit", &scheme, &firms]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("Ia and Ib say nearly the opposite"), "{text}");
    assert!(!text.contains("one strength counts twice"), "{text}");
}

/// The points of half the totals, level on everything else: no dust, no p-value of five firms.
#[test]
fn of_few_firms_no_p_value_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let scheme = file(folder.path(), "s.toml", &two_by_one("sum", [90.0, 10.0]));
    let rows = (0..5).map(|at| (20.0 * f64::from(at), 100.0 - f64::from(at)));
    let firms = file(folder.path(), "f.csv", &two_columns(rows));
    let told = json(&["audit", &scheme, &firms]);
    assert!(told["indicators"].as_array().unwrap().iter().all(|r| r["pearson_total_p"].is_null()));
    assert!(!told["findings"].to_string().contains("runs against the total"), "{told}");
}

/// A newcomer moves nobody, and nobody fell for it.
#[test]
fn two_populations_are_compared_on_what_they_share() {
    let folder = tempfile::tempdir().unwrap();
    let lists = "[[list]]\nid = \"best\"\nname = \"Best\"\ntop = 2\n";
    let text = two_by_one("sum", [50.0, 50.0]) + lists;
    let scheme = file(folder.path(), "s.toml", &text);
    let first = file(folder.path(), "a.csv", "id,a,b\nP,90,90\nQ,80,80\nR,70,70\nS,60,60\n");
    let second = file(folder.path(), "b.csv", "id,a,b\nN,99,99\nQ,80,80\nR,70,70\nS,60,60\n");
    let arguments = ["compare", &scheme, &scheme, &first, "--firms-b", &second];
    let told = json(&arguments);
    let findings = told["findings"].to_string();
    assert!(findings.contains("ranked in both, ranked anew"), "{findings}");
    assert!(findings.contains("moves by 0.0 places on average, 0 at the most; 3 do"), "{findings}");
    assert!(findings.contains("N: new in the second run"), "{findings}");
    assert!(findings.contains("P: not in the second run"), "{findings}");
    let third =
        file(folder.path(), "c.csv", "id,a,b\nZ,99,99\nN,99,99\nQ,80,80\nR,70,70\nS,60,60\n");
    let told = json(&["compare", &scheme, &scheme, &second, "--firms-b", &third]);
    let firms = told["firms"].as_array().unwrap();
    let q = firms.iter().find(|row| row["id"] == "Q").unwrap();
    assert_eq!((q["rank_a"].as_f64(), q["rank_b"].as_f64()), (Some(2.0), Some(3.0)));
    assert_eq!(q["shift"].as_f64(), Some(0.0), "a newcomer moves nobody");
}

/// Ties that are broken turn no pair round; halves of ranks are shown.
#[test]
fn level_firms_that_part_are_not_turned_round() {
    let folder = tempfile::tempdir().unwrap();
    let ties = "[rank]\ndecimals = 2\nties = \"average\"\n";
    let scheme = file(folder.path(), "s.toml", &(two_by_one("sum", [50.0, 50.0]) + ties));
    let first = file(folder.path(), "a.csv", "id,a,b\nP,9,9\nQ,9,9\nR,5,5\nS,5,5\n");
    let second = file(folder.path(), "b.csv", "id,a,b\nP,9,9\nQ,8,9\nR,5,5\nS,4,5\n");
    let (code, text) = verb(&["compare", &scheme, &scheme, &first, "--firms-b", &second]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("of every hundred pairs of firms 0.0 are turned round"), "{text}");
    assert!(text.contains("rank 1.5 → 2"), "{text}");
    let title = "s.toml · 2024-01-01 → ";
    let dates = ["--as-of", "2024-01-01", "--as-of-b", "2025-01-01"];
    let arguments = [["compare", &scheme, &scheme, &first].as_slice(), &dates].concat();
    let (code, text) = verb(&arguments);
    assert!(code == 0 && text.contains(title), "{text}");
}

/// One dimension with three indicators; one of them counts in the second stage only.
const STAGED: &str = "[scheme]\nid = \"s\"\ntotal = 100\nmissing = \"zero\"\nlanguage = \"en\"\n\
    [firm]\nid = \"id\"\nid_kind = \"text\"\n\
    [[stage]]\nid = \"young\"\nname = \"Young firms\"\nwhen = \"a < 50\"\n[[stage]]\nid = \"old\"\nname = \"Old firms\"\n\
    [[dimension]]\nid = \"d\"\npoints = 100\n\
    [[indicator]]\nid = \"x\"\ndimension = \"d\"\nvalue = \"a\"\npoints = { young = 60, old = 40 }\nrule.share = { of = 100 }\n\
    [[indicator]]\nid = \"y\"\ndimension = \"d\"\nvalue = \"b\"\npoints = { young = 40, old = 30 }\nrule.share = { of = 100 }\n\
    [[indicator]]\nid = \"z\"\ndimension = \"d\"\nvalue = \"b\"\npoints = { young = 0, old = 30 }\nrule.share = { of = 100 }\n";

const JUDGED: &str = "judgements = [[\"x\", \"y\", 3], [\"x\", \"z\", 3], [\"y\", \"z\", 1]]\n";

fn staged_points(told: &serde_json::Value, stage: &str) -> Vec<f64> {
    let rows = told[format!("weights_{stage}")].as_array().unwrap();
    rows.iter().map(|row| row["ahp"].as_f64().unwrap()).collect()
}

#[test]
fn judgements_keep_a_stage_as_it_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let scheme = file(folder.path(), "s.toml", STAGED);
    let rows = (0..12).map(|at| (8.0 * f64::from(at), f64::from(at * 7 % 12) * 8.0));
    let firms = file(folder.path(), "f.csv", &two_columns(rows));
    let general = format!("[[compare]]\nof = \"d\"\n{JUDGED}");
    let own = "[[compare]]\nof = \"d\"\nstage = \"old\"\n\
               judgements = [[\"x\", \"y\", 1], [\"x\", \"z\", 1], [\"y\", \"z\", 1]]\n";
    let weigh = |text: &str| {
        let judgements = file(folder.path(), "j.toml", text);
        json(&["weigh", &scheme, &firms, "--judgements", &judgements])
    };
    let told = weigh(&general);
    assert_eq!(staged_points(&told, "young"), [75.0, 25.0, 0.0]);
    assert_eq!(staged_points(&told, "old"), [60.0, 20.0, 20.0]);
    for text in [format!("{general}{own}"), format!("{own}{general}")] {
        let told = weigh(&text);
        assert_eq!(staged_points(&told, "young"), [75.0, 25.0, 0.0]);
        assert_eq!(staged_points(&told, "old"), [33.34, 33.33, 33.33]);
    }
    let twice = file(folder.path(), "twice.toml", &format!("{general}{general}"));
    let (code, text) = verb(&["weigh", &scheme, &firms, "--judgements", &twice]);
    assert!(code == 2 && text.contains("A006"), "{text}");
    let far = general.replace("3]", "30]");
    let far = file(folder.path(), "far.toml", &far);
    let (_, text) = verb(&["weigh", &scheme, &firms, "--judgements", &far]);
    assert!(text.contains("A016"), "{text}");
}

/// A method that finds nothing does not pull the mean back to the scheme's own points.
#[test]
fn the_mean_is_of_the_methods_that_found_something() {
    let folder = tempfile::tempdir().unwrap();
    let text = two_by_one("sum", [50.0, 50.0]).replace("dimension = \"db\"", "dimension = \"da\"");
    let db = text.find("[[dimension]]\nid = \"db\"").unwrap();
    let next = db + text[db..].find("[[indicator]]").unwrap();
    let text = format!("{}{}", &text[..db], &text[next..])
        .replacen("points = 50", "points = 100", 1)
        .replacen("value = \"a\"\npoints = 50", "value = \"a\"\npoints = 80", 1)
        .replacen("value = \"b\"\npoints = 50", "value = \"b\"\npoints = 20", 1);
    let scheme = file(folder.path(), "s.toml", &text);
    let firms = file(folder.path(), "f.csv", &two_columns((0..12).map(|_| (40.0, 60.0))));
    let told = json(&["weigh", &scheme, &firms, "--method", "equal,entropy,std"]);
    let rows = told["weights"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["combined"] == row["equal"]), "{rows:?}");
    assert!(told["findings"].to_string().contains("take no part in the mean"), "{told}");
}

/// The same firms in another order of rows are the same firms.
#[test]
fn rows_may_stand_in_any_order() {
    let folder = tempfile::tempdir().unwrap();
    let text = two_by_one("sum", [50.0, 50.0])
        .replace("rule.share = { of = 100 }", "rule.min_max = { from = \"p05\", to = \"p95\" }");
    let scheme = file(folder.path(), "s.toml", &text);
    let firms =
        two_columns((0..25).map(|at| (f64::from(at * 7 % 25) / 3.0, f64::from(at * 11 % 25))));
    let mut lines: Vec<&str> = firms.lines().collect();
    lines[1..].reverse();
    let there = file(folder.path(), "a.csv", &firms);
    let back = file(folder.path(), "b.csv", &(lines.join("\n") + "\n"));
    let shaken = |firms: &str| {
        let arguments = ["sensitivity", &scheme, firms, "--runs", "8", "--vary", "data,weights"];
        json(&arguments)
    };
    assert_eq!(shaken(&there), shaken(&back));
    assert_eq!(json(&["audit", &scheme, &there]), json(&["audit", &scheme, &back]));
}

/// Fifteen firms are not a list of a hundred.
#[test]
fn of_a_list_of_everyone_nothing_is_promised() {
    let folder = tempfile::tempdir().unwrap();
    let scheme = file(folder.path(), "s.toml", &two_by_one("sum", [50.0, 50.0]));
    let rows = (0..15).map(|at| (f64::from(at * 7 % 15), f64::from(at * 4 % 15)));
    let firms = file(folder.path(), "f.csv", &two_columns(rows));
    let (_, text) = verb(&["audit", &scheme, &firms]);
    assert!(text.contains("of the first 3 change"), "a tenth, at least 3: {text}");
    for verb_name in ["audit", "weigh", "sensitivity"] {
        let (code, text) = verb(&[verb_name, &scheme, &firms, "--top", "100"]);
        assert_eq!(code, 0, "{text}");
        assert!(text.contains("who is among them tells nothing"), "{verb_name}: {text}");
        assert!(!text.contains("removed without any change"), "{text}");
    }
    let (_, text) =
        verb_in("zh", &["sensitivity", &scheme, &firms, "--draws", "20", "--runs", "8"]);
    assert!(text.contains("A015") && text.contains("名次平均变动"), "{text}");
    assert!(!text.contains("mean_shift") && !text.contains("turnover"), "{text}");
    let (code, text) = verb(&["sensitivity", &scheme, &firms, "--vary", "aggregation"]);
    assert!(code == 0 && text.contains("all of the variance of rank shifts is its own"), "{text}");
    let (code, _) = verb(&["sensitivity", &scheme, &firms, "--concentration", "1e300"]);
    assert_eq!(code, 2);
}

/// Bonus points come on top of a base of 0, so that not all totals are 0.
#[test]
fn whom_a_geometric_mean_wipes_out_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let scheme = file(folder.path(), "s.toml", &two_by_one("geometric", [50.0, 50.0]));
    let rows = (0..15).map(|at| (f64::from(at), f64::from(at * 4 % 15) + 1.0));
    let firms = file(folder.path(), "f.csv", &two_columns(rows));
    for verb_name in ["audit", "weigh", "sensitivity"] {
        let (code, text) = verb(&[verb_name, &scheme, &firms]);
        assert_eq!(code, 0, "{text}");
        assert!(text.contains("makes their base points 0"), "{verb_name}: {text}");
        assert!(!text.contains("a total of 0"), "{verb_name}: {text}");
    }
}

#[test]
fn an_empty_stage_has_empty_cells_and_the_vetoed_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let scheme = file(folder.path(), "s.toml", STAGED);
    let rows = (0..12).map(|at| (f64::from(at), f64::from(at * 7 % 12)));
    let firms = file(folder.path(), "f.csv", &two_columns(rows));
    let told = json(&["audit", &scheme, &firms]);
    let old = told["indicators"].as_array().unwrap().iter().filter(|row| row["stage"] == "old");
    assert!(old.clone().count() == 3 && old.clone().all(|row| row["coverage"].is_null()));
    assert!(told["findings"].to_string().contains("Stage Old firms has no ranked firm"), "{told}");
    let veto = format!("{STAGED}[[veto]]\nwhen = \"b >= 0\"\nreason = \"all\"\n");
    let scheme = file(folder.path(), "veto.toml", &veto);
    let (code, text) = verb(&["audit", &scheme, &firms]);
    assert!(code == 2 && text.contains("12 are vetoed"), "{text}");
}

/// Two columns of one name cannot be told apart.
#[test]
fn headers_for_people_differ() {
    let (code, text) = verb(&[
        "audit",
        "configs/hdi.toml",
        "sample_data/hdi_2021.csv",
        "--format",
        "csv",
        "--names",
    ]);
    assert_eq!(code, 0, "{text}");
    let mut names: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "{names:?}");
}
