//! What was learnt from the population, apart from its use: a small file that scores next year's
//! firms, or one firm alone, by this year's bounds. Owns its shape; fitting is `fit`'s, use is
//! `share`'s.

use serde::{Deserialize, Serialize};

use super::treat::Treatment;
use crate::diagnostic::Text;
use crate::say;
use crate::scheme::Scheme;
use crate::scheme::rule::Rule;

/// The fitted population of one scheme.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The program's version that fitted it.
    pub version: String,
    /// The scheme's id.
    pub scheme: String,
    /// SHA-256 of the scheme's texts: bounds of another scheme would be silently wrong.
    pub scheme_sha256: String,
    /// The run's date, if the scheme uses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// How many firms it was fitted on.
    pub firms: usize,
    /// What stands in for missing values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub impute: Vec<Impute>,
    /// What data-driven rules look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fit: Vec<Fit>,
}

/// What stands in for a missing value of an indicator in one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Impute {
    /// The indicator's id.
    pub indicator: String,
    /// The group's label.
    pub group: String,
    /// How many firms of the group have a value.
    pub n: usize,
    /// The median or mean of theirs.
    pub value: f64,
}

/// What a data-driven rule knows of one group.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fit {
    /// The indicator's id.
    pub indicator: String,
    /// Which of its measures, counted from 0.
    #[serde(default)]
    pub measure: usize,
    /// The group's label.
    pub group: String,
    /// How many firms of the group have a value.
    pub n: usize,
    /// What is done to values first.
    #[serde(flatten)]
    pub treatment: Treatment,
    /// Values that the treatment moved.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub moved: usize,
    /// Lower goalpost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    /// Upper goalpost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
    /// Mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Sample standard deviation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deviation: Option<f64>,
    /// Distinct values, from worst to best.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<f64>,
    /// How many peers have the value at the same place or a worse one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reached: Vec<u32>,
}

impl Fit {
    /// Whether the rule that it belongs to finds in it what it needs.
    fn is_sound(&self, scheme: &Scheme) -> bool {
        let indicator = scheme.indicators.iter().find(|i| i.id == self.indicator);
        let Some(measure) = indicator.and_then(|i| i.measures.get(self.measure)) else {
            return false;
        };
        let Treatment { low, high, log_shift } = self.treatment;
        let numbers = [low, high, log_shift, self.from, self.to, self.mean, self.deviation];
        let finite = numbers.iter().flatten().chain(&self.values).all(|number| number.is_finite());
        let above_shift = log_shift.is_none_or(|shift| low.is_some_and(|low| shift < low));
        let known = match &measure.rule {
            Rule::MinMax(_) => self.from.is_some() && self.to.is_some(),
            Rule::ZScore { .. } => self.mean.is_some() && self.deviation.is_some(),
            Rule::Percentile { .. } => {
                self.values.len() == self.reached.len()
                    && self.reached.is_sorted()
                    && self.reached.last().is_none_or(|last| *last as usize <= self.n)
            }
            _ => false,
        };
        finite && above_shift && known
    }
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Params {
    /// The file's text.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        let about = "# What this run learnt from its firms: bounds, quantiles, means. Give it back with\n\
                     # --params to score other firms, or one firm alone, by the same bounds.\n";
        Ok(format!("{about}{}", toml::to_string(self)?))
    }

    /// Reads the file's text.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// What makes params unusable under a scheme, though they name it: a file edited by hand can
    /// hold what no fit gives.
    pub fn flaw(&self, scheme: &Scheme) -> Option<Text> {
        let impute = self.impute.iter().filter(|i| !i.value.is_finite()).map(|i| &i.indicator);
        let fits = self.fit.iter().filter(|fit| !fit.is_sound(scheme)).map(|fit| &fit.indicator);
        let id = impute.chain(fits).next()?;
        Some(say!(
            "指标 {id} 的数不像是程序写出来的",
            "the numbers of {id} are not as the program writes them"
        ))
    }

    /// What a rule knows of a group.
    pub fn fit(&self, indicator: &str, measure: usize, group: &str) -> Option<&Fit> {
        self.fit
            .iter()
            .find(|fit| fit.indicator == indicator && fit.measure == measure && fit.group == group)
    }

    /// What stands in for a missing value in a group.
    pub fn impute(&self, indicator: &str, group: &str) -> Option<f64> {
        let found = self.impute.iter().find(|i| i.indicator == indicator && i.group == group);
        found.map(|impute| impute.value)
    }
}
