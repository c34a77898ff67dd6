//! The kind of a device (`kind_id` of `signatures/kinds.csv`). One family of evidence a file.
//!
//! Weights: medical protocol and role 80, own statement 85, plant and printer protocols 70, network roles 60, service mixes 40,
//! names 35, card's maker 30, system family 20. Two independent guesses that agree become likely.

pub mod bedside;
pub mod card;
pub mod computers;
pub mod dicom;
pub mod families;
pub mod hl7;
pub mod laboratory;
pub mod names;
pub mod network;
pub mod plant;
pub mod printers;
pub mod servers;

use domain::{certainty::Certainty::Certain, devices::Stated, facts::Attribute as A};

use super::{View, proposals::Proposals};

/// What was concluded before.
pub struct Known<'a> {
    pub os: Option<&'a Stated<String>>,
    pub hostname: Option<&'a Stated<String>>,
    pub model: Option<&'a Stated<String>>,
}

/// Concludes the kind.
#[must_use]
pub fn conclude(view: &View<'_>, known: &Known<'_>) -> Option<Stated<String>> {
    let mut out = Proposals::default();
    for fact in view.of(A::Kind).filter(|fact| view.knowledge.kinds.get(&fact.value).is_some()) {
        out.fact(fact, Certain, 85);
    }
    dicom::propose(view, &mut out);
    hl7::propose(view, &mut out);
    bedside::propose(view, &mut out);
    laboratory::propose(view, &mut out);
    network::propose(view, &mut out);
    printers::propose(view, &mut out);
    plant::propose(view, &mut out);
    servers::propose(view, &mut out);
    computers::propose(view, known, &mut out);
    families::propose(view, known, &mut out);
    names::propose(view, known, &mut out);
    card::propose(view, &mut out);
    out.decide(str::to_owned)
}
