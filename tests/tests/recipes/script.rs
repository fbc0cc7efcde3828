//! Reads a recipe: Markdown whose fenced blocks are requests, each followed by the answer it must get.
//! docs/recipes/README.md states the grammar; whatever else looks like a block is an error.

use reqwest::Method;
use serde_json::Value;

use crate::{answer::Expected, names::Names};

const FENCE: &str = "```";

#[derive(Debug)]
pub struct Script {
    pub steps: Vec<Step>,
}

/// A request and its answer.
#[derive(Debug)]
pub struct Step {
    /// Of the request, from 1.
    pub line: usize,
    pub request: Request,
    pub expected: Expected,
}

#[derive(Clone, Debug)]
pub struct Request {
    pub method: Method,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<Value>,
}

struct Block<'text> {
    line: usize,
    info: &'text str,
    text: String,
}

impl Script {
    /// # Errors
    /// What is wrong, after the number of its line. A recipe makes the ledger `ledger` first, and touches no other.
    pub fn parse(markdown: &str, ledger: &str) -> Result<Script, String> {
        let mut blocks = blocks(markdown)?.into_iter();
        let mut steps = Vec::new();
        while let Some(block) = blocks.next() {
            let at = |line: usize| move |message: String| format!("{line}: {message}");
            if block.info != "http" {
                return Err(at(block.line)(format!("a request is expected, not a block of {:?}", block.info)));
            }
            let request = Request::parse(&block.text).map_err(at(block.line))?;
            let Some(answer) = blocks.next() else {
                return Err(at(block.line)("no answer is expected of the last request".to_owned()));
            };
            let expected = Expected::parse(answer.info, &answer.text).map_err(at(answer.line))?;
            request.check(ledger, steps.is_empty(), &expected).map_err(at(block.line))?;
            steps.push(Step { line: block.line, request, expected });
        }
        if steps.len() < 2 { Err("0: it asks for nothing".to_owned()) } else { Ok(Script { steps }) }
    }
}

fn blocks(markdown: &str) -> Result<Vec<Block<'_>>, String> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut open = false;
    for (index, line) in markdown.lines().enumerate() {
        let looks_like_fence = ["```", "~~~"].iter().any(|fence| line.trim_start().starts_with(fence));
        match (open, blocks.last_mut()) {
            (true, Some(_)) if line == FENCE => open = false,
            (true, Some(block)) if !looks_like_fence => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (false, _) if line.starts_with(FENCE) => {
                let info = line.trim_start_matches('`');
                if line.len() - info.len() != FENCE.len() {
                    return Err(format!("{}: a fence is three backticks", index + 1));
                }
                blocks.push(Block { line: index + 1, info, text: String::new() });
                open = true;
            }
            (false, _) if !looks_like_fence && !line.starts_with("    ") && !line.starts_with('\t') => {}
            _ => return Err(format!("{}: this is neither text nor a block of the grammar: {line}", index + 1)),
        }
    }
    match blocks.last() {
        Some(block) if open => Err(format!("{}: the block is not closed", block.line)),
        _ => Ok(blocks),
    }
}

impl Request {
    fn parse(text: &str) -> Result<Request, String> {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut head = head.lines();
        let first = head.next().unwrap_or_default();
        let (method, path) = first.split_once(' ').ok_or_else(|| format!("{first:?} is no METHOD path"))?;
        let method = match method {
            "GET" => Method::GET,
            "POST" => Method::POST,
            "PATCH" => Method::PATCH,
            other => return Err(format!("{other} is no method of the API")),
        };
        let header = |line: &str| {
            let header = line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
            header.ok_or_else(|| format!("{line:?} is no header; a body follows after an empty line"))
        };
        let headers = head.map(header).collect::<Result<_, _>>()?;
        let body = match (method == Method::GET, body.is_empty()) {
            (true, true) => None,
            (false, false) => Some(object(body)?),
            (true, false) => return Err("a GET has no body".to_owned()),
            (false, true) => return Err(format!("a {method} has a body")),
        };
        Ok(Request { method, path: path.to_owned(), headers, body })
    }

    fn check(&self, ledger: &str, first: bool, expected: &Expected) -> Result<(), String> {
        let name = self.body.as_ref().and_then(|body| body["name"].as_str());
        let makes_ledger = self.method == Method::POST && self.path == "/v1/ledgers" && name == Some(ledger);
        if first && (!makes_ledger || expected.status != 201) {
            return Err(format!("a recipe begins by making the ledger {ledger}"));
        }
        if !first && !self.path.starts_with(&format!("/v1/ledgers/{ledger}/")) {
            return Err(format!("{} is not in the ledger {ledger}", self.path));
        }
        if expected.eventually && self.method != Method::GET {
            return Err("only a GET may be repeated".to_owned());
        }
        Ok(())
    }

    /// The request with the values of the names in it.
    ///
    /// # Errors
    /// Where a name is not known.
    pub fn with(&self, names: &mut Names) -> Result<Request, String> {
        let headers = self.headers.iter().map(|(name, value)| Ok((name.clone(), names.fill(value)?)));
        Ok(Request {
            headers: headers.collect::<Result<_, String>>()?,
            method: self.method.clone(),
            path: names.fill(&self.path)?,
            body: self.body.as_ref().map(|body| names.fill_json(body)).transpose()?,
        })
    }
}

impl Expected {
    fn parse(info: &str, text: &str) -> Result<Expected, String> {
        let status = info
            .strip_prefix("json expect ")
            .ok_or_else(|| format!("the answer to the request before is expected, not a block of {info:?}"))?;
        let (status, eventually) = match status.strip_suffix(" eventually") {
            Some(status) => (status, true),
            None => (status, false),
        };
        let status = status.parse().map_err(|error| format!("{status:?} is no status: {error}"))?;
        let body = object(text)?;
        if body == Value::Object(serde_json::Map::new()) {
            return Err("an answer is expected to say something".to_owned());
        }
        Ok(Expected { status, eventually, body })
    }
}

fn object(text: &str) -> Result<Value, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("this is no JSON: {error}"))?;
    if !value.is_object() {
        return Err("a body is a JSON object".to_owned());
    }
    // Reading keeps one of two fields of a name, and the service would refuse them.
    if colons(text) != fields(&value) { Err("a field is there twice".to_owned()) } else { Ok(value) }
}

/// How many fields the text of a JSON has: each has a colon outside of strings.
fn colons(text: &str) -> usize {
    let (mut count, mut quoted, mut escaped) = (0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b':' if !quoted => count += 1,
            _ => {}
        }
    }
    count
}

fn fields(value: &Value) -> usize {
    match value {
        Value::Object(object) => object.len() + object.values().map(fields).sum::<usize>(),
        Value::Array(values) => values.iter().map(fields).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEDGER: &str =
        "```http\nPOST /v1/ledgers\n\n{\"name\": \"recipe-x\"}\n```\n```json expect 201\n{\"name\": \"…\"}\n```\n";
    const GET: &str = "Then look.\n\n```http\nGET /v1/ledgers/recipe-x/holds\n```\n";
    const EMPTY: &str = "```json expect 200\n{\"data\": []}\n```\n";

    #[test]
    fn a_recipe_is_its_requests_and_their_answers() {
        let script = Script::parse(&[LEDGER, GET, EMPTY].concat(), "recipe-x").expect("a recipe");
        let [first, second] = &script.steps[..] else { panic!("{script:?}") };
        assert_eq!((first.line, first.expected.status), (1, 201));
        assert_eq!((second.line, second.request.path.as_str()), (11, "/v1/ledgers/recipe-x/holds"));
    }

    #[test]
    fn what_is_not_in_the_grammar_is_refused() {
        let posting = "```http\nPOST /v1/ledgers/recipe-x/accounts\nno header\n\n{}\n```\n";
        for (text, why) in [
            (LEDGER.to_owned(), "it asks for nothing"),
            ([LEDGER, GET].concat(), "no answer is expected"),
            ([LEDGER, GET, GET, EMPTY].concat(), "not a block of \"http\""),
            ([LEDGER, EMPTY].concat(), "a request is expected"),
            ([GET, EMPTY, LEDGER].concat(), "begins by making the ledger"),
            ([LEDGER, &GET.replace("recipe-x", "recipe-y"), EMPTY].concat(), "not in the ledger"),
            ([LEDGER, GET, EMPTY, "```sh\ncurl\n```\n"].concat(), "a request is expected"),
            ([LEDGER, GET, EMPTY, "~~~\ncurl\n~~~\n"].concat(), "neither text nor a block"),
            ([LEDGER, GET, EMPTY, "    curl\n"].concat(), "neither text nor a block"),
            ([LEDGER, GET, &EMPTY.replace("```json", "  ```json")].concat(), "neither text nor a block"),
            ([LEDGER, GET, &EMPTY[..EMPTY.len() - 4]].concat(), "not closed"),
            ([LEDGER, GET, &EMPTY.replace("{\"data\": []}", "{}")].concat(), "to say something"),
            ([LEDGER, GET, &EMPTY.replace("[]", "[")].concat(), "no JSON"),
            ([LEDGER, GET, &EMPTY.replace("[]", r#"{"a": ":\":", "a": 1}"#)].concat(), "twice"),
            ([LEDGER, GET, &EMPTY.replace("200", "OK")].concat(), "no status"),
            ([LEDGER, &GET.replace("GET", "DELETE"), EMPTY].concat(), "no method"),
            ([LEDGER, &GET.replace("GET", "POST"), EMPTY].concat(), "has a body"),
            ([LEDGER, &GET.replace("holds", "holds\n\n{}"), EMPTY].concat(), "has no body"),
            ([LEDGER, posting, EMPTY].concat(), "is no header"),
            (
                [LEDGER, &posting.replace("no header", "a: b"), &EMPTY.replace("200", "201 eventually")].concat(),
                "repeated",
            ),
        ] {
            let refused = Script::parse(&text, "recipe-x").expect_err(why);
            assert!(refused.contains(why), "{refused}, not {why}");
        }
    }
}
