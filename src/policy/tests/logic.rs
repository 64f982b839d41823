//! Three-valued logic with near-misses: tables, completions, and one row against whole columns.

use super::*;
use crate::policy::level::{Level, Span};
use crate::scoring::{FrameRow, and, or};

const HELD: [Option<bool>; 3] = [Some(true), Some(false), None];

#[test]
fn without_near_misses_this_is_kleene() {
    for a in HELD {
        for b in HELD {
            assert_eq!(Span::of(a).and(Span::of(b)).held(), and(a, b), "{a:?} AND {b:?}");
            assert_eq!(Span::of(a).or(Span::of(b)).held(), or(a, b), "{a:?} OR {b:?}");
        }
    }
}

#[test]
fn the_truth_tables_written_out() {
    let (yes, near, no, unknown) = (Span::YES, Span::NEAR, Span::NO, Span::UNKNOWN);
    for (a, b, both, one) in [
        (yes, yes, Standing::Eligible, Standing::Eligible),
        (yes, near, Standing::Near, Standing::Eligible),
        (yes, no, Standing::No, Standing::Eligible),
        (yes, unknown, Standing::Unknown, Standing::Eligible),
        (near, near, Standing::Near, Standing::Near),
        (near, no, Standing::No, Standing::Near),
        // Missing never turns a near-miss into a no, nor into a promise.
        (near, unknown, Standing::Unknown, Standing::Unknown),
        (no, no, Standing::No, Standing::No),
        (no, unknown, Standing::No, Standing::Unknown),
        (unknown, unknown, Standing::Unknown, Standing::Unknown),
    ] {
        for (a, b) in [(a, b), (b, a)] {
            assert_eq!(a.and(b).standing(), both, "{a:?} AND {b:?}");
            assert_eq!(a.or(b).standing(), one, "{a:?} OR {b:?}");
        }
    }
}

/// Whatever the missing values turn out to be, the answer lies within the span, and both ends are
/// reached: nothing is promised and nothing is ruled out by a missing value itself.
#[test]
fn a_span_is_what_the_missing_values_can_make_of_it() {
    let all = [Span::YES, Span::NEAR, Span::NO, Span::UNKNOWN];
    let tree = |a: Span, b: Span, c: Span, d: Span| a.and(b.or(c)).or(d.and(b));
    let ends = |span: Span| {
        if span == Span::UNKNOWN { vec![Span::NO, Span::NEAR, Span::YES] } else { vec![span] }
    };
    for (a, b, c, d) in quadruples(&all) {
        let found = tree(a, b, c, d);
        let mut levels: Vec<Level> = Vec::new();
        for x in ends(a) {
            for y in ends(b) {
                for z in ends(c) {
                    for w in ends(d) {
                        levels.push(tree(x, y, z, w).low);
                    }
                }
            }
        }
        assert_eq!(Some(&found.low), levels.iter().min(), "{a:?} {b:?} {c:?} {d:?}");
        assert_eq!(Some(&found.high), levels.iter().max(), "{a:?} {b:?} {c:?} {d:?}");
    }
}

fn quadruples(all: &[Span]) -> Vec<(Span, Span, Span, Span)> {
    let mut found = Vec::new();
    for a in all {
        for b in all {
            for c in all {
                found.extend(all.iter().map(|d| (*a, *b, *c, *d)));
            }
        }
    }
    found
}

#[test]
fn not_and_routes_in_a_policy() {
    let catalogue = catalogue(
        "[[policy]]\nid = 'n'\nclause = [{ when = 'NOT (a > 5 OR b > 5)', near = 0 }]\n\
         [[policy]]\nid = 'r'\nclause = [{ any = [{ when = 'a >= 10' }, { when = 'b >= 10' }] }]\n\
         [[policy]]\nid = 'x'\nexclude = [{ when = 'a > 5' }]\nclause = [{ when = 'b >= 10' }]\n",
    );
    for (a, b, n, r, x) in [
        ("1", "1", "eligible", "no", "no"),
        ("6", "1", "no", "no", "no"),
        ("", "6", "no", "unknown", "no"),
        ("", "1", "unknown", "unknown", "no"),
        ("", "10", "no", "eligible", "unknown"),
        ("9", "", "no", "unknown", "no"),
        ("9", "1", "no", "near", "no"),
        ("5", "9", "no", "near", "near"),
        ("", "9", "no", "unknown", "unknown"),
        ("", "", "unknown", "unknown", "unknown"),
    ] {
        let matches = run(&catalogue, &format!("id,a,b\nX,{a},{b}\n"), &[], "2021-05-31");
        let found = ["n", "r", "x"].map(|id| standing(&catalogue, &matches, id).id());
        assert_eq!(found, [n, r, x], "a = {a:?}, b = {b:?}");
    }
}

#[test]
fn a_band_that_is_unknown_is_not_the_last_one() {
    let catalogue = catalogue(
        "[[policy]]\nid = 'p'\nclause = [{ value = 'x', at_least = { by = 's', up_to = [[5000, 5], [20000, 4]], beyond = 3 }, near = 0.1 }]\n",
    );
    for (s, x, expected) in [
        ("5000", "5", "eligible"),
        ("5000", "4.9", "near"),
        ("5000", "4.4", "no"),
        ("5000.01", "4", "eligible"),
        ("20000", "4", "eligible"),
        ("20000", "3.9", "near"),
        ("20000.01", "3", "eligible"),
        ("20000.01", "2.6", "no"),
        ("", "3", "unknown"),
        ("", "50", "unknown"),
        ("5000", "", "unknown"),
    ] {
        let matches = run(&catalogue, &format!("id,s,x\nX,{s},{x}\n"), &[], "2021-05-31");
        assert_eq!(standing(&catalogue, &matches, "p").id(), expected, "s = {s}, x = {x}");
    }
}

#[test]
fn near_is_a_part_of_the_border_or_an_amount() {
    let catalogue = catalogue(
        "[[policy]]\nid = 'share'\nclause = [{ when = 'x >= 10' }]\n\
         [[policy]]\nid = 'within'\nclause = [{ when = 'x >= 10', near = { within = 1 } }]\n\
         [[policy]]\nid = 'never'\nclause = [{ when = 'x >= 10', near = 0 }]\n\
         [[policy]]\nid = 'strict'\nclause = [{ when = 'x > 10' }]\n\
         [[policy]]\nid = 'most'\nclause = [{ when = 'x <= 10' }]\n\
         [[policy]]\nid = 'text'\nclause = [{ when = \"t = 'A'\" }]\n",
    );
    for (x, expected) in [
        ("8", ["near", "no", "no", "near", "eligible", "no"]),
        ("7.99", ["no", "no", "no", "no", "eligible", "no"]),
        ("9", ["near", "near", "no", "near", "eligible", "no"]),
        ("10", ["eligible", "eligible", "eligible", "near", "eligible", "no"]),
        ("12", ["eligible", "eligible", "eligible", "eligible", "near", "no"]),
        ("12.1", ["eligible", "eligible", "eligible", "eligible", "no", "no"]),
    ] {
        let matches = run(&catalogue, &format!("id,x,t\nX,{x},B\n"), &[], "2021-05-31");
        let ids = ["share", "within", "never", "strict", "most", "text"];
        assert_eq!(ids.map(|id| standing(&catalogue, &matches, id).id()), expected, "x = {x}");
    }
}

#[test]
fn one_row_says_what_the_columns_say() {
    let catalogue = real();
    let sample = include_str!("../../../sample_data/wuxi_firms.csv");
    let matches = run(&catalogue, sample, &[], "2021-05-31");
    let facts = &matches.facts;
    for (policy, matched) in catalogue.policies.iter().zip(&matches.policies) {
        for (firm, level) in matched.levels.iter().enumerate() {
            let row = FrameRow::new(&facts.frame, firm, facts.as_of);
            assert_eq!(told::level(policy, &row), *level, "{} {}", policy.id, facts.ids[firm]);
        }
    }
}

#[test]
fn fit_counts_what_is_asked_for_and_not_what_shuts_out() {
    let catalogue = catalogue(
        "[[policy]]\nid = 'p'\nexclude = [{ when = 'z > 5' }]\n\
         clause = [{ when = 'a >= 1' }, { when = 'b >= 1' }, { any = [{ when = 'c >= 1' }, { when = 'a >= 1 AND b >= 1' }] }]\n",
    );
    for (cells, fit) in
        [("1,1,0,0", 1.0), ("1,0,0,0", 0.5), ("1,,0,9", 0.5), ("0,0,1,0", 1.0 / 3.0)]
    {
        let matches = run(&catalogue, &format!("id,a,b,c,z\nX,{cells}\n"), &[], "2021-05-31");
        assert!((matches.policies[0].fit[0] - fit as f32).abs() < 1e-6, "{cells}");
    }
}
