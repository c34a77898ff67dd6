//! What an advisory claims about which products: the leaves of its tree, read together with its prose.

pub mod codes;
pub mod fixes;
mod makers;
pub mod names;
pub mod versions;

use std::collections::{BTreeMap, BTreeSet};

use domain::advisories::{Advisory, AdvisoryProduct};
use knowledge::Knowledge;

use super::words;
use crate::schemes::Version;
use codes::Code;
use makers::{makers, strip_brand_maker};
use names::NamePattern;
use versions::{Constraint, Slot};

/// What the advisory says about the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Affected,
    UnderInvestigation,
    Fixed,
    NotAffected,
}

/// One leaf: which makers, which product, which versions, what is said of them.
#[derive(Clone, Debug)]
pub struct ProductClaim {
    pub product_id: String,
    /// The product as the advisory writes it, for the ground.
    pub written: String,
    pub maker_ids: Vec<String>,
    pub maker_words: Vec<String>,
    /// Any of them.
    pub patterns: Vec<NamePattern>,
    /// The union of them.
    pub versions: Vec<Constraint>,
    /// The tree says "all", or names no versions.
    pub os: Option<String>,
    pub condition: Option<String>,
    pub status: Status,
    /// Versions that remediations name as cure, for this product.
    pub fixes: Vec<Version>,
    /// The versions are those of a part inside the product (a WLAN module), which a ledger rarely tells.
    pub component: bool,
    /// GTIN and other identifiers, digits only.
    pub identifiers: Vec<String>,
}

/// All claims of an advisory.
#[must_use]
pub fn read(advisory: &Advisory, knowledge: &Knowledge) -> Vec<ProductClaim> {
    let year = advisory.initial_release.get(..4).and_then(|year| year.parse().ok());
    let names: BTreeSet<&str> =
        advisory.products.iter().map(|product| product_name(product).unwrap_or(&product.name)).collect();
    let vocabulary: Vec<(usize, BTreeSet<String>)> = vocabulary(advisory);
    let mut claims = Vec::new();
    let mut known: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for (index, product) in advisory.products.iter().enumerate() {
        if product.relationship.is_some() || is_operating_system(product) || is_umbrella(product, names.len())
        {
            continue;
        }
        let vendor = branch(product, &["vendor"]).unwrap_or_default();
        let house = known.entry(vendor.to_owned()).or_insert_with(|| makers(vendor, knowledge)).clone();
        let mut claim = one(product, advisory, knowledge, year, names.len(), house);
        claim.status = status(advisory, &product.id);
        let own = vocabulary.get(index).map(|(_, words)| words.clone()).unwrap_or_default();
        let others = vocabulary
            .iter()
            .flat_map(|(_, words)| words)
            .filter(|word| !own.contains(*word))
            .cloned()
            .collect();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for remediation in advisory.vulnerabilities.iter().flat_map(|v| &v.remediations) {
            let applies = remediation.products.is_empty() || remediation.products.contains(&product.id);
            if applies && seen.insert(&remediation.details) {
                for fix in fixes::read(&remediation.details, &own, &others) {
                    if !claim.fixes.iter().any(|known| known.parts == fix.parts) {
                        claim.fixes.push(fix);
                    }
                }
            }
        }
        claims.push(claim);
    }
    claims
}

/// Words of each product that not all products of the advisory share.
fn vocabulary(advisory: &Advisory) -> Vec<(usize, BTreeSet<String>)> {
    let all: Vec<BTreeSet<String>> = advisory
        .products
        .iter()
        .map(|product| {
            let tokens = words::latin_tokens(product_name(product).unwrap_or(&product.name));
            let joined: Vec<String> = tokens.windows(2).map(<[String]>::concat).collect();
            tokens
                .into_iter()
                .chain(joined)
                .filter(|word| word.len() > 1 && !words::says_nothing(word))
                .collect()
        })
        .collect();
    let common: BTreeSet<String> = all
        .split_first()
        .map(|(first, rest)| {
            first.iter().filter(|word| rest.iter().all(|set| set.contains(*word))).cloned().collect()
        })
        .unwrap_or_default();
    all.into_iter().map(|set| set.difference(&common).cloned().collect()).enumerate().collect()
}

fn branch<'a>(product: &'a AdvisoryProduct, categories: &[&str]) -> Option<&'a str> {
    product
        .path
        .iter()
        .rev()
        .find(|(category, _)| categories.contains(&category.as_str()))
        .map(|(_, name)| name.as_str())
}

fn product_name(product: &AdvisoryProduct) -> Option<&str> {
    branch(product, &["product_name"]).or_else(|| branch(product, &["product_family"]))
}

fn is_operating_system(product: &AdvisoryProduct) -> bool {
    product_name(product).is_some_and(|name| words::fold(name).starts_with("WINDOWS"))
}

/// A leaf that only names the whole range of a maker beside many concrete ones.
fn is_umbrella(product: &AdvisoryProduct, names: usize) -> bool {
    names >= 10 && product_name(product).is_some_and(|name| words::fold(name).ends_with("PRODUCTS"))
}

fn status(advisory: &Advisory, id: &str) -> Status {
    let said = advisory.vulnerabilities.iter().flat_map(|v| &v.statuses).filter(|(_, product)| product == id);
    said.map(|(status, _)| match status.as_str() {
        "known_not_affected" => Status::NotAffected,
        "fixed" | "first_fixed" | "recommended" => Status::Fixed,
        "under_investigation" => Status::UnderInvestigation,
        _ => Status::Affected,
    })
    .min()
    .unwrap_or(Status::Affected)
}

fn one(
    product: &AdvisoryProduct,
    advisory: &Advisory,
    knowledge: &Knowledge,
    year: Option<u16>,
    names: usize,
    (mut maker_ids, mut maker_words): (Vec<String>, Vec<String>),
) -> ProductClaim {
    let vendor = branch(product, &["vendor"]).unwrap_or_default();
    let written = product_name(product).unwrap_or(&product.name);
    let name = strip_brand_maker(written, knowledge, &mut maker_ids, &mut maker_words);
    let slot_text = branch(product, &["product_version_range", "product_version"]).unwrap_or_default();
    let mut slot = versions::read(slot_text, year);
    add_prose(product, written, &mut slot, year);
    let mut patterns = names::read(&name, &maker_words);
    if patterns.iter().all(|pattern| pattern.is_generic() && pattern.kind_words.is_empty()) {
        patterns = names::read(&name, &[]);
    }
    patterns = with_models(patterns, &slot.models, &maker_words);
    for pattern in &mut patterns {
        pattern
            .codes
            .extend(product.model_numbers.iter().flat_map(|number| codes::parse(&words::fold(number))));
    }
    if patterns.iter().all(is_weak) && names <= 3 {
        patterns.extend(title_patterns(&advisory.title, &maker_words));
    }
    let named: Vec<Version> = patterns.iter().flat_map(|pattern| pattern.versions.clone()).collect();
    if slot.versions.is_empty() || slot.versions == [Constraint::All] {
        slot.versions = if named.is_empty() {
            vec![Constraint::All]
        } else {
            named.into_iter().map(Constraint::Exact).collect()
        };
    }
    let os = slot.os.or_else(|| patterns.iter().find_map(|pattern| pattern.os.clone()));
    ProductClaim {
        product_id: product.id.clone(),
        written: format!("{vendor} {}", product.name).trim().chars().take(160).collect(),
        maker_ids,
        maker_words,
        patterns,
        versions: slot.versions,
        os,
        condition: slot.condition,
        status: Status::Affected,
        fixes: Vec::new(),
        component: words::fold(written).ends_with(" WLAN") || words::fold(written).contains("MODULE OF"),
        identifiers: product
            .uris
            .iter()
            .chain(&product.skus)
            .map(|uri| digits(uri))
            .filter(|d| d.len() >= 12)
            .collect(),
    }
}

/// Digits of a text.
#[must_use]
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The prose of the full product name may give a wider range than the slot: both are taken, a missed device is the worst.
fn add_prose(product: &AdvisoryProduct, written: &str, slot: &mut Slot, year: Option<u16>) {
    let rest = match product.name.rfind(written) {
        Some(at) if !written.is_empty() => product.name.get(at + written.len()..).unwrap_or_default(),
        _ => product.name.split_once(':').map_or("", |(_, rest)| rest),
    };
    let rest = rest.trim_start_matches([':', '-', ' ']);
    if !rest.contains(|c: char| c.is_ascii_digit()) && !rest.contains("prior") {
        return;
    }
    let prose = versions::read(rest, year);
    if slot.versions.is_empty() && slot.models.is_empty() {
        slot.versions = prose.versions;
        slot.models = prose.models;
        slot.condition = slot.condition.take().or(prose.condition);
        return;
    }
    let single = matches!(
        (slot.versions.as_slice(), prose.versions.as_slice()),
        ([Constraint::Exact(_)], [Constraint::Exact(_)])
    );
    if slot.versions.contains(&Constraint::All) || !prose.models.is_empty() {
        return;
    }
    for constraint in prose.versions {
        let useful = matches!(&constraint, Constraint::Range { upper: Some(_), .. }) || single;
        if useful && !slot.versions.contains(&constraint) {
            slot.versions.push(constraint);
        }
    }
}

/// Models written in the version slot become codes of the product, or products of their own when they have names.
fn with_models(base: Vec<NamePattern>, models: &[String], maker_words: &[String]) -> Vec<NamePattern> {
    if models.is_empty() {
        return base;
    }
    let mut codes: Vec<Code> = Vec::new();
    let mut named = Vec::new();
    for model in models {
        let mut found = names::read(model, maker_words);
        found.retain(|pattern| {
            pattern.brand.iter().any(|word| {
                word.len() > 3 && !matches!(word.as_str(), "EDITION" | "PACK" | "CANADA" | "REORDER")
            })
        });
        if found.is_empty() {
            let joined: String = words::latin_tokens(model).concat();
            codes.push(Code::Exact(joined));
            codes.extend(
                words::latin_tokens(model).into_iter().filter(|t| digits(t).len() >= 4).map(Code::Exact),
            );
            codes.extend(
                model
                    .split(['/', ' '])
                    .filter(|part| digits(part).len() >= 3)
                    .flat_map(|part| codes::parse(&words::fold(part))),
            );
        } else {
            named.extend(found);
        }
    }
    let mut patterns = named;
    if !codes.is_empty() {
        patterns.extend(base.into_iter().map(|mut pattern| {
            pattern.codes.extend(codes.clone());
            pattern
        }));
    } else if patterns.is_empty() {
        patterns = base;
    } else {
        patterns.extend(base.into_iter().filter(|pattern| !pattern.codes.is_empty()));
    }
    patterns
}

/// Too little to know the product by.
fn is_weak(pattern: &NamePattern) -> bool {
    let strong_word = pattern.brand.iter().any(|word| word.len() >= 5 && !words::is_common(word));
    let strong_code = pattern.codes.iter().any(|code| code.weight() >= 2.5);
    !strong_word && !strong_code
}

fn title_patterns(title: &str, maker_words: &[String]) -> Vec<NamePattern> {
    let title = title.rsplit('_').next().unwrap_or(title);
    let title = title.split(['(', ',']).next().unwrap_or(title);
    names::read(title, maker_words)
        .into_iter()
        .filter(|pattern| {
            pattern.brand.iter().any(|word| word.len() >= 3 && !words::is_common(word))
                || pattern.codes.iter().any(|c| c.weight() >= 1.0)
        })
        .map(|mut pattern| {
            pattern.versions.clear();
            pattern
        })
        .collect()
}
