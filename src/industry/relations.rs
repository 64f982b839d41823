//! The supply table: bytes -> relations. Owns its four columns; encodings, delimiters and numbers
//! are the firm room's.

use crate::diagnostic::codes::policy as codes;
use crate::diagnostic::{Diagnostic, Place, Text, did_you_mean};
use crate::firms::cell::{fold, number};
use crate::firms::{delimiter, encoding};
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
    /// What a person should look at.
    pub warnings: Vec<Diagnostic>,
}

/// Reads a text table (CSV, TSV; any encoding that firm tables have).
///
/// # Errors
/// What makes the table unusable: an unreadable text, or a column that is missing.
pub fn read(name: &str, bytes: &[u8], chain: &Chain) -> Result<Relations, Diagnostic> {
    let place = |line: Option<u64>, column: Option<&str>| Place {
        file: name.to_string(),
        line,
        column: column.map(str::to_string),
        firm: None,
    };
    let unusable =
        |message: Text| Diagnostic::error(&codes::MAP_TABLE, message).in_table(place(None, None));
    let decoded = encoding::decode(bytes).map_err(|_| {
        unusable(say!("不是文本表：请另存为 CSV", "it is no text table: save it as CSV"))
    })?;
    let wanted = |header: &str| chain.headers.iter().any(|wanted| *wanted == *fold(header));
    let Some(head) = delimiter::head(&decoded.text, wanted) else {
        return Err(unusable(say!("表是空的", "the table is empty")));
    };
    let headers: Vec<String> = head.fields.iter().map(|header| fold(header).into_owned()).collect();
    let mut at = [0; 4];
    for (slot, wanted) in at.iter_mut().zip(&chain.headers) {
        *slot = headers.iter().position(|header| header == wanted).ok_or_else(|| {
            unusable(say!("表里没有列「{wanted}」", "the table has no column `{wanted}`"))
                .mend_if(did_you_mean(wanted, headers.iter().map(String::as_str)))
        })?;
    }
    let mut relations = Relations { name: name.to_string(), ..Relations::default() };
    let rest = decoded.text.get(head.end..).unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(head.delimiter)
        .from_reader(rest.as_bytes());
    for record in reader.records() {
        let Ok(record) = record else { continue };
        let line = head.line + record.position().map_or(0, |position| position.line());
        let cell = |column: usize| fold(record.get(at[column]).unwrap_or_default()).into_owned();
        let id = |column: usize| match chain.firm.id_kind {
            IdKind::Uscc => cell(column).to_uppercase(),
            IdKind::Text => cell(column),
        };
        let (supplier, buyer, product) = (id(0), id(1), cell(2));
        if supplier.is_empty() && buyer.is_empty() {
            continue;
        }
        if supplier == buyer || supplier.is_empty() || buyer.is_empty() {
            let code = if supplier == buyer { &codes::MAP_SELF } else { &codes::MAP_TABLE };
            let message = match supplier == buyer {
                true => {
                    say!("{supplier} 供应自己：这一笔不计", "{supplier} supplies itself: left out")
                }
                false => say!("这一行缺一方：不计", "one side is missing: the row is left out"),
            };
            let warning = Diagnostic::warning(code, message);
            relations.warnings.push(warning.in_table(place(Some(line), None)));
            continue;
        }
        if !chain.products.is_empty() && !chain.products.contains(&product) {
            continue;
        }
        let read = number(&cell(3), &chain.money).value;
        let amount = read.filter(|amount| *amount >= 0.0).and_then(Amount::from_number);
        if amount.is_none() {
            let value = cell(3);
            let message =
                say!("金额「{value}」不能用：不计金额", "the amount \"{value}\" cannot be used");
            let warning = Diagnostic::warning(&codes::MAP_AMOUNT, message);
            relations.warnings.push(warning.in_table(place(Some(line), Some(&chain.headers[3]))));
        }
        relations.rows.push(Relation { supplier, buyer, product, amount, line });
    }
    Ok(relations)
}
