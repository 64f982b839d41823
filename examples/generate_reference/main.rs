//! Makes the firm table of the reference job (benches/peers) as CSV on standard output, the same
//! bytes for the same seed, for any number of firms.
//!
//! ```text
//! cargo run --release --example generate_reference -- --firms 1000000 > d1m.csv
//! ```
//!
//! Every firm is drawn from its own random stream: a million firms begin with the first hundred
//! thousand, rows are drawn on all cores, and only a few blocks are held in memory.
//! No figure is taken from a real firm.

#[path = "../generate_zone/credit_code.rs"]
mod credit_code;
#[expect(dead_code, reason = "the generator of the zone uses the rest")]
#[path = "../generate_zone/dice.rs"]
mod dice;
mod firm;
#[path = "../generate_zone/names.rs"]
mod names;

use std::io::{self, Write};
use std::process::ExitCode;

use rayon::prelude::*;

const USAGE: &str = "generate_reference [--firms N] [--seed S]   (defaults: 100000, 20240601)";

/// Rows that one core makes at a time: a few hundred kilobytes.
const BLOCK: u64 = 2_048;
/// Blocks that are held until they are written in order.
const HELD: u64 = 64;

/// What to make.
pub struct Options {
    /// How many firms.
    pub firms: u64,
    /// Which firms.
    pub seed: u64,
}

fn main() -> ExitCode {
    let options = match parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match write_reference(&options, io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        // `generate_reference | head` is not a failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot write: {error}");
            ExitCode::FAILURE
        }
    }
}

fn parse(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options { firms: 100_000, seed: 20_240_601 };
    while let Some(key) = args.next() {
        let target = match key.as_str() {
            "--firms" => &mut options.firms,
            "--seed" => &mut options.seed,
            _ => return Err(format!("unknown argument `{key}`")),
        };
        let value = args.next().ok_or_else(|| format!("`{key}` needs a number"))?;
        *target = value.parse().map_err(|_| format!("`{key} {value}`: not a whole number"))?;
    }
    if options.firms > names::CAPACITY {
        return Err(format!("at most {} firms have names of their own", names::CAPACITY));
    }
    Ok(options)
}

/// Writes the header and one row per firm.
pub fn write_reference(options: &Options, mut out: impl Write) -> io::Result<()> {
    writeln!(out, "{}", firm::HEADER.join(","))?;
    let blocks = options.firms.div_ceil(BLOCK);
    for from in (0..blocks).step_by(HELD as usize) {
        let held = from..blocks.min(from + HELD);
        let made: Vec<Vec<u8>> = held.into_par_iter().map(|block| rows(options, block)).collect();
        for block in made {
            out.write_all(&block)?;
        }
    }
    out.flush()
}

fn rows(options: &Options, block: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(BLOCK as usize * 256);
    for serial in block * BLOCK..options.firms.min((block + 1) * BLOCK) {
        firm::write_row(options.seed, serial, &mut bytes);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(firms: u64, seed: u64) -> String {
        let mut bytes = Vec::new();
        write_reference(&Options { firms, seed }, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_larger_table_begins_with_the_smaller_one() {
        let large = table(BLOCK + 7, 3);
        assert_eq!(large.lines().count() as u64, BLOCK + 8);
        assert!(large.starts_with(&table(BLOCK - 5, 3)));
        assert!(!large.starts_with(&table(BLOCK - 5, 4)));
    }

    /// What the job is about: counts that are mostly zero, money over many orders, and a missing
    /// cell in 33.
    #[test]
    fn columns_are_as_the_job_says() {
        let text = table(20_000, 20_240_601);
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        let header = rows.headers().unwrap().clone();
        assert_eq!(header.len(), 24);
        let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
        let mut codes = std::collections::BTreeSet::new();
        for column in 4..24 {
            let cells = rows.iter().map(|row| row.get(column).unwrap());
            let missing = cells.filter(|cell| cell.is_empty()).count();
            assert!((500..700).contains(&missing), "{}: {missing}", &header[column]);
        }
        let values = |name: &str| -> Vec<f64> {
            let column = header.iter().position(|h| h == name).unwrap();
            rows.iter().filter_map(|row| row[column].parse().ok()).collect()
        };
        let zeros = |name: &str| values(name).iter().filter(|v| **v == 0.0).count();
        assert!(zeros("pct_patents") > 17_000 && zeros("inv_patents") > 10_000);
        assert!(zeros("revenue_prev") > 1_000 && zeros("staff") == 0);
        let revenue = values("revenue");
        assert!(revenue.iter().any(|v| *v < 20.0) && revenue.iter().any(|v| *v > 200_000.0));
        assert!(values("net_profit").iter().any(|v| *v < 0.0));
        for row in &rows {
            assert!(firm::STAGES.contains(&&row[2]));
            assert!(codes.insert(row[0].to_string()), "{}", &row[0]);
        }
    }

    #[test]
    fn arguments_are_checked() {
        let ask = |words: &[&str]| parse(words.iter().map(|word| word.to_string()));
        assert_eq!(ask(&["--firms", "5", "--seed", "9"]).unwrap().seed, 9);
        assert!(ask(&["--firms"]).is_err());
        assert!(ask(&["--rows", "5"]).is_err());
    }
}
