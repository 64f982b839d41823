//! A run again under a changed scheme gives what a whole run gives, however little it did.

use innopoints::scheme::rule::{Bound, MinMax, PercentileTies, Rule, Step, Worth};
use innopoints::scheme::{Aggregate, Cut, Missing, Scheme, Within};
use innopoints::scoring::{Reach, Settings, again, reach};
use proptest::prelude::*;

use crate::generate::{load, run, tape};
use crate::properties::{cases, made, outputs};

/// A change that an analyst makes, drawn from three numbers.
fn change(scheme: &mut Scheme, what: usize, at: usize, size: usize) {
    let leaf = at % scheme.indicators.len();
    let stage = size % scheme.stages.len();
    let dimension = at % scheme.dimensions.len();
    let points = (size % 41) as f64 / 2.0;
    match what % 10 {
        0 | 1 => scheme.indicators[leaf].points[stage] = points,
        2 => scheme.dimensions[dimension].points[stage] = points,
        3 => {
            let all = [Aggregate::Sum, Aggregate::Mean, Aggregate::Geometric, Aggregate::Min];
            scheme.dimensions[dimension].aggregate = all[size % all.len()];
        }
        4 => scheme.rank.decimals = (size % 4) as u32,
        5 => {
            let missing = [Missing::Zero, Missing::Exclude];
            scheme.indicators[leaf].missing = missing[size % 2].clone();
        }
        6 => change_rule(scheme, leaf, size),
        7 => scheme.vetoes.clear(),
        8 => scheme.lists.iter_mut().for_each(|list| list.cut = Cut::Top(1 + size % 4)),
        _ => {
            if let Some(last) = scheme.stages.last_mut() {
                last.when = None;
            }
        }
    }
}

fn change_rule(scheme: &mut Scheme, leaf: usize, size: usize) {
    let measure = &mut scheme.indicators[leaf].measures[0];
    let takes_numbers =
        !matches!(measure.rule, Rule::Flag { .. } | Rule::Levels { .. } | Rule::Checklist { .. });
    if !takes_numbers {
        return;
    }
    measure.treat = None;
    let step = |at: f64, points: f64| Step { at, worth: Worth::Points(points) };
    measure.rule = match size % 3 {
        0 => Rule::Tiers {
            steps: vec![step(1.0, 1.0), step(5.0, 2.5)],
            lower_is_better: false,
            closed: innopoints::scheme::rule::Closed::Left,
        },
        1 => Rule::Percentile {
            within: Within::Stage,
            lower_is_better: size % 2 == 1,
            ties: PercentileTies::Min,
        },
        _ => Rule::MinMax(MinMax {
            from: Bound::Quantile(0.0),
            to: Bound::Quantile(0.9),
            within: Within::All,
            lower_is_better: false,
            log: false,
            floor: 0.0,
        }),
    };
}

fn settings() -> Settings {
    Settings { as_of: Some(20_000), ..Settings::default() }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn what_is_scored_again_is_as_a_whole_run_gives_it(
        tape in tape(),
        changes in proptest::collection::vec((any::<usize>(), any::<usize>(), any::<usize>()), 1..4),
    ) {
        let (mut before, rows, _) = made(&tape);
        let mut scored = run(&before, &rows, None);
        // One after the other, so that what was kept is kept again.
        for (what, at, size) in changes {
            let mut after = before.clone();
            change(&mut after, what, at, size);
            prop_assert!(reach(&before, &after) < Reach::Tables);
            scored = again(&before, &scored, &after, settings()).expect("a run without faults");
            prop_assert_eq!(outputs(&after, &scored), outputs(&after, &run(&after, &rows, None)));
            before = after;
        }
    }
}

/// Above 10,000 values a percentile keeps only the steps of its points, which other points step
/// over elsewhere.
#[test]
fn a_percentile_of_many_values_is_fitted_again_for_other_points() {
    let text = "[scheme]\nid = \"m\"\ntotal = 8\nmissing = \"zero\"\n[firm]\nid = \"id\"\n\
        [[dimension]]\nid = \"d\"\n[[indicator]]\nid = \"i\"\ndimension = \"d\"\nvalue = \"n0\"\n\
        points = 8\nrule.percentile = {}\n";
    let before = load(text);
    let rows: Vec<Vec<String>> = (0..10_500)
        .map(|at| {
            let mut row = vec![String::new(); 8];
            (row[0], row[2]) = (format!("F{at:05}"), (at * 11 % 10_500).to_string());
            row
        })
        .collect();
    let scored = run(&before, &rows, None);
    let kept = scored.params.fit[0].values.len();
    assert!(kept < 1_000, "only steps are kept: {kept}");
    let mut after = before.clone();
    (after.total, after.dimensions[0].points, after.indicators[0].points) =
        (90.0, vec![90.0], vec![90.0]);
    assert_eq!(reach(&before, &after), Reach::Points);
    let twice = again(&before, &scored, &after, settings()).expect("a run without faults");
    assert!(outputs(&after, &twice) == outputs(&after, &run(&after, &rows, None)));
}
