//! How fast weights are shaken: draws of all 42 weights of the Wuxi pilot on 10,000 synthetic
//! firms, each with totals, ranks, lists and grades counted; with `INNOPOINTS_BENCH_FULL=1` also
//! the issue's own sizes, 10,000 draws on 10,000 firms and 1,000 draws on 500,000.
//!
//! ```text
//! cargo bench --bench sensitivity
//! INNOPOINTS_BENCH_FULL=1 cargo bench --bench sensitivity
//! ```
//!
//! COINr, the R package for composite indicators, needs 1.7 s for one draw on 10,000 units: divide
//! by the time per draw that `draws/1000x10000` shows for the ratio.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use innopoints::analysis::choices::Choice;
use innopoints::analysis::montecarlo::Weights;
use innopoints::analysis::sensitivity::{Answer, Question, answer};
use innopoints::firms::{self, Duplicates, Input, Wanted};
use innopoints::scheme::{self, Scheme};
use innopoints::scoring::{self, Scored, Settings};

/// The generator of the sample zone, so that every size begins with the sample's firms.
#[allow(dead_code, unused_imports)]
#[path = "../examples/generate_zone/main.rs"]
mod generate_zone;

const SEED: u64 = 20_210_531;

fn pilot() -> Scheme {
    let text = include_str!("../configs/wuxi_pilot.toml");
    scheme::load_text("wuxi_pilot.toml", text).scheme.expect("the pilot's scheme is in order")
}

fn scored(scheme: &Scheme, firms: u64) -> Scored {
    let mut bytes = Vec::new();
    let options = generate_zone::Options { firms, seed: SEED };
    generate_zone::write_zone(&options, &mut bytes).expect("memory takes every byte");
    let wanted = Wanted {
        columns: &scheme.columns,
        id: &scheme.firm.id,
        name: scheme.firm.name.as_deref(),
        id_kind: scheme.firm.id_kind,
        duplicates: Duplicates::First,
    };
    let input = Input { name: "zone.csv".into(), bytes };
    let firms = firms::read(vec![input], &wanted).expect("a sound table");
    scoring::score(scheme, firms, Settings::default()).expect("typed expressions")
}

fn shake(scheme: &Scheme, scored: &Scored, choices: Vec<Choice>, draws: usize) -> Answer {
    let question = Question {
        choices,
        draws,
        runs: draws,
        weights: Weights { concentration: 100.0, seed: 1 },
        border: 0.1,
        interval: 0.9,
        top: 100,
        record: false,
    };
    answer(scheme, scored, &question, &mut |_, _| {}).expect("typed expressions")
}

fn draws(criterion: &mut Criterion) {
    let scheme = pilot();
    let mut sizes = vec![(1_000, 10_000)];
    if std::env::var_os("INNOPOINTS_BENCH_FULL").is_some_and(|value| value == "1") {
        sizes.extend([(10_000, 10_000), (1_000, 500_000)]);
    }
    let mut group = criterion.benchmark_group("draws");
    group.sample_size(10);
    for (count, firms) in sizes {
        let scored = scored(&scheme, firms);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::from_parameter(format!("{count}x{firms}")), |bencher| {
            bencher.iter(|| black_box(shake(&scheme, &scored, vec![Choice::Weights], count)));
        });
    }
    group.finish();
}

fn joint(criterion: &mut Criterion) {
    let scheme = pilot();
    let scored = scored(&scheme, 1_200);
    let mut group = criterion.benchmark_group("joint");
    group.sample_size(10);
    group.bench_function("all choices, 16 base runs, 1200 firms", |bencher| {
        bencher.iter(|| black_box(shake(&scheme, &scored, Choice::ALL.to_vec(), 16)));
    });
    group.finish();
}

criterion_group!(benches, draws, joint);
criterion_main!(benches);
