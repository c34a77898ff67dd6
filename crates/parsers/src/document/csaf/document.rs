//! The `document` object: title, publisher, tracking, notes and references (CSAF 2.0 section 3.2.1).

use domain::advisories::{Advisory, AdvisoryNote};
use serde_json::{Map, Value};

use super::json::{Warnings, objects, text};

pub(super) fn read(meta: &Map<String, Value>, advisory: &mut Advisory, warnings: &mut Warnings) {
    advisory.title = text(meta, "title", "/document", warnings).unwrap_or_default();
    advisory.language = text(meta, "lang", "/document", warnings);
    if let Some(publisher) = meta.get("publisher").and_then(Value::as_object) {
        let mut say = |key: &str| text(publisher, key, "/document/publisher", warnings).unwrap_or_default();
        (advisory.publisher, advisory.publisher_category) = (say("name"), say("category"));
        advisory.publisher_namespace = say("namespace");
    }
    match text(meta, "csaf_version", "/document", warnings).as_deref() {
        Some("2.0" | "2.1") => {}
        Some(other) => {
            warnings.add("/document/csaf_version", &format!("version {other} is read as if it were 2.0"))
        }
        None => warnings.add("/document/csaf_version", "missing; read as if it were 2.0"),
    }
    tracking(meta, advisory, warnings);
    let category = text(meta, "category", "/document", warnings).unwrap_or_default();
    advisory.withdrawn = is_withdrawn(&category, &advisory.title);
    advisory.notes = notes(meta, "/document", warnings);
    for (index, reference) in objects(meta, "references", "/document", warnings) {
        let pointer = format!("/document/references/{index}");
        if let Some(url) = text(reference, "url", &pointer, warnings) {
            let summary = text(reference, "summary", &pointer, warnings).unwrap_or_default();
            advisory.references.push((summary, url));
        }
    }
}

/// CSAF 2.1 profiles 6 and 7 (`csaf_withdrawn`, `csaf_superseded`); 2.0 has only the title to say so.
fn is_withdrawn(category: &str, title: &str) -> bool {
    let category = category.to_ascii_lowercase();
    let title = title.to_lowercase();
    category.ends_with("withdrawn")
        || category.ends_with("superseded")
        || ["withdrawn", "retracted", "取り下げ", "撤回"].iter().any(|word| title.contains(word))
}

fn tracking(meta: &Map<String, Value>, advisory: &mut Advisory, warnings: &mut Warnings) {
    let pointer = "/document/tracking";
    let Some(tracking) = meta.get("tracking").and_then(Value::as_object) else {
        warnings.add(pointer, "missing");
        return;
    };
    advisory.id = text(tracking, "id", pointer, warnings).unwrap_or_default();
    if advisory.id.is_empty() {
        warnings.add("/document/tracking/id", "missing");
    }
    advisory.initial_release = text(tracking, "initial_release_date", pointer, warnings).unwrap_or_default();
    advisory.current_release = text(tracking, "current_release_date", pointer, warnings).unwrap_or_default();
    advisory.revision = text(tracking, "version", pointer, warnings).unwrap_or_default();
}

/// Notes of the document or of a vulnerability.
pub(super) fn notes(map: &Map<String, Value>, pointer: &str, warnings: &mut Warnings) -> Vec<AdvisoryNote> {
    let mut notes = Vec::new();
    for (index, note) in objects(map, "notes", pointer, warnings) {
        let at = format!("{pointer}/notes/{index}");
        if let Some(body) = text(note, "text", &at, warnings) {
            notes.push(AdvisoryNote {
                category: text(note, "category", &at, warnings).unwrap_or_default(),
                title: text(note, "title", &at, warnings).unwrap_or_default(),
                text: body,
            });
        }
    }
    notes
}
