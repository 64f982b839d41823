//! 100,000 firms against 200 policies: the sample zone repeated, the real catalogues repeated under
//! other ids. What is measured is the matching alone, columns at a time.

use criterion::{Criterion, criterion_group, criterion_main};
use innopoints::firms::{self, Duplicates, Input, Wanted};
use innopoints::policy::{self, Catalogue, Facts, matches};
use innopoints::scheme::SchemeText;

const FIRMS: usize = 100_000;
const POLICIES: usize = 200;

fn file(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/configs/policies/");
    std::fs::read_to_string(format!("{folder}{name}")).expect(name)
}

/// The policies of the national, Wuxi and Suzhou files under as many ids as asked for.
fn catalogue() -> Catalogue {
    let text = |name: &str, text: String| SchemeText { name: name.into(), text };
    let mut texts = vec![text("columns.toml", file("columns.toml"))];
    let (national, wuxi, suzhou) = (file("national.toml"), file("wuxi.toml"), file("suzhou.toml"));
    let derives = &national[..national.find("[[policy]]").expect("policies")];
    texts.push(text("national.toml", derives.to_string()));
    texts.push(text("wuxi.toml", wuxi[..wuxi.find("[[policy]]").expect("policies")].to_string()));
    let policies: Vec<String> = [&national, &wuxi, &suzhou]
        .iter()
        .flat_map(|file| file.split("[[policy]]\n").skip(1).map(str::to_string).collect::<Vec<_>>())
        .collect();
    let mut all = String::new();
    for at in 0..POLICIES {
        let policy = &policies[at % policies.len()];
        let id = format!("id = \"p{at}-");
        all += &format!("[[policy]]\n{}", policy.replacen("id = \"", &id, 1));
    }
    texts.push(text("all.toml", all));
    let loaded =
        policy::load(texts, &|_, path| Ok(SchemeText { name: path.into(), text: file(path) }));
    let problems = format!("{:?}", loaded.problems);
    loaded.catalogue.expect(&problems)
}

fn facts(catalogue: &Catalogue) -> Facts {
    let sample = include_str!("../sample_data/wuxi_firms.csv");
    let (header, rows) = sample.split_once('\n').expect("a header");
    let rows: Vec<&str> = rows.lines().collect();
    let mut table = format!("{header}\n");
    for at in 0..FIRMS {
        let row = rows[at % rows.len()];
        let rest = &row[row.find(',').expect("cells")..];
        table += &format!("F{at}{rest}\n");
    }
    let wanted = Wanted {
        columns: &catalogue.columns,
        id: &catalogue.firm.id,
        name: None,
        id_kind: innopoints::scheme::column::IdKind::Text,
        duplicates: Duplicates::Refuse,
    };
    let input = Input { name: "zone".into(), bytes: table.into_bytes() };
    let firms = firms::read(vec![input], &wanted).expect("firms");
    Facts::new(catalogue, &firms, &[], Some(18_778)).expect("facts").0
}

fn bench(criterion: &mut Criterion) {
    let catalogue = catalogue();
    let facts = facts(&catalogue);
    let date = "2021-05-31".parse().expect("a date");
    let mut group = criterion.benchmark_group("match");
    group.sample_size(10);
    group.bench_function("100,000 firms x 200 policies", |bencher| {
        bencher.iter(|| matches(&catalogue, facts.clone(), date).expect("matches"));
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
