use serde_json::Value;

/// Whether `got` has all that is `expected`: objects by the members named, arrays item by item, all else exactly.
pub fn matches(expected: &Value, got: &Value, place: &str) -> Result<(), String> {
    let differs = || Err(format!("at {place:?} expected {expected}, got {got}"));
    match (expected, got) {
        (Value::String(any), _) if any == "*" => Ok(()),
        (Value::Object(members), Value::Array(items)) if members.contains_key("$length") => {
            if members["$length"] == items.len() { Ok(()) } else { differs() }
        }
        (Value::Object(members), Value::Object(had)) => members.iter().try_for_each(|(name, member)| {
            let place = format!("{place}/{name}");
            let had = had.get(name).ok_or_else(|| format!("at {place:?} expected {member}, got nothing"))?;
            matches(member, had, &place)
        }),
        (Value::Array(items), Value::Array(had)) if items.len() == had.len() => items
            .iter()
            .zip(had)
            .enumerate()
            .try_for_each(|(n, (item, had))| matches(item, had, &format!("{place}/{n}"))),
        _ if expected == got => Ok(()),
        _ => differs(),
    }
}
