//! Kinds from HL7 v2: who sends which messages, and what the application is called.

use domain::{
    certainty::Certainty::{Guess, Likely},
    facts::{Attribute as A, Fact},
};

use super::{
    super::{View, model, proposals::Proposals, text::tokens},
    families,
};

/// Words in application names: word, kind.
const APPLICATIONS: &[(&str, &str)] = &[
    ("pacs", "pacs"),
    ("ris", "ris"),
    ("lis", "lis"),
    ("his", "his_emr_server"),
    ("emr", "his_emr_server"),
    ("ehr", "his_emr_server"),
    ("orca", "receipt_computer"),
    ("mirth", "integration_engine"),
    ("rhapsody", "integration_engine"),
    ("ensemble", "integration_engine"),
    ("iguana", "integration_engine"),
    ("cns", "patient_monitor_central"),
    ("central", "patient_monitor_central"),
    ("bsm", "patient_monitor_bedside"),
    ("monitor", "patient_monitor_bedside"),
    ("vent", "ventilator"),
    ("pump", "infusion_pump"),
    ("ecg", "ecg"),
    ("pharmacy", "pharmacy_system"),
];

/// Proposes kinds.
pub fn propose(view: &View<'_>, out: &mut Proposals) {
    applications(view, out);
    messages(view, out);
}

fn applications(view: &View<'_>, out: &mut Proposals) {
    for fact in view.of(A::Hl7Application) {
        let words = tokens(&fact.value);
        for (_, kind) in APPLICATIONS.iter().filter(|(word, _)| words.iter().any(|w| w == word)) {
            let medical = matches!(
                *kind,
                "patient_monitor_bedside"
                    | "patient_monitor_central"
                    | "ventilator"
                    | "infusion_pump"
                    | "ecg"
            );
            // A gateway may carry the name of what it speaks for; a system carries its own.
            let (certainty, weight) = if medical { (Guess, 45) } else { (Likely, 55) };
            out.because(fact, kind, certainty, weight);
        }
    }
}

/// Only certain sides send certain messages (HL7 v2.5 chapters 3, 4, 7, 10).
fn messages(view: &View<'_>, out: &mut Proposals) {
    let listens = view.clients_of("hl7") > 1;
    for fact in view.of(A::Hl7MessageType) {
        let event = fact.value.split('^').next().unwrap_or_default();
        match event {
            "ADT" | "DFT" => {
                out.because(fact, if listens { "integration_engine" } else { "his_emr_server" }, Guess, 40)
            }
            "ORM" | "OMG" | "OML" | "OMI" => out.because(fact, "his_emr_server", Guess, 30),
            "SIU" => out.because(fact, "ris", Guess, 30),
            "MDM" => out.because(fact, "report_system", Guess, 30),
            _ => {}
        }
    }
    reported(view, out);
    if view.clients_of("hl7") > 2
        && let Some(fact) = view.says(A::MedicalProtocol, "hl7 server")
    {
        out.because(fact, "his_emr_server", Guess, 30);
    }
}

/// Devices named in results: one is the sender itself; several monitors hang on a central station, several of anything on an
/// engine.
fn reported(view: &View<'_>, out: &mut Proposals) {
    let kind = |fact: &Fact| families::find(fact.value.split('|').nth(1)?).map(|row| row.kind_id.as_str());
    let Some(fact) = view.of(A::Hl7ForwardedDevice).next() else { return };
    if let Some(only) = model::only_reported(view) {
        if let Some(kind) = kind(only) {
            out.because(only, kind, Likely, 66);
        }
        return;
    }
    let monitors = view.of(A::Hl7ForwardedDevice).all(|fact| {
        kind(fact).is_some_and(|kind| matches!(kind, "patient_monitor_bedside" | "telemetry_transmitter"))
    });
    if monitors {
        out.because(fact, "patient_monitor_central", Likely, 64);
    } else {
        out.because(fact, "integration_engine", Likely, 50);
    }
}
