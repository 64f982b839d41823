//! Which firms get a defect: each at most one, so that none hides another.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Hands out firms in a drawn order.
pub struct Plan {
    order: Vec<usize>,
    pub dice: ChaCha8Rng,
}

impl Plan {
    pub fn new(firms: usize, seed: u64) -> Plan {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut order: Vec<usize> = (0..firms).collect();
        order.shuffle(&mut dice);
        Plan { order, dice }
    }

    /// The next so many firms that fit and have no defect yet.
    pub fn take(&mut self, count: usize, fits: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut taken = Vec::new();
        self.order.retain(|firm| {
            let take = taken.len() < count && fits(*firm);
            if take {
                taken.push(*firm);
            }
            !take
        });
        assert_eq!(taken.len(), count, "the zone is too small for the defects");
        taken
    }
}

/// One defect in a row.
#[derive(Clone)]
pub struct Planted {
    /// In words.
    pub kind: &'static str,
    /// Under which code `gather` lists it.
    pub code: &'static str,
    /// The column's header; empty where the whole row is meant.
    pub column: String,
    /// What it means.
    pub meaning: String,
}
