//! Three-valued logic with the near-miss kept. Owns the lattice no < near < yes and what is known
//! of a value in it: from the worst that the missing values could mean to the best.
//!
//! AND takes the lower of both ends, OR the higher: on values that are known and not near this is
//! Kleene's logic, and a missing value never yields "no" or "yes" by itself.

use crate::diagnostic::Text;
use crate::say;

/// How well a condition is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not met, and nothing small would mend it.
    No,
    /// Not met, but every unmet clause is a number within its margin.
    Near,
    /// Met.
    Yes,
}

/// What is known of a level: it lies between the two, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// If what is missing turned out for the worst.
    pub low: Level,
    /// If it turned out for the best.
    pub high: Level,
}

/// What a firm is told of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// All that is asked for is met.
    Eligible,
    /// Not met by a hair.
    Near,
    /// Cannot be told without what is missing.
    Unknown,
    /// Not met.
    No,
}

impl Span {
    /// Certainly met.
    pub const YES: Span = Span { low: Level::Yes, high: Level::Yes };
    /// Certainly a near-miss.
    pub const NEAR: Span = Span { low: Level::Near, high: Level::Near };
    /// Certainly not met.
    pub const NO: Span = Span { low: Level::No, high: Level::No };
    /// Nothing is known.
    pub const UNKNOWN: Span = Span { low: Level::No, high: Level::Yes };

    /// Of a condition that is met, unmet or unknown.
    pub fn of(held: Option<bool>) -> Self {
        match held {
            Some(true) => Span::YES,
            Some(false) => Span::NO,
            None => Span::UNKNOWN,
        }
    }

    /// Both conditions.
    pub fn and(self, other: Span) -> Self {
        Span { low: self.low.min(other.low), high: self.high.min(other.high) }
    }

    /// One of the conditions.
    pub fn or(self, other: Span) -> Self {
        Span { low: self.low.max(other.low), high: self.high.max(other.high) }
    }

    /// Whether what is missing cannot change it.
    pub fn is_settled(self) -> bool {
        self.low == self.high
    }

    /// Whether the condition holds.
    pub fn held(self) -> Option<bool> {
        match (self.low, self.high) {
            (Level::Yes, _) => Some(true),
            (_, Level::No | Level::Near) => Some(false),
            _ => None,
        }
    }

    /// What a firm is told.
    pub fn standing(self) -> Standing {
        match (self.low, self.high) {
            (Level::Yes, _) => Standing::Eligible,
            (_, Level::No) => Standing::No,
            (Level::Near, Level::Near) => Standing::Near,
            _ => Standing::Unknown,
        }
    }
}

impl Standing {
    /// Its word in files.
    pub fn id(self) -> &'static str {
        match self {
            Standing::Eligible => "eligible",
            Standing::Near => "near",
            Standing::Unknown => "unknown",
            Standing::No => "no",
        }
    }

    /// In words.
    pub fn words(self) -> Text {
        match self {
            Standing::Eligible => say!("符合", "eligible"),
            Standing::Near => say!("接近", "near"),
            Standing::Unknown => say!("待核实", "unknown"),
            Standing::No => say!("不符合", "not eligible"),
        }
    }
}
