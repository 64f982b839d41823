//! What a scheme means: every name resolved, every default filled in, nothing left to interpret.
//! Only `resolve` makes it; every later room reads it.

use jiff::civil::Date;

use super::column::{Column, IdKind};
use super::rule::{Choice, Measure};
use crate::diagnostic::Lang;
use crate::expr::Typed;

pub use super::document::{Aggregate, Kind, Status, Ties};

/// A whole scheme. Indices into its vectors are stable: stages, dimensions and indicators keep
/// the order of the file.
#[derive(Debug, Clone)]
pub struct Scheme {
    /// Short name for files and manifests.
    pub id: String,
    /// Full name for people.
    pub name: String,
    /// Edition or year; may be empty.
    pub edition: String,
    /// Whether the numbers are a public document's or our own.
    pub status: Status,
    /// The document that official numbers come from; may be empty.
    pub citation: String,
    /// First and last day in force.
    pub valid: (Option<Date>, Option<Date>),
    /// Language of reports and lists, where the scheme says one.
    pub language: Option<Lang>,
    /// The maximum of the base points.
    pub total: f64,
    /// How the base dimensions make the base points.
    pub aggregate: Aggregate,
    /// The lowest total.
    pub floor: f64,
    /// Firms below this coverage are not ranked.
    pub min_coverage: Option<f64>,
    /// What names a firm.
    pub firm: Firm,
    /// Every column that the scheme reads, key and name first.
    pub columns: Vec<Column>,
    /// Computed columns, in order.
    pub derives: Vec<Derive>,
    /// At least one; a scheme without stages has one that takes every firm.
    pub stages: Vec<Stage>,
    /// Inner nodes below the root.
    pub dimensions: Vec<Dimension>,
    /// Leaves.
    pub indicators: Vec<Indicator>,
    /// What takes a firm off every list.
    pub vetoes: Vec<Veto>,
    /// Grades, best first.
    pub grades: Vec<Grade>,
    /// Published lists.
    pub lists: Vec<List>,
    /// The pass rule.
    pub qualify: Option<Qualify>,
    /// Rounding, ties and the order among equals.
    pub rank: Rank,
}

/// What names a firm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firm {
    /// The key column.
    pub id: String,
    /// The column of the name.
    pub name: Option<String>,
    /// What the ids are.
    pub id_kind: IdKind,
    /// Columns carried along.
    pub groups: Vec<String>,
}

/// A computed column.
#[derive(Debug, Clone, PartialEq)]
pub struct Derive {
    /// Its name.
    pub name: String,
    /// How it is computed.
    pub value: Typed,
    /// As written.
    pub text: String,
    /// Its unit; may be empty.
    pub unit: String,
}

/// A part of the firms.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Name in files.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Which firms; none: all that are left.
    pub when: Option<Typed>,
}

/// A child of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// Index into [`Scheme::dimensions`].
    Dimension(usize),
    /// Index into [`Scheme::indicators`].
    Indicator(usize),
}

/// An inner node.
#[derive(Debug, Clone)]
pub struct Dimension {
    /// Column name in the outputs.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What it says; may be empty.
    pub about: String,
    /// What its points do to the total; the kind of the whole branch.
    pub kind: Kind,
    /// The dimension above; none: the root.
    pub parent: Option<usize>,
    /// Maximum per stage.
    pub points: Vec<f64>,
    /// How its children make it.
    pub aggregate: Aggregate,
    /// Its children in file order; never empty.
    pub children: Vec<Node>,
}

/// A leaf.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// Column name in the outputs.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What it says; may be empty.
    pub about: String,
    /// Where the number comes from; may be empty.
    pub source: String,
    /// The dimension it belongs to.
    pub dimension: usize,
    /// Maximum per stage.
    pub points: Vec<f64>,
    /// How the measures are combined.
    pub choice: Choice,
    /// One, or the alternatives of `best_of` and `first_of`.
    pub measures: Vec<Measure>,
    /// What a missing value counts for.
    pub missing: Missing,
    /// Whether it lowers the total, as its branch says.
    pub kind: Kind,
}

/// What a missing value counts for.
#[derive(Debug, Clone, PartialEq)]
pub enum Missing {
    /// No points.
    Zero,
    /// The leaf drops out and its siblings' weights are rescaled.
    Exclude,
    /// The median of the peers that have one.
    Median(Within),
    /// The mean of the peers that have one.
    Mean(Within),
    /// A stated number.
    Number(f64),
    /// A stated text.
    Text(String),
    /// A stated yes or no.
    Flag(bool),
}

/// Who the peers are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Within {
    /// Every firm that has a stage.
    All,
    /// The firms of the same stage.
    Stage,
    /// The firms with the same text in this column.
    Column(String),
}

/// What takes a firm off every list.
#[derive(Debug, Clone, PartialEq)]
pub struct Veto {
    /// Which firms.
    pub when: Typed,
    /// Why.
    pub reason: String,
}

/// A grade.
#[derive(Debug, Clone)]
pub struct Grade {
    /// A, B, ...
    pub name: String,
    /// Who has it.
    pub rule: GradeRule,
}

/// Who has a grade.
#[derive(Debug, Clone, PartialEq)]
pub enum GradeRule {
    /// A total of at least this.
    AtLeast(f64),
    /// The best so many percent of the peers, counted from the top.
    TopPercent(f64, Within),
}

/// A published list.
#[derive(Debug, Clone)]
pub struct List {
    /// File name.
    pub id: String,
    /// Title for people.
    pub name: String,
    /// How many.
    pub cut: Cut,
    /// So many from each of these.
    pub within: Within,
    /// Only firms for which this holds.
    pub filter: Option<Typed>,
}

/// How many firms a list takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cut {
    /// Every firm.
    Everyone,
    /// The best so many; more where the last are level in total and in `break_by`.
    Top(usize),
    /// Above `from` and up to `to` percent from the top.
    Percent {
        /// Lower border, left out.
        from: f64,
        /// Upper border, taken in.
        to: f64,
    },
}

/// The pass rule.
#[derive(Debug, Clone)]
pub struct Qualify {
    /// Must hold over points and columns, unless a direct route does.
    pub pass: Option<Clause>,
    /// Any of these stands in for `pass`.
    pub direct: Vec<Clause>,
    /// All of these must hold in either case.
    pub conditions: Vec<Clause>,
}

/// A condition with its text.
#[derive(Debug, Clone)]
pub struct Clause {
    /// As written.
    pub text: String,
    /// What it means.
    pub when: Typed,
}

/// Rounding, ties and the order among equals.
#[derive(Debug, Clone)]
pub struct Rank {
    /// Decimals of all points.
    pub decimals: u32,
    /// How equals are counted.
    pub ties: Ties,
    /// Order among equals in a list.
    pub break_by: Vec<BreakBy>,
}

/// One key of the order among equals.
#[derive(Debug, Clone)]
pub struct BreakBy {
    /// What is compared.
    pub value: Typed,
    /// Large values first.
    pub descending: bool,
}

impl Scheme {
    /// The children of the root: top dimensions of one kind, in file order.
    pub fn top(&self, kind: Kind) -> impl Iterator<Item = usize> {
        let all = self.dimensions.iter().enumerate();
        all.filter(move |(_, d)| d.parent.is_none() && d.kind == kind).map(|(index, _)| index)
    }

    /// Whether points are sums all the way up.
    pub fn adds_up(&self) -> bool {
        let all = self.dimensions.iter().map(|dimension| dimension.aggregate);
        all.chain([self.aggregate]).all(|aggregate| aggregate == Aggregate::Sum)
    }

    /// The id column and, where it is another, the name column.
    pub fn key_columns(&self) -> impl Iterator<Item = &String> {
        let name = self.firm.name.iter().filter(|name| **name != self.firm.id);
        std::iter::once(&self.firm.id).chain(name)
    }

    /// The id of a node.
    pub fn node_id(&self, node: Node) -> &str {
        match node {
            Node::Dimension(index) => &self.dimensions[index].id,
            Node::Indicator(index) => &self.indicators[index].id,
        }
    }

    /// The maximum of a node in a stage.
    pub fn node_points(&self, node: Node, stage: usize) -> f64 {
        match node {
            Node::Dimension(index) => self.dimensions[index].points[stage],
            Node::Indicator(index) => self.indicators[index].points[stage],
        }
    }

    /// Whether the run's date matters to any expression.
    pub fn uses_as_of(&self) -> bool {
        self.expressions().any(|typed| typed.uses_as_of())
    }

    /// Every expression of the scheme.
    pub fn expressions(&self) -> impl Iterator<Item = &Typed> {
        let measures = self.indicators.iter().flat_map(|i| &i.measures);
        self.derives
            .iter()
            .map(|derive| &derive.value)
            .chain(self.stages.iter().filter_map(|stage| stage.when.as_ref()))
            .chain(measures.flat_map(Measure::expressions))
            .chain(self.vetoes.iter().map(|veto| &veto.when))
            .chain(self.result_expressions())
    }

    /// The expressions that may name points and results: filters of lists, the pass rule, the order
    /// among equals.
    pub fn result_expressions(&self) -> impl Iterator<Item = &Typed> {
        let qualify = self.qualify.iter().flat_map(|q| {
            q.pass.iter().chain(&q.direct).chain(&q.conditions).map(|clause| &clause.when)
        });
        let filters = self.lists.iter().filter_map(|list| list.filter.as_ref());
        filters.chain(qualify).chain(self.rank.break_by.iter().map(|key| &key.value))
    }
}
