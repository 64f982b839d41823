//! Firms that a person can judge, for every real policy: inside, on each border, just outside,
//! unknown. Borders are as in the text of the rule.

use super::*;
use crate::policy::facts::Answers;
use crate::policy::references::Field;

/// A firm that meets a policy, and what one changed cell makes of it.
fn check(policy: &str, firm: &[(&str, &str)], changes: &[(&str, &str, Standing)]) {
    check_on("2021-05-31", policy, firm, changes);
}

fn check_on(date: &str, policy: &str, firm: &[(&str, &str)], changes: &[(&str, &str, Standing)]) {
    let catalogue = real();
    let stands = |column: &str, value: &str| {
        let mut cells: Vec<(&str, &str)> = firm.to_vec();
        cells.retain(|(name, _)| *name != column);
        if !column.is_empty() {
            cells.push((column, value));
        }
        let headers: Vec<&str> = cells.iter().map(|(name, _)| *name).collect();
        let values: Vec<&str> = cells.iter().map(|(_, value)| *value).collect();
        let csv =
            format!("统一社会信用代码,企业名称,{}\nX,甲,{}\n", headers.join(","), values.join(","));
        standing(&catalogue, &run(&catalogue, &csv, &[points()], date), policy)
    };
    assert_eq!(stands("", ""), Standing::Eligible, "{policy}: the firm as it is");
    for (column, value, expected) in changes {
        assert_eq!(stands(column, value), *expected, "{policy}: {column} = {value:?}");
    }
}

/// Points of the one firm, which is 30th of its stage.
fn points() -> Source {
    let text = |text: &str| Answers::Texts(vec![Some(text.into())]);
    let number = |number| Answers::Numbers(vec![Some(number)]);
    let answers = [
        (Field::Grade, text("B")),
        (Field::Total, number(50.0)),
        (Field::RankInStage, number(30.0)),
    ];
    let rows = [("X".to_string(), 0)].into();
    Source { of: "wuxi-pilot".into(), rows, answers: answers.into() }
}

use Standing::{Eligible as E, Near, No, Unknown as U};

#[test]
fn high_tech() {
    let firm = [
        ("成立日期", "2019-01-01"),
        ("职工总数", "100"),
        ("科技人员数", "10"),
        ("营业收入", "5000"),
        ("研发费用", "250"),
        ("高新技术产品收入", "3000"),
    ];
    check(
        "high-tech",
        &firm,
        &[
            // One year to the day.
            ("成立日期", "2020-05-31", E),
            ("成立日期", "2020-06-01", No),
            ("成立日期", "", U),
            ("科技人员数", "9", Near),
            ("科技人员数", "7", No),
            ("科技人员数", "", U),
            // 5 % up to 5000, all included; 4.98 % is a near-miss.
            ("研发费用", "249", Near),
            ("研发费用", "199", No),
            ("研发费用", "", U),
            ("高新技术产品收入", "2999.9", Near),
            ("高新技术产品收入", "2399", No),
            ("职工总数", "0", U),
        ],
    );
    // 5000.01 falls into the 4 % band, 20000 too; above it is 3 %.
    let rd = |sales: &'static str, rd: &'static str, high: &'static str| {
        let mut firm = firm.to_vec();
        firm.retain(|(name, _)| !["营业收入", "研发费用", "高新技术产品收入"].contains(name));
        firm.extend([("营业收入", sales), ("研发费用", rd), ("高新技术产品收入", high)]);
        firm
    };
    check("high-tech", &rd("5000.01", "200.0004", "5000"), &[("研发费用", "199", Near)]);
    check("high-tech", &rd("20000", "800", "12000"), &[("研发费用", "799", Near)]);
    check("high-tech", &rd("20000.01", "600.0003", "12001"), &[("研发费用", "599", Near)]);
}

#[test]
fn technology_sme() {
    // domain.md 4.1 (a): 16 + 40 + 24 = 80.
    let firm = [
        ("职工总数", "120"),
        ("科技人员数", "31"),
        ("研发费用", "450"),
        ("营业收入", "9000"),
        ("成本费用", "8500"),
        ("一类知识产权数", "0"),
        ("二类知识产权数", "4"),
        ("资产总额", "20000"),
        ("安全事故等级", "未发生"),
        ("经营异常", "否"),
        ("严重失信", "否"),
        ("高企证书有效", "否"),
        ("国家级科技奖励", "否"),
        ("研发机构级别", "市级"),
        ("主导制定标准", "否"),
    ];
    check(
        "tech-sme",
        &firm,
        &[
            ("资产总额", "20000.01", Near),
            ("资产总额", "24001", No),
            ("资产总额", "", U),
            ("经营异常", "是", No),
            ("经营异常", "", U),
            ("严重失信", "是", No),
            ("安全事故等级", "较大", No),
            ("安全事故等级", "一般", E),
            ("二类知识产权数", "", U),
            ("科技人员数", "", U),
        ],
    );
    // (b) 0 + 50 + 30 = 80, but no technical staff: fails, unless a direct route holds.
    let b = [
        ("职工总数", "50"),
        ("科技人员数", "4"),
        ("研发费用", "100"),
        ("营业收入", "1000"),
        ("成本费用", "900"),
        ("一类知识产权数", "1"),
        ("二类知识产权数", "0"),
        ("资产总额", "900"),
        ("安全事故等级", "未发生"),
        ("经营异常", "否"),
        ("严重失信", "否"),
        ("高企证书有效", "是"),
        ("国家级科技奖励", "否"),
        ("研发机构级别", "市级"),
        ("主导制定标准", "否"),
    ];
    check(
        "tech-sme",
        &b,
        &[
            ("高企证书有效", "否", No),
            ("高企证书有效", "", U),
            ("职工总数", "500", E),
            ("职工总数", "501", Near),
            ("营业收入", "20000", E),
            ("营业收入", "20001", Near),
        ],
    );
    // (c) 4 + max(20, 30) + 24 = 58 fails by a hair; with 15 of 100 it is 62.
    let c = [
        ("职工总数", "100"),
        ("科技人员数", "15"),
        ("研发费用", "60"),
        ("营业收入", "2000"),
        ("成本费用", "250"),
        ("一类知识产权数", "0"),
        ("二类知识产权数", "4"),
        ("资产总额", "900"),
        ("安全事故等级", "未发生"),
        ("经营异常", "否"),
        ("严重失信", "否"),
        ("高企证书有效", "否"),
        ("国家级科技奖励", "否"),
        ("研发机构级别", "市级"),
        ("主导制定标准", "否"),
    ];
    check("tech-sme", &c, &[("科技人员数", "10", Near), ("研发机构级别", "省级", E)]);
}

#[test]
fn eaglet() {
    let firm = [
        ("有效知识产权数", "1"),
        ("成立日期", "2013-05-31"),
        ("营业收入", "2000"),
        ("研发费用", "50"),
        ("战略性新兴产业", "否"),
        ("近三年风险投资金额", "0"),
    ];
    check(
        "wuxi-eaglet",
        &firm,
        &[
            // Eight years old on the day counts as not older than eight, until the ninth birthday.
            ("成立日期", "2012-06-01", E),
            ("成立日期", "2012-05-31", No),
            ("成立日期", "", U),
            ("营业收入", "100", E),
            ("营业收入", "99", Near),
            ("营业收入", "2001", Near),
            ("营业收入", "2401", No),
            ("有效知识产权数", "0", Near),
            ("有效知识产权数", "", U),
        ],
    );
    check_on("2022-05-30", "wuxi-eaglet", &firm, &[]);
    let old = [
        ("有效知识产权数", "3"),
        ("成立日期", "2001-01-01"),
        ("营业收入", "9000"),
        ("研发费用", "100"),
        ("战略性新兴产业", "是"),
        ("近三年风险投资金额", "0"),
    ];
    check(
        "wuxi-eaglet",
        &old,
        &[("研发费用", "99.99", Near), ("研发费用", "79", No), ("研发费用", "", U)],
    );
    let funded = [
        ("有效知识产权数", "3"),
        ("成立日期", "2001-01-01"),
        ("营业收入", "9000"),
        ("研发费用", "0"),
        ("战略性新兴产业", "是"),
        ("近三年风险投资金额", "100.01"),
    ];
    check(
        "wuxi-eaglet",
        &funded,
        &[
            ("近三年风险投资金额", "100", Near),
            ("近三年风险投资金额", "79", No),
            ("战略性新兴产业", "否", No),
            ("战略性新兴产业", "", U),
        ],
    );
}

#[test]
fn gazelle() {
    let base = |revenue: &'static str, before: &'static str| {
        vec![
            ("有效知识产权数", "1"),
            ("成立日期", "2016-01-01"),
            ("营业收入", revenue),
            ("上年营业收入", before),
            ("净利润", "100"),
            ("上年净利润", "100"),
            ("研发费用", "10"),
            ("上年研发费用", "10"),
            ("前年研发费用", "10"),
        ]
    };
    // Exactly 20 %, where floating point gives 19.999999999999996.
    check(
        "wuxi-gazelle",
        &base("2400", "2000"),
        &[
            ("上年营业收入", "2001", Near),
            ("上年营业收入", "2300", No),
            ("净利润", "110", E),
            ("成立日期", "2018-05-31", E),
            ("成立日期", "2018-06-01", No),
            ("成立日期", "2010-06-01", E),
            ("成立日期", "2010-05-31", No),
            ("有效知识产权数", "0", Near),
            ("上年营业收入", "", U),
            ("上年净利润", "", E),
        ],
    );
    // The bands are half-open: 5000 needs 15 %, 10000 needs 10 %, 50000 is out.
    check("wuxi-gazelle", &base("2000", "1600"), &[("营业收入", "1999", Near)]);
    check("wuxi-gazelle", &base("5000", "4347.82608"), &[("上年营业收入", "4400", Near)]);
    check("wuxi-gazelle", &base("10000", "9090.90909"), &[("上年营业收入", "9100", Near)]);
    check(
        "wuxi-gazelle",
        &base("49999", "40000"),
        &[("营业收入", "50000", Near), ("营业收入", "60001", No)],
    );
    // The other route: a mean of exactly 200 over three years.
    let rd = [
        ("有效知识产权数", "1"),
        ("成立日期", "2000-01-01"),
        ("营业收入", "90000"),
        ("上年营业收入", "90000"),
        ("净利润", "1"),
        ("上年净利润", "1"),
        ("研发费用", "300"),
        ("上年研发费用", "200"),
        ("前年研发费用", "100"),
    ];
    check(
        "wuxi-gazelle",
        &rd,
        &[("前年研发费用", "99", Near), ("前年研发费用", "0", Near), ("前年研发费用", "", U)],
    );
}

#[test]
fn near_unicorn() {
    let firm = [("成立日期", "2016-05-31"), ("最近一轮估值", "30000")];
    check(
        "wuxi-near-unicorn",
        &firm,
        &[
            ("最近一轮估值", "29999", Near),
            ("最近一轮估值", "23999", No),
            ("最近一轮估值", "", U),
            // Five years on the day is not older than five; six years need 6 亿.
            ("成立日期", "2015-06-01", E),
            ("成立日期", "2015-05-31", No),
            ("成立日期", "", U),
        ],
    );
    let older = [("成立日期", "2010-06-01"), ("最近一轮估值", "60000")];
    check(
        "wuxi-near-unicorn",
        &older,
        &[("最近一轮估值", "59999", Near), ("成立日期", "2010-05-31", No)],
    );
}

#[test]
fn points_decide() {
    let catalogue = real();
    let csv = "统一社会信用代码,企业名称,高企证书有效,严重失信,营业收入\nX,甲,是,否,1000\n";
    let with = |field: Field, answer: Answers| {
        let mut points = points();
        points.answers.insert(field, answer);
        run(&catalogue, csv, &[points], "2021-05-31")
    };
    for (rank, expected) in
        [(Some(30.0), E), (Some(31.0), Near), (Some(35.0), Near), (Some(36.0), No), (None, U)]
    {
        let matches = with(Field::RankInStage, Answers::Numbers(vec![rank]));
        assert_eq!(standing(&catalogue, &matches, "wuxi-key-contact"), expected, "{rank:?}");
    }
    for (grade, expected) in
        [(Some("A"), E), (Some("B"), E), (Some("C"), No), (Some(""), No), (None, U)]
    {
        let matches = with(Field::Grade, Answers::Texts(vec![grade.map(String::from)]));
        assert_eq!(standing(&catalogue, &matches, "wuxi-sukedai"), expected, "{grade:?}");
    }
    for (total, expected) in [(50.0, E), (45.0, Near), (44.9, No)] {
        let matches = with(Field::Total, Answers::Numbers(vec![Some(total)]));
        assert_eq!(standing(&catalogue, &matches, "wuxi-xinkedai"), expected, "{total}");
    }
    let grade = with(Field::Grade, Answers::Texts(vec![Some("C".into())]));
    assert_eq!(standing(&catalogue, &grade, "wuxi-xikedai"), E);
}

#[test]
fn suzhou_gazelle() {
    let firm = [("高企证书有效", "是"), ("营业收入", "5000"), ("近三年营业收入平均增长率", "15")];
    check(
        "suzhou-gazelle",
        &firm,
        &[
            ("营业收入", "50000", E),
            ("营业收入", "50001", Near),
            ("营业收入", "4999", Near),
            ("营业收入", "3999", No),
            ("近三年营业收入平均增长率", "14.99", Near),
            ("近三年营业收入平均增长率", "", U),
            ("高企证书有效", "否", No),
            ("高企证书有效", "", U),
        ],
    );
}

#[test]
fn yantai() {
    check(
        "yantai-incubator",
        &[("孵化器级别", "省级")],
        &[("孵化器级别", "区级", E), ("孵化器级别", "非孵化器", No), ("孵化器级别", "", U)],
    );
    check(
        "yantai-listing",
        &[("上市进程", "已上市")],
        &[("上市进程", "已报会", No), ("上市进程", "", U)],
    );
    let listed = [
        ("严重失信", "否"),
        ("经营异常", "否"),
        ("研发费用", "50"),
        ("营业收入", "1000"),
        ("职工总数", "100"),
        ("科技人员数", "20"),
        ("研究生以上人数", "0"),
        ("资产总额", "2000"),
        ("有效知识产权数", "1"),
        ("技术合同成交额", "1"),
        ("贷款余额", "10"),
        ("不良贷款余额", "0"),
        ("一年内到期贷款", "5"),
    ];
    check(
        "yantai-whitelist",
        &listed,
        &[
            ("研发费用", "49", Near),
            ("研发费用", "", U),
            ("资产总额", "2001", Near),
            ("资产总额", "2500", No),
            ("科技人员数", "19", Near),
            ("研究生以上人数", "10", E),
            ("严重失信", "是", No),
            ("经营异常", "", U),
        ],
    );
    // A near-miss of the list is no member: membership is not a number.
    check("yantai-kexindai", &listed, &[("研发费用", "49", No), ("研发费用", "", U)]);
    check("yantai-ip-pledge", &listed, &[("有效知识产权数", "0", Near), ("研发费用", "", U)]);
    check("yantai-results-loan", &listed, &[("技术合同成交额", "0", No)]);
    check("yantai-guarantee", &listed, &[("贷款余额", "0", No), ("贷款余额", "", U)]);
    check(
        "yantai-bridge",
        &listed,
        &[("不良贷款余额", "1", No), ("一年内到期贷款", "0", No), ("一年内到期贷款", "", U)],
    );
}
