//! How long the pages take: the list and a portrait of every firm of the sample zone, in memory,
//! from the scored run to the pages' bytes; with `INNOPOINTS_BENCH_FULL=1` of 30,000 firms, too.
//!
//! ```text
//! cargo bench --bench report
//! ```

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rayon::prelude::*;

use innopoints::diagnostic::Lang;
use innopoints::firms::{self, Duplicates, Input, Wanted};
use innopoints::report::site::{Around, Site, Templates};
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
        duplicates: Duplicates::Refuse,
    };
    let table = Input { name: "zone.csv".into(), bytes };
    let firms = firms::read(vec![table], &wanted).expect("a sound table");
    scoring::score(scheme, firms, Settings::default()).expect("typed expressions")
}

fn pages(criterion: &mut Criterion) {
    let full = std::env::var_os("INNOPOINTS_BENCH_FULL").is_some_and(|value| value == "1");
    let scheme = pilot();
    let templates = Templates::default();
    for size in [1_200].into_iter().chain(full.then_some(30_000)) {
        let scored = scored(&scheme, size);
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

criterion_group!(benches, pages);
criterion_main!(benches);
