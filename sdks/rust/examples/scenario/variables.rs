use std::collections::HashMap;

use serde_json::Value;

/// What earlier steps saved, to be put in place of `{name}`.
pub struct Variables(HashMap<String, Value>);

impl Variables {
    pub fn of_run(run: &str) -> Variables {
        Variables(HashMap::from([("run".to_owned(), Value::from(run))]))
    }

    pub fn save(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// A text that is nothing but a variable becomes what was saved, of whatever type.
    pub fn fill(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => match whole_name(text) {
                Some(name) => self.get(name)?.clone(),
                None => Value::String(self.fill_text(text)?),
            },
            Value::Array(items) => items.iter().map(|item| self.fill(item)).collect::<Result<_, _>>()?,
            Value::Object(members) => members
                .iter()
                .map(|(name, member)| Ok((name.clone(), self.fill(member)?)))
                .collect::<Result<_, String>>()?,
            _ => value.clone(),
        })
    }

    pub fn fill_text(&self, text: &str) -> Result<String, String> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, name, after)) = next_name(rest) {
            filled += before;
            match self.get(name)? {
                Value::String(text) => filled += text,
                other => filled += &other.to_string(),
            }
            rest = after;
        }
        Ok(filled + rest)
    }

    fn get(&self, name: &str) -> Result<&Value, String> {
        self.0.get(name).ok_or_else(|| format!("no step saved {name}"))
    }
}

fn whole_name(text: &str) -> Option<&str> {
    match next_name(text) {
        Some(("", name, "")) => Some(name),
        _ => None,
    }
}

fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}
