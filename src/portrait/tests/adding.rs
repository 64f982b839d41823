//! What is printed adds up: indicators to dimensions, dimensions to the total, exactly.

use proptest::prelude::*;

use super::*;
use crate::diagnostic::Lang;
use crate::report::explain;
use crate::scheme::Aggregate;

/// Points as whole units of the last decimal.
fn units(portrait: &Portrait, points: f64) -> i64 {
    let scaled = points * 10f64.powi(portrait.decimals as i32);
    assert!((scaled - scaled.round()).abs() < 1e-6, "{points} has too many decimals");
    scaled.round() as i64
}

/// Checks every sum of a portrait.
pub fn adds_up(portrait: &Portrait) {
    let units = |points: f64| units(portrait, points);
    for node in portrait.dimensions.iter().filter(|node| node.aggregate == Aggregate::Sum) {
        let Some(points) = node.points else { continue };
        let below = portrait.dimensions.iter().filter(|below| below.parent == Some(node.id));
        let leaves = portrait.indicators.iter().filter(|leaf| leaf.dimension == node.id);
        let sum: i64 = below
            .filter_map(|below| below.points)
            .chain(leaves.filter_map(|leaf| leaf.points))
            .map(units)
            .sum();
        let cut = if node.kind == Kind::Deduction { -units(node.cut) } else { units(node.cut) };
        assert_eq!(sum - cut, units(points), "{} of {}", node.id, portrait.id);
    }
    let Some(total) = portrait.total else { return };
    let tops = |kind| -> i64 {
        let of_kind = portrait.dimensions.iter().filter(|n| n.parent.is_none() && n.kind == kind);
        of_kind.filter_map(|node| node.points).map(units).sum()
    };
    let base = units(portrait.base.expect("a total has a base"));
    if portrait.aggregate == Aggregate::Sum {
        assert_eq!(tops(Kind::Base) - units(portrait.base_cut), base);
    }
    assert_eq!(tops(Kind::Bonus), units(portrait.bonus));
    assert_eq!(tops(Kind::Deduction), units(portrait.deduction));
    let sum = units(portrait.sum.expect("a total has a sum"));
    assert_eq!(base + units(portrait.bonus) + units(portrait.deduction), sum);
    assert_eq!(units(total), sum.max(units(portrait.floor)));
    assert_eq!(portrait.floor_applied, sum < units(portrait.floor));
}

#[test]
fn the_small_scheme_adds_up() {
    with(SMALL, FIRMS, |_, portraits| {
        (0..portraits.len()).for_each(|firm| adds_up(&portraits.of(firm)));
        let poor = portraits.of(3);
        // F4: 4.17 of 60, 0 of 40; 10 and 6 are taken, at most 12.
        assert_eq!(leaf(&poor, "penalties").points, Some(-10.0));
        assert_eq!(leaf(&poor, "arrears").points, Some(-6.0));
        let negative = poor.dimensions.iter().find(|d| d.id == "negative").unwrap();
        assert_eq!((negative.points, negative.cut, negative.maximum), (Some(-12.0), 4.0, 12.0));
        assert_eq!((poor.total, poor.floor_applied), (Some(0.0), true));
    });
}

#[test]
fn the_sample_zone_adds_up() {
    let scheme = include_str!("../../../configs/wuxi_pilot.toml");
    let csv = include_str!("../../../sample_data/wuxi_firms.csv");
    with(scheme, csv, |scored, portraits| {
        for firm in 0..portraits.len() {
            let portrait = portraits.of(firm);
            adds_up(&portrait);
            for (at, leaf) in portrait.indicators.iter().enumerate() {
                // What was taken through the rules again is what the scoring room found.
                let share = scored.shares.share[at].get(firm);
                assert_eq!(leaf.measure.share, share.filter(|_| portrait.stage.is_some()));
                if leaf.choice.is_some() && leaf.known && portrait.stage.is_some() {
                    let alternatives = leaf.alternatives.iter().map(|a| a.share);
                    assert!(alternatives.into_iter().any(|s| s == share), "{}", leaf.id);
                }
            }
        }
    });
}

/// The schemes of the house over their samples: other aggregates, a pass rule, alternatives.
#[test]
fn the_other_samples_add_up() {
    macro_rules! sample {
        ($config:literal, $table:literal) => {
            (
                include_str!(concat!("../../../configs/", $config)),
                include_str!(concat!("../../../sample_data/", $table)),
            )
        };
    }
    let samples = [
        sample!("hdi.toml", "hdi_2021.csv"),
        sample!("tech_sme_2017.toml", "tech_sme_cases.csv"),
        sample!("innovative_sme_2022.toml", "innovative_sme_cases.csv"),
        sample!("srdi_2022.toml", "srdi_cases.csv"),
        sample!("rd_scoreboard.toml", "rd_scoreboard_2022.csv"),
    ];
    for (scheme, csv) in samples {
        with(scheme, csv, |_, portraits| {
            for firm in 0..portraits.len().min(300) {
                let portrait = portraits.of(firm);
                adds_up(&portrait);
                for lang in [Lang::Zh, Lang::En] {
                    assert!(explain::text(&portrait, lang).contains(&portrait.id));
                }
            }
        });
    }
}

/// What each firm has in each column.
type Cells = Vec<Vec<Option<f64>>>;

/// A scheme with random points, policies and decimals, and firms with holes.
fn zone() -> impl Strategy<Value = (String, Cells)> {
    let leaf = (1u32..40, 0usize..4, proptest::bool::ANY);
    let leaves = proptest::collection::vec(leaf, 2..8);
    let cells = proptest::collection::vec(
        proptest::collection::vec(proptest::option::weighted(0.8, 0.0f64..1.0), 8),
        1..6,
    );
    (leaves, cells, 0u32..4, 0usize..3).prop_map(|(leaves, cells, decimals, aggregate)| {
        (scheme_text(&leaves, decimals, aggregate), cells)
    })
}

fn scheme_text(leaves: &[(u32, usize, bool)], decimals: u32, aggregate: usize) -> String {
    let home = |kind: usize| ["a", "b", "plus", "minus"][kind];
    let sum = |kind: usize| -> u32 {
        leaves.iter().filter(|leaf| leaf.1 == kind).map(|leaf| leaf.0).sum()
    };
    let has = |kind: usize| leaves.iter().any(|leaf| leaf.1 == kind);
    let total = sum(0) + sum(1) + u32::from(!has(0) && !has(1));
    let aggregate = ["sum", "mean", "geometric"][aggregate];
    let mut text = format!(
        "[scheme]\nid = \"z\"\ntotal = {total}\nmissing = \"zero\"\naggregate = \"{aggregate}\"\n\
         [firm]\nid = \"id\"\n[rank]\ndecimals = {decimals}\n"
    );
    for kind in (0..4).filter(|kind| has(*kind)) {
        let extra = ["", "", "kind = \"bonus\"\n", "kind = \"deduction\"\n"][kind];
        let points = if kind < 2 { sum(kind) } else { sum(kind).min(25) };
        text += &format!("[[dimension]]\nid = \"{}\"\npoints = {points}\n{extra}", home(kind));
    }
    if !has(0) && !has(1) {
        text += "[[dimension]]\nid = \"a\"\npoints = 1\n[[indicator]]\nid = \"only\"\n\
                 dimension = \"a\"\nvalue = \"x7\"\npoints = 1\nrule.share = {}\n";
    }
    for (at, (points, kind, exclude)) in leaves.iter().enumerate() {
        let missing = if *exclude { "exclude" } else { "zero" };
        text += &format!(
            "[[indicator]]\nid = \"i{at}\"\ndimension = \"{}\"\nvalue = \"x{}\"\n\
             points = {points}\nrule.share = {{}}\nmissing = \"{missing}\"\n",
            home(*kind),
            at,
        );
    }
    text
}

fn firms_text(cells: &[Vec<Option<f64>>]) -> String {
    let mut csv = "id,x0,x1,x2,x3,x4,x5,x6,x7\n".to_string();
    for (at, row) in cells.iter().enumerate() {
        let cells = row.iter().map(|x| x.map(|x| x.to_string()).unwrap_or_default());
        csv += &format!("F{at},{}\n", cells.collect::<Vec<_>>().join(","));
    }
    csv
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_scheme_adds_up((scheme, cells) in zone()) {
        with(&scheme, &firms_text(&cells), |_, portraits| {
            (0..portraits.len()).for_each(|firm| adds_up(&portraits.of(firm)));
        });
    }

    /// Whoever takes a step gets what was promised, scored anew. (The rules here know no peers.)
    #[test]
    fn a_gain_is_what_scoring_gives((scheme, cells) in zone()) {
        let mut promised: Vec<(usize, f64, f64)> = Vec::new();
        with(&scheme, &firms_text(&cells), |_, portraits| {
            let portrait = portraits.of(0);
            for gain in &portrait.nearest_gains {
                let at: usize = gain.id.trim_start_matches('i').parse().unwrap_or(7);
                let Scalar::Number(value) = gain.next.value else { panic!("a number") };
                prop_assert!(gain.total > portrait.total.unwrap_or(f64::MAX));
                promised.push((at, value, gain.total));
            }
            Ok(())
        })?;
        for (at, value, total) in promised {
            let mut cells = cells.clone();
            cells[0][at] = Some(value);
            with(&scheme, &firms_text(&cells), |_, portraits| {
                prop_assert_eq!(portraits.of(0).total, Some(total));
                Ok(())
            })?;
        }
    }
}
