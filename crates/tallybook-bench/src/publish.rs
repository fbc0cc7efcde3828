//! The page and the table that people read.

use std::{fmt::Write as _, path::Path};

use anyhow::Context as _;

use crate::{
    plots,
    results::{Figure, Report},
};

/// The last whole suite, as it measured.
const SUITE: &str = "suite.json";
/// What is published of it, with what was measured apart.
const RESULTS: &str = "results.json";

/// What was measured apart from the suite: it takes too long for every run, or needs servers of its own.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Apart {
    pub commit: String,
    pub results: Vec<Figure>,
}

/// Each by its name, with a figure that it has and with what measures it.
const APART: [(&str, &str, &str); 3] = [
    ("growth", "growth_50m", "make bench-growth"),
    ("standby", "standby_sync_256", "make bench-standby"),
    ("cold_keys", "cold_keys_256", "make bench-cold-keys"),
];

/// Keeps the figures of a whole suite, and publishes them.
pub fn suite(report: &Report, folder: &Path) -> anyhow::Result<()> {
    report.write(&folder.join(SUITE))?;
    again(folder)
}

/// Publishes the last whole suite with what was measured apart by now.
pub fn again(folder: &Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(folder.join(SUITE)).context("no whole suite has run here: `make bench`")?;
    let report = results(serde_json::from_str(&text)?, folder)?;
    plots::draw(&report, Path::new("docs/benchmarks"))?;
    write_page(&report, Path::new("docs/benchmarks.md"))
}

/// Writes the results of a suite with what was measured apart, held against the goals.
pub fn results(mut report: Report, folder: &Path) -> anyhow::Result<Report> {
    take_over_apart(&mut report, folder)?;
    report.judge();
    report.write(&folder.join(RESULTS))?;
    print(&report);
    Ok(report)
}

/// Takes over the figures of the last run of each, if there was one.
fn take_over_apart(report: &mut Report, folder: &Path) -> anyhow::Result<()> {
    for (name, figure, command) in APART {
        let Some(apart) = Apart::kept(name, folder)?.filter(|apart| apart.results.iter().any(|f| f.name == figure))
        else {
            report.absent.insert(figure.to_owned(), format!("`{command}` has not run here"));
            continue;
        };
        report.settings.insert(format!("{name} measured at commit"), apart.commit);
        report.results.extend(apart.results);
    }
    Ok(())
}

impl Apart {
    /// What the last run of this name kept, if there was one.
    pub fn kept(name: &str, folder: &Path) -> anyhow::Result<Option<Apart>> {
        match std::fs::read_to_string(folder.join(name).with_extension("json")) {
            Ok(text) => Ok(Some(serde_json::from_str(&text)?)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub fn keep(&self, name: &str, folder: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(folder)?;
        let text = serde_json::to_string_pretty(self)? + "\n";
        std::fs::write(folder.join(name).with_extension("json"), text)?;
        Ok(())
    }

    pub fn print(&self) {
        for figure in &self.results {
            println!("{:<34} {:>12.2} {}  {:?}", figure.name, figure.value, figure.unit, figure.percentiles);
        }
    }
}

fn print(report: &Report) {
    print!("{}", figures_table(report));
    print!("\n{}", ratios_table(report));
    for (name, why) in &report.absent {
        println!("absent: {name}: {why}");
    }
}

fn figures_table(report: &Report) -> String {
    let mut table = String::from(
        "| figure | value | unit | p50 ms | p99 ms | p99.9 ms | rounds |\n|---|---:|---|---:|---:|---:|---|\n",
    );
    for figure in &report.results {
        let [p50, p99, p999] = match &figure.percentiles {
            Some(p) => [p.p50, p.p99, p.p999].map(|value| format!("{value:.2}")),
            None => [const { String::new() }; 3],
        };
        let rounds: Vec<String> = figure.rounds.iter().map(|value| number(*value)).collect();
        let rounds = if rounds.len() > 1 && rounds.len() < 8 { rounds.join(", ") } else { String::new() };
        writeln!(
            table,
            "| `{}` | {} | {} | {p50} | {p99} | {p999} | {rounds} |",
            figure.name,
            number(figure.value),
            figure.unit
        )
        .expect("a String takes everything");
    }
    table
}

fn ratios_table(report: &Report) -> String {
    let mut table = String::from("| goal | value | floor | goal | floor met |\n|---|---:|---:|---:|---|\n");
    for ratio in &report.ratios {
        let met = match ratio.met {
            Some(true) => "yes",
            Some(false) => "no",
            None => "not compared",
        };
        let value = ratio.value.map_or_else(|| "absent".to_owned(), number);
        writeln!(table, "| `{}` | {value} | {} | {} | {met} |", ratio.name, number(ratio.floor), number(ratio.goal))
            .expect("a String takes everything");
    }
    table
}

fn number(value: f64) -> String {
    if value.abs() >= 100.0 {
        let digits = format!("{value:.0}");
        let (sign, digits) = digits.split_at(usize::from(digits.starts_with('-')));
        let mut grouped = String::from(sign);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        grouped
    } else {
        format!("{value:.2}")
    }
}

fn write_page(report: &Report, path: &Path) -> anyhow::Result<()> {
    let mut page = String::from(include_str!("../page/head.md"));
    if report.figure("growth").is_some() {
        page.push_str("\n![Throughput against table size](benchmarks/growth.svg)\n");
    }
    page.push_str("\n## Goals\n\n");
    page.push_str(&ratios_table(report));
    page.push_str("\n## Figures\n\n");
    page.push_str(&figures_table(report));
    if !report.absent.is_empty() {
        page.push_str("\nNot run:\n\n");
        for (name, why) in &report.absent {
            writeln!(page, "- `{name}`: {why}")?;
        }
    }
    writeln!(page, "\n## Where\n\nCommit {}.\n", report.commit)?;
    for (title, pairs) in [("machine", &report.machine), ("settings", &report.settings)] {
        writeln!(page, "| {title} | |\n|---|---|")?;
        for (name, value) in pairs {
            writeln!(page, "| {name} | {value} |")?;
        }
        page.push('\n');
    }
    std::fs::write(path, page.trim_end().to_owned() + "\n")?;
    Ok(())
}
