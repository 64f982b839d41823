//! What the queries say, dialect by dialect, and what is refused.

use super::*;
use crate::expr::Type;
use crate::scheme::load_text;
use crate::scoring::Fit;

const SMALL: &str = r#"
[scheme]
id = "small"
total = 100
missing = "zero"
[firm]
id = "code"
[[column]]
name = "listed on"
type = "date"
[[stage]]
id = "young"
when = "years_since(\"listed on\") < 5"
[[stage]]
id = "old"
[[dimension]]
id = "input"
points = 60
[[dimension]]
id = "output"
points = 40
[[indicator]]
id = "intensity"
dimension = "input"
value = "rd / revenue * 100"
points = 60
rule.tiers = { steps = [[2, 0.2], [6, 1.0]] }
[[indicator]]
id = "place"
dimension = "output"
value = "rd"
points = 40
rule.percentile = { within = "stage" }
[[grade]]
name = "A"
top_percent = 10
"#;

fn load(text: &str) -> Scheme {
    let loaded = load_text("small.toml", text);
    loaded.scheme.unwrap_or_else(|| panic!("{:#?}\n{text}", loaded.problems))
}

fn fitted() -> Params {
    let fit = |group: &str, values: Vec<f64>| Fit {
        indicator: "place".into(),
        group: group.into(),
        n: 3,
        values,
        reached: vec![1, 2, 3],
        ..Fit::default()
    };
    let fit = vec![fit("young", vec![1.0, 2.0, 4.0]), fit("old", vec![0.5, 8.0, 9.0])];
    Params { fit, ..Params::default() }
}

const ALL: [Dialect; 4] =
    [Dialect::DuckDb, Dialect::DataFusion, Dialect::ClickHouse, Dialect::Spark];

fn written(text: &str, dialect: Dialect, frozen: bool) -> Result<Bundle, Vec<Diagnostic>> {
    let (scheme, params) = (load(text), fitted());
    let engine = dialect.engine(Some(18_778));
    let bounds = frozen.then_some(&params);
    bundle(&Query { scheme: &scheme, bounds, engine: &*engine, table: "firms" })
}

fn all_texts(bundle: &Bundle) -> String {
    [bundle.fit.as_deref().unwrap_or_default(), &bundle.score, &bundle.rank].concat()
}

#[test]
fn the_queries_in_every_dialect() {
    for dialect in ALL {
        let name = dialect.engine(None).id();
        let frozen = written(SMALL, dialect, true).expect("carried");
        insta::assert_snapshot!(format!("{name}_score"), frozen.score);
        insta::assert_snapshot!(format!("{name}_rank"), frozen.rank);
        let own = written(SMALL, dialect, false).expect("carried");
        insta::assert_snapshot!(
            format!("{name}_own_bounds"),
            own.fit.unwrap_or_default() + &own.score
        );
    }
}

/// Each trap is something that some engine answers in its own way.
#[test]
fn the_known_traps_are_kept_clear_of() {
    for dialect in ALL {
        for frozen in [true, false] {
            let bundle = written(SMALL, dialect, frozen).expect("carried");
            let text = all_texts(&bundle);
            for trap in ["ROUND(", "LEAST(", "GREATEST(", "WIDTH_BUCKET", "PERCENTILE(", "QUANTILE"]
            {
                assert!(!text.to_uppercase().contains(trap), "{dialect:?}: {trap}\n{text}");
            }
            assert!(text.contains("FLOOR("), "half away from zero is spelled out");
            let sorts = text.matches(" DESC").count();
            assert_eq!(sorts, text.matches(" DESC NULLS LAST").count(), "{text}");
            for division in text.match_indices(" / ").map(|(at, _)| &text[at + 3..]) {
                let literal = division.starts_with(|c: char| c.is_ascii_digit());
                let safe = literal || division.starts_with("NULLIF(");
                assert!(
                    safe,
                    "{dialect:?}: a bare division by {}",
                    &division[..40.min(division.len())]
                );
            }
        }
    }
}

/// ClickHouse puts the aggregate of a name into the other aggregates that use the name.
#[test]
fn no_aggregate_has_the_name_of_what_another_one_reads() {
    let text = SMALL.replace(
        "percentile = { within = \"stage\" }",
        "min_max = { from = \"p1\", to = \"p99\", within = \"stage\" }",
    );
    for dialect in ALL {
        let fit = written(&text, dialect, false).expect("carried").fit.expect("bounds");
        let found = fit.split("found_1 AS (").nth(1).and_then(|rest| rest.split("FROM").next());
        let found = found.expect("the bounds are aggregated");
        let words = || found.split(|c: char| !c.is_alphanumeric() && c != '_');
        let names = words().zip(words().skip(1)).filter(|(word, _)| *word == "AS");
        let names: Vec<&str> = names.map(|(_, name)| name).collect();
        assert!(names.contains(&"n"), "{found}");
        for name in names.into_iter().filter(|name| !is_type(name)) {
            assert_eq!(words().filter(|word| *word == name).count(), 1, "{name}\n{found}");
        }
    }
}

fn is_type(word: &str) -> bool {
    ["DOUBLE", "BIGINT", "Nullable"].contains(&word)
}

#[test]
fn numbers_are_doubles_and_borders_have_their_tolerance() {
    for dialect in ALL {
        let score = written(SMALL, dialect, true).expect("carried").score;
        assert!(score.contains(">= 5.999999994e0 THEN 1e0"), "{score}");
        assert!(score.contains(">= 1.999999998e0 THEN 0.2e0"), "{score}");
        let engine = dialect.engine(None);
        assert_eq!(engine.number(0.1), "0.1e0");
        assert_eq!(engine.number(-0.0), "0e0");
        assert_eq!(engine.number(1e300), "1e300");
    }
}

#[test]
fn names_and_texts_are_quoted_as_the_engine_reads_them() {
    let quoted = |dialect: Dialect| {
        let engine = dialect.engine(None);
        let like = engine.like("x", r"a\%", false);
        (engine.quote_identifier("研发"), engine.text(r"it's \"), like)
    };
    let standard = ("\"研发\"".to_string(), r"'it''s \'".to_string());
    let (name, text, like) = quoted(Dialect::DuckDb);
    assert_eq!(
        (name, text, like.as_str()),
        (standard.0.clone(), standard.1.clone(), r"x LIKE 'a\%'")
    );
    let (name, text, like) = quoted(Dialect::DataFusion);
    assert_eq!((name, text, like.as_str()), (standard.0.clone(), standard.1, r"x LIKE 'a\\%'"));
    let (name, text, like) = quoted(Dialect::ClickHouse);
    assert_eq!(
        (name, text.as_str(), like.as_str()),
        (standard.0, r"'it\'s \\'", r"x LIKE 'a\\\\%'")
    );
    let (name, text, like) = quoted(Dialect::Spark);
    assert_eq!(
        (name.as_str(), text.as_str(), like.as_str()),
        ("`研发`", r"'it\'s \\'", r"x LIKE 'a\\\\%'")
    );
}

#[test]
fn days_before_1970_and_whole_numbers_beyond_64_bits() {
    let clickhouse = Dialect::ClickHouse.engine(None);
    assert_eq!(clickhouse.date(-1), "toDate32('1969-12-31')");
    assert_eq!(clickhouse.cast("x", Type::Date), "CAST(x AS Nullable(Date32))");
    let spark = Dialect::Spark.engine(None);
    assert_eq!(
        spark.floor("x"),
        "CASE WHEN ABS(x) < 4503599627370496e0 THEN CAST(FLOOR(x) AS DOUBLE) ELSE x END"
    );
}

fn refused(text: &str, dialect: Dialect, frozen: bool) -> String {
    let told = written(text, dialect, frozen).expect_err("refused");
    told.iter().map(|problem| problem.message.en.clone() + "\n").collect()
}

#[test]
fn what_cannot_be_carried_is_refused_with_the_node_and_the_reason() {
    let with = |from: &str, to: &str| {
        assert!(SMALL.contains(from));
        SMALL.replace(from, to)
    };
    let curve = "rule.curve = { median = 5, p10 = 50 }";
    let tiers = "rule.tiers = { steps = [[2, 0.2], [6, 1.0]] }";
    let table = [
        (with("total = 100", "total = 100\naggregate = \"geometric\""), "`[scheme]`", "geometric"),
        (with("rd / revenue * 100", "ln(rd)"), "`intensity`", "ln differs"),
        (
            with("total = 100", "total = 100\naggregate = \"mean\"").replace(tiers, curve),
            "`intensity`",
            "curve takes logarithms",
        ),
        (with("id = \"place\"", "id = \"INPUT\""), "`INPUT`", "for one"),
        (
            with("[[grade]]", "[rank]\ndecimals = 10\n[[grade]]")
                .replace("60", "60000")
                .replace("40", "40000")
                .replace("total = 100", "total = 100000"),
            "decimals",
            "add up beyond",
        ),
    ];
    for (text, node, why) in table {
        let told = refused(&text, Dialect::DuckDb, true);
        assert!(told.contains(node) && told.contains(why), "{told}");
    }
    let scores = with("rule.percentile", "rule.z_score");
    assert!(refused(&scores, Dialect::Spark, false).contains("differ in the last bit"));
}

/// Below a sum a curve is carried: its points step at borders that are known to the last bit, and
/// which are too many for the query.
#[test]
fn a_curve_below_a_sum_is_its_steps() {
    let tiers = "rule.tiers = { steps = [[2, 0.2], [6, 1.0]] }";
    let text =
        SMALL.replace(tiers, "rule.curve = { median = 5, p10 = 50 }") + "[rank]\ndecimals = 1\n";
    for dialect in ALL {
        let bundle = written(&text, dialect, true).expect("carried");
        let (score, steps) = (&bundle.score, bundle.steps.expect("a table of steps"));
        assert!(!score.to_uppercase().contains("LN("), "{score}");
        assert!(score.contains("LEFT JOIN innopoints_steps AS s1 ON s1.bundle = '"), "{score}");
        assert!(score.matches("intensity#value").count() < 60, "{score}");
        assert!(steps.load.contains("'steps.csv'"), "{}", steps.load);
        // A table that was not loaded whole is told, not taken for points of 0.
        let lost = score.split("steps_missing").next().and_then(|text| text.rsplit("CASE").next());
        let lost = lost.expect("the status tells").replace(engine_quote(dialect), "");
        let expected = "intensity#block IS NOT NULL AND intensity#stepped IS NULL";
        assert!(lost.contains(expected), "{lost}");
        let csv = String::from_utf8(steps.csv).expect("text");
        assert!(csv.starts_with("bundle,block,indicator,lowest,highest,share\n"), "{csv}");
        let bundle = csv.lines().nth(1).and_then(|row| row.split(',').next()).expect("a bundle");
        assert!(score.contains(&format!("s1.bundle = '{bundle}'")), "{score}");
        assert!(csv.lines().count() > 500);
    }
}

fn engine_quote(dialect: Dialect) -> char {
    dialect.engine(None).quote()
}

#[test]
fn few_steps_stay_in_the_query() {
    let bundle = written(SMALL, Dialect::Spark, true).expect("carried");
    assert_eq!(bundle.steps, None);
    assert!(!all_texts(&bundle).contains("innopoints_steps"));
}

/// Spark escapes quotes by a backslash unless it is told otherwise, in reading and in writing.
#[test]
fn spark_reads_and_writes_csv_as_everybody_does() {
    let engine = Dialect::Spark.engine(None);
    assert!(engine.load("firms", "sample.csv", "").contains("escape '\"', multiLine 'true'"));
    assert!(engine.recipe(&["score.sql"]).contains("header=True, escape='\"')"));
}
