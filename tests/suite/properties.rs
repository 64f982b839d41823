//! What holds for every scheme and every table.

use std::collections::BTreeMap;

use innopoints::diagnostic::{Lang, Style, render_all, render_json};
use innopoints::portrait::Portraits;
use innopoints::report::beside::Beside;
use innopoints::report::columns::Columns;
use innopoints::report::{CsvStyle, explain, lists, portraits, ranking};
use innopoints::scheme::rule::Rule;
use innopoints::scheme::{Aggregate, Kind, Missing, Node, Scheme, Ties, load_text};
use innopoints::scoring::{
    FirmPoints, Params, Scored, Settings, Status, firm_points, rules, scaled, score,
};
use proptest::prelude::*;

use crate::generate::{Tape, csv, load, number_rule, read, run, scheme, table, tape};
use crate::support::{Table, root};

pub fn cases(count: u32) -> ProptestConfig {
    ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() }
}

/// A scheme with a table of at least one firm.
pub fn made(tape: &[u32]) -> (Scheme, Vec<Vec<String>>, String) {
    let mut tape = Tape::new(tape);
    let text = scheme(&mut tape);
    let rows = 1 + text.len() % 11;
    let rows = table(&mut tape, rows);
    (load(&text), rows, text)
}

fn ranking_csv(scheme: &Scheme, scored: &Scored) -> String {
    let columns = Columns::of_ranking(scheme);
    let bytes = ranking::csv(scheme, scored, &columns, CsvStyle::default(), Lang::En);
    String::from_utf8(bytes).expect("UTF-8")
}

/// Everything that is written, but for where the rows stood.
pub fn outputs(scheme: &Scheme, scored: &Scored) -> Vec<String> {
    let mut all = vec![ranking_csv(scheme, scored), scored.params.to_toml().expect("TOML")];
    for listed in &scored.ranking.lists {
        let columns = Columns::of_list(scheme, &scheme.lists[listed.list]);
        let bytes = lists::csv(scheme, scored, listed, &columns, CsvStyle::default(), Lang::En);
        all.push(String::from_utf8(bytes).expect("UTF-8"));
    }
    let issues =
        scored.issues().map(|i| format!("{} {} {} {}", i.firm, i.code.id, i.column, i.problem.en));
    let mut issues: Vec<String> = issues.collect();
    issues.sort();
    all.extend(issues);
    all
}

fn in_unit(scored: &Scored) {
    for column in scored.shares.share.iter().chain(&scored.points.dimension_shares) {
        for share in column.iter().flatten() {
            assert!((0.0..=1.0).contains(&share), "a share of {share}");
        }
    }
    for coverage in scored.points.coverage.iter().flatten() {
        assert!((0.0..=1.0).contains(&coverage), "a coverage of {coverage}");
    }
}

fn every_portrait_can_be_drawn(scheme: &Scheme, scored: &Scored) {
    let all = Portraits::new(scheme, scored);
    for firm in 0..scored.derived.len() {
        let portrait = all.of(firm);
        let json = portraits::json(&portrait, &Beside::default(), Lang::Zh);
        every_number_is_finite(&json.replace([':', '"'], " "));
        for lang in [Lang::Zh, Lang::En] {
            every_number_is_finite(&explain::text(&portrait, lang));
        }
    }
}

fn every_number_is_finite(text: &str) {
    for cell in text.split([',', '\n', ' ']) {
        let lower = cell.to_lowercase();
        assert!(!["nan", "inf", "-inf", "infinity", "-nan"].contains(&lower.as_str()), "{text}");
    }
}

/// What a node shows is what its children show, added up and capped.
fn adds_up(scheme: &Scheme, scored: &Scored) {
    let (points, decimals) = (&scored.points, scored.points.decimals);
    for firm in 0..scored.derived.len() {
        let Some(stage) = scored.derived.stage[firm] else { continue };
        let shown = |node: &Node| match node {
            Node::Dimension(at) => points.dimensions[*at].get(firm),
            Node::Indicator(at) => points.indicators[*at].get(firm),
        };
        for (at, dimension) in scheme.dimensions.iter().enumerate() {
            let Some(own) = points.dimensions[at].get(firm) else {
                assert!(dimension.children.iter().all(|child| shown(child).is_none()));
                continue;
            };
            let sum: i64 = dimension.children.iter().filter_map(shown).sum();
            // Where a child, or a whole dimension beside this one, dropped out, what is left is worth
            // more.
            let beside =
                scheme.top(Kind::Base).any(|top| points.dimensions[top].get(firm).is_none());
            let excluded = beside || dimension.children.iter().any(|child| shown(child).is_none());
            let most = scaled(dimension.points[stage as usize], decimals);
            if dimension.aggregate == Aggregate::Sum && !excluded && dimension.parent.is_none() {
                assert_eq!(own, sum.min(most), "{} of firm {firm}", dimension.id);
            }
            assert!(own >= 0);
        }
        let top =
            |kind| scheme.top(kind).filter_map(|d| points.dimensions[d].get(firm)).sum::<i64>();
        if let (Some(total), Aggregate::Sum) = (points.total.get(firm), scheme.aggregate) {
            let base = top(Kind::Base).min(scaled(scheme.total, decimals));
            let whole = base + top(Kind::Bonus) - top(Kind::Deduction);
            assert_eq!(total, whole.max(scaled(scheme.floor, decimals)), "total of firm {firm}");
        }
    }
}

/// Ranks follow totals, and equals have equal ranks.
fn ranks_follow_totals(scheme: &Scheme, scored: &Scored) {
    let (ranking, points) = (&scored.ranking, &scored.points);
    let ranked: Vec<usize> =
        (0..scored.derived.len()).filter(|f| ranking.status[*f] == Status::Ranked).collect();
    for a in &ranked {
        let better = ranked.iter().filter(|b| points.total.get(**b) > points.total.get(*a));
        let level = ranked.iter().filter(|b| points.total.get(**b) == points.total.get(*a)).count();
        let ahead = better.clone().count();
        let mut distinct: Vec<_> = better.map(|b| points.total.get(*b)).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let expected = match scheme.rank.ties {
            Ties::Min => (ahead + 1) as f64,
            Ties::Dense => (distinct.len() + 1) as f64,
            Ties::Average => ahead as f64 + (level + 1) as f64 / 2.0,
        };
        assert_eq!(ranking.rank[*a], Some(expected));
    }
    for firm in 0..scored.derived.len() {
        assert_eq!(ranking.rank[firm].is_some(), ranking.status[firm] == Status::Ranked);
    }
    assert_eq!(ranking.order.len(), scored.derived.len());
}

fn points_of(scored: &Scored, firm: usize) -> FirmPoints {
    let points = &scored.points;
    FirmPoints {
        indicators: points.indicators.iter().map(|column| column.get(firm)).collect(),
        dimensions: points.dimensions.iter().map(|column| column.get(firm)).collect(),
        dimension_shares: points.dimension_shares.iter().map(|column| column.get(firm)).collect(),
        total: points.total.get(firm),
    }
}

fn firm_of(scored: &Scored, id: &str) -> usize {
    (0..scored.derived.len()).find(|firm| scored.derived.text("id", *firm) == id).expect("the firm")
}

proptest! {
    #![proptest_config(cases(160))]

    #[test]
    fn a_run_is_sound(tape in tape()) {
        let (scheme, rows, _) = made(&tape);
        let scored = run(&scheme, &rows, None);
        in_unit(&scored);
        adds_up(&scheme, &scored);
        ranks_follow_totals(&scheme, &scored);
        every_number_is_finite(&ranking_csv(&scheme, &scored));
        every_portrait_can_be_drawn(&scheme, &scored);
        every_number_is_finite(&scored.params.to_toml().expect("TOML"));
        for firm in 0..scored.derived.len() {
            let Some(stage) = scored.derived.stage[firm] else { continue };
            let leaves: Vec<_> = scored.shares.share.iter().map(|share| share.get(firm)).collect();
            prop_assert_eq!(firm_points(&scheme, stage as usize, &leaves), points_of(&scored, firm));
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(tape in tape(), turn in 0usize..11, back in any::<bool>()) {
        let (scheme, rows, _) = made(&tape);
        let mut other = rows.clone();
        let turn = turn % other.len();
        other.rotate_left(turn);
        if back {
            other.reverse();
        }
        let (first, second) = (run(&scheme, &rows, None), run(&scheme, &other, None));
        prop_assert_eq!(outputs(&scheme, &first), outputs(&scheme, &second));
    }

    #[test]
    fn one_firm_alone_under_frozen_params_has_its_points(tape in tape()) {
        let (scheme, rows, _) = made(&tape);
        let whole = run(&scheme, &rows, None);
        let params = Params::from_toml(&whole.params.to_toml().expect("TOML")).expect("params");
        prop_assert_eq!(&params, &whole.params);
        prop_assert!(params.flaw(&scheme).is_none());
        for row in &rows {
            let alone = run(&scheme, std::slice::from_ref(row), Some(params.clone()));
            prop_assert_eq!(points_of(&alone, 0), points_of(&whole, firm_of(&whole, &row[0])));
        }
    }

    #[test]
    fn one_missing_cell_is_one_firms_matter(tape in tape(), at in any::<usize>(), column in 2usize..8) {
        let (scheme, rows, _) = made(&tape);
        let data_driven = scheme.indicators.iter().any(|indicator| {
            let imputed = matches!(indicator.missing, Missing::Median(_) | Missing::Mean(_));
            imputed || indicator.measures.iter().any(|measure| measure.rule.within().is_some())
        });
        let mut other = rows.clone();
        let at = at % rows.len();
        other[at][column].clear();
        let (whole, lacking) = (run(&scheme, &rows, None), run(&scheme, &other, None));
        in_unit(&lacking);
        for (number, row) in rows.iter().enumerate() {
            if number == at || data_driven {
                continue;
            }
            let (a, b) = (firm_of(&whole, &row[0]), firm_of(&lacking, &row[0]));
            prop_assert_eq!(points_of(&whole, a), points_of(&lacking, b));
        }
    }
}

/// Which way a rule goes: up unless it says that low is good.
fn falls(rule: &Rule) -> bool {
    match rule {
        Rule::Tiers { lower_is_better, .. }
        | Rule::Percentile { lower_is_better, .. }
        | Rule::ZScore { lower_is_better, .. } => *lower_is_better,
        Rule::MinMax(rule) => rule.lower_is_better,
        Rule::Curve { median, p10 } => p10 < median,
        _ => false,
    }
}

const SIZES: [f64; 20] = [
    -1e300, -1e150, -1000.0, -10.0, -1.0, -1e-300, 0.0, 1e-300, 1e-9, 0.1, 0.3, 1.0, 2.5, 5.0,
    20.0, 100.0, 1200.0, 1e6, 1e150, 1e300,
];

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn every_rule_is_monotone_and_a_share(choices in tape(), more in proptest::collection::vec(-1e3f64..1e3, 0..20)) {
        let mut tape = Tape::new(&choices);
        let rule = number_rule(&mut tape);
        let treat = if rule.contains("within") && choices[0] % 2 == 1 { "treat = { log = true }" } else { "" };
        let text = format!(
            "[scheme]\nid = \"m\"\ntotal = 8\nmissing = \"zero\"\n[firm]\nid = \"id\"\ngroup = [\"g0\"]\n\
             [[dimension]]\nid = \"d\"\n[[indicator]]\nid = \"i\"\ndimension = \"d\"\nvalue = \"n0\"\n\
             points = 8\nrule.{rule}\n{treat}\n"
        );
        let scheme = load(&text);
        let rows: Vec<Vec<String>> = table(&mut tape, 12);
        let scored = run(&scheme, &rows, None);
        let measure = &scheme.indicators[0].measures[0];
        let mut values: Vec<f64> = SIZES.to_vec();
        values.extend(&more);
        values.extend(rows.iter().filter_map(|row| row[2].parse::<f64>().ok()));
        values.sort_by(f64::total_cmp);
        let fits: Vec<_> = match measure.rule.within() {
            Some(_) => scored.params.fit.iter().map(Some).collect(),
            None => vec![None],
        };
        for fit in fits {
            let shares: Vec<f64> = values
                .iter()
                .map(|value| rules::share(&measure.rule, fit, *value + 0.0, 8.0).expect("a share"))
                .collect();
            prop_assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)), "{} {:?}", rule, shares);
            for (at, pair) in shares.windows(2).enumerate() {
                let step = if falls(&measure.rule) { pair[0] - pair[1] } else { pair[1] - pair[0] };
                prop_assert!(step >= -1e-12, "{} at {}: {:?}, {:?}", rule, values[at], pair, fit);
            }
        }
    }
}

/// Every shipped scheme, as a stock to spoil.
fn shipped() -> Vec<String> {
    let mut paths: Vec<_> = std::fs::read_dir(root().join("configs"))
        .expect("configs")
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).expect("text")).collect()
}

/// Reads it and draws whatever is wrong with it, in every way.
fn load_and_tell(text: &str) {
    let loaded = load_text("any.toml", text);
    for lang in [Lang::Zh, Lang::En] {
        render_all(&loaded.problems, &loaded.sources, Style { lang, color: false, width: 80 });
        let json = render_json(&loaded.problems, &loaded.sources, lang);
        assert!(json.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    }
    let errors = loaded.problems.iter().any(|problem| problem.is_error());
    assert_eq!(
        loaded.scheme.is_none(),
        errors,
        "a scheme or an error, never both and never neither"
    );
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

proptest! {
    #![proptest_config(cases(250))]

    #[test]
    fn any_text_is_read_or_refused(text in "(?s).{0,200}") {
        load_and_tell(&text);
    }

    #[test]
    fn spoilt_schemes_are_read_or_refused(
        which in any::<prop::sample::Index>(),
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), 0usize..12, prop::sample::select(vec![
            "", "\"", "]", "[", "}", "=", "\n", "0", "-1", "1e308", "nan", "总", "（", "'", "[[indicator]]\n",
            "points = 0\n", "within = \"x\"", "id = \"\"\n", "\\", "#", "null", "\u{0}", "rule", "stage",
        ])), 1..4),
    ) {
        let stock = shipped();
        let mut text = which.get(&stock).clone();
        for (place, length, patch) in cuts {
            let at = floor(&text, place.index(text.len()));
            let end = floor(&text, at + length).max(at);
            text.replace_range(at..end, patch);
        }
        load_and_tell(&text);
    }

    #[test]
    fn lines_of_schemes_in_any_order_are_read_or_refused(tape in tape(), picks in proptest::collection::vec(any::<prop::sample::Index>(), 0..60)) {
        let text = scheme(&mut Tape::new(&tape));
        let lines: Vec<&str> = text.lines().collect();
        let mixed: Vec<&str> = picks.iter().map(|pick| *pick.get(&lines)).collect();
        load_and_tell(&mixed.join("\n"));
        let without = picks.first().map_or(0, |pick| pick.index(lines.len()));
        let lacking: Vec<&str> =
            lines.iter().enumerate().filter(|(at, _)| *at != without).map(|(_, line)| *line).collect();
        load_and_tell(&lacking.join("\n"));
    }
}

const SMALL: &str = "[scheme]\nid = \"s\"\ntotal = 10\nmissing = \"exclude\"\n[firm]\nid = \"id\"\nname = \"name\"\n\
    [[dimension]]\nid = \"d\"\n[[indicator]]\nid = \"i\"\ndimension = \"d\"\nvalue = \"x\"\npoints = 10\n\
    rule.percentile = {}\n";

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn any_table_is_scored_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        header in any::<bool>(),
        cells in "[0-9a-z,\"\n\r;\t企业１，.%eE+-]{0,200}",
    ) {
        let scheme = load(SMALL);
        for body in [bytes, cells.into_bytes()] {
            let mut table = if header { b"id,name,x\n".to_vec() } else { Vec::new() };
            table.extend(body);
            let Ok(firms) = read(&scheme, table) else { continue };
            let scored = score(&scheme, firms, Settings::default()).expect("a run without faults");
            in_unit(&scored);
            let text = ranking_csv(&scheme, &scored);
            prop_assert_eq!(Table::parse(text.as_bytes()).rows.len(), scored.derived.len());
        }
    }
}

/// 1000 -> 1200 is growth of exactly 20 %, though floating point says 19.999999999999996: through
/// the function and through a formula of one's own, for every pair of whole numbers below 2000.
#[test]
fn exactly_twenty_per_cent_is_twenty_per_cent() {
    for formula in ["growth(n1, n0)", "(n1 / n0 - 1) * 100"] {
        let text = format!(
            "[scheme]\nid = \"g\"\ntotal = 10\nmissing = \"zero\"\n[firm]\nid = \"id\"\n\
             [[dimension]]\nid = \"d\"\n[[indicator]]\nid = \"i\"\ndimension = \"d\"\nvalue = \"{formula}\"\n\
             points = 10\nrule.tiers = {{ steps = [[0, 0.1], [20, 1.0]] }}\n"
        );
        let scheme = load(&text);
        let pairs: Vec<(u32, u32)> = (1..2000)
            .filter(|a| a * 6 % 5 == 0)
            .map(|a| (a, a * 6 / 5))
            .take_while(|(a, _)| *a < 2000)
            .collect();
        assert_eq!(pairs.len(), 399);
        let cells = |(a, b): &(u32, u32)| {
            let mut row = vec![String::new(); 8];
            (row[0], row[2], row[3]) = (format!("F{a}"), a.to_string(), b.to_string());
            row
        };
        let rows: Vec<Vec<String>> = pairs.iter().map(cells).collect();
        let scored = run(&scheme, &rows, None);
        let earned: BTreeMap<Option<i64>, usize> =
            scored.points.total.iter().fold(BTreeMap::new(), |mut counts, total| {
                *counts.entry(total).or_default() += 1;
                counts
            });
        assert_eq!(earned, BTreeMap::from([(Some(1000), 399)]), "{formula}");
        // A hair less is not enough.
        let mut short = rows[0].clone();
        (short[2], short[3]) = ("1000000".into(), "1199999".into());
        assert_eq!(run(&scheme, &[short], None).points.total.get(0), Some(100), "{formula}");
    }
    assert!(csv(&[]).starts_with(b"id,"));
}

/// Nobody came: the same tables with all rows taken out.
fn nobody(scheme: &Scheme, rows: &[Vec<String>]) -> Scored {
    let mut firms = read(scheme, csv(rows)).expect("a table that can be read");
    firms.frame = firms.frame.clear();
    firms.origins.clear();
    score(scheme, firms, Settings { as_of: Some(20_000), ..Settings::default() }).expect("a run")
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn a_table_of_nobody_is_an_empty_ranking(tape in tape()) {
        let (scheme, rows, _) = made(&tape);
        let scored = nobody(&scheme, &rows);
        prop_assert!(scored.ranking.order.is_empty() && scored.params.fit.is_empty());
        prop_assert_eq!(ranking_csv(&scheme, &scored).lines().count(), 1);
    }
}
