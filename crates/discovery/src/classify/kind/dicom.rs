//! Kinds from DICOM: who makes images is its modality; who takes, keeps, lists or prints them is something else.

use std::collections::BTreeSet;

use domain::{
    certainty::Certainty::{Certain, Guess, Likely},
    facts::{Attribute as A, Fact},
};

use knowledge::makers::Relation;

use super::{
    super::{View, maker::recognise, proposals::Proposals},
    families,
};

/// Objects that any station writes about images of others.
const NOT_A_MODALITY: &[&str] =
    &["PR", "KO", "SR", "OT", "SC", "REG", "SEG", "AU", "DOC", "PLAN", "FID", "RWV"];

/// Sends images of several devices, or of others than itself: a gateway, archive or workstation, not their maker.
#[must_use]
pub fn forwards(view: &View<'_>) -> bool {
    sends_of_several(view)
        || (sends_images(view) && !is_scheduled(view) && (serves_archive(view) || of_other_maker(view)))
}

fn sends_images(view: &View<'_>) -> bool {
    view.of(A::DicomEquipment).next().is_some()
}

/// Asks for its own worklist or reports its own procedure steps: only what makes images does so.
fn is_scheduled(view: &View<'_>) -> bool {
    view.of(A::DicomRole).any(|fact| matches!(fact.value.as_str(), "worklist_scu" | "mpps_scu"))
}

/// The program that sends is of one maker of medical systems, the images are of another one.
fn of_other_maker(view: &View<'_>) -> bool {
    let makers = &view.knowledge.makers;
    let programs: BTreeSet<&str> = view
        .of(A::DicomImplementationUid)
        .filter_map(|fact| view.knowledge.dicom.root(&fact.value))
        .filter(|root| root.grade.may_decide())
        .filter_map(|root| root.maker_id.as_deref())
        .collect();
    let mut images = view
        .of(A::DicomEquipment)
        .filter_map(|fact| recognise(view.knowledge, fact.value.split('|').nth(1)?))
        .peekable();
    let medical = |id: &str| makers.get(id).is_some_and(knowledge::makers::MakerEntry::is_medical);
    !programs.is_empty()
        && images.peek().is_some()
        && images.all(|maker| {
            programs
                .iter()
                .all(|program| medical(program) && makers.relation(program, maker) == Relation::Different)
        })
}

fn sends_of_several(view: &View<'_>) -> bool {
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
    let keeps = serves_archive(view) && !is_scheduled(view);
    for fact in modalities(view) {
        let Some(kind) = kind_of(view, &fact.value) else { continue };
        let kind = refined(view, kind).or_else(|| of_dental_maker(view, kind)).unwrap_or(kind);
        let made = fact.evidence.said.contains("C-STORE") || fact.certainty == Certain;
        let weight = if made { 82 } else { 70 };
        out.because(fact, kind, if keeps { Guess } else { Likely }, weight);
    }
}

/// Kinds that share modality codes: DX and CR also come from wheeled units, C-arms, densitometers; OP and OPT from one cabinet.
const SHARED: &[&[&str]] = &[
    &[
        "general_xray",
        "mobile_xray",
        "dr_fpd",
        "cr",
        "fluoroscopy",
        "c_arm",
        "angiography",
        "bone_densitometer",
        "mammography",
        "dental_xray",
    ],
    &["fundus_camera", "oct_ophthalmic"],
    &["pet", "ct", "nuclear_medicine"],
    &["radiotherapy_linac", "rt_planning", "rt_record_verify"],
];

/// The kind of the product family, where the modality code leaves the choice.
fn refined(view: &View<'_>, kind: &str) -> Option<&'static str> {
    let family = view.of(A::Model).find_map(|fact| families::find(&fact.value))?.kind_id.as_str();
    let shared = SHARED.iter().find(|kinds| kinds.contains(&kind))?;
    shared.iter().find(|other| **other == family).copied()
}

/// Cone-beam units of dental makers write CT and plain X-ray images.
fn of_dental_maker(view: &View<'_>, kind: &str) -> Option<&'static str> {
    let image = view.of(A::Vendor).find(|fact| fact.evidence.source == "dicom")?;
    let categories = view.categories(recognise(view.knowledge, &image.value)?);
    let dental = !categories.is_empty()
        && categories.iter().all(|word| word.starts_with("dental") || word == "CAD/CAM");
    (dental && matches!(kind, "ct" | "general_xray" | "cr" | "fluoroscopy")).then_some("dental_xray")
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
        // A scanner's console also keeps its images and lets them be asked for.
        let certainty = if is_scheduled(view) && sends_images(view) { Guess } else { certainty };
        out.because(fact, "pacs", certainty, weight);
    }
}

fn serves_archive(view: &View<'_>) -> bool {
    view.of(A::DicomRole)
        .any(|fact| matches!(fact.value.as_str(), "archive_store_scp" | "query_scp" | "retrieve_scp"))
}

/// Asks and fetches, takes what it is sent, but makes nothing and serves nobody: a workstation.
fn reader(view: &View<'_>, out: &mut Proposals) {
    let makes = view.of(A::DicomRole).any(|fact| fact.value.ends_with("store_scu"));
    let serves = view.of(A::DicomRole).any(|fact| {
        fact.value.ends_with("_scp")
            && !matches!(fact.value.as_str(), "store_scp" | "verification_scp" | "echo_scp")
    });
    if makes || serves || is_scheduled(view) || view.clients_of("dicom") > 2 {
        return;
    }
    for fact in view.of(A::DicomRole) {
        if matches!(fact.value.as_str(), "query_scu" | "retrieve_scu" | "move_scu" | "get_scu") {
            out.because(fact, "image_workstation", Likely, 65);
        }
    }
}
