//! Ranks among groups of firms, again and again. Owns the fast count; must not know how totals
//! came about.

/// Who is ranked with whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    /// Each slot's group; [`Board::NOBODY`] for a firm that is not ranked here.
    pub group: Vec<u32>,
    /// How many firms in each group.
    pub size: Vec<usize>,
}

/// Room for ranking, kept from one time to the next.
#[derive(Debug, Default)]
pub struct Room {
    counts: Vec<u32>,
    order: Vec<(u32, i64, u32)>,
}

impl Board {
    /// The group of a firm that is not ranked on this board.
    pub const NOBODY: u32 = u32::MAX;

    /// From each slot's group.
    pub fn new(group: Vec<u32>) -> Self {
        let groups =
            group.iter().filter(|g| **g != Self::NOBODY).max().map_or(0, |g| *g as usize + 1);
        let mut size = vec![0; groups];
        group.iter().filter(|g| **g != Self::NOBODY).for_each(|g| size[*g as usize] += 1);
        Board { group, size }
    }

    /// Everyone together.
    pub fn all(n: usize) -> Self {
        Board::new(vec![0; n])
    }

    /// Ranks by total, best 1, equals take the best place (1 2 2 4); 0 for nobody.
    pub fn ranks(&self, totals: &[i64], room: &mut Room) -> Vec<u32> {
        let members = || self.group.iter().zip(totals).filter(|(g, _)| **g != Self::NOBODY);
        let (Some(low), Some(high)) =
            (members().map(|(_, t)| *t).min(), members().map(|(_, t)| *t).max())
        else {
            return vec![0; totals.len()];
        };
        let span = high.abs_diff(low) as usize + 1;
        let cells = span.saturating_mul(self.size.len());
        if cells <= 4 * totals.len() + (1 << 16) {
            self.by_counting(totals, low, span, room)
        } else {
            self.by_sorting(totals, room)
        }
    }

    /// Points are small whole numbers, so ranks are a running count from the top.
    fn by_counting(&self, totals: &[i64], low: i64, span: usize, room: &mut Room) -> Vec<u32> {
        room.counts.clear();
        room.counts.resize(span * self.size.len(), 0);
        let cell = |group: u32, total: i64| group as usize * span + (total - low) as usize;
        for (group, total) in self.group.iter().zip(totals).filter(|(g, _)| **g != Self::NOBODY) {
            room.counts[cell(*group, *total)] += 1;
        }
        for counts in room.counts.chunks_mut(span) {
            let mut ahead = 0;
            for count in counts.iter_mut().rev() {
                (*count, ahead) = (ahead + 1, ahead + *count);
            }
        }
        let rank = |(group, total): (&u32, &i64)| {
            if *group == Self::NOBODY { 0 } else { room.counts[cell(*group, *total)] }
        };
        self.group.iter().zip(totals).map(rank).collect()
    }

    fn by_sorting(&self, totals: &[i64], room: &mut Room) -> Vec<u32> {
        room.order.clear();
        let slots = self.group.iter().zip(totals).enumerate();
        let members = slots.filter(|(_, (g, _))| **g != Self::NOBODY);
        room.order.extend(members.map(|(slot, (g, t))| (*g, -*t, slot as u32)));
        room.order.sort_unstable();
        let mut ranks = vec![0; totals.len()];
        let (mut start, mut rank) = (0, 0);
        for (place, (group, total, slot)) in room.order.iter().enumerate() {
            let before = place.checked_sub(1).map(|at| room.order[at]);
            match before {
                Some((g, t, _)) if g == *group && t == *total => {}
                Some((g, ..)) if g == *group => rank = (place - start + 1) as u32,
                _ => (start, rank) = (place, 1),
            }
            ranks[*slot as usize] = rank;
        }
        ranks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_take_the_best_place_in_their_group() {
        let board = Board::new(vec![0, 0, 1, 0, Board::NOBODY, 1, 0]);
        let totals = [5, 9, 3, 5, 100, 4, 1];
        let mut room = Room::default();
        let expected = vec![2, 1, 2, 2, 0, 1, 4];
        assert_eq!(board.ranks(&totals, &mut room), expected);
        assert_eq!(board.by_sorting(&totals, &mut room), expected);
        let far: Vec<i64> = totals.iter().map(|t| t * 1_000_000_000_000).collect();
        assert_eq!(board.ranks(&far, &mut room), expected);
        assert_eq!(Board::new(vec![Board::NOBODY]).ranks(&[1], &mut room), vec![0]);
    }
}
