//! How long the main job takes: the Wuxi pilot's 42 indicators over 1,200, 100,000 and, with
//! `INNOPOINTS_BENCH_FULL=1`, 1,000,000 synthetic firms. In memory, from the table's bytes to the
//! bytes of `ranking.csv`; then its three parts apart.
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
use innopoints::scoring::Scored;
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

criterion_group!(benches, main_job);
criterion_main!(benches);
