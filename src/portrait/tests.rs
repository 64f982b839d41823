//! Small schemes whose portraits were worked out by hand, and the sample zone whole.

use super::*;
use crate::diagnostic::Lang;
use crate::firms::{Duplicates, Input as Table, Wanted, read};
use crate::report::explain;
use crate::scoring::{Settings, score};

/// Scores firms and shows what came of it.
fn with(scheme: &str, csv: &str, look: impl FnOnce(&Scheme, &Scored, &Portraits)) {
    let loaded = crate::scheme::load_text("scheme.toml", scheme);
    let problems: Vec<&str> =
        loaded.problems.iter().filter(|p| p.is_error()).map(|p| p.message.en.as_str()).collect();
    assert_eq!(problems, Vec::<&str>::new());
    let scheme = loaded.scheme.expect("a scheme without errors");
    let wanted = Wanted {
        columns: &scheme.columns,
        id: &scheme.firm.id,
        name: scheme.firm.name.as_deref(),
        id_kind: scheme.firm.id_kind,
        duplicates: Duplicates::Refuse,
    };
    let table = Table { name: "firms.csv".into(), bytes: csv.as_bytes().to_vec() };
    let firms = read(vec![table], &wanted).expect("a readable table");
    let scored = score(&scheme, firms, Settings::default()).expect("a scored table");
    look(&scheme, &scored, &Portraits::new(&scheme, &scored));
}

#[test]
fn the_sample_zone() {
    let scheme = include_str!("../../configs/wuxi_pilot.toml");
    let csv = include_str!("../../sample_data/wuxi_firms.csv");
    with(scheme, csv, |_, scored, portraits| {
        let t = std::time::Instant::now();
        let all: Vec<Portrait> = (0..portraits.len()).map(|f| portraits.of(f)).collect();
        eprintln!("{:?}", t.elapsed());
        let best = &all[scored.ranking.order[3]];
        eprintln!("{}", explain::text(best, Lang::Zh));
        eprintln!("{}", explain::text(&all[scored.ranking.order[600]], Lang::En));
        let json = serde_json::to_string(best).unwrap();
        eprintln!("{}\n{}", json.len(), &json[..json.len().min(6000)]);
        for status in [crate::scoring::Status::Vetoed, crate::scoring::Status::Insufficient, crate::scoring::Status::NoStage] {
            if let Some(p) = all.iter().find(|p| p.status == status) {
                eprintln!("{}", explain::text(p, Lang::Zh));
            }
        }
    });
}
