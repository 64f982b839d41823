//! A small scheme as a standard, whole, in both languages; and what two schemes differ in.

use super::*;
use crate::diagnostic::Lang;
use crate::portrait::tests::SMALL;
use crate::scheme::{Scheme, load_text};

fn scheme(text: &str) -> Scheme {
    load_text("scheme.toml", text).scheme.expect("a scheme without errors")
}

#[test]
fn a_standard_in_chinese() {
    insta::assert_snapshot!(markdown(&standard(&scheme(SMALL)), Lang::Zh));
}

#[test]
fn a_standard_in_english() {
    insta::assert_snapshot!(markdown(&standard(&scheme(SMALL)), Lang::En));
}

#[test]
fn a_scheme_does_not_differ_from_itself() {
    let small = scheme(SMALL);
    let told = markdown(&differences(&small, &small), Lang::En);
    assert!(told.contains("The two schemes do not differ."), "{told}");
}

/// Points, a rule, a stage's border, a name and a part that only one of them has.
#[test]
fn what_differs_is_told_side_by_side() {
    let before = r#"
        [scheme]
        id = "a"
        name = "甲"
        missing = "zero"
        total = 10
        [firm]
        id = "id"
        [[dimension]]
        id = "d"
        name = "维度"
        points = 10
        [[indicator]]
        id = "x"
        name = "指标"
        dimension = "d"
        value = "x"
        points = 6
        rule.tiers = { steps = [[1, 0.5], [2, 1.0]] }
        [[indicator]]
        id = "y"
        name = "旧"
        dimension = "d"
        value = "y"
        points = 4
        rule.linear = { through = [[0, 0], [10, 1]] }
    "#;
    let after = before
        .replace("id = \"y\"", "id = \"z\"")
        .replace("旧", "新")
        .replace("[2, 1.0]", "[3, 1.0]");
    let told = markdown(&differences(&scheme(before), &scheme(&after)), Lang::En);
    assert!(
        told.contains("| 指标 | rule | by tier it earns: ≥ 2: 6, ≥ 1: 3, else 0 | by tier it earns: ≥ 3: 6, ≥ 1: 3, else 0 |"),
        "{told}"
    );
    assert!(told.contains("| 新 | added | — |"), "{told}");
    assert!(told.contains("| 旧 | dropped | "), "{told}");
    assert!(told.contains("| Indicators | 0 | 1 | 1 | 1 |"), "{told}");
}

/// A name is a name in every form.
#[test]
fn nothing_in_a_scheme_is_markup() {
    let hostile =
        SMALL.replace("小方案", "<script>alert(1)</script>&'").replace("初创期", "a|b\\n");
    let page = standard(&scheme(&hostile));
    assert!(!html("<script>", &page, Lang::Zh).contains("<script"));
    let text = markdown(&page, Lang::Zh);
    assert!(!text.contains("<script"));
    assert!(text.contains("a\\|b"));
}
