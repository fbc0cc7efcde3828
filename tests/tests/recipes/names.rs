//! Names that a recipe keeps values of answers under: `{transfer}` stands for what it was first seen as.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

#[derive(Clone, Debug, Default)]
pub struct Names {
    values: BTreeMap<String, Value>,
    unused: BTreeSet<String>,
}

impl Names {
    /// What a name stands for; this uses it.
    pub fn get(&mut self, name: &str) -> Option<&Value> {
        self.unused.remove(name);
        self.values.get(name)
    }

    pub fn keep(&mut self, name: &str, value: &Value) {
        self.values.insert(name.to_owned(), value.clone());
        self.unused.insert(name.to_owned());
    }

    /// A name whose value nothing depends on: a check that was forgotten.
    pub fn never_used(&self) -> Option<&str> {
        self.unused.first().map(String::as_str)
    }

    /// The text with the values of the names in it.
    ///
    /// # Errors
    /// Where a name is not known, or a brace is none of a name's.
    pub fn fill(&mut self, text: &str) -> Result<String, String> {
        let Some((before, rest)) = text.split_once('{') else {
            return Ok(text.to_owned());
        };
        let (name, after) = rest.split_once('}').ok_or_else(|| format!("{text:?} has a {{ that nothing closes"))?;
        let value = match self.get(name) {
            Some(Value::String(value)) => value.clone(),
            Some(value) => value.to_string(),
            None => return Err(format!("{{{name}}} stands for nothing yet")),
        };
        Ok(format!("{before}{value}{}", self.fill(after)?))
    }

    /// The JSON with the values of the names in its strings; a string that is only a name becomes its value,
    /// number or not.
    ///
    /// # Errors
    /// As [`Names::fill`].
    pub fn fill_json(&mut self, json: &Value) -> Result<Value, String> {
        Ok(match json {
            Value::String(text) => match name_of(text).and_then(|name| self.get(name)) {
                Some(value) => value.clone(),
                None => Value::String(self.fill(text)?),
            },
            Value::Array(values) => values.iter().map(|value| self.fill_json(value)).collect::<Result<_, _>>()?,
            Value::Object(fields) => {
                let filled = fields.iter().map(|(key, value)| Ok((key.clone(), self.fill_json(value)?)));
                Value::Object(filled.collect::<Result<_, String>>()?)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => json.clone(),
        })
    }
}

/// The name that a text is, if it is nothing else.
pub fn name_of(text: &str) -> Option<&str> {
    let name = text.strip_prefix('{')?.strip_suffix('}')?;
    let is_name = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    is_name.then_some(name)
}
