//! What policies ask for beyond the scheme's columns: more years, assets, property rights, rounds of
//! financing, loans. Drawn from a stream of its own, so that no other figure moves; the columns
//! stand behind the scheme's.

use super::dice::Dice;
use super::firm::{Firm, Phase};

/// The columns, behind those of the scheme.
pub const HEADER: [&str; 17] = [
    "资产总额",
    "成本费用",
    "上年净利润",
    "前年研发费用",
    "近三年营业收入平均增长率",
    "有效知识产权数",
    "一类知识产权数",
    "二类知识产权数",
    "战略性新兴产业",
    "近三年风险投资金额",
    "最近一轮估值",
    "孵化器级别",
    "国家级科技奖励",
    "主导制定标准",
    "贷款余额",
    "一年内到期贷款",
    "不良贷款余额",
];

/// Numbers above every stream that firms are drawn from.
const STREAM: u64 = 1 << 62;

/// The firm's cells, some of them empty.
pub fn cells(firm: &Firm, seed: u64) -> Vec<String> {
    let mut dice = Dice::new(seed, STREAM + firm.serial);
    let mut cells = filled(firm, &mut dice);
    // What firms fill in is left open more often than what banks and departments know.
    for (column, cell) in cells.iter_mut().enumerate() {
        let open = if column < 10 { 0.03 } else { 0.005 };
        if dice.chance(open) {
            cell.clear();
        }
    }
    cells
}

fn filled(firm: &Firm, dice: &mut Dice) -> Vec<String> {
    let (money, traits) = (&firm.money, &firm.traits);
    let assets = cents(money.net_assets.max(0.0) + dice.around(0.5 * money.revenue + 80.0, 0.5));
    let costs = cents((money.revenue - money.net_profit).max(0.0) * dice.between(0.93, 1.0));
    let profit_before = dice.around(1.12, 0.35);
    let prior_profit = money.prior_revenue.map(|_| cents(money.net_profit / profit_before));
    let rd_growth = dice.around(1.15, 0.25);
    let older_rd = money.prior_rd.filter(|_| traits.age() >= 2).map(|rd| cents(rd / rd_growth));
    let pace = dice.around(1.10, 0.12);
    let growth = money.prior_revenue.filter(|before| *before > 0.0 && traits.age() >= 3);
    let growth = growth.map(|before| {
        let last = (money.revenue / before).clamp(0.5, 2.0);
        cents(((last + 2.0 * pace) / 3.0 - 1.0) * 100.0)
    });
    let known = &firm.knowledge;
    let first = known.valid_inventions + known.layout_designs;
    let second = known.software_copyrights;
    let emerging = dice.leans(if traits.industry.name == "汽车零部件" { -1.5 } else { 1.2 });
    let capital = firm.standing.venture_capital;
    let capital = cents(capital + if dice.chance(0.03) { dice.around(600.0, 0.9) } else { 0.0 });
    let valuation = (capital > 0.0).then(|| {
        // A round sells between a twentieth and a fifth of the firm.
        (capital / dice.between(0.05, 0.20) / 100.0).round() * 100.0
    });
    let incubator = dice.chance(0.012);
    let level = ["区级", "市级", "省级", "国家级"][dice.pick(&[0.4, 0.3, 0.2, 0.1])];
    let award = traits.phase != Phase::Young && dice.leans(-5.5 + 0.8 * traits.quality);
    let standard = dice.leans(-4.0 + 0.7 * traits.quality);
    let borrows = dice.leans(-0.2);
    let loan = if borrows { cents(dice.around(0.12 * money.revenue + 60.0, 0.8)) } else { 0.0 };
    let due = if borrows { cents(loan * dice.between(0.0, 1.0)) } else { 0.0 };
    let bad =
        if borrows && dice.chance(0.015) { cents(loan * dice.between(0.1, 1.0)) } else { 0.0 };
    vec![
        assets.to_string(),
        costs.to_string(),
        optional(prior_profit),
        optional(older_rd),
        optional(growth),
        (first + second + dice.count(1.2)).to_string(),
        first.to_string(),
        second.to_string(),
        yes_no(emerging),
        capital.to_string(),
        optional(valuation),
        if incubator { level } else { "非孵化器" }.to_owned(),
        yes_no(award),
        yes_no(standard),
        loan.to_string(),
        due.to_string(),
        bad.to_string(),
    ]
}

fn cents(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0 + 0.0
}

fn optional(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn yes_no(value: bool) -> String {
    if value { "是" } else { "否" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_as_long_as_the_header_and_hangs_together() {
        let number = |cell: &String| cell.parse::<f64>().ok();
        for serial in 0..500 {
            let cells = cells(&Firm::draw(3, serial), 3);
            assert_eq!(cells.len(), HEADER.len());
            if let (Some(all), Some(first)) = (number(&cells[5]), number(&cells[6])) {
                assert!(all >= first, "{serial}");
            }
            if let (Some(loan), Some(bad)) = (number(&cells[14]), number(&cells[16])) {
                assert!(loan >= bad, "{serial}");
            }
        }
    }
}
