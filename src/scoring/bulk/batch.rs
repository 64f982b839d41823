//! Derived firms -> [`Batch`]: of each firm only what later steps need, and at once the points of
//! every leaf that does not look at other firms. Looks at one batch; must not know the others.

use std::collections::BTreeMap;

use polars::prelude::DataFrame;

use super::numbers::Numbers;
use super::record::{NOTHING, packed};
use super::{Bulk, NotBulk, Texts, reads_texts};
use crate::firms::{DataIssue, Firms};
use crate::scoring::derive::{Derived, Measured, derive};
use crate::scoring::points::covered;
use crate::scoring::units::scaled;
use crate::scoring::values::Values;
use crate::scoring::{Params, shares, unknown_level_issues};

/// Some firms, packed.
#[derive(Debug)]
pub struct Batch {
    /// Id, name, groups.
    pub texts: Texts,
    /// Per firm the index of its stage, or [`NOTHING`].
    pub(super) stage: Vec<u16>,
    /// Per firm whether a veto holds; empty where none is stated.
    pub(super) vetoed: Vec<bool>,
    /// Per firm the known part of its base points.
    pub(super) coverage: Coverage,
    /// Per leaf.
    pub(super) leaves: Vec<Kept>,
    /// Per column by whose texts firms are compared: each firm's text.
    pub(super) groups: Vec<Labels>,
    /// The columns that conditions over results name.
    pub(super) named: DataFrame,
    /// What could not be decided, in the order of the rows.
    pub issues: Vec<DataIssue>,
}

/// What is kept of a leaf until its points are known.
#[derive(Debug)]
pub(super) enum Kept {
    /// Its points, or [`NOTHING`] without a stage.
    Points(Vec<u16>),
    /// Its share.
    Shares(Values),
    /// What was measured, per measure.
    Measured(Vec<Numbers>),
}

/// Coverage as it is shown, and exactly where something needs it.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    pub shown: Vec<u16>,
    pub exact: Option<Values>,
    /// Below what the scheme asks; empty where it asks nothing.
    pub too_little: Vec<bool>,
}

/// A text per firm, out of a few.
#[derive(Debug, Default)]
pub(super) struct Labels {
    /// The distinct texts, ascending.
    pub labels: Vec<String>,
    /// Per firm the place of its text.
    pub at: Vec<u32>,
}

impl Bulk<'_> {
    /// Derives and packs some firms.
    ///
    /// # Errors
    /// [`NotBulk`] where something does not fit.
    pub fn batch(&self, firms: Firms) -> Result<Batch, NotBulk> {
        let scheme = self.scheme;
        let mut derived = derive(scheme, firms, self.as_of).map_err(|_| NotBulk)?;
        let mut issues = std::mem::take(&mut derived.issues);
        issues.extend(unknown_level_issues(scheme, &derived));
        issues.sort_by_key(|issue| issue.line);
        let leaves: Vec<(Kept, Vec<bool>)> = (0..scheme.indicators.len())
            .map(|at| self.leaf(&mut derived, at))
            .collect::<Result<_, _>>()?;
        let coverage = self.coverage(&derived, &leaves)?;
        let names: Vec<String> = scheme.key_columns().chain(&scheme.firm.groups).cloned().collect();
        let asked = if scheme.vetoes.is_empty() { 0 } else { derived.len() };
        let vetoed = (0..asked).map(|firm| derived.vetoes.contains_key(&firm)).collect();
        let groups = self.withins.iter().map(|column| labels(&derived, column));
        let present = self.named.iter().filter(|name| derived.frame.column(name).is_ok());
        Ok(Batch {
            texts: Texts::of(&derived.frame, &names)?,
            vetoed,
            coverage,
            leaves: leaves.into_iter().map(|(kept, _)| kept).collect(),
            groups: groups.collect::<Result<_, _>>()?,
            named: derived.frame.select(present.copied()).map_err(|_| NotBulk)?,
            stage: derived.stage.iter().map(|stage| stage.unwrap_or(NOTHING)).collect(),
            issues,
        })
    }

    /// What is kept of a leaf, and for which firms its value was known. Takes what was measured.
    fn leaf(&self, derived: &mut Derived, at: usize) -> Result<(Kept, Vec<bool>), NotBulk> {
        let scheme = self.scheme;
        let known = shares::known(&derived.measured[at], derived.len());
        if let (Some(tiers), [Measured::Numbers(values)]) =
            (&self.tiers[at], derived.measured[at].as_slice())
        {
            let points = |(value, stage): (Option<f64>, &Option<u16>)| match (stage, value) {
                (None, _) => NOTHING,
                (Some(_), None) => 0,
                (Some(stage), Some(value)) => tiers.points(*stage, value),
            };
            let points = values.iter().zip(&derived.stage).map(points).collect();
            return Ok((Kept::Points(points), known));
        }
        if self.own[at] {
            // Nothing was fitted, and nothing that was would be looked at.
            let share =
                shares::apply_one(scheme, derived, &Params::default(), at).map_err(|_| NotBulk)?;
            let kept = match self.sums {
                true => Kept::Points(points(&share, scheme, &derived.stage, at)?),
                false => Kept::Shares(share),
            };
            return Ok((kept, known));
        }
        let indicator = &scheme.indicators[at];
        if indicator.measures.iter().any(|measure| reads_texts(&measure.rule)) {
            return Err(NotBulk);
        }
        let numbers = derived.measured[at].drain(..).map(|measured| match measured {
            Measured::Numbers(values) => Ok(Numbers::from(values)),
            Measured::Texts(_) => Err(NotBulk),
        });
        let numbers: Vec<Numbers> = numbers.collect::<Result<_, _>>()?;
        Ok((Kept::Measured(numbers), known))
    }

    fn coverage(
        &self,
        derived: &Derived,
        leaves: &[(Kept, Vec<bool>)],
    ) -> Result<Coverage, NotBulk> {
        let mut sums = vec![0.0; derived.len()];
        // Of a firm without a stage nothing counts.
        let nowhere = self.weights.len();
        let stages = derived.stage.iter().map(|stage| stage.map_or(nowhere, usize::from));
        let stages: Vec<usize> = stages.collect();
        for (at, (_, known)) in leaves.iter().enumerate() {
            let of_stages = self.weights.iter().map(|weights| weights[at]);
            let weights: Vec<f64> = of_stages.chain([0.0]).collect();
            for ((sum, known), stage) in sums.iter_mut().zip(known).zip(&stages) {
                *sum += weights[*stage] * f64::from(u8::from(*known));
            }
        }
        let exact = sums
            .into_iter()
            .zip(&derived.stage)
            .map(|(known, stage)| Some(covered(&self.weights[usize::from((*stage)?)], known)));
        let exact: Values = exact.collect();
        let shown = exact.iter().map(|coverage| coverage.map_or(NOTHING, shown));
        let least = self.scheme.min_coverage;
        let too_little = least.map(|least| {
            exact.iter().map(|coverage| coverage.unwrap_or(0.0) < least - 1e-9).collect()
        });
        Ok(Coverage {
            shown: shown.collect(),
            too_little: too_little.unwrap_or_default(),
            exact: self.named.contains(&"coverage").then_some(exact),
        })
    }
}

/// A coverage as its text with four decimals says, in ten-thousandths.
fn shown(coverage: f64) -> u16 {
    let scaled = coverage * super::record::COVERAGE_SCALE;
    let near_half = (scaled - scaled.floor() - 0.5).abs() < 1e-6;
    if near_half {
        // The text rounds the exact binary number; so near a half only the text can tell.
        let text = format!("{coverage:.4}").replace('.', "");
        return text.parse().unwrap_or(NOTHING);
    }
    scaled.round() as u16
}

fn points(
    shares: &Values,
    scheme: &crate::scheme::Scheme,
    stage: &[Option<u16>],
    at: usize,
) -> Result<Vec<u16>, NotBulk> {
    let maxima = &scheme.indicators[at].points;
    let of_firm = |(share, stage): (Option<f64>, &Option<u16>)| match (share, stage) {
        (Some(share), Some(stage)) => {
            packed(scaled(share * maxima[*stage as usize], scheme.rank.decimals))
        }
        _ => Ok(NOTHING),
    };
    shares.iter().zip(stage).map(of_firm).collect()
}

/// Each firm's text in a column; empty where it has none.
fn labels(derived: &Derived, column: &str) -> Result<Labels, NotBulk> {
    let texts =
        derived.frame.column(column).and_then(|column| column.str()).map_err(|_| NotBulk)?;
    let mut places: BTreeMap<&str, u32> = BTreeMap::new();
    texts.iter().for_each(|text| {
        places.insert(text.unwrap_or_default(), 0);
    });
    places.values_mut().zip(0..).for_each(|(place, at)| *place = at);
    let at = texts.iter().map(|text| places.get(text.unwrap_or_default()).copied().unwrap_or(0));
    let at = at.collect();
    Ok(Labels { labels: places.into_keys().map(str::to_owned).collect(), at })
}
