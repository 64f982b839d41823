//! How a firm stands: institutions, prizes, venture capital, titles, management rules, and its
//! negative records. Levels are words of the table; having none is a word too, so that it differs
//! from an empty cell, which means that nobody knows.

use libm::{exp, log};

use super::business::{Knowledge, Money, People};
use super::dice::Dice;
use super::firm::{Phase, Traits};

/// Recognition by others.
pub struct Standing {
    pub rd_institution: &'static str,
    pub standards: &'static str,
    pub provincial_platforms: i64,
    pub provincial_awards: i64,
    pub provincial_projects: i64,
    /// 万元 in two years.
    pub venture_capital: f64,
    pub high_tech: bool,
    pub technology_sme: bool,
    pub echelon: &'static str,
    pub specialised: &'static str,
    pub contest: &'static str,
    pub listing: &'static str,
    /// 研发准备金制度, 研发辅助账, 产学研合作, 成果转化激励.
    pub governance: [bool; 4],
}

/// The word of the highest rung that `height` reaches; rungs ascend.
fn rung(height: f64, rungs: &[(f64, &'static str)], none: &'static str) -> &'static str {
    rungs.iter().rev().find(|(from, _)| height >= *from).map_or(none, |(_, word)| word)
}

impl Standing {
    pub fn draw(
        dice: &mut Dice,
        traits: &Traits,
        money: &Money,
        people: &People,
        knowledge: &Knowledge,
    ) -> Self {
        let quality = traits.quality;
        // Recognition follows research, in size and in spirit.
        let weight = 0.45 * log(1.0 + money.rd / 100.0) + 0.8 * quality;
        let counts = |dice: &mut Dice, base: f64| dice.count(exp(base + 0.75 * weight));
        let venture_capital = draw_venture_capital(dice, traits);
        let tech_share = people.tech_staff as f64 / people.staff as f64;
        let certified = traits.age() >= 1 && tech_share >= 0.10 && money.rd > 0.0;
        Self {
            rd_institution: rung(
                weight + 0.8 * dice.normal(),
                &[(0.9, "区级"), (1.7, "市级"), (2.6, "省级"), (4.1, "国家级")],
                "未设立",
            ),
            standards: rung(
                weight + 1.1 * dice.normal(),
                &[(1.9, "团体标准"), (2.5, "行业标准"), (3.3, "国家标准"), (4.8, "国际标准")],
                "未参与",
            ),
            provincial_platforms: counts(dice, -2.9).min(5),
            provincial_awards: counts(dice, -3.3).min(4),
            provincial_projects: counts(dice, -2.6).min(6),
            venture_capital,
            high_tech: certified && dice.leans(-0.3 + 0.9 * weight),
            technology_sme: certified && people.staff <= 500 && dice.leans(0.6 + 0.8 * weight),
            echelon: echelon(dice, traits, money, venture_capital),
            specialised: if traits.age() < 2 {
                "未认定"
            } else {
                rung(
                    weight + 0.9 * dice.normal(),
                    &[(1.3, "创新型中小企业"), (2.2, "专精特新中小企业"), (3.4, "专精特新小巨人")],
                    "未认定",
                )
            },
            contest: rung(
                quality + if traits.phase == Phase::Young { 0.6 } else { 0.0 } + dice.normal(),
                &[(1.9, "市级"), (2.6, "省级"), (3.4, "国家级")],
                "未获奖",
            ),
            listing: listing(dice, traits, money),
            governance: [-0.4, 0.9, -0.2, -0.6].map(|base| dice.leans(base + 0.9 * quality)),
        }
        .consistent_with(knowledge)
    }

    /// 专精特新 asks for some intellectual property.
    fn consistent_with(mut self, knowledge: &Knowledge) -> Self {
        if knowledge.valid_inventions + knowledge.software_copyrights == 0 {
            self.specialised = "未认定";
        }
        self
    }
}

fn draw_venture_capital(dice: &mut Dice, traits: &Traits) -> f64 {
    let (base, median) = match traits.phase {
        Phase::Young => (-1.7, 450.0),
        Phase::Growing => (-2.1, 1_500.0),
        Phase::Established => (-3.6, 6_000.0),
    };
    if dice.leans(base + 0.9 * traits.quality) {
        // Rounds are announced in round figures.
        (dice.around(median * exp(0.3 * traits.quality), 0.9) / 10.0).round() * 10.0
    } else {
        0.0
    }
}

fn echelon(dice: &mut Dice, traits: &Traits, money: &Money, capital: f64) -> &'static str {
    let growth = match money.prior_revenue {
        Some(before) if before > 0.0 => money.revenue / before - 1.0,
        _ => 0.0,
    };
    match traits.phase {
        _ if traits.age() <= 10 && capital >= 20_000.0 => "独角兽",
        _ if traits.age() <= 10 && capital >= 5_000.0 && dice.chance(0.7) => "准独角兽",
        Phase::Growing if growth >= 0.15 && dice.leans(0.3 + traits.quality) => "瞪羚",
        Phase::Young if money.revenue >= 100.0 && dice.leans(-0.6 + traits.quality) => "雏鹰",
        _ => "未入库",
    }
}

fn listing(dice: &mut Dice, traits: &Traits, money: &Money) -> &'static str {
    if money.revenue < 8_000.0 || money.net_profit <= 0.0 {
        return if dice.chance(0.02) { "完成股改" } else { "未启动" };
    }
    rung(
        traits.quality + 0.4 * log(money.revenue / 20_000.0) + dice.normal(),
        &[(1.2, "完成股改"), (1.8, "辅导备案"), (2.3, "已报会"), (2.6, "已上市")],
        "未启动",
    )
}

/// Negative records. Most firms have none.
pub struct Conduct {
    pub environment_penalties: i64,
    pub accident: &'static str,
    pub judgment_defaulter: bool,
    pub abnormal_operation: bool,
    pub unpaid_wages: bool,
    pub abnormal_patents: i64,
    pub tax_credit: &'static str,
    pub seriously_dishonest: bool,
    pub false_material: bool,
}

impl Conduct {
    pub fn draw(dice: &mut Dice, traits: &Traits, invention_applications: i64) -> Self {
        let risk = if traits.industry.plant { 1.0 } else { 0.25 };
        // A few firms are in trouble, and trouble seldom comes alone.
        let trouble = if dice.chance(0.03) { 8.0 } else { 1.0 };
        let accident = ["重大及以上", "较大", "一般", "未发生"]
            [dice.pick(&[0.0012 * risk, 0.003 * risk, 0.018 * risk, 1.0])];
        let tax_credit = match traits.age() {
            0..=2 if dice.chance(0.8) => "M",
            _ => ["A", "B", "C", "D"][dice.pick(&[0.36, 0.58, 0.035 * trouble, 0.012 * trouble])],
        };
        let abnormal_patents = if invention_applications > 0 && dice.chance(0.03) {
            1 + dice.count(1.5).min(invention_applications - 1)
        } else {
            0
        };
        Self {
            environment_penalties: dice.count(0.035 * risk * trouble.sqrt()),
            accident,
            judgment_defaulter: dice.chance(0.011 * trouble),
            abnormal_operation: dice.chance(0.014 * trouble),
            unpaid_wages: dice.chance(0.010 * trouble),
            abnormal_patents,
            tax_credit,
            seriously_dishonest: dice.chance(0.0035 * trouble),
            false_material: dice.chance(0.002 * trouble),
        }
    }
}
