//! What is read as what, where it stands, and how it is written out again.

use super::*;

fn shown(text: &str) -> String {
    parse(text).unwrap_or_else(|problems| panic!("{text}: {problems:#?}")).to_string()
}

#[test]
fn written_out_again() {
    let table = [
        ("1 + 2 * 3", "1 + 2 * 3"),
        ("(1 + 2) * 3", "(1 + 2) * 3"),
        ("1 - (2 - 3)", "1 - (2 - 3)"),
        ("((1 - 2)) - 3", "1 - 2 - 3"),
        ("-x * 2", "-x * 2"),
        ("-(x * 2)", "-(x * 2)"),
        ("+x", "x"),
        ("a=1 and b=2 or not c=3", "a = 1 AND b = 2 OR NOT c = 3"),
        ("a AND (b AND c)", "a AND (b AND c)"),
        ("(a AND b) AND c", "(a AND b) AND c"),
        ("a AND b AND c", "a AND b AND c"),
        ("a AND (b OR c)", "a AND (b OR c)"),
        ("NOT (a AND b)", "NOT (a AND b)"),
        ("x != 5", "x <> 5"),
        ("x in (1,2 , 3)", "x IN (1, 2, 3)"),
        ("x not in ('a','it''s')", "x NOT IN ('a', 'it''s')"),
        ("x between 1 and 2 and y", "x BETWEEN 1 AND 2 AND y"),
        ("x is not null or y is null", "x IS NOT NULL OR y IS NULL"),
        ("(x is null) is null", "(x IS NULL) IS NULL"),
        ("x not like '%a_'", "x NOT LIKE '%a_'"),
        (
            "case when a then 1 when b then 2 else 3 end",
            "CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END",
        ),
        ("CASE x WHEN 'a' THEN 1 END", "CASE x WHEN 'a' THEN 1 END"),
        ("ROUND( x , 2 )", "round(x, 2)"),
        ("years_since(成立日期, AS_OF)", "years_since(成立日期, as_of)"),
        ("\"研发费用（万元）\" / `R&D`", "\"研发费用（万元）\" / \"R&D\""),
        ("\"a\"\"b\"", "\"a\"\"b\""),
        ("date + year + position + interval + left", "date + year + position + interval + left"),
        ("date > DATE '2021-05-31'", "date > DATE '2021-05-31'"),
        ("\"as_of\" + \"end\"", "\"as_of\" + \"end\""),
        ("TRUE and False or null", "TRUE AND FALSE OR NULL"),
        ("1.5e3 + .5 + 5. + 1E-3", "1500 + 0.5 + 5 + 0.001"),
        ("5%", "0.05"),
        ("12.5 %", "0.125"),
        ("1.5e3%", "15"),
        ("0.1%", "0.001"),
        ("x >= 5% AND y", "x >= 0.05 AND y"),
        ("x*5%+1", "x * 0.05 + 1"),
        ("(5%)", "0.05"),
    ];
    for (text, expected) in table {
        assert_eq!(shown(text), expected, "{text}");
        assert_eq!(shown(expected), expected);
    }
}

#[test]
fn full_width_forms() {
    let table = [
        ("（x＋１）×２", "(x + 1) * 2"),
        ("x÷２－１", "x / 2 - 1"),
        ("x≥５％", "x >= 0.05"),
        ("x≤5", "x <= 5"),
        ("x＞5", "x > 5"),
        ("x＜5", "x < 5"),
        ("x＝5", "x = 5"),
        ("x≠5", "x <> 5"),
        ("x＜＝5", "x <= 5"),
        ("x＞＝5", "x >= 5"),
        ("x＜＞5", "x <> 5"),
        ("x！＝5", "x <> 5"),
        ("x−1", "x - 1"),
        ("x＊2／3", "x * 2 / 3"),
        ("１２．５", "12.5"),
        ("least（x，y）", "least(x, y)"),
        ("x IN ('a'、'b')", "x IN ('a', 'b')"),
        ("级别＝‘国家级’", "级别 = '国家级'"),
        ("级别 = ＇国家级＇", "级别 = '国家级'"),
        ("“研发费用（万元）” > 5", "\"研发费用（万元）\" > 5"),
        ("x > 5　且　y < 3", "x > 5 AND y < 3"),
        ("x > 5 并且 y < 3", "x > 5 AND y < 3"),
        ("x > 5 与 y < 3", "x > 5 AND y < 3"),
        ("x > 5 或 y < 3 或者 z", "x > 5 OR y < 3 OR z"),
        ("非 (x > 5)", "NOT x > 5"),
        ("x > 5且 y", "x > 5 AND y"),
    ];
    for (text, expected) in table {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn names_stay_as_they_are_written() {
    for name in
        ["研发费用２０２１", "且慢", "非高企", "_a1", "Ａ类", "é", "total", "or_else", "A1级"]
    {
        let expr = parse(name).unwrap();
        assert_eq!(expr.kind, ExprKind::Column(name.into()));
        assert_eq!(quoted_if_needed(name), name);
    }
    for name in ["R&D", "3年", "a b", "and", "as_of", "或", "研发（万元）", ""] {
        assert!(quoted_if_needed(name).starts_with('"'), "{name}");
    }
}

/// Every node with the text that it stands in.
fn spans(text: &str) -> Vec<String> {
    fn walk(expr: &Expr, text: &str, found: &mut Vec<String>) {
        found.push(text[expr.range.clone()].to_string());
        expr.children().into_iter().for_each(|child| walk(child, text, found));
    }
    let mut found = Vec::new();
    walk(&parse(text).unwrap(), text, &mut found);
    found
}

#[test]
fn every_node_knows_its_bytes() {
    assert_eq!(
        spans(" （研发费用＋ 1） / 营业收入 ≥ ５％ "),
        [
            "（研发费用＋ 1） / 营业收入 ≥ ５％",
            "（研发费用＋ 1） / 营业收入",
            "研发费用＋ 1",
            "研发费用",
            "1",
            "营业收入",
            "５％"
        ]
    );
    assert_eq!(
        spans("(x) IS NOT NULL 且 非 （y）"),
        ["(x) IS NOT NULL 且 非 （y）", "(x) IS NOT NULL", "x", "非 （y）", "y"]
    );
    assert_eq!(
        spans("级别 NOT IN （'国家级'，('省级')）"),
        ["级别 NOT IN （'国家级'，('省级')）", "级别", "'国家级'", "'省级'"]
    );
    assert_eq!(
        spans("- round((x), 2) BETWEEN 1 AND (2)"),
        [
            "- round((x), 2) BETWEEN 1 AND (2)",
            "- round((x), 2)",
            "round((x), 2)",
            "x",
            "2",
            "1",
            "2"
        ]
    );
    assert_eq!(
        spans("case 级别 when '国' then DATE '2021-05-31' end = as_of"),
        [
            "case 级别 when '国' then DATE '2021-05-31' end = as_of",
            "case 级别 when '国' then DATE '2021-05-31' end",
            "级别",
            "'国'",
            "DATE '2021-05-31'",
            "as_of"
        ]
    );
    assert_eq!(spans("名称 LIKE ('%中国%')"), ["名称 LIKE ('%中国%')", "名称"]);
}

#[test]
fn depth_is_bounded_not_fatal() {
    let deep = |open: &str, middle: &str, close: &str, n: usize| {
        format!("{}{middle}{}", open.repeat(n), close.repeat(n))
    };
    assert!(parse(&deep("(", "x", ")", 50)).is_ok());
    assert!(parse(&deep("NOT (", "x", ")", 30)).is_ok());
    assert!(parse(&deep("CASE WHEN x THEN ", "1", " END", 50)).is_ok());
    assert!(parse(&vec!["x"; 150].join(" + ")).is_ok());
    assert!(parse(&vec!["x"; 1900].join(" AND ")).is_ok());
    for text in [
        deep("(", "x", ")", 100_000),
        deep("(", "x", ")", 1000),
        deep("round(", "x", ")", 500),
        deep("NOT ", "x", "", 10_000),
        deep("- ", "x", "", 1500),
        deep("CASE WHEN x THEN ", "1", " END", 300),
        deep("CASE ", "1", "", 300),
        vec!["x"; 1900].join(" + "),
        vec!["x"; 1900].join(" = "),
        vec!["x"; 100_000].join(" AND "),
    ] {
        let problems = parse(&text).unwrap_err();
        assert!(!problems.is_empty(), "{}", &text[..40]);
    }
    assert_eq!(parse(&deep("(", "x", ")", 1000)).unwrap_err()[0].code.id, "X009");
    assert_eq!(parse(&vec!["x"; 1900].join(" + ")).unwrap_err()[0].code.id, "X009");
}

#[test]
fn repetition_is_bounded() {
    let nested =
        |open: &str, close: &str, n: usize| format!("{}x{}", open.repeat(n), close.repeat(n));
    for text in [
        nested("CASE ", " WHEN 1 THEN 1 WHEN 2 THEN 2 WHEN 3 THEN 3 END", 40),
        nested("CASE WHEN (", ") BETWEEN 1 AND 2 THEN 1 END", 40),
        nested("round(", ")", 40),
        nested("power(", ", 2)", 40),
    ] {
        assert_eq!(parse(&text).unwrap_err()[0].code.id, "X009", "{text}");
    }
    assert!(parse(&nested("round(", ", 2)", 4)).is_ok());
    assert!(parse(&nested("CASE ", " WHEN 1 THEN 1 WHEN 2 THEN 2 WHEN 3 THEN 3 END", 5)).is_ok());
}

#[test]
fn what_nests_badly_is_refused_quickly() {
    for (open, middle, close) in [
        ("(", "x BETWEEN 1", ")"),
        ("CASE ", "1", " END"),
        ("CASE WHEN ", "1", " END"),
        ("round(", "1 BETWEEN 2", ")"),
        ("x BETWEEN ", "1", ""),
        ("DATE (", "1", ")"),
    ] {
        // Speculation without memory would take 2^60 steps here.
        assert!(parse(&format!("{}{middle}{}", open.repeat(60), close.repeat(60))).is_err());
    }
}

#[test]
fn the_reference_is_true() {
    for (at, entry) in FUNCTIONS.iter().enumerate() {
        assert_eq!(entry.function as usize, at, "{} stands out of order", entry.name);
        let (example, expected) = entry.example;
        let found = value(example, &firm(&[]));
        let expected = typed(expected).evaluate(&firm(&[]));
        assert!(same_bits(&found, &expected), "{example} is {found:?}");
        assert!(entry.signature.starts_with(entry.name));
        assert!(entry.about.iter().all(|about| !about.is_empty()));
    }
}
