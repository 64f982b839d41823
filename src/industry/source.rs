//! What a map answers to conditions of policies: `role('chain')`, `local_rate('chain')`.

use super::{Chain, Map, Party};
use crate::policy::Source;
use crate::policy::facts::Answers;
use crate::policy::references::Field;

/// Roles and rates; a firm outside of the chain has the role `''`.
pub fn source(chain: &Chain, map: &Map) -> Source {
    let local: Vec<&Party> = map.parties.iter().filter(|party| party.local).collect();
    let rows = local.iter().enumerate().map(|(row, party)| (party.id.clone(), row)).collect();
    let name = |role: usize| chain.roles[role].name.clone();
    let roles = local.iter().map(|party| party.role.map(name)).collect();
    let rates = local.iter().map(|party| party.figures.local_rate()).collect();
    let answers =
        [(Field::Role, Answers::Texts(roles)), (Field::LocalRate, Answers::Numbers(rates))];
    Source { of: chain.id.clone(), rows, answers: answers.into() }
}
