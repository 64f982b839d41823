//! A query as layers, each a named SELECT over the one before with some columns more. Owns where a
//! column is put: as early as what it needs allows, since no engine-independent SELECT may use a
//! column that it makes itself. Must not know what columns say.

use std::collections::BTreeMap;
use std::fmt::Write;

/// The layers of one query, the firms' own table below them.
#[derive(Debug, Clone)]
pub(super) struct Layers {
    quote: char,
    source: String,
    layers: Vec<Layer>,
    /// The layer of every column that was added, by its quoted name without the quotes.
    level: BTreeMap<String, usize>,
    phase: &'static str,
    floor: usize,
}

#[derive(Debug, Clone)]
struct Layer {
    name: String,
    columns: Vec<Column>,
    joins: Vec<String>,
}

#[derive(Debug, Clone)]
struct Column {
    quoted: String,
    sql: String,
    about: String,
}

/// A text that can stand in a comment.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Layers {
    /// Over a SELECT that gives the firms with typed columns.
    pub fn new(quote: char, source: String) -> Self {
        let (layers, level) = (Vec::new(), BTreeMap::new());
        Layers { quote, source, layers, level, phase: "derived", floor: 0 }
    }

    /// What follows stands in layers of its own.
    pub fn phase(&mut self, name: &'static str) {
        self.phase = name;
        self.floor = self.layers.len();
    }

    /// Adds a column; `quoted` is its name in quotes.
    pub fn add(&mut self, quoted: &str, about: &str, sql: String) {
        let needed = self.needed(&sql).map_or(0, |level| level + 1);
        let level = needed.max(self.floor);
        self.extend_to(level);
        self.level.insert(quoted.trim_matches(self.quote).to_string(), level);
        let about = one_line(about);
        self.layers[level].columns.push(Column { quoted: quoted.to_string(), sql, about });
    }

    /// Joins a table in the layer in which the phase begins; its columns are named by the alias.
    pub fn join(&mut self, join: String) {
        self.extend_to(self.floor);
        self.layers[self.floor].joins.push(join);
    }

    fn extend_to(&mut self, level: usize) {
        while self.layers.len() <= level {
            let name = match self.layers.len() - self.floor {
                0 => self.phase.to_string(),
                more => format!("{}_{}", self.phase, more + 1),
            };
            self.layers.push(Layer { name, columns: Vec::new(), joins: Vec::new() });
        }
    }

    /// The last layer that the text names a column of.
    fn needed(&self, sql: &str) -> Option<usize> {
        let mut marks = sql.match_indices(self.quote).map(|(at, _)| at);
        let mut from = marks.next()?;
        let mut needed = None;
        for to in marks {
            needed = needed.max(self.level.get(&sql[from + self.quote.len_utf8()..to]).copied());
            from = to;
        }
        needed
    }

    /// The last layer's name.
    pub fn last(&self) -> &str {
        self.layers.last().map_or("source", |layer| &layer.name)
    }

    /// `WITH source AS (...), ...`
    pub fn with(&self) -> String {
        let mut text = format!("WITH source AS (\n{}\n)", self.source);
        let mut below = "source";
        for layer in &self.layers {
            let _ = write!(text, ",\n{} AS (\n  SELECT p.*", layer.name);
            for column in &layer.columns {
                let about = match column.about.is_empty() {
                    true => String::new(),
                    false => format!("    -- {}\n", column.about),
                };
                let _ = write!(text, ",\n{about}    {} AS {}", column.sql, column.quoted);
            }
            let _ = write!(text, "\n  FROM {below} AS p");
            for join in &layer.joins {
                let _ = write!(text, "\n  {join}");
            }
            text.push_str("\n)");
            below = &layer.name;
        }
        text.push('\n');
        text
    }
}
