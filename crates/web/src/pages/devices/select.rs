//! Which devices are shown and in which order, from the address.

use std::{cmp::Ordering, collections::BTreeMap};

use app::standing::InLedger;
use domain::{alerts::Status, devices::Maker};

use super::columns::{Column, kind_key, surest};
use crate::{
    badge_words,
    kinds::{Group, KindName},
    locale::Lang,
    query::Query,
    t, value_words,
    view::{Entry, STATUSES, View},
};

/// The filters and the order.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    words: Vec<String>,
    status: Option<Status>,
    ledger: Option<String>,
    group: Option<String>,
    zone: Option<String>,
    maker: Option<String>,
    kind: Option<String>,
    new_days: Option<i64>,
    remote: bool,
    stop: bool,
    sort: String,
    down: bool,
    raw: Query,
}

impl Selection {
    /// Reads the address. What is not understood filters nothing.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let own = |key: &str| query.get(key).map(ToOwned::to_owned);
        Self {
            words: query
                .get("q")
                .unwrap_or_default()
                .to_lowercase()
                .split_whitespace()
                .take(8)
                .map(ToOwned::to_owned)
                .collect(),
            status: query
                .get("status")
                .and_then(|word| STATUSES.into_iter().find(|status| status.as_str() == word)),
            ledger: own("ledger"),
            group: own("group"),
            zone: own("zone"),
            maker: own("maker"),
            kind: own("kind"),
            new_days: query.get("new").and_then(|days| days.parse().ok()),
            remote: query.get("remote").is_some(),
            stop: query.get("stop").is_some(),
            sort: own("sort").unwrap_or_default(),
            down: query.get("dir") == Some("down"),
            raw: query.clone(),
        }
    }

    /// The matching devices in order.
    #[must_use]
    pub fn run<'v>(&self, view: &'v View) -> Vec<&'v Entry> {
        let mut found: Vec<_> = view.entries.iter().filter(|entry| self.admits(view, entry)).collect();
        found.sort_by(|a, b| {
            let order = self.compare(view, a, b);
            let order = if self.down { order.reverse() } else { order };
            order.then(a.at.cmp(&b.at))
        });
        found
    }

    fn admits(&self, view: &View, entry: &Entry) -> bool {
        let Some(device) = view.of(entry) else { return false };
        let same = |wanted: &Option<String>, value: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| value == Some(wanted))
        };
        self.words.iter().all(|word| entry.text.contains(word.as_str()))
            && self.status.is_none_or(|status| entry.standing.status == status)
            && self.ledger.as_deref().is_none_or(|word| ledger_is(entry.standing.in_ledger, word))
            && same(&self.group, Some(entry.group.as_str()))
            && same(&self.zone, device.zone.as_ref().map(domain::ids::ZoneId::as_str))
            && same(&self.maker, device.vendor.as_ref().map(|vendor| vendor.value.name.as_str()))
            && same(&self.kind, device.kind.as_ref().map(|kind| kind.value.as_str()))
            && self.new_days.is_none_or(|days| view.is_new(device, days))
            && (!self.remote || !entry.standing.lines.is_empty())
            && (!self.stop || entry.standing.do_not_connect)
    }

    fn compare(&self, view: &View, a: &Entry, b: &Entry) -> Ordering {
        let (Some(x), Some(y)) = (view.of(a), view.of(b)) else { return Ordering::Equal };
        let text = |stated: &Option<domain::devices::Stated<String>>| {
            stated.as_ref().map_or_else(|| "\u{10ffff}".to_owned(), |s| s.value.clone())
        };
        let name = |entry: &Entry| entry.given.clone().unwrap_or_else(|| "\u{10ffff}".into());
        let place = |entry: &Entry| entry.place.clone().unwrap_or_else(|| "\u{10ffff}".into());
        match self.sort.as_str() {
            "name" => name(a).cmp(&name(b)),
            "status" => a.standing.status.cmp(&b.standing.status),
            "place" => place(a).cmp(&place(b)),
            "ip" => a.ip_key.cmp(&b.ip_key),
            "ledger" => a.standing.in_ledger.cmp(&b.standing.in_ledger),
            "os" => text(&x.os).cmp(&text(&y.os)),
            "certainty" => surest(x).cmp(&surest(y)),
            "seen" => y.seen.last.cmp(&x.seen.last),
            "first" => y.seen.first.cmp(&x.seen.first),
            "kind" => kind_key(a).cmp(kind_key(b)),
            "mac" => x.macs.cmp(&y.macs),
            "serial" => text(&x.serial).cmp(&text(&y.serial)),
            "hostname" => text(&x.hostname).cmp(&text(&y.hostname)),
            "software" => text(&x.software).cmp(&text(&y.software)),
            "zone" => x.zone.cmp(&y.zone),
            "lines" => b.standing.lines.len().cmp(&a.standing.lines.len()),
            _ => first_look(a).cmp(&first_look(b)),
        }
    }

    /// The filters that are set, with words, so that each can be taken away.
    #[must_use]
    pub fn chips(&self, lang: Lang, view: &View) -> Vec<(&'static str, String)> {
        let mut chips = Vec::new();
        let shown = ["q", "status", "ledger", "group", "zone", "maker", "kind", "new", "remote", "stop"];
        for name in shown {
            let Some(value) = self.raw.get(name) else { continue };
            let words = match name {
                "q" => t!(lang, "filter-q", q = value),
                "zone" => domain::ids::ZoneId::parse(value)
                    .and_then(|id| view.zone(&id).map(crate::diagram::zone_label))
                    .unwrap_or_else(|| value.to_owned()),
                "maker" => maker_words(lang, view, value),
                "kind" => KindName::of(&view.snapshot.kinds, value).say(lang).to_owned(),
                "new" => t!(lang, "filter-new-days", n = value),
                "remote" => t!(lang, "filter-remote").into_owned(),
                "stop" => t!(lang, "do-not-connect").into_owned(),
                _ => badge_words::value(lang, name, value),
            };
            chips.push((name, words));
        }
        chips
    }
}

fn ledger_is(standing: InLedger, word: &str) -> bool {
    match word {
        "known" => matches!(standing, InLedger::Matched | InLedger::Conflict | InLedger::Ambiguous),
        word => standing.as_str() == word,
    }
}

/// The usual order: worst first, then what the ledger does not know, medical before the rest.
fn first_look(entry: &Entry) -> (bool, Status, InLedger, Group, u128) {
    (
        !entry.standing.do_not_connect,
        entry.standing.status,
        entry.standing.in_ledger,
        entry.group,
        entry.ip_key,
    )
}

/// A value to filter by, its words, and how many devices have it.
pub type Offer = (String, String, usize);

/// Filters that can be added, with their values and how many devices have them.
#[must_use]
pub fn offers(lang: Lang, view: &View) -> Vec<(&'static str, Vec<Offer>)> {
    let mut groups: BTreeMap<Group, usize> = BTreeMap::new();
    let mut makers: BTreeMap<&str, (&Maker, usize)> = BTreeMap::new();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut zones: BTreeMap<&str, (String, usize)> = BTreeMap::new();
    for entry in &view.entries {
        let Some(device) = view.of(entry) else { continue };
        *groups.entry(entry.group).or_default() += 1;
        if let Some(vendor) = &device.vendor {
            makers.entry(&vendor.value.name).or_insert((&vendor.value, 0)).1 += 1;
        }
        if let Some(kind) = &device.kind {
            *kinds.entry(&kind.value).or_default() += 1;
        }
    }
    for zone in &view.snapshot.picture.zones {
        zones.insert(zone.id.as_str(), (crate::diagram::zone_label(zone), zone.devices.len()));
    }
    let group_words = |group: Group| lang.t(&format!("group-{}", group.as_str())).into_owned();
    vec![
        ("group", groups.into_iter().map(|(g, n)| (g.as_str().to_owned(), group_words(g), n)).collect()),
        ("zone", zones.into_iter().map(|(id, (name, n))| (id.to_owned(), name, n)).collect()),
        ("kind", by_count(kinds, |id| KindName::of(&view.snapshot.kinds, id).say(lang).to_owned())),
        ("maker", most_first(makers.into_values().map(|(maker, n)| offer(lang, maker, n)).collect())),
    ]
}

fn offer(lang: Lang, maker: &Maker, devices: usize) -> Offer {
    (maker.name.clone(), value_words::maker(lang, maker).into_owned(), devices)
}

/// The name of a maker that is filtered by; as asked when no device has it.
fn maker_words(lang: Lang, view: &View, asked: &str) -> String {
    let mut makers = view.devices().iter().filter_map(|device| device.vendor.as_ref());
    makers
        .find(|vendor| vendor.value.name == asked)
        .map_or_else(|| asked.to_owned(), |vendor| value_words::maker(lang, &vendor.value).into_owned())
}

fn by_count(counts: BTreeMap<&str, usize>, words: impl Fn(&str) -> String) -> Vec<Offer> {
    most_first(counts.into_iter().map(|(id, n)| (id.to_owned(), words(id), n)).collect())
}

fn most_first(mut list: Vec<Offer>) -> Vec<Offer> {
    list.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
    list
}

/// Whether a word names a column that can be sorted by.
#[must_use]
pub fn is_sort(word: &str) -> bool {
    word == "name" || word == "first-look" || Column::ALL.iter().any(|column| column.key() == word)
}
