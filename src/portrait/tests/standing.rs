//! Where firms stand among their peers, and what stands out.

use super::*;
use crate::scoring::Status;

#[test]
fn peers_are_the_ranked_firms_of_the_stage() {
    with(SMALL, FIRMS, |_, portraits| {
        let first = portraits.of(0);
        assert_eq!(first.status, Status::Ranked);
        // 初创期: F1 and F3.
        assert_eq!((first.rank_in_stage, first.ranked_in_stage), (Some(1.0), 2));
        assert_eq!((first.rank, first.ranked), (Some(1.0), 4));
        let patents = &leaf(&first, "patents").standing;
        assert_eq!(
            (patents.rank_in_stage, patents.peers, patents.percentile),
            (Some(1.0), 2, Some(1.0))
        );
        // F3 has no revenue: its intensity is out, so that F1 is alone.
        let intensity = &leaf(&first, "rd_intensity").standing;
        assert_eq!((intensity.peers, intensity.percentile), (1, None));
        // 成长期: F2 and F4 are ranked; F5 is vetoed and is told where it would stand.
        let vetoed = portraits.of(4);
        assert_eq!((vetoed.status, vetoed.rank_in_stage), (Status::Vetoed, None));
        let patents = &leaf(&vetoed, "patents").standing;
        assert_eq!((patents.rank_in_stage, patents.peers), (Some(1.0), 3));
        assert_eq!(leaf(&vetoed, "patents").median_value, Some(0.5));
    });
}

#[test]
fn why_a_firm_has_no_rank() {
    with(SMALL, FIRMS, |_, portraits| {
        let reasons = |firm: usize| portraits.of(firm).reasons;
        assert_eq!(reasons(0), []);
        assert!(matches!(reasons(4).as_slice(), [Reason::Veto { reason: "严重违法", .. }]));
        assert!(matches!(reasons(5).as_slice(), [Reason::Coverage { least: 0.3, .. }]));
        let nowhere = portraits.of(6);
        assert_eq!((nowhere.status, nowhere.total, nowhere.stage), (Status::NoStage, None, None));
        assert!(matches!(
            nowhere.reasons.as_slice(),
            [Reason::NotInStage { held: None, .. }, Reason::NotInStage { held: None, .. },]
        ));
        assert_eq!(nowhere.nearest_gains, []);
        assert!(nowhere.indicators.iter().all(|leaf| leaf.points.is_none()));
    });
}

#[test]
fn what_is_missing_and_what_it_counts_for() {
    with(SMALL, FIRMS, |_, portraits| {
        let third = portraits.of(2);
        let missing: Vec<(&str, Policy)> =
            third.missing.iter().map(|m| (m.id, m.counted_as)).collect();
        assert_eq!(
            missing,
            [
                ("rd_intensity", Policy::Exclude),
                ("staff_share", Policy::Median),
                ("platform", Policy::Zero),
            ]
        );
        // Nothing is empty behind 300 / 0: it cannot be computed.
        assert_eq!(third.missing[0].columns, Vec::<&str>::new());
        assert!(third.missing[0].says.zh.contains("算不出"), "{}", third.missing[0].says.zh);
        assert_eq!(third.missing[1].columns, ["staff"]);
        // The median of 35, 20, 5, 10, over all that have a stage.
        let staff = leaf(&third, "staff_share");
        assert_eq!(staff.counted_as.as_ref().unwrap().value, Some(Scalar::Number(15.0)));
        assert_eq!(staff.measure.value, None);
        // 30 of 60 drop out; the others stand for the whole.
        assert_eq!((staff.maximum, staff.nominal_maximum), (20.0, 10.0));
        assert_eq!(staff.points, Some(12.5));
    });
}

const RACE: &str = r#"
    [scheme]
    id = "race"
    total = 10
    missing = "zero"
    [firm]
    id = "id"
    [[dimension]]
    id = "d"
    points = 10
    [[dimension]]
    id = "minus"
    kind = "deduction"
    points = 5
    [[indicator]]
    id = "big"
    dimension = "d"
    value = "a"
    points = 6
    rule.share = {}
    [[indicator]]
    id = "rare"
    dimension = "d"
    value = "b"
    points = 3
    rule.share = {}
    [[indicator]]
    id = "small"
    dimension = "d"
    value = "c"
    points = 1
    rule.share = {}
    [[indicator]]
    id = "fine"
    dimension = "minus"
    value = "m"
    points = 5
    rule.share = {}
"#;

#[test]
fn strengths_and_weaknesses_weigh_the_lead_by_the_points() {
    // `rare` is 0 for four of five: having none of it is no weakness.
    let csv = "id,a,b,c,m\nF1,0.2,0,0.9,0.1\nF2,0.4,0,0.1,0\nF3,0.5,0,0.2,0\nF4,0.6,0,0.3,0\nF5,0.9,1,1,0\n";
    with(RACE, csv, |_, portraits| {
        let first = portraits.of(0);
        let told = |traits: &[Trait]| -> Vec<(String, Why, f64)> {
            traits.iter().map(|t| (t.id.to_string(), t.why, t.weight)).collect()
        };
        // small: ahead of 3 of 4, behind 1: (0.75 - 0.25) x 1.
        assert_eq!(told(&first.strengths), [("small".to_string(), Why::Ahead, 0.5)]);
        // big: behind 4 of 4, 6 points; rare: behind 1 of 4, 3 points; the fine takes 0.5.
        assert_eq!(
            told(&first.weaknesses),
            [
                ("big".to_string(), Why::Behind, 6.0),
                ("rare".to_string(), Why::Behind, 0.75),
                ("fine".to_string(), Why::Deducted, 0.5),
            ]
        );
        // Ahead of all: full marks leave no room, so no weakness anywhere.
        let best = portraits.of(4);
        assert_eq!(told(&best.weaknesses), []);
        assert_eq!(best.strengths.len(), 3);
    });
}

#[test]
fn lists_the_pass_rule_and_json() {
    with(SMALL, FIRMS, |_, portraits| {
        let first = portraits.of(0);
        assert_eq!((first.lists.len(), first.lists[0].id, first.lists[0].rank), (1, "top2", 1.0));
        let qualified = first.qualified.as_ref().expect("a pass rule");
        let kinds: Vec<(ClauseKind, Option<bool>)> =
            qualified.clauses.iter().map(|c| (c.kind, c.held)).collect();
        assert_eq!(
            kinds,
            [
                (ClauseKind::Condition, Some(true)),
                (ClauseKind::Pass, Some(true)),
                (ClauseKind::Pass, Some(true)),
                (ClauseKind::Direct, Some(true)),
            ]
        );
        let json: serde_json::Value = serde_json::to_value(&first).expect("JSON");
        assert_eq!(json["id"], "F1");
        assert_eq!(json["indicators"][0]["value"], 5.0);
        assert_eq!(json["indicators"][0]["rule"]["kind"], "tiers");
        assert_eq!(json["indicators"][0]["reached"]["border"], 4.0);
        assert_eq!(json["indicators"][0]["inputs"][0]["formula"], "rd / revenue * 100");
        assert_eq!(json["indicators"][1]["rule"]["within"], "all");
        assert_eq!(json["groups"]["industry"], "软件");
    });
}
