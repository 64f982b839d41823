//! Takes the synthetic zone apart into the tables of eight departments, each in its own units,
//! encoding and layout, and plants defects in them: what `gather` has to put together again.
//!
//! ```text
//! cargo run --example generate_departments -- sample_data/wuxi_firms.csv sample_data/departments
//! ```
//!
//! The same zone makes the same bytes. Every planted defect is listed in `planted.csv` with its
//! file, line and what it means; everything else is clean.

mod defects;
mod figures;
mod files;
mod tables;
mod zone;

use std::path::Path;
use std::process::ExitCode;

use files::Output;
use zone::Zone;

/// The seed of every draw.
const SEED: u64 = 20_201_231;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [zone, folder] = arguments.as_slice() else {
        eprintln!("generate_departments ZONE.csv FOLDER");
        return ExitCode::from(2);
    };
    let outcome = std::fs::read(zone).and_then(|bytes| {
        let outputs = make(&bytes).map_err(std::io::Error::other)?;
        std::fs::create_dir_all(folder)?;
        for output in outputs {
            std::fs::write(Path::new(folder).join(output.name), output.bytes)?;
        }
        Ok(())
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Every file of the sample, from the zone's CSV.
fn make(zone: &[u8]) -> Result<Vec<Output>, Box<dyn std::error::Error + Send + Sync>> {
    let zone = Zone::read(zone)?;
    let mut plan = defects::Plan::new(zone.firms.len(), SEED);
    let tables = tables::all(&zone, &mut plan);
    files::write(&tables)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Workbooks are compared by the tests of `gather`, cell by cell: their bytes are the
    /// compressor's affair.
    #[test]
    fn the_committed_texts_are_what_the_generator_makes() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
        let zone = std::fs::read(root.join("wuxi_firms.csv")).unwrap();
        for output in make(&zone).unwrap().iter().filter(|o| !o.name.ends_with(".xlsx")) {
            let committed = std::fs::read(root.join("departments").join(output.name)).unwrap();
            assert!(committed == output.bytes, "regenerate {}", output.name);
        }
    }
}
