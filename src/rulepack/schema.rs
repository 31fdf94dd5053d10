//! A JSON Schema of rule files for editors, made from the same keys the loader reads.

use super::keys::{self, Form, Key};
use crate::columns::Column;
use crate::domain::Threat;
use crate::rulepack::condition::FUNCTIONS;
use serde_json::{Map, Value, json};

/// JSON Schema (draft 2020-12) of a rule file.
pub fn json_schema() -> Value {
    let mut schema = object(keys::RULE_FILE);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("redlane rule file");
    let functions: Vec<String> = FUNCTIONS.iter().map(|f| format!("{}: {}", f.usage, f.meaning)).collect();
    let rule = &mut schema["properties"]["rule"]["items"]["properties"];
    rule["when"]["description"] =
        json!(format!("A SQL boolean expression over catalogue columns. Functions: {}.", functions.join("; ")));
    rule["threat"]["enum"] = json!(Threat::ALL.iter().map(|threat| threat.name()).collect::<Vec<_>>());
    rule["id"]["pattern"] = json!("^[A-Z]{2,4}-[0-9]{3}$");
    rule["case"]["items"]["properties"]["row"] = row();
    rule["case"]["items"]["properties"]["lists"]["additionalProperties"] = form(Form::TextList);
    schema
}

fn row() -> Value {
    let columns: Map<String, Value> = Column::ALL
        .iter()
        .map(|column| (column.name().to_owned(), json!({ "description": column.spec().meaning })))
        .collect();
    json!({ "type": "object", "properties": columns, "additionalProperties": false })
}

fn object(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| {
            let mut form = form(key.form);
            form["description"] = json!(key.meaning);
            (key.name.to_owned(), form)
        })
        .collect();
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn form(form: Form) -> Value {
    match form {
        Form::Text => json!({ "type": "string" }),
        Form::TextList => json!({ "type": "array", "items": { "type": "string" } }),
        Form::Integer => json!({ "type": "integer" }),
        Form::Number => json!({ "type": "number" }),
        Form::Boolean => json!({ "type": "boolean" }),
        // TOML dates have no JSON type; editors show them as strings.
        Form::Date => json!({ "type": "string", "format": "date" }),
        Form::Word(words) => json!({ "type": "string", "enum": words }),
        Form::Tables(keys) => json!({ "type": "array", "items": object(keys) }),
        Form::Table => json!({ "type": "object" }),
        Form::Entries => json!({ "type": "array" }),
    }
}
