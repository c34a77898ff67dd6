//! What the maker of the network card usually makes. A hint; for a maker of one kind of thing a good one.

use domain::{
    certainty::Certainty::{Guess, Likely},
    facts::Attribute as A,
};
use knowledge::oui::OuiScope;

use super::super::{View, proposals::Proposals};

/// Category words of makers and the kind they mean.
const CATEGORIES: &[(&str, &str)] = &[
    ("printer", "printer_mfp"),
    ("camera", "ip_camera"),
    ("IP phone", "ip_phone"),
    ("firewall", "firewall_vpn"),
    ("network (wireless)", "wireless_ap"),
    ("network", "network_switch"),
    ("NAS", "nas"),
    ("UPS", "ups_power"),
    ("building", "building_mgmt"),
    ("device server", "serial_device_server"),
    ("voice badge", "patient_phone"),
    ("nurse call", "nurse_call"),
    ("dialysis", "dialysis_machine"),
    ("infusion pump", "infusion_pump"),
    ("syringe pump", "syringe_pump"),
    ("ventilator", "ventilator"),
    ("blood gas", "blood_gas"),
    ("endoscopy", "endoscope_processor"),
    ("radiotherapy", "radiotherapy_linac"),
    ("ultrasound", "ultrasound"),
    ("contrast injector", "contrast_injector"),
    ("ECG", "ecg"),
    ("EEG", "eeg"),
    ("monitoring", "patient_monitor_bedside"),
    ("defibrillator", "defibrillator"),
    ("lab analyser (haematology", "haematology_analyser"),
    ("lab analyser (chemistry", "chemistry_analyser"),
    ("lab analyser", "chemistry_analyser"),
    ("ophthalmology", "fundus_camera"),
    ("bed", "bed_smart"),
    ("medical display", "medical_display"),
    ("sleep", "psg"),
    ("CPAP", "cpap"),
];

/// Words in the registered name of a maker's division, and the kind that the division makes.
const DIVISIONS: &[(&str, &str)] = &[
    ("patient monitoring", "patient_monitor_bedside"),
    ("cardiac and monitoring", "patient_monitor_bedside"),
    // Formerly Siemens' patient monitoring in Danvers; ventilators come from Lübeck's own blocks.
    ("draeger medical systems", "patient_monitor_bedside"),
    ("ultrasound", "ultrasound"),
    ("aloka", "ultrasound"),
    ("dialysis", "dialysis_machine"),
    ("critical care", "ventilator"),
];

/// Proposes kinds.
pub fn propose(view: &View<'_>, out: &mut Proposals) {
    let (Some(card), Some(maker)) = (view.card, view.card_maker()) else { return };
    let categories = view.categories(maker);
    let Some(evidence) = view.card_evidence() else { return };
    let medical_talk = view.of(A::MedicalProtocol).next().is_some();
    let division = card.registered_name.to_lowercase();
    if let Some((_, kind)) = DIVISIONS.iter().find(|(word, _)| division.contains(word)) {
        out.add(kind, Guess, 34, evidence);
        return;
    }
    for (place, category) in categories.iter().enumerate() {
        let Some((_, kind)) = CATEGORIES.iter().find(|(word, _)| category.starts_with(word)) else {
            continue;
        };
        // The computer inside a device has a card of whoever built computers.
        if medical_talk && view.knowledge.kinds.get(kind).is_some_and(|kind| !kind.is_medical()) {
            continue;
        }
        let single = categories.len() == 1;
        // The first category is what the maker is best known for.
        let weight = match (single, place) {
            (true, _) => 34,
            (false, 0) => 24,
            // One trade of many says nothing.
            (false, _) if categories.len() > 2 => continue,
            (false, _) => 8,
        };
        if *kind == "nurse_call" && place == 0 {
            // Its phones and panels speak SIP as telephones do.
            out.add(kind, Likely, 70, evidence.clone());
            continue;
        }
        let certainty = if single && card.scope == OuiScope::GeneralIt { Likely } else { Guess };
        out.add(kind, certainty.min(Likely), weight, evidence.clone());
    }
}
