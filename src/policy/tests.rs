//! Policies from outside the room: logic, golden firms, amounts, problems.

mod amounts;
mod golden;
mod logic;
mod problems;
mod telling;

use jiff::civil::Date;

use super::*;
use crate::firms::{self, Duplicates, Firms, Input, Wanted};

/// Whatever the real catalogues include, by its file name.
pub(super) fn file(name: &str) -> Option<&'static str> {
    Some(match name.rsplit('/').next()? {
        "columns.toml" => include_str!("../../configs/policies/columns.toml"),
        "national.toml" => include_str!("../../configs/policies/national.toml"),
        "wuxi.toml" => include_str!("../../configs/policies/wuxi.toml"),
        "suzhou.toml" => include_str!("../../configs/policies/suzhou.toml"),
        "yantai.toml" => include_str!("../../configs/policies/yantai.toml"),
        _ => return None,
    })
}

/// The real catalogues together.
pub(super) fn real() -> Catalogue {
    let text = |name: &str| SchemeText { name: name.into(), text: file(name).unwrap().into() };
    let texts = ["national.toml", "wuxi.toml", "suzhou.toml", "yantai.toml"].map(text);
    let fetch = |_: &str, path: &str| {
        let text = file(path).ok_or_else(|| Text::same(path))?;
        Ok(SchemeText { name: path.into(), text: text.into() })
    };
    let loaded = load(texts.into(), &fetch);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    loaded.catalogue.unwrap()
}

/// Policies of a test, with the tables that every file needs.
pub(super) fn catalogue(policies: &str) -> Catalogue {
    let loaded = read(policies);
    assert!(!crate::diagnostic::has_errors(&loaded.problems), "{:?}", loaded.problems);
    loaded.catalogue.unwrap()
}

pub(super) fn read(policies: &str) -> Loaded {
    let head = "[policies]\nid = \"t\"\n[firm]\nid = \"id\"\n";
    load_text("t.toml", &format!("{head}{policies}"))
}

/// A table of firms as CSV.
pub(super) fn firms(catalogue: &Catalogue, csv: &str) -> Firms {
    let input = Input { name: "firms.csv".into(), bytes: csv.as_bytes().to_vec() };
    let wanted = Wanted {
        columns: &catalogue.columns,
        id: &catalogue.firm.id,
        name: catalogue.firm.name.as_deref(),
        id_kind: crate::scheme::column::IdKind::Text,
        duplicates: Duplicates::Refuse,
    };
    firms::read(vec![input], &wanted).unwrap()
}

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Firms against policies on a day.
pub(super) fn run(catalogue: &Catalogue, csv: &str, sources: &[Source], date: &str) -> Matches {
    let firms = firms(catalogue, csv);
    let date = day(date);
    let as_of = (date - day("1970-01-01")).get_days();
    let (facts, _) = Facts::new(catalogue, &firms, sources, Some(as_of)).unwrap();
    matches(catalogue, facts, date).unwrap()
}

/// The standing of the first firm with a policy.
pub(super) fn standing(catalogue: &Catalogue, matches: &Matches, policy: &str) -> Standing {
    matches.policies[catalogue.find(policy).unwrap()].standing(0).unwrap()
}
