//! `portraits.jsonl` and `portraits.csv`.
use super::CsvStyle;
use crate::diagnostic::Lang;
use crate::portrait::{Portrait, Portraits};
use crate::scheme::Scheme;
use crate::scoring::Scored;
pub fn json(portrait: &Portrait) -> String {
    serde_json::to_string_pretty(portrait).unwrap_or_default() + "\n"
}
pub fn jsonl(_all: &Portraits, _scored: &Scored) -> Vec<u8> {
    Vec::new()
}
pub fn csv(
    _all: &Portraits,
    _s: &Scheme,
    _scored: &Scored,
    _style: CsvStyle,
    _lang: Lang,
) -> Vec<u8> {
    Vec::new()
}
