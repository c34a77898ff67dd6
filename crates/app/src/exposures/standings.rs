//! Every version and device against what is known: rows of concerns, and where each thing stands, with what is missing to know more.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{
    advisories::{Advisory, Verdict},
    devices::Device,
    ids::{DeviceId, ProductId, VersionId},
    overrules::Overrule,
    picture::Picture,
    products::{DeviceLink, Product, ProductVersion},
    time::Timestamp,
};
use knowledge::Knowledge;
use matching::{
    statements::Thing,
    vulnerability::{Coverage, Subject},
};
use serde::Serialize;

use super::{
    Bench, Concern, Exposures, Found, Inside, On, Part, Stated, authorities,
    judged::{Judged, thing_of},
    remedies,
};
use crate::vulnerability_scan::Totals;

/// Where a thing stands. There is no "safe".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// At least one vulnerability concerns it.
    Affected,
    /// Something may concern it; nobody can tell.
    CannotTell,
    /// What would have to be known to look is missing.
    Unknown,
    /// Everything was looked up, in every source, and nothing is known against it as of that day.
    NothingKnown,
}

impl State {
    /// Every state, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Affected, Self::CannotTell, Self::Unknown, Self::NothingKnown];

    /// The stable word used in JSON, URLs and locale keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Affected => "affected",
            Self::CannotTell => "cannot_tell",
            Self::Unknown => "unknown",
            Self::NothingKnown => "nothing_known",
        }
    }
}

/// What is missing. Each is removed by one next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason", content = "count")]
pub enum Reason {
    /// No feed was read.
    NoFeeds,
    /// A source is missing, in part unreadable, too old or could not be fetched.
    FeedsNotSound,
    /// Nobody told what is inside.
    NoSbom,
    /// The bill of materials lists nothing, is not read to its end, or can no longer be read.
    EmptySbom,
    /// So many parts lack a version or an identifier.
    PartsUnidentified(usize),
    /// So many parts belong to ecosystems of which no feed is here.
    PartsNotCovered(usize),
    NoMaker,
    NoModel,
    NoVersion,
}

impl Reason {
    /// The stable word used in JSON and texts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoFeeds => "no_feeds",
            Self::FeedsNotSound => "feeds_not_sound",
            Self::NoSbom => "no_sbom",
            Self::EmptySbom => "empty_sbom",
            Self::PartsUnidentified(_) => "parts_unidentified",
            Self::PartsNotCovered(_) => "parts_not_covered",
            Self::NoMaker => "no_maker",
            Self::NoModel => "no_model",
            Self::NoVersion => "no_version",
        }
    }

    /// How many parts it is about.
    #[must_use]
    pub const fn count(self) -> Option<usize> {
        match self {
            Self::PartsUnidentified(count) | Self::PartsNotCovered(count) => Some(count),
            _ => None,
        }
    }
}

/// Where one thing stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    #[serde(flatten)]
    pub on: On,
    pub devices: Vec<DeviceId>,
    pub state: State,
    pub affected: usize,
    pub cannot_tell: usize,
    /// Exploited in the wild, of those that concern it.
    pub exploited: usize,
    /// Parts that were judged; `None` without a bill of materials.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parts: Option<usize>,
    /// In order of weight.
    pub reasons: Vec<Reason>,
}

/// What is here, and what is known.
pub struct Inputs<'a> {
    pub products: &'a [Product],
    pub links: &'a [DeviceLink],
    pub picture: &'a Picture,
    pub advisories: &'a [Advisory],
    /// What people answered to questions of the decision table.
    pub overrules: &'a [Overrule],
    /// Kinds of devices, decision tables and their words.
    pub knowledge: &'a Knowledge,
    pub(crate) inside: &'a Inside,
    pub(crate) bench: Option<&'a Bench>,
    /// No source failed to be fetched.
    pub fetched: bool,
    pub now: Timestamp,
}

/// Exposures in the making.
struct Maker<'a> {
    inputs: &'a Inputs<'a>,
    judged: &'a Judged,
    made: Exposures,
}

impl Exposures {
    /// Puts everything together.
    pub(crate) fn of(inputs: &Inputs<'_>, judged: &Judged) -> Self {
        let coverage = inputs.bench.map(|bench| Coverage::clone(&bench.coverage));
        let sound = inputs.fetched
            && inputs.bench.is_some_and(|bench| bench.known.is_whole() && bench.documents_whole)
            && coverage.as_ref().is_some_and(Coverage::is_sound);
        let made = Self { as_of: Some(inputs.now), coverage, sound, ..Self::default() };
        let mut maker = Maker { inputs, judged, made };
        let linked = Linked::of(inputs);
        for product in inputs.products.iter().filter(|product| !product.retired) {
            for version in product.current() {
                let devices = linked.versions.get(&(&product.id, &version.id)).cloned().unwrap_or_default();
                maker.version(product, version, devices);
            }
        }
        for device in inputs.picture.devices.iter().filter(|device| !linked.placed.contains(&device.id)) {
            let link = linked.devices.get(&device.id);
            let product = link.and_then(|link| linked.products.get(&link.product)).copied();
            maker.device(device, product);
        }
        let mut made = maker.made;
        remedies::attach(&mut made, inputs);
        authorities::attach(&mut made, inputs);
        made.prioritise(inputs);
        made.concerns.sort_by_cached_key(|concern| {
            (concern.weight(), concern.found.vulnerability.clone(), concern.id.clone())
        });
        made.standings.sort_by_key(|standing| (standing.state, Reverse(standing.affected)));
        made
    }
}

/// Which device is which product, by either side.
struct Linked<'a> {
    products: BTreeMap<&'a ProductId, &'a Product>,
    /// In the order of the links.
    versions: BTreeMap<(&'a ProductId, &'a VersionId), Vec<DeviceId>>,
    /// The first link of each device.
    devices: BTreeMap<&'a DeviceId, &'a DeviceLink>,
    /// Devices of which the version is known.
    placed: BTreeSet<&'a DeviceId>,
}

impl<'a> Linked<'a> {
    fn of(inputs: &Inputs<'a>) -> Self {
        let counting: Vec<&DeviceLink> = inputs.links.iter().filter(|link| link.standing.counts()).collect();
        let mut made = Self {
            products: inputs.products.iter().rev().map(|product| (&product.id, product)).collect(),
            versions: BTreeMap::new(),
            devices: counting.iter().rev().map(|link| (&link.device, *link)).collect(),
            placed: BTreeSet::new(),
        };
        for link in counting {
            if let Some(version) = &link.version {
                made.versions.entry((&link.product, version)).or_default().push(link.device.clone());
                made.placed.insert(&link.device);
            }
        }
        made
    }
}

impl Maker<'_> {
    fn version(&mut self, product: &Product, version: &ProductVersion, devices: Vec<DeviceId>) {
        let on = On::Version { product: product.id.clone(), version: version.id.clone() };
        let from = self.made.concerns.len();
        let (mut totals, mut unread) = (Totals::default(), 0);
        for id in &version.sboms {
            let Some(sbom) = self.inputs.inside.get(&(id.clone(), version.id.clone())) else {
                unread += 1;
                continue;
            };
            totals.add(&sbom.totals);
            let row = |(part, found, stated): &(Arc<Part>, Found, Stated)| {
                Concern::new(&on, Some(part), (found, stated), &devices)
            };
            let parts = sbom.rows.iter().map(row);
            self.made.concerns.extend(parts);
        }
        let names: Vec<&str> = product.names().chain(product.models.iter().map(String::as_str)).collect();
        let stated = Some(version.version.as_str()).filter(|version| !version.is_empty());
        let subject = Subject::of_product(&product.maker, &names, stated)
            .with_udi_dis(product.udi_dis.iter().map(String::as_str));
        self.whole(&on, subject, &thing_of(product, Some(version)), &devices);
        let empty = unread + totals.documents_without_components > 0 && self.inputs.bench.is_some();
        let (nameless, foreign) = (totals.unidentified, totals.not_covered);
        let reasons = [
            version.sboms.is_empty().then_some(Reason::NoSbom),
            empty.then_some(Reason::EmptySbom),
            (nameless > 0).then_some(Reason::PartsUnidentified(nameless)),
            (foreign > 0).then_some(Reason::PartsNotCovered(foreign)),
            stated.is_none().then_some(Reason::NoVersion),
        ];
        let parts = (!version.sboms.is_empty()).then_some(totals.components);
        self.stand(on, devices, from, parts, &reasons);
    }

    /// A device of which no registered version is known: by what it says of itself, or by its product's names.
    fn device(&mut self, device: &Device, product: Option<&Product>) {
        let on = On::Device { device: device.id.clone() };
        let from = self.made.concerns.len();
        let devices = vec![device.id.clone()];
        let maker = product.map(|product| product.maker.as_str());
        let maker = maker.or_else(|| device.vendor.as_ref().map(|vendor| vendor.value.name.as_str()));
        let mut names: Vec<&str> = device.model.iter().map(|model| model.value.as_str()).collect();
        if let Some(product) = product {
            names.extend(product.names().chain(product.models.iter().map(String::as_str)));
        }
        let version = device.software.as_ref().map(|software| software.value.as_str());
        if let Some(maker) = maker.filter(|_| !names.is_empty()) {
            let name = names.first().copied().unwrap_or_default();
            let thing = product
                .map_or_else(|| Thing::named(Some(maker), name, version), |product| thing_of(product, None));
            let of_product = product.into_iter().flat_map(|product| &product.udi_dis);
            let own = device.udi_di.iter().map(|udi| &udi.value);
            let subject = Subject::of_product(maker, &names, version)
                .with_udi_dis(of_product.chain(own).map(String::as_str));
            self.whole(&on, subject, &thing, &devices);
        }
        let reasons = [
            Some(Reason::NoSbom),
            maker.is_none().then_some(Reason::NoMaker),
            names.is_empty().then_some(Reason::NoModel),
            version.is_none().then_some(Reason::NoVersion),
        ];
        self.stand(on, devices, from, None, &reasons);
    }

    /// A product as such: by its maker and names.
    fn whole(&mut self, on: &On, subject: Subject, thing: &Thing, devices: &[DeviceId]) {
        let Some(bench) = self.inputs.bench else { return };
        let rows = self.judged.subject(bench, &subject, thing);
        if rows.is_empty() {
            return;
        }
        let concern = |(found, stated): &(Found, Stated)| Concern::new(on, None, (found, stated), devices);
        self.made.concerns.extend(rows.iter().map(concern));
        self.made.wholes.push((on.clone(), subject));
    }

    /// Counts what was added since `from` and says where the thing stands.
    fn stand(
        &mut self,
        on: On,
        devices: Vec<DeviceId>,
        from: usize,
        parts: Option<usize>,
        missing: &[Option<Reason>],
    ) {
        let added = self.made.concerns.get(from..).unwrap_or_default();
        let concerned = added.iter().filter(|concern| concern.found.verdict == Verdict::Affected);
        let exploited = concerned.clone().filter(|concern| concern.found.exploited.is_some()).count();
        let affected = concerned.count();
        let open = |verdict| matches!(verdict, Verdict::Unknown | Verdict::UnderInvestigation);
        let cannot_tell = added.iter().filter(|concern| open(concern.found.verdict)).count();
        let feeds = match self.inputs.bench {
            None => Some(Reason::NoFeeds),
            Some(_) if !self.made.sound => Some(Reason::FeedsNotSound),
            Some(_) => None,
        };
        let reasons: BTreeSet<Reason> = feeds.into_iter().chain(missing.iter().flatten().copied()).collect();
        let state = match () {
            () if affected > 0 => State::Affected,
            () if cannot_tell > 0 => State::CannotTell,
            () if !reasons.is_empty() => State::Unknown,
            () => State::NothingKnown,
        };
        let reasons = reasons.into_iter().collect();
        let standing = Standing { on, devices, state, affected, cannot_tell, exploited, parts, reasons };
        self.made.standings.push(standing);
    }
}
