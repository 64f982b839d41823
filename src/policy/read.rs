//! TOML tables -> [`Document`]: one `Read` per table, every problem noted. Must not interpret.

use toml::de::{DeTable, DeValue};

use super::amount::{Amount, Rate};
use super::document::*;
use crate::say;
use crate::toml_reading::{Context, Fields, Read, Value, number, read_table, read_word, tables};

/// Reads a whole file of policies.
pub fn document(table: &DeTable, context: &mut Context) -> Document {
    let mut fields = Fields::root(table);
    let document = Document {
        policies: fields.get("policies", context),
        firm: fields.get("firm", context),
        column: tables(&mut fields, "column", context),
        derive: tables(&mut fields, "derive", context),
        group: tables(&mut fields, "group", context),
        policy: tables(&mut fields, "policy", context),
    };
    fields.finish(context);
    document
}

read_word!(Take, "highest" => Take::Highest, "sum" => Take::Sum);
read_word!(BenefitKind, "grant" => BenefitKind::Grant, "tax" => BenefitKind::Tax,
    "loan" => BenefitKind::Loan, "guarantee" => BenefitKind::Guarantee,
    "membership" => BenefitKind::Membership, "title" => BenefitKind::Title);

read_table!(HeaderDoc, |f, c| HeaderDoc {
    id: f.need("id", c),
    name: f.get("name", c),
    status: f.get("status", c),
    money: f.get("money", c),
    near: f.get("near", c),
    include: f.or_default("include", c),
});

read_table!(GroupDoc, |f, c| GroupDoc {
    id: f.need("id", c),
    name: f.get("name", c),
    take: f.get("take", c),
    cap: f.get("cap", c),
});

read_table!(PolicyDoc, |f, c| PolicyDoc {
    id: f.need("id", c),
    name: f.get("name", c),
    level: f.get("level", c),
    authority: f.get("authority", c),
    citation: f.get("citation", c),
    status: f.get("status", c),
    about: f.get("about", c),
    valid: f.get("valid", c),
    window: f.get("window", c),
    group: f.get("group", c),
    exclude: tables(f, "exclude", c),
    clause: tables(f, "clause", c),
    benefit: f.get("benefit", c),
});

read_table!(ExcludeDoc, |f, c| ExcludeDoc { label: f.get("label", c), when: f.need("when", c) });

read_table!(ClauseDoc, |f, c| ClauseDoc {
    label: f.get("label", c),
    unit: f.get("unit", c),
    near: f.get("near", c),
    when: f.get("when", c),
    value: f.get("value", c),
    at_least: f.get("at_least", c),
    above: f.get("above", c),
    at_most: f.get("at_most", c),
    below: f.get("below", c),
    all: tables(f, "all", c),
    any: tables(f, "any", c),
    span: c.span(f.head()),
});

read_table!(BandsDoc, |f, c| BandsDoc {
    by: f.need("by", c),
    up_to: f.or_default("up_to", c),
    below: f.or_default("below", c),
    beyond: f.need("beyond", c),
});

read_table!(BenefitDoc, |f, c| BenefitDoc {
    kind: f.get("kind", c),
    status: f.get("status", c),
    text: f.get("text", c),
    amount: f.get("amount", c),
    by: f.get("by", c),
    levels: f.or_default("levels", c),
    of: f.get("of", c),
    rate: f.get("rate", c),
    cap: f.get("cap", c),
});

impl Read for ThresholdDoc {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(_) => BandsDoc::read(value, context).map(ThresholdDoc::Bands),
            _ => f64::read(value, context).map(ThresholdDoc::Number),
        }
    }
}

impl Read for NearDoc {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        if let DeValue::Table(_) = value.get_ref() {
            let mut fields = Fields::open(value, context)?;
            let within = fields.need::<f64>("within", context).value;
            fields.finish(context);
            return Some(NearDoc::Within(within));
        }
        match number(value.get_ref()) {
            Some(0.0) => Some(NearDoc::Never),
            Some(share) => Some(NearDoc::Share(share)),
            None => {
                context.wrong_type(
                    value,
                    say!(
                        "比例（如 0.2）或 {{ within = 1 }}",
                        "a part such as 0.2, or {{ within = 1 }}"
                    ),
                );
                None
            }
        }
    }
}

/// The digits of a number as they are written.
fn digits(value: &DeValue) -> Option<String> {
    match value {
        DeValue::Float(float) => Some(float.as_str().to_string()),
        DeValue::Integer(whole) if whole.radix() == 10 => Some(whole.as_str().to_string()),
        _ => None,
    }
}

impl Read for Amount {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        let amount = digits(value.get_ref()).and_then(|digits| Amount::parse(&digits));
        if amount.is_none() {
            let expected =
                say!("金额（数字，至多六位小数）", "an amount (a number of at most six decimals)");
            context.wrong_type(value, expected);
        }
        amount
    }
}

impl Read for Rate {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        let rate = match value.get_ref() {
            DeValue::String(text) if text.trim().ends_with(['%', '％']) => Rate::parse(text),
            other => digits(other).and_then(|digits| Rate::parse(&digits)),
        };
        if rate.is_none() {
            context.wrong_type(
                value,
                say!("比例，如 0.15 或 \"15%\"", "a rate such as 0.15 or \"15%\""),
            );
        }
        rate
    }
}
