//! The JSON Schema of a scheme file, for editors: derived from the types that a file is read into.

use schemars::json_schema;

use super::document::*;
use super::document_rule::{BoundDoc, WorthDoc};
use crate::toml_reading::schema::{self, spelled};

/// The JSON Schema of the scheme language, draft 2020-12, as indented text with a final newline.
pub fn json_schema_text() -> String {
    schema::json_schema_text::<Document>()
}

spelled!(PointsDoc, "Points", |generator| json_schema!({
    "description": "One number, or one per stage: { stage = points }.",
    "anyOf": [
        { "type": "number", "minimum": 0 },
        { "type": "object", "additionalProperties": { "type": "number", "minimum": 0 } },
    ]
}));

spelled!(WorthDoc, "Worth", |generator| json_schema!({
    "description": "A share of the leaf's points in [0, 1], or { points = x }.",
    "anyOf": [
        { "type": "number" },
        {
            "type": "object",
            "properties": { "points": { "type": "number" } },
            "required": ["points"],
            "additionalProperties": false,
        },
    ]
}));

spelled!(BoundDoc, "Bound", |generator| json_schema!({
    "description": "A number, \"min\", \"max\", or a percentile such as \"p1\".",
    "anyOf": [
        { "type": "number" },
        { "type": "string", "pattern": "^(min|max|p[0-9]+([.][0-9]+)?)$" },
    ]
}));

spelled!(PercentDoc, "Percent", |generator| json_schema!({
    "description": "The best so many percent, or a band [from, to].",
    "anyOf": [
        { "type": "number", "minimum": 0, "maximum": 100 },
        {
            "type": "array",
            "items": { "type": "number", "minimum": 0, "maximum": 100 },
            "minItems": 2,
            "maxItems": 2,
        },
    ]
}));

spelled!(DateDoc, "Date", |generator| json_schema!({
    "description": "A TOML date such as 2021-05-31.",
    "type": "string",
}));

spelled!(MissingDoc, "Missing", |generator| json_schema!({
    "description": "What a missing value counts for.",
    "anyOf": [
        { "enum": ["zero", "exclude", "median", "mean"] },
        {
            "type": "object",
            "properties": { "value": { "type": ["number", "string", "boolean"] } },
            "required": ["value"],
            "additionalProperties": false,
        },
    ]
}));

spelled!(OneOrMany, "OneOrMany", |generator| json_schema!({
    "description": "One expression or a list of them.",
    "anyOf": [
        { "type": "string" },
        { "type": "array", "items": { "type": "string" } },
    ]
}));
