//! OpenAPI 3.0 from 3.1: the same document in the older words.

use serde_json::{Value, json};

/// Rewrites a 3.1 document.
pub fn derive(mut document: Value) -> Value {
    document["openapi"] = json!("3.0.3");
    if let Some(info) = document["info"].as_object_mut() {
        info.remove("summary");
        info.insert(
            "license".to_owned(),
            json!({
                "name": "Apache License 2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0",
            }),
        );
    }
    rewrite(&mut document);
    document
}

fn rewrite(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(rewrite),
        Value::Object(object) => {
            object.values_mut().for_each(rewrite);
            // A type or null: 3.0 has one type, and a flag.
            if let Some(Value::Array(types)) = object.get("type") {
                let named = types.iter().find(|name| *name != "null").cloned();
                let nullable = types.iter().any(|name| name == "null");
                object.insert("type".to_owned(), named.unwrap_or_else(|| json!("object")));
                if nullable {
                    object.insert("nullable".to_owned(), json!(true));
                }
            }
            // A reference has no siblings in 3.0.
            if object.len() > 1 && object.get("$ref").is_some_and(Value::is_string) {
                let reference = object.remove("$ref").expect("it was just seen");
                object.insert("allOf".to_owned(), json!([{"$ref": reference}]));
            }
            object.remove("propertyNames");
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
