//! The maker of the network card by its address block, and when that is the device's maker too.

use domain::{
    certainty::Certainty::{Certain, Guess, Likely},
    devices::{Maker, Stated},
    facts::{Attribute, Fact},
};
use knowledge::oui::OuiScope;

use super::super::{View, proposals::Proposals, text::has_any};

/// The registered owner of the card's block.
#[must_use]
pub fn conclude(view: &View<'_>) -> Option<Stated<Maker>> {
    let card = view.card?;
    let value = match view.card_maker() {
        Some(id) => super::maker(view.knowledge, id),
        None => Maker { id: None, name: card.registered_name.clone(), name_ja: None },
    };
    Some(Stated::new(value, Certain, view.card_evidence()?))
}

/// Blocks of virtual machines, modules and boards say nothing about the device.
const PARTS: &[&str] = &[
    "vmware",
    "microsoft",
    "xensource",
    "pcs systemtechnik",
    "parallels",
    "nutanix",
    "qemu",
    "realtek",
    "intel corp",
    "intel(r)",
    "broadcom",
    "raspberry",
    "espressif",
    "texas instruments",
    "murata",
    "liteon",
    "lite-on",
    "azurewave",
    "foxconn",
    "hon hai",
    "wistron",
    "quanta",
    "pegatron",
    "super micro",
    "asrock",
    "asustek",
    "giga-byte",
    "micro-star",
    "advantech",
    "axiomtek",
    "kontron",
    "congatec",
    "ieee registration authority",
    "tp-link",
];

/// Boards that call themselves by a name of their own until somebody gives them a purpose: part of the block's owner, beginning of the name.
const BOARDS: &[(&str, &str)] =
    &[("raspberry", "raspberrypi"), ("espressif", "esp_"), ("espressif", "esp32"), ("espressif", "esp-")];

/// A board that still has the name it was sold with is no part of another maker's device, as far as one can see.
fn bare_board(view: &View<'_>, out: &mut Proposals) {
    let (Some(card), Some(id)) = (view.card, view.card_maker()) else { return };
    let names = |fact: &&Fact| {
        let name = fact.value.to_ascii_lowercase();
        BOARDS
            .iter()
            .any(|(owner, start)| has_any(&card.registered_name, &[owner]) && name.starts_with(start))
    };
    if let Some(fact) = view.of(Attribute::Hostname).find(names) {
        out.because(fact, id, Likely, 30);
    }
}

/// Proposes the card's maker as the device's, where that is sound.
pub fn propose(view: &View<'_>, kind: Option<&str>, out: &mut Proposals) {
    let (Some(card), Some(evidence)) = (view.card, view.card_evidence()) else { return };
    if has_any(&card.registered_name, PARTS) {
        bare_board(view, out);
        return;
    }
    let medical_kind =
        kind.and_then(|kind| view.knowledge.kinds.get(kind)).map(knowledge::kinds::Kind::is_medical);
    let Some(id) = view.card_maker() else {
        // A name only: a hint, and only for what is no medical device made of bought parts.
        if medical_kind != Some(true) {
            out.add(&card.registered_name, Guess, 20, evidence);
        }
        return;
    };
    let medical_maker = card.scope == OuiScope::Medical;
    if medical_maker {
        out.add(id, Likely, 45, evidence);
        return;
    }
    let categories = view.categories(id);
    let makes_such = kind.is_some_and(|kind| categories.iter().any(|word| fits(word, kind)));
    if makes_such {
        out.add(id, Likely, 35, evidence);
    } else if medical_kind != Some(true) && !is_module(categories) {
        out.add(id, Guess, 20, evidence);
    }
}

fn is_module(categories: &[String]) -> bool {
    categories.iter().any(|word| has_any(word, &["device server", "embedded", "virtual", "module"]))
}

/// Whether a maker of this category makes devices of this kind under its own name.
fn fits(category: &str, kind: &str) -> bool {
    const FITS: &[(&str, &[&str])] = &[
        ("printer_mfp", &["printer", "MFP"]),
        ("ip_camera", &["camera"]),
        ("ip_phone", &["phone"]),
        ("patient_phone", &["phone", "badge", "handheld"]),
        ("network_switch", &["network", "switch"]),
        ("wireless_ap", &["network", "wireless"]),
        ("firewall_vpn", &["firewall", "VPN", "network"]),
        ("nas", &["NAS", "storage"]),
        ("ups_power", &["UPS"]),
        ("building_mgmt", &["building", "HVAC", "control"]),
        ("serial_device_server", &["device server"]),
        ("pc_workstation", &["PC"]),
        ("server_generic", &["server", "PC"]),
        ("handheld", &["handheld", "phone", "tablet"]),
        ("nurse_call", &["nurse call"]),
    ];
    FITS.iter().any(|(known, words)| *known == kind && words.iter().any(|word| category.contains(word)))
}
