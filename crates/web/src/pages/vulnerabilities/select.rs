//! Which rows are shown, what brings them together, and their order, from the address.

use std::collections::{BTreeSet, HashMap, HashSet};

use app::exposures::{Concern, Standing, State};
use domain::{advisories::Verdict, ids::DeviceId};

use crate::{exposed::Thing, locale::Lang, query::Query, view::View};

/// What brings rows together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    #[default]
    Product,
    Device,
    Part,
    Cve,
}

impl By {
    /// Every way, in the order of the tabs.
    pub const ALL: [Self; 4] = [Self::Product, Self::Device, Self::Part, Self::Cve];

    /// The word in addresses and texts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Device => "device",
            Self::Part => "part",
            Self::Cve => "cve",
        }
    }
}

/// Words of the severities (CVSS), worst first.
pub const SEVERITIES: [&str; 5] = ["critical", "high", "medium", "low", "none"];
/// Orders that are offered; the first is the usual one.
pub const SORTS: [&str; 5] = ["weight", "count", "devices", "severity", "name"];
/// Names of the filters that look at single rows.
pub const FILTERS: [&str; 9] =
    ["q", "verdict", "exploited", "severity", "here", "fix", "thing", "device", "cve"];

/// Filters, grouping and order.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    pub by: By,
    pub state: Option<State>,
    words: Vec<String>,
    verdict: Option<String>,
    exploited: bool,
    severity: Option<String>,
    here: bool,
    fix: Option<bool>,
    thing: Option<String>,
    device: Option<String>,
    cve: Option<String>,
    sort: String,
    down: bool,
}

/// Rows that belong together.
pub struct Group<'v> {
    pub key: String,
    /// What all rows are about, when they are grouped so.
    pub thing: Option<&'v Thing>,
    pub device: Option<&'v DeviceId>,
    pub standing: Option<&'v Standing>,
    /// Position and row; what weighs more first.
    pub rows: Vec<(usize, &'v Concern)>,
    pub devices: usize,
}

impl<'v> Group<'v> {
    fn new(key: String) -> Self {
        Self { key, thing: None, device: None, standing: None, rows: Vec::new(), devices: 0 }
    }

    /// How many rows have this verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.rows.iter().filter(|(_, concern)| concern.found.verdict == verdict).count()
    }

    /// Rows of vulnerabilities that are exploited and concern it.
    #[must_use]
    pub fn exploited(&self) -> usize {
        let is = |concern: &Concern| {
            concern.found.verdict == Verdict::Affected && concern.found.exploited.is_some()
        };
        self.rows.iter().filter(|(_, concern)| is(concern)).count()
    }

    /// The row that weighs most.
    #[must_use]
    pub fn first(&self) -> Option<&'v Concern> {
        self.rows.first().map(|(_, concern)| *concern)
    }

    fn severest(&self) -> u32 {
        let score = |concern: &Concern| {
            concern.found.severity.as_ref().map_or(0, |score| (score.score * 10.0) as u32)
        };
        self.rows.iter().map(|(_, concern)| score(concern)).max().unwrap_or_default()
    }
}

impl Selection {
    /// Reads the address. What is not understood filters nothing.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let own = |key: &str| query.get(key).map(ToOwned::to_owned);
        let word = query.get("q").unwrap_or_default().to_lowercase();
        Self {
            by: query
                .get("by")
                .and_then(|word| By::ALL.into_iter().find(|by| by.as_str() == word))
                .unwrap_or_default(),
            state: query
                .get("state")
                .and_then(|word| State::ALL.into_iter().find(|state| state.as_str() == word)),
            words: word.split_whitespace().take(8).map(ToOwned::to_owned).collect(),
            verdict: own("verdict"),
            exploited: query.get("exploited").is_some(),
            severity: own("severity"),
            here: query.get("here").is_some(),
            fix: query.get("fix").map(|word| word != "no"),
            thing: own("thing"),
            device: own("device"),
            cve: own("cve"),
            sort: own("sort").unwrap_or_default(),
            down: query.get("dir") == Some("down"),
        }
    }

    /// The order that is used.
    #[must_use]
    pub fn sort(&self) -> &'static str {
        SORTS.into_iter().find(|sort| *sort == self.sort).unwrap_or("weight")
    }

    /// A filter looks at single rows, so that things without rows are left out.
    fn is_narrow(&self) -> bool {
        !self.words.is_empty()
            || self.exploited
            || self.here
            || self.fix.is_some()
            || [&self.verdict, &self.severity, &self.thing, &self.device, &self.cve]
                .iter()
                .any(|it| it.is_some())
    }

    /// The rows that are admitted, what weighs more first.
    pub fn rows<'v>(&'v self, view: &'v View) -> impl Iterator<Item = (usize, &'v Concern)> {
        let all = view.snapshot.exposures.concerns.iter().enumerate();
        all.filter(|(at, concern)| self.admits(view, *at, concern))
    }

    fn admits(&self, view: &View, at: usize, concern: &Concern) -> bool {
        let found = &concern.found;
        let text = view.exposed.text(at);
        let thing = || view.exposed.thing(at);
        let severity = |word: &str| {
            found.severity.as_ref().map_or("unknown", |score| score.word).eq_ignore_ascii_case(word)
        };
        self.words.iter().all(|word| text.contains(word.as_str()))
            && self.verdict.as_deref().is_none_or(|word| found.verdict.as_str() == word)
            && (!self.exploited || found.exploited.is_some())
            && self.severity.as_deref().is_none_or(severity)
            && (!self.here || !concern.devices.is_empty())
            && self.fix.is_none_or(|fix| fix != found.fixed_in.is_empty())
            && self.cve.as_deref().is_none_or(|word| found.vulnerability == word)
            && self
                .device
                .as_deref()
                .is_none_or(|id| concern.devices.iter().any(|device| device.as_str() == id))
            && self.thing.as_deref().is_none_or(|key| thing().is_some_and(|thing| thing.key == key))
            && self.state.is_none_or(|state| {
                let standing = thing().and_then(|thing| thing.standing(&view.snapshot));
                standing.is_some_and(|standing| standing.state == state)
            })
    }

    /// Everything admitted, brought together and in order.
    #[must_use]
    pub fn run<'v>(&'v self, view: &'v View) -> Vec<Group<'v>> {
        let mut groups: Vec<Group<'v>> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut put = |key: String, row: Option<(usize, &'v Concern)>| {
            let at = *places.entry(key).or_insert_with_key(|key| {
                groups.push(Group::new(key.clone()));
                groups.len() - 1
            });
            if let (Some(row), Some(group)) = (row, groups.get_mut(at)) {
                group.rows.push(row);
            }
        };
        for (at, concern) in self.rows(view) {
            match self.by {
                By::Cve => put(concern.found.vulnerability.clone(), Some((at, concern))),
                By::Part => put(part_key(view, at, concern), Some((at, concern))),
                By::Product => {
                    let key = view.exposed.thing(at).map(|thing| thing.key.clone()).unwrap_or_default();
                    put(key, Some((at, concern)));
                }
                By::Device => {
                    for device in &concern.devices {
                        put(device.to_string(), Some((at, concern)));
                    }
                }
            }
        }
        if !self.is_narrow() {
            for standing in &view.snapshot.exposures.standings {
                if self.state.is_some_and(|state| state != standing.state) {
                    continue;
                }
                match self.by {
                    By::Product => {
                        let key = view.exposed.of_standing(standing).map(|thing| thing.key.clone());
                        put(key.unwrap_or_default(), None);
                    }
                    By::Device => standing.devices.iter().for_each(|device| put(device.to_string(), None)),
                    By::Part | By::Cve => {}
                }
            }
        }
        self.finish(view, &mut groups);
        groups
    }

    /// What stands beside each group, then the order.
    fn finish<'v>(&self, view: &'v View, groups: &mut [Group<'v>]) {
        let exposures = &view.snapshot.exposures;
        let things: HashMap<&str, &Thing> =
            view.exposed.things.iter().map(|thing| (thing.key.as_str(), thing)).collect();
        // The worst comes first, and the last to be put in stays: a device may be of several products.
        let standings: HashMap<&str, &Standing> = exposures
            .standings
            .iter()
            .rev()
            .flat_map(|standing| standing.devices.iter().map(move |device| (device.as_str(), standing)))
            .collect();
        for group in groups.iter_mut() {
            match self.by {
                By::Product => {
                    group.thing = things.get(group.key.as_str()).copied();
                    group.standing = group.thing.and_then(|thing| thing.standing(&view.snapshot));
                    group.devices = group.standing.map_or(0, |standing| standing.devices.len());
                }
                By::Device => {
                    group.standing = standings.get(group.key.as_str()).copied();
                    group.device = DeviceId::parse(&group.key)
                        .and_then(|id| view.device(&id))
                        .map(|(device, _)| &device.id);
                    group.devices = 1;
                }
                By::Part | By::Cve => {
                    let all: HashSet<&DeviceId> =
                        group.rows.iter().flat_map(|(_, concern)| &concern.devices).collect();
                    group.devices = all.len();
                }
            }
        }
        match self.sort() {
            "count" => groups.sort_by_key(|group| std::cmp::Reverse(group.count(Verdict::Affected))),
            "devices" => groups.sort_by_key(|group| std::cmp::Reverse(group.devices)),
            "severity" => groups.sort_by_key(|group| std::cmp::Reverse(group.severest())),
            "name" => groups.sort_by_cached_key(|group| self.name(view, group)),
            _ => {}
        }
        if self.down {
            groups.reverse();
        }
    }

    fn name(&self, view: &View, group: &Group<'_>) -> String {
        match (group.thing, group.device) {
            (Some(thing), _) => thing.name(Lang::Ja).to_owned(),
            (_, Some(device)) => crate::parts::names::plain(Lang::Ja, view, device),
            _ => group.key.clone(),
        }
    }
}

/// Parts of the same name and version belong together, whichever product has them.
fn part_key(view: &View, at: usize, concern: &Concern) -> String {
    match &concern.part {
        Some(part) => {
            format!("{} {}", part.name, part.version.as_deref().unwrap_or_default()).trim().to_owned()
        }
        None => view.exposed.thing(at).map(|thing| thing.name(Lang::Ja).to_owned()).unwrap_or_default(),
    }
}

/// Severities that occur, worst first; `unknown` for rows without one.
#[must_use]
pub fn severities(view: &View) -> Vec<(&'static str, usize)> {
    let concerns = &view.snapshot.exposures.concerns;
    let of = |concern: &Concern| concern.found.severity.as_ref().map_or("unknown", |score| score.word);
    let all = SEVERITIES.into_iter().chain(["unknown"]);
    all.map(|word| (word, concerns.iter().filter(|concern| of(concern).eq_ignore_ascii_case(word)).count()))
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// Devices that something concerns.
#[must_use]
pub fn affected_devices(view: &View) -> usize {
    let affected = view.snapshot.exposures.concerns.iter().filter(|it| it.found.verdict == Verdict::Affected);
    affected.flat_map(|concern| &concern.devices).collect::<BTreeSet<_>>().len()
}
