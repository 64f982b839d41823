//! What to ask a firm for next. Owns the order of the missing columns by how much money, and then
//! how many policies, they would decide; must not know words.

use std::collections::BTreeMap;

use serde::Serialize;

use super::amount::Amount;
use super::entitle::{Gets, entitled};
use super::level::{Level, Standing};
use super::matching::Matches;
use super::model::Catalogue;
use super::told::{open_fields, unmeasured};

/// A missing column and what it would decide.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ask {
    /// The column of the tables.
    pub field: String,
    /// Ids of the policies that cannot be told, or not be counted, without it.
    pub policies: Vec<String>,
    /// How many of them it decides alone.
    pub alone: usize,
    /// What the firm could get more of policies that are open, if all of them turned out well;
    /// after 就高不重复. Nothing where an amount among them has no upper border.
    pub up_to: Option<Amount>,
}

/// What to ask a firm for: most money first, then most policies, then those decided alone. With
/// `only` what one policy waits for. A policy that is at best near waits for nothing: no answer
/// makes the firm eligible.
pub fn asks(
    catalogue: &Catalogue,
    matches: &Matches,
    firm: usize,
    only: Option<usize>,
) -> Vec<Ask> {
    let mut open: BTreeMap<String, (Vec<usize>, usize)> = BTreeMap::new();
    for (at, policy) in catalogue.policies.iter().enumerate() {
        if only.is_some_and(|only| only != at) {
            continue;
        }
        let matched = &matches.policies[at];
        let fields = match matched.standing(firm) {
            Some(Standing::Unknown) if matched.levels[firm].high == Level::Yes => {
                open_fields(catalogue, &matches.facts, policy, firm)
            }
            Some(Standing::Eligible) if matched.amounts.of(firm) == Gets::Unknown => {
                unmeasured(catalogue, &matches.facts, policy, firm)
            }
            _ => continue,
        };
        let alone = usize::from(fields.len() == 1);
        for field in fields {
            let entry = open.entry(field).or_default();
            entry.0.push(at);
            entry.1 += alone;
        }
    }
    let now = entitled(catalogue, matches, firm, &[]).total;
    let ask = |(field, (policies, alone)): (String, (Vec<usize>, usize))| {
        let best = entitled(catalogue, matches, firm, &policies);
        let known = best.total.less(now);
        let up_to = (!best.is_unbounded).then_some(known);
        let policies = policies.iter().map(|at| catalogue.policies[*at].id.clone()).collect();
        (known, Ask { field, policies, alone, up_to })
    };
    let mut asks: Vec<(Amount, Ask)> = open.into_iter().map(ask).collect();
    asks.sort_by(|a, b| {
        // An amount without an upper border counts by what is known of it, before an equal one.
        let size = |(known, ask): &(Amount, Ask)| {
            (*known, ask.up_to.is_none(), ask.policies.len(), ask.alone)
        };
        size(b).cmp(&size(a)).then_with(|| a.1.field.cmp(&b.1.field))
    });
    asks.into_iter().map(|(_, ask)| ask).collect()
}
