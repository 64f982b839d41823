//! Batches -> [`Params`]: the same fits as of one table, gathered from all batches.

use rayon::prelude::*;

use super::batch::{Batch, Kept};
use super::keys::{key, number};
use super::standing::{Grouping, Peer};
use super::{Bulk, NotBulk, Standing};
use crate::scheme::{Indicator, Missing, Within};
use crate::scoring::fit::{fit_group, goalposts, middle_of};
use crate::scoring::params::{Fit, Impute, Params};

impl Bulk<'_> {
    /// Fits everything. `params` carries version and hash.
    ///
    /// # Errors
    /// [`NotBulk`] where a leaf was not kept as numbers.
    pub fn fit(
        &self,
        batches: &[Batch],
        standing: &Standing,
        mut params: Params,
    ) -> Result<Params, NotBulk> {
        let indicators = &self.scheme.indicators;
        params.scheme = self.scheme.id.clone();
        params.firms = batches.iter().map(|batch| batch.stage.len()).sum();
        let imputes = indicators.par_iter().enumerate();
        let imputes: Vec<Vec<Impute>> = imputes
            .map(|(at, indicator)| self.imputes(batches, standing, at, indicator))
            .collect::<Result<_, _>>()?;
        params.impute = imputes.concat();
        let measures: Vec<(usize, usize)> = indicators
            .iter()
            .enumerate()
            .flat_map(|(at, i)| (0..i.measures.len()).map(move |m| (at, m)))
            .collect();
        let fits: Vec<Vec<Fit>> = measures
            .into_par_iter()
            .map(|(at, m)| self.fits(batches, standing, &params, (at, m)))
            .collect::<Result<_, _>>()?;
        params.fit = fits.concat();
        Ok(params)
    }

    fn imputes(
        &self,
        batches: &[Batch],
        standing: &Standing,
        at: usize,
        indicator: &Indicator,
    ) -> Result<Vec<Impute>, NotBulk> {
        let Some((within, middle)) = middle_of(&indicator.missing) else { return Ok(Vec::new()) };
        if indicator.measures.len() != 1 {
            return Ok(Vec::new());
        }
        let populations = populations(batches, standing, within, (at, 0), &Filling::None)?;
        let groups = populations.into_iter().zip(standing.labels(within));
        let impute = |(values, group): (Vec<f64>, String)| {
            (!values.is_empty()).then(|| {
                let sorted = ascending(values);
                let (n, value) = (sorted.len(), middle(&sorted));
                Impute { indicator: indicator.id.clone(), group, n, value }
            })
        };
        Ok(groups.filter_map(impute).collect())
    }

    fn fits(
        &self,
        batches: &[Batch],
        standing: &Standing,
        params: &Params,
        (at, m): (usize, usize),
    ) -> Result<Vec<Fit>, NotBulk> {
        let indicator = &self.scheme.indicators[at];
        let measure = &indicator.measures[m];
        let Some(within) = measure.rule.within() else { return Ok(Vec::new()) };
        let filling = Filling::new(standing, indicator, params)?;
        let populations = populations(batches, standing, within, (at, m), &filling)?;
        let fit = |(group, (values, label)): (usize, (Vec<f64>, String))| {
            if values.is_empty() {
                return None;
            }
            let stage = (within == &Within::Stage).then_some(group);
            let (n, mut values) = (values.len(), values);
            let fit = goalposts(measure, &mut values).unwrap_or_else(|| {
                fit_group(self.scheme, indicator, measure, stage, &ascending(values))
            });
            Some(Fit { indicator: indicator.id.clone(), measure: m, group: label, n, ..fit })
        };
        let groups: Vec<_> =
            populations.into_iter().zip(standing.labels(within)).enumerate().collect();
        Ok(groups.into_par_iter().map(fit).collect::<Vec<_>>().into_iter().flatten().collect())
    }
}

/// Whole numbers in the order of the numbers are sorted in fewer steps than these.
fn ascending(values: Vec<f64>) -> Vec<f64> {
    let mut keys: Vec<u64> = values.into_iter().map(key).collect();
    keys.sort_unstable();
    keys.into_iter().map(number).collect()
}

/// What stands in for a missing number.
#[derive(Debug)]
pub(super) enum Filling<'a> {
    None,
    Stated(f64),
    /// Per group of some partition.
    Imputed(Grouping<'a>, Vec<Option<f64>>),
}

impl<'a> Filling<'a> {
    /// As an indicator's policy says.
    pub fn new(
        standing: &'a Standing,
        indicator: &Indicator,
        params: &Params,
    ) -> Result<Self, NotBulk> {
        Ok(match &indicator.missing {
            Missing::Number(number) => Filling::Stated(*number),
            Missing::Flag(flag) => Filling::Stated(f64::from(u8::from(*flag))),
            Missing::Median(within) | Missing::Mean(within) => {
                let labels = standing.labels(within);
                let impute = labels.iter().map(|label| params.impute(&indicator.id, label));
                Filling::Imputed(standing.within(within)?, impute.collect())
            }
            _ => Filling::None,
        })
    }

    /// The number of a firm that has none.
    pub fn of(&self, peer: Peer) -> Option<f64> {
        match self {
            Filling::None => None,
            Filling::Stated(number) => Some(*number),
            Filling::Imputed(grouping, imputed) => imputed[grouping.of(peer)?],
        }
    }
}

/// The numbers of each group, in the order of the rows.
fn populations(
    batches: &[Batch],
    standing: &Standing,
    within: &Within,
    at: (usize, usize),
    filling: &Filling,
) -> Result<Vec<Vec<f64>>, NotBulk> {
    let grouping = standing.within(within)?;
    // Of the right size at once: a vector that grows holds up to twice what it needs.
    let mut groups: Vec<Vec<f64>> =
        standing.sizes(within).iter().map(|size| Vec::with_capacity(*size)).collect();
    each_value(batches, grouping, at, filling, |group, value| groups[group].push(value))?;
    Ok(groups)
}

fn each_value(
    batches: &[Batch],
    grouping: Grouping,
    (at, m): (usize, usize),
    filling: &Filling,
    mut take: impl FnMut(usize, f64),
) -> Result<(), NotBulk> {
    for (number, batch) in batches.iter().enumerate() {
        let Kept::Measured(measured) = &batch.leaves[at] else { return Err(NotBulk) };
        measured[m].each(|row, value| {
            let stage = batch.stage[row];
            let peer = Peer { batch: number, row, stage, labels: &batch.groups };
            let Some(group) = grouping.of(peer) else { return };
            if let Some(value) = value.or_else(|| filling.of(peer)) {
                take(group, value + 0.0);
            }
        });
    }
    Ok(())
}
