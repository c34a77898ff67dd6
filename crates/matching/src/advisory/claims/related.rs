//! Relationships of products (CSAF 2.0 section 3.2.2.4, product paths of 2.1): one thing is installed on another, or is a
//! part of it. The claim is made about the thing that a ledger lists, which is the device.

use std::{borrow::Cow, collections::BTreeMap};

use domain::advisories::AdvisoryProduct;

use super::{branch, is_operating_system, names::os_name, product_name};
use crate::advisory::words;

/// Chains of relationships longer than this are not followed.
const MAX_STEPS: u8 = 4;

const VERSION_BRANCHES: [&str; 4] =
    ["product_version_range", "product_version", "service_pack", "patch_level"];

/// The product that a claim is about.
pub(super) struct Resolved<'a> {
    pub(super) product: Cow<'a, AdvisoryProduct>,
    /// The operating system it must run on, folded.
    pub(super) os: Option<String>,
    /// The option that it must have.
    pub(super) condition: Option<String>,
    /// The stated versions are those of a part.
    pub(super) component: bool,
}

/// `None` when a reference leads nowhere.
pub(super) fn resolve<'a>(
    product: &'a AdvisoryProduct,
    by_id: &BTreeMap<&str, &'a AdvisoryProduct>,
) -> Option<Resolved<'a>> {
    step(product, by_id, 0)
}

fn step<'a>(
    product: &'a AdvisoryProduct,
    by_id: &BTreeMap<&str, &'a AdvisoryProduct>,
    depth: u8,
) -> Option<Resolved<'a>> {
    let Some((category, part, host)) = &product.relationship else {
        return Some(Resolved {
            product: Cow::Borrowed(product),
            os: None,
            condition: None,
            component: false,
        });
    };
    if depth >= MAX_STEPS {
        return None;
    }
    let part = step(by_id.get(part.as_str())?, by_id, depth + 1)?.product;
    let mut host = step(by_id.get(host.as_str())?, by_id, depth + 1)?;
    if is_operating_system(&host.product) {
        let os = os_name(&words::fold(product_name(&host.product).unwrap_or(&host.product.name)));
        return Some(Resolved { product: named(product, &part), os, condition: None, component: false });
    }
    let (part_versions, host_versions) = (versions(&part), versions(&host.product));
    let other_house = branch(&part, &["vendor"]) != branch(&host.product, &["vendor"]);
    let name = product_name(&part).unwrap_or(&part.name).to_owned();
    let firmware = category == "installed_on" && !other_house;
    let mut about = named(product, &host.product).into_owned();
    if firmware && !part_versions.is_empty() {
        about.path.retain(|(category, _)| !VERSION_BRANCHES.contains(&category.as_str()));
        about.path.extend(part_versions);
    } else if host_versions.is_empty() && !part_versions.is_empty() {
        host.component = true;
        about.path.extend(part_versions);
    }
    let option =
        matches!(category.as_str(), "optional_component_of" | "external_component_of" | "installed_with")
            || (category == "installed_on" && other_house);
    if option {
        host.condition = Some(format!("with {name}"));
    }
    Some(Resolved { product: Cow::Owned(about), ..host })
}

/// The one product under the id and name of the relationship.
fn named<'a>(relation: &AdvisoryProduct, of: &AdvisoryProduct) -> Cow<'a, AdvisoryProduct> {
    Cow::Owned(AdvisoryProduct {
        id: relation.id.clone(),
        name: relation.name.clone(),
        relationship: None,
        ..of.clone()
    })
}

fn versions(product: &AdvisoryProduct) -> Vec<(String, String)> {
    let is_version = |(category, _): &&(String, String)| VERSION_BRANCHES.contains(&category.as_str());
    product.path.iter().filter(is_version).cloned().collect()
}
