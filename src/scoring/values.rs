//! Columns of numbers in which some are unknown. Owns how "unknown" is kept, so that nobody else
//! ever meets a NaN.

use polars::prelude::Float64Chunked;

/// One number or nothing per firm. Inside, NaN marks nothing: eight bytes a firm, and no way out.
/// There is one zero: `0 * -1` and `0` are level wherever firms are compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values(Vec<f64>);

impl Values {
    /// Of no firms, with room for some.
    pub fn with_capacity(firms: usize) -> Self {
        Values(Vec::with_capacity(firms))
    }

    /// Adds a firm.
    pub fn push(&mut self, number: Option<f64>) {
        self.0.push(number.map_or(f64::NAN, one_zero));
    }

    /// Adds the firms of another column.
    pub fn append(&mut self, below: &Values) {
        self.0.extend_from_slice(&below.0);
    }

    /// The number of a firm.
    pub fn get(&self, firm: usize) -> Option<f64> {
        let number = self.0[firm];
        (!number.is_nan()).then_some(number)
    }

    /// Gives a firm a number.
    pub fn set(&mut self, firm: usize, number: Option<f64>) {
        self.0[firm] = number.map_or(f64::NAN, one_zero);
    }

    /// How many firms.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no firms.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every firm's number in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<f64>> {
        self.0.iter().map(|number| (!number.is_nan()).then_some(*number))
    }
}

impl From<&Float64Chunked> for Values {
    fn from(column: &Float64Chunked) -> Self {
        let mut numbers = Vec::with_capacity(column.len());
        for chunk in column.downcast_iter() {
            let start = numbers.len();
            numbers.extend(chunk.values().iter().map(|number| one_zero(*number)));
            if let Some(known) = chunk.validity() {
                let unknown = !known;
                unknown.true_idx_iter().for_each(|at| numbers[start + at] = f64::NAN);
            }
        }
        Values(numbers)
    }
}

impl FromIterator<Option<f64>> for Values {
    fn from_iter<T: IntoIterator<Item = Option<f64>>>(numbers: T) -> Self {
        Values(numbers.into_iter().map(|number| number.map_or(f64::NAN, one_zero)).collect())
    }
}

/// -0 as 0; every other number as it is.
fn one_zero(number: f64) -> f64 {
    number + 0.0
}

/// Points of one node per firm, as whole numbers of the last decimal; nothing where the node did
/// not count for the firm.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PointColumn(Vec<i64>);

const NOTHING: i64 = i64::MIN;

impl PointColumn {
    /// Of no firms, with room for some.
    pub fn with_capacity(firms: usize) -> Self {
        PointColumn(Vec::with_capacity(firms))
    }

    /// Adds a firm.
    pub fn push(&mut self, points: Option<i64>) {
        self.0.push(points.unwrap_or(NOTHING));
    }

    /// Adds the firms of another column.
    pub fn append(&mut self, below: &PointColumn) {
        self.0.extend_from_slice(&below.0);
    }

    /// The points of a firm in units of the last decimal.
    pub fn get(&self, firm: usize) -> Option<i64> {
        let points = self.0[firm];
        (points != NOTHING).then_some(points)
    }

    /// Every firm's points in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<i64>> {
        self.0.iter().map(|points| (*points != NOTHING).then_some(*points))
    }
}

impl FromIterator<Option<i64>> for PointColumn {
    fn from_iter<T: IntoIterator<Item = Option<i64>>>(points: T) -> Self {
        PointColumn(points.into_iter().map(|points| points.unwrap_or(NOTHING)).collect())
    }
}
