//! What policies mean: every name resolved, every condition a tree of clauses. Only
//! [`super::resolve`] makes it; matching, sheets and tables read it.

use jiff::civil::Date;

use super::amount::{Amount, Rate};
use super::document::{BenefitKind, Take};
use super::references::Reference;
use crate::diagnostic::{Span, Text};
use crate::expr::{Comparison, Typed};
use crate::scheme::column::Column;
use crate::scheme::{Derive, Firm, Status};

/// Everything that firms are matched with.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// Short name for files.
    pub id: String,
    /// Full name for people.
    pub name: String,
    /// The unit of every amount.
    pub money: String,
    /// What names a firm.
    pub firm: Firm,
    /// Every column that is read, key and name first.
    pub columns: Vec<Column>,
    /// Computed columns, in order.
    pub derives: Vec<Derive>,
    /// Policies that do not add up freely.
    pub groups: Vec<Group>,
    /// In the order of the files.
    pub policies: Vec<Policy>,
    /// Indices of policies in layers: each asks only for results of the layers before.
    pub layers: Vec<Vec<usize>>,
    /// What is asked of schemes, other policies and chains.
    pub references: Vec<Reference>,
}

/// Policies of which only the highest counts, or whose sum is capped.
#[derive(Debug, Clone)]
pub struct Group {
    /// Name in files.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What counts of several amounts.
    pub take: Take,
    /// The most that it gives a firm.
    pub cap: Option<Amount>,
}

/// A policy.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Name in files.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// 国家级, 省级, ...; may be empty.
    pub level: String,
    /// Who decides; may be empty.
    pub authority: String,
    /// The document; may be empty.
    pub citation: String,
    /// Whether the thresholds are a public document's.
    pub status: Status,
    /// What it is; may be empty.
    pub about: String,
    /// First and last day in force.
    pub valid: (Option<Date>, Option<Date>),
    /// First and last day to apply.
    pub window: (Option<Date>, Option<Date>),
    /// Index into [`Catalogue::groups`].
    pub group: Option<usize>,
    /// What shuts a firm out.
    pub exclusions: Vec<Exclusion>,
    /// What a firm has to meet: a tree over `clauses`.
    pub rule: Node,
    /// The leaves of `rule`.
    pub clauses: Vec<Clause>,
    /// What it gives.
    pub benefit: Benefit,
    /// Where it is written.
    pub place: Span,
}

/// What shuts a firm out.
#[derive(Debug, Clone)]
pub struct Exclusion {
    /// For people; may be empty.
    pub label: String,
    /// Which firms.
    pub when: Typed,
    /// The opposite, as a firm is told what it has to be; nothing where it cannot be said.
    pub kept: Option<Typed>,
}

/// How clauses belong together.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Index into [`Policy::clauses`].
    Clause(usize),
    /// All of these; nothing at all holds.
    All(Vec<Node>),
    /// One of these is enough.
    Any(Vec<Node>),
}

/// One comparison or question.
#[derive(Debug, Clone)]
pub struct Clause {
    /// For people; may be empty.
    pub label: String,
    /// The route that it belongs to, for people; empty outside of routes.
    pub route: String,
    /// The condition.
    pub when: Typed,
    /// The sides of a comparison of numbers or dates.
    pub border: Option<Border>,
    /// How near is near.
    pub near: Near,
    /// The unit of its number; may be empty.
    pub unit: String,
    /// Where it is written.
    pub place: Span,
}

/// The sides of a comparison.
#[derive(Debug, Clone)]
pub struct Border {
    /// How they are compared.
    pub op: Comparison,
    /// What the firm has.
    pub left: Typed,
    /// What is required.
    pub right: Typed,
    /// Whether what the firm has is a count: to pass a number it must reach the next whole one.
    pub counts: bool,
}

/// How near a number has to be to its border for a near-miss.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Near {
    /// A miss is a miss.
    Never,
    /// Up to this part of the border.
    Share(f64),
    /// Up to this much, in the clause's unit.
    Within(f64),
}

/// What a policy gives.
#[derive(Debug, Clone)]
pub struct Benefit {
    /// What kind of help.
    pub kind: BenefitKind,
    /// Whose numbers the amounts are.
    pub status: Status,
    /// For people; may be empty.
    pub text: String,
    /// How much.
    pub worth: Worth,
    /// The most that a firm gets.
    pub cap: Option<Amount>,
}

/// How much a policy gives.
#[derive(Debug, Clone)]
pub enum Worth {
    /// Nothing that could be counted.
    Nothing,
    /// The same for every firm.
    Fixed(Amount),
    /// By level: what a level that is not named gives is unknown.
    Levels(Typed, Vec<(String, Amount)>),
    /// A part of a number.
    Part(Typed, Rate),
}

impl Clause {
    /// What it is called: its label, else the condition in words.
    pub fn title(&self) -> Text {
        match self.label.as_str() {
            "" => self.when.in_words(),
            label => Text::same(label),
        }
    }
}

impl Node {
    /// The clauses below, in the order of the file.
    pub fn clauses(&self) -> Vec<usize> {
        match self {
            Node::Clause(at) => vec![*at],
            Node::All(below) | Node::Any(below) => below.iter().flat_map(Node::clauses).collect(),
        }
    }
}

impl Policy {
    /// Every checked expression that decides about a firm.
    pub fn conditions(&self) -> impl Iterator<Item = &Typed> {
        let exclusions = self.exclusions.iter().map(|exclusion| &exclusion.when);
        exclusions.chain(self.clauses.iter().map(|clause| &clause.when))
    }

    /// The expression that its amount depends on.
    pub fn measure(&self) -> Option<&Typed> {
        match &self.benefit.worth {
            Worth::Levels(by, _) => Some(by),
            Worth::Part(of, _) => Some(of),
            Worth::Nothing | Worth::Fixed(_) => None,
        }
    }
}

impl Catalogue {
    /// The index of a policy.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.policies.iter().position(|policy| policy.id == id)
    }

    /// A sentence in which references are told in words: `wuxi-pilot.grade` as 积分等级.
    pub fn spoken(&self, text: &Text) -> Text {
        let Text { mut zh, mut en } = text.clone();
        if !zh.contains('.') && !en.contains('.') {
            return text.clone();
        }
        let mut references: Vec<&Reference> = self.references.iter().collect();
        // The longest first: `s.rank_in_stage` holds `s.rank`.
        references.sort_by_key(|reference| std::cmp::Reverse(reference.column().len()));
        for reference in references {
            let name = self.find(&reference.of).map(|at| self.policies[at].name.as_str());
            let (column, words) = (reference.column(), reference.words(name));
            for name in [format!("\"{column}\""), column] {
                zh = zh.replace(&name, &words.zh);
                en = en.replace(&name, &words.en);
            }
        }
        Text { zh, en }
    }

    /// The columns of the tables behind an expression: derived columns are followed down.
    pub fn sources(&self, typed: &Typed) -> Vec<String> {
        let mut found = Vec::new();
        self.follow(typed, &mut found);
        found
    }

    fn follow(&self, typed: &Typed, found: &mut Vec<String>) {
        for column in typed.columns() {
            match self.derives.iter().find(|derive| derive.name == column) {
                Some(derive) => self.follow(&derive.value, found),
                None if found.iter().any(|known| known == column) => {}
                None => found.push(column.to_string()),
            }
        }
    }
}
