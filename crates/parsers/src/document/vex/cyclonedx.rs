//! CycloneDX VEX, inside a bill of materials or alone with BOM-Links, and the VEX of SPDX 3: what the reader of bills of materials found.

use std::collections::HashMap;

use domain::{
    advisories::Verdict,
    civil::Civil,
    sbom::{Component, IdentifierKind, PartyKind, Sbom, Standard, ToldVulnerability},
    statements::{
        Document, Ground, Justification, Product, Response, Role, Subject, Treatment, VexFormat, status_named,
    },
};

use super::{super::sbom, Vex, VexError, not_vex};

/// Names of properties in which Kikimori writes what CycloneDX has no member for.
pub(super) const OWN: &str = "kikimori:vex:";

pub(super) fn read(bytes: &[u8], vex: &mut Vex) -> Result<(), VexError> {
    let sbom = sbom::read(bytes)?;
    if sbom.vulnerabilities.is_empty() {
        return Err(not_vex("the bill of materials tells no vulnerabilities"));
    }
    vex.format = VexFormat::CycloneDx;
    vex.id = sbom.id.clone().unwrap_or_default();
    vex.version = sbom.revision.clone().unwrap_or_default();
    vex.said_at = sbom.created.as_deref().and_then(Civil::read);
    (vex.author, vex.role) = author(&sbom);
    let odd = sbom.warnings.iter().filter(|warning| !warning.what.contains("no components"));
    vex.warnings.extend(odd.map(ToString::to_string));
    let mut silent = 0;
    let known = Known::of(&sbom);
    for (at, told) in sbom.vulnerabilities.iter().enumerate() {
        silent += usize::from(!one(&known, told, at, vex));
    }
    if silent > 0 {
        vex.warnings.push(format!(
            "/vulnerabilities: {silent} without an analysis or a status of versions; they state nothing"
        ));
    }
    Ok(())
}

/// The document with its components and names by id.
struct Known<'s> {
    sbom: &'s Sbom,
    components: HashMap<&'s str, &'s Component>,
    /// SPDX 3 names the vulnerability by its element: the names of the elements.
    named: HashMap<&'s str, &'s str>,
}

impl<'s> Known<'s> {
    fn of(sbom: &'s Sbom) -> Self {
        // Of several with one id the first.
        let components = sbom.components.iter().rev().map(|each| (each.id.as_str(), each)).collect();
        let elements = sbom.vulnerabilities.iter().rev();
        let elements = elements
            .filter(|other| other.state.is_none() && sbom.format.standard == Standard::Spdx)
            .filter_map(|other| Some((other.source.as_deref()?, other.id.as_str())));
        Self { sbom, components, named: elements.collect() }
    }

    fn component(&self, id: &str) -> Option<&'s Component> {
        self.components.get(id).copied()
    }
}

/// Whoever made the document; the maker of the product when nobody else is named.
fn author(sbom: &Sbom) -> (String, Role) {
    let person = sbom.authors.iter().find(|author| author.kind != PartyKind::Tool).map(|author| &author.name);
    let maker = sbom.manufacturer.as_ref().or(sbom.supplier.as_ref()).map(|party| &party.name);
    match (person, maker) {
        (Some(person), Some(maker)) if person == maker => (person.clone(), Role::Maker),
        (Some(person), _) => (person.clone(), Role::Other),
        (None, Some(maker)) => (maker.clone(), Role::Maker),
        (None, None) => (sbom.authors.first().map(|tool| tool.name.clone()).unwrap_or_default(), Role::Other),
    }
}

/// Whether it states anything.
fn one(known: &Known<'_>, told: &ToldVulnerability, at: usize, vex: &mut Vex) -> bool {
    let state = told.state.as_deref().and_then(status);
    let place = format!("/vulnerabilities/{at}");
    if told.state.is_some() && state.is_none() {
        vex.warnings.push(format!("{place}/analysis/state: no state that is known; left out"));
    }
    let name = known.named.get(told.id.as_str()).copied().unwrap_or(&told.id);
    let mut groups: Vec<(Verdict, Vec<Subject>)> = Vec::new();
    for affected in &told.affects {
        let subject = subject(known, &affected.component);
        let mut add = |status: Verdict, subject: Subject| match groups.iter_mut().find(|(s, _)| *s == status)
        {
            Some((_, subjects)) => subjects.push(subject),
            None => groups.push((status, vec![subject])),
        };
        if let (true, Some(state)) = (affected.versions.is_empty(), state) {
            add(state, subject.clone());
        }
        for (which, word) in &affected.versions {
            if let Some(status) = of_version(state, word) {
                add(status, of_which(&subject, which));
            }
        }
    }
    let states = !groups.is_empty();
    for (status, subjects) in groups {
        let mut made = vex.statement(name, status, place.clone());
        made.aliases.clone_from(&told.aliases);
        made.subjects = subjects;
        made.justification = told.justification.as_deref().and_then(Justification::named);
        made.responses = told.responses.iter().filter_map(|word| Response::named(word)).collect();
        made.action.clone_from(&told.recommendation);
        match status {
            Verdict::NotAffected => made.impact.clone_from(&told.detail),
            _ => made.note.clone_from(&told.detail),
        }
        made.said_at = told.analysed.as_deref().and_then(Civil::read).or(made.said_at);
        if told.justification.is_some() && made.justification.is_none() {
            vex.warnings.push(format!("{place}/analysis/justification: not one of the words of CycloneDX"));
        }
        if status != Verdict::NotAffected {
            made.justification = None;
        }
        own(told, &mut made);
        vex.statements.push(made);
    }
    states
}

/// What Kikimori wrote into properties.
fn own(told: &ToldVulnerability, made: &mut domain::statements::Statement) {
    for property in &told.properties {
        let Some(key) = property.name.strip_prefix(OWN) else { continue };
        let value = &property.value;
        match key {
            "author" => made.author.clone_from(value),
            "role" => made.role = Role::named(value).unwrap_or_default(),
            "until" => made.valid_until = Civil::read(value),
            "justification" => made.justification = Justification::named(value),
            "note" => made.note = Some(value.clone()),
            "impact" => made.impact = Some(value.clone()),
            "treatment" => {
                let all = [Treatment::Mitigated, Treatment::RiskAccepted];
                made.treatment = all.into_iter().find(|treatment| treatment.as_str() == value);
            }
            "ground" => made.grounds.extend(serde_json::from_str::<Ground>(value).ok()),
            "document" => {
                made.document = serde_json::from_str::<Document>(value).ok().or(made.document.take())
            }
            _ => {}
        }
    }
}

fn status(state: &str) -> Option<Verdict> {
    match state {
        "exploitable" => Some(Verdict::Affected),
        "in_triage" => Some(Verdict::UnderInvestigation),
        "resolved" | "resolved_with_pedigree" => Some(Verdict::Fixed),
        "false_positive" => Some(Verdict::NotAffected),
        word => status_named(word),
    }
}

/// What the status of versions adds to the state. A version without one is of the state; one that is called affected is affected,
/// whatever the state of the others.
fn of_version(state: Option<Verdict>, word: &str) -> Option<Verdict> {
    match (word, state) {
        ("unaffected", Some(Verdict::Fixed)) => Some(Verdict::Fixed),
        ("unaffected", _) => Some(Verdict::NotAffected),
        ("", state) => Some(state.unwrap_or(Verdict::Affected)),
        ("affected", Some(Verdict::Fixed | Verdict::NotAffected) | None) => Some(Verdict::Affected),
        ("affected", state) => state,
        (_, state) => state.map(|_| Verdict::UnderInvestigation),
    }
}

/// A single bound in VERS; other words as they are.
pub(super) fn in_vers(range: &str) -> String {
    let bound = range.trim_start_matches(['<', '>', '=']);
    let number = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let simple = bound.len() < range.len() && !bound.is_empty() && bound.chars().all(number);
    if simple { format!("vers:generic/{range}") } else { range.to_owned() }
}

fn of_which(subject: &Subject, which: &str) -> Subject {
    let mut subject = subject.clone();
    let part = subject.component.as_mut().unwrap_or(&mut subject.product);
    if part.range.as_deref().is_some_and(|range| in_vers(range) == which) {
        return subject;
    }
    if which.starts_with("vers:") {
        (part.version, part.range) = (None, Some(which.to_owned()));
    } else {
        part.version = Some(which.to_owned());
    }
    // The versions named here count, not that of the component.
    part.purls = part.purls.iter().map(|purl| super::csaf::without_version(purl)).collect();
    part.hashes.clear();
    subject
}

/// What a reference means: a component of the document, inside the product that the document is about, or something in another document.
fn subject(known: &Known<'_>, reference: &str) -> Subject {
    let sbom = known.sbom;
    let Some(component) = known.component(reference) else {
        let mut product = Product::of_text(reference);
        if reference.starts_with("urn:cdx:") {
            let inside = reference.split_once('#').and_then(|(_, id)| domain::percent::decode(id).ok());
            product.purls.extend(inside.filter(|id| id.starts_with("pkg:")));
        }
        return Subject::whole(product);
    };
    let mut whole = component;
    for _ in 0..sbom.components.len().min(100) {
        let above = whole.parent.as_deref().and_then(|id| known.component(id));
        match above.filter(|above| above.id != whole.id) {
            Some(above) => whole = above,
            None => break,
        }
    }
    if whole.id == component.id
        && !sbom.primary.contains(&component.id)
        && let Some(primary) = sbom.primary.first().and_then(|id| known.component(id))
    {
        whole = primary;
    }
    if whole.id == component.id {
        Subject::whole(of(component))
    } else {
        Subject::inside(of(whole), of(component))
    }
}

fn of(component: &Component) -> Product {
    let identifiers = |kinds: &[IdentifierKind]| -> Vec<String> {
        let found = component.identifiers.iter().filter(|identifier| kinds.contains(&identifier.kind));
        found.map(|identifier| identifier.value.clone()).collect()
    };
    let own = |key: &str| {
        let name = format!("{OWN}{key}");
        component.properties.iter().filter(move |p| p.name == name).map(|p| p.value.clone())
    };
    let name = Some(component.full_name()).filter(|name| !name.is_empty());
    Product {
        vendor: component.supplied_by().map(str::to_owned),
        // A component that Kikimori named after its only identifier has no name of its own.
        name: name.filter(|_| own("nameless").next().is_none()),
        version: component.version.clone(),
        range: own("range").next(),
        purls: identifiers(&[IdentifierKind::Purl]),
        cpes: identifiers(&[IdentifierKind::Cpe23, IdentifierKind::Cpe22]),
        hashes: component.hashes.clone(),
        links: own("link").collect(),
        models: own("model").collect(),
        serials: own("serial").collect(),
        uris: tags(component).chain(own("uri")).collect(),
    }
}

/// SWID tags, SWHIDs and others, each with its kind.
fn tags(component: &Component) -> impl Iterator<Item = String> {
    component.identifiers.iter().filter_map(|identifier| match identifier.kind {
        IdentifierKind::Swid if !identifier.value.starts_with("swid:") => {
            Some(format!("swid:{}", identifier.value))
        }
        IdentifierKind::Swid | IdentifierKind::Swhid | IdentifierKind::Gitoid => {
            Some(identifier.value.clone())
        }
        _ => None,
    })
}
