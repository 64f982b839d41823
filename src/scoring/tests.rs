//! The whole calculation in memory: compression of percentiles, constant columns, treatments.

use crate::firms::{self, Duplicates, Input, Wanted};
use crate::scheme::{Scheme, load_text};

use super::{Scored, Settings, score};

fn scheme(rule: &str, points: &str, extra: &str) -> Scheme {
    let text = format!(
        "[scheme]\nid = \"s\"\ntotal = {points}\nmissing = \"exclude\"\n[firm]\nid = \"id\"\n\
         [[dimension]]\nid = \"d\"\n{extra}[[indicator]]\nid = \"i\"\ndimension = \"d\"\nvalue = \"x\"\n\
         points = {points}\nrule.{rule}\n"
    );
    let loaded = load_text("s.toml", &text);
    loaded.scheme.unwrap_or_else(|| panic!("{:?}\n{text}", loaded.problems))
}

fn run(scheme: &Scheme, numbers: impl Iterator<Item = String>) -> Scored {
    run_on(scheme, "id,x\n", numbers)
}

/// A run over rows whose ids are made up.
fn run_on(scheme: &Scheme, header: &str, rows: impl Iterator<Item = String>) -> Scored {
    let mut csv = header.to_string();
    for (at, number) in rows.enumerate() {
        csv.push_str(&format!("F{at},{number}\n"));
    }
    let wanted = Wanted {
        columns: &scheme.columns,
        id: &scheme.firm.id,
        name: None,
        id_kind: scheme.firm.id_kind,
        duplicates: Duplicates::Refuse,
    };
    let input = Input { name: "f.csv".into(), bytes: csv.into_bytes() };
    let firms = firms::read(vec![input], &wanted).expect("a table");
    score(scheme, firms, Settings::default()).expect("a run")
}

/// Above 10,000 distinct values only those are kept at which the points step: the points are what
/// every value would have given.
#[test]
fn a_compressed_percentile_gives_the_same_points() {
    // A permutation of 0..12007, in which neighbours are far apart, each value but one once.
    let n = 12_007u64;
    let numbers: Vec<u64> = (0..n).map(|at| at * 5_003 % n).collect();
    for lower in ["", "lower_is_better = true"] {
        for points in ["7", "0.05", "100"] {
            let scheme = scheme(&format!("percentile = {{ {lower} }}"), points, "");
            let scored = run(&scheme, numbers.iter().map(u64::to_string));
            let kept = scored.params.fit[0].values.len();
            let steps = scheme.indicators[0].points[0] * 100.0;
            assert!(kept as f64 <= steps.min(n as f64) + 1.0, "{kept} values for {steps} steps");
            for (firm, number) in numbers.iter().enumerate() {
                let worse = if lower.is_empty() { *number } else { n - 1 - number };
                let share = worse as f64 / (n - 1) as f64;
                let points = super::scaled(share * scheme.indicators[0].points[0], 2);
                assert_eq!(scored.points.total.get(firm), Some(points), "{number} {lower}");
            }
        }
    }
}

/// Where a sibling drops out, the maximum of the percentile's leaf grows and its points step at
/// other values; and a mean above a sum takes the share.
#[test]
fn where_more_than_its_points_counts_a_percentile_is_kept_whole() {
    let sibling = "[[indicator]]\nid = \"j\"\ndimension = \"d\"\nvalue = \"y\"\npoints = 3\nrule.share = {}\n";
    let text = |total: &str, top: &str, more: &str| {
        format!(
            "[scheme]\nid = \"s\"\ntotal = {total}\nmissing = \"exclude\"\n{top}[firm]\nid = \"id\"\n\
             [[dimension]]\nid = \"d\"\n[[indicator]]\nid = \"i\"\ndimension = \"d\"\nvalue = \"x\"\npoints = 7\n\
             rule.percentile = {{}}\n{more}"
        )
    };
    for (text, kept) in [
        (text("10", "", sibling), 10_500),
        (text("7", "aggregate = \"mean\"\n", ""), 10_500),
        (text("7", "", ""), 700),
    ] {
        let scheme = load_text("s.toml", &text).scheme.unwrap();
        let scored = run_on(&scheme, "id,x,y\n", (0..10_500).map(|x| format!("{x},")));
        assert_eq!(scored.params.fit[0].values.len(), kept, "{text}");
    }
}

#[test]
fn under_a_mean_a_percentile_is_kept_whole() {
    let scheme = scheme("percentile = {}", "7", "aggregate = \"mean\"\n");
    let scored = run(&scheme, (0..10_500).map(|x| x.to_string()));
    assert_eq!(scored.params.fit[0].values.len(), 10_500);
}

/// Ten times 0.1 has a computed mean that is not 0.1: it is constant all the same.
#[test]
fn a_constant_column_is_told_and_scored_as_documented() {
    let cases = [
        ("min_max = {}", 1000),
        ("min_max = { lower_is_better = true }", 1000),
        ("percentile = {}", 0),
        ("percentile = { ties = \"average\" }", 500),
        ("z_score = {}", 500),
    ];
    for (rule, points) in cases {
        let scored = run(&scheme(rule, "10", ""), (0..10).map(|_| "0.1".to_string()));
        assert_eq!(scored.points.total.get(3), Some(points), "{rule}");
        assert_eq!(scored.warnings[0].code.id, "R004", "{rule}");
    }
    let alone = run(&scheme("percentile = {}", "10", ""), std::iter::once("5".to_string()));
    assert_eq!(alone.points.total.get(0), Some(1000));
}

#[test]
fn both_zeros_are_one() {
    let numbers = ["-0", "0", "0.0", "-1", "1"];
    let scored = run(&scheme("percentile = {}", "10", ""), numbers.iter().map(|x| x.to_string()));
    let totals: Vec<_> = scored.points.total.iter().flatten().collect();
    assert_eq!(totals, [250, 250, 250, 0, 1000]);
}

/// The dimension loses nothing when what is unknown drops out, and nobody scores beyond it.
#[test]
fn what_drops_out_is_not_nothing() {
    let scored = run(
        &scheme("share = { of = 10 }", "10", ""),
        ["5", "", "20"].into_iter().map(String::from),
    );
    let totals: Vec<_> = scored.points.total.iter().collect();
    assert_eq!(totals, [Some(500), None, Some(1000)]);
    assert_eq!(scored.points.coverage.get(1), Some(0.0));
}

#[test]
fn treatments_move_outliers_and_nothing_else() {
    let numbers = || (1..=99).map(|x| x.to_string()).chain(["1e300".to_string()]);
    let treated = |treat: &str| {
        let text = format!("min_max = {{}}\ntreat = {treat}");
        run(&scheme(&text, "10", ""), numbers())
    };
    let plain = run(&scheme("min_max = {}", "10", ""), numbers());
    assert_eq!(plain.points.total.get(98), Some(0), "one outlier flattens all others");
    for treat in
        ["{ winsorise = [0, 95] }", "{ iqr = 1.5 }", "{ skew = 2, kurtosis = 3.5, max_points = 5 }"]
    {
        let scored = treated(treat);
        assert_eq!(scored.points.total.get(99), Some(1000), "{treat}");
        assert!(scored.points.total.get(50) > Some(300), "{treat}");
        let fit = &scored.params.fit[0];
        assert!(fit.moved >= 1 && fit.to.is_some_and(|to| to < 1000.0), "{treat}: {fit:?}");
    }
    let logs = treated("{ log = true }");
    assert_eq!(logs.points.total.get(99), Some(1000));
    assert!(
        logs.params.fit[0].to.is_some_and(|to| (to - 300.0 * std::f64::consts::LN_10).abs() < 1e-9)
    );
}

#[test]
fn treatments_survive_every_size() {
    let sizes = [
        "-1.7976931348623157e308",
        "1.7976931348623157e308",
        "-1e300",
        "5e-324",
        "0",
        "0.1",
        "0.1",
    ];
    for treat in [
        "{ winsorise = [5, 95] }",
        "{ iqr = 1.5 }",
        "{ log = true }",
        "{ skew = 0.1, kurtosis = -9, max_points = 100 }",
    ] {
        for rule in ["min_max = {}", "z_score = {}", "percentile = {}", "min_max = { log = true }"]
        {
            let text = format!("{rule}\ntreat = {treat}");
            for count in 1..=sizes.len() {
                let scored =
                    run(&scheme(&text, "10", ""), sizes[..count].iter().map(|x| x.to_string()));
                assert!(
                    scored
                        .params
                        .to_toml()
                        .is_ok_and(|toml| !toml.contains("nan") && !toml.contains("inf"))
                );
                assert!(scored.points.total.iter().all(|total| total.is_some()), "{text} {count}");
            }
        }
    }
}
