//! The figures of a run, and what they mean against the goals.

use std::{collections::BTreeMap, path::Path};

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

use crate::load::{Measured, Percentiles};

/// Figures by name, in the order in which they were first measured.
#[derive(Default)]
pub struct Results {
    series: Vec<(String, Series)>,
}

struct Series {
    unit: &'static str,
    rounds: Vec<f64>,
    latencies: Option<Histogram<u64>>,
}

/// One published figure.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Figure {
    pub name: String,
    pub unit: String,
    /// The median of the rounds.
    pub value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percentiles: Option<Percentiles>,
    pub rounds: Vec<f64>,
}

/// A figure held against its floor, the least that is acceptable, and its goal.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ratio {
    pub name: String,
    pub value: Option<f64>,
    pub floor: f64,
    pub goal: f64,
    /// Against the floor; absent where there is nothing to compare with.
    pub met: Option<bool>,
}

#[derive(Serialize, Deserialize)]
pub struct Report {
    pub machine: BTreeMap<String, String>,
    pub commit: String,
    pub settings: BTreeMap<String, String>,
    pub results: Vec<Figure>,
    pub ratios: Vec<Ratio>,
    /// What was not run, and why.
    pub absent: BTreeMap<String, String>,
}

impl Results {
    /// Adds one round's value of a figure.
    pub fn add(&mut self, name: &str, unit: &'static str, value: f64) {
        self.entry(name, unit).rounds.push(value);
    }

    /// Adds one round of a load: transfers a second, with the latencies of its writes.
    pub fn add_writes(&mut self, name: &str, measured: &Measured) {
        let series = self.entry(name, "transfers/s");
        series.rounds.push(measured.transfers_per_second());
        series.merge(&measured.writes);
    }

    /// Adds one round of reads: reads a second, with their latencies.
    pub fn add_reads(&mut self, name: &str, measured: &Measured) {
        let series = self.entry(name, "reads/s");
        series.rounds.push(measured.reads.len() as f64 / measured.seconds);
        series.merge(&measured.reads);
    }

    /// Adds one round of latencies; the figure is their median.
    pub fn add_latencies(&mut self, name: &str, latencies: &Histogram<u64>) {
        let series = self.entry(name, "ms");
        series.rounds.push(Percentiles::of(latencies).p50);
        series.merge(latencies);
    }

    /// Goes on from the rounds of a figure that was kept.
    pub fn take_over(&mut self, kept: &[Figure], name: &str, unit: &'static str) {
        let rounds = kept.iter().filter(|figure| figure.name == name).flat_map(|figure| &figure.rounds);
        rounds.for_each(|value| self.add(name, unit, *value));
    }

    /// The rounds of a figure, none where it was not measured.
    pub fn rounds(&self, name: &str) -> Vec<f64> {
        self.series.iter().find(|(known, _)| known == name).map_or_else(Vec::new, |(_, series)| series.rounds.clone())
    }

    fn entry(&mut self, name: &str, unit: &'static str) -> &mut Series {
        let index = self.series.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            self.series.push((name.to_owned(), Series { unit, rounds: Vec::new(), latencies: None }));
            self.series.len() - 1
        });
        &mut self.series[index].1
    }

    pub fn figures(&self) -> Vec<Figure> {
        self.series
            .iter()
            .map(|(name, series)| Figure {
                name: name.clone(),
                unit: series.unit.to_owned(),
                value: round(median(&series.rounds)),
                percentiles: series.latencies.as_ref().map(Percentiles::of),
                rounds: series.rounds.iter().copied().map(round).collect(),
            })
            .collect()
    }
}

impl Series {
    fn merge(&mut self, more: &Histogram<u64>) {
        match &mut self.latencies {
            Some(all) => all.add(more).expect("the same bounds"),
            None => self.latencies = Some(more.clone()),
        }
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// To four significant digits: nobody measures more.
fn round(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let digits = 3 - value.abs().log10().floor() as i32;
    let factor = 10_f64.powi(digits);
    (value * factor).round() / factor
}

/// Which way is better.
#[derive(Clone, Copy)]
enum Better {
    More,
    Less,
}

impl Report {
    pub fn figure(&self, name: &str) -> Option<&Figure> {
        self.results.iter().find(|figure| figure.name == name)
    }

    /// The median over the rounds of one figure divided by another of the same round, so that a machine
    /// that speeds up or slows down between rounds does not count.
    fn quotient(&self, of: &str, by: &str) -> Option<f64> {
        let (of, by) = (self.figure(of)?, self.figure(by)?);
        let rounds: Vec<f64> = of.rounds.iter().zip(&by.rounds).map(|(of, by)| of / by).collect();
        (!rounds.is_empty()).then(|| median(&rounds))
    }

    fn value(&self, name: &str) -> Option<f64> {
        self.figure(name).map(|figure| figure.value)
    }

    fn percentile(&self, name: &str, which: fn(&Percentiles) -> f64) -> Option<f64> {
        self.figure(name)?.percentiles.as_ref().map(which)
    }

    /// Holds the figures against the goals of the project.
    pub fn judge(&mut self) {
        use Better::{Less, More};
        let (single_256, vs_tpcb) = (self.value("single_256"), self.quotient("single_256", "tpcb_32"));
        // Four times TPC-B, by the same median over the rounds as the ratio.
        let four_tpcb = single_256.zip(vs_tpcb).map_or(f64::NAN, |(per_second, ratio)| 4.0 * per_second / ratio);
        let rows = [
            ("single_32", self.value("single_32"), 10_000.0, 15_000.0, More),
            ("single_32_p50", self.percentile("single_32", |p| p.p50), 3.0, 2.0, Less),
            ("single_32_p99", self.percentile("single_32", |p| p.p99), 6.0, 5.0, Less),
            ("single_256", single_256, four_tpcb, 20_000.0, More),
            ("single_256_vs_tpcb", vs_tpcb, 4.0, 6.0, More),
            ("bulk_500", self.value("bulk_500"), 30_000.0, 50_000.0, More),
            ("bulk_500_vs_copy", self.quotient("bulk_500", "copy_same_rows"), 0.45, 0.7, More),
            ("hot_vs_random", self.quotient("hot_256", "single_256"), 1.0, 1.2, More),
            ("idle_p50", self.percentile("idle", |p| p.p50), 1.0, 0.5, Less),
            ("growth_50m_vs_1m", self.quotient("growth_50m", "growth_1m"), 0.9, 1.0, More),
            ("pit_p50", self.percentile("pit", |p| p.p50), 1.0, 0.5, Less),
            ("pit_p99", self.percentile("pit", |p| p.p99), 5.0, 2.0, Less),
            ("event_latency_p99", self.percentile("event_latency", |p| p.p99), 100.0, 100.0, Less),
            ("relay_vs_writes", self.quotient("relay_file", "bulk_500"), 1.0, 2.0, More),
            ("snapshot_vs_none", self.quotient("snapshot_open", "snapshot_none"), 0.7, 1.0, More),
            ("overload_vs_max", self.quotient("overload_accepted", "overload_max"), 0.9, 1.0, More),
            ("overload_bulk_vs_max", self.quotient("overload_bulk_accepted", "overload_bulk_max"), 0.9, 1.0, More),
            ("rss_mib", self.value("rss"), 150.0, 80.0, Less),
            ("bytes_per_transfer", self.value("bytes_per_transfer"), 1000.0, 500.0, Less),
        ];
        self.ratios = rows
            .into_iter()
            .map(|(name, value, floor, goal, better)| {
                let value = value.filter(|value| value.is_finite()).map(round);
                let met = value.filter(|_| floor.is_finite()).map(|value| match better {
                    More => value >= floor,
                    Less => value <= floor,
                });
                Ratio { name: name.to_owned(), value, floor: round(floor), goal, met }
            })
            .collect();
    }

    pub fn write(&self, file: &Path) -> anyhow::Result<()> {
        std::fs::write(file, serde_json::to_string_pretty(self)? + "\n")?;
        Ok(())
    }
}

/// What the machine is, as far as it says.
pub fn machine() -> BTreeMap<String, String> {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map_or("unknown", |(_, value)| value.trim()).to_owned()
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    BTreeMap::from([
        ("cpu".to_owned(), field(&read("/proc/cpuinfo"), "model name")),
        ("cores".to_owned(), cores.to_string()),
        ("memory".to_owned(), field(&read("/proc/meminfo"), "MemTotal")),
        ("kernel".to_owned(), read("/proc/sys/kernel/osrelease").trim().to_owned()),
    ])
}

/// The commit that was measured, marked where the tree differs from it.
pub fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = std::process::Command::new("git").args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short=12", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
    match git(&["status", "--porcelain", "--untracked-files=no"]) {
        Some(changes) if changes.is_empty() => commit,
        _ => commit + " and changes",
    }
}
