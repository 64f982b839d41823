//! How long the main job takes: the Wuxi pilot's 42 indicators over 1,200, 100,000 and, with
//! `INNOPOINTS_BENCH_FULL=1`, 1,000,000 synthetic firms. In memory, from the table's bytes to the
//! bytes of `ranking.csv`; then its three parts apart. Last the second run over 10,000 firms after
//! weights were moved.
//!
//! ```text
//! cargo bench --bench score
//! INNOPOINTS_BENCH_FULL=1 cargo bench --bench score
//! ```

mod zone;

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use innopoints::diagnostic::Lang;
use innopoints::report::columns::Columns;
use innopoints::report::{CsvStyle, ranking};
use innopoints::scheme::Scheme;
use innopoints::scoring::{self, Reach, Scored, Settings, reach};
use zone::{read, score};

fn write(scheme: &Scheme, scored: &Scored) -> Vec<u8> {
    ranking::csv(scheme, scored, &Columns::of_ranking(scheme), CsvStyle::default(), Lang::Zh)
}

fn sizes() -> Vec<u64> {
    let mut sizes = vec![1_200, 100_000];
    sizes.extend(zone::is_full().then_some(1_000_000));
    sizes
}

fn main_job(criterion: &mut Criterion) {
    let scheme = zone::pilot();
    for size in sizes() {
        let bytes = zone::table(size);
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

/// After a change of weights only the sums are made again: what `score --watch` does when the
/// scheme is saved.
fn again(criterion: &mut Criterion) {
    let scheme = zone::pilot();
    let moved = zone::pilot_with(|text| {
        let points = "points = { incubation = 5, acceleration = 6, maturity = 7 }";
        let other = "points = { incubation = 4, acceleration = 4, maturity = 3 }";
        let (more, less) = (points.replace("= 5", "= 6"), other.replace("= 4, a", "= 3, a"));
        text.replacen(points, &more, 1).replacen(other, &less, 1)
    });
    assert_eq!(reach(&scheme, &moved), Reach::Points);
    let scored = zone::scored(&scheme, 10_000);
    let mut group = criterion.benchmark_group("again");
    group.sample_size(10).throughput(Throughput::Elements(10_000));
    group.bench_function(BenchmarkId::from_parameter(10_000), |bench| {
        let settings = Settings::default;
        bench.iter(|| black_box(scoring::again(&scheme, &scored, &moved, settings())));
    });
    group.finish();
}

criterion_group!(benches, main_job, again);
criterion_main!(benches);
