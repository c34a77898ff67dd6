//! `kikimori discover`: captures in, devices out.

use domain::counted::counted;
use std::{path::PathBuf, sync::Arc};

use anyhow::Context as _;
use app::{
    captures::ReadProgress,
    discover::{Request, discover},
    feeds::Folder,
    fetched_advisories,
    snapshot::Snapshot,
};
use domain::devices::{Device, Stated};
use knowledge::Knowledge;

use crate::{
    Outcome,
    commands::now,
    output::{self, Format},
    progress::Bar,
    table::Table,
};

/// Arguments of `discover`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Capture files (.pcap, .pcapng, also .gz and .zst), folders of rotating files, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    captures: Vec<PathBuf>,
    /// The hospital's ledger (.xlsx, .xls, .csv), to compare with
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Advisories (CSAF files or folders), to judge devices and rows
    #[arg(long, value_name = "PATH")]
    advisories: Vec<PathBuf>,
    /// Data folder of an installation: advisories that its feeds brought count too
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// table for people, json for programs (the API's shape), csv for spreadsheets
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs it. Findings are dangers, changes and differences with the ledger.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let fetched = arguments.data.as_deref().map(|data| fetched_advisories::files(&Folder::of(data)));
    let request = Request {
        captures: arguments.captures.clone(),
        ledger: arguments.ledger.clone(),
        advisories: [arguments.advisories.clone(), fetched.transpose()?.unwrap_or_default()].concat(),
        org_name: String::new(),
        now: now(),
    };
    let progress = Arc::new(ReadProgress::default());
    let bar = Bar::show(&progress);
    let discovered = discover(&request, Knowledge::built_in(), &progress)?;
    drop(bar);
    for left_out in &discovered.left_out {
        eprintln!("warning: {}: {}", left_out.file, left_out.why);
    }
    let snapshot = &discovered.snapshot;
    tell_captures(snapshot);
    // Nothing read is not nothing found.
    let unread = snapshot.captures.iter().all(|capture| capture.packets == 0);
    if unread {
        eprintln!("warning: no packet could be read, so nothing can be said about the hospital");
    }
    match arguments.format {
        Format::Json => output::json(&web::api::discover::discover_json(snapshot))?,
        Format::Csv => output::text(&device_table(snapshot).as_csv())?,
        Format::Table => {
            output::text(&device_table(snapshot).as_text())?;
            output::text(&summary(snapshot)).context("printing the summary")?;
        }
    }
    let differs = snapshot.reconciliation.totals.conflicting > 0;
    Ok(Outcome::of(unread || differs || !snapshot.alerts.is_empty()))
}

fn tell_captures(snapshot: &Snapshot) {
    for capture in snapshot.captures.iter() {
        for warning in &capture.summary.warnings {
            let place = match (warning.frame, warning.offset) {
                (Some(frame), _) => format!(" at frame {frame}"),
                (None, Some(offset)) => format!(" at byte {offset}"),
                (None, None) => String::new(),
            };
            eprintln!(
                "warning: {}{place}: {} ({}, {} times)",
                capture.name, warning.detail, warning.code, warning.count
            );
        }
    }
}

fn device_table(snapshot: &Snapshot) -> Table {
    let mut table = Table::new(&["ip", "mac", "kind", "maker", "model", "medical", "os", "host", "services"]);
    for device in &snapshot.picture.devices {
        table.row(device_row(device));
    }
    table
}

fn device_row(device: &Device) -> Vec<String> {
    let text = |value: &Option<Stated<String>>| {
        value.as_ref().map_or_else(|| "?".to_owned(), |stated| stated.value.clone())
    };
    let services: Vec<String> =
        device.services.iter().map(|s| format!("{}/{}", s.transport.label(), s.port)).collect();
    vec![
        device.ips.first().map(ToString::to_string).unwrap_or_default(),
        device.macs.first().map(ToString::to_string).unwrap_or_default(),
        text(&device.kind),
        device.vendor.as_ref().map_or_else(|| "?".to_owned(), |stated| stated.value.name.clone()),
        text(&device.model),
        device.is_medical.as_ref().map_or("?", |stated| if stated.value { "yes" } else { "no" }).to_owned(),
        text(&device.os),
        text(&device.hostname),
        services.join(" "),
    ]
}

fn summary(snapshot: &Snapshot) -> String {
    let picture = &snapshot.picture;
    let medical = picture.devices.iter().filter(|d| d.is_medical.as_ref().is_some_and(|m| m.value)).count();
    let unknown = picture.devices.iter().filter(|d| d.is_medical.is_none()).count();
    let mut text = format!(
        "\n{} connected: {medical} medical, {unknown} unknown\n",
        counted(picture.devices.len(), "device is", "devices are")
    );
    if !snapshot.ledger.is_empty() {
        let totals = &snapshot.reconciliation.totals;
        text.push_str(&format!(
            "the ledger has {}: {} known, {} not in the ledger, {} not seen, {} in disagreement\n",
            counted(totals.in_ledger, "row", "rows"),
            counted(totals.known, "device", "devices"),
            totals.only_connected,
            counted(totals.only_in_ledger, "row", "rows"),
            totals.conflicting
        ));
    }
    let undeclared = picture.remote_lines.iter().filter(|line| line.declared == Some(false)).count();
    text.push_str(&format!(
        "{}, {undeclared} of them not declared\n",
        counted(picture.remote_lines.len(), "remote maintenance line", "remote maintenance lines")
    ));
    for alert in snapshot.alerts.iter().take(20) {
        let arguments: Vec<String> =
            alert.finding.arguments.iter().map(|(key, value)| format!("{key}={value}")).collect();
        text.push_str(&format!(
            "{}: {} ({}) {}\n",
            alert.finding.status.as_str(),
            alert.finding.code,
            counted(alert.finding.devices.len(), "device", "devices"),
            arguments.join(" ")
        ));
    }
    text
}
