//! What the best hundred are made of, by stage and by every column carried along.

use std::collections::BTreeMap;

use minijinja::Value;
use serde::Serialize;

use super::Site;
use super::leaf::{part, safe};
use crate::report::explain::percent;
use crate::report::ranking::stage;
use crate::report::svg::bars;

/// How many are looked at.
const TOP: usize = 100;
/// More kinds of firms than this are not shown one by one.
const KINDS: usize = 10;

/// What the best are made of.
#[derive(Debug, Serialize)]
pub struct Top {
    pub n: usize,
    groups: Vec<Group>,
}

#[derive(Debug, Serialize)]
struct Group {
    name: String,
    kinds: Vec<KindRow>,
    /// How many more kinds there are.
    more: usize,
}

#[derive(Debug, Serialize)]
struct KindRow {
    name: String,
    count: usize,
    share: String,
    of_all: String,
    bar: Value,
}

impl Site<'_> {
    pub(super) fn top(&self) -> Top {
        let ranked = self.ranked();
        let n = ranked.len().min(TOP);
        let mut groups = Vec::new();
        // What everybody is made of is no news about the best.
        if n == ranked.len() {
            return Top { n, groups };
        }
        if self.scheme.stages.len() > 1 {
            let name = self.word("stage").to_string();
            let kind = |firm| stage(self.scheme, self.scored, firm, true);
            groups.push(group(name, &ranked, n, &kind));
        }
        for column in &self.scheme.firm.groups {
            let kind = |firm| self.scored.derived.text(column, firm);
            groups.push(group(column.clone(), &ranked, n, &kind));
        }
        Top { n, groups }
    }
}

fn group(name: String, ranked: &[usize], n: usize, kind: &dyn Fn(usize) -> String) -> Group {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (place, firm) in ranked.iter().enumerate() {
        let count = counts.entry(kind(*firm)).or_default();
        count.0 += usize::from(place < n);
        count.1 += 1;
    }
    let mut counts: Vec<(String, (usize, usize))> = counts.into_iter().collect();
    counts.sort_by_key(|(_, (top, all))| std::cmp::Reverse((*top, *all)));
    let more = counts.len().saturating_sub(KINDS);
    let widest = counts.iter().map(|(_, (top, all))| {
        part(*top as f64, n as f64).max(part(*all as f64, ranked.len() as f64))
    });
    let widest = widest.fold(0.0, f64::max);
    let row = |(name, (top, all)): (String, (usize, usize))| {
        let share = part(top as f64, n as f64);
        let of_all = part(all as f64, ranked.len() as f64);
        let bar = bars::part(part(share, widest), Some(part(of_all, widest)), "own", &name);
        let name = if name.is_empty() { "—".to_string() } else { name };
        KindRow { name, count: top, share: percent(share), of_all: percent(of_all), bar: safe(bar) }
    };
    Group { name, kinds: counts.into_iter().take(KINDS).map(row).collect(), more }
}
