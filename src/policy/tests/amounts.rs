//! Amounts by hand: levels, rates, caps, 就高不重复, what a missing column would decide.

use super::*;
use crate::policy::ask::asks;
use crate::policy::entitle::{Gets, entitled};

const ECHELON: &str = "[[group]]\nid = 'g'\n\
    [[policy]]\nid = 'a'\ngroup = 'g'\nclause = [{ when = 'x >= 1' }]\nbenefit = { amount = 20 }\n\
    [[policy]]\nid = 'b'\ngroup = 'g'\nclause = [{ when = 'x >= 2', near = 0 }]\nbenefit = { amount = 50.5 }\n\
    [[policy]]\nid = 'c'\ngroup = 'g'\nclause = [{ when = 'y >= 1' }]\nbenefit = { amount = 100 }\n\
    [[policy]]\nid = 'd'\nclause = [{ when = 'x >= 1' }]\nbenefit = { amount = 0.1 }\n\
    [[policy]]\nid = 'e'\nclause = [{ when = 'x >= 1' }]\nbenefit = { kind = 'loan', amount = 1000 }\n";

fn total(catalogue: &Catalogue, csv: &str) -> String {
    let matches = run(catalogue, csv, &[], "2021-05-31");
    entitled(catalogue, &matches, 0, &[]).total.to_string()
}

#[test]
fn only_the_highest_of_a_group_counts() {
    let catalogue = catalogue(ECHELON);
    assert_eq!(total(&catalogue, "id,x,y\nX,1,0\n"), "20.1");
    assert_eq!(total(&catalogue, "id,x,y\nX,2,0\n"), "50.6");
    assert_eq!(total(&catalogue, "id,x,y\nX,2,1\n"), "100.1");
    assert_eq!(total(&catalogue, "id,x,y\nX,2,\n"), "50.6");
    let matches = run(&catalogue, "id,x,y\nX,2,1\n", &[], "2021-05-31");
    let entitlement = entitled(&catalogue, &matches, 0, &[]);
    assert_eq!(entitlement.superseded, [(0, 2), (1, 2)].into());
    assert_eq!(entitlement.counted[&0], Amount::ZERO);
    assert!(!entitlement.counted.contains_key(&4), "a loan is no money to keep");
}

#[test]
fn equal_amounts_are_paid_once() {
    let text = ECHELON.replace("50.5", "20");
    let catalogue = catalogue(&text);
    let matches = run(&catalogue, "id,x,y\nX,2,0\n", &[], "2021-05-31");
    assert_eq!(entitled(&catalogue, &matches, 0, &[]).superseded, [(1, 0)].into());
    assert_eq!(total(&catalogue, "id,x,y\nX,2,0\n"), "20.1");
}

#[test]
fn a_sum_stops_at_its_cap() {
    let text = ECHELON.replace(
        "id = 'g'\n[[policy]]\nid = 'a'",
        "id = 'g'\ntake = 'sum'\ncap = 120\n[[policy]]\nid = 'a'",
    );
    let catalogue = catalogue(&text);
    // 100 first, then 20 of the 50.5, then nothing of the 20.
    let matches = run(&catalogue, "id,x,y\nX,2,1\n", &[], "2021-05-31");
    let counted = entitled(&catalogue, &matches, 0, &[]).counted;
    let shown: Vec<String> = counted.values().map(Amount::to_string).collect();
    assert_eq!(shown, ["0", "20", "100", "0.1"]);
}

#[test]
fn levels_and_rates() {
    let catalogue = catalogue(
        "[[policy]]\nid = 'l'\nclause = [{ when = 'x >= 0' }]\nbenefit = { by = 'lv', levels = [['区级', 10], ['国家级', 500]], cap = 400 }\n\
         [[policy]]\nid = 'r'\nclause = [{ when = 'x >= 0' }]\nbenefit = { of = 'x', rate = '15%', cap = 200 }\n",
    );
    let gets = |csv: &str| {
        let matches = run(&catalogue, csv, &[], "2021-05-31");
        [0, 1].map(|at: usize| match matches.policies[at].amounts.of(0) {
            Gets::Known(amount) => amount.to_string(),
            other => format!("{other:?}"),
        })
    };
    assert_eq!(gets("id,x,lv\nX,1234.56,区级\n"), ["10", "185.184"]);
    assert_eq!(gets("id,x,lv\nX,0.1,国家级\n"), ["400", "0.015"]);
    assert_eq!(gets("id,x,lv\nX,5000,非孵化器\n"), ["Unknown", "200"]);
    assert_eq!(gets("id,x,lv\nX,,\n"), ["Unknown", "Unknown"]);
}

#[test]
fn yantai_pays_by_level_and_covers_half() {
    let catalogue = real();
    let gets = |policy: &str, header: &str, cell: &str| {
        let csv = format!("统一社会信用代码,企业名称,{header}\nX,甲,{cell}\n");
        let matches = run(&catalogue, &csv, &[], "2021-05-31");
        matches.policies[catalogue.find(policy).unwrap()]
            .amounts
            .of(0)
            .known()
            .map(|a| a.to_string())
    };
    for (level, amount) in [("区级", "10"), ("市级", "50"), ("省级", "100"), ("国家级", "500")]
    {
        assert_eq!(gets("yantai-incubator", "孵化器级别", level).as_deref(), Some(amount));
    }
    assert_eq!(gets("yantai-guarantee", "不良贷款余额", "33.33").as_deref(), Some("16.665"));
    assert_eq!(gets("yantai-listing", "上市进程", "已上市").as_deref(), Some("800"));
}

#[test]
fn what_to_ask_for_first() {
    let catalogue = catalogue(ECHELON);
    let matches = run(&catalogue, "id,x,y\nX,,\n", &[], "2021-05-31");
    let asks = asks(&catalogue, &matches, 0, None);
    let told: Vec<(String, usize, usize, String)> = asks
        .iter()
        .map(|ask| {
            (ask.field.clone(), ask.policies.len(), ask.alone, ask.up_to.unwrap().to_string())
        })
        .collect();
    // y decides 100; x decides four policies, of whose grants 50.5 + 0.1 would count.
    assert_eq!(told, [("y".into(), 1, 1, "100".into()), ("x".into(), 4, 4, "50.6".into())]);
    // What is settled is not asked: with y known to be 1, x would add only 0.1.
    let matches = run(&catalogue, "id,x,y\nX,,1\n", &[], "2021-05-31");
    assert_eq!(
        super::ask::asks(&catalogue, &matches, 0, None)[0].up_to.unwrap().to_string(),
        "0.1"
    );
}

#[test]
fn behind_a_membership_stand_its_own_columns() {
    let catalogue = catalogue(
        "[[policy]]\nid = 'list'\nclause = [{ when = 'x >= 1 AND z >= 1' }]\n\
         [[policy]]\nid = 'loan'\nclause = [{ when = \"eligible('list')\" }]\nbenefit = { amount = 3 }\n",
    );
    let matches = run(&catalogue, "id,x,z\nX,,5\n", &[], "2021-05-31");
    let asks = asks(&catalogue, &matches, 0, None);
    assert_eq!(asks.len(), 1);
    assert_eq!((asks[0].field.as_str(), asks[0].policies.len()), ("x", 2));
    assert_eq!(asks[0].up_to.unwrap().to_string(), "3");
}

/// A policy that is at best near is decided by no answer of the firm's.
#[test]
fn what_is_at_best_near_is_not_asked_for() {
    let catalogue = catalogue(
        "[[policy]]\nid = 'a'\nclause = [{ when = 'x >= 100' }, { when = 'y >= 1' }]\nbenefit = { amount = 50 }\n\
         [[policy]]\nid = 'b'\nclause = [{ when = 'y >= 1' }]\nbenefit = { amount = 3 }\n",
    );
    let matches = run(&catalogue, "id,x,y\nX,95,\n", &[], "2021-05-31");
    assert_eq!(standing(&catalogue, &matches, "a"), Standing::Unknown);
    let asks = asks(&catalogue, &matches, 0, None);
    assert_eq!((asks.len(), asks[0].policies.as_slice()), (1, &["b".to_string()][..]));
    assert_eq!(asks[0].up_to.unwrap().to_string(), "3");
}

/// 15 % of what nobody knows is an open amount, not "at most 0"; a cap closes it.
#[test]
fn an_amount_without_a_border_is_told_as_open() {
    use crate::diagnostic::Lang;
    use crate::report::matches::{Form, PerFirm};
    let told = |benefit: &str| {
        let catalogue = catalogue(&format!(
            "[[policy]]\nid = 'p'\nclause = [{{ when = 'x >= 1' }}]\nbenefit = {benefit}\n"
        ));
        let matches = run(&catalogue, "id,x,y\nX,1,\n", &[], "2021-05-31");
        let section = section(&catalogue, &matches, 0, None, Detail::All);
        let up_to = section.asks[0].up_to.map(|amount| amount.to_string());
        let form = Form { catalogue: &catalogue, style: Default::default(), lang: Lang::En };
        let text = crate::report::policy_sheet::text(&form, &section);
        let csv = PerFirm::Asks.rows(&form, [section].into_iter());
        (up_to, text, String::from_utf8(csv).unwrap())
    };
    let (up_to, text, csv) = told("{ of = 'y', rate = '15%' }");
    assert_eq!(up_to, None);
    assert!(text.contains("decides 1 policy, amount unknown (p)"), "{text}");
    assert!(!text.contains("up to") && !text.contains(" 0 "), "{text}");
    assert!(csv.contains("y,1,1,,p"), "{csv}");
    let (up_to, text, _) = told("{ of = 'y', rate = '15%', cap = 200 }");
    assert_eq!(up_to.as_deref(), Some("200"));
    assert!(text.contains("decides 1 policy, up to 200 "), "{text}");
}

#[test]
fn an_amount_of_nothing_is_not_told() {
    use crate::diagnostic::Lang;
    use crate::report::matches::Form;
    let catalogue = catalogue(
        "[[policy]]\nid = 'g'\nclause = [{ when = 'x >= 1' }]\nbenefit = { kind = 'guarantee', of = 'y', rate = '50%' }\n\
         [[policy]]\nid = 'l'\nclause = [{ when = 'z >= 1' }]\nbenefit = { kind = 'loan', amount = 0 }\n",
    );
    let matches = run(&catalogue, "id,x,y,z\nX,1,0,\n", &[], "2021-05-31");
    let section = section(&catalogue, &matches, 0, None, Detail::All);
    let text = |lang: Lang| {
        let form = Form { catalogue: &catalogue, style: Default::default(), lang };
        crate::report::policy_sheet::text(&form, &section)
    };
    let (zh, en) = (text(Lang::Zh), text(Lang::En));
    assert!(zh.contains("担保，匹配度") && en.contains("guarantee, fit"), "{zh}{en}");
    assert!(zh.contains("决定 1 条政策（l）") && en.contains("decides 1 policy (l)"), "{zh}{en}");
}

/// What can be had today is only of policies that are open today.
#[test]
fn windows_that_are_not_open_are_told_apart() {
    let catalogue = catalogue(
        "[[group]]\nid = 'g'\n\
         [[policy]]\nid = 'a'\ngroup = 'g'\nclause = [{ when = 'x >= 1' }]\nbenefit = { amount = 20 }\n\
         [[policy]]\nid = 'b'\ngroup = 'g'\nwindow = { to = 2021-03-31 }\nclause = [{ when = 'x >= 1' }]\nbenefit = { amount = 100 }\n\
         [[policy]]\nid = 'c'\nwindow = { from = 2021-08-01 }\nclause = [{ when = 'x >= 1' }]\nbenefit = { amount = 5 }\n",
    );
    let matches = run(&catalogue, "id,x\nX,1\n", &[], "2021-05-31");
    let all = section(&catalogue, &matches, 0, None, Detail::All);
    assert_eq!((all.total.to_string(), all.not_open.to_string()), ("20".into(), "105".into()));
    let one = section(&catalogue, &matches, 0, Some(2), Detail::All);
    assert_eq!((one.total.to_string(), one.not_open.to_string()), ("0".into(), "5".into()));
}
