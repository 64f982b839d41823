//! The supply table: bytes -> relations. Owns its four columns and which rows are relations; files,
//! headers and cells are the firm room's.

use std::collections::BTreeMap;

use crate::diagnostic::codes::{firms as of_tables, policy as codes};
use crate::diagnostic::{Code, Diagnostic, Place, Severity, Text, did_you_mean};
use crate::firms::gather::listing::{self, Columns, Row, Unusable};
use crate::firms::{DataIssue, Input};
use crate::policy::Amount;
use crate::say;
use crate::scheme::column::IdKind;

use super::model::Chain;

/// One row: a firm supplies another with a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The supplier's id.
    pub supplier: String,
    /// The buyer's id.
    pub buyer: String,
    /// What is supplied.
    pub product: String,
    /// For how much a year; nothing where the table does not say.
    pub amount: Option<Amount>,
    /// The line in the file, from 1.
    pub line: u64,
}

/// A supply table.
#[derive(Debug, Clone, Default)]
pub struct Relations {
    /// The file as the user named it.
    pub name: String,
    /// Rows that belong to the chain, in the order of the file.
    pub rows: Vec<Relation>,
    /// Rows that are left out and amounts that cannot be used, with their lines.
    pub issues: Vec<DataIssue>,
}

/// Reads a table of any kind that firm tables have.
///
/// # Errors
/// What makes the table unusable: a file that cannot be read, columns that are missing, an amount
/// in a unit that is not the chain's.
pub fn read(name: &str, bytes: Vec<u8>, chain: &Chain) -> Result<Relations, Vec<Diagnostic>> {
    let input = Input { name: name.to_string(), bytes };
    let [supplier, buyer, product, amount] = chain.headers.each_ref().map(String::as_str);
    let columns = Columns { texts: &[supplier, buyer, product], amount, unit: &chain.money };
    let listing = listing::read(&input, &columns).map_err(|fault| match fault {
        Unusable::Unreadable(found) => found,
        Unusable::Lacking { missing, headers, begins } => {
            let problem = lacking(name, &missing, &headers);
            vec![begins.into_iter().fold(problem, Diagnostic::because)]
        }
    })?;
    let mut reader = Reader { chain, relations: Relations::default(), seen: BTreeMap::new() };
    reader.relations.name = name.to_string();
    reader.relations.issues = listing.issues;
    listing.rows.iter().for_each(|row| reader.row(row));
    reader.relations.issues.sort_by_key(|issue| issue.line);
    Ok(reader.relations)
}

/// Every column that is missing, in one.
fn lacking(file: &str, missing: &[String], headers: &[String]) -> Diagnostic {
    let zh = missing.iter().map(|name| format!("「{name}」")).collect::<Vec<_>>().join("、");
    let en = missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let message = say!("供应关系表里没有列{zh}", "the supply table has no column {en}");
    let place = Place { file: file.to_string(), ..Place::default() };
    let mut problem = Diagnostic::error(&codes::MAP_TABLE, message).in_table(place);
    if !headers.is_empty() {
        let all = headers.join(" | ");
        problem = problem.because(say!("表里有：{all}", "the table has: {all}"));
    }
    for name in missing {
        problem = problem.mend_if(did_you_mean(name, headers.iter().map(String::as_str)));
    }
    problem.mend(say!(
        "表头叫法不同的，改图谱文件的 [relations]",
        "where the table uses other names, state them in the map's [relations]"
    ))
}

type Key = (String, String, String, Option<Amount>);

struct Reader<'a> {
    chain: &'a Chain,
    relations: Relations,
    /// The line on which each relation stood first.
    seen: BTreeMap<Key, u64>,
}

impl Reader<'_> {
    fn row(&mut self, row: &Row) {
        let id = |text: &String| match self.chain.firm.id_kind {
            IdKind::Uscc => text.to_uppercase(),
            IdKind::Text => text.clone(),
        };
        let (supplier, buyer, product) = (id(&row.texts[0]), id(&row.texts[1]), &row.texts[2]);
        if supplier.is_empty() || buyer.is_empty() {
            let why = say!("这一行缺一方", "one side is missing");
            return self.left_out(row, (&codes::MAP_SIDE, why));
        }
        if supplier == buyer {
            let why = say!("{supplier} 供应自己", "{supplier} supplies itself");
            return self.left_out(row, (&codes::MAP_SELF, why));
        }
        if !self.chain.products.is_empty() && !self.chain.products.contains(product) {
            return;
        }
        self.broken_lines(row);
        let amount = self.amount(row);
        self.told_twice(row, (supplier.clone(), buyer.clone(), product.clone(), amount));
        let product = product.clone();
        let line = row.line;
        self.relations.rows.push(Relation { supplier, buyer, product, amount, line });
    }

    /// The amount, with what had to be understood; nothing where it cannot be used.
    fn amount(&mut self, row: &Row) -> Option<Amount> {
        let value = row.amount.value.filter(|amount| *amount >= 0.0);
        let amount = value.and_then(Amount::from_number);
        let money = &self.chain.money;
        let (kind, problem, effect) = match (amount, row.amount.remark) {
            (Some(_), None) => return amount,
            (Some(amount), Some(remark)) => (
                (remark.code(), remark.severity()),
                remark.problem(&row.unit),
                say!("按 {amount} {money} 读入", "read as {amount} {money}"),
            ),
            (None, remark) => (
                (self.unusable(row), Severity::Warning),
                row.refused.clone().unwrap_or_else(|| {
                    remark.map_or_else(no_amount, |remark| remark.problem(&row.unit))
                }),
                say!(
                    "按未知处理，有关的合计和配套率也未知",
                    "unknown, and so are the sums and rates over it"
                ),
            ),
        };
        let column = &self.chain.headers[3];
        self.note(row, kind, (column, &row.written), problem, effect);
        amount
    }

    fn unusable(&self, row: &Row) -> Code {
        if row.refused.is_some() { &of_tables::UNIT_MISMATCH } else { &codes::MAP_AMOUNT }
    }

    /// A quote that is closed only rows later makes one field of all that stands between.
    fn broken_lines(&mut self, row: &Row) {
        let Some(at) = row.texts.iter().position(|text| text.contains('\n')) else { return };
        let problem = say!("单元格里有换行", "a field with line breaks");
        let effect = say!(
            "照读；如果是漏了引号，其间的行没有读到",
            "read as it is; if a quote is missing, the rows between were not read"
        );
        let kind = (&codes::MAP_LINES, Severity::Warning);
        let value = row.texts[at].replace('\n', " ⏎ ");
        self.note(row, kind, (&self.chain.headers[at], &value), problem, effect);
    }

    fn told_twice(&mut self, row: &Row, key: Key) {
        let Some(first) = self.seen.get(&key).copied() else {
            self.seen.insert(key, row.line);
            return;
        };
        let problem = say!("与第 {first} 行完全相同", "the same as line {first}");
        let effect = say!("照计；重复的请删去", "counted; delete it if it stands there twice");
        let kind = (&codes::MAP_TWICE, Severity::Note);
        self.note(row, kind, ("", &row.texts.join(", ")), problem, effect);
    }

    fn left_out(&mut self, row: &Row, (code, problem): (Code, Text)) {
        let effect = say!("该行不计", "the row is left out");
        let kind = (code, Severity::Warning);
        self.note(row, kind, ("", &row.texts.join(", ")), problem, effect);
    }

    fn note(
        &mut self,
        row: &Row,
        (code, severity): (Code, Severity),
        (column, value): (&str, &str),
        problem: Text,
        effect: Text,
    ) {
        self.relations.issues.push(DataIssue {
            code,
            severity,
            source: self.relations.name.clone(),
            line: Some(row.line),
            firm: row.texts[0].clone(),
            column: column.to_string(),
            value: value.to_string(),
            problem,
            effect,
        });
    }
}

fn no_amount() -> Text {
    say!("没有能用的金额", "there is no amount that can be used")
}
