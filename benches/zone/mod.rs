//! What the benchmarks have in common: the sample zone at any size, read and scored under the Wuxi
//! pilot's 42 indicators, and the peak of a process's memory. Owns no measuring of its own.

#![allow(dead_code)] // No benchmark needs all of it.

use innopoints::firms::{self, Duplicates, Firms, Input, Wanted};
use innopoints::scheme::{self, Scheme};
use innopoints::scoring::{self, Scored, Settings};

/// The generator of the sample zone, so that every size begins with the sample's firms.
#[allow(unused_imports, reason = "a program of its own, of which the zone is used")]
#[path = "../../examples/generate_zone/main.rs"]
mod generate_zone;

const SEED: u64 = 20_210_531;

/// Whether the large sizes are asked for, too.
pub fn is_full() -> bool {
    std::env::var_os("INNOPOINTS_BENCH_FULL").is_some_and(|value| value == "1")
}

/// The bytes of a table of so many firms.
pub fn table(firms: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let options = generate_zone::Options { firms, seed: SEED };
    generate_zone::write_zone(&options, &mut bytes).expect("memory takes every byte");
    bytes
}

/// The Wuxi pilot.
pub fn pilot() -> Scheme {
    pilot_with(str::to_owned)
}

/// The same with its text changed.
pub fn pilot_with(change: impl Fn(&str) -> String) -> Scheme {
    let text = change(include_str!("../../configs/wuxi_pilot.toml"));
    scheme::load_text("wuxi_pilot.toml", &text).scheme.expect("the pilot's scheme is in order")
}

/// A table as the pilot reads it.
pub fn read(scheme: &Scheme, bytes: Vec<u8>) -> Firms {
    let wanted = Wanted {
        columns: &scheme.columns,
        id: &scheme.firm.id,
        name: scheme.firm.name.as_deref(),
        id_kind: scheme.firm.id_kind,
        duplicates: Duplicates::First,
    };
    firms::read(vec![Input { name: "zone.csv".into(), bytes }], &wanted).expect("a sound table")
}

/// Firms with their points.
pub fn score(scheme: &Scheme, firms: Firms) -> Scored {
    scoring::score(scheme, firms, Settings::default()).expect("typed expressions")
}

/// So many firms with their points.
pub fn scored(scheme: &Scheme, firms: u64) -> Scored {
    score(scheme, read(scheme, table(firms)))
}

/// The most memory that a process (`self`, or its number) has held so far, in bytes; Linux only.
pub fn peak_memory(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
