//! What a clerk reads, whole.

use super::*;
use crate::portrait::tests::{FIRMS, SMALL, with};

fn shown(firm: usize, lang: Lang) -> String {
    let mut shown = String::new();
    with(SMALL, FIRMS, |_, portraits| shown = text(&portraits.of(firm), lang));
    shown
}

#[test]
fn a_strong_firm_in_chinese() {
    insta::assert_snapshot!(shown(0, Lang::Zh));
}

#[test]
fn a_strong_firm_in_english() {
    insta::assert_snapshot!(shown(0, Lang::En));
}

#[test]
fn a_firm_at_the_floor() {
    insta::assert_snapshot!(shown(3, Lang::Zh));
}

#[test]
fn a_firm_with_gaps() {
    insta::assert_snapshot!(shown(2, Lang::Zh));
}

#[test]
fn a_vetoed_firm() {
    insta::assert_snapshot!(shown(4, Lang::En));
}

#[test]
fn a_firm_in_no_stage() {
    insta::assert_snapshot!(shown(6, Lang::Zh));
}

/// The printed sum is one: every number of the line, added as printed.
#[test]
fn the_sum_line_adds_up_as_printed() {
    for firm in 0..5 {
        let shown = shown(firm, Lang::En);
        let line = shown.lines().find(|line| line.starts_with("total = ")).expect("a sum");
        let (terms, sum) = line["total = ".len()..].rsplit_once(" = ").expect("a result");
        let mut cents = 0;
        let mut sign = 1;
        for word in terms.split(' ') {
            match word {
                "+" => sign = 1,
                "-" => sign = -1,
                word => {
                    if let Ok(points) = word.replace('.', "").parse::<i64>() {
                        cents += sign * points;
                    }
                }
            }
        }
        assert_eq!(cents, sum.replace('.', "").parse::<i64>().unwrap(), "{line}");
    }
}
