//! The columns a person can choose, and what stands in each.

use domain::{certainty::Certainty, devices::Device};
use maud::{Markup, html};

use crate::{
    parts::{
        badge,
        numbers::{ago, number},
    },
    query::Query,
    t, value_words,
    view::Entry,
    visit::Visit,
};

/// A column of the table of devices, after the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Status,
    Place,
    Ip,
    Ledger,
    Os,
    Certainty,
    Seen,
    Kind,
    Mac,
    Serial,
    Hostname,
    Software,
    Zone,
    Lines,
    First,
}

impl Column {
    /// Every column, in the order of the table.
    pub const ALL: [Self; 15] = [
        Self::Status,
        Self::Place,
        Self::Ip,
        Self::Ledger,
        Self::Os,
        Self::Certainty,
        Self::Seen,
        Self::Kind,
        Self::Mac,
        Self::Serial,
        Self::Hostname,
        Self::Software,
        Self::Zone,
        Self::Lines,
        Self::First,
    ];

    /// The word in the address and in locale keys.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Place => "place",
            Self::Ip => "ip",
            Self::Ledger => "ledger",
            Self::Os => "os",
            Self::Certainty => "certainty",
            Self::Seen => "seen",
            Self::Kind => "kind",
            Self::Mac => "mac",
            Self::Serial => "serial",
            Self::Hostname => "hostname",
            Self::Software => "software",
            Self::Zone => "zone",
            Self::Lines => "lines",
            Self::First => "first",
        }
    }

    /// Leaves first when the window is narrow.
    #[must_use]
    pub const fn extra(self) -> bool {
        !matches!(self, Self::Status | Self::Place | Self::Ip | Self::Ledger | Self::Os)
    }

    /// The chosen columns, else the usual seven.
    #[must_use]
    pub fn shown(query: &Query) -> Vec<Self> {
        let chosen: Vec<_> = query.all("col").collect();
        let usual = |column: &Self| {
            matches!(
                column,
                Self::Status
                    | Self::Place
                    | Self::Ip
                    | Self::Ledger
                    | Self::Os
                    | Self::Certainty
                    | Self::Seen
            )
        };
        Self::ALL
            .into_iter()
            .filter(|column| if chosen.is_empty() { usual(column) } else { chosen.contains(&column.key()) })
            .collect()
    }

    /// The cell of a device.
    #[must_use]
    pub fn cell(self, visit: &Visit, device: &Device, entry: &Entry) -> Markup {
        let lang = visit.lang;
        match self {
            Self::Status => html! { td data-card="end" { (badge::status(lang, entry.standing.status)) } },
            Self::Ledger => {
                html! { td data-card="end" { (badge::in_ledger(lang, entry.standing.in_ledger)) } }
            }
            Self::Place => html! { td data-card="line" { (place(visit, device, entry)) } },
            Self::Ip => html! { td { @match device.ips.first() {
                Some(ip) => { code { (ip) } @if device.ips.len() > 1 { small { (t!(lang, "and-more", n = device.ips.len() - 1)) } } },
                None => (unknown(visit)),
            } } },
            Self::Os => {
                html! { td { (plain(visit, device.os.as_ref().map(|os| value_words::os(lang, &os.value)).as_deref())) } }
            }
            Self::Certainty => html! { td data-extra { (badge::certainty(lang, surest(device))) } },
            Self::Seen => {
                html! { td data-extra { (ago(lang, visit.view.snapshot.taken, device.seen.last)) } }
            }
            Self::First => {
                html! { td data-extra { (ago(lang, visit.view.snapshot.taken, device.seen.first)) } }
            }
            _ => html! { td data-extra { (plain(visit, self.text(visit, device, entry).as_deref())) } },
        }
    }

    /// The value as words, for Excel and plain cells.
    #[must_use]
    pub fn text(self, visit: &Visit, device: &Device, entry: &Entry) -> Option<String> {
        let lang = visit.lang;
        let value =
            |stated: &Option<domain::devices::Stated<String>>| stated.as_ref().map(|s| s.value.clone());
        match self {
            Self::Status => Some(badge::status_word(lang, entry.standing.status)),
            Self::Place => entry.place.clone(),
            Self::Ip => join(&device.ips),
            Self::Mac => join(&device.macs),
            Self::Ledger => {
                Some(lang.t(&format!("in-ledger-{}", entry.standing.in_ledger.as_str())).into_owned())
            }
            Self::Os => device.os.as_ref().map(|os| value_words::os(lang, &os.value)),
            Self::Certainty => Some(lang.t(&format!("certainty-{}", surest(device).as_str())).into_owned()),
            Self::Seen => Some(crate::api::stated::iso(device.seen.last)),
            Self::First => Some(crate::api::stated::iso(device.seen.first)),
            Self::Kind => entry.kind.as_ref().map(|kind| kind.say(lang).to_owned()),
            Self::Serial => value(&device.serial),
            Self::Hostname => value(&device.hostname),
            Self::Software => value(&device.software),
            Self::Zone => {
                device.zone.as_ref().and_then(|id| visit.view.zone(id)).map(crate::diagram::zone_label)
            }
            Self::Lines => {
                let lines = entry.standing.lines.len() as u64;
                (lines > 0).then(|| number(lines))
            }
        }
    }
}

fn join<T: ToString>(values: &[T]) -> Option<String> {
    (!values.is_empty()).then(|| values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

fn place(visit: &Visit, device: &Device, entry: &Entry) -> Markup {
    let zone = device.zone.as_ref().and_then(|id| visit.view.zone(id)).and_then(|zone| zone.name.clone());
    html! {
        @match (&entry.place, zone) {
            (Some(place), Some(zone)) if *place != zone => { (place) small { (zone) } },
            (Some(place), _) => (place),
            (None, _) => (unknown(visit)),
        }
    }
}

fn plain(visit: &Visit, value: Option<&str>) -> Markup {
    match value {
        Some(value) => html! { (value) },
        None => unknown(visit),
    }
}

/// Not known, said so.
fn unknown(visit: &Visit) -> Markup {
    html! { span.missing { (t!(visit.lang, "unknown-short")) } }
}

/// How sure we are of what the device is: its model, else its kind.
#[must_use]
pub fn surest(device: &Device) -> Certainty {
    let model = device.model.as_ref().map(|model| model.certainty);
    let kind = device.kind.as_ref().map(|kind| kind.certainty);
    model.max(kind).unwrap_or_default()
}

/// The kind's place in the knowledge, for sorting by kind.
#[must_use]
pub fn kind_key(entry: &Entry) -> &str {
    entry.kind.as_ref().map_or("\u{10ffff}", |kind| kind.ja.as_str())
}
