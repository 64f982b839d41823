//! What the values of the leaves that look at other firms earn under fitted [`Params`]: a percentile
//! by its [`Steps`], all else by asking the rules themselves.

use std::ops::Range;

use super::batch::{Batch, Kept};
use super::fit::Filling;
use super::record::{NOTHING, packed};
use super::standing::{Grouping, Peer};
use super::steps::{Steps, steps};
use super::{Bulk, NotBulk, Standing};
use crate::scheme::Indicator;
use crate::scheme::rule::{Choice, Measure};
use crate::scoring::params::{Fit, Params};
use crate::scoring::rules;
use crate::scoring::shares::chosen;
use crate::scoring::units::scaled;

/// Per leaf how its values are priced; none where its points are known already.
#[derive(Debug)]
pub struct Prices<'a>(pub(super) Vec<Option<LeafPrices<'a>>>);

/// How the values of one leaf are priced.
#[derive(Debug)]
pub(super) struct LeafPrices<'a> {
    indicator: &'a Indicator,
    filling: Filling<'a>,
    measures: Vec<MeasurePrices<'a>>,
    decimals: u32,
}

#[derive(Debug)]
struct MeasurePrices<'a> {
    measure: &'a Measure,
    /// The partition of its peers and what was fitted per group; none for a rule without peers.
    peers: Option<(Grouping<'a>, Vec<Option<&'a Fit>>)>,
    /// Per stage and group the values at which points step, where that is how they are found.
    steps: Vec<Vec<Option<Steps>>>,
}

impl<'a> Bulk<'a> {
    /// Prepares the prices.
    ///
    /// # Errors
    /// [`NotBulk`] where points do not fit into a record.
    pub fn prices(
        &self,
        standing: &'a Standing,
        params: &'a Params,
    ) -> Result<Prices<'a>, NotBulk> {
        let leaf = |at: usize| match self.own[at] {
            true => Ok(None),
            false => self.leaf_prices(at, standing, params).map(Some),
        };
        Ok(Prices((0..self.own.len()).map(leaf).collect::<Result<_, _>>()?))
    }

    fn leaf_prices(
        &self,
        at: usize,
        standing: &'a Standing,
        params: &'a Params,
    ) -> Result<LeafPrices<'a>, NotBulk> {
        let indicator = &self.scheme.indicators[at];
        let decimals = self.scheme.rank.decimals;
        let measures = indicator.measures.iter().enumerate().map(|(m, measure)| {
            let Some(within) = measure.rule.within() else {
                return Ok(MeasurePrices { measure, peers: None, steps: Vec::new() });
            };
            let labels = standing.labels(within);
            let fits: Vec<Option<&Fit>> =
                labels.iter().map(|label| params.fit(&indicator.id, m, label)).collect();
            let steps = match self.sums && indicator.choice == Choice::Only {
                true => indicator
                    .points
                    .iter()
                    .map(|maximum| {
                        let steps = |fit: &Option<&Fit>| match fit {
                            Some(fit) => steps(&measure.rule, fit, *maximum, decimals),
                            None => Ok(None),
                        };
                        fits.iter().map(steps).collect()
                    })
                    .collect::<Result<_, NotBulk>>()?,
                false => Vec::new(),
            };
            Ok(MeasurePrices { measure, peers: Some((standing.within(within)?, fits)), steps })
        });
        Ok(LeafPrices {
            indicator,
            filling: Filling::new(standing, indicator, params)?,
            measures: measures.collect::<Result<_, NotBulk>>()?,
            decimals,
        })
    }
}

impl LeafPrices<'_> {
    /// The share of a firm; nothing where the leaf drops out.
    ///
    /// # Errors
    /// [`NotBulk`] where a value has no peers to be compared with, which has to be reported.
    pub fn share(&self, at: usize, batch: &Batch, peer: Peer) -> Result<Option<f64>, NotBulk> {
        let Kept::Measured(measured) = &batch.leaves[at] else { return Err(NotBulk) };
        let maximum = self.indicator.points[usize::from(peer.stage)];
        let mut shares = Vec::with_capacity(measured.len());
        for (values, measure) in measured.iter().zip(&self.measures) {
            let value = values.get(peer.row).or_else(|| self.filling.of(peer));
            let Some(value) = value.map(|value| value + 0.0) else { continue };
            let fit = measure.fit(peer)?;
            shares.extend(rules::share(&measure.measure.rule, fit, value, maximum));
        }
        Ok(chosen(self.indicator, shares.into_iter()))
    }

    /// Gives the firms of some rows their points; nothing to those without a stage.
    ///
    /// # Errors
    /// As [`LeafPrices::share`].
    pub fn fill(
        &self,
        (at, number): (usize, usize),
        batch: &Batch,
        rows: Range<usize>,
        mut set: impl FnMut(usize, u16),
    ) -> Result<(), NotBulk> {
        let by_stage = self.by_stage();
        for row in rows.filter(|row| batch.stage[*row] != NOTHING) {
            let stage = batch.stage[row];
            let points = match (&by_stage, &batch.leaves[at]) {
                (Some(steps), Kept::Measured(measured)) => {
                    let steps = steps[usize::from(stage)];
                    measured[0].get(row).map_or(0, |value| steps.points(value + 0.0))
                }
                _ => {
                    let peer = Peer { batch: number, row, stage, labels: &batch.groups };
                    self.points(at, batch, peer)?
                }
            };
            set(row, points);
        }
        Ok(())
    }

    /// The steps of each stage, where a value and its stage are all that is asked.
    fn by_stage(&self) -> Option<Vec<&Steps>> {
        let ([measure], Filling::None) = (self.measures.as_slice(), &self.filling) else {
            return None;
        };
        let Some((Grouping::Stage, _)) = &measure.peers else { return None };
        if measure.steps.is_empty() {
            return None;
        }
        let own = measure.steps.iter().enumerate();
        own.map(|(stage, of_groups)| of_groups.get(stage)?.as_ref()).collect()
    }

    /// The points of a firm whose leaf cannot drop out.
    ///
    /// # Errors
    /// As [`LeafPrices::share`].
    pub fn points(&self, at: usize, batch: &Batch, peer: Peer) -> Result<u16, NotBulk> {
        let maximum = self.indicator.points[usize::from(peer.stage)];
        let to_points = |share: f64| packed(scaled(share * maximum, self.decimals));
        let ([measure], Kept::Measured(measured)) = (self.measures.as_slice(), &batch.leaves[at])
        else {
            return to_points(self.share(at, batch, peer)?.unwrap_or(0.0));
        };
        let value = measured[0].get(peer.row).or_else(|| self.filling.of(peer));
        let Some(value) = value else { return Ok(0) };
        let value = value + 0.0;
        let (group, fit) = match &measure.peers {
            None => (0, None),
            Some((grouping, fits)) => {
                let group = grouping.of(peer).ok_or(NotBulk)?;
                (group, Some(fits[group].ok_or(NotBulk)?))
            }
        };
        let steps = measure.steps.get(usize::from(peer.stage)).and_then(|steps| steps.get(group));
        match steps {
            Some(Some(steps)) => Ok(steps.points(value)),
            _ => to_points(rules::share(&measure.measure.rule, fit, value, maximum).unwrap_or(0.0)),
        }
    }
}

impl<'a> MeasurePrices<'a> {
    fn fit(&self, peer: Peer) -> Result<Option<&'a Fit>, NotBulk> {
        let Some((grouping, fits)) = &self.peers else { return Ok(None) };
        let group = grouping.of(peer).ok_or(NotBulk)?;
        fits[group].map(Some).ok_or(NotBulk)
    }
}
