//! What would be read wrongly without a word: units that stand elsewhere, marks that look like
//! digits, headers that mean something else, parts that cannot be read.

use super::*;

const ONE: &str = "[[source]]\nid = \"t\"\nfiles = [\"t.csv\"]\n";

/// What each text gives as the revenue of firm A, with the codes of the doubts.
#[track_caller]
fn revenue(settings: &str, text: &str, expected: &str, codes: &[&str]) {
    let plan = plan(&format!("[gather]\nyear = 2020\n{REVENUE}{ONE}{settings}"));
    let gathered = gather(&plan, &[file(0, "t.csv", text)]).unwrap();
    assert_eq!(cell(&gathered, A, "营业收入"), expected, "{text}");
    assert_eq!(issue_codes(&gathered), codes, "{text}");
}

#[test]
fn a_footnote_mark_is_no_digit() {
    for written in ["1200①", "1200²", "10³", "½"] {
        revenue("", &format!("代码,营业收入\n{A},{written}\n"), "", &["F040"]);
    }
    revenue("", &format!("代码,营业收入\n{A},１２００\n"), "1200", &["F037"]);
}

#[test]
fn a_unit_above_the_header_holds() {
    let above = |line: &str| format!("2020年度企业情况,\n{line},\n代码,营业收入\n{A},371590\n");
    revenue("", &above("单位：千元"), "37159", &["F142"]);
    revenue("", &above("（金额单位：元）"), "37.159", &["F142"]);
    revenue("", &above("单位：块"), "371590", &["F142"]);
    revenue("unit = \"千元\"\n", &above("单位：千元"), "37159", &[]);
    revenue("unit = \"元\"\n", &above("单位：千元"), "37.159", &["F142"]);
}

#[test]
fn a_unit_that_is_no_unit_is_refused() {
    for unit in ["仟元", "千", "thousand yuan", "美元", "人"] {
        let loaded = load("s.toml", &format!("{FIRM}{REVENUE}{ONE}unit = \"{unit}\"\n"));
        assert_eq!(codes_of(&loaded.problems), ["F106"], "{unit}");
    }
}

#[test]
fn long_tables_follow_every_statement_of_a_unit() {
    let long = "year = \"年\"\nitem = \"指标\"\nvalue = \"数值\"\n";
    let table = |value: &str, item: &str, unit: &str| {
        format!("代码,年,指标,计量单位,{value}\n{A},2020,{item},{unit},1000\n")
    };
    revenue(long, &table("数值", "营业收入", ""), "1000", &[]);
    revenue(long, &table("数值（千元）", "营业收入", ""), "100", &[]);
    revenue(long, &table("数值", "营业收入（元）", ""), "0.1", &[]);
    revenue(long, &table("数值", "营业收入", "千元"), "100", &[]);
    revenue(&format!("unit = \"元\"\n{long}"), &table("数值", "营业收入", ""), "0.1", &[]);
    let stated = [("营业收入", "仟元"), ("营业收入", "美元")];
    for (item, unit) in [("营业收入（美元）", ""), ("营业收入（人）", "")].into_iter().chain(stated)
    {
        let plan = plan(&format!("[gather]\nyear = 2020\n{REVENUE}{ONE}{long}"));
        let gathered = gather(&plan, &[file(0, "t.csv", &table("数值", item, unit))]).unwrap();
        assert_eq!(gathered.rejected[0].code.id, "F106", "{item} {unit}");
        assert_eq!(cell(&gathered, A, "营业收入"), "");
    }
}

#[test]
fn a_field_without_a_unit_has_one_unit_all_the_same() {
    let plan = plan(
        "[[field]]\nname = \"收入\"\ntype = \"number\"\n[[source]]\nid = \"t\"\nfiles = [\"*.csv\"]\n",
    );
    let one = file(0, "1.csv", &format!("代码,收入（元）\n{A},371589900\n"));
    let other = file(0, "2.csv", &format!("代码,收入（万元）\n{B},37158.99\n"));
    let problems = gather(&plan, &[one.clone(), other]).unwrap_err();
    assert_eq!(codes_of(&problems), ["F106"]);
    assert!(gather(&plan, &[one]).is_ok());
}

#[test]
fn a_group_above_the_header_can_turn_its_meaning() {
    let plan = plan(&format!("[gather]\nyear = 2020\n{REVENUE}{ONE}header_rows = 2\n"));
    for group in ["上年", "上年同期", "预算数", "年初数", "全市排名", "行业平均", "2020年一季度"]
    {
        let text = format!("代码,基本情况,{group}\n,营业收入,营业收入\n{A},1,2\n");
        let gathered = gather(&plan, &[file(0, "t.csv", &text)]);
        assert_eq!(gathered.map(|g| cell(&g, A, "营业收入")).ok().as_deref(), Some("1"), "{group}");
    }
}

#[test]
fn a_group_that_only_sounds_like_it_turns_nothing() {
    let plan = plan(&format!("[gather]\nyear = 2020\n{REVENUE}{ONE}header_rows = 2\n"));
    for group in ["省科技计划", "成长性（增长）指标", "营业收入", "目标企业情况", "经济指标"]
    {
        let text = format!("代码,{group}\n,营业收入\n{A},2\n");
        let gathered = gather(&plan, &[file(0, "t.csv", &text)]).unwrap();
        assert_eq!(cell(&gathered, A, "营业收入"), "2", "{group}");
    }
    // Whoever wants a turned one states it as it is shown.
    let aliased = REVENUE.replace("销售额", "上年/营业收入");
    let plan = super::plan(&format!("{aliased}{ONE}header_rows = 2\n"));
    let text = format!("代码,上年\n,营业收入\n{A},2\n");
    assert_eq!(cell(&gather(&plan, &[file(0, "t.csv", &text)]).unwrap(), A, "营业收入"), "2");
}

#[test]
fn a_row_of_figures_below_the_header_is_no_header() {
    let plan = plan(&format!(
        "[gather]\nyear = 2020\n{REVENUE}[[field]]\nname = \"年份\"\ntype = \"integer\"\n{ONE}"
    ));
    for first in ["全市合计,2016,1999", ",2016,500", ",,2016"] {
        let text = format!("代码,营业收入,年份\n{first}\n{A},2,3\n");
        assert!(gather(&plan, &[file(0, "t.csv", &text)]).is_ok(), "{first}");
    }
    for second in [",（千元）,（年）", ",本年,上年", ",2020年末,2019年末", ",2020年（审计）,"]
    {
        let text = format!("代码,营业收入,年份\n{second}\n{A},2,3\n");
        let problems = gather(&plan, &[file(0, "t.csv", &text)]).unwrap_err();
        assert_eq!(codes_of(&problems), ["F112"], "{second}");
    }
}

#[test]
fn a_unit_may_hold_a_raised_digit() {
    let plan = plan(&format!("[[field]]\nname = \"面积\"\nunit = \"㎡\"\n{ONE}"));
    let cases = [
        ("面积", "350㎡"),
        ("面积", "350m²"),
        ("面积（平方米）", "350"),
        ("面积（m²）", "350 平方米"),
    ];
    for (header, written) in cases {
        let text = format!("代码,{header}\n{A},{written}\n");
        let gathered = gather(&plan, &[file(0, "t.csv", &text)]).unwrap();
        assert_eq!(cell(&gathered, A, "面积"), "350", "{header} {written}");
    }
}

#[test]
fn a_note_below_the_table_is_no_cut_row() {
    let text = format!("代码,名称,营业收入\n{A},甲,1\n注：本表数据为初步核实数");
    revenue("", &text, "1", &[]);
}

#[test]
fn the_latest_of_a_day_is_the_latest() {
    let text =
        format!("代码,日期,营业收入\n{A},2021-03-15 09:00:00,1\n{A},2021-03-15 17:00:00,2\n");
    revenue("latest_by = \"日期\"\nmerge = \"latest\"\n", &text, "2", &["F123"]);
}

#[test]
fn a_second_row_of_the_header_is_not_passed_over() {
    let plan = plan(&format!("[gather]\nyear = 2020\n{REVENUE}{ONE}"));
    let text = format!("代码,营业收入（千元）,\n,2019年,2020年\n{A},200,300\n");
    let problems = gather(&plan, &[file(0, "t.csv", &text)]).unwrap_err();
    assert_eq!(codes_of(&problems), ["F112"]);
    let text = format!("代码,营业收入,2020年营业收入\n{A},200,300\n");
    let problems = gather(&plan, &[file(0, "t.csv", &text)]).unwrap_err();
    assert_eq!(codes_of(&problems), ["F113"], "this year's revenue stands there twice");
}

#[test]
fn what_is_written_illegibly_is_not_absent() {
    let plan = plan(
        "[gather]\nyear = 2020\n[[field]]\nname = \"专利\"\nunit = \"件\"\nabsent = 0\n\
         [[field]]\nname = \"两年\"\nfrom = \"专利\"\nover = \"sum\"\n[[source]]\nid = \"t\"\nfiles = [\"t.csv\"]\n",
    );
    let text = format!("代码,专利\n{A},约300\n{B},—\n{C},4\n");
    let gathered = gather(&plan, &[file(0, "t.csv", &text)]).unwrap();
    let row = |field| [A, B, C].map(|firm| cell(&gathered, firm, field));
    assert_eq!(row("专利"), ["", "0", "4"]);
    assert_eq!(row("两年"), ["", "0", "4"], "last year is absent, too");
    let traced = gathered.trace(gathered.find_firm(A).unwrap(), Some("专利"));
    assert_eq!(traced[0].evidence[0].raw, "约300");
    assert_eq!(
        refused(&format!("{FIRM}{ONE}[[field]]\nname = \"a\"\ntype = \"date\"\nabsent = 0\n")),
        ["F105"]
    );
}

#[test]
fn a_row_that_is_refused_for_its_unit_is_not_absent() {
    let plan = plan(&format!(
        "[gather]\nyear = 2020\n{REVENUE}absent = 0\n{ONE}year = \"年\"\nitem = \"指标\"\nvalue = \"数值\"\n"
    ));
    let text = format!("代码,年,指标,数值\n{A},2020,营业收入（美元）,5\n{B},2019,营业收入,5\n");
    let gathered = gather(&plan, &[file(0, "t.csv", &text)]).unwrap();
    assert_eq!([A, B].map(|firm| cell(&gathered, firm, "营业收入")), ["", "0"]);
}

#[test]
fn a_sum_with_an_illegible_part_is_unknown() {
    let text = format!("代码,营业收入\n{A},100\n{A},约200\n{A},300\n");
    revenue("merge = \"sum\"\n", &text, "", &["F123", "F040"]);
    for rule in ["max", "min"] {
        revenue(&format!("merge = \"{rule}\"\n"), &text, "", &["F123", "F040"]);
    }
    // A row that is refused for its unit is a part like any other.
    let long = "merge = \"sum\"\nyear = \"年\"\nitem = \"指标\"\nvalue = \"数值\"\n";
    let items = format!("代码,年,指标,数值\n{A},2020,营业收入,5\n{A},2020,营业收入（美元）,5\n");
    revenue(long, &items, "", &["F123"]);
    let text = format!("代码,营业收入\n{A},100\n{A},\n{A},300\n");
    revenue("merge = \"sum\"\n", &text, "400", &["F123", "F123"]);
}

#[test]
fn a_tolerance_does_not_overrule_the_rule() {
    let rows = format!("代码,日期,营业收入\n{A},2020-12-01,100000\n{A},2020-01-01,99950\n");
    for (rule, value) in
        [("latest", "100000"), ("max", "100000"), ("first", "100000"), ("min", "99950")]
    {
        let plan = plan(&format!(
            "[gather]\ntolerance = 0.001\n{REVENUE}{ONE}latest_by = \"日期\"\nmerge = \"{rule}\"\n"
        ));
        let gathered = gather(&plan, &[file(0, "t.csv", &rows)]).unwrap();
        assert_eq!(cell(&gathered, A, "营业收入"), value, "{rule}");
    }
    let unread = format!("代码,日期,营业收入\n{A},31/12/2020,200\n{A},2019-01-01,100\n");
    revenue("latest_by = \"日期\"\nmerge = \"latest\"\n", &unread, "100", &["F044", "F123"]);
}

#[test]
fn what_names_nobody_is_told() {
    let plan = plan(&format!(
        "{REVENUE}{ONE}key = \"name\"\n[[source]]\nid = \"r\"\nfiles = [\"r.csv\"]\n\
         [[join]]\nname = \"丙\"\nid = \"{C}\"\n"
    ));
    let register = file(1, "r.csv", &format!("代码,名称\n{A},甲\n{B},乙\n"));
    let named = file(0, "t.csv", &format!("代码,名称,营业收入\n{A},乙,7\n"));
    let gathered = gather(&plan, &[named, register]).unwrap();
    assert_eq!(issue_codes(&gathered), ["F132", "F128", "F137"]);
    let slips = refused(&format!(
        "[gather]\nfirms_from = [\"t\"]\n{FIRM}{REVENUE}{ONE}key = \"name\"\n\
         [[join]]\nname = \"丙\"\nid = \"{C}\"\n[[join]]\nname = \" 丙\"\nid = \"{A}\"\n"
    ));
    assert_eq!(slips, ["F108", "F101"]);
}

#[test]
fn fractions_for_percent_are_doubted() {
    let plan = plan(&format!("[[field]]\nname = \"占比\"\nunit = \"%\"\n{ONE}"));
    let ids = [A, B, C, "91350100M000100Y43", "91320214MA10001720"];
    let table = |last: &str| {
        let rows = ids.iter().enumerate().map(|(at, id)| match at {
            4 => format!("{id},{last}\n"),
            _ => format!("{id},0.{}\n", at + 1),
        });
        format!("代码,占比\n{}", rows.collect::<String>())
    };
    let codes = |last: &str| {
        let gathered = gather(&plan, &[file(0, "t.csv", &table(last))]).unwrap();
        issue_codes(&gathered).iter().map(|code| code.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(codes("0.9"), ["F046"]);
    assert!(codes("12").is_empty());
}

#[test]
fn what_is_divided_has_no_dust() {
    let plan = plan(&format!(
        "[gather]\nyear = 2020\n{REVENUE}[[field]]\nname = \"增\"\nfrom = \"营业收入\"\nover = \"growth\"\nunit = \"%\"\n\
         [[field]]\nname = \"均\"\nfrom = \"营业收入\"\nover = \"mean\"\n{ONE}year = \"年\"\n"
    ));
    let text =
        format!("代码,年,营业收入\n{A},2019,100\n{A},2020,110\n{B},2019,0.1\n{B},2020,0.3\n");
    let gathered = gather(&plan, &[file(0, "t.csv", &text)]).unwrap();
    assert_eq!([cell(&gathered, A, "增"), cell(&gathered, B, "均")], ["10", "0.2"]);
    let large = format!("代码,年,营业收入\n{A},2019,0.01\n{A},2020,1001000000000000\n");
    assert!(!cell(&gather(&plan, &[file(0, "t.csv", &large)]).unwrap(), A, "增").is_empty());
}
