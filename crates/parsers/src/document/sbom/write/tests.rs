//! What is written keeps to its standard and reads back to the same components.

use domain::sbom::{
    Component, Hash, Identifier, IdentifierKind, Licence, LicenceRole, Party, PartyKind, Relation, Sbom,
};
use proptest::prelude::*;

use super::{Target, write};
use crate::document::sbom::read_strictly;

const NOW: &str = "2026-01-01T00:00:00Z";
const TARGETS: [Target; 5] = [
    Target::Spdx23Json,
    Target::Spdx23TagValue,
    Target::Spdx30,
    Target::CycloneDx16Json,
    Target::CycloneDx16Xml,
];

/// What every target must keep of a component.
fn essence(sbom: &Sbom) -> Vec<[Option<String>; 5]> {
    let mut found: Vec<_> = sbom
        .components
        .iter()
        .map(|c| {
            let end = c.support.end_of_support.clone();
            let own = |text: Option<&str>| text.map(str::to_owned);
            [Some(c.full_name()), c.version.clone(), own(c.purl()), own(c.cpe()), end]
        })
        .collect();
    found.sort();
    found
}

fn word() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9あ-ん.<&\"_-]{1,12}"
}

fn component() -> impl Strategy<Value = Component> {
    let licence = prop_oneof![
        Just(None),
        Just(Some(Licence { text: "MIT".into(), ..Licence::default() })),
        Just(Some(Licence {
            text: "MIT OR Apache-2.0".into(),
            role: LicenceRole::Concluded,
            ..Licence::default()
        })),
        Just(Some(Licence { text: "Our own".into(), is_name: true, ..Licence::default() })),
    ];
    let kind = prop_oneof![Just("library"), Just("firmware"), Just("odd kind")];
    (
        word(),
        proptest::option::of(word()),
        proptest::option::of(word()),
        licence,
        kind,
        any::<[bool; 4]>(),
        "[a-z]{1,3}",
    )
        .prop_map(|(name, version, group, licence, kind, with, id)| Component {
            id,
            group,
            kind: Some(kind.to_owned()),
            supplier: with[0].then(|| Party {
                kind: PartyKind::Organisation,
                name: name.clone(),
                contacts: vec!["a@b.c".into()],
            }),
            identifiers: with[1]
                .then(|| Identifier::new(IdentifierKind::Purl, "pkg:npm/a@1"))
                .into_iter()
                .collect(),
            hashes: with[2]
                .then(|| Hash { algorithm: "SHA-256".into(), value: "0".repeat(64) })
                .into_iter()
                .collect(),
            support: domain::sbom::Support {
                end_of_support: with[3].then(|| "2030-01-01".into()),
                ..Default::default()
            },
            licences: licence.into_iter().collect(),
            name,
            version,
            ..Component::default()
        })
}

fn document() -> impl Strategy<Value = Sbom> {
    (proptest::collection::vec(component(), 0..6), any::<u8>(), any::<u8>()).prop_map(|(components, a, b)| {
        let id = |n: u8| {
            components.get(usize::from(n) % components.len().max(1)).map(|c| c.id.clone()).unwrap_or_default()
        };
        let relations = vec![Relation::new(id(a), "DEPENDS_ON", id(b))];
        let mut sbom = Sbom { relations, primary: vec![id(a)], components, ..Sbom::default() };
        if let Some(parent) = sbom.components.first().map(|c| c.id.clone()) {
            for component in sbom.components.iter_mut().skip(3) {
                component.parent = Some(parent.clone());
            }
        }
        sbom
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn written_documents_are_valid_and_read_back(sbom in document()) {
        for target in TARGETS {
            // SPDX 2 and 3 know components by id: two with one id are one there.
            let mut sbom = sbom.clone();
            let mut seen = std::collections::BTreeSet::new();
            sbom.components.retain(|component| seen.insert(component.id.clone()));
            let written = write(&sbom, target, NOW);
            let (back, problems) = read_strictly(written.text.as_bytes()).unwrap();
            prop_assert!(problems.is_empty(), "{target:?}: {problems:?}\n{}", written.text);
            prop_assert_eq!(essence(&back), essence(&sbom), "{:?}\n{}", target, written.text);
        }
    }
}

#[test]
fn what_a_target_cannot_hold_is_listed() {
    let sbom = Sbom {
        files: vec![domain::sbom::FileEntry { id: "f".into(), name: "f".into(), ..Default::default() }],
        services: vec![domain::sbom::Service { id: "s".into(), name: "s".into(), ..Default::default() }],
        ..Sbom::default()
    };
    assert_eq!(write(&sbom, Target::CycloneDx16Json, NOW).lost, ["files (1)"]);
    assert_eq!(
        write(&sbom, Target::Spdx23Json, NOW).lost,
        ["files without name or digest (1)", "services (1)"]
    );
}
