//! `kikimori vuln here`: what is known against the products and devices of this installation, without a browser.

use std::collections::BTreeMap;

use app::{
    exposures::{Concern, Exposures, On, Reason, Standing, State},
    snapshot::Snapshot,
};
use domain::{advisories::Verdict, ids::DeviceId};
use serde::Serialize;

use crate::{
    Outcome,
    commands::installation::Installation,
    output::{self, Format},
    table::Table,
};

/// Arguments of `vuln here`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    here: Installation,
    /// Where things stand instead of vulnerability by vulnerability
    #[arg(long)]
    standings: bool,
    /// The five things to do this week, and what happens if not
    #[arg(long, conflicts_with = "standings")]
    week: bool,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Shown<'e> {
    /// Every source is there, whole and new enough.
    knowledge_sound: bool,
    /// The five things of the week first.
    week: Option<&'e matching::decision::Week>,
    concerns: &'e [Concern],
    standings: &'e [Standing],
    knowledge: Option<&'e matching::vulnerability::Coverage>,
}

/// Runs it. Nothing found is code 0 only when everything was known that has to be.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let snapshot = arguments.here.with(async |node, org| Ok(node.snapshot(org)?))?;
    let exposures = &snapshot.exposures;
    match (arguments.format, arguments.standings) {
        (Format::Json, _) => output::json(&Shown {
            knowledge_sound: exposures.sound,
            week: exposures.week.as_ref(),
            concerns: &exposures.concerns,
            standings: &exposures.standings,
            knowledge: exposures.coverage.as_ref(),
        })?,
        (Format::Csv, _) if arguments.week => output::text(&week(&snapshot).as_csv())?,
        (Format::Table, _) if arguments.week => output::text(&week(&snapshot).as_text())?,
        (Format::Csv, true) => output::text(&standings(&snapshot).as_csv())?,
        (Format::Csv, false) => output::text(&concerns(&snapshot, |_| true).as_csv())?,
        (Format::Table, true) => output::text(&standings(&snapshot).as_text())?,
        // What nobody can tell would bury what is known: it is counted below, and complete in JSON and CSV.
        (Format::Table, false) => {
            output::text(&concerns(&snapshot, |verdict| verdict == Verdict::Affected).as_text())?;
        }
    }
    tell(exposures);
    let has = |state: State| exposures.standings.iter().any(|standing| standing.state == state);
    Ok(match () {
        () if has(State::Affected) => Outcome::Findings,
        () if has(State::CannotTell) || has(State::Unknown) || exposures.standings.is_empty() => {
            Outcome::NotKnown
        }
        () => Outcome::Nothing,
    })
}

fn tell(exposures: &Exposures) {
    let mut counts: BTreeMap<State, usize> = BTreeMap::new();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for standing in &exposures.standings {
        *counts.entry(standing.state).or_default() += 1;
        for reason in &standing.reasons {
            *reasons.entry(next_step(*reason)).or_default() += 1;
        }
    }
    let of = |state| counts.get(&state).copied().unwrap_or(0);
    eprintln!(
        "products and devices: {} affected, {} cannot tell, {} unknown, {} with nothing known against them",
        of(State::Affected),
        of(State::CannotTell),
        of(State::Unknown),
        of(State::NothingKnown)
    );
    for (step, count) in reasons {
        eprintln!("not known for {count}: {step}");
    }
}

const fn next_step(reason: Reason) -> &'static str {
    match reason {
        Reason::NoFeeds => "no feed was read; `kikimori feeds` brings them",
        Reason::FeedsNotSound => {
            "a source is missing, broken or too old; `kikimori feeds status` shows which"
        }
        Reason::NoSbom => "what is inside; ask the maker for a bill of materials",
        Reason::EmptySbom => {
            "the bill of materials lists nothing or cannot be read to its end; ask the maker again"
        }
        Reason::PartsUnidentified(_) => "parts without version or identifier; ask the maker",
        Reason::PartsNotCovered(_) => "parts of ecosystems without a feed; fetch it",
        Reason::NoMaker => "who made it; look at the device",
        Reason::NoModel => "which model it is; look at the device",
        Reason::NoVersion => "which version runs on it; look at the device or ask the maker",
    }
}

/// What people call a thing.
fn name(snapshot: &Snapshot, on: &On) -> String {
    match on {
        On::Version { product, version } => {
            let found = snapshot.products.iter().find(|own| own.id == *product);
            let text = found.and_then(|own| Some(format!("{} {}", own.name, own.version(version)?.version)));
            text.unwrap_or_else(|| product.to_string())
        }
        On::Device { device } => device_name(snapshot, device),
    }
}

fn device_name(snapshot: &Snapshot, id: &DeviceId) -> String {
    let device = snapshot.picture.devices.iter().find(|device| device.id == *id);
    let told = device.and_then(|device| device.model.as_ref().or(device.hostname.as_ref()));
    let address = device.and_then(|device| device.ips.first()).map(ToString::to_string);
    match (told, address) {
        (Some(told), Some(address)) => format!("{} ({address})", told.value),
        (Some(told), None) => told.value.clone(),
        (None, address) => address.unwrap_or_else(|| id.to_string()),
    }
}

fn week(snapshot: &Snapshot) -> Table {
    let mut table =
        Table::new(&["urgency", "within days", "what", "by", "vulnerabilities", "devices", "if not"]);
    let week = snapshot.exposures.week.as_ref();
    for thing in week.into_iter().flat_map(|week| &week.first) {
        table.row(vec![
            thing.outcome.called.ja.clone(),
            thing.within_days.map(|days| days.to_string()).unwrap_or_default(),
            thing.what.ja.clone(),
            thing.by.name().ja,
            thing.vulnerabilities.len().to_string(),
            thing.devices.len().to_string(),
            thing.if_not.ja.clone(),
        ]);
    }
    table
}

fn concerns(snapshot: &Snapshot, shown: fn(Verdict) -> bool) -> Table {
    let mut table = Table::new(&[
        "urgency",
        "product or device",
        "part",
        "vulnerability",
        "verdict",
        "severity",
        "exploited",
        "fixed in",
        "devices",
        "why",
    ]);
    for concern in snapshot.exposures.concerns.iter().filter(|row| shown(row.found.verdict)) {
        let found = &concern.found;
        let part = concern.part.as_ref().map(|part| match &part.version {
            Some(version) => format!("{} {version}", part.name),
            None => part.name.clone(),
        });
        table.row(vec![
            concern.priority.as_ref().map(|priority| priority.called.ja.clone()).unwrap_or_default(),
            name(snapshot, &concern.on),
            part.unwrap_or_default(),
            found.vulnerability.clone(),
            found.verdict.as_str().to_owned(),
            found
                .severity
                .as_ref()
                .map(|score| format!("{} {}", score.score, score.word))
                .unwrap_or_default(),
            found.exploited.as_ref().map(|row| row.added.clone()).unwrap_or_default(),
            found.fixed_in.join(" "),
            concern.devices.len().to_string(),
            found.sentence_ja.clone(),
        ]);
    }
    table
}

fn standings(snapshot: &Snapshot) -> Table {
    let mut table = Table::new(&[
        "product or device",
        "state",
        "affected",
        "cannot tell",
        "exploited",
        "parts",
        "devices",
        "missing",
    ]);
    for standing in &snapshot.exposures.standings {
        let reasons: Vec<&str> = standing.reasons.iter().map(|reason| next_step(*reason)).collect();
        table.row(vec![
            name(snapshot, &standing.on),
            standing.state.as_str().to_owned(),
            standing.affected.to_string(),
            standing.cannot_tell.to_string(),
            standing.exploited.to_string(),
            standing.parts.map(|parts| parts.to_string()).unwrap_or_default(),
            standing.devices.len().to_string(),
            reasons.join("; "),
        ]);
    }
    table
}
