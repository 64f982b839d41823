//! Measured numbers, kept until they are priced: in four bytes where all of a batch fit into them
//! exactly, as counts do, else in eight. Nobody outside sees the difference.

use crate::scoring::values::Values;

/// One number or nothing per firm of a batch.
#[derive(Debug)]
pub(super) enum Numbers {
    /// Nothing is NaN.
    Narrow(Vec<f32>),
    Wide(Values),
}

impl Numbers {
    /// The number of a firm.
    pub fn get(&self, row: usize) -> Option<f64> {
        match self {
            Numbers::Narrow(numbers) => wide(numbers[row]),
            Numbers::Wide(values) => values.get(row),
        }
    }

    /// Looks at the number of every firm.
    pub fn each(&self, mut look: impl FnMut(usize, Option<f64>)) {
        match self {
            Numbers::Narrow(numbers) => {
                let numbers = numbers.iter().map(|number| wide(*number));
                numbers.enumerate().for_each(|(row, number)| look(row, number));
            }
            Numbers::Wide(values) => {
                values.iter().enumerate().for_each(|(row, number)| look(row, number));
            }
        }
    }
}

fn wide(narrow: f32) -> Option<f64> {
    (!narrow.is_nan()).then_some(f64::from(narrow))
}

impl From<Values> for Numbers {
    fn from(values: Values) -> Self {
        let is_exact = |number: f64| f64::from(number as f32) == number;
        if !values.iter().flatten().all(is_exact) {
            return Numbers::Wide(values);
        }
        let narrow = |number: Option<f64>| number.map_or(f32::NAN, |number| number as f32);
        Numbers::Narrow(values.iter().map(narrow).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_what_was_measured() {
        let counts = [Some(3.0), None, Some(0.0), Some(16_777_216.0), Some(-0.5)];
        let money = [Some(0.1), None, Some(16_777_217.0)];
        for (numbers, narrow) in [(&counts[..], true), (&money[..], false), (&[], true)] {
            let kept = Numbers::from(numbers.iter().copied().collect::<Values>());
            assert_eq!(matches!(kept, Numbers::Narrow(_)), narrow);
            let back: Vec<_> = (0..numbers.len()).map(|row| kept.get(row)).collect();
            assert_eq!(back, numbers);
        }
    }
}
