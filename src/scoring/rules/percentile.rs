//! The share of the other peers that a firm is ahead of.

use std::cmp::Ordering;

use crate::scheme::rule::PercentileTies;
use crate::scoring::params::Fit;

/// (rank - 1) / (n - 1) among n peers; alone: 1.
pub fn share(fit: &Fit, value: f64, ties: PercentileTies, lower_is_better: bool) -> f64 {
    if fit.n < 2 {
        return 1.0;
    }
    ahead(fit, value, ties, lower_is_better) / (fit.n - 1) as f64
}

/// How many peers are worse; under average ties half of the others that are level are added.
pub fn ahead(fit: &Fit, value: f64, ties: PercentileTies, lower_is_better: bool) -> f64 {
    let order = |peer: &f64| {
        let order = peer.total_cmp(&value);
        if lower_is_better { order.reverse() } else { order }
    };
    let worse = fit.values.partition_point(|peer| order(peer) == Ordering::Less);
    let behind = worse.checked_sub(1).map_or(0, |at| fit.reached[at]);
    let level = match fit.values.get(worse) {
        Some(peer) if order(peer) == Ordering::Equal => fit.reached[worse] - behind,
        _ => 0,
    };
    match ties {
        PercentileTies::Average if level > 0 => f64::from(behind) + f64::from(level - 1) / 2.0,
        _ => f64::from(behind),
    }
}
