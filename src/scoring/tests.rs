//! Points from inside: rounding, and what becomes of a leaf that drops out.

use super::*;
use crate::scheme::load_text;

fn scheme(aggregate: &str) -> Scheme {
    let text = format!(
        r#"
[scheme]
id = "tree"
total = 100
missing = "exclude"
floor = 0

[firm]
id = "code"

[[dimension]]
id = "top"
points = 100
aggregate = "{aggregate}"

[[dimension]]
id = "below"
parent = "top"
points = 60

[[dimension]]
id = "taken"
kind = "deduction"
points = 10

[[indicator]]
id = "a"
dimension = "below"
value = "a"
points = 30
rule.share = {{}}

[[indicator]]
id = "b"
dimension = "below"
value = "b"
points = 30
rule.share = {{}}

[[indicator]]
id = "c"
dimension = "top"
value = "c"
points = 40
rule.share = {{}}

[[indicator]]
id = "d"
dimension = "taken"
value = "d"
points = 20
rule.share = {{}}
"#
    );
    let loaded = load_text("tree.toml", &text);
    loaded.scheme.unwrap_or_else(|| panic!("{:#?}", loaded.problems))
}

fn points(aggregate: &str, leaves: [Option<f64>; 4]) -> FirmPoints {
    firm_points(&scheme(aggregate), 0, &leaves)
}

#[test]
fn half_is_rounded_away_from_zero() {
    for (number, units) in [(1.005, 101), (2.675, 268), (-1.005, -101), (0.0049999, 0), (0.125, 13)] {
        assert_eq!(scaled(number, 2), units, "{number}");
    }
    assert_eq!(unscaled(101, 2), 1.01);
}

#[test]
fn a_sum_adds_what_it_shows() {
    let firm = points("sum", [Some(1.0 / 3.0), Some(2.0 / 3.0), Some(0.12345), Some(0.0)]);
    assert_eq!(firm.indicators, [Some(1000), Some(2000), Some(494), Some(0)]);
    assert_eq!(firm.dimensions, [Some(3494), Some(3000), Some(0)]);
    assert_eq!(firm.total, Some(3494));
}

#[test]
fn siblings_fill_the_place_of_a_leaf_that_drops_out() {
    let firm = points("sum", [None, Some(1.0), Some(1.0), Some(0.0)]);
    assert_eq!(firm.indicators, [None, Some(6000), Some(4000), Some(0)]);
    assert_eq!(firm.total, Some(10_000));
    let whole_branch = points("sum", [None, None, Some(0.5), Some(0.0)]);
    assert_eq!(whole_branch.dimensions[1], None);
    assert_eq!(whole_branch.total, Some(5_000));
}

#[test]
fn nothing_known_is_no_total() {
    assert_eq!(points("sum", [None, None, None, Some(1.0)]).total, None);
}

#[test]
fn deductions_stop_at_their_cap_and_totals_at_the_floor() {
    let capped = points("sum", [Some(1.0), Some(1.0), Some(1.0), Some(1.0)]);
    assert_eq!(capped.indicators[3], Some(2_000));
    assert_eq!(capped.dimensions[2], Some(1_000));
    assert_eq!(capped.total, Some(9_000));
    let floored = points("sum", [Some(0.0), Some(0.0), Some(0.1), Some(1.0)]);
    assert_eq!(floored.total, Some(0));
}

#[test]
fn a_mean_takes_the_unrounded_share_of_a_sum_below() {
    let third = 1.0 / 3.0;
    let firm = points("mean", [Some(third), Some(third), Some(third), Some(0.0)]);
    assert_eq!(firm.dimension_shares[1], Some(third));
    assert_eq!(firm.dimensions[0], Some(3_333));
}

#[test]
fn one_zero_makes_a_geometric_mean_zero() {
    let firm = points("geometric", [Some(1.0), Some(1.0), Some(0.0), Some(0.0)]);
    assert_eq!(firm.total, Some(0));
}

#[test]
fn equals_share_a_rank_in_three_ways() {
    use crate::scheme::Ties;
    let totals = [Some(30), Some(50), Some(30), None, Some(10)];
    let members = [0, 1, 2, 4];
    let points = Points {
        decimals: 2,
        indicators: Vec::new(),
        dimensions: Vec::new(),
        dimension_shares: Vec::new(),
        total: totals.into_iter().collect(),
        coverage: Values::default(),
    };
    for (ties, expected) in [
        (Ties::Min, [Some(2.0), Some(1.0), Some(2.0), None, Some(4.0)]),
        (Ties::Dense, [Some(2.0), Some(1.0), Some(2.0), None, Some(3.0)]),
        (Ties::Average, [Some(2.5), Some(1.0), Some(2.5), None, Some(4.0)]),
    ] {
        assert_eq!(ranks(&members, &points, ties, totals.len()), expected, "{ties:?}");
    }
}
