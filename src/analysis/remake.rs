//! The leaves of a scheme made otherwise: rules, borders, missing values and the firms that are
//! fitted on. Owns what of a run can be taken from another run of its row, since a leaf that a
//! choice does not bear on is the same with it; must not know weights or totals.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::PolarsResult;
use rayon::prelude::*;

use super::choices::{self, Choice};
use crate::scheme::Scheme;
use crate::scheme::rule::Rule;
use crate::scoring::{Derived, Params, Scored, Values, apply_one, fit};

/// What was chosen for a run's leaves: levels of `choices`, and which side's draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Levels {
    /// Counts into [`choices::RULES`].
    pub kind: usize,
    /// Counts into [`choices::TIERS`].
    pub tiers: usize,
    /// Counts into [`choices::MISSING`].
    pub missing: usize,
    /// Whose borders.
    pub borders: usize,
    /// Whose firms.
    pub data: usize,
}

/// One leaf of a run.
#[derive(Debug)]
pub struct Leaf {
    /// Its shares, a row per firm.
    pub share: Values,
    /// Shares of the firms that count that differ from today's.
    pub changed: usize,
}

/// The leaves of a run, and the scheme that they are of.
pub struct Made {
    /// The scheme as it was changed.
    pub scheme: Scheme,
    /// Per indicator.
    pub leaves: Vec<Arc<Leaf>>,
}

/// What the runs of a row can take from each other.
#[derive(Debug, Default)]
pub struct Memory {
    /// The leaves of the base runs, each with the levels that matter to it.
    leaves: Vec<Vec<(Levels, Arc<Leaf>)>>,
    /// By kind of rules, missing values, and whose firms.
    fits: BTreeMap<[usize; 3], Arc<Params>>,
}

/// The two base runs of a row are remembered: the mixed ones lie between them.
const REMEMBERED: usize = 2;

/// Makes leaves.
pub struct Remake<'a> {
    scored: &'a Scored,
    /// Whether a row's firm counts.
    counts: Vec<bool>,
    /// Per indicator.
    bears: Vec<Bears>,
    /// By kind of rules and missing values, unless the data vary too.
    fits: BTreeMap<[usize; 2], Arc<Params>>,
}

/// Which choices bear on a leaf.
#[derive(Debug, Clone, Copy)]
struct Bears {
    kind: bool,
    tiers: bool,
    missing: bool,
    borders: bool,
    data: bool,
}

impl Bears {
    fn of(scheme: &Scheme, scored: &Scored, at: usize, fitted_anew: bool) -> Self {
        let (measures, shares) = (&scheme.indicators[at].measures, &scored.shares);
        let any = |test: fn(&Rule) -> bool| measures.iter().any(|m| test(&m.rule));
        let is_fitted = any(|rule| rule.within().is_some());
        // Where a group has no bounds, since it was not drawn or the given ones do not know it, its
        // firms count as missing, too.
        let has_gaps = shares.known[at].iter().any(|known| !known)
            || measures.len() > 1
            || is_fitted && fitted_anew
            || shares.without_peers.iter().any(|(leaf, ..)| *leaf == at);
        Bears {
            kind: is_fitted,
            tiers: any(|rule| matches!(rule, Rule::Tiers { .. })),
            borders: any(|rule| matches!(rule, Rule::Tiers { .. })),
            missing: has_gaps,
            data: is_fitted || has_gaps,
        }
    }

    /// Levels that do not matter as 0.
    fn only(self, levels: Levels) -> Levels {
        let of = |bears: bool, level: usize| if bears { level } else { 0 };
        Levels {
            kind: of(self.kind, levels.kind),
            tiers: of(self.tiers, levels.tiers),
            missing: of(self.missing, levels.missing),
            borders: of(self.borders, levels.borders),
            data: of(self.data, levels.data),
        }
    }
}

impl<'a> Remake<'a> {
    /// Fits every combination of rules and missing values that can come up, unless the data vary.
    pub fn new(
        scheme: &Scheme,
        scored: &'a Scored,
        varied: &[Choice],
        firms: &[usize],
    ) -> PolarsResult<Self> {
        let mut counts = vec![false; scored.derived.len()];
        firms.iter().for_each(|firm| counts[*firm] = true);
        let fitted_anew = varied.contains(&Choice::Data);
        let bears =
            (0..scheme.indicators.len()).map(|at| Bears::of(scheme, scored, at, fitted_anew));
        let bears = bears.collect();
        let mut remake = Remake { scored, counts, bears, fits: BTreeMap::new() };
        if fitted_anew {
            return Ok(remake);
        }
        let of = |choice: Choice, n: usize| if varied.contains(&choice) { n } else { 1 };
        let kinds = of(Choice::Rules, choices::RULES.len());
        let combinations: Vec<[usize; 2]> = (0..of(Choice::Missing, choices::MISSING.len()))
            .flat_map(|missing| (0..kinds).map(move |kind| [kind, missing]))
            .collect();
        // As written means by the run's own bounds, given or fitted.
        let fits: Vec<([usize; 2], Arc<Params>)> = combinations
            .into_par_iter()
            .map(|at| {
                if at == [0, 0] {
                    return Ok((at, Arc::new(scored.params.clone())));
                }
                let changed = remake.changed(scheme, at[0], 0, at[1]);
                Ok((at, remake.fitted(&changed, &remake.scored.derived)?))
            })
            .collect::<PolarsResult<_>>()?;
        remake.fits = fits.into_iter().collect();
        Ok(remake)
    }

    /// Borders first: lines go through the borders as they are moved.
    fn changed(&self, moved: &Scheme, kind: usize, tiers: usize, missing: usize) -> Scheme {
        let mut scheme = moved.clone();
        choices::change_rules(&mut scheme, kind, tiers);
        choices::change_missing(&mut scheme, self.scored, missing);
        scheme
    }

    fn fitted(&self, scheme: &Scheme, firms: &Derived) -> PolarsResult<Arc<Params>> {
        let params = &self.scored.params;
        let stamp = Params { fit: Vec::new(), impute: Vec::new(), ..params.clone() };
        Ok(Arc::new(fit(scheme, firms, stamp)?))
    }

    /// The leaves of a run. `moved` is the scheme with its borders where they are, `drawn` the
    /// firms to fit on where they are not those of the run.
    pub fn make(
        &self,
        moved: &Scheme,
        levels: Levels,
        drawn: Option<&Derived>,
        memory: &mut Memory,
    ) -> PolarsResult<Made> {
        let scheme = self.changed(moved, levels.kind, levels.tiers, levels.missing);
        let params = self.params(&scheme, levels, drawn, memory)?;
        memory.leaves.resize(self.bears.len(), Vec::new());
        let leaves: Vec<(Levels, Arc<Leaf>)> = self
            .bears
            .par_iter()
            .zip(&memory.leaves)
            .enumerate()
            .map(|(at, (bears, known))| {
                let own = bears.only(levels);
                let leaf = match known.iter().find(|(levels, _)| *levels == own) {
                    Some((_, leaf)) => leaf.clone(),
                    None => Arc::new(self.leaf(&scheme, &params, at)?),
                };
                Ok((own, leaf))
            })
            .collect::<PolarsResult<_>>()?;
        for (known, leaf) in memory.leaves.iter_mut().zip(&leaves) {
            if known.len() < REMEMBERED {
                known.push(leaf.clone());
            }
        }
        Ok(Made { scheme, leaves: leaves.into_iter().map(|(_, leaf)| leaf).collect() })
    }

    fn params(
        &self,
        scheme: &Scheme,
        levels: Levels,
        drawn: Option<&Derived>,
        memory: &mut Memory,
    ) -> PolarsResult<Arc<Params>> {
        if let Some(params) = self.fits.get(&[levels.kind, levels.missing]) {
            return Ok(params.clone());
        }
        let at = [levels.kind, levels.missing, levels.data];
        if let Some(params) = memory.fits.get(&at) {
            return Ok(params.clone());
        }
        let params = self.fitted(scheme, drawn.unwrap_or(&self.scored.derived))?;
        memory.fits.insert(at, params.clone());
        Ok(params)
    }

    fn leaf(&self, scheme: &Scheme, params: &Params, at: usize) -> PolarsResult<Leaf> {
        let share = apply_one(scheme, &self.scored.derived, params, at)?;
        let pairs = share.iter().zip(self.scored.shares.share[at].iter()).zip(&self.counts);
        let changed = pairs.filter(|((new, old), counts)| **counts && new != old).count();
        Ok(Leaf { share, changed })
    }
}
