//! How long the pages take: the list and a portrait of every firm of the sample zone, in memory,
//! from the scored run to the pages' bytes; then the whole command, from the table on disk to the
//! folder of pages, with the peak of its memory. With `INNOPOINTS_BENCH_FULL=1` of 30,000 firms, too.
//!
//! ```text
//! cargo bench --bench report
//! INNOPOINTS_BENCH_FULL=1 cargo bench --bench report
//! ```

mod zone;

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rayon::prelude::*;

use innopoints::diagnostic::Lang;
use innopoints::report::site::{Around, Site, Templates};

fn sizes() -> impl Iterator<Item = u64> {
    [1_200].into_iter().chain(zone::is_full().then_some(30_000))
}

fn pages(criterion: &mut Criterion) {
    let scheme = zone::pilot();
    let templates = Templates::default();
    for size in sizes() {
        let scored = zone::scored(&scheme, size);
        let mut group = criterion.benchmark_group("report");
        group.sample_size(10).throughput(Throughput::Elements(size));
        group.bench_function(BenchmarkId::new("list", size), |bench| {
            bench.iter(|| {
                let site = Site::new(&scheme, &scored, &templates, Lang::Zh).expect("templates");
                site.index(&|_| true).expect("a page").len()
            });
        });
        let site = Site::new(&scheme, &scored, &templates, Lang::Zh).expect("templates");
        group.bench_function(BenchmarkId::new("portraits", size), |bench| {
            bench.iter(|| -> usize {
                let firms = 0..scored.derived.len();
                let page = |firm| site.firm(firm, Around::default()).expect("a page").len();
                firms.into_par_iter().map(page).sum()
            });
        });
        group.finish();
    }
}

/// The command as a user runs it, once per size: its peak of memory belongs to its whole life.
fn command(_: &mut Criterion) {
    // `cargo test --benches` is no place for figures.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    for size in sizes() {
        let folder = tempfile::tempdir().expect("a folder");
        let table = folder.path().join("zone.csv");
        std::fs::write(&table, zone::table(size)).expect("a table");
        let started = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_innopoints"))
            .args(["report", "--all", "--quiet", "configs/wuxi_pilot.toml"])
            .arg(&table)
            .arg("--out")
            .arg(folder.path().join("report"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::null())
            .spawn()
            .expect("the program runs");
        let (mut peak, process) = (0, child.id().to_string());
        let status = loop {
            peak = zone::peak_memory(&process).unwrap_or(0).max(peak);
            match child.try_wait().expect("a process") {
                Some(status) => break status,
                None => std::thread::sleep(Duration::from_millis(2)),
            }
        };
        let seconds = started.elapsed().as_secs_f64();
        assert!(status.success(), "the report of {size} firms");
        println!(
            "report/command/{size}: {size} portraits and the list in {seconds:.2} s, peak memory {} MB",
            peak / 1_000_000
        );
    }
}

criterion_group!(benches, pages, command);
criterion_main!(benches);
