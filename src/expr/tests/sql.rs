//! What engines are told.

use super::*;

fn sql(text: &str) -> String {
    typed(text).to_sql(&Ansi { as_of: Some(day("2021-05-31")) })
}

#[test]
fn rendered() {
    let table = [
        ("研发费用 / 营业收入 * 100", "\"研发费用\" / NULLIF(\"营业收入\", 0) * 100.0"),
        (
            "x / (y + 1)",
            "\"x\" / NULLIF(CASE WHEN ABS((\"y\" + 1.0)) <= 1.7976931348623157e308 THEN (\"y\" + 1.0) END, 0)",
        ),
        (
            "x + y >= 5",
            "CASE WHEN ABS((\"x\" + \"y\")) <= 1.7976931348623157e308 THEN (\"x\" + \"y\") END >= 4.999999995",
        ),
        ("x - (y - 1)", "\"x\" - (\"y\" - 1.0)"),
        ("(x + y) * 2", "(\"x\" + \"y\") * 2.0"),
        ("x * (1200/1000 - 1)", "\"x\" * 0.19999999999999996"),
        ("x >= 5", "\"x\" >= 4.999999995"),
        ("x > 5", "\"x\" > 5.000000005"),
        ("x <= 5", "\"x\" <= 5.000000005"),
        ("x < 5", "\"x\" < 4.999999995"),
        ("x >= 0", "\"x\" >= 0.0"),
        ("x = 5", "ABS(\"x\" - 5.0) <= 5e-9"),
        ("x <> 5", "ABS(\"x\" - 5.0) > 5e-9"),
        ("x = -5", "ABS(\"x\" + 5.0) <= 5e-9"),
        ("x = 0", "\"x\" = 0.0"),
        ("x >= y", "\"x\" >= \"y\" - 1e-9 * ABS(\"y\")"),
        ("x < y", "\"x\" < \"y\" - 1e-9 * ABS(\"y\")"),
        ("x <= y", "\"x\" <= \"y\" + 1e-9 * ABS(\"y\")"),
        ("x = y", "ABS(\"x\" - \"y\") <= 1e-9 * ABS(\"y\")"),
        ("x BETWEEN 1 AND 2", "\"x\" >= 0.999999999 AND \"x\" <= 2.000000002"),
        ("NOT x BETWEEN 1 AND 2", "NOT (\"x\" >= 0.999999999 AND \"x\" <= 2.000000002)"),
        ("x IN (1, 2)", "ABS(\"x\" - 1.0) <= 1e-9 OR ABS(\"x\" - 2.0) <= 2e-9"),
        ("p AND x IN (1, 2)", "\"p\" AND (ABS(\"x\" - 1.0) <= 1e-9 OR ABS(\"x\" - 2.0) <= 2e-9)"),
        ("级别 NOT IN ('国家级', 'it''s')", "\"级别\" NOT IN ('国家级', 'it''s')"),
        ("级别 LIKE '国%'", "\"级别\" LIKE '国%'"),
        ("contains(级别, '国') AND p", "POSITION('国' IN \"级别\") > 0 AND \"p\""),
        ("高企证书有效 = '是'", "\"高企证书有效\" = TRUE"),
        ("NOT p AND (q OR p)", "NOT \"p\" AND (\"q\" OR \"p\")"),
        ("NOT (p AND q)", "NOT (\"p\" AND \"q\")"),
        ("x IS NULL", "\"x\" IS NULL"),
        ("成立日期 >= '2021/5/31'", "\"成立日期\" >= DATE '2021-05-31'"),
        ("有效期至 >= as_of", "\"有效期至\" >= DATE '2021-05-31'"),
        (
            "years_since(成立日期)",
            "(EXTRACT(YEAR FROM DATE '2021-05-31') - EXTRACT(YEAR FROM \"成立日期\") - CASE WHEN EXTRACT(MONTH FROM DATE '2021-05-31') * 100 + EXTRACT(DAY FROM DATE '2021-05-31') < EXTRACT(MONTH FROM \"成立日期\") * 100 + EXTRACT(DAY FROM \"成立日期\") THEN 1 ELSE 0 END)",
        ),
        ("year(成立日期)", "EXTRACT(YEAR FROM \"成立日期\")"),
        ("growth(x, y)", "CASE WHEN \"y\" > 0.0 THEN (\"x\" / NULLIF(\"y\", 0) - 1.0) * 100.0 END"),
        ("least(x, y)", "CASE WHEN \"x\" <= \"y\" THEN \"x\" WHEN \"y\" <= \"x\" THEN \"y\" END"),
        ("coalesce(x, 0)", "COALESCE(\"x\", 0.0)"),
        ("nullif(x, 0)", "CASE WHEN \"x\" = 0.0 THEN NULL ELSE \"x\" END"),
        (
            "CASE 级别 WHEN '国家级' THEN 1 ELSE 0 END",
            "CASE WHEN \"级别\" = '国家级' THEN 1.0 ELSE 0.0 END",
        ),
        ("sqrt(x)", "CASE WHEN \"x\" >= 0.0 THEN SQRT(\"x\") END"),
        (
            "round(x, 2)",
            "CASE WHEN ABS(\"x\") * 100.0 < 4503599627370496.0 THEN CASE WHEN \"x\" < 0.0 THEN -1.0 ELSE 1.0 END * FLOOR(ABS(\"x\") * 100.0 + CASE WHEN ABS(\"x\") * 100.0 * 1e-12 < 0.001 THEN ABS(\"x\") * 100.0 * 1e-12 ELSE 0.001 END + 0.5) / 100.0 ELSE \"x\" END",
        ),
        (
            "floor(x)",
            "FLOOR(\"x\" + CASE WHEN ABS(\"x\") * 1e-9 < 0.000001 THEN ABS(\"x\") * 1e-9 ELSE 0.000001 END)",
        ),
        ("abs(x - y)", "ABS((\"x\" - \"y\"))"),
        ("length(级别)", "CHAR_LENGTH(\"级别\")"),
        ("-x", "-\"x\""),
        ("-(x + y)", "-(\"x\" + \"y\")"),
        ("x - -5", "\"x\" - -5.0"),
        ("1 + 2", "3.0"),
        ("NULL", "NULL"),
    ];
    for (text, expected) in table {
        let text = text.replace("- -5", "- (-5)");
        assert_eq!(sql(&text), expected, "{text}");
    }
}

#[test]
fn every_function_is_rendered_as_sql_that_parses() {
    let dialect = sqlparser::dialect::GenericDialect {};
    let table = [
        "abs(x)",
        "round(x)",
        "round(x, 2)",
        "round(x + y, -3)",
        "floor(x)",
        "ceil(x * 2)",
        "ln(x)",
        "log10(x)",
        "sqrt(x)",
        "power(x, y)",
        "power(x - 1, 2)",
        "least(x, y, 5)",
        "greatest(x, y)",
        "coalesce(x, y, 0)",
        "nullif(x, y)",
        "nullif(级别, '无')",
        "growth(x, y)",
        "years_since(成立日期, 有效期至)",
        "year(as_of)",
        "contains(级别, 产业领域)",
        "length(级别)",
        "x NOT IN (1, 2, NULL)",
        "CASE WHEN p THEN 1 END / 3",
        "NOT (x IN (y, 3))",
    ];
    for text in table {
        let sql = sql(text);
        let parser = sqlparser::parser::Parser::new(&dialect).try_with_sql(&sql).unwrap();
        let mut parser = parser;
        parser.parse_expr().unwrap_or_else(|error| panic!("{text}: {sql}: {error}"));
        assert_eq!(parser.peek_token().token, sqlparser::tokenizer::Token::EOF, "{sql}");
    }
}

#[test]
fn engines_can_spell_for_themselves() {
    struct Backticks;
    impl SqlDialect for Backticks {
        fn quote_identifier(&self, name: &str) -> String {
            format!("`{}`", name.replace('`', "``"))
        }
        fn extract(&self, part: &str, of: &str) -> String {
            format!("{part}({of})")
        }
    }
    assert_eq!(
        typed("year(成立日期) > x").to_sql(&Backticks),
        "YEAR(`成立日期`) > `x` + 1e-9 * ABS(`x`)"
    );
    assert_eq!(typed("有效期至 > as_of").to_sql(&Ansi::default()), "\"有效期至\" > CURRENT_DATE");
}
