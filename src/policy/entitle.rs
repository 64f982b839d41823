//! What a firm gets: the amount of each policy, and what is left of several after 就高不重复 and
//! caps. Owns exact decimals; must not know clauses.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::amount::Amount;
use super::document::{BenefitKind, Take};
use super::force::Force;
use super::level::Standing;
use super::matching::Matches;
use super::model::{Benefit, Catalogue, Worth};

/// What each firm would get of a policy.
#[derive(Debug, Clone)]
pub enum Amounts {
    /// Nothing that could be counted.
    Nothing,
    /// The same for every firm.
    Same(Amount),
    /// A row per firm; unknown where what it depends on is missing.
    Each(Vec<Option<Amount>>),
}

/// What a firm would get of one policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gets {
    /// Nothing that could be counted.
    Nothing,
    /// This much.
    Known(Amount),
    /// What it depends on is missing.
    Unknown,
}

impl Amounts {
    /// What a firm would get.
    pub fn of(&self, firm: usize) -> Gets {
        match self {
            Amounts::Nothing => Gets::Nothing,
            Amounts::Same(amount) => Gets::Known(*amount),
            Amounts::Each(amounts) => {
                amounts.get(firm).copied().flatten().map_or(Gets::Unknown, Gets::Known)
            }
        }
    }
}

impl Gets {
    /// The amount, if it is known.
    pub fn known(self) -> Option<Amount> {
        match self {
            Gets::Known(amount) => Some(amount),
            Gets::Nothing | Gets::Unknown => None,
        }
    }
}

/// The amounts of a benefit; `measure` holds its level or its base.
pub fn amounts(benefit: &Benefit, measure: Option<&Column>) -> PolarsResult<Amounts> {
    let capped = |amount: Amount| benefit.cap.map_or(amount, |cap| amount.min(cap));
    Ok(match (&benefit.worth, measure) {
        (Worth::Fixed(amount), _) => Amounts::Same(capped(*amount)),
        (Worth::Levels(_, levels), Some(measure)) => {
            let of = |text: Option<&str>| {
                let amount = level_amount(levels, text?)?;
                Some(capped(amount))
            };
            Amounts::Each(measure.str()?.iter().map(of).collect())
        }
        (Worth::Part(_, rate), Some(measure)) => {
            let part = |base: f64| {
                let amount = Amount::from_number(base)?.times(*rate)?;
                Some(capped(amount.max(Amount::ZERO)))
            };
            Amounts::Each(measure.f64()?.iter().map(|base| base.and_then(part)).collect())
        }
        _ => Amounts::Nothing,
    })
}

/// What a level gives: who has no level at all gets nothing; of a level that is not named nobody
/// knows.
fn level_amount(levels: &[(String, Amount)], text: &str) -> Option<Amount> {
    let named = levels.iter().find(|(level, _)| level.trim() == text.trim());
    let none = text.trim().is_empty().then_some(Amount::ZERO);
    named.map(|(_, amount)| *amount).or(none)
}

/// The levels that firms have and a benefit does not name, with how many firms have them.
pub fn unnamed<'a>(
    benefit: &Benefit,
    texts: impl Iterator<Item = Option<&'a str>>,
) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let Worth::Levels(_, levels) = &benefit.worth else { return found };
    for text in texts.flatten().filter(|text| level_amount(levels, text).is_none()) {
        *found.entry(text.trim().to_string()).or_default() += 1;
    }
    found
}

impl Benefit {
    /// The most that a firm could get; unknown where only the firm's own number says.
    pub fn most(&self) -> Option<Amount> {
        let most = match &self.worth {
            Worth::Nothing => return None,
            Worth::Fixed(amount) => *amount,
            Worth::Levels(_, levels) => levels.iter().map(|(_, amount)| *amount).max()?,
            Worth::Part(..) => return self.cap,
        };
        Some(self.cap.map_or(most, |cap| most.min(cap)))
    }
}

/// What a firm is entitled to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entitlement {
    /// What counts of each policy's amount.
    pub counted: BTreeMap<usize, Amount>,
    /// Policies that give nothing because another one of their group gives more, with that one.
    pub superseded: BTreeMap<usize, usize>,
    /// All that counts of policies that are open.
    pub total: Amount,
    /// Whether an amount is unknown, so that the total is the least.
    pub at_least: bool,
    /// What counts of policies whose window has not opened or is closed.
    pub not_open: Amount,
    /// Open policies whose amount is unknown.
    pub unknown: Vec<usize>,
    /// Whether an open policy that was supposed gives an amount without any upper border.
    pub is_unbounded: bool,
}

impl Entitlement {
    /// Sums what counts, of all policies or of one.
    fn add_up(&mut self, matches: &Matches, only: Option<usize>) {
        let wanted = |at: &usize| only.is_none_or(|only| only == *at);
        let sum = |open: bool| {
            let is_open = |at: &usize| (matches.policies[*at].force == Force::Open) == open;
            let counted = self.counted.iter().filter(|(at, _)| wanted(at) && is_open(at));
            counted.map(|(_, amount)| *amount).sum()
        };
        (self.total, self.not_open) = (sum(true), sum(false));
        self.at_least = self.unknown.iter().any(wanted);
    }

    /// The same with the sums of one policy alone.
    pub fn of_one(mut self, matches: &Matches, only: usize) -> Self {
        self.add_up(matches, Some(only));
        self
    }
}

/// What a firm is entitled to. `also` are policies taken as if it were eligible for them, with the
/// most that they give where the amount is unknown. Policies that are not open do not add up with
/// those that are: what a firm can have today is not less for a window that is closed.
pub fn entitled(
    catalogue: &Catalogue,
    matches: &Matches,
    firm: usize,
    also: &[usize],
) -> Entitlement {
    let mut result = Entitlement::default();
    let mut grouped: BTreeMap<(usize, bool), Vec<(usize, Amount)>> = BTreeMap::new();
    for (at, policy) in catalogue.policies.iter().enumerate() {
        let matched = &matches.policies[at];
        let supposed = also.contains(&at);
        let eligible = matched.standing(firm) == Some(Standing::Eligible);
        if policy.benefit.kind != BenefitKind::Grant || !(eligible || supposed) {
            continue;
        }
        let open = matched.force == Force::Open;
        let amount = match matched.amounts.of(firm) {
            Gets::Nothing => continue,
            Gets::Known(amount) => amount,
            Gets::Unknown if supposed => {
                let of_group = policy.group.and_then(|group| catalogue.groups[group].cap);
                let most = policy.benefit.most().or(of_group);
                result.is_unbounded |= open && most.is_none();
                most.unwrap_or_default()
            }
            Gets::Unknown => {
                result.unknown.extend(open.then_some(at));
                continue;
            }
        };
        match policy.group {
            Some(group) => grouped.entry((group, open)).or_default().push((at, amount)),
            None => {
                result.counted.insert(at, amount);
            }
        }
    }
    for ((group, _), members) in grouped {
        settle(catalogue, group, members, &mut result);
    }
    result.add_up(matches, None);
    result
}

/// The highest first; among equals the first of the file.
fn settle(
    catalogue: &Catalogue,
    group: usize,
    mut members: Vec<(usize, Amount)>,
    result: &mut Entitlement,
) {
    members.sort_by_key(|(at, amount)| (std::cmp::Reverse(*amount), *at));
    let group = &catalogue.groups[group];
    let mut left = group.cap;
    let best = members.first().map(|(at, _)| *at);
    for (nth, (at, amount)) in members.into_iter().enumerate() {
        if let (true, Take::Highest, Some(best)) = (nth > 0, group.take, best) {
            result.counted.insert(at, Amount::ZERO);
            result.superseded.insert(at, best);
            continue;
        }
        let counted = left.map_or(amount, |left| amount.min(left));
        left = left.map(|left| left.less(counted));
        result.counted.insert(at, counted);
    }
}
