//! A picture prepared for pages: every device with its name, place and standing, found by id, counted once.

use std::{collections::HashMap, net::IpAddr, sync::Arc};

use app::{
    exposures::State,
    snapshot::Snapshot,
    standing::{InLedger, Standing, standings},
};
use domain::{
    alerts::{AlertState, Status},
    devices::Device,
    ids::{DeviceId, ZoneId},
    ledger::LedgerRow,
    zones::Zone,
};
use knowledge::kinds::Kinds;

use crate::{
    exposed::Exposed,
    kinds::{self, Group, KindName},
    locale::Lang,
};

/// A snapshot with everything pages look up.
pub struct View {
    pub snapshot: Arc<Snapshot>,
    pub entries: Vec<Entry>,
    pub counts: Counts,
    pub exposed: Exposed,
    by_id: HashMap<DeviceId, usize>,
    zones: HashMap<ZoneId, usize>,
    rows: HashMap<(String, u32), usize>,
}

/// What a list shows of one device, in the order of `picture.devices`.
pub struct Entry {
    pub at: usize,
    pub standing: Standing,
    /// Name from ledger, network or AE title; `None` when it has none.
    pub given: Option<String>,
    pub place: Option<String>,
    pub medical: Option<bool>,
    pub group: Group,
    pub icon: &'static str,
    /// `None` when the kind is not known.
    pub kind: Option<KindName>,
    /// For sorting by address; unknown addresses come last.
    pub ip_key: u128,
    /// Everything searchable, lower case.
    pub text: String,
}

/// Numbers that several pages show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub devices: usize,
    /// By `Status`: danger, warn, check, unknown, ok.
    pub by_status: [usize; 5],
    pub not_in_ledger: usize,
    pub conflict: usize,
    pub open_alerts: usize,
    pub lines: usize,
    pub undeclared_lines: usize,
    pub advisories: usize,
    pub ledger_rows: usize,
    /// Without those that were taken off the list.
    pub products: usize,
    pub kind_unknown: usize,
    /// Products and devices that something concerns.
    pub vulnerable: usize,
}

/// The five states in the order of bars and lists.
pub const STATUSES: [Status; 5] = [Status::Danger, Status::Warn, Status::Check, Status::Unknown, Status::Ok];

impl View {
    /// Prepares a snapshot. Takes tens of milliseconds for 10,000 devices; done once per snapshot.
    #[must_use]
    pub fn new(snapshot: Arc<Snapshot>) -> Self {
        let devices = &snapshot.picture.devices;
        let rows: HashMap<_, _> =
            snapshot.ledger.iter().enumerate().map(|(at, row)| ((row.sheet.clone(), row.row), at)).collect();
        let zones: HashMap<_, _> =
            snapshot.picture.zones.iter().enumerate().map(|(at, zone)| (zone.id.clone(), at)).collect();
        let entries: Vec<_> = devices
            .iter()
            .zip(standings(&snapshot))
            .enumerate()
            .map(|(at, (device, standing))| {
                let row = ledger_row(&snapshot, &rows, &standing);
                let zone = device.zone.as_ref().and_then(|id| snapshot.picture.zones.get(*zones.get(id)?));
                Entry::new(at, device, standing, row, zone, &snapshot.kinds)
            })
            .collect();
        let counts = Counts::new(&snapshot, &entries);
        let by_id = devices.iter().enumerate().map(|(at, device)| (device.id.clone(), at)).collect();
        let exposed = Exposed::new(&snapshot, &entries);
        Self { snapshot, entries, counts, exposed, by_id, zones, rows }
    }

    /// Every device.
    #[must_use]
    pub fn devices(&self) -> &[Device] {
        &self.snapshot.picture.devices
    }

    /// A device with its entry.
    #[must_use]
    pub fn device(&self, id: &DeviceId) -> Option<(&Device, &Entry)> {
        let at = *self.by_id.get(id)?;
        Some((self.devices().get(at)?, self.entries.get(at)?))
    }

    /// The device of an entry.
    #[must_use]
    pub fn of(&self, entry: &Entry) -> Option<&Device> {
        self.devices().get(entry.at)
    }

    /// A zone by id.
    #[must_use]
    pub fn zone(&self, id: &ZoneId) -> Option<&Zone> {
        self.snapshot.picture.zones.get(*self.zones.get(id)?)
    }

    /// A ledger row by sheet and row number.
    #[must_use]
    pub fn ledger_row(&self, sheet: &str, row: u32) -> Option<&LedgerRow> {
        self.snapshot.ledger.get(*self.rows.get(&(sheet.to_owned(), row))?)
    }

    /// The ledger row that is this device, when exactly known.
    #[must_use]
    pub fn row_of(&self, entry: &Entry) -> Option<&LedgerRow> {
        ledger_row(&self.snapshot, &self.rows, &entry.standing)
    }

    /// Whether a device was first seen in the last so many days, and not in the first day of watching: in a first picture
    /// everything is new, so it is the baseline.
    #[must_use]
    pub fn is_new(&self, device: &Device, days: i64) -> bool {
        const DAY: i64 = 86_400_000_000;
        let began = self.snapshot.picture.seen.map_or(device.seen.first, |seen| seen.first);
        self.snapshot.taken.since(device.seen.first) <= days.saturating_mul(DAY)
            && device.seen.first.since(began) > DAY
    }

    /// Whether watching began less than a day before its last packet: nothing can be new yet.
    #[must_use]
    pub fn is_baseline(&self) -> bool {
        self.snapshot.picture.seen.is_none_or(|seen| seen.last.since(seen.first) <= 86_400_000_000)
    }

    /// Whether there is nothing to show yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.devices().is_empty()
    }
}

fn ledger_row<'s>(
    snapshot: &'s Snapshot,
    rows: &HashMap<(String, u32), usize>,
    standing: &Standing,
) -> Option<&'s LedgerRow> {
    if !matches!(standing.in_ledger, InLedger::Matched | InLedger::Conflict) {
        return None;
    }
    let result = snapshot.reconciliation.rows.get(*standing.rows.first()?)?;
    snapshot.ledger.get(*rows.get(&(result.sheet.clone(), result.row))?)
}

/// Names in ledgers that tell no device from another.
const VAGUE: &[&str] = &[
    "装置",
    "機器",
    "本体",
    "端末",
    "システム",
    "一式",
    "医療機器",
    "その他",
    "器械",
    "設備",
    "-",
    "ー",
    "－",
];

impl Entry {
    fn new(
        at: usize,
        device: &Device,
        standing: Standing,
        row: Option<&LedgerRow>,
        zone: Option<&Zone>,
        kinds: &Kinds,
    ) -> Self {
        let kind = device.kind.as_ref().map(|kind| kind.value.as_str());
        let medical = device.is_medical.as_ref().map(|medical| medical.value);
        let given = row
            .and_then(|row| row.name.clone())
            .filter(|name| !VAGUE.contains(&name.trim()))
            .or_else(|| device.hostname.as_ref().map(|name| name.value.clone()))
            .or_else(|| device.ae_titles.first().map(|title| title.value.clone()));
        let place = row
            .and_then(|row| row.location.clone().or_else(|| row.department.clone()))
            .or_else(|| device.department.as_ref().map(|place| place.value.clone()))
            .or_else(|| zone.and_then(|zone| zone.name.clone()));
        let name = kind.map(|id| KindName::of(kinds, id));
        let text = search_text(device, row, name.as_ref(), [given.as_deref(), place.as_deref()]);
        Self {
            at,
            standing,
            given,
            place,
            medical,
            group: kinds::group(kind, medical),
            icon: kinds::icon(kind, medical),
            kind: name,
            ip_key: device.ips.first().copied().map_or(u128::MAX, ip_key),
            text,
        }
    }

    /// The device's name for a person: what it is called, else what it is, else that we do not know.
    #[must_use]
    pub fn name(&self, lang: Lang) -> String {
        match (&self.given, &self.kind) {
            (Some(given), _) => given.clone(),
            (None, Some(kind)) => kind.say(lang).to_owned(),
            (None, None) => lang.t("device-unknown-kind").into_owned(),
        }
    }
}

/// Kind, maker and model in one line, for under a name that does not say what it is.
#[must_use]
pub fn what(lang: Lang, device: &Device, entry: &Entry) -> String {
    let make = make(lang, device);
    let name = entry.name(lang);
    match entry.kind.as_ref().map(|kind| kind.say(lang)).filter(|kind| !name.contains(kind)) {
        Some(kind) => format!("{kind}{}{make}", lang.t("list-dot")),
        None => make,
    }
}

/// Maker and model in one line, or what little is known.
#[must_use]
pub fn make(lang: Lang, device: &Device) -> String {
    let maker = device.vendor.as_ref().map(|vendor| match (&vendor.value.name_ja, lang) {
        (Some(ja), Lang::Ja) => ja.clone(),
        _ => vendor.value.name.clone(),
    });
    match (maker, device.model.as_ref()) {
        (Some(maker), Some(model)) => format!("{maker} {}", model.value),
        (Some(maker), None) => maker,
        (None, Some(model)) => model.value.clone(),
        (None, None) => lang.t("device-make-unknown").into_owned(),
    }
}

impl Counts {
    fn new(snapshot: &Snapshot, entries: &[Entry]) -> Self {
        let mut by_status = [0; 5];
        for entry in entries {
            if let Some(count) = STATUSES
                .iter()
                .position(|status| *status == entry.standing.status)
                .and_then(|at| by_status.get_mut(at))
            {
                *count += 1;
            }
        }
        let ledger = |wanted: InLedger| entries.iter().filter(|e| e.standing.in_ledger == wanted).count();
        let lines = &snapshot.picture.remote_lines;
        Self {
            devices: entries.len(),
            by_status,
            not_in_ledger: ledger(InLedger::Missing),
            conflict: ledger(InLedger::Conflict),
            open_alerts: snapshot
                .alerts
                .iter()
                .filter(|alert| !matches!(alert.state, AlertState::Closed { .. }))
                .count(),
            lines: lines.len(),
            undeclared_lines: lines.iter().filter(|line| line.declared == Some(false)).count(),
            advisories: snapshot.advisories.len(),
            ledger_rows: snapshot.ledger.len(),
            products: snapshot.products.iter().filter(|product| !product.retired).count(),
            vulnerable: snapshot.exposures.standings.iter().filter(|it| it.state == State::Affected).count(),
            kind_unknown: entries.iter().filter(|e| e.group == Group::Unknown).count(),
        }
    }

    /// How many devices have this standing.
    #[must_use]
    pub fn status(&self, status: Status) -> usize {
        STATUSES
            .iter()
            .zip(self.by_status)
            .find_map(|(known, count)| (*known == status).then_some(count))
            .unwrap_or_default()
    }
}

fn ip_key(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(v4) => u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

fn search_text(
    device: &Device,
    row: Option<&LedgerRow>,
    kind: Option<&KindName>,
    called: [Option<&str>; 2],
) -> String {
    let mut text = String::with_capacity(200);
    let mut add = |part: &str| {
        text.push_str(part);
        text.push('\n');
    };
    for part in called.into_iter().flatten() {
        add(part);
    }
    for stated in
        [&device.model, &device.os, &device.hostname, &device.serial, &device.software].into_iter().flatten()
    {
        add(&stated.value);
    }
    if let Some(vendor) = &device.vendor {
        add(&vendor.value.name);
        add(vendor.value.name_ja.as_deref().unwrap_or_default());
    }
    if let Some(kind) = kind {
        add(&kind.ja);
        add(&kind.en);
    }
    for title in &device.ae_titles {
        add(&title.value);
    }
    for ip in &device.ips {
        add(&ip.to_string());
    }
    for mac in &device.macs {
        add(&mac.to_string());
    }
    if let Some(row) = row {
        add(row.asset_no.as_deref().unwrap_or_default());
    }
    text.to_lowercase()
}
