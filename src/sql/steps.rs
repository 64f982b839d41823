//! A share that follows from one number as steps: the exact borders, to the last bit, at which the
//! rounded points change. By it SQL carries curves, scores, logarithms and percentiles without
//! calculating one: engines differ in the last bit of LN, but not in a comparison. Owns the search
//! and the nested CASE; the shares are the scoring room's own.

use std::collections::BTreeMap;

/// Above so many borders they are no longer listed: params hold no more than half as many values.
pub(super) const MOST: usize = 20_000;

/// How far around a border the share is looked at float by float.
const NEAR: i64 = 48;

/// A share as steps over a number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Steps {
    /// Below the first border.
    pub below: f64,
    /// From a border on, ascending.
    pub steps: Vec<(f64, f64)>,
}

/// Why there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsteady {
    /// More than [`MOST`].
    TooMany,
    /// The share does not rise or fall steadily around a border.
    Wavers,
}

/// The steps of a monotone share: it is the same wherever `seen` of it is the same.
pub(super) fn search<S: PartialEq + Clone>(
    share: &dyn Fn(f64) -> f64,
    seen: &dyn Fn(f64) -> S,
) -> Result<Steps, Unsteady> {
    let (low, high) = (ordered(f64::MIN), ordered(f64::MAX));
    let at = |place: i64| seen(share(number(place)));
    let mut found = Vec::new();
    bisect(&at, (low, at(low)), (high, at(high)), &mut found)?;
    let mut borders = BTreeMap::new();
    for (index, border) in found.iter().enumerate() {
        let (from, to) = ((border - NEAR).max(low), (border + NEAR).min(high));
        let mut last = at(from);
        for place in from + 1..=to {
            let now = at(place);
            if now != last {
                borders.insert(place, share(number(place)));
                last = now;
            }
        }
        let until = index.checked_sub(1).map_or(low, |before| found[before] + NEAR);
        let next = found.get(index + 1).map_or(high, |next| next - NEAR);
        if !settles(&at, (from, until), (to, next)) {
            return Err(Unsteady::Wavers);
        }
    }
    let steps: Vec<(f64, f64)> = borders.into_iter().map(|(at, s)| (number(at), s)).collect();
    if steps.len() > MOST {
        return Err(Unsteady::TooMany);
    }
    Ok(Steps { below: share(f64::MIN), steps })
}

/// Whether the share stays as it is from a border's surroundings on, down to the border before and
/// up to the next, at ever larger distances.
fn settles<S: PartialEq>(
    at: &dyn Fn(i64) -> S,
    (below, down_to): (i64, i64),
    (above, up_to): (i64, i64),
) -> bool {
    let reaches = || (0..62).map(|power| 1i64 << power);
    let down = reaches().map(|reach| below.saturating_sub(reach)).take_while(|p| *p > down_to);
    let up = reaches().map(|reach| above.saturating_add(reach)).take_while(|p| *p < up_to);
    let (left, right) = (at(below), at(above));
    down.into_iter().all(|place| at(place) == left) && up.into_iter().all(|p| at(p) == right)
}

fn bisect<S: PartialEq + Clone>(
    at: &dyn Fn(i64) -> S,
    (low, below): (i64, S),
    (high, above): (i64, S),
    found: &mut Vec<i64>,
) -> Result<(), Unsteady> {
    if below == above {
        return Ok(());
    }
    if high - 1 == low {
        found.push(high);
        return if found.len() > MOST { Err(Unsteady::TooMany) } else { Ok(()) };
    }
    let middle = ((i128::from(low) + i128::from(high)).div_euclid(2)) as i64;
    let seen = at(middle);
    bisect(at, (low, below), (middle, seen.clone()), found)?;
    bisect(at, (middle, seen), (high, above), found)
}

/// The steps of a share that can change only at and just above these numbers.
pub(super) fn at_values<S: PartialEq>(
    values: &[f64],
    share: &dyn Fn(f64) -> f64,
    seen: &dyn Fn(f64) -> S,
) -> Result<Steps, Unsteady> {
    // Just above -5e-324 is -0, and there is one zero.
    let around = values.iter().flat_map(|v| [*v + 0.0, v.next_up() + 0.0]);
    let mut candidates: Vec<f64> = around.collect();
    candidates.retain(|x| x.is_finite());
    candidates.sort_unstable_by(f64::total_cmp);
    candidates.dedup();
    let below = share(f64::MIN);
    let (mut steps, mut last) = (Vec::new(), seen(below));
    for border in candidates {
        let now = share(border);
        let is = seen(now);
        if is != last {
            steps.push((border, now));
            last = is;
        }
    }
    if steps.len() > MOST { Err(Unsteady::TooMany) } else { Ok(Steps { below, steps }) }
}

/// Places of finite numbers in their order, one apart.
fn ordered(x: f64) -> i64 {
    let bits = (x + 0.0).to_bits() as i64;
    if bits < 0 { i64::MIN - bits } else { bits }
}

/// The number at a place.
fn number(place: i64) -> f64 {
    let bits = if place < 0 { i64::MIN - place } else { place };
    f64::from_bits(bits as u64)
}

impl Steps {
    /// The share at a number: what the SQL must give.
    #[cfg(test)]
    pub fn share(&self, x: f64) -> f64 {
        let reached = self.steps.partition_point(|(border, _)| *border <= x);
        reached.checked_sub(1).map_or(self.below, |at| self.steps[at].1)
    }

    /// As nested CASEs that halve the borders; a missing value gives none of them.
    pub fn to_sql(&self, value: &str, number: &dyn Fn(f64) -> String) -> String {
        let tree = self.halved(value, number, 0, self.steps.len());
        format!("CASE WHEN {value} IS NOT NULL THEN {tree} END")
    }

    /// The share among the borders `from..to`, those before being reached.
    fn halved(
        &self,
        value: &str,
        number: &dyn Fn(f64) -> String,
        from: usize,
        to: usize,
    ) -> String {
        if from == to {
            let share = from.checked_sub(1).map_or(self.below, |at| self.steps[at].1);
            return number(share);
        }
        let middle = from + (to - from) / 2;
        let below = self.halved(value, number, from, middle);
        let above = self.halved(value, number, middle + 1, to);
        let border = number(self.steps[middle].0);
        format!("CASE WHEN {value} < {border} THEN {below} ELSE {above} END")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbers_in_their_order() {
        let numbers = [f64::MIN, -1.0, -f64::MIN_POSITIVE, -5e-324, 0.0, 5e-324, 1.0, f64::MAX];
        for pair in numbers.windows(2) {
            assert!(ordered(pair[0]) < ordered(pair[1]));
        }
        for x in numbers {
            assert_eq!(number(ordered(x)), x);
        }
        assert_eq!(number(ordered(1.0) + 1), 1f64.next_up());
    }

    #[test]
    fn a_curve_is_its_steps_on_both_sides_of_every_border() {
        let share = |x: f64| if x > 0.0 { 0.5 * libm::erfc(-libm::log(x / 5.0)) } else { 0.0 };
        let seen = |share: f64| (share * 300.0 + 0.5).floor() as i64;
        let steps = search(&share, &seen).unwrap();
        assert!(steps.steps.len() >= 300);
        for (border, _) in &steps.steps {
            let mut x = *border;
            for _ in 0..20 {
                x = x.next_down();
            }
            for _ in 0..40 {
                assert_eq!(seen(steps.share(x)), seen(share(x)), "{x:e}");
                x = x.next_up();
            }
        }
    }

    #[test]
    fn equal_values_are_steps_of_their_own() {
        let share = |x: f64| {
            if x < 2.0 {
                0.0
            } else if x == 2.0 {
                0.5
            } else {
                1.0
            }
        };
        let steps = at_values(&[2.0], &share, &|s: f64| s.to_bits()).unwrap();
        assert_eq!(steps.steps, vec![(2.0, 0.5), (2f64.next_up(), 1.0)]);
        let near_zero =
            at_values(&[-5e-324, 0.0], &|x| if x < 0.0 { 0.2 } else { 0.8 }, &|s: f64| s.to_bits());
        assert_eq!(near_zero.unwrap().steps, vec![(0.0, 0.8)]);
        let sql = steps.to_sql("v", &|x| x.to_string());
        assert_eq!(
            sql,
            "CASE WHEN v IS NOT NULL THEN CASE WHEN v < 2.0000000000000004 THEN CASE WHEN v < 2 THEN 0 ELSE 0.5 END ELSE 1 END END"
        );
    }
}
