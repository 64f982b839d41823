//! What the values of the leaves that look at other firms earn under fitted [`Params`]. Owns the
//! look-up by which a percentile's value finds its points without asking for its rank; all else is
//! asked of the rules themselves.

use std::ops::Range;

use super::batch::{Batch, Kept};
use super::fit::Filling;
use super::record::{NOTHING, packed};
use super::standing::{Grouping, Peer};
use super::{Bulk, NotBulk, Standing};
use crate::scheme::rule::{Choice, Closed, Measure, PercentileTies, Rule, Step};
use crate::scheme::{Indicator, Missing};
use crate::scoring::params::{Fit, Params};
use crate::scoring::points::scaled;
use crate::scoring::rules;
use crate::scoring::shares::chosen;
use crate::scoring::treat::Treatment;

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

/// The points of a tiers rule in each stage, by how far up a value comes.
#[derive(Debug)]
pub(super) struct Tiers<'a> {
    steps: &'a [Step],
    closed: Closed,
    points: Vec<Vec<u16>>,
}

impl<'a> Tiers<'a> {
    /// The tiers of a leaf that has no other rule and gives nothing for a missing value.
    pub fn of(indicator: &'a Indicator, decimals: u32) -> Result<Option<Self>, NotBulk> {
        let ([measure], Missing::Zero) = (indicator.measures.as_slice(), &indicator.missing) else {
            return Ok(None);
        };
        let Rule::Tiers { steps, lower_is_better: false, closed } = &measure.rule else {
            return Ok(None);
        };
        let points = |maximum: &f64| {
            let shares = steps.iter().map(|step| step.worth.share(*maximum).clamp(0.0, 1.0));
            let points = shares.map(|share| packed(scaled(share * maximum, decimals)));
            std::iter::once(Ok(0)).chain(points).collect()
        };
        let points = indicator.points.iter().map(points).collect::<Result<_, _>>()?;
        Ok(Some(Tiers { steps, closed: *closed, points }))
    }

    /// The points of a value in a stage.
    pub fn points(&self, stage: u16, value: f64) -> u16 {
        let reached = rules::reached_step(self.steps, false, self.closed, value);
        self.points[usize::from(stage)][reached.map_or(0, |step| step + 1)]
    }
}

#[derive(Debug)]
struct MeasurePrices<'a> {
    measure: &'a Measure,
    /// The partition of its peers and what was fitted per group; none for a rule without peers.
    peers: Option<(Grouping<'a>, Vec<Option<&'a Fit>>)>,
    /// Per stage and group the values at which points step, where that is how they are found.
    steps: Vec<Vec<Option<Steps>>>,
}

/// Values from worst to best, and the points of whoever is beyond so many of them.
#[derive(Debug)]
struct Steps {
    values: Vec<f64>,
    points: Vec<u16>,
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

/// The steps of a percentile; none for other rules, and where equals are counted half.
fn steps(rule: &Rule, fit: &Fit, maximum: f64, decimals: u32) -> Result<Option<Steps>, NotBulk> {
    let Rule::Percentile { lower_is_better: false, ties: PercentileTies::Min, .. } = rule else {
        return Ok(None);
    };
    if fit.treatment != Treatment::default() || fit.values.is_empty() {
        return Ok(None);
    }
    let points = |value: f64| {
        let share = rules::share(rule, Some(fit), value, maximum).unwrap_or(0.0);
        packed(scaled(share * maximum, decimals))
    };
    let mut steps = Steps { values: Vec::new(), points: vec![points(fit.values[0])?] };
    // Whoever is beyond a value has the points of the next one, or of all numbers beyond the last.
    for (at, value) in fit.values.iter().enumerate() {
        let beyond = points(fit.values.get(at + 1).copied().unwrap_or(f64::MAX))?;
        if steps.points.last() != Some(&beyond) {
            steps.values.push(*value);
            steps.points.push(beyond);
        }
    }
    Ok(Some(steps))
}

impl Steps {
    fn points(&self, value: f64) -> u16 {
        self.points[self.values.partition_point(|step| *step < value)]
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
