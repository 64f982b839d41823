//! Values + [`Params`] -> [`Shares`]: what part of its points each firm has on each leaf, and
//! whether that was known. Firm by firm; other firms are seen through the params only.

use polars::prelude::PolarsResult;
use rayon::prelude::*;

use super::derive::{Derived, Measured};
use super::fit::fill;
use super::params::{Fit, Params};
use super::peers::{Peers, partition};
use super::rules;
use super::values::Values;
use crate::scheme::rule::{Choice, Measure, Rule};
use crate::scheme::{Indicator, Missing, Scheme};

/// The shares of every leaf, a row per firm.
#[derive(Debug, Clone)]
pub struct Shares {
    /// Share in [0, 1]; nothing where the leaf drops out.
    pub share: Vec<Values>,
    /// Whether the firm's own value was known.
    pub known: Vec<Vec<bool>>,
    /// Firms whose value could not be compared, because the params know no peers of their group:
    /// (indicator, firm, group).
    pub without_peers: Vec<(usize, usize, String)>,
}

/// Applies every rule.
pub fn apply(scheme: &Scheme, derived: &Derived, params: &Params) -> PolarsResult<Shares> {
    let leaves: Vec<Leaf> = (0..scheme.indicators.len())
        .into_par_iter()
        .map(|at| leaf(scheme, derived, params, at))
        .collect::<PolarsResult<_>>()?;
    let mut shares = Shares { share: Vec::new(), known: Vec::new(), without_peers: Vec::new() };
    for (at, leaf) in leaves.into_iter().enumerate() {
        shares.share.push(leaf.share);
        shares.known.push(leaf.known);
        let lost = leaf.without_peers.into_iter().map(|(firm, group)| (at, firm, group));
        shares.without_peers.extend(lost);
    }
    Ok(shares)
}

/// One leaf's shares.
pub(super) struct Leaf {
    pub share: Values,
    pub known: Vec<bool>,
    without_peers: Vec<(usize, String)>,
}

/// Whether each firm has a value for any of the measures.
pub(super) fn known(measured: &[Measured], firms: usize) -> Vec<bool> {
    match measured {
        [Measured::Numbers(values)] => values.iter().map(|value| value.is_some()).collect(),
        _ => (0..firms).map(|firm| measured.iter().any(|m| m.is_known(firm))).collect(),
    }
}

/// Applies one leaf's rules.
pub(super) fn leaf(
    scheme: &Scheme,
    derived: &Derived,
    params: &Params,
    at: usize,
) -> PolarsResult<Leaf> {
    let indicator = &scheme.indicators[at];
    let measured = &derived.measured[at];
    let known = known(measured, derived.len());
    let mut without_peers = Vec::new();
    let mut parts = Vec::new();
    for (m, measure) in indicator.measures.iter().enumerate() {
        let applied = Applied::new(scheme, derived, params, indicator, measure, m)?;
        parts.push(match &measured[m] {
            Measured::Numbers(raw) => {
                let filled = fill(scheme, derived, indicator, raw, params)?;
                applied.numbers(&filled, &derived.stage, &mut without_peers)
            }
            Measured::Texts(texts) => {
                let stated = match &indicator.missing {
                    Missing::Text(text) => Some(text.as_str()),
                    _ => None,
                };
                let texts = texts.iter().map(|text| text.or(stated));
                applied.texts(texts, &derived.stage)
            }
        });
    }
    let share = combine(indicator, parts, &derived.stage);
    Ok(Leaf { share, known, without_peers })
}

/// The alternatives' shares as one; what is then still unknown counts as the policy says.
fn combine(indicator: &Indicator, parts: Vec<Values>, stage: &[Option<u16>]) -> Values {
    let of_firm = |firm: usize| {
        let shares = parts.iter().filter_map(|part| part.get(firm));
        stage[firm].and(chosen(indicator, shares))
    };
    (0..stage.len()).map(of_firm).collect()
}

/// What the known shares of a leaf's measures make together.
pub(super) fn chosen(indicator: &Indicator, mut shares: impl Iterator<Item = f64>) -> Option<f64> {
    let chosen = match indicator.choice {
        Choice::Only => shares.next(),
        Choice::BestOf => shares.reduce(f64::max),
        Choice::FirstOf => {
            let mut first = None;
            for share in shares {
                first = Some(share);
                if share > 0.0 {
                    break;
                }
            }
            first
        }
    };
    match indicator.missing {
        Missing::Exclude => chosen,
        _ => chosen.or(Some(0.0)),
    }
}

/// A measure with what was fitted for each group of its peers.
struct Applied<'a> {
    indicator: &'a Indicator,
    measure: &'a Measure,
    peers: Option<Peers>,
    fits: Vec<Option<&'a Fit>>,
}

impl<'a> Applied<'a> {
    fn new(
        scheme: &Scheme,
        derived: &Derived,
        params: &'a Params,
        indicator: &'a Indicator,
        measure: &'a Measure,
        m: usize,
    ) -> PolarsResult<Self> {
        let peers = match measure.rule.within() {
            Some(within) => Some(partition(within, scheme, &derived.frame, &derived.stage)?),
            None => None,
        };
        let labels = peers.iter().flat_map(|peers| &peers.labels);
        let fits = labels.map(|label| params.fit(&indicator.id, m, label)).collect();
        Ok(Applied { indicator, measure, peers, fits })
    }

    fn numbers(
        &self,
        values: &Values,
        stage: &[Option<u16>],
        without_peers: &mut Vec<(usize, String)>,
    ) -> Values {
        let rule = &self.measure.rule;
        let of_firm = |firm: usize| {
            let (value, stage) = (values.get(firm)?, stage[firm]?);
            let maximum = self.indicator.points[stage as usize];
            rules::share(rule, self.fit_of(firm), value, maximum)
        };
        let shares = (0..values.len()).map(of_firm).collect();
        if let Some(peers) = &self.peers {
            for firm in 0..values.len() {
                let group = peers.group[firm].map(|group| group as usize);
                if let (Some(_), Some(group)) = (values.get(firm), group)
                    && self.fits[group].is_none()
                {
                    without_peers.push((firm, peers.labels[group].clone()));
                }
            }
        }
        shares
    }

    fn fit_of(&self, firm: usize) -> Option<&'a Fit> {
        let group = self.peers.as_ref()?.group[firm]?;
        self.fits[group as usize]
    }

    fn texts<'t>(
        &self,
        texts: impl Iterator<Item = Option<&'t str>>,
        stage: &[Option<u16>],
    ) -> Values {
        let Rule::Levels { of, otherwise } = &self.measure.rule else { return Values::default() };
        let of_firm = |(text, stage): (Option<&str>, &Option<u16>)| {
            let maximum = self.indicator.points[(*stage)? as usize];
            Some(rules::level(of, *otherwise, text?, maximum).1)
        };
        texts.zip(stage).map(of_firm).collect()
    }
}
