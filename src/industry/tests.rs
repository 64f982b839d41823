//! A chain small enough to add up by hand.

use super::*;
use crate::firms::{self, Duplicates, Firms, Input, Wanted};
use crate::policy::Amount;
use crate::scheme::column::IdKind;

const CHAIN: &str = "[chain]\nid = 'c'\nname = 'Chain'\n[firm]\nid = 'id'\nname = 'name'\n\
    [relations]\nsupplier = 's'\nbuyer = 'b'\nproduct = 'p'\namount = 'a'\n\
    [[role]]\nname = '链主'\nwhen = 'r >= 100 AND suppliers >= 2'\n\
    [[role]]\nname = '龙头'\nwhen = 'r >= 50'\n[[role]]\nname = '配套'\n";
const FIRMS: &str = "id,name,r\nA,<script>,200\nB,乙,60\nC,丙,10\nD,丁,\nE,戊,500\n";
// A buys chips of B (30), of C (10) and of X elsewhere (60), and glass of Y (5.55); B buys ore of Z.
const TRADES: &str = "s,b,p,a\nB,A,chip,30\nC,A,chip,10\nX,A,chip,60\nY,A,glass,5.55\nZ,B,ore,1\nD,B,ore,0.1\nA,A,chip,7\nB,C,chip,无\nX,Y,chip,99\n";

fn chain() -> Chain {
    let loaded = load(SchemeText { name: "c.toml".into(), text: CHAIN.into() });
    loaded.chain.unwrap_or_else(|| panic!("{:?}", loaded.problems))
}

fn firms(chain: &Chain) -> Firms {
    let wanted = Wanted {
        columns: &chain.columns,
        id: "id",
        name: Some("name"),
        id_kind: IdKind::Text,
        duplicates: Duplicates::Refuse,
    };
    firms::read(vec![Input { name: "f".into(), bytes: FIRMS.into() }], &wanted).unwrap()
}

fn map() -> (Chain, Map) {
    let chain = chain();
    let relations = relations::read("t.csv", TRADES.as_bytes(), &chain).unwrap();
    let map = build(&chain, &firms(&chain), &relations, None).unwrap();
    (chain, map)
}

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

#[test]
fn rates_add_up_by_hand() {
    let (_, map) = map();
    let party = |id: &str| map.parties.iter().find(|party| party.id == id).unwrap();
    let a = &party("A").figures;
    assert_eq!((a.suppliers, a.purchases), ((4, 2), (amount("105.55"), amount("40"))));
    assert!((a.local_rate().unwrap() - 40.0 / 105.55 * 100.0).abs() < 1e-12);
    assert_eq!(party("B").figures.local_rate().map(|rate| rate.round()), Some(9.0));
    // C buys from B, but nobody knows for how much: no rate, not a rate of 0.
    assert_eq!((party("C").figures.suppliers, party("C").figures.local_rate()), ((1, 1), None));
    assert_eq!(map.bought, (amount("40.1"), amount("106.65")));
    // Firms elsewhere do not count as buyers of the zone; E has no relations and is no party.
    assert_eq!(
        map.parties.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(),
        ["A", "B", "C", "D", "X", "Y", "Z"]
    );
}

#[test]
fn roles_are_the_first_that_fits() {
    let (chain, map) = map();
    let role = |id: &str| {
        let party = map.parties.iter().find(|party| party.id == id).unwrap();
        party.role.map(|role| chain.roles[role].name.as_str())
    };
    assert_eq!((role("A"), role("B"), role("C")), (Some("链主"), Some("龙头"), Some("配套")));
    // D's revenue is unknown: it supplies one firm, so it is no 链主, but it might be a 龙头.
    assert_eq!((role("D"), role("X")), (None, None));
}

#[test]
fn what_a_neighbour_makes() {
    let (_, map) = map();
    let told: Vec<(&str, &str, String, Vec<&str>)> = map
        .unmet
        .iter()
        .map(|unmet| {
            let id = |at: &usize| map.parties[*at].id.as_str();
            let makers = unmet.makers.iter().map(id).collect();
            (id(&unmet.buyer), unmet.product.as_str(), unmet.amount.to_string(), makers)
        })
        .collect();
    assert_eq!(
        told,
        [("A", "chip", "60".into(), vec!["B", "C"]), ("B", "ore", "1".into(), vec!["D"])]
    );
}

#[test]
fn tiers_and_circles() {
    let (_, map) = map();
    let tier = |id: &str| map.parties.iter().find(|party| party.id == id).unwrap().tier;
    assert_eq!(["Z", "D", "B", "C", "A"].map(tier), [0, 0, 1, 2, 3]);
    let mut graph = petgraph::graph::DiGraph::<(), ()>::new();
    let n: Vec<_> = (0..4).map(|_| graph.add_node(())).collect();
    for (from, to) in [(0, 1), (1, 2), (2, 1), (2, 3)] {
        graph.add_edge(n[from], n[to], ());
    }
    assert_eq!(tiers::tiers(&graph), [0, 1, 1, 2]);
}

#[test]
fn what_is_wrong_is_told() {
    let (chain, map) = map();
    let codes: Vec<&str> = map.warnings.iter().map(|warning| warning.code.id).collect();
    assert_eq!(codes, ["P033", "P032", "P031"]);
    let place = map.warnings[0].place.as_ref().unwrap();
    assert_eq!((place.file.as_str(), place.line), ("t.csv", Some(8)));
    let missing = relations::read("t.csv", b"s,b,product,a\n", &chain).unwrap_err();
    assert_eq!(missing.code.id, "P030");
    let text =
        CHAIN.replace("suppliers >= 2'", "suppliers >= '").replace("[relations]", "[relation]");
    let loaded = load(SchemeText { name: "c.toml".into(), text });
    assert!(loaded.chain.is_none() && loaded.problems.len() >= 3, "{:?}", loaded.problems);
}

#[test]
fn a_firm_called_script_is_a_name() {
    use crate::report::map::{Form, html, svg};
    let (chain, map) = map();
    let form =
        Form { chain: &chain, map: &map, style: Default::default(), lang: Default::default() };
    for page in [html(&form), svg(&form)] {
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;"));
    }
}

#[test]
fn the_sample_chain_is_read_whole() {
    let text = include_str!("../../configs/industry/wuxi_iot.toml");
    let loaded = load(SchemeText { name: "wuxi_iot.toml".into(), text: text.into() });
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let chain = loaded.chain.unwrap();
    let wanted = Wanted {
        columns: &chain.columns,
        id: &chain.firm.id,
        name: chain.firm.name.as_deref(),
        id_kind: chain.firm.id_kind,
        duplicates: Duplicates::Refuse,
    };
    let bytes = include_bytes!("../../sample_data/wuxi_firms.csv").to_vec();
    let firms = firms::read(vec![Input { name: "f".into(), bytes }], &wanted).unwrap();
    let table = include_bytes!("../../sample_data/wuxi_supply.csv");
    let relations = relations::read("s", table, &chain).unwrap();
    let map = build(&chain, &firms, &relations, None).unwrap();
    let sum = |local: bool| -> Amount {
        let of = map
            .trades
            .iter()
            .filter(|(s, b, _)| map.parties[*b].local && (!local || map.parties[*s].local));
        of.filter_map(|(_, _, relation)| relation.amount).sum()
    };
    assert_eq!(map.bought, (sum(true), sum(false)));
    assert!(map.parties.iter().all(|party| !party.local || party.role.is_some()));
}
