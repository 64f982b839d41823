//! A firm's policies as one page would tell them (一企一策): the data of the sheet, of `--firm` and of
//! a portrait's policy section. Owns the order; must not draw.

use std::collections::BTreeMap;

use super::amount::Amount;
use super::ask::{Ask, asks};
use super::document::BenefitKind;
use super::entitle::{Entitlement, Gets, entitled};
use super::force::Force;
use super::level::{Level, Standing};
use super::matching::Matches;
use super::model::{Catalogue, Policy};
use super::told::{Answer, Told, told};
use crate::scheme::Status;

/// A firm's policies, best first.
#[derive(Debug, Clone)]
pub struct Section {
    /// The firm's id.
    pub id: String,
    /// Its name; empty where the tables have none.
    pub name: String,
    /// Every policy that is matched.
    pub policies: Vec<Entry>,
    /// What the grants that are open come to after 就高不重复 and caps, in the catalogue's unit.
    pub total: Amount,
    /// The same of grants whose window has not opened or is closed.
    pub not_open: Amount,
    /// Whether an amount is unknown, so that the total is the least.
    pub at_least: bool,
    /// What to ask the firm for, most telling first.
    pub asks: Vec<Ask>,
}

/// One policy as it stands with a firm.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Index into the catalogue.
    pub policy: usize,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// 国家级, 省级, ...
    pub level: String,
    /// Whose thresholds they are.
    pub status: Status,
    /// Whether firms can apply now.
    pub force: Force,
    /// What the firm is told.
    pub standing: Standing,
    /// What it could be if every missing value turned out well.
    pub at_best: Level,
    /// The share of what is asked for that is known to be met.
    pub fit: f32,
    /// What kind of help.
    pub kind: BenefitKind,
    /// What it is, for people.
    pub benefit: String,
    /// What the firm would get.
    pub gets: Gets,
    /// What counts of it, for grants that the firm is eligible for.
    pub counted: Option<Amount>,
    /// The policy of the same group that gives more.
    pub superseded_by: Option<String>,
    /// Clause by clause; empty where it was not asked for.
    pub clauses: Vec<Told>,
}

impl Entry {
    /// The clauses with an answer.
    pub fn with(&self, answer: Answer) -> impl Iterator<Item = &Told> {
        self.clauses.iter().filter(move |told| told.answer == answer)
    }
}

/// Of which policies the clauses are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Of none.
    None,
    /// Of near-misses and of those that cannot be told.
    Open,
    /// Of all.
    All,
}

/// A firm's policies, all or one (the sums and asks too), in the order: standing, fit, amount, catalogue.
pub fn section(
    catalogue: &Catalogue,
    matches: &Matches,
    firm: usize,
    only: Option<usize>,
    detail: Detail,
) -> Section {
    let all = entitled(catalogue, matches, firm, &[]);
    let entitlement = match only {
        Some(only) => all.of_one(matches, only),
        None => all,
    };
    let wanted = (0..catalogue.policies.len()).filter(|at| only.is_none_or(|only| only == *at));
    let told = |at: usize, standing: Standing| match (detail, standing) {
        (Detail::All, _) | (Detail::Open, Standing::Near | Standing::Unknown) => {
            told(catalogue, &matches.facts, &catalogue.policies[at], firm)
        }
        _ => Vec::new(),
    };
    let entry = |at: usize| {
        let mut entry = entry(catalogue, matches, firm, at, &entitlement)?;
        entry.clauses = told(at, entry.standing);
        Some(entry)
    };
    let mut policies: Vec<Entry> = wanted.filter_map(entry).collect();
    policies.sort_by(order);
    Section {
        id: matches.facts.ids[firm].clone(),
        name: name(catalogue, matches, firm),
        policies,
        total: entitlement.total,
        not_open: entitlement.not_open,
        at_least: entitlement.at_least,
        asks: match detail {
            Detail::None => Vec::new(),
            _ => asks(catalogue, matches, firm, only),
        },
    }
}

/// A firm's name; empty where the tables have none.
pub fn name(catalogue: &Catalogue, matches: &Matches, firm: usize) -> String {
    let column =
        catalogue.firm.name.as_ref().and_then(|name| matches.facts.frame.column(name).ok());
    let text = column.and_then(|column| column.str().ok()).and_then(|names| names.get(firm));
    text.unwrap_or_default().to_string()
}

fn entry(
    catalogue: &Catalogue,
    matches: &Matches,
    firm: usize,
    at: usize,
    entitlement: &Entitlement,
) -> Option<Entry> {
    let (policy, matched): (&Policy, _) = (&catalogue.policies[at], &matches.policies[at]);
    let level = matched.levels.get(firm)?;
    let superseded = entitlement.superseded.get(&at);
    Some(Entry {
        policy: at,
        id: policy.id.clone(),
        name: policy.name.clone(),
        level: policy.level.clone(),
        status: policy.status,
        force: matched.force,
        standing: level.standing(),
        at_best: level.high,
        fit: matched.fit[firm],
        kind: policy.benefit.kind,
        benefit: policy.benefit.text.clone(),
        gets: matched.amounts.of(firm),
        counted: entitlement.counted.get(&at).copied(),
        superseded_by: superseded.map(|by| catalogue.policies[*by].id.clone()),
        clauses: Vec::new(),
    })
}

/// By standing, then by fit, then by amount, then as the files have them.
fn order(a: &Entry, b: &Entry) -> std::cmp::Ordering {
    let amount = |entry: &Entry| entry.gets.known().unwrap_or_default();
    a.standing
        .cmp(&b.standing)
        .then_with(|| b.fit.total_cmp(&a.fit))
        .then_with(|| amount(b).cmp(&amount(a)))
        .then_with(|| a.policy.cmp(&b.policy))
}

/// Sections by firm id, for whoever knows a firm by its id alone.
#[derive(Debug)]
pub struct Navigation<'a> {
    /// The policies.
    pub catalogue: &'a Catalogue,
    matches: &'a Matches,
    rows: BTreeMap<&'a str, usize>,
}

impl<'a> Navigation<'a> {
    /// Finds the row of each firm once.
    pub fn new(catalogue: &'a Catalogue, matches: &'a Matches) -> Self {
        let ids = matches.facts.ids.iter().enumerate();
        Navigation { catalogue, matches, rows: ids.map(|(row, id)| (id.as_str(), row)).collect() }
    }

    /// The section of a firm; nothing for a firm that was not matched.
    pub fn of(&self, id: &str, detail: Detail) -> Option<Section> {
        let row = *self.rows.get(id)?;
        Some(section(self.catalogue, self.matches, row, None, detail))
    }
}
