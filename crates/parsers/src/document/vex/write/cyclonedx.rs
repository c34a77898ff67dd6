//! CycloneDX 1.6: the products as components with what is inside them, the statements as vulnerabilities with an analysis.
//!
//! What CycloneDX has no member for stands in properties that begin with `kikimori:vex:`; other programs pass over them.

use domain::{
    advisories::Verdict,
    civil::Civil,
    sbom::{
        Affected, Component, Identifier, IdentifierKind, Party, PartyKind, Property, Sbom, ToldVulnerability,
    },
    statements::{Product, Role, Statement, Subject},
};

use super::super::{
    super::sbom::write::{Lost, Target, write as write_sbom},
    cyclonedx::{OWN, in_vers},
};
use super::Heading;

pub(super) fn write(statements: &[Statement], heading: &Heading, lost: &mut Lost) -> String {
    let mut sbom = Sbom {
        created: Some(Civil::utc(heading.now).iso()),
        authors: vec![Party { name: heading.author.clone(), ..Party::default() }],
        ..Sbom::default()
    };
    if heading.role == Role::Maker {
        let party =
            Party { kind: PartyKind::Organisation, name: heading.author.clone(), contacts: Vec::new() };
        sbom.manufacturer = Some(party);
    }
    let mut known: Vec<(Subject, String)> = Vec::new();
    for statement in statements {
        let mut told = told(statement, heading, lost);
        for subject in &statement.subjects {
            let Some(versions) = versions(subject, statement.status) else {
                lost.add(
                    "components of a product of which a range of versions is named: they were left out",
                    1,
                );
                continue;
            };
            let component = place(subject, &mut sbom, &mut known);
            told.affects.push(Affected { component, versions });
        }
        sbom.vulnerabilities.push(told);
    }
    let written = write_sbom(&sbom, Target::CycloneDx16Json, &Civil::utc(heading.now).iso());
    lost.add("parts of products that CycloneDX cannot name", written.lost.len());
    written.text
}

fn told(statement: &Statement, heading: &Heading, lost: &mut Lost) -> ToldVulnerability {
    let state = match statement.status {
        Verdict::Affected => "exploitable",
        Verdict::Fixed => "resolved",
        Verdict::NotAffected => "not_affected",
        _ => "in_triage",
    };
    let detail = if statement.status == Verdict::NotAffected { &statement.impact } else { &statement.note };
    let mut made = ToldVulnerability {
        id: statement.vulnerability.clone(),
        aliases: statement.aliases.clone(),
        state: Some(state.to_owned()),
        detail: detail.clone(),
        responses: statement.responses.iter().map(|response| response.as_str().to_owned()).collect(),
        recommendation: statement.action.clone(),
        analysed: statement.said_at.map(|said| Civil::utc(said).iso()),
        ..ToldVulnerability::default()
    };
    let mut own = |key: &str, value: &str| {
        made.properties.push(Property { name: format!("{OWN}{key}"), value: value.to_owned() });
    };
    if statement.author != heading.author {
        own("author", &statement.author);
    }
    own("role", statement.role.as_str());
    if let Some(until) = statement.valid_until {
        own("until", &Civil::utc(until).iso());
    }
    if statement.status == Verdict::NotAffected {
        statement.note.iter().for_each(|note| own("note", note));
    } else {
        statement.impact.iter().for_each(|impact| own("impact", impact));
    }
    if let Some(treatment) = statement.treatment {
        own("treatment", treatment.as_str());
    }
    for ground in &statement.grounds {
        own("ground", &serde_json::to_string(ground).unwrap_or_default());
    }
    if let Some(justification) = statement.justification {
        let (nearest, same) = justification.in_cyclonedx();
        made.justification = Some(nearest.as_str().to_owned());
        if !same || nearest != justification {
            let value = justification.as_str().to_owned();
            made.properties.push(Property { name: format!("{OWN}justification"), value });
        }
        lost.add("justifications for which CycloneDX has only a nearest word", usize::from(!same));
    }
    made
}

/// The range as other programs read it, with its status; what is no range in VERS stands as a version that none has. `None`: the product
/// around the component has a range, and without it every version would be meant.
fn versions(subject: &Subject, status: Verdict) -> Option<Vec<(String, String)>> {
    if subject.component.is_some() && subject.product.range.is_some() {
        return None;
    }
    let part = subject.component.as_ref().unwrap_or(&subject.product);
    let word = match status {
        Verdict::Affected => "affected",
        Verdict::Fixed | Verdict::NotAffected => "unaffected",
        Verdict::Unknown | Verdict::UnderInvestigation => "unknown",
    };
    Some(part.range.iter().map(|range| (in_vers(range), word.to_owned())).collect())
}

/// The reference of a product or of a component inside it; both are put into the document when they are not there yet.
fn place(subject: &Subject, sbom: &mut Sbom, known: &mut Vec<(Subject, String)>) -> String {
    if let Some((_, id)) = known.iter().find(|(other, _)| other == subject) {
        return id.clone();
    }
    let parent =
        subject.component.as_ref().map(|_| place(&Subject::whole(subject.product.clone()), sbom, known));
    let id = format!("product-{}", known.len() + 1);
    let part = subject.component.as_ref().unwrap_or(&subject.product);
    sbom.components.push(component(part, &id, parent));
    known.push((subject.clone(), id.clone()));
    id
}

fn component(product: &Product, id: &str, parent: Option<String>) -> Component {
    let cpe = |text: &String| {
        let kind = if text.starts_with("cpe:2.3:") { IdentifierKind::Cpe23 } else { IdentifierKind::Cpe22 };
        Identifier::new(kind, text)
    };
    let mut made = Component {
        id: id.to_owned(),
        kind: Some(if parent.is_some() { "library" } else { "device" }.to_owned()),
        name: product.name.clone().unwrap_or_else(|| product.shown()),
        version: product.version.clone(),
        supplier: product.vendor.as_ref().map(|vendor| Party { name: vendor.clone(), ..Party::default() }),
        hashes: product.hashes.clone(),
        parent,
        ..Component::default()
    };
    made.identifiers.extend(product.purls.iter().map(|purl| Identifier::new(IdentifierKind::Purl, purl)));
    made.identifiers.extend(product.cpes.iter().map(cpe));
    let mut own = |key: &str, value: &str| {
        made.properties.push(Property { name: format!("{OWN}{key}"), value: value.to_owned() });
    };
    if product.name.is_none() {
        own("nameless", "true");
    }
    product.range.iter().for_each(|range| own("range", range));
    product.links.iter().for_each(|link| own("link", link));
    product.models.iter().for_each(|model| own("model", model));
    product.serials.iter().for_each(|serial| own("serial", serial));
    product.uris.iter().for_each(|uri| own("uri", uri));
    made
}
