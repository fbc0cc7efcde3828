//! Commands as text: what a person may copy into their shell.

/// A word as a shell takes it.
pub fn quoted(word: &str) -> String {
    shlex::try_quote(word).map_or_else(|_| "''".to_owned(), |word| word.into_owned())
}

/// The command that is running, with the key under which repeating it is safe; without one where it has its own.
pub fn again(key: Option<&str>) -> String {
    repeated(std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()), key)
}

fn repeated(words: impl Iterator<Item = String>, key: Option<&str>) -> String {
    let mut command = vec!["tallybook".to_owned()];
    command.extend(words.map(|word| quoted(&word)));
    let has_key = command.iter().any(|word| word.trim_start_matches('\'').starts_with("--idempotency-key"));
    if let (Some(key), false) = (key, has_key) {
        command.extend(["--idempotency-key".to_owned(), quoted(key)]);
    }
    command.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repetition_is_the_same_command_with_its_key() {
        let words = ["transfer", "create", "12.34 USD", "--debit=a", "--description", "it's due"];
        let again = repeated(words.iter().map(|word| (*word).to_owned()), Some("k 1"));
        assert_eq!(
            again,
            r#"tallybook transfer create '12.34 USD' '--debit=a' --description "it's due" --idempotency-key 'k 1'"#
        );
        let keyed = ["transfer", "create", "--idempotency-key", "k"];
        assert!(repeated(keyed.iter().map(|word| (*word).to_owned()), Some("k")).ends_with("--idempotency-key k"));
    }
}
