//! `tallybook openapi`.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::Context as _;

use crate::cli;

#[derive(clap::Args)]
pub struct Openapi {
    /// Only tell whether the files are what would be written; exit code 1 if not.
    #[arg(long)]
    check: bool,
    /// The checkout whose files are meant.
    #[arg(long, default_value = ".")]
    root: PathBuf,
}

impl Openapi {
    pub fn run(self, grammar: &clap::Command) -> anyhow::Result<ExitCode> {
        let api = fs::read_to_string(self.root.join("docs/api.md")).context("docs/api.md is missing")?;
        let commands = fs::read_to_string(self.root.join("docs/cli.md")).context("docs/cli.md is missing")?;
        let mut files = vec![
            ("openapi/tallybook.json".to_owned(), ledger_http::openapi_json()),
            ("openapi/tallybook-3.0.json".to_owned(), ledger_http::openapi_3_0_json()),
            ("openapi/asyncapi.json".to_owned(), ledger_http::asyncapi_json()),
            ("docs/problems.json".to_owned(), ledger_http::problems_json()),
            // Its generated sections only.
            ("docs/api.md".to_owned(), ledger_http::api_md(&api)),
            ("docs/cli.md".to_owned(), cli::reference(&commands, grammar)?),
        ];
        let schemas = ledger_http::event_schemas().into_iter();
        files.extend(schemas.map(|(name, schema)| (format!("openapi/events/{name}"), schema)));
        fs::create_dir_all(self.root.join("openapi/events")).context("openapi/events cannot be made")?;
        let mut drifted = false;
        for (name, content) in files {
            let path = self.root.join(&name);
            if fs::read_to_string(&path).is_ok_and(|present| present == content) {
                println!("{name} is up to date.");
            } else if self.check {
                drifted = true;
                println!("{name} is not what the code says; run `make openapi` and commit it.");
            } else {
                fs::write(&path, content).with_context(|| format!("{name} could not be written"))?;
                println!("{name} written.");
            }
        }
        Ok(if drifted { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
