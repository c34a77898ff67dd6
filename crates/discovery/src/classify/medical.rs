//! Medical device or not (decision 0002): by kind; else by medical protocols and makers. Unknown stays unknown.

use domain::{
    certainty::Certainty::{Certain, Confirmed, Guess, Likely},
    devices::{Maker, Stated},
    facts::Attribute as A,
};
use knowledge::{kinds::Kind, makers::MakerEntry, oui::OuiScope};

use super::{View, proposals::Proposals};

/// Concludes whether it is a medical device.
#[must_use]
pub fn conclude(
    view: &View<'_>,
    kind: Option<&Stated<String>>,
    vendor: Option<&Stated<Maker>>,
) -> Option<Stated<bool>> {
    let mut out = Proposals::default();
    for fact in view.of(A::IsMedical) {
        out.fact(fact, Certain, 90);
    }
    let known = kind.and_then(|stated| {
        Some((stated, view.knowledge.kinds.get(&stated.value)?, stated.evidence.first()?))
    });
    if let Some((stated, kind, evidence)) = known {
        let certainty = if stated.certainty == Confirmed { Confirmed } else { stated.certainty.min(Likely) };
        out.add(
            word(kind.is_medical()),
            certainty,
            if is_bare_computer(&stated.value) { 30 } else { 60 },
            evidence.clone(),
        );
    }
    // A computer is only what a device is built with: what it speaks tells more.
    let system = kind.is_some_and(|kind| kind.certainty >= Likely && !is_bare_computer(&kind.value));
    if !system {
        protocols(view, &mut out);
        makers(view, vendor, &mut out);
    }
    let stated = out.decide(str::to_owned)?;
    Some(Stated {
        value: stated.value == "true",
        certainty: stated.certainty,
        evidence: stated.evidence,
        others: stated
            .others
            .into_iter()
            .map(|other| domain::devices::Other {
                value: other.value == "true",
                certainty: other.certainty,
                evidence: other.evidence,
            })
            .collect(),
    })
}

fn is_bare_computer(kind: &str) -> bool {
    kind == "pc_workstation"
}

const fn word(medical: bool) -> &'static str {
    if medical { "true" } else { "false" }
}

/// A client of medical protocols on a card that is no PC maker's is a device more often than a system.
fn protocols(view: &View<'_>, out: &mut Proposals) {
    for fact in view.of(A::MedicalProtocol) {
        let device = matches!(
            fact.value.as_str(),
            "dicom client"
                | "astm client"
                | "sdc provider"
                | "sdc server"
                | "sdc consumer"
                | "poct1a client"
                | "ieee11073 agent"
        );
        if device {
            out.because(fact, "true", Likely, 50);
        }
    }
    for (fact, entry, certainty) in view.maker_protocols() {
        let kind = entry.kind_id.as_deref().and_then(|kind| view.knowledge.kinds.get(kind));
        let maker = entry.maker_id.as_deref().and_then(|maker| view.knowledge.makers.get(maker));
        let medical = kind.map_or_else(|| maker.is_some_and(MakerEntry::is_medical), Kind::is_medical);
        if medical {
            out.because(fact, "true", certainty, 50);
        }
    }
}

fn makers(view: &View<'_>, vendor: Option<&Stated<Maker>>, out: &mut Proposals) {
    if let Some(evidence) =
        view.card_evidence().filter(|_| view.card.is_some_and(|c| c.scope == OuiScope::Medical))
    {
        out.add("true", Likely, 40, evidence);
    }
    let maker = vendor.and_then(|vendor| view.knowledge.makers.get(vendor.value.id.as_deref()?));
    let medical = maker.is_some_and(MakerEntry::is_medical);
    let ordinary = maker.is_some_and(|maker| !maker.is_medical() && !maker.makes_boards());
    if let Some(evidence) = vendor.filter(|_| ordinary).and_then(|vendor| vendor.evidence.first()) {
        out.add("false", Guess, 20, evidence.clone());
    }
    if let Some(vendor) = vendor.filter(|vendor| medical && vendor.certainty >= Likely)
        && let Some(evidence) = vendor.evidence.first()
    {
        out.add("true", Guess, 30, evidence.clone());
    }
}
