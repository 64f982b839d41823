//! The JSON Schema of a file of policies, for editors: derived from the types that it is read into.

use schemars::json_schema;

use super::amount::Rate;
use super::document::*;
use crate::toml_reading::schema::{self, spelled};

/// The JSON Schema, draft 2020-12, as indented text with a final newline.
pub fn json_schema_text() -> String {
    schema::json_schema_text::<Document>()
}

spelled!(NearDoc, "Near", |generator| json_schema!({
    "description": "A part of the border (0.2 is 20 %; 0: a miss stays a miss), or { within = x } in the clause's unit.",
    "anyOf": [
        { "type": "number", "minimum": 0, "maximum": 1 },
        {
            "type": "object",
            "properties": { "within": { "type": "number", "minimum": 0 } },
            "required": ["within"],
            "additionalProperties": false,
        },
    ]
}));

spelled!(Rate, "Rate", |generator| json_schema!({
    "description": "A part of one, or a percentage such as \"15%\".",
    "anyOf": [
        { "type": "number", "minimum": 0 },
        { "type": "string", "pattern": "^[0-9]+([.][0-9]+)?[%％]$" },
    ]
}));

spelled!(ThresholdDoc, "Threshold", |generator| {
    let bands = generator.subschema_for::<BandsDoc>();
    json_schema!({
        "description": "A number, or one by bands of another number.",
        "anyOf": [{ "type": "number" }, bands]
    })
});
