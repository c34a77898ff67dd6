//! Embedded components and back-ported fixes that were declared: laid over a bill of materials before it is judged.

use domain::{
    sbom::{Component, Identifier, IdentifierKind, Party, Property, Sbom},
    statements::{Declaration, Declared, Product},
    time::Timestamp,
};

use super::{
    fit::{self, Fit},
    thing::{Setting, Thing},
};

/// Gives components the name and version that were declared of them, and adds those that are embedded without being listed.
/// Returns how many were changed or added.
pub fn apply(sbom: &mut Sbom, declarations: &[Declaration], now: Timestamp) -> usize {
    let mut changed = 0;
    for declaration in declarations.iter().filter(|declaration| declaration.counts_at(now)) {
        let Declared::Is { really, .. } = &declaration.declared else { continue };
        let setting = Setting::of(sbom);
        let is_inside = |whole: &&Thing| {
            declaration.inside.as_ref().is_none_or(|product| fit::of(product, whole) > Some(Fit::Perhaps))
        };
        let meant: Vec<usize> = (0..sbom.components.len())
            .filter(|at| {
                setting.asked(*at).is_some_and(|asked| {
                    let inside = declaration.inside.is_none() || asked.wholes.iter().any(is_inside);
                    inside && fit::of(&declaration.component, asked.thing) > Some(Fit::Perhaps)
                })
            })
            .collect();
        let whole = (0..sbom.components.len()).find(|at| {
            declaration.inside.is_some() && setting.asked(*at).is_some_and(|asked| is_inside(&asked.thing))
        });
        match (meant.is_empty(), whole) {
            (false, _) => {
                for at in meant {
                    if let Some(component) = sbom.components.get_mut(at) {
                        rename(component, really, declaration);
                        changed += 1;
                    }
                }
            }
            (true, Some(_)) => {
                let id = format!("declared-{}", declaration.id);
                let mut component =
                    Component { id: id.clone(), kind: Some("library".to_owned()), ..Component::default() };
                rename(&mut component, really, declaration);
                sbom.components.push(component);
                changed += 1;
            }
            (true, None) => {}
        }
    }
    changed
}

fn rename(component: &mut Component, really: &Product, declaration: &Declaration) {
    let was = format!("{} {}", component.full_name(), component.version.as_deref().unwrap_or_default());
    let of_purl = really.purls.first().and_then(|text| Some(domain::purl::Purl::read(text).ok()?.0));
    if let Some(name) = really.name.clone().or_else(|| of_purl.as_ref().map(|purl| purl.name().to_owned())) {
        (component.group, component.name) = (None, name);
    }
    let version = of_purl.as_ref().and_then(|purl| purl.version().map(str::to_owned));
    component.version = really.version.clone().or(version);
    if let Some(vendor) = &really.vendor {
        component.supplier = Some(Party { name: vendor.clone(), ..Party::default() });
    }
    let purls = really.purls.iter().map(|purl| Identifier::new(IdentifierKind::Purl, purl));
    let cpes = really.cpes.iter().map(|cpe| Identifier::new(IdentifierKind::Cpe23, cpe));
    component.identifiers = purls.chain(cpes).collect();
    let value = format!("{}: {} ({})", declaration.author, declaration.reason, was.trim());
    component.properties.push(Property { name: "kikimori:declared".to_owned(), value });
}
