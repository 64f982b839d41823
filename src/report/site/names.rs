//! The file that a firm's page is in: a name that every file system takes, that says the firm's id,
//! and that no other firm has.

use std::collections::BTreeSet;

/// Longer ids are cut; file systems take 255 bytes.
const LONGEST: usize = 80;

/// Names that Windows keeps for devices, whatever follows the dot.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// One file name per id, in the order of the ids, with `.html`. An id that is not wholly ASCII
/// letters, digits, `-` and `_` gets a number of its own behind it.
pub fn file_names<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    ids.map(|id| {
        let (stem, exact) = stem(id);
        let mut name = if exact { stem.clone() } else { format!("{stem}-{}", digest(id)) };
        let mut next = 2;
        // Some file systems do not tell A from a.
        while !taken.insert(name.to_ascii_lowercase()) {
            name = format!("{stem}-{}-{next}", digest(id));
            next += 1;
        }
        format!("{name}.html")
    })
    .collect()
}

/// What of an id may stand in a file name, and whether that is all of it.
fn stem(id: &str) -> (String, bool) {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let stem: String = id.chars().take(LONGEST).map(|c| if plain(c) { c } else { '_' }).collect();
    let lower = stem.to_ascii_lowercase();
    let numbered = ["com", "lpt"].iter().any(|device| {
        lower
            .strip_prefix(device)
            .is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit()))
    });
    let device = numbered || DEVICES.contains(&lower.as_str());
    let exact = stem == id && !id.is_empty() && !device;
    (stem, exact)
}

/// Eight hexadecimal digits of an id (FNV-1a, folded): the same on every machine.
fn digest(id: &str) -> String {
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(ids: &[&str]) -> Vec<String> {
        file_names(ids.iter().copied())
    }

    #[test]
    fn a_credit_code_is_its_own_name() {
        assert_eq!(names(&["91320214MA1000017K"]), ["91320214MA1000017K.html"]);
    }

    #[test]
    fn nothing_leaves_the_folder() {
        let long = "长".repeat(500);
        for id in ["../../etc/passwd", "C:\\x", "a/b", "", ".", "con", "Lpt1", "<a>\"'&", &long] {
            let name = &names(&[id])[0];
            let stem = name.strip_suffix(".html").unwrap();
            assert!(stem.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)), "{name}");
            assert!(stem.contains('-') && name.len() < 120, "{name}");
        }
    }

    #[test]
    fn every_firm_has_its_own() {
        let ids = ["a", "A", "甲", "乙", "a b", "a_b", "a-b", "甲"];
        let names = names(&ids);
        let distinct: BTreeSet<String> = names.iter().map(|n| n.to_lowercase()).collect();
        assert_eq!(distinct.len(), ids.len(), "{names:?}");
    }
}
