//! What the analyst wrote of a chain, and how it is read from TOML. Must not interpret.

use schemars::JsonSchema;
use toml::de::DeTable;

use crate::scheme::document::{ColumnDoc, DeriveDoc, FirmDoc, Status};
use crate::toml_reading::schema;
use crate::toml_reading::{Context, Fields, Written, read_table, tables};

/// A whole file of one chain.
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields, title = "innopoints industry map")]
pub struct Document {
    /// What the chain is.
    pub chain: Option<ChainDoc>,
    /// What names a firm.
    pub firm: Option<FirmDoc>,
    /// The column dictionary of the firm table.
    #[schemars(default)]
    pub column: Vec<ColumnDoc>,
    /// Columns computed from columns, in order.
    #[schemars(default)]
    pub derive: Vec<DeriveDoc>,
    /// What the columns of the supply table are called.
    pub relations: Option<RelationsDoc>,
    /// Roles from the top; the first that fits counts.
    #[schemars(default)]
    pub role: Vec<RoleDoc>,
}

/// `[chain]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ChainDoc {
    /// Short name, for `role('...')` in policies.
    pub id: Written<String>,
    /// Name for people.
    pub name: Option<Written<String>>,
    /// Whether the rules are a public document's.
    pub status: Option<Written<Status>>,
    /// Where the rules come from.
    pub citation: Option<Written<String>>,
    /// The unit of the amounts (default 万元).
    pub money: Option<Written<String>>,
    /// The products of the chain; without any, every product belongs to it.
    #[schemars(default)]
    pub products: Vec<Written<String>>,
}

/// `[relations]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RelationsDoc {
    /// The supplier's id.
    pub supplier: Written<String>,
    /// The buyer's id.
    pub buyer: Written<String>,
    /// What is supplied.
    pub product: Written<String>,
    /// For how much a year.
    pub amount: Written<String>,
}

/// `[[role]]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RoleDoc {
    /// 链主, 龙头, 配套, ...
    pub name: Written<String>,
    /// Which firms; left out: all that are left.
    pub when: Option<Written<String>>,
    /// What it says, for people.
    pub about: Option<Written<String>>,
}

/// Reads a whole file.
pub fn document(table: &DeTable, context: &mut Context) -> Document {
    let mut fields = Fields::root(table);
    let document = Document {
        chain: fields.get("chain", context),
        firm: fields.get("firm", context),
        column: tables(&mut fields, "column", context),
        derive: tables(&mut fields, "derive", context),
        relations: fields.get("relations", context),
        role: tables(&mut fields, "role", context),
    };
    fields.finish(context);
    document
}

read_table!(ChainDoc, |f, c| ChainDoc {
    id: f.need("id", c),
    name: f.get("name", c),
    status: f.get("status", c),
    citation: f.get("citation", c),
    money: f.get("money", c),
    products: f.or_default("products", c),
});

read_table!(RelationsDoc, |f, c| RelationsDoc {
    supplier: f.need("supplier", c),
    buyer: f.need("buyer", c),
    product: f.need("product", c),
    amount: f.need("amount", c),
});

read_table!(RoleDoc, |f, c| RoleDoc {
    name: f.need("name", c),
    when: f.get("when", c),
    about: f.get("about", c),
});

/// The JSON Schema, draft 2020-12, as indented text with a final newline.
pub fn json_schema_text() -> String {
    schema::json_schema_text::<Document>()
}
