//! Schemes from inside: every problem at once, each in its place.

use super::*;
use crate::diagnostic::codes::scheme as codes;

const SMALL: &str = r#"
[scheme]
id = "small"
total = 100
missing = "zero"

[firm]
id = "code"

[[dimension]]
id = "input"
points = 100

[[indicator]]
id = "rd"
dimension = "input"
value = "rd / revenue * 100"
points = 100
rule.linear = { through = [[0, 0.0], [10, 1.0]] }
"#;

fn problems(text: &str) -> Vec<Diagnostic> {
    load_text("scheme.toml", text).problems
}

#[test]
fn a_small_scheme_is_whole() {
    let loaded = load_text("scheme.toml", SMALL);
    assert!(loaded.problems.is_empty(), "{:#?}", loaded.problems);
    let scheme = loaded.scheme.unwrap();
    let columns: Vec<&str> = scheme.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(columns, ["code", "rd", "revenue"], "the key first, then as they are read");
    assert_eq!(scheme.stages.len(), 1, "a scheme without stages has one that takes every firm");
    assert_eq!(scheme.indicators[0].points, [100.0]);
}

#[test]
fn all_slips_are_told_in_one_go_and_in_their_order() {
    let text = SMALL
        .replace("total = 100", "totl = 100")
        .replace("dimension = \"input\"", "dimension = \"inputs\"")
        .replace("rule.linear", "rule.liner");
    let found = problems(&text);
    let ids: Vec<&str> = found.iter().map(|problem| problem.code.id).collect();
    for code in [&codes::UNKNOWN_KEY, &codes::UNKNOWN_DIMENSION, &codes::UNKNOWN_RULE] {
        assert!(ids.contains(&code.id), "{} is not among {ids:?}", code.id);
    }
    let places: Vec<_> = found.iter().filter_map(|problem| problem.labels.first()).collect();
    assert!(places.windows(2).all(|pair| pair[0].span <= pair[1].span), "{places:?}");
}

#[test]
fn a_slip_is_underlined_and_mended() {
    let text = SMALL.replace("missing =", "mising =");
    let found = problems(&text);
    let slip = found.iter().find(|problem| problem.code == &codes::UNKNOWN_KEY).unwrap();
    let span = slip.labels[0].span;
    assert_eq!(&text[span.start..span.end], "mising");
    assert!(slip.help.iter().any(|help| help.en.contains("missing")), "{slip:?}");
}

#[test]
fn what_a_missing_value_counts_for_is_never_assumed() {
    let found = problems(&SMALL.replace("missing = \"zero\"\n", ""));
    assert!(found.iter().any(|problem| problem.code == &codes::MISSING_POLICY), "{found:?}");
}

#[test]
fn weights_are_never_rescaled_silently() {
    let found = problems(&SMALL.replace("total = 100", "total = 130"));
    assert!(found.iter().any(|problem| problem.code == &codes::POINTS_DO_NOT_ADD_UP), "{found:?}");
}

#[test]
fn a_scheme_that_extends_itself_is_refused() {
    let text = SMALL.replace("total = 100", "total = 100\nextends = \"scheme.toml\"");
    let own = SchemeText { name: "scheme.toml".into(), text };
    let loaded = load(own.clone(), &|_, _| Ok(own.clone()));
    assert!(loaded.scheme.is_none());
    assert!(loaded.problems.iter().any(|problem| problem.code == &codes::CYCLE));
}
