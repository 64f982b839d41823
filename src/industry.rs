//! The industry map (产业图谱): who supplies whom within a chain, which firms are 链主, 龙头 or 配套 by
//! rules in TOML, how much is bought from neighbours, and who buys elsewhere what a neighbour makes.
//! Must not read files or draw.

mod graph;
mod model;
mod place;
mod read;
pub mod relations;
mod resolve;
mod source;
mod sum;
#[cfg(test)]
mod tests;
pub mod tiers;

pub use graph::{Figures, Map, Party, ProductLine, Unmet, build};
pub use model::{Chain, METRICS, Role};
pub use place::{Place, Places};
pub use read::json_schema_text;
pub use relations::{Relation, Relations};
pub use source::source;
pub use sum::{Sum, rate};

use crate::diagnostic::{Diagnostic, Sources};
use crate::scheme::SchemeText;
use crate::toml_reading::{self as toml, Context};

/// What came of reading a chain.
#[derive(Debug)]
pub struct Loaded {
    /// The chain, unless there is an error among the problems.
    pub chain: Option<Chain>,
    /// Every problem, in the order of the file.
    pub problems: Vec<Diagnostic>,
    /// The text that was read.
    pub sources: Sources,
}

/// Reads a chain.
pub fn load(text: SchemeText) -> Loaded {
    let (mut sources, mut problems) = (Sources::default(), Vec::new());
    let source = sources.add(text.name, text.text.clone());
    let chain = toml::parse(&text.text, source, &mut problems).and_then(|table| {
        let mut context = Context { source, problems: &mut problems };
        let document = read::document(table.get_ref(), &mut context);
        resolve::resolve(&document, &sources, &mut problems)
    });
    problems.sort_by_key(|problem| problem.labels.first().map(|label| label.span));
    Loaded { chain, problems, sources }
}
