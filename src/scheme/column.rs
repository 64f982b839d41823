//! What a firm table must hold: one entry of the column dictionary.

use serde::{Deserialize, Serialize};

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    /// A number with or without decimals.
    Number,
    /// A whole number.
    Integer,
    /// Text.
    Text,
    /// Yes or no.
    Flag,
    /// A calendar date.
    Date,
}

/// A column that the scheme reads, by its name in expressions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name used in expressions and outputs.
    pub name: String,
    /// What its cells are: as stated in the dictionary, else as its use demands.
    pub kind: ColumnKind,
    /// 万元, 千元, 元, 亿元, %, 人, 件, ...; empty where the scheme does not say.
    pub unit: String,
    /// Other headers under which tables carry it.
    pub aliases: Vec<String>,
    /// What it is, for people.
    pub about: String,
    /// Whether a table without it cannot be scored (false: carried along where present).
    pub required: bool,
}

/// What the firms' ids are.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum IdKind {
    /// 统一社会信用代码: the GB 32100-2015 check character is verified.
    Uscc,
    /// Any text.
    #[default]
    Text,
}
