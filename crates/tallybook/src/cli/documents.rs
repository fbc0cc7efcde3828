//! `tallybook completions`, `tallybook man` and the list in docs/cli.md: what is made of the commands as they are declared.

use std::{fs, io::Write as _, path::PathBuf};

use anyhow::Context as _;

#[derive(clap::Args)]
pub struct Completions {
    /// The shell they are for.
    shell: clap_complete::Shell,
}

impl Completions {
    pub fn run(self, mut command: clap::Command) -> anyhow::Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "tallybook", &mut script);
        std::io::stdout().write_all(&script).context("the completions cannot be written")
    }
}

#[derive(clap::Args)]
pub struct Man {
    /// Write a page for each command into this folder; else the first page is printed.
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
}

impl Man {
    pub fn run(self, command: clap::Command) -> anyhow::Result<()> {
        match self.dir {
            None => {
                let mut page = Vec::new();
                clap_mangen::Man::new(command).render(&mut page).context("the page cannot be rendered")?;
                std::io::stdout().write_all(&page).context("the page cannot be written")
            }
            Some(folder) => {
                fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
                clap_mangen::generate_to(command, &folder)
                    .with_context(|| format!("the pages cannot be written to {}", folder.display()))?;
                println!("The pages are in {0}; `man -l {0}/tallybook.1` shows the first.", folder.display());
                Ok(())
            }
        }
    }
}

/// Between these, docs/cli.md lists the commands.
const BEGIN: &str = "<!-- commands: generated -->\n";
const END: &str = "<!-- /commands -->";

/// docs/cli.md with its list of commands as they are.
pub fn reference(present: &str, command: &clap::Command) -> anyhow::Result<String> {
    let missing = || format!("docs/cli.md has lost its marks {} and {END}", BEGIN.trim_end());
    let (before, rest) = present.split_once(BEGIN).with_context(missing)?;
    let (_, after) = rest.split_once(END).with_context(missing)?;
    let mut rows = String::new();
    list(command, "tallybook", &mut rows);
    Ok(format!("{before}{BEGIN}\n| command | does |\n|---|---|\n{rows}\n{END}{after}"))
}

/// A row for each command that has no commands of its own.
fn list(command: &clap::Command, path: &str, rows: &mut String) {
    for command in command.get_subcommands().filter(|command| !command.is_hide_set()) {
        let path = format!("{path} {}", command.get_name());
        if command.has_subcommands() {
            list(command, &path, rows);
        } else {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            let end = if about.ends_with('.') { "" } else { "." };
            rows.push_str(&format!("| `{path}` | {}{end} |\n", about.replace('|', "\\|")));
        }
    }
}
