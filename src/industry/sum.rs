//! Sums of amounts of which some may be unknown. Owns that an unknown part makes the whole unknown.

use crate::policy::Amount;

/// A sum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// What the known amounts come to.
    pub known: Amount,
    /// How many amounts are unknown.
    pub missing: usize,
}

impl Sum {
    /// Adds an amount; nothing is an unknown one.
    pub fn add(&mut self, amount: Option<Amount>) {
        match amount {
            Some(amount) => self.known = self.known.plus(amount),
            None => self.missing += 1,
        }
    }

    /// Both together.
    pub fn plus(self, other: Sum) -> Sum {
        Sum { known: self.known.plus(other.known), missing: self.missing + other.missing }
    }

    /// The sum, if every part of it is known.
    pub fn total(self) -> Option<Amount> {
        (self.missing == 0).then_some(self.known)
    }
}

/// A part of a whole in percent; unknown where there is no whole, or where either is unknown.
pub fn rate(part: Sum, whole: Sum) -> Option<f64> {
    let (part, whole) = part.total().zip(whole.total())?;
    (whole > Amount::ZERO).then(|| part.number() / whole.number() * 100.0)
}
