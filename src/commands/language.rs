//! The program's four TOML languages: which of them a file is written in, and the schema of each.

use std::path::Path;

use clap::ValueEnum;

use super::input::toml_text;
use crate::firms::gather;
use crate::{industry, policy, scheme};

/// What a TOML file states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Language {
    /// What is worth points
    #[default]
    Scheme,
    /// Policies, and who can have them
    Policies,
    /// An industry chain and its roles
    Chain,
    /// The tables that `gather` brings together
    Sources,
}

impl Language {
    /// Tells by the names of its tables, so that a file with slips is told its own slips. A folder
    /// holds policies; what cannot be told is taken for a scheme.
    pub fn of(path: &Path) -> Self {
        if path.is_dir() {
            return Language::Policies;
        }
        // Standard input can be read only once, by whoever checks it.
        if path == Path::new("-") {
            return Language::Scheme;
        }
        let Ok(text) = toml_text(path) else { return Language::Scheme };
        let mut names = text.text.lines().filter_map(table_name);
        names.find_map(of_table).unwrap_or_default()
    }

    /// Its JSON Schema.
    pub fn json_schema(self) -> String {
        match self {
            Language::Scheme => scheme::json_schema_text(),
            Language::Policies => policy::json_schema_text(),
            Language::Chain => industry::json_schema_text(),
            Language::Sources => gather::json_schema_text(),
        }
    }
}

/// The first part of the name in `[name]` or `[[name.part]]`.
fn table_name(line: &str) -> Option<&str> {
    let name = line.trim_start().strip_prefix('[')?.trim_start_matches(['[', ' ', '"', '\'']);
    name.split(['.', ']', ' ', '"', '\'']).next()
}

/// Tables that only one of the languages has.
fn of_table(name: &str) -> Option<Language> {
    Some(match name {
        "scheme" | "dimension" | "indicator" | "stage" | "veto" | "grade" | "list" | "qualify" => {
            Language::Scheme
        }
        "policies" | "policy" | "group" => Language::Policies,
        "chain" | "relations" | "role" => Language::Chain,
        "gather" | "source" | "field" | "join" => Language::Sources,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_tables() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for (path, language) in [
            ("configs/wuxi_pilot.toml", Language::Scheme),
            ("src/commands/init/scheme.toml", Language::Scheme),
            ("configs/policies", Language::Policies),
            ("configs/policies/wuxi.toml", Language::Policies),
            ("configs/industry/wuxi_iot.toml", Language::Chain),
            ("sample_data/departments/sources.toml", Language::Sources),
            ("nowhere.toml", Language::Scheme),
        ] {
            assert_eq!(Language::of(&root.join(path)), language, "{path}");
        }
        assert_eq!(
            table_name("  [[policy.clause]] # x").and_then(of_table),
            Some(Language::Policies)
        );
        assert_eq!(table_name("[ \"gather\" ]").and_then(of_table), Some(Language::Sources));
        assert_eq!(table_name("when = \"[policy]\""), None);
    }
}
