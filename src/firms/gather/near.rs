//! Rows that found no firm, with the firms that they may belong to: proposals for a person to
//! accept in a `[[join]]`, never joined here.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::identity::{Identity, Outcast, folded_name};
use super::sources::Plan;
use super::table::Table;
use crate::diagnostic::Text;
use crate::diagnostic::codes::firms as codes;
use crate::firms::credit_code;
use crate::say;

/// A row and a firm that it may belong to.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The file as the user named it.
    pub source: String,
    /// The line in it.
    pub line: u64,
    /// The id as it is written there; may be empty.
    pub id: String,
    /// The name as it is written there; may be empty.
    pub name: String,
    /// The firm that it may belong to.
    pub firm: String,
    /// That firm's name.
    pub firm_name: String,
    /// From 0 to 1: 1 - edit distance / length, of the names without their legal form.
    pub similarity: f64,
    /// Why it is proposed.
    pub why: Text,
}

impl Proposal {
    /// What to paste into the sources file to accept it.
    pub fn accept(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        format!("[[join]]\nname = {}\nid = {}\n", quoted(&self.name), quoted(&self.firm))
    }
}

/// At most so many firms are proposed for one row.
const PROPOSED: usize = 3;

/// Proposals for every row that may belong to a firm under another spelling.
pub(crate) fn propose(identity: &Identity, tables: &[Table], plan: &Plan) -> Vec<Proposal> {
    let asked: Vec<&Outcast> = identity.outcasts.iter().filter(|o| is_open(o)).collect();
    let names: Vec<(String, u32)> = identity
        .known_names
        .iter()
        .flat_map(|(name, firms)| firms.iter().map(|firm| (core(name), *firm)))
        .collect();
    let index = Index::new(&asked, &names);
    let mut proposals = Vec::new();
    for outcast in asked {
        let mut found = by_code(identity, &outcast.reason.id);
        found.extend(index.by_name(&outcast.reason.name, &names, plan.near));
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut firms = Vec::new();
        found.retain(|(_, firm, _)| {
            !firms.contains(firm) && {
                firms.push(*firm);
                true
            }
        });
        let grid = &tables[outcast.table].grid;
        for (similarity, firm, why) in found.into_iter().take(PROPOSED) {
            proposals.push(Proposal {
                source: grid.file.clone(),
                line: grid.line(outcast.row),
                id: outcast.reason.id.clone(),
                name: outcast.reason.name.clone(),
                firm: identity.ids[firm as usize].clone(),
                firm_name: identity.names[firm as usize].clone().unwrap_or_default(),
                similarity,
                why,
            });
        }
    }
    proposals
}

fn is_open(outcast: &Outcast) -> bool {
    let open = [&codes::NO_SUCH_NAME, &codes::CODE_REJECTED, &codes::NAME_AMBIGUOUS];
    open.into_iter().any(|code| std::ptr::eq(code, outcast.reason.code))
}

type Found = (f64, u32, Text);

/// Firms whose code is one slip away from one that does not hold: a wrong character, two that
/// changed places, one too many or too few. The slips are tried, so that the number of firms does
/// not matter.
fn by_code(identity: &Identity, code: &str) -> Vec<Found> {
    let letters: Vec<char> = code.chars().collect();
    if !(credit_code::LENGTH - 1..=credit_code::LENGTH + 1).contains(&letters.len()) {
        return Vec::new();
    }
    let mut found = BTreeSet::new();
    let mut try_code = |letters: &[char]| {
        let tried: String = letters.iter().collect();
        found.extend(identity.ids.binary_search(&tried).ok());
    };
    for at in 0..=letters.len() {
        for letter in credit_code::ALPHABET.iter().map(|byte| char::from(*byte)) {
            let mut longer = letters.clone();
            longer.insert(at, letter);
            try_code(&longer);
            if at < letters.len() {
                longer.remove(at + 1);
                try_code(&longer);
            }
        }
        if at < letters.len() {
            let mut shorter = letters.clone();
            shorter.remove(at);
            try_code(&shorter);
        }
        if at + 1 < letters.len() {
            let mut turned = letters.clone();
            turned.swap(at, at + 1);
            try_code(&turned);
        }
    }
    let similarity = 1.0 - 1.0 / credit_code::LENGTH as f64;
    let why = || say!("代码只差一处", "the code differs in one place");
    found.into_iter().map(|firm| (similarity, firm as u32, why())).collect()
}

/// A name without its legal form, which every name has and which makes all of them alike.
fn core(name: &str) -> String {
    const FORMS: [&str; 8] =
        ["股份有限公司", "有限责任公司", "有限公司", "(集团)", "集团", "公司", "(有限合伙)", "厂"];
    let folded = folded_name(name);
    let mut rest = folded.as_str();
    while let Some(shorter) = FORMS.iter().find_map(|form| rest.strip_suffix(form)) {
        if shorter.is_empty() {
            break;
        }
        rest = shorter;
    }
    rest.to_owned()
}

/// Finds the names that share pairs of characters with the asked ones, so that not every pair of
/// names has to be compared.
struct Index {
    by_pair: IndexMap<(char, char), Vec<u32>>,
}

/// Only so many of the most alike names are compared in full.
const COMPARED: usize = 50;

impl Index {
    /// Holds the known names under those pairs that some asked name has.
    fn new(asked: &[&Outcast], names: &[(String, u32)]) -> Self {
        let mut by_pair: IndexMap<(char, char), Vec<u32>> = IndexMap::new();
        for outcast in asked {
            for pair in pairs(&core(&outcast.reason.name)) {
                by_pair.entry(pair).or_default();
            }
        }
        for (at, (name, _)) in names.iter().enumerate() {
            for pair in pairs(name) {
                if let Some(known) = by_pair.get_mut(&pair) {
                    known.push(at as u32);
                }
            }
        }
        Index { by_pair }
    }

    fn by_name(&self, name: &str, names: &[(String, u32)], least: f64) -> Vec<Found> {
        let core = core(name);
        if core.is_empty() {
            return Vec::new();
        }
        let mut shared: BTreeMap<u32, u32> = BTreeMap::new();
        let rarest_first = |pair: &(char, char)| self.by_pair.get(pair).map_or(0, Vec::len);
        let mut own = pairs(&core);
        own.sort_by_key(|pair| (rarest_first(pair), *pair));
        // The rarer half of the pairs tells names apart; the other half is 无锡, 科技, ...
        let telling = own.len().div_ceil(2).max(1);
        for pair in own.iter().take(telling) {
            for at in self.by_pair.get(pair).into_iter().flatten() {
                *shared.entry(*at).or_default() += 1;
            }
        }
        let mut likely: Vec<(u32, u32)> =
            shared.into_iter().map(|(at, count)| (count, at)).collect();
        likely.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let compared = likely.into_iter().take(COMPARED).map(|(_, at)| {
            let (known, firm) = &names[at as usize];
            (strsim::normalized_damerau_levenshtein(&core, known), *firm)
        });
        let why = |similarity: f64| match similarity >= 1.0 {
            true => say!("名称相同", "the same name"),
            false => say!("名称相近", "a similar name"),
        };
        compared.filter(|(s, _)| *s >= least).map(|(s, firm)| (s, firm, why(s))).collect()
    }
}

fn pairs(name: &str) -> Vec<(char, char)> {
    let letters: Vec<char> = name.chars().collect();
    let mut pairs: Vec<_> = letters.windows(2).map(|pair| (pair[0], pair[1])).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
