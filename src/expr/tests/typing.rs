//! Columns, types, coerced literals and what uses demand.

use super::*;

fn refused(text: &str, expected: Option<Type>) -> Vec<Problem> {
    let expr = parse(text).unwrap_or_else(|problems| panic!("{text}: {problems:#?}"));
    match resolve(&expr, expected, &columns()) {
        Ok(typed) => panic!("{text} was accepted as {typed:?}"),
        Err(problems) => problems,
    }
}

#[test]
fn types_of_wholes() {
    let table = [
        ("研发费用 / 营业收入 * 100", Type::Number),
        ("研发强度 >= 5%", Type::Flag),
        ("级别", Type::Text),
        ("成立日期", Type::Date),
        ("CASE WHEN p THEN '甲' ELSE '乙' END", Type::Text),
        ("CASE WHEN p THEN NULL ELSE 成立日期 END", Type::Date),
        ("coalesce(x, 0)", Type::Number),
        ("coalesce(NULL, 级别)", Type::Text),
        ("greatest(成立日期, '2020-01-01')", Type::Date),
        ("nullif(级别, '无')", Type::Text),
        ("NULL", Type::Number),
        ("contains(级别, '国')", Type::Flag),
        ("as_of", Type::Date),
    ];
    for (text, ty) in table {
        assert_eq!(typed(text).ty(), ty, "{text}");
    }
}

#[test]
fn literals_are_read_for_what_the_place_needs() {
    let table = [
        ("高企证书有效 = '是'", "高企证书有效 = TRUE"),
        ("高企证书有效 = '否'", "高企证书有效 = FALSE"),
        ("高企证书有效 = 'Yes'", "高企证书有效 = TRUE"),
        ("高企证书有效 = 1", "高企证书有效 = TRUE"),
        ("'true' = 高企证书有效", "TRUE = 高企证书有效"),
        ("高企证书有效 IN ('是', '1')", "高企证书有效 IN (TRUE, TRUE)"),
        ("高企证书有效 <> '无'", "高企证书有效 <> FALSE"),
        ("成立日期 >= '2021-05-31'", "成立日期 >= DATE '2021-05-31'"),
        ("成立日期 < '2021/5/31'", "成立日期 < DATE '2021-05-31'"),
        ("成立日期 = '2021年5月31日'", "成立日期 = DATE '2021-05-31'"),
        ("成立日期 BETWEEN '2021-01-01' AND as_of", "成立日期 BETWEEN DATE '2021-01-01' AND as_of"),
        ("as_of > '2026-03-31'", "as_of > DATE '2026-03-31'"),
        ("years_since('2018-06-01')", "years_since(DATE '2018-06-01')"),
        (
            "coalesce(成立日期, '2020-01-01') < as_of",
            "coalesce(成立日期, DATE '2020-01-01') < as_of",
        ),
        (
            "CASE 高企证书有效 WHEN '是' THEN 1 ELSE 0 END",
            "CASE 高企证书有效 WHEN TRUE THEN 1 ELSE 0 END",
        ),
        (
            "CASE WHEN p THEN '是' ELSE '否' END = 高企证书有效",
            "CASE WHEN p THEN TRUE ELSE FALSE END = 高企证书有效",
        ),
        ("级别 = '是'", "级别 = '是'"),
    ];
    for (text, expected) in table {
        assert_eq!(typed(text).expr().to_string(), expected, "{text}");
    }
    let expr = parse("coalesce(NULL, '是')").unwrap();
    let flag = resolve(&expr, Some(Type::Flag), &columns()).unwrap();
    assert_eq!(flag.expr().to_string(), "coalesce(NULL, TRUE)");
}

#[test]
fn problems_of_meaning() {
    use Type::{Date, Flag, Number, Text};
    let table = [
        // text, expected whole, code, underlined, help holds
        ("研发费 > 5", None, "X011", "研发费", "研发费用"),
        ("级别 = 国家级", None, "X011", "国家级", "'国家级'"),
        ("级别 = \"国家级\"", None, "X011", "\"国家级\"", "'国家级'"),
        ("高企证书有效 = 是", None, "X011", "是", "'是'"),
        ("成立日期 < today", None, "X011", "today", "as_of"),
        (
            "研发强度且高企证书有效",
            None,
            "X011",
            "研发强度且高企证书有效",
            "研发强度 且 高企证书有效",
        ),
        ("非高企证书有效", Some(Flag), "X011", "非高企证书有效", "非 高企证书有效"),
        ("R-D > 5", None, "X006", "R-D", "\"R-D\""),
        ("p + q", None, "X014", "p", "CASE WHEN p THEN 1 ELSE 0 END"),
        ("(x > 1) + 1", None, "X014", "x > 1", "CASE WHEN x > 1 THEN 1 ELSE 0 END"),
        ("p", Some(Number), "X014", "p", "CASE WHEN p THEN 1 ELSE 0 END"),
        ("x", Some(Flag), "X014", "x", "x > 0"),
        ("x AND p", None, "X014", "x", "x > 0"),
        ("NOT x", None, "X014", "x", "x > 0"),
        ("级别 AND p", None, "X014", "级别", "级别 = '是'"),
        ("x > '2000'", None, "X014", "'2000'", "2000"),
        ("级别 = 5", None, "X014", "5", "'5'"),
        ("级别 + 1", None, "X014", "级别", "number"),
        ("级别 > '国家级'", None, "X014", "级别 > '国家级'", ""),
        ("级别 >= 5", None, "X014", "级别 >= 5", "number"),
        ("p > q", None, "X014", "p > q", ""),
        ("x = p", None, "X014", "p", "CASE WHEN"),
        ("成立日期 - 5 > 0", None, "X014", "成立日期", "years_since"),
        ("成立日期 = 5", None, "X014", "5", "'2021-05-31'"),
        ("成立日期 = '2021-02-30'", None, "X015", "'2021-02-30'", "2021-05-31"),
        ("成立日期 = '五月'", None, "X015", "'五月'", "2021-05-31"),
        ("高企证书有效 = '国家级'", None, "X016", "'国家级'", "text"),
        ("x LIKE 'a'", None, "X014", "x", ""),
        ("round(x, y)", None, "X013", "y", ""),
        ("round(x, 1.5)", None, "X013", "1.5", ""),
        ("least(级别, '国家级')", None, "X014", "级别", ""),
        ("CASE WHEN p THEN 1 ELSE '无' END", None, "X014", "'无'", ""),
        ("CASE WHEN x THEN 1 END", None, "X014", "x", "x > 0"),
        ("级别", Some(Date), "X014", "级别", "2021-05-31"),
        ("x", Some(Text), "X014", "x", ""),
        ("coalesce(x, 1)", Some(Flag), "X014", "coalesce(x, 1)", "> 0"),
    ];
    for (text, expected, code, place, help) in table {
        let found = refused(text, expected);
        assert_eq!(found[0].code.id, code, "{text}: {found:#?}");
        assert_eq!(&text[found[0].range.clone()], place, "{text}");
        let told = found[0].help.as_ref().map_or("", |help| help.zh.as_str());
        assert!(told.contains(help), "{text}: {told}");
    }
}

#[test]
fn all_problems_at_once() {
    let found = refused("研发费 > '5' AND x AND 级别 = 5 OR 成立日期 < '昨天'", None);
    let codes: Vec<_> = found.iter().map(|problem| problem.code.id).collect();
    assert_eq!(codes, ["X011", "X014", "X014", "X015"]);
}

#[test]
fn columns_and_the_date_are_known() {
    let typed = typed("研发费用 / 营业收入 > 5% AND 研发费用 > 0 AND years_since(成立日期) <= 3");
    assert_eq!(typed.columns(), ["研发费用", "营业收入", "成立日期"]);
    assert_eq!(typed.column_type("成立日期"), Some(Type::Date));
    assert!(typed.uses_as_of());
    assert!(!super::typed("years_since(成立日期, '2021-05-31')").uses_as_of());
    assert!(super::typed("有效期至 >= as_of").uses_as_of());
}

fn demanded(text: &str, expected: Option<Type>) -> Vec<(String, Option<Type>)> {
    let demands = demands(&parse(text).unwrap(), expected);
    demands.into_iter().map(|demand| (demand.column, demand.ty)).collect()
}

#[test]
fn demands_follow_from_use() {
    use Type::{Date, Flag, Number, Text};
    type Uses = &'static [(&'static str, Option<Type>)];
    let table: &[(&str, Option<Type>, Uses)] = &[
        ("a / b * 100", None, &[("a", Some(Number)), ("b", Some(Number))]),
        ("a", Some(Flag), &[("a", Some(Flag))]),
        ("a", None, &[("a", None)]),
        ("a > 5", None, &[("a", Some(Number))]),
        ("a = '是'", None, &[("a", Some(Flag))]),
        ("a = '无'", None, &[("a", Some(Text))]),
        ("a IN ('是', '国家级')", None, &[("a", Some(Text))]),
        ("a = '国家级'", None, &[("a", Some(Text))]),
        ("a >= '2021-05-31'", None, &[("a", Some(Date))]),
        ("a < as_of", None, &[("a", Some(Date))]),
        ("a < b", None, &[("a", None), ("b", None)]),
        ("a < b AND b > 5", None, &[("a", Some(Number)), ("b", Some(Number))]),
        (
            "a = b AND c = b AND c LIKE '%x'",
            None,
            &[("a", Some(Text)), ("b", Some(Text)), ("c", Some(Text))],
        ),
        ("a AND NOT b", None, &[("a", Some(Flag)), ("b", Some(Flag))]),
        ("CASE WHEN a THEN b ELSE 0 END", None, &[("a", Some(Flag)), ("b", Some(Number))]),
        ("CASE a WHEN '国家级' THEN 1 END", None, &[("a", Some(Text))]),
        ("years_since(a)", None, &[("a", Some(Date))]),
        ("coalesce(a, 0)", None, &[("a", Some(Number))]),
        ("coalesce(a, b) > 5", None, &[("a", Some(Number)), ("b", Some(Number))]),
        ("a IS NULL", None, &[("a", None)]),
        (
            "round(a, 2) BETWEEN b AND c",
            None,
            &[("a", Some(Number)), ("b", Some(Number)), ("c", Some(Number))],
        ),
        ("length(a)", None, &[("a", Some(Text))]),
    ];
    for (text, expected, demands) in table {
        let demands: Vec<_> = demands.iter().map(|(name, ty)| (name.to_string(), *ty)).collect();
        assert_eq!(demanded(text, *expected), demands, "{text}");
    }
    let first = demands(&parse("1 + 研发费用 + 研发费用").unwrap(), None);
    assert_eq!(first[0].range, 4..4 + "研发费用".len());
}
