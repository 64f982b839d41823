//! Every configuration that ships: it is in order, fits the JSON Schema, scores its sample, and
//! says truly whose numbers it holds.

use std::path::{Path, PathBuf};

use innopoints::diagnostic::Diagnostic;
use innopoints::scheme::{self, Kind, Scheme, SchemeText, Status};
use serde_json::Value;

use crate::support::{Table, innopoints, root, said};

/// Configurations and the table of `sample_data` that each can score.
const SAMPLES: [(&str, &str); 8] = [
    ("hdi", "hdi_2021"),
    ("hubei_local", "wuxi_firms"),
    ("innovative_sme_2022", "innovative_sme_cases"),
    ("national_2024", "wuxi_firms"),
    ("rd_scoreboard", "rd_scoreboard_2022"),
    ("srdi_2022", "srdi_cases"),
    ("tech_sme_2017", "tech_sme_cases"),
    ("wuxi_pilot", "wuxi_firms"),
];

const LANGUAGES: [&str; 4] = ["scheme", "policies", "chain", "sources"];

fn schema_path(language: &str) -> PathBuf {
    root().join(format!("configs/{language}.schema.json"))
}

fn configurations() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("configs")).unwrap();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .filter(|path| std::fs::read_to_string(path).unwrap().contains("[scheme]"))
        .collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn load(path: &Path) -> (Option<Scheme>, Vec<Diagnostic>) {
    let text = |path: &Path| SchemeText { name: path.display().to_string(), text: read(path) };
    let loaded = scheme::load(text(path), &|from, below| {
        Ok(text(&Path::new(from).parent().unwrap().join(below)))
    });
    (loaded.scheme, loaded.problems)
}

fn scheme_of(id: &str) -> Scheme {
    load(&root().join(format!("configs/{id}.toml"))).0.unwrap()
}

#[test]
fn every_configuration_is_in_order() {
    for path in configurations() {
        let (scheme, problems) = load(&path);
        let told: Vec<&str> = problems.iter().map(|problem| problem.message.en.as_str()).collect();
        assert!(scheme.is_some() && told.is_empty(), "{}: {told:#?}", path.display());
    }
}

#[test]
fn official_numbers_name_their_document() {
    for path in configurations() {
        let scheme = load(&path).0.unwrap();
        let cited = !scheme.citation.trim().is_empty();
        assert_eq!(scheme.status == Status::Official, cited, "{}", path.display());
        let opening: Vec<String> = read(&path)
            .lines()
            .take_while(|line| line.starts_with('#'))
            .map(str::to_string)
            .collect();
        assert!(opening.len() >= 5, "{} opens with what it is", path.display());
    }
}

#[test]
fn every_configuration_scores_its_sample() {
    let known: Vec<String> = SAMPLES.iter().map(|(config, _)| config.to_string()).collect();
    let stem = |path: &PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    let present: Vec<String> = configurations().iter().map(stem).collect();
    assert_eq!(present, known, "each configuration has a table here that it scores");
    for (config, sample) in SAMPLES {
        let out = tempfile::tempdir().unwrap();
        let folder = out.path().to_string_lossy().into_owned();
        let (config, sample) =
            (format!("configs/{config}.toml"), format!("sample_data/{sample}.csv"));
        let output = innopoints(&root(), &["score", &config, &sample, "--out", &folder]);
        assert_eq!(output.status.code(), Some(0), "{config}: {}", said(&output));
        let firms = Table::read(&root().join(&sample)).rows.len();
        let ranked = Table::read(&out.path().join("ranking.csv")).rows.len();
        assert_eq!(ranked, firms, "{config}: every firm that came in goes out");
    }
}

#[test]
fn the_wuxi_pilot_is_as_published() {
    let scheme = scheme_of("wuxi_pilot");
    let stages: Vec<&str> = scheme.stages.iter().map(|stage| stage.name.as_str()).collect();
    assert_eq!(stages, ["孵化期", "加速期", "成熟期"]);
    assert_eq!(scheme.indicators.len(), 42);
    let tops = scheme.dimensions.iter().filter(|dimension| dimension.parent.is_none());
    let tops: Vec<(&str, Kind)> = tops.map(|top| (top.name.as_str(), top.kind)).collect();
    let expected = [
        ("创新投入", Kind::Base),
        ("创新产出", Kind::Base),
        ("辅助指标", Kind::Base),
        ("反向指标", Kind::Deduction),
    ];
    assert_eq!(tops, expected);
    assert!(!scheme.vetoes.is_empty());
    assert!(scheme.lists.iter().any(|list| list.id == "top100"));
    assert_eq!(scheme.status, Status::Illustrative);
}

#[test]
fn the_national_core_has_18_indicators_and_a_province_adds_9() {
    assert_eq!(scheme_of("national_2024").indicators.len(), 18);
    let local = scheme_of("hubei_local");
    assert_eq!(local.indicators.len(), 27);
    let bonus = local.indicators.iter().filter(|indicator| indicator.kind == Kind::Bonus);
    assert_eq!(bonus.count(), 9);
}

/// `UPDATE_SCHEMA=1 cargo test` rewrites the committed copies.
#[test]
fn the_committed_schemas_are_the_programs_own() {
    for language in LANGUAGES {
        let output = innopoints(&root(), &["schema", language]);
        assert!(output.status.success(), "{}", said(&output));
        let current = String::from_utf8(output.stdout).unwrap();
        let path = schema_path(language);
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(&path, &current).unwrap();
        }
        let same = read(&path).replace("\r\n", "\n") == current;
        assert!(same, "{} is stale: UPDATE_SCHEMA=1 cargo test rewrites it", path.display());
    }
    let plain = innopoints(&root(), &["schema"]);
    assert_eq!(String::from_utf8(plain.stdout).unwrap(), read(&schema_path("scheme")));
}

fn validator(language: &str) -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(&read(&schema_path(language))).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// The schemas that editors use refuse nothing that the program takes.
#[test]
fn every_file_fits_its_schema() {
    let mut schemes = configurations();
    schemes.push(root().join("src/commands/init/scheme.toml"));
    schemes.extend(["raw", "full"].map(|name| root().join(format!("tests/data/asem/{name}.toml"))));
    let policies = ["columns", "national", "suzhou", "wuxi", "yantai"];
    let policies = policies.map(|name| root().join(format!("configs/policies/{name}.toml")));
    for (language, paths) in [
        ("scheme", schemes),
        ("policies", policies.to_vec()),
        ("chain", vec![root().join("configs/industry/wuxi_iot.toml")]),
        ("sources", vec![root().join("sample_data/departments/sources.toml")]),
    ] {
        let validator = validator(language);
        for path in paths {
            let document: toml::Table = read(&path).parse().unwrap();
            let document = json(toml::Value::Table(document));
            let problems = validator.iter_errors(&document);
            let problems: Vec<String> =
                problems.map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
        }
    }
}

/// And they do refuse what the program refuses: a key that nobody knows.
#[test]
fn the_schemas_refuse_an_unknown_key() {
    for (language, path, key, slip) in [
        ("scheme", "src/commands/init/scheme.toml", "missing =", "mising ="),
        ("policies", "configs/policies/wuxi.toml", "citation =", "zitation ="),
        ("chain", "configs/industry/wuxi_iot.toml", "supplier =", "suplier ="),
        ("sources", "sample_data/departments/sources.toml", "aliases =", "alias ="),
    ] {
        let slip: toml::Table = read(&root().join(path)).replacen(key, slip, 1).parse().unwrap();
        assert!(!validator(language).is_valid(&json(toml::Value::Table(slip))), "{language}");
    }
}

/// TOML as JSON, dates as texts.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(flag) => Value::from(flag),
        toml::Value::Datetime(date) => Value::from(date.to_string()),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, json(value))).collect())
        }
    }
}
