//! One synthetic firm: who it is, what it does, how it stands. All parts hang on the same few
//! hidden traits (industry, phase of life, innovativeness), which makes them correlate as they
//! do in life.

use super::business::{Knowledge, Money, People};
use super::credit_code::credit_code;
use super::dice::Dice;
use super::industry::{self, Industry};
use super::names;
use super::standing::{Conduct, Standing};

/// The statistical year that the figures belong to; it ends on 31 December.
pub const YEAR: i64 = 2020;

/// Phases of life. They shape the draws; the stages of a scheme are its own business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Young,
    Growing,
    Established,
}

/// The traits that everything else is drawn from.
pub struct Traits {
    pub industry: &'static Industry,
    pub phase: Phase,
    /// Year of foundation.
    pub founded: i64,
    /// Innovativeness, standard normal: moves R&D, staff, patents, growth and recognition alike.
    pub quality: f64,
}

impl Traits {
    fn draw(dice: &mut Dice) -> Self {
        let industry = industry::draw(dice);
        let phase =
            [Phase::Young, Phase::Growing, Phase::Established][dice.pick(&[0.46, 0.34, 0.20])];
        let founded = match phase {
            Phase::Young => YEAR - dice.pick(&[0.14, 0.20, 0.20, 0.18, 0.16, 0.12]) as i64,
            Phase::Growing => dice.whole(YEAR - 15, YEAR - 2),
            Phase::Established => dice.whole(YEAR - 27, YEAR - 6),
        };
        Self { industry, phase, founded, quality: dice.normal() }
    }

    /// Full years at the end of the statistical year.
    pub fn age(&self) -> i64 {
        YEAR - self.founded
    }

    /// Whether there was a full or partial statistical year before this one.
    pub fn has_prior_year(&self) -> bool {
        self.founded < YEAR
    }
}

/// A firm with everything that a row of the table tells.
pub struct Firm {
    /// Its number in the zone, from 0.
    pub serial: u64,
    pub code: String,
    pub name: String,
    pub traits: Traits,
    pub street: &'static str,
    /// Day of foundation, ISO 8601.
    pub founded_on: String,
    pub money: Money,
    pub people: People,
    pub knowledge: Knowledge,
    pub standing: Standing,
    pub conduct: Conduct,
}

impl Firm {
    /// The firm number `serial` of the zone that `seed` stands for.
    pub fn draw(seed: u64, serial: u64) -> Self {
        let mut dice = Dice::new(seed, serial * 2);
        let traits = Traits::draw(&mut dice);
        let trades = traits.industry.trades;
        let trade = trades[dice.pick(&vec![1.0; trades.len()])];
        // Days to the 28th: every month has them, and no anniversary falls on 31 December.
        let founded_on =
            format!("{}-{:02}-{:02}", traits.founded, dice.whole(1, 12), dice.whole(1, 28));
        let mut money = Money::draw(&mut dice, &traits);
        let people = People::draw(&mut dice, &traits, &money);
        let knowledge = Knowledge::draw(&mut dice, &traits, &money);
        let standing = Standing::draw(&mut dice, &traits, &money, &people, &knowledge);
        money.add_venture_capital(standing.venture_capital);
        Self {
            serial,
            code: credit_code(serial),
            name: names::name(serial, trade),
            street: industry::draw_street(&mut dice),
            founded_on,
            conduct: Conduct::draw(&mut dice, &traits, knowledge.invention_applications),
            traits,
            money,
            people,
            knowledge,
            standing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> Vec<Firm> {
        (0..3_000).map(|serial| Firm::draw(1, serial)).collect()
    }

    #[test]
    fn figures_hang_together() {
        for firm in zone() {
            let (people, money) = (&firm.people, &firm.money);
            assert!(people.tech_staff <= people.staff, "{}", firm.name);
            assert!(people.postgraduates <= people.staff, "{}", firm.name);
            assert!(money.hitech_revenue <= money.revenue + 0.005, "{}", firm.name);
            assert!(money.rd >= 0.0 && money.revenue >= 0.0 && money.tax >= 0.0);
            assert_eq!(money.prior_revenue.is_some(), firm.traits.has_prior_year());
        }
    }

    #[test]
    fn the_zone_is_skewed_and_has_real_zeros() {
        let zone = zone();
        let mut revenues: Vec<f64> = zone.iter().map(|firm| firm.money.revenue).collect();
        revenues.sort_by(f64::total_cmp);
        let mean = revenues.iter().sum::<f64>() / revenues.len() as f64;
        assert!(mean > 3.0 * revenues[revenues.len() / 2], "revenue is skewed");
        let share = |test: fn(&Firm) -> bool| {
            zone.iter().filter(|firm| test(firm)).count() as f64 / zone.len() as f64
        };
        assert!((0.01..0.10).contains(&share(|firm| firm.money.revenue == 0.0)));
        assert!((0.02..0.20).contains(&share(|firm| firm.money.rd == 0.0)));
        assert!((0.3..0.7).contains(&share(|firm| firm.knowledge.invention_applications == 0)));
        assert!(share(|firm| firm.conduct.seriously_dishonest) < 0.01);
    }

    #[test]
    fn innovative_firms_have_more_to_show() {
        let zone = zone();
        let mean = |better: bool, of: fn(&Firm) -> f64| {
            let some: Vec<f64> =
                zone.iter().filter(|firm| (firm.traits.quality > 0.0) == better).map(of).collect();
            some.iter().sum::<f64>() / some.len() as f64
        };
        let patents = |firm: &Firm| firm.knowledge.invention_applications as f64;
        let staff = |firm: &Firm| firm.people.tech_staff as f64 / firm.people.staff as f64;
        assert!(mean(true, patents) > 1.5 * mean(false, patents));
        assert!(mean(true, staff) > mean(false, staff));
    }
}
