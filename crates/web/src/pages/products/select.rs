//! Which products are shown and in which order, from the address.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use domain::{
    ids::ProductId,
    products::{LinkStanding, Notice, Product, SupportState},
    time::Timestamp,
};

use super::words;
use crate::{locale::Lang, query::Query, visit::Visit};

/// What a list shows of one product.
pub struct Line<'v> {
    pub product: &'v Product,
    pub versions: usize,
    pub sboms: usize,
    /// Devices that are taken to be it.
    pub devices: usize,
    /// Devices of which a person is asked.
    pub suggested: usize,
    /// The worst of its versions that devices have; of all versions when no device states one.
    pub state: SupportState,
    /// The next end that is announced for those versions.
    pub next: Option<Notice>,
}

/// What links say of a product.
#[derive(Default)]
struct Counts<'a> {
    devices: usize,
    suggested: usize,
    /// In use.
    versions: BTreeSet<&'a str>,
    /// A device is it in a version that nobody knows.
    unplaced: bool,
}

/// Every product.
pub fn lines(visit: &Visit) -> Vec<Line<'_>> {
    let snapshot = &visit.view.snapshot;
    let today = words::today(visit);
    let mut counts: BTreeMap<&ProductId, Counts<'_>> = BTreeMap::new();
    for link in snapshot.links.iter() {
        let Counts { devices, suggested, versions, unplaced } = counts.entry(&link.product).or_default();
        match link.standing {
            LinkStanding::Suggested => *suggested += 1,
            standing if standing.counts() => {
                *devices += 1;
                *unplaced |= link.version.is_none();
                versions.extend(link.version.as_ref().map(domain::ids::VersionId::as_str));
            }
            _ => {}
        }
    }
    let line = |product| {
        let product: &Product = product;
        let Counts { devices, suggested, versions, unplaced } =
            counts.remove(&product.id).unwrap_or_default();
        let in_use = product.current().filter(|version| versions.contains(version.id.as_str()));
        let mut counted: Vec<_> = in_use.collect();
        if counted.is_empty() {
            counted = product.current().collect();
        }
        let states = counted.iter().map(|version| version.lifecycle.state(today));
        // A device of which nobody knows the version may be of one without support.
        let states = states.chain(unplaced.then_some(SupportState::Unknown));
        let notices = counted.iter().flat_map(|version| version.lifecycle.standing_notices(today));
        Line {
            product,
            versions: product.current().count(),
            sboms: product.current().map(|version| version.sboms.len()).sum(),
            devices,
            suggested,
            state: states.min().unwrap_or(SupportState::Unknown),
            next: notices.min_by_key(|notice| notice.date),
        }
    };
    snapshot.products.iter().map(line).collect()
}

/// The filters and the order.
pub struct Selection {
    words: Vec<String>,
    query: Query,
}

impl Selection {
    /// Reads the address. What is not understood filters nothing.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        Self { words: words::asked(query), query: query.clone() }
    }

    /// The matching products in order.
    #[must_use]
    pub fn run<'l, 'v>(&self, lang: Lang, all: &'l [Line<'v>]) -> Vec<&'l Line<'v>> {
        let mut found: Vec<_> = all.iter().filter(|line| self.admits(line)).collect();
        let name = |line: &Line<'_>| words::name(lang, line.product);
        match self.query.get("sort") {
            Some("support") => found.sort_by_key(|line| (line.state, line.next.map(|n| n.date), name(line))),
            Some("devices") => found.sort_by_key(|line| (Reverse(line.devices + line.suggested), name(line))),
            Some("sboms") => found.sort_by_key(|line| (Reverse(line.sboms), name(line))),
            Some("changed") => {
                found.sort_by_key(|line: &&Line<'_>| Reverse::<Timestamp>(line.product.changed));
            }
            _ => found.sort_by_key(|line| (name(line), line.product.maker.clone())),
        }
        if self.query.get("dir") == Some("down") {
            found.reverse();
        }
        found
    }

    fn admits(&self, line: &Line<'_>) -> bool {
        let product = line.product;
        let text = || {
            let texts = product.names().chain([product.maker.as_str(), product.note.as_str()]);
            let texts = texts.chain(product.models.iter().chain(&product.udi_dis).map(String::as_str));
            let versions = product.versions.iter().map(|version| version.version.as_str());
            texts.chain(versions).collect::<Vec<_>>().join("\n").to_lowercase()
        };
        let sbom = match self.query.get("sbom") {
            Some("with") => line.sboms > 0,
            Some("without") => line.sboms == 0,
            _ => true,
        };
        let support = match self.query.get("support") {
            Some("ended") => line.is_ended(),
            Some("ending") => line.is_ending(),
            Some("unknown") => line.state == SupportState::Unknown,
            _ => true,
        };
        let devices = match self.query.get("devices") {
            Some("linked") => line.devices > 0,
            Some("none") => line.devices == 0,
            Some("suggested") => line.suggested > 0,
            _ => true,
        };
        product.retired == (self.query.get("retired") == Some("yes"))
            && sbom
            && support
            && devices
            && (self.words.is_empty() || {
                let text = text();
                self.words.iter().all(|word| text.contains(word))
            })
    }
}
