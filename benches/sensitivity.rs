//! How fast a scheme is shaken: draws of all 42 weights of the Wuxi pilot on 10,000 synthetic
//! firms, each with totals, ranks, lists and grades counted, and all choices together on the
//! sample. With `INNOPOINTS_BENCH_FULL=1` also the large sizes, once each: 10,000 draws on 10,000
//! firms, 1,000 draws on 500,000, all choices together on 50,000.
//!
//! ```text
//! cargo bench --bench sensitivity
//! INNOPOINTS_BENCH_FULL=1 cargo bench --bench sensitivity
//! ```

mod zone;

use std::hint::black_box;
use std::time::Instant;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use innopoints::analysis::choices::Choice;
use innopoints::analysis::montecarlo::Weights;
use innopoints::analysis::sensitivity::{Answer, Question, answer};
use innopoints::scheme::Scheme;
use innopoints::scoring::Scored;

/// What COINr, the R package for composite indicators, needs for one draw on 10,000 units, in
/// seconds: a figure from elsewhere, to show the order of magnitude.
const COINR: f64 = 1.7;

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
    let scheme = zone::pilot();
    let scored = zone::scored(&scheme, 10_000);
    let mut group = criterion.benchmark_group("draws");
    group.sample_size(10).throughput(Throughput::Elements(1_000));
    group.bench_function(BenchmarkId::from_parameter("1000x10000"), |bencher| {
        bencher.iter(|| black_box(shake(&scheme, &scored, vec![Choice::Weights], 1_000)));
    });
    group.finish();
}

fn joint(criterion: &mut Criterion) {
    let scheme = zone::pilot();
    let scored = zone::scored(&scheme, 1_200);
    let mut group = criterion.benchmark_group("joint");
    group.sample_size(10);
    group.bench_function("all choices, 16 base runs, 1200 firms", |bencher| {
        bencher.iter(|| black_box(shake(&scheme, &scored, Choice::ALL.to_vec(), 16)));
    });
    group.finish();
}

/// The large sizes, once each, smallest first, since the peak of memory only grows.
fn large(_: &mut Criterion) {
    if !zone::is_full() {
        return;
    }
    let scheme = zone::pilot();
    for (draws, firms) in [(10_000, 10_000), (1_000, 500_000)] {
        let scored = zone::scored(&scheme, firms);
        let seconds = told(&scheme, &scored, vec![Choice::Weights], draws);
        if firms == 10_000 {
            let times = COINR * draws as f64 / seconds;
            println!("draws/{draws}x{firms}: a draw in 1/{times:.0} of COINr's {COINR} s");
        }
    }
    let scored = zone::scored(&scheme, 50_000);
    told(&scheme, &scored, Choice::ALL.to_vec(), 64);
}

/// Runs once and says how long it took, and the memory before and at the peak.
fn told(scheme: &Scheme, scored: &Scored, choices: Vec<Choice>, draws: usize) -> f64 {
    let (firms, what) = (scored.derived.len(), if choices.len() == 1 { "draws" } else { "joint" });
    let megabytes = || zone::peak_memory("self").unwrap_or(0) / 1_000_000;
    let (before, started) = (megabytes(), Instant::now());
    black_box(shake(scheme, scored, choices, draws));
    let seconds = started.elapsed().as_secs_f64();
    let peak = megabytes();
    println!("{what}/{draws}x{firms}: {seconds:.2} s, peak memory {peak} MB ({before} MB before)");
    seconds
}

criterion_group!(benches, draws, joint, large);
criterion_main!(benches);
