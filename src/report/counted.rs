//! Numbers with the English noun that they ask for.

pub use crate::diagnostic::counted_as as counted;

/// The same for firms.
pub fn firms(count: usize) -> String {
    counted(count, "firm", "firms")
}

/// "1 place", "1.0 places", "2 places", for a number as it is shown.
pub fn places(shown: &str) -> String {
    format!("{shown} {}", if shown == "1" { "place" } else { "places" })
}
