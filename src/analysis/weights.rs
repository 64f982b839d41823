//! Weights of criteria from data or from judgement: one file per method with its formula, its
//! source and what it refuses. Must not know schemes: a method sees columns and gives weights that
//! add up to 1.

mod ahp;
mod critic;
mod entropy;
mod equal;
mod gini;
mod pca;
mod std;

pub use ahp::{Ahp, ahp, random_index};
pub use critic::critic;
pub use entropy::entropy;
pub use equal::equal;
pub use gini::gini;
pub use pca::pca;
pub use std::std;

use super::columns::Columns;
use super::correlation::Coefficient;

/// A way to weights from data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// All the same.
    Equal,
    /// What is unevenly spread says more.
    Entropy,
    /// What varies and says something of its own.
    Critic,
    /// The same with rank correlations.
    CriticSpearman,
    /// What varies.
    Std,
    /// What is unequal.
    Gini,
    /// What the principal components are made of.
    Pca,
}

impl Method {
    /// All of them.
    pub const ALL: [Method; 7] = [
        Method::Equal,
        Method::Entropy,
        Method::Critic,
        Method::CriticSpearman,
        Method::Std,
        Method::Gini,
        Method::Pca,
    ];

    /// Its name on the command line and in files.
    pub fn id(self) -> &'static str {
        match self {
            Method::Equal => "equal",
            Method::Entropy => "entropy",
            Method::Critic => "critic",
            Method::CriticSpearman => "critic_spearman",
            Method::Std => "std",
            Method::Gini => "gini",
            Method::Pca => "pca",
        }
    }

    /// The weights; nothing where the columns tell the method nothing (all of them constant).
    pub fn weights(self, columns: &Columns) -> Option<Vec<f64>> {
        match self {
            Method::Equal => Some(equal(columns.0.len())),
            Method::Entropy => entropy(columns),
            Method::Critic => critic(&columns.min_max(), Coefficient::Pearson),
            Method::CriticSpearman => critic(&columns.min_max(), Coefficient::Spearman),
            Method::Std => std(columns),
            Method::Gini => gini(columns),
            Method::Pca => pca(columns),
        }
    }
}

/// Made to add up to 1; nothing where there is nothing to share out.
fn normalised(parts: Vec<f64>) -> Option<Vec<f64>> {
    let sum: f64 = parts.iter().sum();
    (sum > 0.0).then(|| parts.iter().map(|part| part / sum).collect())
}

#[cfg(test)]
mod tests;
