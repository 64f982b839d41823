//! The firms of a stage on one scale: how many are better, worse, level. Owns ranks and quantiles
//! among peers; must not know what is compared.

use crate::scheme::Ties;

/// Keys of peers from worst to best, each distinct key once with the count of peers up to it.
#[derive(Debug, Clone, Default)]
pub struct Ladder {
    keys: Vec<i64>,
    upto: Vec<u32>,
    /// The middle of the peers' keys.
    pub median: Option<f64>,
    /// The key that the best tenth of the peers reach.
    pub top_decile: Option<f64>,
}

impl Ladder {
    /// The larger key is the better one.
    pub fn new(mut keys: Vec<i64>) -> Self {
        keys.sort_unstable();
        let quantile = |q: f64| {
            let place = q * keys.len().checked_sub(1)? as f64;
            let (low, high) = (keys[place.floor() as usize], keys[place.ceil() as usize]);
            Some(low as f64 + (high - low) as f64 * place.fract())
        };
        let (median, top_decile) = (quantile(0.5), quantile(0.9));
        let mut ladder = Ladder { keys: Vec::new(), upto: Vec::new(), median, top_decile };
        let mut count = 0;
        for level in keys.chunk_by(|a, b| a == b) {
            count += level.len() as u32;
            ladder.keys.push(level[0]);
            ladder.upto.push(count);
        }
        ladder
    }

    /// How many peers there are.
    pub fn len(&self) -> usize {
        self.upto.last().map_or(0, |count| *count as usize)
    }

    /// How many peers have a smaller key.
    pub fn worse(&self, key: i64) -> usize {
        let below = self.keys.partition_point(|k| *k < key);
        below.checked_sub(1).map_or(0, |at| self.upto[at] as usize)
    }

    /// How many peers have a larger key.
    pub fn better(&self, key: i64) -> usize {
        let upto = self.keys.partition_point(|k| *k <= key);
        self.len() - upto.checked_sub(1).map_or(0, |at| self.upto[at] as usize)
    }

    /// The rank of a key. `within` says that one of the peers at this key is the firm itself.
    pub fn rank(&self, key: i64, ties: Ties, within: bool) -> f64 {
        let better = self.better(key) as f64;
        match ties {
            Ties::Min => better + 1.0,
            Ties::Dense => {
                (self.keys.len() - self.keys.partition_point(|k| *k <= key)) as f64 + 1.0
            }
            Ties::Average => {
                let level = self.len() - self.better(key) - self.worse(key);
                let others = level - usize::from(within && level > 0);
                better + 1.0 + others as f64 / 2.0
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_as_the_scheme_counts_equals() {
        let ladder = Ladder::new(vec![50, 70, 70, 90]);
        let ranks = |ties| [90, 70, 50].map(|key| ladder.rank(key, ties, true));
        assert_eq!(ranks(Ties::Min), [1.0, 2.0, 4.0]);
        assert_eq!(ranks(Ties::Dense), [1.0, 2.0, 3.0]);
        assert_eq!(ranks(Ties::Average), [1.0, 2.5, 4.0]);
        assert_eq!((ladder.worse(70), ladder.better(70), ladder.len()), (1, 1, 4));
        assert_eq!(ladder.median, Some(70.0));
    }

    #[test]
    fn an_outsider_stands_between_the_peers() {
        let ladder = Ladder::new(vec![50, 70]);
        assert_eq!(ladder.rank(60, Ties::Min, false), 2.0);
        assert_eq!(ladder.rank(70, Ties::Average, false), 1.5);
        assert_eq!(Ladder::new(Vec::new()).rank(1, Ties::Min, false), 1.0);
        assert_eq!(Ladder::new(Vec::new()).median, None);
    }
}
