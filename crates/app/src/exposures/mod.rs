//! Which known vulnerabilities concern what is here: parts of registered products, products and devices as such, against the feeds.
//!
//! [`found`] says what the feeds know of one thing; here it meets the devices. What nobody can tell has a reason that says what to do.

mod authorities;
mod detail;
mod found;
mod judged;
mod next;
mod priorities;
mod questions;
mod remedies;
mod standings;
mod stated;

use std::sync::Arc;

use domain::{
    advisories::Verdict,
    ids::{DeviceId, ProductId, VersionId},
    time::Timestamp,
};
pub use matching::decision::{Action, ActionKind, Both, Letter, MakerSays, Said, Thing, Week};
use matching::vulnerability::Subject;
use serde::Serialize;

use crate::digest;

pub use detail::Detail;
pub use found::{Exploited, Found, JudgedSbom, Judging, Part, Score, laid_over};
pub(crate) use judged::{Bench, Inside, Judged};
pub use matching::vulnerability::{Coverage, Finding, SourceState, Step};
pub use next::Next;
pub use priorities::{Priority, Steps};
pub use questions::{Asked, Choice};
pub use standings::{Inputs, Reason, Standing, State};
pub use stated::{Stated, StatedHere};

/// What a vulnerability is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "on")]
pub enum On {
    /// A version of a registered product, with every device that is it.
    Version { product: ProductId, version: VersionId },
    /// A device of which no registered version is known.
    Device { device: DeviceId },
}

/// One vulnerability of one thing, as a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Concern {
    /// Stays the same as long as thing, part and vulnerability do.
    pub id: String,
    #[serde(flatten)]
    pub on: On,
    /// The part that has it; without one it is the product as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Arc<Part>>,
    /// With the verdict that counts.
    #[serde(flatten)]
    pub found: Found,
    #[serde(flatten)]
    pub stated: Stated,
    /// Devices here that it concerns.
    pub devices: Vec<DeviceId>,
    /// What advisories and statements tell to do about it; [`Concern::says`] has the versions too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedies: Option<Arc<MakerSays>>,
    /// How urgent it is here, when it is affected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
}

impl Concern {
    fn new(
        on: &On,
        part: Option<&Arc<Part>>,
        (found, stated): (&Found, &Stated),
        devices: &[DeviceId],
    ) -> Self {
        let named = part.map(|part| format!("{}|{:?}", part.name, part.version));
        let key = format!("{on:?}|{named:?}|{}", found.vulnerability);
        Self {
            id: digest::short(key.as_bytes()),
            on: on.clone(),
            part: part.cloned(),
            found: found.clone(),
            stated: stated.clone(),
            devices: devices.to_vec(),
            remedies: stated.advice.clone(),
            priority: None,
        }
    }

    /// What weighs more comes first: exploited, affected, likely to be exploited, severe; then by name.
    fn weight(&self) -> impl Ord + use<> {
        let share = |value: f32| (value * 100_000.0) as u32;
        let found = &self.found;
        std::cmp::Reverse((
            found.verdict == Verdict::Affected,
            self.priority.as_ref().map(|priority| priority.rank),
            found.exploited.is_some(),
            !self.devices.is_empty(),
            found.severity.as_ref().map_or(0, |severity| share(severity.score as f32 / 10.0)),
            found.likelihood.map_or(0, |likelihood| share(likelihood.probability)),
        ))
    }
}

/// Everything that is known against what is here, as of a moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exposures {
    pub as_of: Option<Timestamp>,
    /// `None`: no feed was read yet; then nothing is known of anything.
    pub coverage: Option<Coverage>,
    /// Every source is there, whole and new enough.
    pub sound: bool,
    /// What weighs more first.
    pub concerns: Vec<Concern>,
    /// Every version of a product and every device that stands for itself.
    pub standings: Vec<Standing>,
    /// The five things of the week, what waits behind them, and what nobody can tell.
    pub week: Option<Week>,
    /// How products and devices as such were asked about.
    wholes: Vec<(On, Subject)>,
}

impl Exposures {
    /// The concern of an id.
    #[must_use]
    pub fn concern(&self, id: &str) -> Option<&Concern> {
        self.concerns.iter().find(|concern| concern.id == id)
    }

    /// What concerns a device.
    pub fn of_device<'e>(&'e self, device: &'e DeviceId) -> impl Iterator<Item = &'e Concern> {
        self.concerns.iter().filter(move |concern| concern.devices.contains(device))
    }

    /// Where a device stands: by its product's version, or for itself.
    #[must_use]
    pub fn standing(&self, device: &DeviceId) -> Option<&Standing> {
        self.standings.iter().find(|standing| standing.devices.contains(device))
    }
}
