//! The JSON Schema of what is read from TOML, for editors: derived from the types that a file is
//! read into, with a spelling of its own for those that may be written in several ways.

use schemars::JsonSchema;

/// The JSON Schema of a document, draft 2020-12, as indented text with a final newline.
pub fn json_schema_text<T: JsonSchema>() -> String {
    let schema = schemars::schema_for!(T);
    // Serialising a value that is JSON already cannot fail; an empty text would fail its test.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

/// `impl JsonSchema` for a type with a spelling of its own.
macro_rules! spelled {
    ($name:ty, $id:literal, |$generator:ident| $schema:expr) => {
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $id.into()
            }
            fn json_schema($generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let _ = &$generator;
                $schema
            }
        }
    };
}
pub(crate) use spelled;
