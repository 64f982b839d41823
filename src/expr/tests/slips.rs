//! What goes wrong in writing: code, place, words and the corrected line.

use super::*;

struct Case(&'static str, &'static str, &'static str, &'static str);

fn problems(text: &str) -> Vec<Problem> {
    match parse(text) {
        Ok(expr) => panic!("{text} was read as {expr}"),
        Err(problems) => problems,
    }
}

#[test]
fn slips_with_the_line_as_it_was_meant() {
    let table = [
        // text, code, underlined, help holds
        Case("a == 1", "X003", "==", "写成：a = 1"),
        Case("a = 1 && b = 2", "X003", "&&", "写成：a = 1 AND b = 2"),
        Case("a||b", "X003", "||", "写成：a OR b"),
        Case("a =< 1", "X003", "=<", "写成：a <= 1"),
        Case("a => 1", "X003", "=>", "写成：a >= 1"),
        Case("研发费用＝＝500", "X003", "＝＝", "写成：研发费用=500"),
        Case("! a", "X003", "!", "写成：NOT a"),
        Case("!a", "X003", "!", "写成：NOT a"),
        Case("研发强度 > 3且营业收入 > 5", "X003", "且营业收入", "研发强度 > 3 且 营业收入 > 5"),
        Case("研发强度 > x 且营业收入 > 5", "X003", "且营业收入", "研发强度 > x  且 营业收入 > 5"),
        Case("研发费用 大于 500", "X003", "大于", "写成：研发费用 > 500"),
        Case("研发费用 不低于 500", "X003", "不低于", "写成：研发费用 >= 500"),
        Case("(a + 1", "X004", "(", "写成：(a + 1)"),
        Case("（研发费用 + 1) * (2", "X004", "(", "写成：（研发费用 + 1) * (2)"),
        Case("a + 1)", "X004", ")", "写成：a + 1"),
        Case("级别 = '国家级", "X005", "'国家级", "写成：级别 = '国家级'"),
        Case(
            "级别 = '国家级 AND x > 5",
            "X005",
            "'国家级 AND x > 5",
            "写成：级别 = '国家级' AND x > 5",
        ),
        Case("\"研发费用 > 5", "X005", "\"研发费用 > 5", "写成：\"研发费用\" > 5"),
        Case("R&D > 5", "X006", "R&D", "写成：\"R&D\" > 5"),
        Case("3年营业收入 > 5", "X006", "3年营业收入", "写成：\"3年营业收入\" > 5"),
        Case("研发占比% > 5", "X006", "研发占比%", "写成：\"研发占比%\" > 5"),
        Case("专利.发明 > 5", "X006", "专利.发明", "写成：\"专利.发明\" > 5"),
        Case("年销售收入 <= 2亿元", "X007", "亿元", "单位属于列"),
        Case("年龄 <= 3年", "X007", "年", "单位属于列"),
        Case("研发费用 > 1,200", "X007", ",", "写成：研发费用 > 1200"),
        Case("5 % 3", "X008", "%", ""),
        Case("a = 1;", "X002", ";", "写成：a = 1"),
        Case("a ^ 2", "X002", "^", "power(x, y)"),
        Case("a[1]", "X002", "[", "圆括号"),
        Case("研发费用（万元） > 5", "X012", "研发费用", "\"研发费用（万元）\""),
        Case("rouund(x)", "X012", "rouund", "round"),
        Case("if(a, 1, 2)", "X012", "if", "CASE WHEN"),
        Case("IFNULL(a, 0)", "X012", "IFNULL", "coalesce"),
        Case("growth(x)", "X013", "growth(x)", "growth(1200, 1000)"),
        Case("abs()", "X013", "abs()", "abs(-3)"),
        Case("x LIKE y", "X013", "y", "contains"),
        Case("3 < x <= 5", "X010", "3 < x <= 5", "写成：3 < x AND x <= 5"),
        Case("1e999 > x", "X007", "1e999", ""),
        Case("DATE '2021-02-30' > x", "X015", "DATE '2021-02-30'", "2021-05-31"),
        Case("x IS TRUE", "X002", "IS", "写成：x = TRUE"),
    ];
    for Case(text, code, place, help) in table {
        let found = problems(text);
        let first = &found[0];
        assert_eq!(first.code.id, code, "{text}: {found:#?}");
        assert_eq!(&text[first.range.clone()], place, "{text}");
        let told = first.help.as_ref().map_or("", |help| help.zh.as_str());
        assert!(told.contains(help), "{text}: {told}");
        assert!(!first.message.en.is_empty() && !first.message.zh.is_empty());
    }
}

#[test]
fn what_cannot_be_read_says_where() {
    let table = [
        ("", "X001", "", "需要一个表达式"),
        ("   ", "X001", "   ", "需要一个表达式"),
        ("a +", "X002", "+", "之后就结束了"),
        ("a + * b", "X002", "*", "`+` 与 `*` 之间缺少操作数"),
        ("* a", "X002", "*", "之前缺少操作数"),
        ("研发费用 500", "X002", "500", "`研发费用` 与 `500` 之间缺少运算符"),
        ("研发 费用 > 5", "X002", "费用", "缺少运算符"),
        ("a AND", "X002", "AND", "之后就结束了"),
        ("a AND AND b", "X002", "AND", "缺少操作数"),
        ("a > > b", "X002", ">", "缺少操作数"),
        ("least(a, )", "X002", ")", "右括号之前缺少内容"),
        ("x IN 'a'", "X002", "IN", "括号里的取值"),
        ("x IS 5", "X002", "IS", "NULL 或 NOT NULL"),
        ("x NOT 5", "X002", "NOT", "IN、LIKE 或 BETWEEN"),
        ("CASE WHEN a THEN 1", "X002", "1", "END"),
        ("CASE a END", "X002", "END", "读不懂"),
        ("x BETWEEN 1", "X002", "1", "AND"),
        ("SELECT x FROM t", "X008", "SELECT", "子查询"),
        ("x IN (SELECT y FROM t)", "X008", "SELECT", "子查询"),
        ("sum(x) OVER (PARTITION BY y)", "X008", "OVER", "窗口函数"),
        ("CAST(x AS INT)", "X008", "AS", "类型转换"),
        ("x ILIKE 'a'", "X008", "ILIKE", "ILIKE"),
        ("(1, 2)", "X002", ",", "逗号只能出现在"),
        ("1, 2", "X002", ",", "逗号只能出现在"),
        ("营业收入 和 研发费用", "X002", "和", "缺少运算符"),
    ];
    for (text, code, place, says) in table {
        let found = problems(text);
        let first = &found[0];
        assert_eq!(first.code.id, code, "{text}: {found:#?}");
        assert_eq!(&text[first.range.clone()], place, "{text}: {found:#?}");
        assert!(first.message.zh.contains(says), "{text}: {}", first.message.zh);
    }
}

#[test]
fn several_slips_are_told_at_once_and_mended_together() {
    let found = problems("R&D == 5 && 3年营业收入 => 2");
    let codes: Vec<_> = found.iter().map(|problem| problem.code.id).collect();
    assert_eq!(codes, ["X006", "X003", "X003", "X006", "X003"]);
    for problem in found {
        let help = problem.help.unwrap();
        assert_eq!(help.zh, "写成：\"R&D\" = 5 AND \"3年营业收入\" >= 2");
        assert_eq!(help.en, "write: \"R&D\" = 5 AND \"3年营业收入\" >= 2");
    }
}

#[test]
fn the_corrected_line_is_read() {
    for text in
        ["a == 1 && b != 2", "(a + 1", "级别 = '国家级", "R&D > 5", "x > 3且y > 5", "! a || b"]
    {
        let help = problems(text)[0].help.clone().unwrap();
        let line = help.en.strip_prefix("write: ").unwrap().to_string();
        assert!(parse(&line).is_ok(), "{text} -> {line}");
    }
}
