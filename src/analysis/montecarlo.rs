//! Weights drawn around the scheme's, thousands of times, on frozen shares. Owns the drawing and
//! the blocks in which it is done, so that memory stays bounded for any number of draws and firms.

use rayon::prelude::*;

use super::dice::Dice;
use super::frozen::{Frozen, Setting, nominal};
use super::tally::Tally;
use crate::scheme::Scheme;
use crate::scoring::nominal_weights;

/// How weights are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Weights {
    /// The sum of the Dirichlet parameters.
    pub concentration: f64,
    /// Where the random numbers start.
    pub seed: u64,
}

/// Some draws with what came of them.
pub struct Block<'a> {
    /// The number of the first.
    pub first: usize,
    /// Per draw, per stage, per indicator.
    pub weights: Vec<Drawn>,
    /// Per draw, per slot.
    pub totals: &'a [Vec<i64>],
    /// The same as ranks among all.
    pub ranks: &'a [Vec<u32>],
}

/// The weights of one draw: per stage, per indicator.
pub type Drawn = Vec<Vec<f64>>;

/// Bytes for the totals of one block of draws.
const BLOCK_BYTES: usize = 64 << 20;
/// Draws of a block. The more there are, the less often each firm's counts, which together are
/// larger than any cache, are fetched anew.
const BLOCK_DRAWS: usize = 512;

impl Weights {
    /// One setting: in each stage, the weights of the base indicators are drawn from the Dirichlet
    /// distribution whose means are the scheme's own and whose parameters add up to the
    /// concentration K. A weight w then has the standard deviation √(w(1 - w) / (K + 1)): at
    /// K = 100 a weight of 5 % moves by about ±2.2 points of percent.
    pub fn draw(&self, scheme: &Scheme, base: &Setting, dice: &mut Dice) -> (Setting, Drawn) {
        let mut drawn = Vec::with_capacity(base.len());
        let of_stage = |(stage, points): (usize, &super::tree::NodePoints)| {
            let own = nominal_weights(scheme, stage);
            let parameters: Vec<f64> = own.iter().map(|w| w * self.concentration).collect();
            let weights = dice.dirichlet(&parameters);
            let points = points.reweighted(scheme, &own, &weights);
            drawn.push(weights);
            points
        };
        let setting = base.iter().enumerate().map(of_stage).collect();
        (setting, drawn)
    }

    /// Draws and counts; `seen` is told of every block.
    pub fn run(
        &self,
        scheme: &Scheme,
        frozen: &Frozen,
        draws: usize,
        tally: &mut Tally,
        seen: &mut dyn FnMut(Block),
    ) {
        let base = nominal(scheme);
        let block = (BLOCK_BYTES / (8 * frozen.len().max(1))).clamp(8, BLOCK_DRAWS);
        for first in (0..draws).step_by(block) {
            let count = block.min(draws - first);
            let (settings, weights): (Vec<Setting>, Vec<Drawn>) = (first..first + count)
                .into_par_iter()
                .map(|draw| self.draw(scheme, &base, &mut Dice::new(self.seed, draw as u64)))
                .unzip();
            let totals = frozen.totals(scheme, &settings);
            let ranks = tally.add(&totals);
            seen(Block { first, weights, totals: &totals, ranks: &ranks });
        }
    }
}
