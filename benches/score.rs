//! How long the main job takes: the Wuxi pilot's 42 indicators over 1,200, 100,000 and, with
//! `INNOPOINTS_BENCH_FULL=1`, 1,000,000 synthetic firms. In memory, from the table's bytes to the
//! bytes of `ranking.csv`; then its three parts apart.
//!
//! ```text
//! cargo bench --bench score
//! INNOPOINTS_BENCH_FULL=1 cargo bench --bench score
//! ```

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use innopoints::diagnostic::Lang;
use innopoints::firms::{self, Duplicates, Firms, Input, Wanted};
use innopoints::report::columns::Columns;
use innopoints::report::{CsvStyle, ranking};
use innopoints::scheme::{self, Scheme};
use innopoints::scoring::{self, Scored, Settings};

/// The generator of the sample zone, so that every size begins with the sample's firms.
#[allow(dead_code, unused_imports)]
#[path = "../examples/generate_zone/main.rs"]
mod generate_zone;

const SEED: u64 = 20_210_531;

fn zone(firms: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let options = generate_zone::Options { firms, seed: SEED };
    generate_zone::write_zone(&options, &mut bytes).expect("memory takes every byte");
    bytes
}

fn pilot() -> Scheme {
    let text = include_str!("../configs/wuxi_pilot.toml");
    scheme::load_text("wuxi_pilot.toml", text).scheme.expect("the pilot's scheme is in order")
}

fn read(scheme: &Scheme, bytes: Vec<u8>) -> Firms {
    let wanted = Wanted {
        columns: &scheme.columns,
        id: &scheme.firm.id,
        name: scheme.firm.name.as_deref(),
        id_kind: scheme.firm.id_kind,
        duplicates: Duplicates::Refuse,
    };
    firms::read(vec![Input { name: "zone.csv".into(), bytes }], &wanted).expect("a sound table")
}

fn score(scheme: &Scheme, firms: Firms) -> Scored {
    scoring::score(scheme, firms, Settings::default()).expect("typed expressions")
}

fn write(scheme: &Scheme, scored: &Scored) -> Vec<u8> {
    ranking::csv(scheme, scored, &Columns::of_ranking(scheme), CsvStyle::default(), Lang::Zh)
}

fn sizes() -> Vec<u64> {
    let full = std::env::var_os("INNOPOINTS_BENCH_FULL").is_some_and(|value| value == "1");
    let mut sizes = vec![1_200, 100_000];
    sizes.extend(full.then_some(1_000_000));
    sizes
}

fn main_job(criterion: &mut Criterion) {
    let scheme = pilot();
    for size in sizes() {
        let bytes = zone(size);
        let firms = read(&scheme, bytes.clone());
        let scored = score(&scheme, firms.clone());
        let mut group = criterion.benchmark_group("wuxi_pilot");
        group.sample_size(10).throughput(Throughput::Elements(size));
        group.bench_function(BenchmarkId::new("whole", size), |bench| {
            let run = |bytes| write(&scheme, &score(&scheme, read(&scheme, bytes)));
            bench.iter_batched(|| bytes.clone(), run, BatchSize::PerIteration);
        });
        group.bench_function(BenchmarkId::new("read", size), |bench| {
            let run = |bytes| read(&scheme, bytes);
            bench.iter_batched(|| bytes.clone(), run, BatchSize::PerIteration);
        });
        group.bench_function(BenchmarkId::new("score", size), |bench| {
            let run = |firms| score(&scheme, firms);
            bench.iter_batched(|| firms.clone(), run, BatchSize::PerIteration);
        });
        group.bench_function(BenchmarkId::new("write", size), |bench| {
            bench.iter(|| write(black_box(&scheme), &scored));
        });
        group.finish();
    }
}

criterion_group!(benches, main_job);
criterion_main!(benches);
