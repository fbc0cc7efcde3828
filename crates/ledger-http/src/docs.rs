//! The parts of `docs/` that the code says better than a person could keep up to date.

use serde_json::{Value, json};

use crate::{
    facts::Facts,
    openapi::print,
    problem_codes::{Code, Where},
    router::operations,
    scopes::Scope,
};

/// Every problem code, in order of precedence: `docs/problems.json`.
pub fn problems_json() -> String {
    let facts = facts();
    let problems: Vec<Value> = Code::ALL
        .iter()
        .map(|code| {
            let wherever: Vec<&str> = match code.occurs() {
                Where::Everywhere => vec!["*"],
                _ => facts.iter().filter(|facts| facts.can_answer(*code)).map(|facts| &*facts.id).collect(),
            };
            json!({
                "code": code.as_str(),
                "type": format!("urn:tallybook:problem:{}", code.as_str()),
                "status": code.status(),
                "stored": code.stored(),
                "title": code.title(),
                "meaning": code.meaning(),
                "where": wherever,
            })
        })
        .collect();
    print(&json!({ "problems": problems }))
}

/// `docs/api.md` with its generated sections as they must be; the rest stays as it is.
pub fn api_md(current: &str) -> String {
    [("operations", operations_md()), ("scopes", scopes_md()), ("problems", problems_md())]
        .into_iter()
        .fold(current.to_owned(), |text, (name, section)| replace_section(&text, name, &section))
}

fn facts() -> Vec<Facts> {
    operations().iter().map(Facts::of).collect()
}

/// Replaces what stands between a section's two marks.
fn replace_section(text: &str, name: &str, section: &str) -> String {
    let (begin, end) = (format!("<!-- {name}: generated -->\n"), format!("<!-- /{name} -->"));
    match (text.split_once(&begin), text.split_once(&end)) {
        (Some((before, _)), Some((_, after))) => {
            format!("{before}{begin}\n{section}\n{end}{after}")
        }
        _ => text.to_owned(),
    }
}

fn operations_md() -> String {
    let rows = facts().into_iter().map(|facts| {
        let method = facts.method.to_uppercase();
        format!("| `{method} {}` | {} | `{}` | `{}` |\n", facts.path, facts.summary, facts.id, facts.scope.as_str())
    });
    format!("| request | does | operation id | scope |\n|---|---|---|---|\n{}", rows.collect::<String>())
}

fn scopes_md() -> String {
    Scope::ALL.iter().map(|scope| format!("- `{}`: {}\n", scope.as_str(), scope.meaning())).collect()
}

fn problems_md() -> String {
    let rows = Code::ALL.iter().map(|code| {
        let stored = if code.stored() { "yes" } else { "no" };
        format!("| {} | `{}` | {stored} | {} |\n", code.status(), code.as_str(), code.meaning())
    });
    format!("| status | code | stored | meaning |\n|---|---|---|---|\n{}", rows.collect::<String>())
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, fs, path::Path};

    use super::*;
    use crate::openapi::{openapi_3_0_json, openapi_json};

    #[test]
    fn docs_are_as_the_code_says() {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
        let read = |name| fs::read_to_string(docs.join(name)).unwrap_or_default();
        let (api, problems) = (read("api.md"), read("problems.json"));
        assert!(
            api == api_md(&api) && api.contains("`insufficient_balance`"),
            "docs/api.md is out of date: `make openapi`"
        );
        assert!(problems == problems_json(), "docs/problems.json is out of date: `make openapi`");
    }

    #[test]
    fn openapi_documents_are_as_the_code_says() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi");
        for (name, made) in [("tallybook.json", openapi_json()), ("tallybook-3.0.json", openapi_3_0_json())] {
            let read = fs::read_to_string(folder.join(name)).unwrap_or_default();
            assert!(read == made, "openapi/{name} is out of date: `make openapi`");
        }
    }

    #[test]
    fn every_operation_that_a_code_names_exists() {
        let ids: HashSet<String> = facts().into_iter().map(|facts| facts.id).collect();
        for code in Code::ALL {
            if let Where::Named(named) = code.occurs() {
                for id in named {
                    assert!(ids.contains(*id), "{code:?} names {id}");
                }
            }
        }
    }

    #[test]
    fn codes_are_unique_and_only_client_errors_are_stored() {
        let names: HashSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(!code.stored() || matches!(code.status(), 409 | 422), "{code:?}");
            assert!(code.title().ends_with('.') && code.meaning().ends_with('.'), "{code:?}");
        }
    }

    #[test]
    fn every_scope_but_that_of_keys_is_needed_somewhere() {
        let needed: HashSet<Scope> = facts().into_iter().map(|facts| facts.scope).collect();
        for scope in Scope::ALL {
            assert_eq!(needed.contains(scope), *scope != Scope::KeysAdmin, "{scope:?}");
            assert_eq!(Scope::parse(scope.as_str()), Some(*scope));
        }
    }
}
