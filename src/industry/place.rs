//! A firm's place in a chain, for whoever knows it by its id alone: its role, what it buys elsewhere
//! although a neighbour makes it, and what neighbours buy elsewhere although it makes it.

use std::collections::BTreeMap;

use super::{Chain, Map, Party, Unmet};

/// Places by firm id.
#[derive(Debug)]
pub struct Places<'a> {
    /// The chain.
    pub chain: &'a Chain,
    map: &'a Map,
    rows: BTreeMap<&'a str, usize>,
}

/// One firm's place.
#[derive(Debug)]
pub struct Place<'a> {
    /// The firm with its figures.
    pub party: &'a Party,
    /// Its role; empty where no rule fits or can be told.
    pub role: &'a str,
    /// What it buys elsewhere, with the neighbours that make it; most money first.
    pub buys_elsewhere: Vec<(&'a Unmet, Vec<&'a Party>)>,
    /// What neighbours buy elsewhere and it makes, with the buyer; most money first.
    pub could_supply: Vec<(&'a Unmet, &'a Party)>,
}

impl<'a> Places<'a> {
    /// Finds every party once.
    pub fn new(chain: &'a Chain, map: &'a Map) -> Self {
        let parties = map.parties.iter().enumerate().filter(|(_, party)| party.local);
        let rows = parties.map(|(at, party)| (party.id.as_str(), at)).collect();
        Places { chain, map, rows }
    }

    /// A firm's place; nothing for a firm outside of the chain.
    pub fn of(&self, id: &str) -> Option<Place<'a>> {
        let at = *self.rows.get(id)?;
        let (chain, parties) = (self.chain, &self.map.parties);
        let named = |makers: &[usize]| makers.iter().map(|maker| &parties[*maker]).collect();
        let unmet = || self.map.unmet.iter();
        let own = unmet().filter(|unmet| unmet.buyer == at);
        let others = unmet().filter(|unmet| unmet.makers.contains(&at));
        Some(Place {
            party: &parties[at],
            role: parties[at].role.map_or("", |role| chain.roles[role].name.as_str()),
            buys_elsewhere: own.map(|unmet| (unmet, named(&unmet.makers))).collect(),
            could_supply: others.map(|unmet| (unmet, &parties[unmet.buyer])).collect(),
        })
    }
}
