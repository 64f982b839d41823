//! Makes a synthetic zone of firms as CSV on standard output, the same bytes for the same seed.
//!
//! ```text
//! cargo run --example generate_zone -- --firms 1200 --seed 20210531 > sample_data/wuxi_firms.csv
//! cargo run --example generate_zone -- --supply > sample_data/wuxi_supply.csv
//! ```
//!
//! Every firm is drawn from its own random stream, so that the first 1,200 firms of a million
//! are the 1,200 firms of the sample, and nothing has to be held in memory.
//! No figure is taken from a real firm.

mod business;
mod credit_code;
mod dice;
mod facts;
mod firm;
mod industry;
mod names;
mod row;
mod standing;
mod supply;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

const USAGE: &str = "generate_zone [--firms N] [--seed S] [--supply]   (defaults: 1200, 20210531)";

/// What to make.
pub struct Options {
    /// How many firms.
    pub firms: u64,
    /// Which zone.
    pub seed: u64,
}

fn main() -> ExitCode {
    let (tables, arguments): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word == "--supply");
    let options = match parse(arguments.into_iter()) {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let out = BufWriter::new(io::stdout().lock());
    // `--supply` asks for the supply table instead of the firm table.
    let written = match tables.is_empty() {
        true => write_zone(&options, out),
        false => supply::write(options.firms, options.seed, out),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        // `generate_zone | head` is not a failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot write: {error}");
            ExitCode::FAILURE
        }
    }
}

fn parse(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options { firms: 1_200, seed: 20_210_531 };
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
pub fn write_zone(options: &Options, out: impl Write) -> io::Result<()> {
    let mut csv = csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(out);
    csv.write_record(row::HEADER.iter().chain(&facts::HEADER)).map_err(into_io)?;
    for serial in 0..options.firms {
        let firm = firm::Firm::draw(options.seed, serial);
        let mut cells = row::cells(&firm, options.seed);
        cells.extend(facts::cells(&firm, options.seed));
        csv.write_record(cells).map_err(into_io)?;
    }
    csv.flush()
}

fn into_io(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(firms: u64, seed: u64) -> String {
        let mut bytes = Vec::new();
        write_zone(&Options { firms, seed }, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_committed_sample_is_what_the_generator_makes() {
        let committed = include_str!("../../sample_data/wuxi_firms.csv");
        assert!(zone(1_200, 20_210_531) == committed, "regenerate sample_data/wuxi_firms.csv");
    }

    #[test]
    fn the_committed_supply_table_is_what_the_generator_makes() {
        let mut bytes = Vec::new();
        supply::write(1_200, 20_210_531, &mut bytes).unwrap();
        let committed = include_bytes!("../../sample_data/wuxi_supply.csv");
        assert!(bytes == committed, "regenerate sample_data/wuxi_supply.csv (--supply)");
    }

    #[test]
    fn a_larger_zone_begins_with_the_smaller_one() {
        let (small, large) = (zone(20, 7), zone(50, 7));
        assert!(large.starts_with(&small));
        assert_ne!(small, zone(20, 8));
    }

    #[test]
    fn codes_and_names_are_unique() {
        let text = zone(5_000, 1);
        let mut codes = std::collections::BTreeSet::new();
        let mut names = std::collections::BTreeSet::new();
        for line in text.lines().skip(1) {
            let mut cells = line.split(',');
            assert!(codes.insert(cells.next().unwrap()), "{line}");
            let name = cells.next().unwrap();
            assert!(name.contains("示例") && names.insert(name), "{line}");
        }
    }

    #[test]
    fn arguments_are_checked() {
        let ask = |words: &[&str]| parse(words.iter().map(|word| word.to_string()));
        assert_eq!(ask(&["--firms", "5", "--seed", "9"]).unwrap().seed, 9);
        assert!(ask(&["--firms"]).is_err());
        assert!(ask(&["--firms", "many"]).is_err());
        assert!(ask(&["--companies", "5"]).is_err());
    }
}
