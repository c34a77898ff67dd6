//! Kinds from DICOM: who makes images is its modality; who takes, keeps, lists or prints them is something else.

use std::collections::BTreeSet;

use domain::{
    certainty::Certainty::{Certain, Guess, Likely},
    facts::{Attribute as A, Fact},
};

use super::super::{View, proposals::Proposals};

/// Objects that any station writes about images of others.
const NOT_A_MODALITY: &[&str] =
    &["PR", "KO", "SR", "OT", "SC", "REG", "SEG", "AU", "DOC", "PLAN", "FID", "RWV"];

/// Sends images of several devices: a gateway, archive or workstation, not their maker.
#[must_use]
pub fn forwards(view: &View<'_>) -> bool {
    let mut models: BTreeSet<&str> = BTreeSet::new();
    let mut serials: BTreeSet<&str> = BTreeSet::new();
    for fact in view.of(A::DicomEquipment) {
        let mut parts = fact.value.split('|').map(str::trim).skip(2);
        models.extend(parts.next().filter(|model| !model.is_empty()));
        serials.extend(parts.nth(1).filter(|serial| !serial.is_empty()));
    }
    models.len() > 1 || serials.len() > 1 || modalities(view).len() > 3
}

fn modalities<'a>(view: &View<'a>) -> Vec<&'a Fact> {
    let makes = |fact: &&Fact| !NOT_A_MODALITY.contains(&fact.value.as_str());
    view.of(A::DicomModality).filter(makes).collect()
}

/// Proposes kinds.
pub fn propose(view: &View<'_>, out: &mut Proposals) {
    let role =
        |word: &str| view.of(A::DicomRole).find(|fact| fact.value == word || fact.value.starts_with(word));
    archive(view, out);
    for word in ["worklist_scp", "mpps_scp"] {
        if let Some(fact) = role(word) {
            out.because(fact, "ris", Certain, 75);
        }
    }
    if let Some(fact) = role("print_scp") {
        out.because(fact, "image_printer", Certain, 78);
    }
    if forwards(view) {
        if let Some(fact) = view.of(A::DicomEquipment).next() {
            let keeps = serves_archive(view) || view.clients_of("dicom") > 2;
            out.because(fact, "pacs", if keeps { Likely } else { Guess }, 40);
            out.because(fact, "image_workstation", Guess, if keeps { 10 } else { 42 });
        }
        return;
    }
    modality(view, out);
    reader(view, out);
}

/// It makes images of one or few modalities.
fn modality(view: &View<'_>, out: &mut Proposals) {
    let keeps = serves_archive(view);
    for fact in modalities(view) {
        let Some(kind) = kind_of(view, &fact.value) else { continue };
        let made = fact.evidence.said.contains("C-STORE") || fact.certainty == Certain;
        let weight = if made { 82 } else { 70 };
        out.because(fact, kind, if keeps { Guess } else { Likely }, weight);
    }
}

/// Kinds of modality codes; those that several kinds share are settled here.
fn kind_of<'a>(view: &View<'a>, modality: &str) -> Option<&'a str> {
    let code = match modality {
        "RTIMAGE" | "RTRECORD" => {
            return view.knowledge.kinds.get("radiotherapy_linac").map(|kind| kind.id.as_str());
        }
        "RTPLAN" | "RTDOSE" | "RTSTRUCT" => {
            return view.knowledge.kinds.get("rt_planning").map(|kind| kind.id.as_str());
        }
        "DX" | "RG" => return view.knowledge.kinds.get("general_xray").map(|kind| kind.id.as_str()),
        "CR" => return view.knowledge.kinds.get("cr").map(|kind| kind.id.as_str()),
        "OP" => return view.knowledge.kinds.get("fundus_camera").map(|kind| kind.id.as_str()),
        "IO" | "PX" => return view.knowledge.kinds.get("dental_xray").map(|kind| kind.id.as_str()),
        other => other,
    };
    view.knowledge.kinds.by_modality(code).map(|kind| kind.id.as_str())
}

fn archive(view: &View<'_>, out: &mut Proposals) {
    let senders = view.clients_of("dicom");
    for fact in view.of(A::DicomRole) {
        let (certainty, weight) = match fact.value.as_str() {
            "archive_store_scp" => (Certain, 85),
            "query_scp" | "retrieve_scp" => (Likely, if senders > 1 { 80 } else { 60 }),
            "store_scp" if senders > 2 => (Likely, 78),
            "store_scp" if senders > 1 => (Likely, 60),
            _ => continue,
        };
        out.because(fact, "pacs", certainty, weight);
    }
}

fn serves_archive(view: &View<'_>) -> bool {
    view.of(A::DicomRole).any(|fact| matches!(fact.value.as_str(), "archive_store_scp" | "query_scp"))
}

/// Asks and fetches, but makes nothing: a workstation.
fn reader(view: &View<'_>, out: &mut Proposals) {
    let stores =
        view.of(A::DicomRole).any(|fact| fact.value.contains("store_scu") || fact.value.ends_with("_scp"));
    let listed = view.of(A::DicomRole).any(|fact| fact.value == "worklist_scu");
    if stores || listed {
        return;
    }
    for fact in view.of(A::DicomRole) {
        if matches!(fact.value.as_str(), "query_scu" | "retrieve_scu" | "move_scu" | "get_scu") {
            out.because(fact, "image_workstation", Likely, 65);
        }
    }
}
