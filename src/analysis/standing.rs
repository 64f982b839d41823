//! What other points would do to the order: ranks under a setting beside today's. Owns the
//! measures of change that `weigh` and `audit` share.

use super::board::{Board, Room};
use super::columns::mean;
use super::correlation::{Correlation, kendall, spearman};
use super::frozen::Frozen;

/// How far an order is from today's.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Spearman's ρ of the ranks.
    pub spearman: Option<Correlation>,
    /// Kendall's τ-b of the ranks.
    pub kendall: Option<Correlation>,
    /// Mean absolute shift in places.
    pub mean_shift: f64,
    /// Largest absolute shift in places.
    pub largest_shift: f64,
    /// Rows of the firms that come among the first `top`.
    pub entered: Vec<usize>,
    /// Rows of the firms that leave the first `top`.
    pub left: Vec<usize>,
}

/// Compares the totals of the same slots.
pub fn effect(frozen: &Frozen, today: &[i64], then: &[i64], top: usize) -> Effect {
    let (board, mut room) = (Board::all(frozen.len()), Room::default());
    let (a, b) = (board.ranks(today, &mut room), board.ranks(then, &mut room));
    let numbers = |ranks: &[u32]| -> Vec<f64> { ranks.iter().map(|r| f64::from(*r)).collect() };
    let (x, y) = (numbers(&a), numbers(&b));
    let shifts: Vec<f64> = x.iter().zip(&y).map(|(a, b)| (b - a).abs()).collect();
    let among = |rank: u32| rank as usize <= top;
    let moved = |came: bool| {
        let slots = (0..frozen.len()).filter(|slot| {
            let (was, is) = (among(a[*slot]), among(b[*slot]));
            if came { is && !was } else { was && !is }
        });
        let mut slots: Vec<usize> = slots.collect();
        let rank = |slot: &usize| if came { b[*slot] } else { a[*slot] };
        slots.sort_by_key(rank);
        slots.into_iter().map(|slot| frozen.firms[slot]).collect()
    };
    Effect {
        spearman: spearman(&x, &y),
        kendall: kendall(&x, &y),
        mean_shift: mean(&shifts),
        largest_shift: shifts.iter().copied().fold(0.0, f64::max),
        entered: moved(true),
        left: moved(false),
    }
}
