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
    let relations = relations::read("t.csv", TRADES.into(), &chain).unwrap();
    let map = build(&chain, &firms(&chain), &relations, None).unwrap();
    (chain, map)
}

fn amount(text: &str) -> Sum {
    Sum { known: Amount::parse(text).unwrap(), missing: 0 }
}

fn with(trades: &str) -> (Chain, Map) {
    let chain = chain();
    let relations = relations::read("t.csv", trades.into(), &chain).unwrap();
    let map = build(&chain, &firms(&chain), &relations, None).unwrap();
    (chain, map)
}

/// Code, line and value of every issue.
fn listed(map: &Map) -> Vec<(&'static str, Option<u64>, String)> {
    map.issues.iter().map(|i| (i.code.id, i.line, i.value.clone())).collect()
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
    let one_missing = |text: &str| Sum { missing: 1, ..amount(text) };
    assert_eq!(map.bought, (one_missing("40.1"), one_missing("106.65")));
    assert_eq!(rate(map.bought.0, map.bought.1), None);
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
            (id(&unmet.buyer), unmet.product.as_str(), unmet.amount.known.to_string(), makers)
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
    let codes: Vec<&str> = map.issues.iter().map(|issue| issue.code.id).collect();
    assert_eq!((codes, map.warnings[0].code.id), (vec!["P033", "P032"], "P031"));
    assert_eq!((map.issues[0].source.as_str(), map.issues[0].line), ("t.csv", Some(8)));
    let missing = relations::read("t.csv", b"s,buy,product,a\n".to_vec(), &chain).unwrap_err();
    assert_eq!((missing.len(), missing[0].code.id), (1, "P030"));
    assert!(missing[0].message.en.contains("`b`, `p`"), "{}", missing[0].message.en);
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
    let table = include_bytes!("../../sample_data/wuxi_supply.csv").to_vec();
    let relations = relations::read("s", table, &chain).unwrap();
    let map = build(&chain, &firms, &relations, None).unwrap();
    let sum = |local: bool| -> Sum {
        let of = map
            .trades
            .iter()
            .filter(|(s, b, _)| map.parties[*b].local && (!local || map.parties[*s].local));
        let known = of.filter_map(|(_, _, relation)| relation.amount).sum();
        Sum { known, missing: 0 }
    };
    assert_eq!(map.bought, (sum(true), sum(false)));
    assert!(map.parties.iter().all(|party| !party.local || party.role.is_some()));
}

#[test]
fn a_supply_table_is_read_like_a_firm_table() {
    let chain = chain();
    let read = |text: &str| relations::read("t.csv", text.into(), &chain);
    // An open quote would swallow every later row.
    let open = read("s,b,p,a\nB,A,chip,30\nC,A,\"chip,10\nD,B,ore,1\n").unwrap_err();
    assert_eq!((open[0].code.id, open[0].place.as_ref().unwrap().line), ("F004", Some(3)));
    // Titles above the header, ragged rows, totals, full-width headers, identical rows.
    let table =
        "供应关系表\nｓ,ｂ,ｐ,ａ\nB,A,chip\nC,A,chip,10\nC,A,chip,10\nD,B,ore,1,9\n总计,,,21\n";
    let relations = read(table).unwrap();
    assert_eq!(relations.rows.len(), 2);
    let told: Vec<_> = relations.issues.iter().map(|i| (i.code.id, i.line.unwrap())).collect();
    assert_eq!(told, [("F020", 3), ("P036", 5), ("F020", 6), ("F023", 7)]);
    // A quote that is closed by another one, rows later.
    let swallowed = read("s,b,p,a\nB,A,\"x,1\nC,A,x,2\nD,B,x\",3\n").unwrap();
    assert_eq!((swallowed.issues[0].code.id, swallowed.issues[0].line), ("P044", Some(2)));
    // A broken byte has its place.
    let broken = relations::read("t.csv", b"s,b,p,a\nB,A,\xff\xff\xff,1\n".to_vec(), &chain);
    assert_eq!(broken.unwrap_err()[0].code.id, "F003");
}

#[test]
fn amounts_are_told_in_the_units_of_the_header() {
    let chain = chain();
    let amounts = |header: &str| {
        let table = format!("s,b,p,{header}\nB,A,chip,30000\n");
        let read = relations::read("t.csv", table.into_bytes(), &chain);
        read.map(|relations| relations.rows[0].amount.unwrap().to_string())
    };
    assert_eq!(amounts("a").unwrap(), "30000");
    assert_eq!(amounts("a（元）").unwrap(), "3");
    assert_eq!(amounts("a(亿元)").unwrap(), "300000000");
    assert_eq!(amounts("a(件)").unwrap_err()[0].code.id, "F106");
    let text = CHAIN.replace("name = 'Chain'", "money = '大洋'");
    let loaded = load(SchemeText { name: "c.toml".into(), text });
    assert!(loaded.problems.iter().any(|problem| problem.code.id == "P035"));
}

/// Amounts of a table's rows, `-` where one is unknown, and its codes; the code that refuses it.
fn amounts_of(table: &str) -> Result<(Vec<String>, Vec<&'static str>), &'static str> {
    let read = relations::read("t.csv", table.into(), &chain()).map_err(|told| told[0].code.id)?;
    let shown = |amount: Option<Amount>| amount.map_or("-".into(), |amount| amount.to_string());
    let amounts = read.rows.iter().map(|row| shown(row.amount)).collect();
    Ok((amounts, read.issues.iter().map(|issue| issue.code.id).collect()))
}

#[test]
fn a_unit_above_the_header_holds_for_the_amounts() {
    let one = |amount: &str, codes: &[&'static str]| Ok((vec![amount.to_string()], codes.to_vec()));
    let table = |above: &str, header: &str| {
        amounts_of(&format!("{above}\ns,b,p,{header}\nB,A,chip,30000\n"))
    };
    for above in ["单位：元", "（单位：元）", "企业供货表（单位：元）", "企业供货表\n单位：元,,,"]
    {
        assert_eq!(table(above, "a"), one("3", &["F142"]), "{above}");
        assert_eq!(table(above, "a（千元）"), one("3000", &[]), "{above}");
    }
    assert_eq!(table("单位：块", "a"), one("30000", &["F142"]));
    assert_eq!(table("单位：万美元", "a"), Err("F106"));
    assert_eq!(table("填报单位：某局", "a"), one("30000", &[]));
}

#[test]
fn a_row_may_state_the_unit_of_its_amount() {
    let table = |above: &str, header: &str, units: &[&str]| {
        let rows = units.iter().map(|unit| format!("B,A,chip,30000,{unit}\n"));
        amounts_of(&format!("{above}s,b,p,{header}\n{}", rows.collect::<String>()))
    };
    let found = table("", "a,计量单位", &["元", "", "(千元)", "台", "万美元", "块"]).unwrap();
    assert_eq!(found.0, ["3", "30000", "3000", "30000", "-", "-"]);
    assert_eq!(found.1.iter().filter(|code| **code == "F106").count(), 2);
    let found = table("单位：元\n", "a,计量单位", &["千元", ""]).unwrap();
    assert_eq!(found.0, ["3000", "3"]);
    // Two units that contradict each other leave the amount unknown.
    let found = table("", "a（万元）,计量单位", &["万元", "元"]).unwrap();
    assert_eq!(found, (vec!["30000".into(), "-".into()], vec!["F106"]));
    // A column of offices is none of units.
    assert_eq!(table("", "a,单位", &["市工信局"]).unwrap().0, ["30000"]);
}

#[test]
fn doubts_of_a_row_have_titles_of_their_own() {
    let found = amounts_of("s,b,p,a\nB,A,\"chip\nset\",1\n,A,chip,2\n").unwrap();
    assert_eq!(found, (vec!["1".into()], vec!["P044", "P043"]));
}

#[test]
fn an_unknown_amount_leaves_open_what_depends_on_it() {
    let rule = "r >= 100 AND suppliers >= 2";
    let edited = CHAIN.replace(rule, "purchases < 50").replace("'r >= 50'", "'suppliers >= 2'");
    let chain = load(SchemeText { name: "c.toml".into(), text: edited }).chain.unwrap();
    let table = "s,b,p,a\nB,A,chip,30\nX,A,chip,不详\nX,C,chip,\nD,C,chip,60\nX,B,ore,7\n";
    let relations = relations::read("t.csv", table.into(), &chain).unwrap();
    let map = build(&chain, &firms(&chain), &relations, None).unwrap();
    let party = |id: &str| map.parties.iter().find(|party| party.id == id).unwrap();
    let a = party("A");
    assert_eq!((a.figures.purchases.0.missing, a.figures.purchases.0.total()), (1, None));
    assert_eq!((a.figures.suppliers, a.figures.local_rate(), a.role), ((2, 1), None, None));
    assert_eq!(party("B").role, Some(0));
    let source = source(&chain, &map);
    let crate::policy::facts::Answers::Numbers(rates) =
        &source.answers[&crate::policy::references::Field::LocalRate]
    else {
        panic!("rates are numbers")
    };
    assert_eq!(rates[source.rows["A"]], None);
    use crate::report::map::{Form, html, text};
    let (style, lang) = (Default::default(), crate::diagnostic::Lang::En);
    let form = Form { chain: &chain, map: &map, style, lang };
    for page in [text(&form), html(&form)] {
        assert!(page.contains("unknown (2 amounts missing)"), "{page}");
    }
}

#[test]
fn a_party_by_its_name_is_told() {
    let (_, map) = with("s,b,p,a\n乙,A,chip,30\n乙,C,chip,1\n");
    assert_eq!(listed(&map), [("P037", Some(2), "乙".to_string())]);
    assert_eq!(map.issues[0].firm, "B");
}

#[test]
fn slips_of_a_chain_are_told_with_their_place() {
    let problems = |from: &str, to: &str| {
        let text = CHAIN.replace(from, to);
        let loaded = load(SchemeText { name: "c.toml".into(), text });
        let told = loaded.problems.iter().map(|problem| (problem.code.id, problem.is_error()));
        (told.collect::<Vec<_>>(), loaded)
    };
    assert_eq!(problems("buyer = 'b'", "buyer = 's'").0, [("P030", true)]);
    assert_eq!(problems("name = '龙头'", "name = '链主'").0, [("P034", true)]);
    let (told, loaded) = problems("suppliers >= 2", "suplier >= 2");
    assert_eq!(told, [("P034", false)]);
    let problem = &loaded.problems[0];
    assert!(problem.help[0].en.contains("`suppliers`"), "{problem:?}");
    let span = problem.labels[0].span;
    assert_eq!(&loaded.sources.text(span.source)[span.start..span.end], "suplier");
    let chain = loaded.chain.unwrap();
    assert!(chain.mentions.iter().any(|(name, _)| name == "r"));
}

#[test]
fn a_supply_table_may_be_a_workbook() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "供应关系").unwrap();
    for (column, header) in ["s", "b", "p", "a(千元)"].iter().enumerate() {
        sheet.write(1, column as u16, *header).unwrap();
    }
    for (column, cell) in ["B", "A", "chip"].iter().enumerate() {
        sheet.write(2, column as u16, *cell).unwrap();
    }
    sheet.write(2, 3, 12.5).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let relations = relations::read("t.xlsx", bytes, &chain()).unwrap();
    let row = &relations.rows[0];
    assert_eq!((row.supplier.as_str(), row.buyer.as_str(), row.line), ("B", "A", 3));
    assert_eq!(row.amount, Amount::parse("1.25"));
    assert!(relations.issues.is_empty(), "{:?}", relations.issues);
}
