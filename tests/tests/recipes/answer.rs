//! What a recipe expects of an answer: its status, and a part of its body.

use serde_json::Value;
use tallybook_tests::Answered;

use crate::names::{Names, name_of};

/// Stands for any value but null.
const ANY: &str = "…";

#[derive(Debug)]
pub struct Expected {
    pub status: u16,
    /// Asked again until it is so.
    pub eventually: bool,
    pub body: Value,
}

impl Expected {
    /// # Errors
    /// The first difference.
    pub fn check(&self, answered: &Answered, names: &mut Names) -> Result<(), String> {
        if answered.status != self.status {
            return Err(format!("the status is {}, not {}", answered.status, self.status));
        }
        let body = serde_json::from_slice(&answered.body).map_err(|error| format!("the answer is no JSON: {error}"))?;
        compare(&self.body, &body, "", names)
    }
}

/// Whether `actual` has all of `expected`: an object may have more fields, an array no more values.
fn compare(expected: &Value, actual: &Value, at: &str, names: &mut Names) -> Result<(), String> {
    let differs = |expected: &Value| Err(format!("{at} is {actual}, not {expected}"));
    match (expected, actual) {
        (Value::String(text), _) if text == ANY => {
            if actual.is_null() {
                differs(expected)
            } else {
                Ok(())
            }
        }
        (Value::String(text), _) if name_of(text).is_some() => {
            let name = name_of(text).unwrap_or_default();
            match names.get(name) {
                Some(kept) if kept == actual => Ok(()),
                Some(kept) => differs(kept),
                None if actual.is_string() || actual.is_number() => {
                    names.keep(name, actual);
                    Ok(())
                }
                None => Err(format!("{at} is {actual}, which cannot be kept as {text}")),
            }
        }
        (Value::Object(fields), Value::Object(actual)) => fields.iter().try_for_each(|(key, expected)| {
            let at = format!("{at}/{key}");
            let actual = actual.get(key).ok_or_else(|| format!("{at} is absent, not {expected}"))?;
            compare(expected, actual, &at, names)
        }),
        (Value::Array(values), Value::Array(others)) if values.len() == others.len() => {
            let pairs = values.iter().zip(others).enumerate();
            pairs
                .into_iter()
                .try_for_each(|(index, (expected, actual))| compare(expected, actual, &format!("{at}/{index}"), names))
        }
        _ if expected == actual => Ok(()),
        _ => differs(expected),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn differences(expected: &Value, actual: &Value) -> Option<String> {
        compare(expected, actual, "", &mut Names::default()).err()
    }

    #[test]
    fn an_answer_may_say_more_than_is_expected_but_nothing_else() {
        let actual = json!({"a": "1.00", "b": [{"c": 1, "d": null}, true]});
        for expected in
            [json!({"a": "1.00"}), json!({"a": "…", "b": [{"c": 1}, true]}), json!({"b": [{"d": null}, "…"]})]
        {
            assert_eq!(differences(&expected, &actual), None, "{expected}");
        }
        for (expected, at) in [
            (json!({"a": "1.0"}), "/a is"),
            (json!({"a": 1}), "/a is"),
            (json!({"e": "…"}), "/e is absent"),
            (json!({"e": null}), "/e is absent"),
            (json!({"b": [{"d": "…"}, true]}), "/b/0/d is"),
            (json!({"b": [{"c": 1}]}), "/b is"),
            (json!({"b": [true, {"c": 1}]}), "/b/0 is"),
            (json!(["…"]), " is"),
        ] {
            let difference = differences(&expected, &actual).unwrap_or_else(|| panic!("{expected} differs"));
            assert!(difference.starts_with(at), "{difference}");
        }
    }

    #[test]
    fn a_name_stands_for_what_it_was_first_seen_as() {
        let mut names = Names::default();
        compare(&json!({"id": "{hold}"}), &json!({"id": "7f"}), "", &mut names).expect("it is kept");
        assert_eq!(names.never_used(), Some("hold"));
        compare(&json!("{hold}"), &json!("7f"), "", &mut names).expect("it is the same");
        assert_eq!(names.never_used(), None);
        compare(&json!("{hold}"), &json!("80"), "", &mut names).expect_err("it is another");
        compare(&json!("{other}"), &json!({}), "", &mut names).expect_err("objects are not kept");

        names.keep("version", &json!(3));
        let filled = names.fill_json(&json!({"id": "{hold}", "ids": ["a-{hold}"], "version": "{version}"}));
        assert_eq!(filled, Ok(json!({"id": "7f", "ids": ["a-7f"], "version": 3})));
        for text in ["{nothing}", "{", "{hold", "}{Hold}"] {
            names.fill(text).expect_err(text);
        }
    }
}
