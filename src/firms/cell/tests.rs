//! One line per writing.

use proptest::prelude::*;

use super::*;

fn repaired(repair: Repair) -> Option<Remark> {
    Some(Remark::Repaired(repair.into()))
}

#[track_caller]
fn reads(cell: &str, unit: &str, value: f64, remark: Option<Remark>) {
    assert_eq!(number(cell, unit), Reading { value: Some(value), remark }, "{cell:?} in {unit:?}");
}

#[track_caller]
fn refuses(cell: &str, unit: &str, remark: Remark) {
    assert_eq!(number(cell, unit), Reading::missing(remark), "{cell:?} in {unit:?}");
}

#[test]
fn plain_numbers_need_no_remark() {
    for (cell, value) in [
        ("0", 0.0),
        ("12", 12.0),
        (" 12.50 ", 12.5),
        ("-3", -3.0),
        ("+3", 3.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("007", 7.0),
        ("1.5E+07", 1.5e7),
        ("2e-3", 0.002),
        ("123456789012345678", 123456789012345678.0),
        ("0.1234567890123456789", 0.123_456_789_012_345_68),
    ] {
        reads(cell, "万元", value, None);
    }
}

#[test]
fn blank_is_missing_without_a_word() {
    for cell in ["", " ", "\t", "\u{3000}", "\u{a0}\u{feff}"] {
        assert_eq!(number(cell, ""), Reading::BLANK, "{cell:?}");
        assert_eq!(date(cell), Reading::BLANK);
        assert_eq!(flag(cell), Reading::BLANK);
        assert_eq!(text(cell), Reading::BLANK);
    }
}

#[test]
fn words_for_no_value_are_missing() {
    for cell in [
        "—",
        "——",
        "–",
        "-",
        "--",
        "/",
        "无",
        "暂无",
        "N/A",
        "n/a",
        "NA",
        "null",
        "NULL",
        "None",
        "nan",
        "NaN",
        "不适用",
        "未填",
        "－",
        "／",
        " — ",
        "…",
        "未填报",
    ] {
        refuses(cell, "万元", Remark::Marker);
        assert_eq!(date(cell).remark, Some(Remark::Marker), "{cell}");
    }
    for cell in ["#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "######"] {
        refuses(cell, "万元", Remark::ErrorCell);
        assert_eq!(text(cell), Reading::missing(Remark::ErrorCell));
    }
    for cell in ["-2147483640", "-2147483648", "-2147483647", "2147483647", "-2,147,483,640"] {
        refuses(cell, "万元", Remark::Sentinel);
    }
    reads("-2147483639", "元", -2147483639.0, None);
    reads("2147483648", "元", 2147483648.0, None);
}

#[test]
fn thousands_separators_stand_at_every_third_digit() {
    reads("13,120.0", "", 13120.0, repaired(Repair::Thousands));
    reads("1,234,567", "", 1234567.0, repaired(Repair::Thousands));
    reads("-1,200", "", -1200.0, repaired(Repair::Thousands));
    reads("1'200", "", 1200.0, repaired(Repair::Thousands));
    for cell in ["1,2", "12,34", "1,2345", ",123", "1,,234", "1,234,", "1,200.5,1", "1234,567"] {
        refuses(cell, "", Remark::Unreadable(Reason::Grouping));
    }
    refuses("1.234,5", "", Remark::Unreadable(Reason::Grouping));
}

#[test]
fn full_width_and_blanks() {
    reads("１２０", "", 120.0, repaired(Repair::Width));
    reads("１，２００．５", "", 1200.5, {
        let mut repairs = Repairs::from(Repair::Width);
        repairs.insert(Repair::Thousands);
        Some(Remark::Repaired(repairs))
    });
    reads("−3", "", -3.0, repaired(Repair::Width));
    reads("13 120.5", "", 13120.5, repaired(Repair::Blanks));
    reads("'120", "", 120.0, repaired(Repair::Blanks));
    reads("- 5", "", -5.0, repaired(Repair::Blanks));
    refuses("3 5", "", Remark::Unreadable(Reason::NotANumber));
}

#[test]
fn units_in_the_cell() {
    reads("1.2亿", "万元", 12000.0, repaired(Repair::Converted));
    reads("1.2亿", "元", 120000000.0, repaired(Repair::Converted));
    reads("300万", "千元", 3000.0, repaired(Repair::Converted));
    reads("5千", "元", 5000.0, repaired(Repair::Converted));
    reads("4500000元", "万元", 450.0, repaired(Repair::Converted));
    reads("0.07亿元", "万元", 700.0, repaired(Repair::Converted));
    reads("450万元", "万元", 450.0, repaired(Repair::UnitDropped));
    reads("450万", "万元", 450.0, repaired(Repair::UnitDropped));
    reads("120人", "人", 120.0, repaired(Repair::UnitDropped));
    reads("120 人", "", 120.0, repaired(Repair::UnitDropped));
    reads("1.2万人", "人", 12000.0, repaired(Repair::Converted));
    refuses("1.2亿", "", Remark::Unreadable(Reason::UnknownUnit));
    refuses("450万元", "", Remark::Unreadable(Reason::UnknownUnit));
    refuses("450万元", "人", Remark::Unreadable(Reason::ForeignUnit));
    refuses("3亿", "%", Remark::Unreadable(Reason::ForeignUnit));
}

/// 0.07 x 10000 is 700.0000000000001 in floating point.
#[test]
fn conversion_moves_the_point_and_does_not_multiply() {
    reads("0.07亿", "万元", 700.0, repaired(Repair::Converted));
    reads("1.1亿", "元", 110000000.0, repaired(Repair::Converted));
    reads("12.3%", "", 0.123, repaired(Repair::Percent));
    reads("57%", "", 0.57, repaired(Repair::Percent));
    assert_eq!(from_stored(0.07, true, "%").value, Some(7.0));
    assert_eq!(from_stored(0.29, true, "%").value, Some(29.0));
}

#[test]
fn percentages() {
    reads("12%", "%", 12.0, repaired(Repair::Percent));
    reads("12％", "％", 12.0, repaired(Repair::Percent));
    reads("12%", "", 0.12, repaired(Repair::Percent));
    reads("-3.5%", "%", -3.5, repaired(Repair::Percent));
    reads("5‰", "%", 0.5, repaired(Repair::Percent));
    refuses("12%", "万元", Remark::Unreadable(Reason::ForeignUnit));
    assert_eq!(from_stored(0.12, true, ""), Reading::plain(0.12));
    assert_eq!(from_stored(0.12, false, "%"), Reading::plain(0.12));
}

#[test]
fn money() {
    reads("¥300", "万元", 300.0, repaired(Repair::Currency));
    reads("￥300", "", 300.0, repaired(Repair::Currency));
    reads("-¥300", "元", -300.0, repaired(Repair::Currency));
    reads("¥-300", "元", -300.0, repaired(Repair::Currency));
    reads("€300", "€million", 300.0, repaired(Repair::Currency));
    reads("$ 300", "", 300.0, repaired(Repair::Currency));
    refuses("$300", "万元", Remark::Unreadable(Reason::ForeignCurrency));
    refuses("¥300", "万美元", Remark::Unreadable(Reason::ForeignCurrency));
    reads("(300)", "", -300.0, repaired(Repair::Accounting));
    reads("（300）", "", -300.0, {
        let mut repairs = Repairs::from(Repair::Accounting);
        repairs.insert(Repair::Width);
        Some(Remark::Repaired(repairs))
    });
    let mut both = Repairs::from(Repair::Accounting);
    both.insert(Repair::Thousands);
    reads("(1,300.5)", "", -1300.5, Some(Remark::Repaired(both)));
    refuses("(-300)", "", Remark::Unreadable(Reason::NotANumber));
}

#[test]
fn what_is_not_certain_is_unreadable() {
    for cell in [
        "inf",
        "-inf",
        "Infinity",
        "0x1F",
        "1e",
        "e5",
        "1.2.3",
        "3-5",
        "约300",
        "300左右",
        ">=3",
        "300+",
        "1.2M",
        "12..",
        "2021-05-31",
        "+",
        "abc",
        "三百",
        "--5",
        "1e5e5",
        "½x",
    ] {
        refuses(cell, "", Remark::Unreadable(Reason::NotANumber));
    }
    refuses("1e999", "", Remark::Unreadable(Reason::TooLarge));
    assert_eq!(from_stored(f64::NAN, false, "").value, None);
    assert_eq!(from_stored(f64::INFINITY, false, "").value, None);
}

#[test]
fn flags() {
    for cell in ["是", "1", "TRUE", "yes", "Y", "√", "１", "有", " 是 "] {
        assert_eq!(flag(cell), Reading::plain(true), "{cell}");
    }
    for cell in ["否", "0", "false", "No", "×", "无", "没有", "不是"] {
        assert_eq!(flag(cell), Reading::plain(false), "{cell}");
    }
    for cell in ["—", "/", "N/A", "未填"] {
        assert_eq!(flag(cell), Reading::missing(Remark::Marker), "{cell}");
    }
    for cell in ["2", "也许", "X", "是否"] {
        assert_eq!(flag(cell), Reading::missing(Remark::Unreadable(Reason::NotAFlag)), "{cell}");
    }
}

#[test]
fn texts_stay_as_they_are() {
    for cell in ["无", "-", "N/A", "nan", "生物医药", "５G", "National", "—甲"] {
        assert_eq!(text(cell), Reading::plain(cell));
    }
    assert_eq!(text(" 甲 乙\u{3000}"), Reading::plain("甲 乙"));
    for cell in ["null", "NULL", "—", "——"] {
        assert_eq!(text(cell), Reading::missing(Remark::Marker), "{cell}");
    }
}

#[test]
fn dates() {
    let may_31 = 18_778.0;
    for cell in [
        "2021-05-31",
        "2021-5-31",
        "2021/5/31",
        "2021.5.31",
        "20210531",
        "2021年5月31日",
        "2021年05月31",
        "2021 年 5 月 31 日",
        "２０２１－０５－３１",
        "2021-05-31 00:00:00",
        "2021-05-31T10:20:30Z",
        "2021/5/31 0:00",
    ] {
        assert_eq!(date(cell), Reading::plain(may_31), "{cell}");
    }
    for cell in ["2021年5月", "2021-05", "2021/5"] {
        assert_eq!(
            date(cell),
            Reading::remarked(may_31 - 30.0, Remark::Repaired(Repair::DayAssumed.into()))
        );
    }
    assert_eq!(date("1970-01-01").value, Some(0.0));
    assert_eq!(date("1969-12-31").value, Some(-1.0));
    assert_eq!(date("2024-02-29").value, Some(19_782.0));
    for cell in ["2021-02-30", "2023-02-29", "20211301", "0000-00-00", "2021年13月"] {
        assert_eq!(date(cell).remark, Some(Remark::Unreadable(Reason::ImpossibleDate)), "{cell}");
    }
    for cell in ["3/4/2021", "2021", "2021.5", "五月", "2021-05-31x", "长期", "2021/5-31", "202105"]
    {
        assert_eq!(date(cell).remark, Some(Remark::Unreadable(Reason::NotADate)), "{cell}");
    }
    assert_eq!(date("44347").remark, Some(Remark::Unreadable(Reason::DayNumber)));
}

#[test]
fn every_remark_speaks_both_languages() {
    let mut repairs = Repairs::default();
    repairs.insert(Repair::Thousands);
    repairs.insert(Repair::Converted);
    let text = Remark::Repaired(repairs).problem("万元");
    assert_eq!(text.en, "written in another unit, converted to 万元; thousands separators dropped");
    assert_eq!(text.zh, "数里带着另一个单位，已换算成万元；去掉千位分隔符");
}

proptest! {
    /// The fast reader gives the very bits of the standard library, which is correctly rounded.
    #[test]
    fn decimal_texts_read_as_the_standard_library_reads_them(
        cell in "[+-]?[0-9]{0,12}(\\.[0-9]{0,12})?([eE][+-]?[0-9]{1,2})?"
    ) {
        let reading = number(&cell, "万元");
        match cell.parse::<f64>() {
            Ok(value) if reading.remark != Some(Remark::Sentinel) => {
                prop_assert_eq!(reading.value.map(f64::to_bits), Some(value.to_bits()));
            }
            _ => prop_assert_eq!(reading.value, None),
        }
    }

    #[test]
    fn shortest_texts_of_numbers_come_back(value in proptest::num::f64::NORMAL) {
        prop_assert_eq!(number(&value.to_string(), "").value.map(f64::to_bits), Some(value.to_bits()));
    }

    #[test]
    fn grouping_changes_no_number(whole in 0_u64..1 << 53, fraction in 0_u32..100) {
        let digits = whole.to_string();
        let grouped: Vec<&str> =
            digits.as_bytes().rchunks(3).rev().map(|g| std::str::from_utf8(g).unwrap()).collect();
        let plain = number(&format!("{digits}.{fraction:02}"), "");
        let cell = format!("{}.{fraction:02}", grouped.join(","));
        prop_assert_eq!(number(&cell, "").value, plain.value);
    }

    /// Whatever the cell: no panic, and never a value that is not finite.
    #[test]
    fn any_cell_is_read_or_refused(cell in "\\PC{0,12}|[0-9,.()%$¥ +-eE万亿元人－１]{0,12}", unit in "|万元|%|人|元") {
        prop_assert!(number(&cell, &unit).value.is_none_or(f64::is_finite));
        prop_assert!(date(&cell).value.is_none_or(f64::is_finite));
        let _ = (flag(&cell), text(&cell));
    }
}
