//! Small schemes whose portraits were worked out by hand, random ones that must add up, and the
//! sample zone whole.

mod adding;
mod gains;
mod standing;

use super::*;
use crate::firms::{Duplicates, Input as Table, Wanted, read};
use crate::scoring::{Settings, score};

/// Scores firms and shows what came of it.
pub(crate) fn with<T>(scheme: &str, csv: &str, look: impl FnOnce(&Scored, &Portraits) -> T) -> T {
    let loaded = crate::scheme::load_text("scheme.toml", scheme);
    let problems: Vec<&str> =
        loaded.problems.iter().filter(|p| p.is_error()).map(|p| p.message.en.as_str()).collect();
    assert_eq!(problems, Vec::<&str>::new(), "{scheme}");
    let scheme = loaded.scheme.expect("a scheme without errors");
    let wanted = Wanted {
        columns: &scheme.columns,
        id: &scheme.firm.id,
        name: scheme.firm.name.as_deref(),
        id_kind: scheme.firm.id_kind,
        duplicates: Duplicates::Refuse,
    };
    let table = Table { name: "firms.csv".into(), bytes: csv.as_bytes().to_vec() };
    let firms = read(vec![table], &wanted).expect("a readable table");
    let scored = score(&scheme, firms, Settings::default()).expect("a scored table");
    look(&scored, &Portraits::new(&scheme, &scored))
}

/// A scheme with every kind of node and most kinds of rule.
pub(crate) const SMALL: &str = include_str!("tests/small.toml");
/// Its firms.
pub(crate) const FIRMS: &str = include_str!("tests/small.csv");

fn leaf<'p, 'a>(portrait: &'p Portrait<'a>, id: &str) -> &'p LeafPortrait<'a> {
    portrait.indicators.iter().find(|leaf| leaf.id == id).expect("an indicator")
}

fn gain<'p, 'a>(portrait: &'p Portrait<'a>, id: &str) -> Option<&'p Gain<'a>> {
    portrait.nearest_gains.iter().find(|gain| gain.id == id)
}
