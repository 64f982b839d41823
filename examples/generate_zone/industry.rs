//! The zone's industries and what is typical of each. The figures are plausible guesses that
//! keep the industries apart; they are no statistics.

use super::dice::Dice;

/// One industry of the zone.
pub struct Industry {
    /// As it stands in the column 产业领域.
    pub name: &'static str,
    /// Words that a firm of it carries in its name.
    pub trades: &'static [&'static str],
    /// Its share of the zone's firms.
    weight: f64,
    /// Typical R&D expense, % of revenue.
    pub rd_percent: f64,
    /// Typical revenue a head, 万元.
    pub revenue_per_head: f64,
    /// Log-odds that an employee is scientific or technical staff.
    pub tech_logit: f64,
    /// Log-odds that an employee has a master's degree or more.
    pub postgraduate_logit: f64,
    /// Typical net margin of a grown firm.
    pub margin: f64,
    /// Invention patents against the zone's average.
    pub patents: f64,
    /// Software copyrights against the zone's average.
    pub software: f64,
    /// Layout designs of integrated circuits; 0 outside the chip industry.
    pub layouts: f64,
    /// How likely a firm has no revenue in its first years.
    pub pre_revenue: f64,
    /// Whether it has plants: environment and safety records come from there.
    pub plant: bool,
}

const INDUSTRIES: [Industry; 7] = [
    Industry {
        name: "物联网",
        trades: &["物联网", "传感科技", "智联科技", "感知技术"],
        weight: 0.19,
        rd_percent: 8.0,
        revenue_per_head: 62.0,
        tech_logit: -0.6,
        postgraduate_logit: -2.7,
        margin: 0.06,
        patents: 0.9,
        software: 1.6,
        layouts: 0.0,
        pre_revenue: 0.05,
        plant: false,
    },
    Industry {
        name: "集成电路",
        trades: &["集成电路", "微电子", "半导体", "芯片设计"],
        weight: 0.16,
        rd_percent: 12.0,
        revenue_per_head: 88.0,
        tech_logit: -0.5,
        postgraduate_logit: -1.9,
        margin: 0.09,
        patents: 1.4,
        software: 0.3,
        layouts: 1.0,
        pre_revenue: 0.08,
        plant: true,
    },
    Industry {
        name: "生物医药",
        trades: &["生物医药", "医疗器械", "生物技术", "制药"],
        weight: 0.13,
        rd_percent: 13.0,
        revenue_per_head: 66.0,
        tech_logit: -0.7,
        postgraduate_logit: -1.7,
        margin: 0.08,
        patents: 1.2,
        software: 0.2,
        layouts: 0.0,
        pre_revenue: 0.22,
        plant: true,
    },
    Industry {
        name: "智能装备",
        trades: &["智能装备", "自动化设备", "精密机械", "机器人"],
        weight: 0.21,
        rd_percent: 5.5,
        revenue_per_head: 72.0,
        tech_logit: -1.3,
        postgraduate_logit: -3.6,
        margin: 0.07,
        patents: 1.0,
        software: 0.5,
        layouts: 0.0,
        pre_revenue: 0.03,
        plant: true,
    },
    Industry {
        name: "汽车零部件",
        trades: &["汽车零部件", "汽车电子", "汽车系统"],
        weight: 0.10,
        rd_percent: 4.2,
        revenue_per_head: 82.0,
        tech_logit: -1.6,
        postgraduate_logit: -3.9,
        margin: 0.06,
        patents: 0.7,
        software: 0.2,
        layouts: 0.0,
        pre_revenue: 0.02,
        plant: true,
    },
    Industry {
        name: "新能源",
        trades: &["新能源", "光伏科技", "储能技术", "氢能科技"],
        weight: 0.09,
        rd_percent: 5.0,
        revenue_per_head: 110.0,
        tech_logit: -1.4,
        postgraduate_logit: -3.1,
        margin: 0.06,
        patents: 1.1,
        software: 0.3,
        layouts: 0.0,
        pre_revenue: 0.06,
        plant: true,
    },
    Industry {
        name: "高端软件",
        trades: &["软件", "信息技术", "数据科技", "云计算"],
        weight: 0.12,
        rd_percent: 11.0,
        revenue_per_head: 46.0,
        tech_logit: 0.1,
        postgraduate_logit: -2.3,
        margin: 0.08,
        patents: 0.6,
        software: 2.6,
        layouts: 0.0,
        pre_revenue: 0.06,
        plant: false,
    },
];

/// The six sub-districts of Xinwu, with rough shares of the firms.
const STREETS: [(&str, f64); 6] = [
    ("旺庄街道", 0.24),
    ("江溪街道", 0.15),
    ("硕放街道", 0.16),
    ("新安街道", 0.22),
    ("梅村街道", 0.14),
    ("鸿山街道", 0.09),
];

/// Draws an industry.
pub fn draw(dice: &mut Dice) -> &'static Industry {
    let weights = INDUSTRIES.each_ref().map(|industry| industry.weight);
    &INDUSTRIES[dice.pick(&weights)]
}

/// Draws a sub-district.
pub fn draw_street(dice: &mut Dice) -> &'static str {
    STREETS[dice.pick(&STREETS.map(|(_, weight)| weight))].0
}
