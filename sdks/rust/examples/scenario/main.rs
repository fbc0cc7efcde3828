//! Plays the scenario that all SDKs play against a live service, and stops at the first difference.

mod calls;
mod compare;
mod variables;

use std::env;

use serde::Deserialize;
use serde_json::{Map, Value};
use tallybook_client::{Error, Tallybook};

use calls::Failure;
use variables::Variables;

#[derive(Deserialize)]
struct Scenario {
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    name: String,
    call: String,
    #[serde(default)]
    params: Map<String, Value>,
    #[serde(default)]
    body: Value,
    idempotency_key: Option<String>,
    expect: Option<Value>,
    expect_problem: Option<Value>,
    expect_error: Option<String>,
    #[serde(default)]
    save: Map<String, Value>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Of the client that talks to the proxy; Tallybook's own brings one along.
    rustls::crypto::ring::default_provider().install_default().map_err(|_| "another TLS provider came first")?;
    let tallybook = Tallybook::from_env()?;
    let mut variables = Variables::of_run(&env::var("TALLYBOOK_RUN")?);
    let scenario: Scenario = serde_json::from_slice(&std::fs::read(env::var("TALLYBOOK_SCENARIO")?)?)?;
    for step in scenario.steps {
        play(&tallybook, &step, &mut variables).await.map_err(|difference| format!("{}: {difference}", step.name))?;
        println!("ok   {}", step.name);
    }
    Ok(())
}

async fn play(tallybook: &Tallybook, step: &Step, variables: &mut Variables) -> Result<(), String> {
    let params = variables.fill(&Value::Object(step.params.clone()))?;
    let body = variables.fill(&step.body)?;
    let key = step.idempotency_key.as_ref().map(|key| variables.fill_text(key)).transpose()?;
    let got = calls::call(tallybook, &step.call, &params, body, key).await;

    if let Some(expected) = &step.expect_error {
        return match got {
            Err(error) if error.kind() == expected => Ok(()),
            Err(error) => Err(format!("expected the error {expected}, got {error}")),
            Ok(answer) => Err(format!("expected the error {expected}, got {answer}")),
        };
    }
    let got = match (got, &step.expect_problem) {
        (Ok(answer), None) => answer,
        (Err(Failure::Call(Error::Problem(problem))), Some(_)) => {
            serde_json::to_value(problem).map_err(|error| error.to_string())?
        }
        (Ok(answer), Some(expected)) => return Err(format!("expected the problem {expected}, got {answer}")),
        (Err(error), _) => return Err(format!("got {error}")),
    };
    if let Some(expected) = step.expect.as_ref().or(step.expect_problem.as_ref()) {
        compare::matches(&variables.fill(expected)?, &got, "")?;
    }
    for (name, pointer) in &step.save {
        let pointer = pointer.as_str().ok_or("a pointer is a text")?;
        let value = got.pointer(pointer).ok_or_else(|| format!("nothing is at {pointer} of {got}"))?;
        variables.save(name, value.clone());
    }
    Ok(())
}
