//! How urgent each row is here, and the five things of the week: the medical table, asked about the device for which it is most urgent.

use std::cmp::Reverse;

use domain::{
    advisories::Verdict, certainty::Certainty, devices::Device, ids::DeviceId, overrules::Overrule,
};
use hashbrown::HashMap;
use matching::decision::{
    self, Both, Case, Decided, ENOUGH, InUse, Measures, Missing, Overruled, Signals, Situation, Surroundings,
    control, effect, effect_of_kind, exploitation, exposure, five_things_this_week, interim,
};
use serde::Serialize;

use super::{
    Concern, Exposures, On,
    questions::{Asked, asked},
    standings::Inputs,
};
use crate::overrules::{of_device, of_kind};

/// How urgent a row is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Priority {
    /// From 0, the least urgent.
    pub rank: usize,
    /// Key of the outcome in the table.
    pub outcome: String,
    pub called: Both,
    /// Days within which the first step is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_days: Option<u32>,
    /// The device for which it is so urgent; `None` when none is known on the network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// It rests on defaults that nobody has confirmed.
    pub provisional: bool,
    /// What would change it if it were known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ask: Vec<Both>,
}

/// What a situation needs of everything around.
pub(super) struct Desk<'a> {
    inputs: &'a Inputs<'a>,
    around: Surroundings<'a>,
    list_known: bool,
    /// Of each device: what the table asks about it apart from the vulnerability, and how far its conversations can be limited.
    devices: HashMap<DeviceId, (Situation, Option<(usize, usize)>)>,
    decided: HashMap<String, Option<Decided>>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(inputs: &'a Inputs<'a>, made: &Exposures) -> Self {
        let list_known = made.coverage.as_ref().is_some_and(|known| known.tells_exploitation());
        Self {
            inputs,
            around: Surroundings::of(inputs.picture),
            list_known,
            devices: HashMap::new(),
            decided: HashMap::new(),
        }
    }

    /// The situation of a row on one of its devices, or without a device.
    pub(super) fn situation(&mut self, concern: &Concern, device: Option<&DeviceId>) -> Situation {
        let mut situation = self.supposed(concern, device);
        if !self.inputs.overrules.is_empty() {
            Overruled::of(self.said(concern, device)).over(&mut situation);
        }
        situation
    }

    /// What people answered about a device and its kind, or about the kind of a product; what counts comes last.
    fn said(&self, concern: &Concern, device: Option<&DeviceId>) -> Vec<&'a Overrule> {
        match device.and_then(|id| self.around.device(id)) {
            Some(device) => {
                let own = device.kind.as_ref().map(|kind| kind.value.as_str());
                of_device(self.inputs.overrules, device, own.or_else(|| self.kind(&concern.on)))
            }
            None => of_kind(self.inputs.overrules, self.kind(&concern.on)),
        }
    }

    /// The situation before anybody answered anything.
    fn supposed(&mut self, concern: &Concern, device: Option<&DeviceId>) -> Situation {
        let (mut situation, limit) = match device.and_then(|id| self.around.device(id)) {
            Some(device) => self.of_device(device),
            None => (self.of_product(&concern.on), None),
        };
        // What the device does not tell of itself, whoever registered its product has told.
        if let (None, Some(kind)) = (situation.effect.value, self.kind(&concern.on)) {
            (situation.effect, situation.care) =
                effect_of_kind(Some((kind, Certainty::Confirmed)), self.inputs.knowledge);
        }
        let found = &concern.found;
        situation.exploitation = exploitation(&Signals {
            listed: found.exploited.as_ref().map(|row| row.added.as_str()),
            list_known: self.list_known,
            likelihood: found.likelihood,
            assessment: self.assessment(&found.vulnerability),
        });
        let cvss = found.severity.as_ref().map(|severity| severity.vector.as_str());
        let told = concern.remedies.as_deref();
        situation.interim = interim(&Measures {
            of_maker: told.is_some_and(|says| !says.measures.is_empty()),
            none_of_maker: told.is_some_and(|says| says.none),
            cvss,
            limit,
        });
        situation
    }

    fn assessment(&self, vulnerability: &str) -> Option<domain::vulnerabilities::Assessment> {
        self.inputs.bench?.known.knowledge.assessment(vulnerability)
    }

    fn of_device(&mut self, device: &Device) -> (Situation, Option<(usize, usize)>) {
        if let Some(known) = self.devices.get(&device.id) {
            return known.clone();
        }
        let mut situation = Situation::unknown(&Both::default());
        situation.exposure = exposure(device, &self.around, ENOUGH);
        (situation.effect, situation.care) = effect(device, self.inputs.knowledge);
        let limit = Measures::default().limited_to(control(device, &self.around).as_ref(), ENOUGH).limit;
        self.devices.insert(device.id.clone(), (situation.clone(), limit));
        (situation, limit)
    }

    /// What is known of a product of which no device was seen.
    fn of_product(&self, on: &On) -> Situation {
        let mut situation = Situation::unknown(&Both::new(
            "この製品の機器は、ネットワークで見つかっていません。",
            "No device of this product was seen on the network.",
        ));
        if matches!(on, On::Version { .. }) {
            let kind = self.kind(on).map(|kind| (kind, Certainty::Confirmed));
            (situation.effect, situation.care) = effect_of_kind(kind, self.inputs.knowledge);
        }
        situation
    }

    /// The kind that a product was registered with.
    fn kind(&self, on: &On) -> Option<&'a str> {
        let On::Version { product, .. } = on else { return None };
        self.inputs.products.iter().find(|own| own.id == *product)?.kind.as_deref()
    }

    /// Many rows have the same answers: the table is walked once for each.
    fn decide(&mut self, situation: &Situation) -> Option<Decided> {
        let knowledge = self.inputs.knowledge;
        let table = knowledge.decision_tables.named("medical")?;
        let answers: Vec<_> =
            situation.given(table).iter().map(|given| (given.point, given.answer)).collect();
        let key = format!("{answers:?}");
        self.decided.entry(key).or_insert_with(|| situation.decide(knowledge, table)).clone()
    }

    /// The most urgent of a row's devices decides.
    fn worst(&mut self, concern: &Concern) -> Option<(Situation, Decided, Option<DeviceId>)> {
        let devices: Vec<Option<&DeviceId>> =
            if concern.devices.is_empty() { vec![None] } else { concern.devices.iter().map(Some).collect() };
        let mut found: Vec<(Situation, Decided, Option<DeviceId>)> = Vec::new();
        for device in devices {
            let situation = self.situation(concern, device);
            let decided = self.decide(&situation)?;
            found.push((situation, decided, device.cloned()));
        }
        found.into_iter().min_by_key(|(_, decided, device)| (Reverse(decided.outcome.rank), device.clone()))
    }

    /// The product as people here call it.
    pub(super) fn in_use(&self, on: &On) -> InUse {
        match on {
            On::Version { product, version } => {
                let own = self.inputs.products.iter().find(|own| own.id == *product);
                InUse {
                    id: format!("{product} {version}"),
                    name: own
                        .map(|own| own.name_ja.as_ref().unwrap_or(&own.name).clone())
                        .unwrap_or_default(),
                    version: own.and_then(|own| Some(own.version(version)?.version.clone())),
                    maker: own.map(|own| own.maker.clone()),
                }
            }
            On::Device { device } => {
                let device = self.around.device(device);
                let maker = device.and_then(|device| device.vendor.as_ref()).map(|vendor| &vendor.value);
                let maker = maker.map(|maker| maker.name_ja.as_ref().unwrap_or(&maker.name).clone());
                let text = |stated: Option<&domain::devices::Stated<String>>| {
                    stated.map(|stated| stated.value.clone())
                };
                let name = text(device.and_then(|device| device.model.as_ref())).unwrap_or_default();
                InUse {
                    id: format!("{} {name}", maker.as_deref().unwrap_or_default()),
                    name,
                    version: text(device.and_then(|device| device.software.as_ref())),
                    maker,
                }
            }
        }
    }
}

fn missing(concern: &Concern, in_use: &InUse) -> Option<Missing> {
    let version = match &concern.part {
        Some(part) => part.version.is_none(),
        None => in_use.version.is_none(),
    };
    Some(if version { Missing::Version } else { Missing::Judgement })
}

impl Exposures {
    /// Gives every affected row its priority, and makes the week.
    pub(super) fn prioritise(&mut self, inputs: &Inputs<'_>) {
        let mut desk = Desk::new(inputs, self);
        let mut rows = Vec::with_capacity(self.concerns.len());
        for concern in &mut self.concerns {
            let affected = concern.found.verdict == Verdict::Affected;
            let worst = affected.then(|| desk.worst(concern)).flatten();
            let in_use = desk.in_use(&concern.on);
            rows.push(decision::Concern {
                vulnerability: concern.found.vulnerability.clone(),
                devices: concern.devices.clone(),
                verdict: concern.found.verdict,
                missing: missing(concern, &in_use),
                score: concern.found.severity.as_ref().map(|severity| severity.score),
                exploited: concern.found.exploited.is_some(),
                likelihood: concern.found.likelihood.map(|likelihood| likelihood.probability),
                says: concern.says(),
                situation: worst.as_ref().map_or_else(
                    || Situation::unknown(&Both::default()),
                    |(situation, ..)| situation.clone(),
                ),
                product: in_use,
            });
            concern.priority = worst.map(|(situation, decided, device)| Priority {
                rank: decided.outcome.rank,
                ask: decided.questions(),
                outcome: decided.outcome.key,
                called: decided.outcome.called.called,
                within_days: decided.outcome.days,
                device,
                provisional: situation.is_provisional(),
            });
        }
        self.week = five_things_this_week(inputs.knowledge, &rows);
    }
}

/// The steps for one row, in order, on the device for which it is most urgent.
pub(super) fn steps(inputs: &Inputs<'_>, exposures: &Exposures, concern: &Concern) -> Option<Steps> {
    let mut desk = Desk::new(inputs, exposures);
    let (situation, decided, device) = desk.worst(concern)?;
    let supposed = desk.supposed(concern, device.as_ref());
    let asked = asked(inputs.knowledge, &supposed, &situation, &desk.said(concern, device.as_ref()));
    let device = device.as_ref().and_then(|id| desk.around.device(id));
    let own = device.and_then(|device| device.kind.as_ref()).map(|kind| kind.value.as_str());
    let kind = own.or_else(|| desk.kind(&concern.on)).map(str::to_owned);
    let (product, says) = (desk.in_use(&concern.on), concern.says());
    let actions = decision::actions(&Case {
        vulnerability: &concern.found.vulnerability,
        product: &product,
        says: &says,
        device: device.map(|device| (device, &desk.around)),
        situation: &situation,
        decided: &decided,
    });
    Some(Steps { situation, decided, actions, asked, kind })
}

/// What to do about one row, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Steps {
    pub situation: Situation,
    pub decided: Decided,
    pub actions: Vec<decision::Action>,
    /// The questions of the table, with what is supposed beside what people said.
    pub asked: Vec<Asked>,
    /// `kind_id` of the device or product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}
