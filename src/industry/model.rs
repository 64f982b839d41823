//! What a chain means: every name resolved. Only `resolve` makes it.

use crate::diagnostic::Span;
use crate::expr::Typed;
use crate::scheme::column::Column;
use crate::scheme::{Derive, Firm, Status};

/// A chain.
#[derive(Debug, Clone)]
pub struct Chain {
    /// Name in policies and files.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Whether the rules are a public document's.
    pub status: Status,
    /// Where they come from; may be empty.
    pub citation: String,
    /// The unit of the amounts.
    pub money: String,
    /// Its products; empty: all.
    pub products: Vec<String>,
    /// What names a firm.
    pub firm: Firm,
    /// Every column of the firm table that is read.
    pub columns: Vec<Column>,
    /// Computed columns, in order.
    pub derives: Vec<Derive>,
    /// The supply table's headers: supplier, buyer, product, amount.
    pub headers: [String; 4],
    /// Roles from the top.
    pub roles: Vec<Role>,
    /// Where conditions and computed columns name a column of the table.
    pub mentions: Vec<(String, Span)>,
}

/// A role.
#[derive(Debug, Clone)]
pub struct Role {
    /// 链主, 龙头, 配套, ...
    pub name: String,
    /// Which firms; none: all that are left.
    pub when: Option<Typed>,
    /// What it says; may be empty.
    pub about: String,
}

/// What a role's condition may name beside columns, all of them numbers.
pub const METRICS: [&str; 9] = [
    "suppliers",
    "buyers",
    "local_suppliers",
    "local_buyers",
    "purchases",
    "sales",
    "local_purchases",
    "local_sales",
    "local_rate",
];
