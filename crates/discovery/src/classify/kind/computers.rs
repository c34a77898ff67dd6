//! Ordinary computers and hand-held devices: what is left when nothing more special speaks.

use domain::{
    certainty::Certainty::{Guess, Likely},
    facts::{Attribute as A, Fact},
};

use knowledge::oui::OuiScope;

use super::{
    super::{View, proposals::Proposals, text::has_any},
    Known,
};

/// Proposes kinds.
pub fn propose(view: &View<'_>, known: &Known<'_>, out: &mut Proposals) {
    if makes_results(view) || calls_as_modality(view) {
        // The computer inside a device.
        return;
    }
    if let Some(os) = known.os {
        let evidence = os.evidence.first().cloned();
        let family = os.value.as_str();
        let client = family.starts_with("Windows") && !family.contains("Server") && family != "Windows CE";
        if let Some(evidence) = evidence {
            if client {
                out.add("pc_workstation", Guess, 32, evidence);
            } else if has_any(family, &["android", "ios", "ipados"]) && !family.starts_with("Cisco") {
                let certainty = if device_card(view) { Guess } else { os.certainty.min(Likely) };
                out.add("handheld", certainty, 40, evidence);
            } else if family == "macOS" {
                out.add("pc_workstation", Guess, 30, evidence);
            }
        }
    }
    for fact in view.of(A::NetbiosRole).filter(|fact| fact.value == "workstation") {
        out.because(fact, "pc_workstation", Guess, 20);
    }
    for fact in view.of(A::UserAgent) {
        if has_any(&fact.value, &["windows-update-agent", "windows nt"])
            && has_any(&fact.value, &["mozilla", "windows-update"])
        {
            out.because(fact, "pc_workstation", Guess, 28);
        } else if has_any(&fact.value, &["iphone", "ipad", "android"]) {
            out.because(fact, "handheld", if device_card(view) { Guess } else { Likely }, 38);
        }
    }
    joins_domain(view, out);
    pc_card(view, out);
}

/// The card is of a maker of medical devices, printers, cameras …: not an ordinary hand-held computer.
fn device_card(view: &View<'_>) -> bool {
    view.card.is_some_and(|card| card.scope == OuiScope::Medical)
}

/// Sends images or results of its own.
fn makes_results(view: &View<'_>) -> bool {
    view.of(A::DicomRole).any(|fact| fact.value.ends_with("store_scu"))
        || view
            .of(A::MedicalProtocol)
            .any(|fact| matches!(fact.value.as_str(), "astm client" | "poct1a client" | "sdc server"))
        || view.of(A::Hl7ForwardedDevice).next().is_some()
}

/// Speaks DICOM as a client and asks for nobody's images: a device's console rather than a desk.
fn calls_as_modality(view: &View<'_>) -> bool {
    let reads =
        |fact: &&Fact| matches!(fact.value.as_str(), "query_scu" | "retrieve_scu" | "move_scu" | "get_scu");
    view.says(A::MedicalProtocol, "dicom client").is_some() && view.of(A::DicomRole).find(reads).is_none()
}

/// Asks a domain controller: a member of the office network.
fn joins_domain(view: &View<'_>, out: &mut Proposals) {
    let member = view.calls().find(|talk| matches!(talk.protocol(), "kerberos" | "ldap" | "cldap"));
    if let Some(talk) = member.filter(|_| view.services.is_empty()) {
        out.add("pc_workstation", Guess, 26, crate::traffic::evidence(talk.flow));
    }
}

/// The card is of a maker of PCs, and nothing is served.
fn pc_card(view: &View<'_>, out: &mut Proposals) {
    let Some(maker) = view.card_maker() else { return };
    let categories = view.categories(maker);
    let pc = categories.iter().any(|word| word == "PC" || word.contains("PC"));
    if let Some(evidence) = view.card_evidence().filter(|_| pc) {
        let busy = view.services.len() >= 3;
        out.add(
            if busy { "server_generic" } else { "pc_workstation" },
            Guess,
            if busy { 18 } else { 30 },
            evidence,
        );
    }
    if view.host.macs.iter().all(|mac| mac.is_local())
        && !view.host.macs.is_empty()
        && view.services.is_empty()
    {
        let said = "locally administered address".to_owned();
        out.add("handheld", Guess, 15, super::super::view::rule_evidence("mac", said));
    }
}
