//! The page and the table that people read.

use std::{fmt::Write as _, path::Path};

use crate::results::{Figure, Report};

/// What `growth` measured, which takes too long for every run.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Growth {
    pub commit: String,
    pub results: Vec<Figure>,
}

const GROWTH: &str = "growth.json";

/// Takes over the figures of the last growth run, if there was one.
pub fn take_over_growth(report: &mut Report, folder: &Path) -> anyhow::Result<()> {
    let Ok(text) = std::fs::read_to_string(folder.join(GROWTH)) else {
        report.absent.insert("growth_50m".to_owned(), "`make bench-growth` has not run here".to_owned());
        return Ok(());
    };
    let growth: Growth = serde_json::from_str(&text)?;
    report.settings.insert("growth measured at commit".to_owned(), growth.commit);
    report.results.extend(growth.results);
    Ok(())
}

impl Growth {
    pub fn keep(&self, folder: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join(GROWTH), serde_json::to_string_pretty(self)? + "\n")?;
        Ok(())
    }
}

pub fn print(report: &Report) {
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

pub fn write_page(report: &Report, path: &Path) -> anyhow::Result<()> {
    let mut page = String::from(include_str!("../page/head.md"));
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
