//! Vulnerabilities: statuses, scores, flags and remediations (CSAF 2.0 section 3.2.3, 2.1 section 3.2.4).

use domain::advisories::{AdvisoryRemediation, AdvisoryVulnerability};
use serde_json::{Map, Value};

use super::{
    document::notes,
    json::{Warnings, objects, text, texts},
    tree::Groups,
};

pub(super) fn read(
    list: Option<&Value>,
    groups: &Groups,
    warnings: &mut Warnings,
) -> Vec<AdvisoryVulnerability> {
    let items = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut found = Vec::with_capacity(items.len().min(10_000));
    for (index, item) in items.iter().enumerate() {
        let pointer = format!("/vulnerabilities/{index}");
        match item.as_object() {
            Some(map) => found.push(one(map, &pointer, groups, warnings)),
            None => warnings.add(&pointer, "object expected"),
        }
    }
    found
}

fn one(
    map: &Map<String, Value>,
    pointer: &str,
    groups: &Groups,
    warnings: &mut Warnings,
) -> AdvisoryVulnerability {
    AdvisoryVulnerability {
        cve: text(map, "cve", pointer, warnings),
        title: text(map, "title", pointer, warnings),
        cwe: cwe(map),
        notes: notes(map, pointer, warnings),
        score: score(map, pointer, warnings),
        statuses: statuses(map),
        remediations: remediations(map, pointer, groups, warnings),
        flags: flags(map, pointer, groups, warnings),
        ids: ids(map, pointer, warnings),
        threats: threats(map, pointer, groups, warnings),
    }
}

/// `cwe` is one object in 2.0 and the list `cwes` in 2.1.
fn cwe(map: &Map<String, Value>) -> Option<String> {
    let object = map.get("cwe").or_else(|| map.get("cwes").and_then(|list| list.get(0)));
    object?.get("id")?.as_str().map(str::to_owned)
}

fn statuses(map: &Map<String, Value>) -> Vec<(String, String)> {
    let Some(table) = map.get("product_status").and_then(Value::as_object) else {
        return Vec::new();
    };
    let mut found: Vec<(String, String)> = table
        .keys()
        .flat_map(|status| texts(table, status).into_iter().map(move |id| (status.clone(), id)))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Highest base score: `scores[].cvss_v*` in 2.0, `metrics[].content.cvss_v*` in 2.1.
fn score(map: &Map<String, Value>, pointer: &str, warnings: &mut Warnings) -> Option<(f32, String)> {
    let old = objects(map, "scores", pointer, warnings).into_iter().map(|(_, score)| score);
    let new = objects(map, "metrics", pointer, warnings);
    let new = new.into_iter().filter_map(|(_, metric)| metric.get("content").and_then(Value::as_object));
    let mut best: Option<(f32, String)> = None;
    for cvss in
        old.chain(new).flat_map(|score| ["cvss_v4", "cvss_v3", "cvss_v2"].map(|key| score.get(key))).flatten()
    {
        let Some(base) = cvss.get("baseScore").and_then(Value::as_f64) else {
            continue;
        };
        if !(0.0..=10.0).contains(&base) {
            warnings.add(pointer, "a base score lies outside 0 to 10");
            continue;
        }
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 10, one decimal")]
        let base = base as f32;
        if best.as_ref().is_none_or(|(top, _)| base > *top) {
            best =
                Some((base, cvss.get("vectorString").and_then(Value::as_str).unwrap_or_default().to_owned()));
        }
    }
    best
}

fn remediations(
    map: &Map<String, Value>,
    pointer: &str,
    groups: &Groups,
    warnings: &mut Warnings,
) -> Vec<AdvisoryRemediation> {
    let mut found = Vec::new();
    for (index, item) in objects(map, "remediations", pointer, warnings) {
        let at = format!("{pointer}/remediations/{index}");
        found.push(AdvisoryRemediation {
            category: text(item, "category", &at, warnings).unwrap_or_default(),
            details: text(item, "details", &at, warnings).unwrap_or_default(),
            url: text(item, "url", &at, warnings),
            products: products(item, groups),
            date: text(item, "date", &at, warnings),
            restart: restart(item),
        });
    }
    found
}

/// `restart_required.category`.
fn restart(remediation: &Map<String, Value>) -> Option<String> {
    remediation.get("restart_required")?.get("category")?.as_str().map(str::to_owned)
}

fn flags(
    map: &Map<String, Value>,
    pointer: &str,
    groups: &Groups,
    warnings: &mut Warnings,
) -> Vec<(String, Vec<String>)> {
    objects(map, "flags", pointer, warnings)
        .into_iter()
        .filter_map(|(_, flag)| Some((flag.get("label")?.as_str()?.to_owned(), products(flag, groups))))
        .collect()
}

fn ids(map: &Map<String, Value>, pointer: &str, warnings: &mut Warnings) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (index, id) in objects(map, "ids", pointer, warnings) {
        let at = format!("{pointer}/ids/{index}");
        if let Some(name) = text(id, "text", &at, warnings) {
            found.push((text(id, "system_name", &at, warnings).unwrap_or_default(), name));
        }
    }
    found
}

fn threats(
    map: &Map<String, Value>,
    pointer: &str,
    groups: &Groups,
    warnings: &mut Warnings,
) -> Vec<(String, String, Vec<String>)> {
    let mut found = Vec::new();
    for (index, threat) in objects(map, "threats", pointer, warnings) {
        let at = format!("{pointer}/threats/{index}");
        let mut say = |key: &str| text(threat, key, &at, warnings).unwrap_or_default();
        found.push((say("category"), say("details"), products(threat, groups)));
    }
    found
}

/// `product_ids` together with the members of `group_ids`, sorted, each once.
fn products(map: &Map<String, Value>, groups: &Groups) -> Vec<String> {
    let mut ids = texts(map, "product_ids");
    ids.extend(texts(map, "group_ids").iter().filter_map(|group| groups.get(group)).flatten().cloned());
    ids.sort();
    ids.dedup();
    ids
}
