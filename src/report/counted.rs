//! Numbers with the English noun that they ask for.

/// "1 firm", "2 firms".
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The same for firms.
pub fn firms(count: usize) -> String {
    counted(count, "firm", "firms")
}

/// "1 place", "1.0 places", "2 places", for a number as it is shown.
pub fn places(shown: &str) -> String {
    format!("{shown} {}", if shown == "1" { "place" } else { "places" })
}
