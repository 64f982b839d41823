//! Values: missing, borders, growth, dates, functions; every value twice, one row and whole column.

use super::*;

const MISSING: Value = Value::Missing;

fn xy(x: f64, y: f64) -> Firm {
    firm(&[("x", number(x)), ("y", number(y))])
}

fn flag(held: Option<bool>) -> Value {
    held.map_or(MISSING, Value::Flag)
}

#[test]
fn three_valued_logic() {
    let values = [Some(true), Some(false), None];
    for p in values {
        for q in values {
            let firm = firm(&[("p", flag(p)), ("q", flag(q))]);
            let and = match (p, q) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
            let or = match (p, q) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            };
            assert_eq!(value("p AND q", &firm), flag(and), "{p:?} AND {q:?}");
            assert_eq!(value("p OR q", &firm), flag(or), "{p:?} OR {q:?}");
            assert_eq!(value("NOT p", &firm), flag(p.map(|p| !p)));
            assert_eq!(value("p = q", &firm), flag(p.zip(q).map(|(p, q)| p == q)));
            assert_eq!(value("p AND NULL", &firm), flag(p.filter(|p| !p)));
            assert_eq!(value("p OR NULL", &firm), flag(p.filter(|p| *p)));
            assert_eq!(value("NULL AND p", &firm), flag(p.filter(|p| !p)));
            assert_eq!(value("p AND TRUE", &firm), flag(p));
            assert_eq!(value("p AND FALSE", &firm), flag(Some(false)));
            assert_eq!(value("p IS NULL", &firm), flag(Some(p.is_none())));
            assert_eq!(value("p IN ('是')", &firm), flag(p));
            assert_eq!(value("p NOT IN (TRUE, NULL)", &firm), flag(p.filter(|p| *p).map(|p| !p)));
        }
    }
}

#[test]
fn division_and_growth() {
    assert_eq!(value("x / y", &xy(0.0, 0.0)), MISSING);
    assert_eq!(value("x / y >= 5%", &xy(0.0, 0.0)), MISSING);
    assert_eq!(value("x / 0", &xy(5.0, 0.0)), MISSING);
    assert_eq!(value("5 / 0", &xy(5.0, 0.0)), MISSING);
    assert_eq!(value("growth(x, 0)", &xy(5.0, 0.0)), MISSING);
    assert_eq!(value("growth(x, -1)", &xy(5.0, 0.0)), MISSING);
    assert_eq!(value("growth(x, y)", &xy(5.0, 0.0)), MISSING);
    assert_eq!(value("growth(x, y)", &xy(5.0, -1.0)), MISSING);
    assert_eq!(value("growth(x, y)", &xy(0.0, 10.0)), number(-100.0));
    assert_eq!(value("growth(x, y)", &xy(20.0, 10.0)), number(100.0));
    assert_eq!(value("x + y", &firm(&[("x", number(1.0))])), MISSING);
    assert_eq!(value("x * 1e300 * 1e300", &xy(5.0, 0.0)), MISSING);
    assert_eq!(value("1 / (x * 1e300 * 1e300)", &xy(5.0, 0.0)), MISSING);
    assert_eq!(value("x / 49 * 49", &xy(1.0, 0.0)), number(1.0 / 49.0 * 49.0));
}

#[test]
fn twenty_per_cent_is_twenty_per_cent() {
    for text in [
        "growth(1200, 1000) >= 20",
        "(1200/1000 - 1)*100 >= 20",
        "growth(x, y) >= 20",
        "(x/y - 1)*100 >= 20",
        "(x/y - 1)*100 = 20",
        "20 <= (x/y - 1)*100",
        "(x/y - 1)*100 BETWEEN 20 AND 30",
        "(x/y - 1)*100 IN (20, 30)",
    ] {
        assert_eq!(value(text, &xy(1200.0, 1000.0)), Value::Flag(true), "{text}");
    }
    assert_eq!(value("(x/y - 1)*100 < 20", &xy(1200.0, 1000.0)), Value::Flag(false));
    for now in 1..2000 {
        if now % 6 == 0 {
            let firm = xy(f64::from(now), f64::from(now / 6 * 5));
            assert_eq!(typed("growth(x, y) >= 20").evaluate(&firm), Value::Flag(true), "{now}");
        }
    }
}

#[test]
fn borders_have_a_tolerance_of_the_right_hand_side() {
    let (inside, outside) = (5e-10, 2e-9);
    let table: &[(&str, f64, bool)] = &[
        (">=", 1.0 - inside, true),
        (">=", 1.0 - outside, false),
        (">", 1.0 + inside, false),
        (">", 1.0 + outside, true),
        ("<=", 1.0 + inside, true),
        ("<=", 1.0 + outside, false),
        ("<", 1.0 - inside, false),
        ("<", 1.0 - outside, true),
        ("=", 1.0 + inside, true),
        ("=", 1.0 + outside, false),
        ("=", 1.0 - outside, false),
        ("<>", 1.0 - inside, false),
        ("<>", 1.0 - outside, true),
    ];
    for (sign, x, held) in table {
        for scale in [1.0, 1e6, 1e-6] {
            let firm = xy(x * scale, scale);
            assert_eq!(value(&format!("x {sign} y"), &firm), Value::Flag(*held), "{x} {sign} 1");
            let text = format!("x {sign} {scale}");
            assert_eq!(value(&text, &firm), Value::Flag(*held), "{x} {text}");
        }
        let firm = xy(-x, -1.0);
        let mirrored = sign.replace('<', "?").replace('>', "<").replace('?', ">");
        let mirrored = if *sign == "<>" { "<>".to_string() } else { mirrored };
        assert_eq!(
            value(&format!("x {mirrored} y"), &firm),
            Value::Flag(*held),
            "-{x} {mirrored} -1"
        );
    }
    assert_eq!(value("x > 0", &xy(1e-300, 0.0)), Value::Flag(true));
    assert_eq!(value("x >= 0", &xy(-1e-300, 0.0)), Value::Flag(false));
    assert_eq!(value("x = 0", &xy(0.0, 0.0)), Value::Flag(true));
}

#[test]
fn membership_and_patterns() {
    let firm = firm(&[("级别", text("国家级")), ("x", number(3.0))]);
    let table = [
        ("级别 IN ('省级', '国家级')", Some(true)),
        ("级别 NOT IN ('省级', '国家级')", Some(false)),
        ("级别 IN ('省级', NULL)", None),
        ("级别 IN ('国家级', NULL)", Some(true)),
        ("级别 NOT IN ('国家级', NULL)", Some(false)),
        ("产业领域 IN ('a')", None),
        ("NULL IN (x, 3)", None),
        ("3 IN (x, y)", Some(true)),
        ("4 IN (x, y)", None),
        ("x IN (1, 3, NULL)", Some(true)),
        ("x IN (1, 2, NULL)", None),
        ("x BETWEEN 3 AND 4", Some(true)),
        ("x NOT BETWEEN 3 AND 4", Some(false)),
        ("x BETWEEN y AND 2", Some(false)),
        ("x BETWEEN y AND 5", None),
        ("x BETWEEN NULL AND 2", Some(false)),
        ("级别 LIKE '国%'", Some(true)),
        ("级别 LIKE '_家_'", Some(true)),
        ("级别 NOT LIKE '%省%'", Some(true)),
        ("产业领域 LIKE '%'", None),
        ("contains(级别, '家')", Some(true)),
        ("contains('国家级重点', 级别)", Some(true)),
        ("contains(级别, 产业领域)", None),
        ("级别 = '国家级'", Some(true)),
        ("级别 <> '国家级'", Some(false)),
        ("产业领域 <> '国家级'", None),
        ("产业领域 IS NULL AND 级别 IS NOT NULL", Some(true)),
        ("x = NULL", None),
        ("NOT (x = NULL)", None),
    ];
    for (text, held) in table {
        assert_eq!(value(text, &firm), flag(held), "{text}");
    }
    assert_eq!(value("length(级别)", &firm), number(3.0));
}

#[test]
fn choices() {
    let firm = firm(&[("x", number(3.0)), ("级别", text("省级")), ("p", Value::Flag(true))]);
    let table = [
        ("CASE WHEN x > 5 THEN 1 WHEN x > 2 THEN 2 ELSE 3 END", number(2.0)),
        ("CASE WHEN y > 5 THEN 1 END", MISSING),
        ("CASE WHEN y > 5 THEN 1 ELSE 0 END", number(0.0)),
        ("CASE 级别 WHEN '国家级' THEN 10 WHEN '省级' THEN 6 ELSE 0 END", number(6.0)),
        ("CASE WHEN TRUE THEN x ELSE y END", number(3.0)),
        ("CASE WHEN NULL THEN x ELSE 7 END", number(7.0)),
        ("CASE WHEN FALSE THEN '无' WHEN p THEN 级别 END = '省级'", Value::Flag(true)),
        ("CASE 1 WHEN 1 THEN x END", number(3.0)),
        ("CASE NULL WHEN NULL THEN 1 ELSE x END", number(3.0)),
        ("CASE WHEN p THEN NULL ELSE x END", MISSING),
        ("coalesce(y, x, 9)", number(3.0)),
        ("coalesce(y, 9)", number(9.0)),
        ("coalesce(产业领域, 级别)", text("省级")),
        ("coalesce(产业领域, '无')", text("无")),
        ("coalesce(1, x)", number(1.0)),
        ("nullif(x, 3)", MISSING),
        ("nullif(x, 4)", number(3.0)),
        ("nullif(x, y)", number(3.0)),
        ("nullif(y, x)", MISSING),
        ("nullif(x, NULL)", number(3.0)),
        ("nullif(级别, '省级')", MISSING),
        ("least(x, 5, 2)", number(2.0)),
        ("greatest(5, x, 2)", number(5.0)),
        ("least(x, y)", MISSING),
        ("greatest(x, NULL)", MISSING),
        ("greatest(coalesce(y, x), x)", number(3.0)),
        ("5", number(5.0)),
        ("NULL", MISSING),
        ("'甲'", text("甲")),
        ("TRUE", Value::Flag(true)),
        ("-x", number(-3.0)),
        ("- - x", number(3.0)),
        ("5 - -x", number(8.0)),
    ];
    for (text, expected) in table {
        let text = text.replace("- - x", "-(-x)").replace("- -x", "- (-x)");
        assert_eq!(value(&text, &firm), expected, "{text}");
    }
}

#[test]
fn functions_of_numbers() {
    let table = [
        ("round(x)", 2.5, number(3.0)),
        ("round(x)", -2.5, number(-3.0)),
        ("round(x)", 3.5, number(4.0)),
        ("round(x, 2)", 1.005, number(1.01)),
        ("round(x, 2)", -1.005, number(-1.01)),
        ("round(x, 2)", 2.675, number(2.68)),
        ("round(x, 1)", 0.25, number(0.3)),
        ("round(x, 1)", 0.24, number(0.2)),
        ("round(x, -2)", 1250.0, number(1300.0)),
        ("round(x)", 1e15, number(1e15)),
        ("round(x, 2)", 12_345_678_901.0, number(12_345_678_901.0)),
        ("round(x)", 1e300, number(1e300)),
        ("round(x)", 0.0, number(0.0)),
        ("floor(x)", 2.7, number(2.0)),
        ("floor(x)", -2.7, number(-3.0)),
        ("floor(x)", 0.3 / 0.1, number(3.0)),
        ("floor(x)", 5_000_000_000.7, number(5_000_000_000.0)),
        ("ceil(x)", 2.1, number(3.0)),
        ("ceil(x)", 3.000_000_000_1, number(3.0)),
        ("ceil(x)", 1.1 * 3.0 / 3.3, number(1.0)),
        ("ln(x)", 0.0, MISSING),
        ("ln(x)", -1.0, MISSING),
        ("ln(x)", 1.0, number(0.0)),
        ("log10(x)", 1000.0, number(3.0)),
        ("log10(x)", 0.0, MISSING),
        ("sqrt(x)", -1.0, MISSING),
        ("sqrt(x)", 2.0, number(std::f64::consts::SQRT_2)),
        ("power(x, 2)", 3.0, number(9.0)),
        ("power(x, 0.5)", -4.0, MISSING),
        ("power(x, -1)", 0.0, MISSING),
        ("power(10, x)", 400.0, MISSING),
        ("abs(x)", -3.0, number(3.0)),
    ];
    for (text, x, expected) in table {
        assert_eq!(value(text, &xy(x, 0.0)), expected, "{text} of {x}");
    }
}

#[test]
fn dates() {
    let date = |text: &str| number(f64::from(day(text)));
    let firm = firm(&[("成立日期", date("2018-06-01")), ("有效期至", date("2021-05-31"))]);
    let table = [
        ("years_since(成立日期)", number(2.0)),
        ("years_since(成立日期, as_of)", number(2.0)),
        ("years_since(成立日期, '2021-06-01')", number(3.0)),
        ("years_since(成立日期, 有效期至)", number(2.0)),
        ("year(成立日期)", number(2018.0)),
        ("有效期至 >= as_of", Value::Flag(true)),
        ("有效期至 > as_of", Value::Flag(false)),
        ("成立日期 < '2018/6/2'", Value::Flag(true)),
        ("成立日期 = '2018年6月1日'", Value::Flag(true)),
        ("成立日期 IN ('2018-06-01')", Value::Flag(true)),
        ("greatest(成立日期, '2020-01-01')", date("2020-01-01")),
        ("as_of", date("2021-05-31")),
    ];
    for (text, expected) in table {
        assert_eq!(value(text, &firm), expected, "{text}");
    }
    let unknown = Firm { as_of: None, ..firm };
    assert_eq!(value("years_since(成立日期)", &unknown), MISSING);
    assert_eq!(value("有效期至 >= as_of", &unknown), MISSING);
    assert_eq!(value("as_of", &unknown), MISSING);
}

#[test]
fn deep_trees_calculate() {
    let sum = vec!["x"; 150].join(" + ");
    assert_eq!(value(&sum, &xy(1.0, 0.0)), number(150.0));
    let nested = format!("{}x{}", "coalesce(y, ".repeat(60), ")".repeat(60));
    assert_eq!(value(&nested, &firm(&[("x", number(1.0))])), number(1.0));
    let all = vec!["x > 0"; 900].join(" AND ");
    assert_eq!(typed(&all).evaluate(&xy(1.0, 0.0)), Value::Flag(true));
}
