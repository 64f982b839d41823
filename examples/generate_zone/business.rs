//! What a firm earns and spends, who works there, and what it knows: log-normal money, staff
//! that follows revenue and research, patents that follow research with many zeros.

use libm::{exp, log, pow};

use super::dice::{Dice, logistic};
use super::firm::{Phase, Traits};

/// Amounts in 万元, to the cent.
pub struct Money {
    pub revenue: f64,
    /// `None` where the firm had no year before.
    pub prior_revenue: Option<f64>,
    pub hitech_revenue: f64,
    pub net_profit: f64,
    pub net_assets: f64,
    pub tax: f64,
    pub rd: f64,
    pub prior_rd: Option<f64>,
    pub rd_tax_relief: f64,
    pub rd_equipment: f64,
    pub technology_contracts: f64,
}

/// Growth of revenue by phase: mean and standard deviation of its logarithm.
fn growth_of(phase: Phase) -> (f64, f64) {
    match phase {
        Phase::Young => (0.20, 0.40),
        Phase::Growing => (0.12, 0.22),
        Phase::Established => (0.06, 0.13),
    }
}

impl Money {
    pub fn draw(dice: &mut Dice, traits: &Traits) -> Self {
        let mut revenue = draw_revenue(dice, traits);
        let (mean, sigma) = growth_of(traits.phase);
        let growth = dice.around(exp(mean + 0.09 * traits.quality), sigma);
        let mut prior_revenue = prior(dice, traits, revenue, growth);
        // Some report round figures: a growth of exactly 20 % is a border that floating point
        // likes to miss, and life produces it.
        if let Some(before) = prior_revenue.as_mut().filter(|before| **before >= 100.0)
            && dice.chance(0.02)
        {
            *before = (*before / 100.0).round() * 100.0;
            revenue = *before * 1.2;
        }
        let rd = draw_rd(dice, traits, revenue);
        let rd_growth = dice.around(exp(0.10 + 0.10 * traits.quality), 0.30);
        let prior_rd = prior(dice, traits, rd, rd_growth);
        let hitech = if dice.leans(-1.6 - 1.1 * traits.quality) {
            0.0
        } else {
            logistic(0.7 + 0.9 * traits.quality + 0.9 * dice.normal())
        };
        let net_profit = draw_profit(dice, traits, revenue, rd);
        let mut net_assets = dice.around(0.55 * revenue + 120.0, 0.6) + 0.5 * net_profit.min(0.0);
        if dice.chance(0.03) {
            net_assets *= -dice.between(0.05, 0.6);
        }
        let tax = if revenue < 300.0 && dice.chance(0.3) {
            0.0
        } else {
            dice.around(0.03 * revenue + 0.2 * net_profit.max(0.0), 0.35)
        };
        let relief_rate = if dice.leans(0.9 + 0.7 * traits.quality) { 0.75 * 0.15 } else { 0.0 };
        let rd_tax_relief =
            if net_profit > 0.0 { rd * relief_rate * dice.between(0.6, 1.0) } else { 0.0 };
        let technology_contracts = if dice.leans(-1.5 + 0.7 * traits.quality) {
            dice.around(20.0 + 0.5 * rd, 1.0)
        } else {
            0.0
        };
        Self {
            revenue: cents(revenue),
            prior_revenue: prior_revenue.map(cents),
            hitech_revenue: cents((revenue * hitech).min(revenue)),
            net_profit: cents(net_profit),
            net_assets: cents(net_assets),
            tax: cents(tax),
            rd: cents(rd),
            prior_rd: prior_rd.map(cents),
            rd_tax_relief: cents(rd_tax_relief),
            rd_equipment: cents(dice.around(0.8 * rd, 0.7)),
            technology_contracts: cents(technology_contracts),
        }
    }

    /// Venture capital that came in is part of the equity, less what is already spent.
    pub fn add_venture_capital(&mut self, amount: f64) {
        self.net_assets = cents(self.net_assets + 0.6 * amount);
    }
}

/// To the cent of a 万元 figure, as forms carry it; never a negative zero.
fn cents(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0 + 0.0
}

/// Last year's figure: unknown for new firms, often 0 for those in their second year.
fn prior(dice: &mut Dice, traits: &Traits, now: f64, growth: f64) -> Option<f64> {
    traits.has_prior_year().then(|| {
        let second_year = traits.age() == 1;
        if second_year && dice.chance(0.25) { 0.0 } else { now / growth }
    })
}

fn draw_revenue(dice: &mut Dice, traits: &Traits) -> f64 {
    match traits.phase {
        Phase::Young if dice.chance(traits.industry.pre_revenue) => 0.0,
        Phase::Young => dice.around(240.0 * exp(0.22 * traits.age() as f64), 0.95),
        Phase::Growing => dice.around(4_500.0, 0.75),
        Phase::Established => dice.around(46_000.0, 0.75),
    }
}

fn draw_rd(dice: &mut Dice, traits: &Traits, revenue: f64) -> f64 {
    if dice.leans(-2.9 - 1.2 * traits.quality) {
        return 0.0;
    }
    let (scale, seed_money) = match traits.phase {
        Phase::Young => (1.1, dice.around(22.0 * exp(0.5 * traits.quality), 0.8)),
        Phase::Growing => (0.95, 0.0),
        Phase::Established => (0.75, 0.0),
    };
    let percent = traits.industry.rd_percent * scale * exp(0.45 * traits.quality);
    revenue * dice.around(percent, 0.4) / 100.0 + seed_money
}

fn draw_profit(dice: &mut Dice, traits: &Traits, revenue: f64, rd: f64) -> f64 {
    let margin = match traits.phase {
        Phase::Young => -0.04 + 0.18 * dice.normal(),
        _ => traits.industry.margin + 0.02 * traits.quality + 0.07 * dice.normal(),
    };
    let start_up_loss =
        if traits.phase == Phase::Young { rd * dice.between(0.0, 0.5) } else { 0.0 };
    if revenue == 0.0 { -rd * dice.between(0.8, 1.4) } else { revenue * margin - start_up_loss }
}

/// Heads at the end of the year.
pub struct People {
    pub staff: i64,
    pub tech_staff: i64,
    /// `None` where the firm had no year before.
    pub prior_tech_staff: Option<i64>,
    pub postgraduates: i64,
    pub leading_talents: i64,
    pub graduates_hired: i64,
}

impl People {
    pub fn draw(dice: &mut Dice, traits: &Traits, money: &Money) -> Self {
        let industry = traits.industry;
        let per_head = dice.around(industry.revenue_per_head, 0.35);
        let staff = 2 + dice.count(2.5) + (money.revenue / per_head + money.rd / 45.0) as i64;
        let tech_logit = industry.tech_logit + 0.55 * traits.quality + 0.5 * dice.normal();
        let tech_share = if money.rd == 0.0 { 0.02 } else { logistic(tech_logit) };
        let tech_staff = dice.part(staff, tech_share);
        let growth = dice.around(exp(0.08 + 0.06 * traits.quality), 0.18);
        let prior_tech_staff =
            traits.has_prior_year().then(|| (tech_staff as f64 / growth).round() as i64);
        let degree = industry.postgraduate_logit + 0.5 * traits.quality + 0.4 * dice.normal();
        let size = pow(staff as f64 / 100.0, 0.35);
        Self {
            staff,
            tech_staff,
            prior_tech_staff,
            postgraduates: dice.part(staff, logistic(degree)),
            leading_talents: dice.count(0.16 * exp(0.9 * traits.quality) * size),
            graduates_hired: dice.skewed_count(0.035 * staff as f64, 1.2),
        }
    }
}

/// What is registered in the firm's name, in pieces.
pub struct Knowledge {
    pub invention_applications: i64,
    pub pct_applications: i64,
    pub valid_inventions: i64,
    pub software_copyrights: i64,
    pub layout_designs: i64,
}

impl Knowledge {
    pub fn draw(dice: &mut Dice, traits: &Traits, money: &Money) -> Self {
        let (industry, quality) = (traits.industry, traits.quality);
        let effort = money.rd / 60.0;
        // Many firms never file; the more they research, the fewer.
        let files = !dice.leans(0.1 - 1.0 * quality - 0.45 * log(1.0 + effort));
        let rate = industry.patents * pow(effort, 0.55) * exp(0.35 * quality);
        let invention_applications = if files { dice.skewed_count(1.3 * rate, 0.9) } else { 0 };
        let years = pow(traits.age() as f64, 0.7);
        let held = if files { 0.8 } else { 0.15 };
        Self {
            invention_applications,
            pct_applications: dice.count(0.05 * invention_applications as f64),
            valid_inventions: dice.skewed_count(held * rate * years, 0.9),
            software_copyrights: dice
                .skewed_count(industry.software * pow(1.0 + effort, 0.45) * years.max(0.5), 0.9),
            layout_designs: dice.skewed_count(industry.layouts * pow(effort, 0.5), 0.7),
        }
    }
}
