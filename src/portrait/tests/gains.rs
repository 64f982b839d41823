//! The next better value of every kind of rule, and what it would do to the total.

use super::*;

#[test]
fn each_rule_names_its_next_step() {
    with(SMALL, FIRMS, |_, portraits| {
        let (first, second) = (portraits.of(0), portraits.of(1));
        let next = |portrait: &Portrait, id: &str| {
            let next = leaf(portrait, id).next.clone()?;
            Some((next.value, next.beyond, next.gap, next.points))
        };
        let number = Scalar::Number;
        // 5 % reaches 4 %; 6 % earns all 30.
        assert_eq!(next(&first, "rd_intensity"), Some((number(6.0), false, Some(1.0), 12.0)));
        // 35 % has all of the line; 20 % lies on its way to 30 %.
        assert_eq!(next(&first, "staff_share"), None);
        assert_eq!(next(&second, "staff_share"), Some((number(30.0), false, Some(10.0), 2.5)));
        assert_eq!(next(&first, "patents"), Some((number(4.0), false, Some(1.0), 5.0)));
        assert_eq!(next(&first, "platform"), None);
        let level = Scalar::Text("国家级".into());
        assert_eq!(next(&second, "platform"), Some((level, false, None, 4.0)));
        // One of two items: one more patent is needed for the other.
        assert_eq!(next(&second, "systems"), Some((number(2.0), false, Some(1.0), 2.5)));
        assert_eq!(next(&second, "prize"), Some((Scalar::Flag(true), false, None, 5.0)));
        // A deduction is eased by falling back behind its border.
        assert_eq!(next(&first, "penalties"), None);
        assert_eq!(next(&second, "penalties"), Some((number(1.0), true, Some(1.0), 4.0)));
    });
}

#[test]
fn alternatives_are_told_apart() {
    with(SMALL, FIRMS, |_, portraits| {
        let second = portraits.of(1);
        let title = leaf(&second, "title");
        // No award; 10000 of revenue earn 80 %. The award would earn all.
        assert_eq!((title.measure.measure, title.points), ("规模", Some(4.0)));
        assert_eq!(title.alternatives.len(), 2);
        let next = title.next.as_ref().expect("a next step");
        assert_eq!(
            (next.alternative, &next.value, next.points),
            (Some(0), &Scalar::Flag(true), 1.0)
        );
        // 800 of revenue earn nothing; the nearest case is asked for by its condition.
        let fourth = portraits.of(3);
        let title = leaf(&fourth, "title").next.clone().expect("a next step");
        assert_eq!(title.alternative, Some(0));
        let first = portraits.of(0);
        assert_eq!(leaf(&first, "title").next, None);
    });
}

#[test]
fn a_gain_reckons_with_caps_the_floor_and_the_places() {
    with(SMALL, FIRMS, |scored, portraits| {
        // F4 stands at the floor, 12 of 16 points being taken.
        let fourth = portraits.of(3);
        assert_eq!((fourth.total, fourth.floor_applied), (Some(0.0), true));
        let sum = fourth.sum.expect("a sum");
        let penalties = leaf(&fourth, "penalties").next.clone().expect("a next step");
        assert_eq!((penalties.value.clone(), penalties.beyond), (Scalar::Number(3.0), true));
        assert_eq!(penalties.points, 6.0);
        // 10 + 6 taken, cut at 12; then 4 + 6: only 2 are spared, and the floor swallows the rest.
        let expected = (sum + 2.0).max(0.0);
        match gain(&fourth, "penalties") {
            Some(gain) => assert_eq!(gain.total, expected),
            None => assert!(expected <= 0.0),
        }
        let second = portraits.of(1);
        let patents = gain(&second, "patents").expect("a gain");
        assert_eq!((patents.from.clone(), patents.total_gain), (Some(Scalar::Number(1.0)), 5.0));
        assert_eq!((patents.rank_in_stage, patents.places_up), (Some(1.0), Some(0.0)));
        assert_eq!(scored.ranking.rank_in_stage[1], Some(1.0));
    });
}

#[test]
fn the_nearest_comes_first() {
    with(SMALL, FIRMS, |_, portraits| {
        for firm in 0..portraits.len() {
            let gaps: Vec<f64> =
                portraits.of(firm).nearest_gains.iter().map(|g| g.next.relative_gap).collect();
            assert!(gaps.is_sorted(), "{gaps:?}");
        }
    });
}

fn one_leaf(rule: &str, unit_points: f64) -> String {
    format!(
        "[scheme]\nid = \"one\"\ntotal = {unit_points}\nmissing = \"zero\"\n[firm]\nid = \"id\"\n\
         [[dimension]]\nid = \"d\"\npoints = {unit_points}\n[[indicator]]\nid = \"i\"\n\
         dimension = \"d\"\nvalue = \"x\"\npoints = {unit_points}\nrule.{rule}\n"
    )
}

/// Where a rule has no steps, one point more is asked for; scored anew, the value asked for gives it.
#[test]
fn scaled_rules_ask_for_one_point_more_and_mean_it() {
    let rules = [
        ("min_max = { from = 0, to = 100 }", "20"),
        ("min_max = { from = 0, to = 100, lower_is_better = true }", "80"),
        ("min_max = { from = 1, to = 1000, log = true }", "5"),
        ("min_max = { from = 10, to = 90, floor = 0.1 }", "0"),
        ("curve = { median = 5, p10 = 20 }", "4"),
        ("curve = { median = 20, p10 = 5 }", "22"),
        ("share = { of = 50 }", "13"),
    ];
    for (rule, value) in rules {
        let scheme = one_leaf(rule, 10.0);
        let mut asked = None;
        with(&scheme, &format!("id,x\nF1,{value}\n"), |_, portraits| {
            let portrait = portraits.of(0);
            let next = leaf(&portrait, "i").next.clone().expect(rule);
            assert!((next.points - 1.0).abs() < 0.06, "{rule}: {next:?}");
            asked = Some((next.value, portrait.total.unwrap() + next.points));
        });
        let Some((Scalar::Number(value), total)) = asked else { panic!("{rule}") };
        with(&scheme, &format!("id,x\nF1,{value}\n"), |_, portraits| {
            let then = portraits.of(0).total.unwrap();
            assert!((then - total).abs() < 1e-9, "{rule}: {value} gives {then}, not {total}");
        });
    }
}

/// Peers stay where they are: the firm alone moves, and gets at least what was promised.
#[test]
fn a_percentile_asks_for_the_value_of_a_peer() {
    let scheme = one_leaf("percentile = { within = \"all\" }", 10.0);
    let table = |mine: f64| -> String {
        let others = (0..100).map(|i| format!("G{i},{}\n", i * 3));
        format!("id,x\nF1,{mine}\n{}", others.collect::<String>())
    };
    let mut asked = None;
    with(&scheme, &table(100.0), |_, portraits| {
        let portrait = portraits.of(0);
        let next = leaf(&portrait, "i").next.clone().expect("a next step");
        assert!((0.95..1.1).contains(&next.points), "{next:?}");
        asked = Some((next.value, portrait.total.unwrap() + next.points));
    });
    let Some((Scalar::Number(value), total)) = asked else { panic!("a number") };
    with(&scheme, &table(value), |_, portraits| {
        assert!(portraits.of(0).total.unwrap() >= total - 1e-9);
    });
    // The last of all can rise; the first of all has nothing to strive for.
    with(&scheme, &table(1e9), |_, portraits| {
        assert_eq!(leaf(&portraits.of(0), "i").next, None);
    });
}

#[test]
fn low_values_and_closed_sides_are_named_as_they_are() {
    let lower =
        "tiers = { steps = [[55, 1.0], [75, 0.5]], lower_is_better = true, closed = \"right\" }";
    let open = "tiers = { steps = [[10, 0.5], [20, 1.0]], closed = \"right\" }";
    let cases = [
        (lower, "80", Some((75.0, false))),
        (lower, "75", Some((55.0, false))),
        (lower, "55", None),
        (open, "10", Some((10.0, true))),
        (open, "15", Some((20.0, true))),
        (open, "21", None),
    ];
    for (rule, value, expected) in cases {
        with(&one_leaf(rule, 10.0), &format!("id,x\nF1,{value}\n"), |_, portraits| {
            let next = leaf(&portraits.of(0), "i").next.clone();
            let expected = expected.map(|(at, beyond)| (Scalar::Number(at), beyond));
            assert_eq!(next.map(|n| (n.value, n.beyond)), expected, "{rule} at {value}");
        });
    }
}
