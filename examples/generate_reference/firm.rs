//! One firm of the reference job: its figures by stage, and its row. Money is in 万元 with two
//! decimals. Must not know how many firms there are, nor in which order they are written.

use std::io::Write;

use super::credit_code::credit_code;
use super::dice::{Dice, logistic};
use super::names;

/// The columns in their order.
pub const HEADER: [&str; 24] = [
    "firm_id",
    "firm_name",
    "stage",
    "industry",
    "revenue",
    "revenue_prev",
    "rd_expense",
    "rd_expense_prev",
    "staff",
    "rd_staff",
    "inv_patents",
    "util_patents",
    "pct_patents",
    "software_copyrights",
    "tech_contract_value",
    "hightech_revenue",
    "net_profit",
    "net_assets",
    "masters_plus",
    "vc_funding",
    "gov_projects",
    "awards",
    "rd_platforms",
    "tax_deduction",
];

/// The stages in words, as they stand in the table.
pub const STAGES: [&str; 3] = ["初创期", "成长期", "稳定期"];
/// How the firms divide into stages.
const STAGE_WEIGHTS: [f64; 3] = [0.45, 0.35, 0.20];

const INDUSTRIES: [&str; 10] = [
    "新一代信息技术",
    "高端装备制造",
    "新材料",
    "生物",
    "新能源汽车",
    "新能源",
    "节能环保",
    "数字创意",
    "相关服务",
    "现代农业",
];

/// The chance that a numeric cell is empty.
const MISSING: f64 = 0.03;

/// What is typical of a stage.
struct Typical {
    revenue: f64,
    growth: f64,
    /// The chance that there was no revenue the year before.
    no_past: f64,
    rd_intensity: f64,
    staff: f64,
    /// Counts of patents, projects and awards in proportion to this.
    activity: f64,
}

const TYPICAL: [Typical; 3] = [
    Typical {
        revenue: 245.0,
        growth: 1.22,
        no_past: 0.15,
        rd_intensity: 0.15,
        staff: 13.5,
        activity: 0.4,
    },
    Typical {
        revenue: 2_440.0,
        growth: 1.13,
        no_past: 0.01,
        rd_intensity: 0.082,
        staff: 55.0,
        activity: 1.0,
    },
    Typical {
        revenue: 18_000.0,
        growth: 1.05,
        no_past: 0.0,
        rd_intensity: 0.05,
        staff: 245.0,
        activity: 2.2,
    },
];

/// A numeric cell.
#[derive(Clone, Copy)]
enum Figure {
    /// Hundredths of 万元.
    Money(i64),
    Count(i64),
}

/// Writes the row of firm number `serial`.
pub fn write_row(seed: u64, serial: u64, out: &mut Vec<u8>) {
    let mut dice = Dice::new(seed, serial);
    let stage = dice.pick(&STAGE_WEIGHTS);
    let industry = INDUSTRIES[dice.pick(&[1.0; INDUSTRIES.len()])];
    let name = names::name(serial, industry);
    let figures = figures(&mut dice, &TYPICAL[stage]);
    let code = credit_code(serial);
    let row = [code.as_str(), name.as_str(), STAGES[stage], industry];
    out.extend_from_slice(row.join(",").as_bytes());
    for figure in figures {
        out.push(b',');
        if !dice.chance(MISSING) {
            write_figure(figure, out);
        }
    }
    out.push(b'\n');
}

/// The 20 numeric columns in the order of [`HEADER`].
fn figures(dice: &mut Dice, typical: &Typical) -> [Figure; 20] {
    let revenue = dice.around(typical.revenue, 1.3);
    let growth = dice.around(typical.growth, 0.35);
    let revenue_before = if dice.chance(typical.no_past) { 0.0 } else { revenue / growth };
    let rd = revenue * dice.around(typical.rd_intensity, 0.8);
    let rd_growth = dice.around(1.1, 0.4);
    let rd_before = if dice.chance(0.05) { 0.0 } else { rd / rd_growth };
    let staff = (dice.around(typical.staff, 0.9) as i64).max(1);
    let rd_share = logistic(-1.0 + 0.8 * dice.normal());
    let often = |dice: &mut Dice, none: f64, mean: f64, shape: f64| {
        // Most firms have none, a few have many.
        let count = dice.skewed_count(mean * typical.activity, shape);
        Figure::Count(if dice.chance(none) { 0 } else { count })
    };
    let seldom = |dice: &mut Dice, none: f64, median: f64, sigma: f64| {
        let amount = dice.around(median, sigma);
        money(if dice.chance(none) { 0.0 } else { amount })
    };
    [
        money(revenue),
        money(revenue_before),
        money(rd),
        money(rd_before),
        Figure::Count(staff),
        Figure::Count(dice.part(staff, rd_share)),
        often(dice, 0.55, 4.0, 0.5),
        often(dice, 0.35, 9.0, 0.6),
        often(dice, 0.92, 2.0, 0.5),
        often(dice, 0.40, 7.0, 0.6),
        seldom(dice, 0.70, typical.revenue * 0.08, 1.5),
        money(revenue * logistic(0.4 + 0.9 * dice.normal())),
        money(revenue * (0.06 + 0.15 * dice.normal())),
        money(dice.around(typical.revenue * 1.35, 1.4)),
        Figure::Count(dice.part(staff, 0.08)),
        seldom(dice, 0.93, 1_100.0, 1.2),
        often(dice, 0.80, 1.2, 0.8),
        often(dice, 0.90, 1.0, 0.8),
        often(dice, 0.85, 0.8, 1.0),
        money(rd * dice.between(0.5, 1.0)),
    ]
}

fn money(amount: f64) -> Figure {
    Figure::Money((amount * 100.0).round() as i64)
}

fn write_figure(figure: Figure, out: &mut Vec<u8>) {
    let written = match figure {
        Figure::Count(count) => write!(out, "{count}"),
        Figure::Money(cents) => {
            let sign = if cents < 0 { "-" } else { "" };
            let cents = cents.unsigned_abs();
            write!(out, "{sign}{}.{:02}", cents / 100, cents % 100)
        }
    };
    // Memory takes every byte.
    debug_assert!(written.is_ok());
}
