//! Minimum elements: NTIA 2021, CISA's draft of 2025, and what the FDA asks of medical devices. What is there, what is missing?

use std::collections::BTreeSet;

use domain::sbom::{Component, PartyKind, Sbom};
use serde::Serialize;

/// An element that a bill of materials should have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Element {
    /// Who supplies the component (CISA: software producer).
    Supplier,
    Name,
    Version,
    /// Package URL, CPE, SWID or another name that lists know.
    Identifier,
    /// How the component stands to others.
    Relation,
    /// Who made the document.
    Author,
    /// When the document was made.
    Time,
    Hash,
    Licence,
    /// With which program the document was made.
    Tool,
    /// In which phase of the life cycle the document was made.
    Context,
    SupportLevel,
    EndOfSupport,
}

impl Element {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Supplier,
        Self::Name,
        Self::Version,
        Self::Identifier,
        Self::Relation,
        Self::Author,
        Self::Time,
        Self::Hash,
        Self::Licence,
        Self::Tool,
        Self::Context,
        Self::SupportLevel,
        Self::EndOfSupport,
    ];

    /// Who asks for it.
    #[must_use]
    pub const fn norms(self) -> &'static [Norm] {
        match self {
            Self::Supplier
            | Self::Name
            | Self::Version
            | Self::Identifier
            | Self::Relation
            | Self::Author
            | Self::Time => &[Norm::Ntia2021, Norm::Cisa2025],
            Self::Hash | Self::Licence | Self::Tool | Self::Context => &[Norm::Cisa2025],
            Self::SupportLevel | Self::EndOfSupport => &[Norm::Fda2023],
        }
    }

    /// Said once for the whole document, not for each component.
    #[must_use]
    pub const fn is_of_document(self) -> bool {
        matches!(self, Self::Author | Self::Time | Self::Tool | Self::Context)
    }
}

/// Whose list an element is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Norm {
    /// The Minimum Elements for a Software Bill of Materials, 12 July 2021.
    Ntia2021,
    /// 2025 Minimum Elements for a Software Bill of Materials, draft for comment.
    Cisa2025,
    /// Cybersecurity in Medical Devices (2023), section on SBOM: support of components.
    Fda2023,
}

/// How far an element is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Score {
    pub element: Element,
    pub norms: &'static [Norm],
    pub present: usize,
    /// Number of components, or 1 for what the document says once.
    pub total: usize,
}

/// What one component lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    pub id: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    pub place: String,
    pub missing: Vec<Element>,
}

/// The whole judgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Completeness {
    pub components: usize,
    pub scores: Vec<Score>,
    /// Components that lack something, in the order of the document.
    pub gaps: Vec<Gap>,
}

impl Completeness {
    /// Whether everything that a norm asks for is there.
    #[must_use]
    pub fn meets(&self, norm: Norm) -> bool {
        self.components > 0
            && self
                .scores
                .iter()
                .filter(|score| score.norms.contains(&norm))
                .all(|score| score.present == score.total)
    }
}

/// Judges a document.
#[must_use]
pub fn judge(sbom: &Sbom) -> Completeness {
    let related: BTreeSet<&str> = sbom
        .relations
        .iter()
        .flat_map(|relation| [relation.from.as_str(), relation.to.as_str()])
        .chain(sbom.primary.iter().map(String::as_str))
        .collect();
    let mut gaps = Vec::new();
    for component in &sbom.components {
        let lacks = |element: &Element| !element.is_of_document() && !has(component, *element, &related);
        let missing: Vec<Element> = Element::ALL.into_iter().filter(lacks).collect();
        if !missing.is_empty() {
            gaps.push(Gap {
                id: component.id.clone(),
                name: component.full_name(),
                version: component.version.clone(),
                place: component.place.clone(),
                missing,
            });
        }
    }
    let score = |element: Element| {
        let (present, total) = if element.is_of_document() {
            (usize::from(document_has(sbom, element)), 1)
        } else {
            let missing = gaps.iter().filter(|gap| gap.missing.contains(&element)).count();
            (sbom.components.len() - missing, sbom.components.len())
        };
        Score { element, norms: element.norms(), present, total }
    };
    let scores = Element::ALL.into_iter().map(score).collect();
    Completeness { components: sbom.components.len(), scores, gaps }
}

fn has(component: &Component, element: Element, related: &BTreeSet<&str>) -> bool {
    match element {
        Element::Supplier => component.supplied_by().is_some(),
        Element::Name => !component.name.is_empty(),
        Element::Version => component.version.as_deref().is_some_and(is_said),
        Element::Identifier => !component.identifiers.is_empty(),
        Element::Relation => related.contains(component.id.as_str()) || component.parent.is_some(),
        Element::Hash => !component.hashes.is_empty(),
        Element::Licence => !component.licences.is_empty(),
        Element::SupportLevel => component.support.level.is_some(),
        Element::EndOfSupport => component.support.end_of_support.is_some(),
        Element::Author | Element::Time | Element::Tool | Element::Context => true,
    }
}

/// `unknown` in a field is no answer.
fn is_said(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && !["unknown", "n/a", "none", "不明", "-", "latest"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
}

fn document_has(sbom: &Sbom, element: Element) -> bool {
    match element {
        // A program is no author: somebody has to answer for the list.
        Element::Author => sbom.authors.iter().any(|author| author.kind != PartyKind::Tool),
        Element::Time => sbom.created.is_some(),
        Element::Tool => sbom.authors.iter().any(|author| author.kind == PartyKind::Tool),
        Element::Context => !sbom.lifecycles.is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use domain::sbom::{Identifier, IdentifierKind, Party, Relation};

    use super::*;

    #[test]
    fn a_full_component_lacks_only_what_nobody_said() {
        let full = Component {
            id: "a".into(),
            name: "a".into(),
            version: Some("1".into()),
            supplier: Some(Party { name: "x".into(), ..Party::default() }),
            identifiers: vec![Identifier::new(IdentifierKind::Purl, "pkg:npm/a@1")],
            ..Component::default()
        };
        let bare = Component {
            id: "b".into(),
            name: "b".into(),
            version: Some("unknown".into()),
            ..Component::default()
        };
        let sbom = Sbom {
            components: vec![full, bare],
            relations: vec![Relation::new("a", "DEPENDS_ON", "x")],
            created: Some("2026-01-01T00:00:00Z".into()),
            authors: vec![Party { kind: PartyKind::Tool, name: "t".into(), contacts: Vec::new() }],
            ..Sbom::default()
        };
        let judged = judge(&sbom);
        let missing = &judged.gaps[1].missing;
        for element in [Element::Supplier, Element::Version, Element::Identifier, Element::Relation] {
            assert!(missing.contains(&element) && !judged.gaps[0].missing.contains(&element), "{element:?}");
        }
        let author = judged.scores.iter().find(|score| score.element == Element::Author).unwrap();
        assert_eq!((author.present, author.total), (0, 1));
        assert!(!judged.meets(Norm::Ntia2021));
    }
}
