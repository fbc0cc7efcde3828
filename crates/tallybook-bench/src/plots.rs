//! The plots of docs/benchmarks.md, as SVG.

use std::path::Path;

use anyhow::anyhow;
use plotters::prelude::*;

use crate::results::{Figure, Report};

const SIZE: (u32, u32) = (720, 420);

/// One line: its name and its points.
type Line = (String, Vec<(f64, f64)>);

pub fn draw(report: &Report, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let by_suffix = |prefix: &str, value: fn(&Figure) -> Option<f64>| -> Vec<(f64, f64)> {
        let points = report.results.iter().filter_map(|figure| {
            let at: f64 = figure.name.strip_prefix(prefix)?.parse().ok()?;
            Some((at, value(figure)?))
        });
        points.collect()
    };
    log_x(
        &folder.join("batch_size.svg"),
        "Transfers a second against transfers per request (8 connections)",
        "transfers per request",
        "transfers/s",
        &[("Tallybook".to_owned(), by_suffix("batch_size_", |figure| Some(figure.value)))],
    )?;
    log_x(
        &folder.join("callers.svg"),
        "Transfers a second against connections (one transfer per request)",
        "connections",
        "transfers/s",
        &[("Tallybook".to_owned(), by_suffix("callers_", |figure| Some(figure.value)))],
    )?;
    log_x(
        &folder.join("latency.svg"),
        "Latency against connections (one transfer per request)",
        "connections",
        "milliseconds",
        &[
            ("p50".to_owned(), by_suffix("callers_", |figure| Some(figure.percentiles.as_ref()?.p50))),
            ("p90".to_owned(), by_suffix("callers_", |figure| Some(figure.percentiles.as_ref()?.p90))),
            ("p99".to_owned(), by_suffix("callers_", |figure| Some(figure.percentiles.as_ref()?.p99))),
        ],
    )?;
    let growth: Vec<(f64, f64)> = report
        .figure("growth")
        .map(|figure| figure.rounds.iter().enumerate().map(|(n, value)| ((n + 1) as f64, *value)).collect())
        .unwrap_or_default();
    if !growth.is_empty() {
        growth_plot(&folder.join("growth.svg"), &growth)?;
    }
    Ok(())
}

const COLOURS: [RGBColor; 3] = [RGBColor(0x1f, 0x5f, 0xa8), RGBColor(0xb8, 0x5c, 0x00), RGBColor(0x8a, 0x1c, 0x3c)];

fn log_x(path: &Path, title: &str, x: &str, y: &str, lines: &[Line]) -> anyhow::Result<()> {
    let all = || lines.iter().flat_map(|(_, points)| points);
    let right = all().map(|point| point.0).fold(1.0, f64::max);
    let top = all().map(|point| point.1).fold(1.0, f64::max) * 1.1;
    let root = SVGBackend::new(path, SIZE).into_drawing_area();
    let failed = |error: &dyn std::fmt::Display| anyhow!("{}: {error}", path.display());
    root.fill(&WHITE).map_err(|error| failed(&error))?;
    let mut chart = ChartBuilder::on(&root)
        .caption(title, ("sans-serif", 17))
        .margin(12)
        .x_label_area_size(42)
        .y_label_area_size(64)
        .build_cartesian_2d((1.0..right * 1.2).log_scale(), 0.0..top)
        .map_err(|error| failed(&error))?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc(x)
        .y_desc(y)
        .x_label_formatter(&|value| format!("{value:.0}"))
        .y_label_formatter(&|value| {
            if top > 1000.0 { format!("{:.0}k", value / 1000.0) } else { format!("{value:.0}") }
        })
        .draw()
        .map_err(|error| failed(&error))?;
    for ((name, points), colour) in lines.iter().zip(COLOURS) {
        chart
            .draw_series(LineSeries::new(points.iter().copied(), colour.stroke_width(2)).point_size(3))
            .map_err(|error| failed(&error))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], colour.stroke_width(2)));
    }
    if lines.len() > 1 {
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .background_style(WHITE)
            .border_style(BLACK.mix(0.3))
            .draw()
            .map_err(|error| failed(&error))?;
    }
    root.present().map_err(|error| failed(&error))
}

fn growth_plot(path: &Path, points: &[(f64, f64)]) -> anyhow::Result<()> {
    let root = SVGBackend::new(path, SIZE).into_drawing_area();
    let failed = |error: &dyn std::fmt::Display| anyhow!("{}: {error}", path.display());
    let right = points.last().map_or(1.0, |point| point.0);
    let top = points.iter().map(|point| point.1).fold(1.0, f64::max) * 1.1;
    root.fill(&WHITE).map_err(|error| failed(&error))?;
    let mut chart = ChartBuilder::on(&root)
        .caption("Transfers a second while the table grows (bulk requests of 500)", ("sans-serif", 17))
        .margin(12)
        .x_label_area_size(42)
        .y_label_area_size(64)
        .build_cartesian_2d(0.0..right, 0.0..top)
        .map_err(|error| failed(&error))?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc("million postings")
        .y_desc("transfers/s")
        .y_label_formatter(&|value| format!("{:.0}k", value / 1000.0))
        .draw()
        .map_err(|error| failed(&error))?;
    chart
        .draw_series(LineSeries::new(points.iter().copied(), COLOURS[0].stroke_width(2)))
        .map_err(|error| failed(&error))?;
    root.present().map_err(|error| failed(&error))
}
