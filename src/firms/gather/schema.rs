//! The JSON Schema of a sources file, for editors: derived from the types that a file is read into.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::document::{Document, OneOrMany, Pairs, SheetDoc, SourceYearDoc, YearDoc};
use crate::toml_reading::schema::{self, spelled};

/// The JSON Schema of the sources language, draft 2020-12, as indented text with a final newline.
pub fn json_schema_text() -> String {
    schema::json_schema_text::<Document>()
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

spelled!(OneOrMany, "OneOrMany", |generator| json_schema!({
    "description": "One word or a list of them.",
    "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]
}));

spelled!(YearDoc, "Year", |generator| json_schema!({
    "description": "\"this\", \"last\", or a calendar year.",
    "anyOf": [{ "enum": ["this", "last"] }, { "type": "integer" }]
}));

spelled!(SourceYearDoc, "SourceYear", |generator| json_schema!({
    "description": "A calendar year, or the header of the column that holds it.",
    "anyOf": [{ "type": "integer" }, { "type": "string" }]
}));

spelled!(SheetDoc, "Sheet", |generator| json_schema!({
    "description": "A sheet's name, or its number from 1.",
    "anyOf": [{ "type": "string" }, { "type": "integer", "minimum": 1 }]
}));
