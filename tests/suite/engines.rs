//! Real engines: bundles of every configuration and of random schemes are run by an engine that is
//! installed as a Python package, and verified. `INNOPOINTS_ENGINES` names the Python,
//! `INNOPOINTS_ENGINE_NAMES` the engines; without them nothing is run, and the test says so.

use std::path::{Path, PathBuf};
use std::process::Command;

use rand::RngExt;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::generate::{self, Tape};
use crate::support::{innopoints, root, said};

/// Firms of every table; fewer in random schemes only where the variable says so.
const FIRMS: usize = 20_000;

/// Random schemes that the engine must carry.
const SCHEMES: usize = 50;

fn number(variable: &str, otherwise: usize) -> usize {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

struct Bundles {
    folders: Vec<PathBuf>,
    refused: Vec<String>,
}

impl Bundles {
    /// Writes a bundle, or keeps why it was refused; any other failure is one of the test.
    fn add(&mut self, name: &str, out: &Path, arguments: &[&str]) {
        let folder = out.join(name);
        let out = folder.to_string_lossy().into_owned();
        let mut all = vec!["sql", "--quiet", "--as-of", "2021-12-31", "--out", &out];
        all.extend(arguments);
        let output = innopoints(&root(), &all);
        match output.status.code() {
            Some(0) => self.folders.push(folder),
            Some(2) if said(&output).contains("[Q001]") => self.refused.push(name.to_string()),
            _ => panic!("{name}: {}", said(&output)),
        }
    }
}

/// A zone of made-up firms: rows of the sample zone, each number moved a little, so that percentiles
/// and borders meet 20,000 different values and ties as well.
fn zone(sample: &str, firms: usize) -> Vec<u8> {
    let bytes = std::fs::read(root().join("sample_data").join(sample)).unwrap();
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let headers = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&headers).unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(7);
    for firm in 0..firms {
        let row = &rows[firm % rows.len()];
        let moved = row.iter().enumerate().map(|(at, cell)| match (at, cell.parse::<f64>()) {
            (0, _) => format!("{cell}-{firm}"),
            (_, Ok(x)) if cell.contains('.') && random.random_bool(0.7) => {
                format!("{:.2}", x * random.random_range(0.5..1.5))
            }
            _ => cell.to_string(),
        });
        writer.write_record(moved.collect::<Vec<_>>()).unwrap();
    }
    writer.into_inner().unwrap()
}

/// The configurations with their tables; ids of generated firms are no credit codes.
fn configurations(bundles: &mut Bundles, out: &Path, dialect: &str) {
    let samples = [
        ("hdi", "hdi_2021.csv", false),
        ("hubei_local", "wuxi_firms.csv", true),
        ("innovative_sme_2022", "innovative_sme_cases.csv", false),
        ("national_2024", "wuxi_firms.csv", true),
        ("rd_scoreboard", "rd_scoreboard_2022.csv", true),
        ("srdi_2022", "srdi_cases.csv", false),
        ("tech_sme_2017", "tech_sme_cases.csv", false),
        ("wuxi_pilot", "wuxi_firms.csv", true),
    ];
    for (config, sample, grown) in samples {
        let table = out.join(format!("{config}.csv"));
        let bytes = match grown {
            true => zone(sample, number("INNOPOINTS_ENGINE_FIRMS", FIRMS)),
            false => std::fs::read(root().join("sample_data").join(sample)).unwrap(),
        };
        std::fs::write(&table, bytes).unwrap();
        let scheme = format!("configs/{config}.toml");
        let table = table.to_string_lossy().into_owned();
        bundles.add(config, out, &[&scheme, &table, "--dialect", dialect]);
    }
}

/// Random schemes over random tables until enough of them are carried.
fn random_schemes(bundles: &mut Bundles, out: &Path, dialect: &str) {
    let wanted = bundles.folders.len() + number("INNOPOINTS_ENGINE_SCHEMES", SCHEMES);
    let rows = number("INNOPOINTS_ENGINE_FIRMS", FIRMS);
    let mut random = ChaCha8Rng::seed_from_u64(2021);
    let choices: Vec<u32> = (0..rows * 20).map(|_| random.random_range(0..1000)).collect();
    let table = |name: &str, rows: usize| {
        let path = out.join(name);
        let cells = generate::table(&mut Tape::new(&choices), rows);
        std::fs::write(&path, generate::csv(&cells)).unwrap();
        path.to_string_lossy().into_owned()
    };
    let (few, all) = (table("few.csv", 40), table("random.csv", rows));
    for number in 0..20 * SCHEMES {
        if bundles.folders.len() >= wanted {
            return;
        }
        let length = random.random_range(20..120);
        let choices: Vec<u32> = (0..length).map(|_| random.random_range(0..1000)).collect();
        let scheme = out.join(format!("random{number}.toml"));
        // No engine carries these two, and most schemes would have one.
        let text = generate::scheme(&mut Tape::new(&choices));
        let text = text.replace("\"geometric\"", "\"sum\"").replace("log10(n2)", "abs(n2)");
        std::fs::write(&scheme, text).unwrap();
        let scheme = scheme.to_string_lossy().into_owned();
        let mut arguments = vec![scheme.as_str(), &few, "--dialect", dialect];
        // Every fourth lets the engine find the bounds.
        if number % 4 == 3 {
            arguments.push("--fit");
        }
        // A refusal is cheap to find on a few firms.
        let carried = bundles.folders.len();
        bundles.add(&format!("random{number}"), out, &arguments);
        if bundles.folders.len() > carried {
            bundles.folders.truncate(carried);
            arguments[1] = &all;
            bundles.add(&format!("random{number}"), out, &arguments);
        }
    }
    panic!("{dialect}: too few random schemes are carried");
}

#[test]
fn engines_give_the_same_points_and_ranks() {
    let Some(python) = std::env::var_os("INNOPOINTS_ENGINES") else {
        println!("skipped: INNOPOINTS_ENGINES names no Python with the engines' packages");
        return;
    };
    let names = std::env::var("INNOPOINTS_ENGINE_NAMES").unwrap_or("duckdb,datafusion".into());
    for dialect in names.split(',') {
        let out = tempfile::tempdir().unwrap();
        let mut bundles = Bundles { folders: Vec::new(), refused: Vec::new() };
        configurations(&mut bundles, out.path(), dialect);
        random_schemes(&mut bundles, out.path(), dialect);
        let ran = Command::new(&python)
            .arg(root().join("tests/engines/run.py"))
            .arg(dialect)
            .args(&bundles.folders)
            .output()
            .expect("the Python of INNOPOINTS_ENGINES starts");
        assert!(ran.status.success(), "{dialect}: {}", said(&ran));
        let (mut cells, mut differing) = (0, Vec::new());
        for folder in &bundles.folders {
            let path = |file: &str| folder.join(file).to_string_lossy().into_owned();
            let (result, expected) = (path("result.csv"), path("expected.csv"));
            let verified = innopoints(
                &root(),
                &["verify", &result, "--against", &expected, "--format", "json"],
            );
            let told: serde_json::Value = serde_json::from_slice(&verified.stdout)
                .unwrap_or_else(|_| panic!("{}", said(&verified)));
            cells += told["cells"].as_u64().unwrap_or(0);
            if verified.status.code() != Some(0) {
                differing.push(format!("{}: {told}", folder.display()));
            }
        }
        assert!(differing.is_empty(), "{dialect}:\n{}", differing.join("\n"));
        let (random, named): (Vec<&String>, Vec<&String>) =
            bundles.refused.iter().partition(|name| name.starts_with("random"));
        println!(
            "{dialect}: {} bundles, {cells} cells, 0 differences; refused: {named:?} and {} random schemes",
            bundles.folders.len(),
            random.len()
        );
    }
}
