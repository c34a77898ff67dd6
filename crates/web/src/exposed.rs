//! What vulnerabilities are about, by name, and the text in which each row is searched: made once per picture.

use std::collections::{BTreeMap, HashMap};

use app::{
    exposures::{Concern, On, Standing},
    snapshot::Snapshot,
};
use domain::{
    ids::{DeviceId, ProductId},
    products::Product,
};

use crate::{
    locale::Lang,
    view::{Entry, make},
};

/// Names for every row of the exposures.
#[derive(Default)]
pub struct Exposed {
    pub things: Vec<Thing>,
    /// In the order of the concerns.
    rows: Vec<Row>,
    places: BTreeMap<On, usize>,
}

/// A version of a product, or a device that stands for itself.
pub struct Thing {
    pub on: On,
    /// Stable, for addresses.
    pub key: String,
    /// Japanese, English.
    names: [String; 2],
    pub maker: String,
    /// Position in the standings.
    standing: Option<usize>,
}

struct Row {
    thing: usize,
    /// Everything searchable, lower case.
    text: String,
}

impl Thing {
    /// The name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        let [ja, en] = &self.names;
        if lang == Lang::Ja { ja } else { en }
    }

    /// The product that it is.
    #[must_use]
    pub const fn product(&self) -> Option<&ProductId> {
        match &self.on {
            On::Version { product, .. } => Some(product),
            On::Device { .. } => None,
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn standing<'s>(&self, snapshot: &'s Snapshot) -> Option<&'s Standing> {
        snapshot.exposures.standings.get(self.standing?)
    }
}

/// Where the name of a thing comes from.
struct Names<'s> {
    products: HashMap<&'s ProductId, &'s Product>,
    devices: HashMap<&'s DeviceId, usize>,
    snapshot: &'s Snapshot,
    entries: &'s [Entry],
}

impl Names<'_> {
    fn thing(&self, on: &On, standing: Option<usize>) -> Thing {
        let (key, names, maker) = match on {
            On::Version { product, version } => {
                let known = self.products.get(product);
                let number = known.and_then(|known| known.version(version)).map(|own| own.version.as_str());
                let number = number.unwrap_or_default();
                let en = known.map_or(product.as_str(), |known| known.name.as_str());
                let ja = known.and_then(|known| known.name_ja.as_deref()).unwrap_or(en);
                let names = [ja, en].map(|name| format!("{name} {number}").trim().to_owned());
                (version.to_string(), names, known.map(|known| known.maker.clone()).unwrap_or_default())
            }
            On::Device { device } => {
                let at = self.devices.get(device).copied();
                let names = [Lang::Ja, Lang::En].map(|lang| {
                    let entry = at.and_then(|at| self.entries.get(at));
                    entry.map_or_else(|| device.to_string(), |entry| entry.name(lang))
                });
                let device = at.and_then(|at| self.snapshot.picture.devices.get(at));
                let maker = device.map(|device| make(Lang::Ja, device)).unwrap_or_default();
                (on_device(on).unwrap_or_default(), names, maker)
            }
        };
        Thing { on: on.clone(), key, names, maker, standing }
    }
}

fn on_device(on: &On) -> Option<String> {
    match on {
        On::Device { device } => Some(device.to_string()),
        On::Version { .. } => None,
    }
}

impl Exposed {
    /// Prepares the exposures of a snapshot.
    #[must_use]
    pub fn new(snapshot: &Snapshot, entries: &[Entry]) -> Self {
        let devices = snapshot.picture.devices.iter().enumerate();
        let names = Names {
            products: snapshot.products.iter().map(|product| (&product.id, product)).collect(),
            devices: devices.map(|(at, device)| (&device.id, at)).collect(),
            snapshot,
            entries,
        };
        let mut made = Self::default();
        for (at, standing) in snapshot.exposures.standings.iter().enumerate() {
            made.places.insert(standing.on.clone(), made.things.len());
            made.things.push(names.thing(&standing.on, Some(at)));
        }
        for concern in &snapshot.exposures.concerns {
            let thing = match made.places.get(&concern.on) {
                Some(at) => *at,
                None => {
                    made.things.push(names.thing(&concern.on, None));
                    made.places.insert(concern.on.clone(), made.things.len() - 1);
                    made.things.len() - 1
                }
            };
            let text = made.things.get(thing).map(|thing| search_text(concern, thing)).unwrap_or_default();
            made.rows.push(Row { thing, text });
        }
        made
    }

    /// The thing of the concern at a position.
    #[must_use]
    pub fn thing(&self, concern: usize) -> Option<&Thing> {
        self.things.get(self.rows.get(concern)?.thing)
    }

    /// The text in which the concern at a position is searched.
    #[must_use]
    pub fn text(&self, concern: usize) -> &str {
        self.rows.get(concern).map(|row| row.text.as_str()).unwrap_or_default()
    }

    /// The thing of a standing.
    #[must_use]
    pub fn of_standing(&self, standing: &Standing) -> Option<&Thing> {
        self.of(&standing.on)
    }

    /// A thing by what it is.
    #[must_use]
    pub fn of(&self, on: &On) -> Option<&Thing> {
        self.things.get(*self.places.get(on)?)
    }
}

fn search_text(concern: &Concern, thing: &Thing) -> String {
    let found = &concern.found;
    let [ja, en] = &thing.names;
    let part = concern.part.as_deref();
    let parts = [
        found.vulnerability.as_str(),
        &found.title,
        found.title_ja.as_deref().unwrap_or_default(),
        found.title_ja_from.as_deref().unwrap_or_default(),
        ja,
        en,
        &thing.maker,
        part.map(|part| part.name.as_str()).unwrap_or_default(),
        part.and_then(|part| part.version.as_deref()).unwrap_or_default(),
    ];
    parts.join("\n").to_lowercase()
}
