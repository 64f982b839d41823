//! Relations and firms -> the map: figures and roles of every firm, rates, unmet matches. Owns what
//! "local" means: a party is local when it stands in the firm table.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use polars::prelude::*;

use super::model::Chain;
use super::relations::{Relation, Relations};
use super::sum::{Sum, rate};
use super::tiers::tiers;
use crate::diagnostic::codes::policy as codes;
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::{Row, Value};
use crate::firms::cell::fold;
use crate::firms::{DataIssue, Firms};
use crate::say;
use crate::scoring::FrameRow;

/// Everybody in a chain, with everything that follows.
#[derive(Debug, Clone)]
pub struct Map {
    /// Every party: local firms in the order of their table, then the others by id.
    pub parties: Vec<Party>,
    /// Who supplies whom, as indices into `parties`, in the order of the table.
    pub trades: Vec<(usize, usize, Relation)>,
    /// Every product, by name.
    pub products: Vec<ProductLine>,
    /// Local purchases and all purchases of local buyers.
    pub bought: (Sum, Sum),
    /// Local buyers of something that a neighbour makes, bought elsewhere; most money first.
    pub unmet: Vec<Unmet>,
    /// What a person should look at.
    pub warnings: Vec<Diagnostic>,
    /// What is doubtful in the supply table, row by row.
    pub issues: Vec<DataIssue>,
}

/// A firm of the chain.
#[derive(Debug, Clone)]
pub struct Party {
    /// Its id.
    pub id: String,
    /// Its name; the id where the tables have none.
    pub name: String,
    /// Whether it stands in the firm table.
    pub local: bool,
    /// Its role; none for strangers, and where no rule fits or can be told.
    pub role: Option<usize>,
    /// Its figures.
    pub figures: Figures,
    /// How far down the chain: 0 buys nothing in it.
    pub tier: usize,
}

/// What a firm buys and sells within the chain.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figures {
    /// Whom it buys from, and how many of them are local.
    pub suppliers: (usize, usize),
    /// Whom it sells to, and how many of them are local.
    pub buyers: (usize, usize),
    /// All purchases, and the local ones.
    pub purchases: (Sum, Sum),
    /// All sales, and the local ones.
    pub sales: (Sum, Sum),
}

/// One product over all local buyers.
#[derive(Debug, Clone, PartialEq)]
pub struct ProductLine {
    /// The product.
    pub product: String,
    /// All purchases of local buyers.
    pub purchases: Sum,
    /// Those from local suppliers.
    pub local: Sum,
    /// Local makers, as indices into the parties.
    pub makers: Vec<usize>,
}

/// A local firm that buys elsewhere what a neighbour makes.
#[derive(Debug, Clone, PartialEq)]
pub struct Unmet {
    /// The buyer.
    pub buyer: usize,
    /// The product.
    pub product: String,
    /// What it pays elsewhere.
    pub amount: Sum,
    /// Whom it pays.
    pub elsewhere: Vec<usize>,
    /// Neighbours that make it, the largest seller first.
    pub makers: Vec<usize>,
}

impl Figures {
    /// 本地配套率: local purchases in all purchases, percent; unknown for whoever buys nothing, or
    /// for an amount that is unknown.
    pub fn local_rate(&self) -> Option<f64> {
        rate(self.purchases.1, self.purchases.0)
    }

    /// How many amounts of its purchases and sales are unknown.
    pub fn amounts_missing(&self) -> usize {
        self.purchases.0.missing + self.sales.0.missing
    }

    fn metric(&self, name: &str) -> Option<Value> {
        let sum = |sum: Sum| sum.total().map(|total| total.number());
        let number = match name {
            "suppliers" => Some(self.suppliers.0 as f64),
            "local_suppliers" => Some(self.suppliers.1 as f64),
            "buyers" => Some(self.buyers.0 as f64),
            "local_buyers" => Some(self.buyers.1 as f64),
            "purchases" => sum(self.purchases.0),
            "local_purchases" => sum(self.purchases.1),
            "sales" => sum(self.sales.0),
            "local_sales" => sum(self.sales.1),
            "local_rate" => self.local_rate(),
            _ => return None,
        };
        Some(number.map_or(Value::Missing, Value::Number))
    }
}

/// A firm's cells with its figures.
struct PartyRow<'a> {
    cells: FrameRow<'a>,
    figures: &'a Figures,
}

impl Row for PartyRow<'_> {
    fn value(&self, column: &str) -> Value {
        self.figures.metric(column).unwrap_or_else(|| self.cells.value(column))
    }
    fn as_of(&self) -> Option<i32> {
        self.cells.as_of()
    }
}

/// Draws the map. Firms of the table without any relation in the chain are no part of it.
///
/// # Errors
/// A polars error here is a fault of the program: expressions were typed against the columns.
pub fn build(
    chain: &Chain,
    firms: &Firms,
    relations: &Relations,
    as_of: Option<i32>,
) -> PolarsResult<Map> {
    let mut lazy = firms.frame.clone().lazy();
    for derive in &chain.derives {
        lazy = lazy.with_column(derive.value.to_polars(as_of)?.alias(derive.name.as_str()));
    }
    let frame = lazy.collect()?;
    let ids = frame.column(&chain.firm.id)?.str()?.clone();
    let rows: BTreeMap<&str, usize> =
        ids.iter().enumerate().filter_map(|(row, id)| Some((id?, row))).collect();
    let mut graph: DiGraph<String, &Relation> = DiGraph::new();
    let nodes = nodes(relations, &rows, &mut graph);
    for relation in &relations.rows {
        graph.add_edge(nodes[&relation.supplier], nodes[&relation.buyer], relation);
    }
    let local = |node: NodeIndex| rows.contains_key(graph[node].as_str());
    let tiers = tiers(&graph);
    let mut parties = Vec::new();
    for node in graph.node_indices() {
        let id = graph[node].clone();
        let figures = figures(&graph, node, &local);
        let row = rows.get(id.as_str()).copied();
        let name = row.and_then(|row| name(chain, &frame, row)).unwrap_or_else(|| id.clone());
        let role = row.and_then(|row| {
            let cells = FrameRow::new(&frame, row, as_of);
            role(chain, &PartyRow { cells, figures: &figures })
        });
        parties.push(Party {
            id,
            name,
            local: row.is_some(),
            role,
            figures,
            tier: tiers[node.index()],
        });
    }
    let trades: Vec<(usize, usize, Relation)> = relations
        .rows
        .iter()
        .map(|r| (nodes[&r.supplier].index(), nodes[&r.buyer].index(), r.clone()))
        .collect();
    let products = products(&parties, &trades);
    let bought = products.iter().fold((Sum::default(), Sum::default()), |(local, all), line| {
        (local.plus(line.local), all.plus(line.purchases))
    });
    let warnings = strangers(&parties, relations).into_iter().collect();
    let mut issues = relations.issues.clone();
    issues.extend(called_by_name(chain, &frame, relations, &rows));
    let unmet = unmet(&parties, &trades, &products);
    Ok(Map { parties, trades, products, bought, unmet, warnings, issues })
}

/// Local firms in the order of their table, then the others by id.
fn nodes<'r>(
    relations: &'r Relations,
    rows: &BTreeMap<&str, usize>,
    graph: &mut DiGraph<String, &Relation>,
) -> BTreeMap<String, NodeIndex> {
    let sides = relations.rows.iter().flat_map(|r| [r.supplier.as_str(), r.buyer.as_str()]);
    let named: BTreeSet<(usize, &'r str)> =
        sides.map(|id| (rows.get(id).copied().unwrap_or(usize::MAX), id)).collect();
    named.into_iter().map(|(_, id)| (id.to_string(), graph.add_node(id.to_string()))).collect()
}

fn figures(
    graph: &DiGraph<String, &Relation>,
    node: NodeIndex,
    local: &dyn Fn(NodeIndex) -> bool,
) -> Figures {
    let side = |direction: Direction| {
        let (mut all, mut near) = (BTreeSet::new(), BTreeSet::new());
        let (mut sum, mut near_sum) = (Sum::default(), Sum::default());
        for edge in graph.edges_directed(node, direction) {
            let other =
                if direction == Direction::Incoming { edge.source() } else { edge.target() };
            let amount = edge.weight().amount;
            all.insert(other);
            sum.add(amount);
            if local(other) {
                near.insert(other);
                near_sum.add(amount);
            }
        }
        ((all.len(), near.len()), (sum, near_sum))
    };
    let (suppliers, purchases) = side(Direction::Incoming);
    let (buyers, sales) = side(Direction::Outgoing);
    Figures { suppliers, buyers, purchases, sales }
}

fn name(chain: &Chain, frame: &DataFrame, row: usize) -> Option<String> {
    let names = frame.column(chain.firm.name.as_ref()?).ok()?;
    names.str().ok()?.get(row).map(str::to_string)
}

/// The first role that fits. A role that cannot be told ends the search: a later one would be a
/// guess.
fn role(chain: &Chain, row: &dyn Row) -> Option<usize> {
    for (at, role) in chain.roles.iter().enumerate() {
        match role.when.as_ref().map_or(Some(true), |when| when.evaluate(row).flag()) {
            Some(true) => return Some(at),
            Some(false) => {}
            None => return None,
        }
    }
    None
}

fn products(parties: &[Party], trades: &[(usize, usize, Relation)]) -> Vec<ProductLine> {
    let mut lines: BTreeMap<&str, ProductLine> = BTreeMap::new();
    for (supplier, buyer, relation) in trades {
        let line = lines.entry(relation.product.as_str()).or_insert_with(|| ProductLine {
            product: relation.product.clone(),
            purchases: Sum::default(),
            local: Sum::default(),
            makers: Vec::new(),
        });
        if parties[*buyer].local {
            line.purchases.add(relation.amount);
            if parties[*supplier].local {
                line.local.add(relation.amount);
            }
        }
        if parties[*supplier].local && !line.makers.contains(supplier) {
            line.makers.push(*supplier);
        }
    }
    for line in lines.values_mut() {
        let sold = |maker: usize| -> crate::policy::Amount {
            let of = trades.iter().filter(|(s, _, r)| *s == maker && r.product == line.product);
            of.filter_map(|(_, _, r)| r.amount).sum()
        };
        let mut makers: Vec<_> = line.makers.iter().map(|m| (sold(*m), *m)).collect();
        makers.sort_by_key(|(sold, maker)| (std::cmp::Reverse(*sold), *maker));
        line.makers = makers.into_iter().map(|(_, maker)| maker).collect();
    }
    lines.into_values().collect()
}

fn unmet(
    parties: &[Party],
    trades: &[(usize, usize, Relation)],
    products: &[ProductLine],
) -> Vec<Unmet> {
    let mut found: BTreeMap<(usize, &str), Unmet> = BTreeMap::new();
    for (supplier, buyer, relation) in trades {
        if parties[*supplier].local || !parties[*buyer].local {
            continue;
        }
        let line = products.iter().find(|line| line.product == relation.product);
        let makers: Vec<usize> = line
            .map(|l| l.makers.iter().copied().filter(|m| m != buyer).collect())
            .unwrap_or_default();
        if makers.is_empty() {
            continue;
        }
        let unmet = found.entry((*buyer, &relation.product)).or_insert_with(|| Unmet {
            buyer: *buyer,
            product: relation.product.clone(),
            amount: Sum::default(),
            elsewhere: Vec::new(),
            makers,
        });
        unmet.amount.add(relation.amount);
        if !unmet.elsewhere.contains(supplier) {
            unmet.elsewhere.push(*supplier);
        }
    }
    let mut unmet: Vec<Unmet> = found.into_values().collect();
    unmet.sort_by(|a, b| {
        let (known_a, known_b) = (a.amount.known, b.amount.known);
        known_b.cmp(&known_a).then(a.buyer.cmp(&b.buyer)).then_with(|| a.product.cmp(&b.product))
    });
    unmet
}

/// One note for all parties that are in no table: most of them are simply elsewhere.
fn strangers(parties: &[Party], relations: &Relations) -> Option<Diagnostic> {
    let strangers: Vec<&str> =
        parties.iter().filter(|party| !party.local).map(|party| party.id.as_str()).collect();
    let (count, first) = (strangers.len(), strangers.first()?);
    let file = &relations.name;
    let (parties, ones) = match count {
        1 => ("1 party is".to_string(), "counts"),
        _ => (format!("{count} parties are"), "count"),
    };
    Some(Diagnostic::note(
        &codes::MAP_STRANGER,
        say!(
            "{file}：有 {count} 家不在企业表里（如 {first}），按区外企业计",
            "{file}: {parties} in no firm table (such as {first}) and {ones} as elsewhere"
        ),
    ))
}

/// Parties that are written by the name of a local firm instead of its id, each once.
fn called_by_name(
    chain: &Chain,
    frame: &DataFrame,
    relations: &Relations,
    rows: &BTreeMap<&str, usize>,
) -> Vec<DataIssue> {
    let ids = rows.iter().filter_map(|(id, row)| Some((name(chain, frame, *row)?, *id)));
    let names: BTreeMap<String, &str> =
        ids.map(|(name, id)| (fold(&name).to_uppercase(), id)).collect();
    let (mut issues, mut told) = (Vec::new(), BTreeSet::new());
    for relation in &relations.rows {
        for (party, column) in [(&relation.supplier, 0), (&relation.buyer, 1)] {
            let Some(id) = names.get(&party.to_uppercase()) else { continue };
            if rows.contains_key(party.as_str()) || !told.insert(party) {
                continue;
            }
            issues.push(DataIssue {
                code: &codes::MAP_NAMED,
                severity: Severity::Warning,
                source: relations.name.clone(),
                line: Some(relation.line),
                firm: id.to_string(),
                column: chain.headers[column].clone(),
                value: party.clone(),
                problem: say!(
                    "这是企业 {id} 的名称，不是代码",
                    "this is the name of the firm {id}, not its id"
                ),
                effect: say!("按区外企业计", "counts as a firm elsewhere"),
            });
        }
    }
    issues
}
