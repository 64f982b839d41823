//! Rules that read texts: levels of platforms, prizes, titles.

use crate::scheme::rule::Worth;

/// A cell may hold several levels: `国家级、省级`.
const SEPARATORS: &[char] = &['、', ';', '；', ',', '，', '/', '|'];

/// The index of the highest level that a text names and its share; a text that names none is worth
/// `otherwise`. A level is named in full: "省级" is not found within "国家级/非省级".
pub fn level(
    of: &[(String, Worth)],
    otherwise: Worth,
    text: &str,
    maximum: f64,
) -> (Option<usize>, f64) {
    let whole = text.trim();
    let is_list = whole.contains(SEPARATORS);
    let named = |level: &str| {
        whole == level || is_list && whole.split(SEPARATORS).any(|part| part.trim() == level)
    };
    let mut best: (Option<usize>, f64) = (None, 0.0);
    for (index, (name, worth)) in of.iter().enumerate() {
        if !named(name.trim()) {
            continue;
        }
        let share = worth.share(maximum);
        if best.0.is_none() || share > best.1 {
            best = (Some(index), share);
        }
    }
    if best.0.is_none() { (None, otherwise.share(maximum)) } else { best }
}
