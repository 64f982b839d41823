//! A kernel over whole columns: plain loops over the values, known or not, with the validity put on
//! afterwards. Owns the loops; must not know expressions. Every result that is not finite becomes
//! missing before it leaves.

use polars::chunked_array::ops::arity;
use polars::prelude::{
    ArrayCollectIterExt, BooleanChunked, BooleanType, ChunkExpandAtIndex, Float64Chunked,
    Float64Type, PolarsDataType, StringChunked,
};

type Numbers = <Float64Type as PolarsDataType>::Array;
type Flags = <BooleanType as PolarsDataType>::Array;

/// The validity of a pair: both known.
macro_rules! both_known {
    ($a:expr, $b:expr) => {
        match ($a.validity(), $b.validity()) {
            (Some(a), Some(b)) => Some(a & b),
            (one, other) => one.or(other).cloned(),
        }
    };
}

/// `f` of each number.
pub fn each(column: &Float64Chunked, f: impl Fn(f64) -> f64) -> Float64Chunked {
    arity::unary_kernel(column, |numbers: &Numbers| {
        let values: Vec<f64> = numbers.values().iter().map(|x| f(*x)).collect();
        settled(Numbers::from_vec(values).with_validity(numbers.validity().cloned()))
    })
}

/// `f` of each pair of numbers.
pub fn pairs(
    left: &Float64Chunked,
    right: &Float64Chunked,
    f: impl Fn(f64, f64) -> f64,
) -> Float64Chunked {
    let (left, right) = &same_length(left, right);
    arity::binary(left, right, |a: &Numbers, b: &Numbers| {
        let pairs = a.values().iter().zip(b.values().iter());
        let values: Vec<f64> = pairs.map(|(a, b)| f(*a, *b)).collect();
        settled(Numbers::from_vec(values).with_validity(both_known!(a, b)))
    })
}

/// Whether `f` holds for each number.
pub fn tests(column: &Float64Chunked, f: impl Fn(f64) -> bool) -> BooleanChunked {
    arity::unary_kernel(column, |numbers: &Numbers| {
        let flags: Flags = numbers.values().iter().map(|x| f(*x)).collect_arr();
        flags.with_validity(numbers.validity().cloned())
    })
}

/// Whether `f` holds for each pair of numbers.
pub fn pair_tests(
    left: &Float64Chunked,
    right: &Float64Chunked,
    f: impl Fn(f64, f64) -> bool,
) -> BooleanChunked {
    let (left, right) = &same_length(left, right);
    arity::binary(left, right, |a: &Numbers, b: &Numbers| {
        let pairs = a.values().iter().zip(b.values().iter());
        let flags: Flags = pairs.map(|(a, b)| f(*a, *b)).collect_arr();
        flags.with_validity(both_known!(a, b))
    })
}

/// Whether `f` holds for each text.
pub fn text_tests(column: &StringChunked, f: impl Fn(&str) -> bool) -> BooleanChunked {
    arity::unary_elementwise_values(column, f)
}

/// Whether `f` holds for each pair of texts.
pub fn text_pair_tests(
    left: &StringChunked,
    right: &StringChunked,
    f: impl Fn(&str, &str) -> bool,
) -> BooleanChunked {
    arity::binary_elementwise_values(left, right, f)
}

/// The number of characters of each text.
pub fn lengths(column: &StringChunked) -> Float64Chunked {
    arity::unary_elementwise_values(column, |text: &str| text.chars().count() as f64)
}

/// Makes missing whatever is not finite, and leaves no trace of it in the values.
fn settled(numbers: Numbers) -> Numbers {
    if numbers.values().iter().all(|x| x.is_finite()) {
        return numbers;
    }
    let finite: Flags = numbers.values().iter().map(|x| x.is_finite()).collect_arr();
    let known = match numbers.validity() {
        Some(known) => known & finite.values(),
        None => finite.values().clone(),
    };
    let clean = |x: &f64| if x.is_finite() { *x } else { 0.0 };
    let values: Vec<f64> = numbers.values().iter().map(clean).collect();
    Numbers::from_vec(values).with_validity(Some(known))
}

/// A column of one row beside a longer one stands for all its rows.
fn same_length(left: &Float64Chunked, right: &Float64Chunked) -> (Float64Chunked, Float64Chunked) {
    match (left.len(), right.len()) {
        (1, n) if n != 1 => (left.new_from_index(0, n), right.clone()),
        (n, 1) if n != 1 => (left.clone(), right.new_from_index(0, n)),
        _ => (left.clone(), right.clone()),
    }
}
