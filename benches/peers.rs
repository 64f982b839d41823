//! The budget: the reference job in innopoints and in the engines that an analyst would otherwise
//! write it in, taking turns on one file; all outputs are compared before anything is measured.
//!
//! ```text
//! python -m venv ~/peers && ~/peers/bin/pip install -r benches/peers/requirements.txt
//! INNOPOINTS_PYTHON=~/peers/bin/python cargo bench --bench peers
//! ```
//!
//! Without `INNOPOINTS_PYTHON` it is `python3` that is asked. 100,000 firms, three rounds; with
//! `INNOPOINTS_BENCH_FULL=1` a million firms, five rounds, as the README's table has it.

#[allow(dead_code, unused_imports, reason = "a program of its own, of which the table is used")]
#[path = "../examples/generate_reference/main.rs"]
mod generate_reference;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

const SEED: u64 = 20_240_601;

fn main() {
    let python = std::env::var("INNOPOINTS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    if let Err(why) = engines(&python) {
        println!("skipped: {why}");
        return;
    }
    let full = std::env::var_os("INNOPOINTS_BENCH_FULL").is_some_and(|value| value == "1");
    let (firms, rounds) = if full { (1_000_000, "5") } else { (100_000, "3") };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = root.join("target/peers");
    table(&data, firms);
    let status = Command::new(&python)
        .arg(root.join("benches/peers/run.py"))
        .args(["--innopoints", env!("CARGO_BIN_EXE_innopoints")])
        .args(["--sizes", &firms.to_string(), "--rounds", rounds, "--seed", &SEED.to_string()])
        .arg("--data")
        .arg(&data)
        .status();
    match status {
        Ok(status) if status.success() => {}
        Ok(status) => panic!("run.py ended with {status}"),
        Err(why) => panic!("{python} did not start: {why}"),
    }
}

/// Whether the peers can be asked.
fn engines(python: &str) -> Result<(), String> {
    let asked = "import polars, duckdb, datafusion, chdb, pandas";
    let output = Command::new(python)
        .args(["-c", asked])
        .output()
        .map_err(|why| format!("{python} did not start: {why}"))?;
    let told = String::from_utf8_lossy(&output.stderr);
    let last = told.lines().last().unwrap_or_default().to_owned();
    if output.status.success() { Ok(()) } else { Err(format!("{python}: {last}")) }
}

/// Makes the firms where they are not there yet, under the name by which run.py looks for them.
fn table(folder: &Path, firms: u64) -> PathBuf {
    let path = folder.join(format!("reference_{firms}_{SEED}.csv"));
    if path.exists() {
        return path;
    }
    std::fs::create_dir_all(folder).expect("a folder for the tables");
    let part = path.with_extension("part");
    let mut out = File::create(&part).expect("room for the table");
    let options = generate_reference::Options { firms, seed: SEED };
    generate_reference::write_reference(&options, &mut out).expect("room for the table");
    std::fs::rename(&part, &path).expect("the table gets its name");
    path
}
