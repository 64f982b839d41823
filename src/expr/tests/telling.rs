//! Sentences for people, in both languages.

use super::*;

fn one() -> Firm {
    firm(&[
        ("研发费用", number(450.0)),
        ("营业收入", number(10_000.0)),
        ("上年营业收入", number(0.0)),
        ("产业领域", text("新能源")),
        ("高企证书有效", Value::Flag(false)),
        ("成立日期", number(f64::from(day("2018-06-01")))),
        ("x", number(1200.0)),
        ("y", number(1000.0)),
    ])
}

fn read(text: &str) -> Reading {
    typed(text).reading(&one())
}

#[test]
fn clauses() {
    let table = [
        (
            "研发费用 >= 500",
            Some(false),
            Some(50.0),
            "研发费用 450 < 500，还差 50",
            "研发费用 450 < 500, short by 50",
        ),
        (
            "500 <= 研发费用",
            Some(false),
            Some(50.0),
            "研发费用 450 < 500，还差 50",
            "研发费用 450 < 500, short by 50",
        ),
        ("研发费用 >= 450", Some(true), Some(0.0), "研发费用 450 ≥ 450", "研发费用 450 ≥ 450"),
        (
            "研发费用 > 450",
            Some(false),
            Some(0.0),
            "研发费用 450 ≤ 450，必须更高",
            "研发费用 450 ≤ 450, must be more",
        ),
        (
            "研发费用 <= 400",
            Some(false),
            Some(50.0),
            "研发费用 450 > 400，超出 50",
            "研发费用 450 > 400, over by 50",
        ),
        (
            "研发费用 = 400",
            Some(false),
            Some(50.0),
            "研发费用 450 ≠ 400，相差 50",
            "研发费用 450 ≠ 400, off by 50",
        ),
        (
            "研发费用 <> 450",
            Some(false),
            None,
            "研发费用 450 = 450，要求不等",
            "研发费用 450 = 450, which it must not be",
        ),
        (
            "研发费用 / 营业收入 * 100 >= 5",
            Some(false),
            Some(0.5),
            "研发费用 / 营业收入 × 100 = 4.5 < 5，还差 0.5（研发费用 450，营业收入 10000）",
            "研发费用 / 营业收入 × 100 = 4.5 < 5, short by 0.5 (研发费用 450, 营业收入 10000)",
        ),
        (
            "(x/y - 1)*100 >= 20",
            Some(true),
            Some(0.0),
            "(x / y - 1) × 100 = 20 ≥ 20（x 1200，y 1000）",
            "(x / y - 1) × 100 = 20 ≥ 20 (x 1200, y 1000)",
        ),
        (
            "研发强度 >= 3",
            None,
            None,
            "缺少研发强度，无法判断：研发强度不低于 3",
            "研发强度 is not known, cannot tell: 研发强度 is at least 3",
        ),
        (
            "营业收入 / 上年营业收入 > 1",
            None,
            None,
            "算不出：营业收入 / 上年营业收入高于 1（营业收入 10000，上年营业收入 0）",
            "cannot be calculated: 营业收入 / 上年营业收入 is above 1 (营业收入 10000, 上年营业收入 0)",
        ),
        (
            "产业领域 = '生物医药'",
            Some(false),
            None,
            "产业领域是「新能源」，要求是「生物医药」",
            "产业领域 is '新能源', needed: is '生物医药'",
        ),
        (
            "产业领域 = '新能源'",
            Some(true),
            Some(0.0),
            "产业领域是「新能源」",
            "产业领域 is '新能源'",
        ),
        (
            "产业领域 IN ('生物医药', '新材料')",
            Some(false),
            None,
            "产业领域是「新能源」，要求是「生物医药」、「新材料」之一",
            "产业领域 is '新能源', needed: is one of '生物医药', '新材料'",
        ),
        ("高企证书有效", Some(false), None, "高企证书有效：否", "高企证书有效: no"),
        (
            "高企证书有效 = '是'",
            Some(false),
            None,
            "高企证书有效：否，要求为是",
            "高企证书有效: no, needed: is yes",
        ),
        (
            "研发费用 BETWEEN 500 AND 600",
            Some(false),
            Some(50.0),
            "研发费用 450 < 500，还差 50",
            "研发费用 450 < 500, short by 50",
        ),
        (
            "研发费用 BETWEEN 100 AND 400",
            Some(false),
            Some(50.0),
            "研发费用 450 > 400，超出 50",
            "研发费用 450 > 400, over by 50",
        ),
        ("研发费用 BETWEEN 100 AND 500", Some(true), Some(0.0), "研发费用 450", "研发费用 450"),
        (
            "成立日期 >= '2018-07-01'",
            Some(false),
            Some(30.0),
            "成立日期 2018年6月1日 < 2018年7月1日，还差 30 天",
            "成立日期 2018-06-01 < 2018-07-01, short by 30 days",
        ),
        (
            "years_since(成立日期) >= 3",
            Some(false),
            Some(1.0),
            "成立日期至本次日期的整年数 = 2 < 3，还差 1（成立日期 2018年6月1日）",
            "the completed years since 成立日期 = 2 < 3, short by 1 (成立日期 2018-06-01)",
        ),
        ("研发强度 IS NULL", Some(true), Some(0.0), "研发强度没有数据", "研发强度 is not known"),
    ];
    for (text, held, gap, zh, en) in table {
        let reading = read(text);
        assert_eq!(reading.held, held, "{text}");
        match (reading.gap, gap) {
            (Some(a), Some(b)) => assert!((a - b).abs() < 1e-9, "{text}: {a}"),
            (a, b) => assert_eq!(a, b, "{text}"),
        }
        assert_eq!(reading.says.zh, zh, "{text}");
        assert_eq!(reading.says.en, en, "{text}");
        assert_eq!(reading.joiner, Joiner::Clause);
        assert_eq!(reading.range, 0..text.len());
    }
}

#[test]
fn conditions_are_told_clause_by_clause() {
    let reading = read("研发费用 >= 500 AND (营业收入 < 20000 OR 高企证书有效) AND 研发强度 >= 3");
    assert_eq!(reading.held, Some(false));
    assert_eq!(reading.joiner, Joiner::All);
    let held: Vec<_> = reading.clauses.iter().map(|clause| clause.held).collect();
    assert_eq!(held, [Some(false), Some(true), None]);
    assert_eq!(reading.says.zh, "3 项条件中 1 项不满足：研发费用 450 < 500，还差 50");
    assert_eq!(reading.clauses[1].joiner, Joiner::Any);
    assert_eq!(reading.clauses[1].text, "营业收入 < 20000 OR 高企证书有效");
    assert_eq!(reading.clauses[1].says.zh, "满足其中 1 项（有一项即可）：营业收入 10000 < 20000");
    assert_eq!(reading.clauses[1].says.en, "1 of 2 hold, one is enough: 营业收入 10000 < 20000");
    assert_eq!(reading.actual.len(), 4);
    assert_eq!(reading.actual[3].value, Value::Missing);

    let not = read("NOT (研发费用 > 100)");
    assert_eq!((not.held, not.joiner), (Some(false), Joiner::Not));
    assert_eq!(not.says.zh, "出现了不允许的情形：研发费用 450 > 100");

    let unknown = read("研发费用 > 100 AND 研发强度 > 3");
    assert_eq!(unknown.held, None);
    assert!(unknown.says.zh.starts_with("2 项条件中 1 项无法判断，其余满足：缺少研发强度"));
}

#[test]
fn values_are_told_too() {
    let reading = read("研发费用 / 营业收入 * 100");
    assert_eq!(reading.held, None);
    assert_eq!(reading.value, number(4.5));
    assert_eq!(reading.says.zh, "研发费用 / 营业收入 × 100 = 4.5（研发费用 450，营业收入 10000）");
    assert_eq!(read("研发费用").says.zh, "研发费用 450");
    assert_eq!(
        read("研发强度 + 1").says.en,
        "研发强度 is not known, cannot calculate: 研发强度 + 1"
    );
}

#[test]
fn rules_in_words() {
    let table = [
        (
            "研发强度 >= 3 AND 营业收入 < 2000",
            "研发强度不低于 3，并且营业收入低于 2000",
            "研发强度 is at least 3 and 营业收入 is below 2000",
        ),
        (
            "p AND (q OR x > 5)",
            "p 为是，并且（q 为是，或者x 高于 5）",
            "p is yes and (q is yes or x is above 5)",
        ),
        ("NOT p", "p 为否", "p is no"),
        ("高企证书有效 = '是'", "高企证书有效为是", "高企证书有效 is yes"),
        ("产业领域 IN ('a', 'b')", "产业领域是「a」、「b」之一", "产业领域 is one of 'a', 'b'"),
        ("级别 LIKE '%国%'", "级别包含「国」", "级别 does contain '国'"),
        ("x BETWEEN 1 AND 2", "x 在 1 到 2 之间", "x is from 1 to 2"),
        (
            "成立日期 >= '2020-01-01'",
            "成立日期不早于 2020年1月1日",
            "成立日期 is not before 2020-01-01",
        ),
        (
            "growth(营业收入, 上年营业收入) >= 20",
            "营业收入比上年营业收入的增长率（%）不低于 20",
            "the growth of 营业收入 over 上年营业收入 (%) is at least 20",
        ),
        (
            "years_since(成立日期) <= 3",
            "成立日期至本次日期的整年数不超过 3",
            "the completed years since 成立日期 is at most 3",
        ),
        ("CASE WHEN p THEN 10 ELSE 0 END", "p 为是时为 10，否则为 0", "10 if p is yes, else 0"),
        ("x * (y + 1)", "x × (y + 1)", "x × (y + 1)"),
    ];
    for (text, zh, en) in table {
        let words = typed(text).in_words();
        assert_eq!((words.zh.as_str(), words.en.as_str()), (zh, en), "{text}");
    }
}

#[test]
fn numbers_for_people() {
    let table = [
        (0.0, "0"),
        (-0.0, "0"),
        (5.0, "5"),
        (19.999_999_999_999_996, "20"),
        (4.5, "4.5"),
        (0.123_456, "0.1235"),
        (1_234.567_89, "1234.5679"),
        (0.001_234, "0.00123"),
        (1e-12, "1e-12"),
        (-2.5, "-2.5"),
        (1e15, "1000000000000000"),
        (1e20, "1e20"),
    ];
    for (x, expected) in table {
        assert_eq!(number_in_words(x), expected);
    }
}
