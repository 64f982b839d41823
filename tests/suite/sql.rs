//! `sql` and `verify` from outside: what is written, what is refused, exit codes.

use crate::robustness::{Bench, FIRMS, SCHEME, ends};

const SQL: [&str; 7] = ["sql", "s.toml", "f.csv", "--dialect", "duckdb", "--out", "b"];

/// The same scheme with a rule that looks at the population.
fn scheme(rule: &str) -> String {
    let own = SCHEME.lines().find(|line| line.starts_with("rule.")).expect("a rule");
    SCHEME.replace(own, rule)
}

fn percentile() -> Bench {
    Bench::new(scheme("rule.percentile = {}"), FIRMS)
}

#[test]
fn a_bundle_says_how_it_is_run_and_brings_its_sample() {
    let bench = percentile();
    ends(&bench.run(&SQL), 0, &["SQL for DuckDB is in b/"]);
    for file in [
        "score.sql",
        "rank.sql",
        "README.md",
        "params.toml",
        "sample.sql",
        "sample.csv",
        "expected.csv",
    ] {
        assert!(bench.path("b").join(file).exists(), "{file}");
    }
    assert!(!bench.path("b/fit.sql").exists());
    let sample = std::fs::read_to_string(bench.path("b/sample.csv")).unwrap();
    assert_eq!(sample, FIRMS);
    let readme = std::fs::read_to_string(bench.path("b/README.md")).unwrap();
    assert!(readme.contains("innopoints verify result.csv --against expected.csv"), "{readme}");
    let expected = std::fs::read(bench.path("b/expected.csv")).unwrap();
    ends(&bench.score(), 0, &[]);
    assert_eq!(expected, std::fs::read(bench.path("out/ranking.csv")).unwrap());
}

#[test]
fn bounds_are_given_fitted_or_the_engines_own() {
    let bench = percentile();
    let bare = ["sql", "s.toml", "--dialect", "spark", "--out", "b"];
    ends(&bench.run(&bare), 2, &["[Q002]", "--params FILE", "--fit"]);
    assert!(!bench.path("b").exists());
    ends(&bench.score(), 0, &[]);
    let frozen = [&bare[..], &["--params", "out/params.toml"]].concat();
    ends(&bench.run(&frozen), 0, &["Apache Spark"]);
    assert!(!bench.path("b/expected.csv").exists() && bench.path("b/params.toml").exists());
    let own = ["sql", "s.toml", "f.csv", "--dialect", "clickhouse", "--out", "c", "--fit"];
    ends(&bench.run(&own), 0, &["ClickHouse"]);
    assert!(bench.path("c/fit.sql").exists() && !bench.path("c/params.toml").exists());
    ends(&bench.run(&[&own[..], &["--params", "out/params.toml"]].concat()), 2, &["--params"]);
    ends(&bench.run(&[&SQL[..], &["--table", "a; DROP"]].concat()), 2, &["--table"]);
    let own = [&SQL[..], &["--table", "zone.Innopoints_points"]].concat();
    ends(&bench.run(&own), 2, &["--table", "the queries' own"]);
    ends(&bench.run(&[&own[..6], &["c"]].concat()), 0, &["earlier bundle", "fit.sql"]);
    ends(&bench.run(&["sql", "s.toml", "--dialect", "oracle", "--out", "b"]), 2, &["oracle"]);
}

#[test]
fn what_the_engine_cannot_carry_leaves_nothing_behind() {
    let curve = scheme("rule.curve = { median = 5, p10 = 50 }");
    let mean = curve.replace("total = 100", "total = 100\naggregate = \"geometric\"");
    let bench = Bench::new(mean, FIRMS);
    ends(&bench.run(&SQL), 2, &["[Q001]", "[scheme]", "geometric mean"]);
    assert!(!bench.path("b").exists());
    let said = bench.run(&[&SQL[..], &["--lang", "zh"]].concat());
    ends(&said, 2, &["几何平均", "DuckDB"]);
}

#[test]
fn verify_tells_equal_from_different_from_unusable() {
    let bench = percentile();
    ends(&bench.score(), 0, &[]);
    let verify = ["verify", "result.csv", "--against", "out/ranking.csv"];
    ends(&bench.run(&verify), 2, &["result.csv"]);
    let ours = std::fs::read_to_string(bench.path("out/ranking.csv")).unwrap();
    bench.write("result.csv", &ours);
    ends(&bench.run(&verify), 0, &["0 differing points, 0 differing ranks"]);
    let beside = ["verify", "result.csv"];
    ends(&bench.run(&beside), 2, &["expected.csv", "--against"]);
    std::fs::copy(bench.path("out/ranking.csv"), bench.path("expected.csv")).unwrap();
    ends(&bench.run(&beside), 0, &["0 differing points, 0 differing ranks"]);
    bench.write("result.csv", ours.replacen("100.00", "99.99", 1));
    ends(&bench.run(&verify), 1, &["1 differing point,", "99.99"]);
    let said = bench.run(&[&verify[..], &["--format", "json"]].concat());
    ends(&said, 1, &["\"differing_points\":1"]);
    bench.write("result.csv", "a,b\n1,2\n");
    ends(&bench.run(&verify), 2, &["[Q003]", "lacks"]);
}
