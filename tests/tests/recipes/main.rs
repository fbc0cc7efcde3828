//! The recipes of docs/recipes: each is read from top to bottom and does what it says, on a ledger of its own.

mod answer;
mod names;
mod script;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use tallybook_tests::{Api, run};
use tokio::time::Instant;

use crate::{
    names::Names,
    script::{Script, Step},
};

/// How long an answer that comes `eventually` is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn every_recipe_does_what_it_says() {
    run(async |app| {
        let mut differences = Vec::new();
        for file in recipes() {
            if let Err(difference) = follow(&app.api, &file).await {
                differences.push(format!("{}:{difference}", file.display()));
            }
        }
        assert!(differences.is_empty(), "{}", differences.join("\n\n"));
    });
}

#[test]
fn every_recipe_is_in_the_list() {
    let list = read(&folder().join("README.md"));
    for file in recipes() {
        let name = file.file_name().and_then(|name| name.to_str()).expect("a recipe's name is text");
        assert!(list.contains(&format!("({name})")), "README.md does not lead to {name}");
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/recipes")
}

/// Every file beside the list is a recipe, in the order of their names.
fn recipes() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder()).expect("the recipes are in docs/recipes");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let mut recipes: Vec<PathBuf> = paths.filter(|path| !path.ends_with("README.md")).collect();
    recipes.sort();
    assert!(!recipes.is_empty(), "there are no recipes");
    recipes
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Does all steps of a recipe; an error begins with the number of the line.
async fn follow(api: &Api, file: &Path) -> Result<(), String> {
    let name = file.file_stem().and_then(|name| name.to_str()).expect("a recipe's name is text");
    let script = Script::parse(&read(file), &format!("recipe-{name}"))?;
    let mut names = Names::default();
    for step in &script.steps {
        take(api, step, &mut names).await.map_err(|difference| format!("{}: {difference}", step.line))?;
    }
    match names.never_used() {
        None => Ok(()),
        Some(name) => Err(format!("0: {{{name}}} is kept and never used")),
    }
}

async fn take(api: &Api, step: &Step, names: &mut Names) -> Result<(), String> {
    let request = step.request.with(names)?;
    let headers: Vec<_> = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let deadline = Instant::now() + PATIENCE;
    loop {
        let body = request.body.as_ref().map(|body| body.to_string().into_bytes());
        let answered = api.send(request.method.clone(), &request.path, &headers, body).await;
        let answered = answered.map_err(|error| error.to_string())?;
        let mut kept = names.clone();
        match step.expected.check(&answered, &mut kept) {
            Ok(()) => {
                *names = kept;
                return Ok(());
            }
            Err(_) if step.expected.eventually && Instant::now() < deadline => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Err(difference) => {
                return Err(format!("{difference}\n{}", String::from_utf8_lossy(&answered.body)));
            }
        }
    }
}
