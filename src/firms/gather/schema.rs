//! The JSON Schema of a sources file, for editors: derived from the types that a file is read into.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::document::{Document, OneOrMany, Pairs, SheetDoc, SourceYearDoc, YearDoc};

/// The JSON Schema of the sources language, draft 2020-12, as indented text with a final newline.
pub fn json_schema_text() -> String {
    let schema = schemars::schema_for!(Document);
    // Serialising a value that is JSON already cannot fail; an empty text would fail its test.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

impl<T: JsonSchema> JsonSchema for Pairs<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Pairs".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": generator.subschema_for::<T>() })
    }
}

/// `impl JsonSchema` for a type with a spelling of its own.
macro_rules! spelled {
    ($name:ty, $id:literal, $schema:expr) => {
        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                $id.into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

spelled!(
    OneOrMany,
    "OneOrMany",
    json_schema!({
        "description": "One word or a list of them.",
        "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]
    })
);

spelled!(
    YearDoc,
    "Year",
    json_schema!({
        "description": "\"this\", \"last\", or a calendar year.",
        "anyOf": [{ "enum": ["this", "last"] }, { "type": "integer" }]
    })
);

spelled!(
    SourceYearDoc,
    "SourceYear",
    json_schema!({
        "description": "A calendar year, or the header of the column that holds it.",
        "anyOf": [{ "type": "integer" }, { "type": "string" }]
    })
);

spelled!(
    SheetDoc,
    "Sheet",
    json_schema!({
        "description": "A sheet's name, or its number from 1.",
        "anyOf": [{ "type": "string" }, { "type": "integer", "minimum": 1 }]
    })
);

#[cfg(test)]
mod tests {
    #[test]
    fn every_table_is_closed_and_described() {
        let text = super::json_schema_text();
        let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(schema["$defs"]["SourceDoc"]["additionalProperties"], false);
        assert!(text.contains("\"type\"") && text.contains("latest_by"));
    }
}
