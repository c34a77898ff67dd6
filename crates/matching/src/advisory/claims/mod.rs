//! What an advisory claims about which products: the leaves of its tree, read together with its prose.

pub mod codes;
pub mod fixes;
mod makers;
pub mod names;
mod product;
mod related;
mod statuses;
pub mod versions;

use std::collections::{BTreeMap, BTreeSet};

use domain::advisories::{Advisory, AdvisoryProduct};
use hashbrown::HashSet;
use knowledge::Knowledge;

use super::words;
use crate::schemes::Version;
use makers::House;
use names::NamePattern;
use product::Reader;
use statuses::Statuses;
use versions::{Constraint, SerialRange};

pub use makers::plain;
pub use statuses::Status;

/// One leaf: which makers, which product, which versions, what is said of them.
#[derive(Clone, Debug)]
pub struct ProductClaim {
    pub product_id: String,
    /// The product as the advisory writes it, for the ground.
    pub written: String,
    pub maker_ids: Vec<String>,
    pub maker_words: Vec<String>,
    /// Whole names of makers, letters and digits only.
    pub maker_names: Vec<String>,
    /// Any of them.
    pub patterns: Vec<NamePattern>,
    /// What the title calls them all: enough for "may be meant", never for more.
    pub family: Option<NamePattern>,
    /// Words around the name (title, family, brackets): they fit, and name nothing else.
    pub context: BTreeSet<String>,
    /// The union of them.
    pub versions: Vec<Constraint>,
    /// Any of them; empty when serial numbers are not spoken of.
    pub serials: Vec<SerialRange>,
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

/// All claims of an advisory. One that was taken back claims nothing.
#[must_use]
pub fn read(advisory: &Advisory, knowledge: &Knowledge, houses: &mut Houses) -> Vec<ProductClaim> {
    if advisory.withdrawn {
        return Vec::new();
    }
    let names: BTreeSet<&str> =
        advisory.products.iter().map(|product| product_name(product).unwrap_or(&product.name)).collect();
    let by_id: BTreeMap<&str, &AdvisoryProduct> =
        advisory.products.iter().map(|product| (product.id.as_str(), product)).collect();
    let statuses = Statuses::new(advisory);
    let reader = Reader::new(advisory, knowledge, names.len());
    let vocabulary = Vocabulary::new(advisory);
    let remedies = Remedies::new(advisory);
    let mut claims = Vec::new();
    for (index, product) in advisory.products.iter().enumerate() {
        if is_operating_system(product) || is_umbrella(product, names.len()) {
            continue;
        }
        let Some(status) = statuses.of(&product.id) else { continue };
        let Some(resolved) = related::resolve(product, &by_id) else { continue };
        let vendor = branch(&resolved.product, &["vendor"]).unwrap_or_default();
        let house = houses.of(vendor, knowledge);
        let mut claim = reader.claim(&resolved.product, house);
        claim.status = status;
        claim.os = claim.os.or(resolved.os);
        claim.condition = claim.condition.or(resolved.condition);
        claim.component |= resolved.component;
        claim.fixes = remedies.cures(&product.id, vocabulary.own(index), &vocabulary.all);
        claims.push(claim);
    }
    statuses.widen(&mut claims);
    statuses::share_cures(&mut claims);
    claims
}

/// Makers of vendor branches, worked out once for all advisories.
#[derive(Default)]
pub struct Houses(BTreeMap<String, House>);

impl Houses {
    fn of(&mut self, vendor: &str, knowledge: &Knowledge) -> House {
        self.0.entry(vendor.to_owned()).or_insert_with(|| House::new(vendor, knowledge)).clone()
    }
}

/// The different remediations of an advisory, and the products that each is for; empty: for all.
struct Remedies<'a>(BTreeMap<&'a str, HashSet<&'a str>>);

impl<'a> Remedies<'a> {
    fn new(advisory: &'a Advisory) -> Self {
        let mut found: BTreeMap<&str, HashSet<&str>> = BTreeMap::new();
        let mut for_all: HashSet<&str> = HashSet::new();
        for remediation in advisory.vulnerabilities.iter().flat_map(|v| &v.remediations) {
            let products = found.entry(&remediation.details).or_default();
            products.extend(remediation.products.iter().map(String::as_str));
            if remediation.products.is_empty() {
                for_all.insert(&remediation.details);
            }
        }
        for details in for_all {
            found.insert(details, HashSet::new());
        }
        Self(found)
    }

    /// Versions that remediations for the product name as cure.
    fn cures(&self, product: &str, own: &BTreeSet<String>, all: &BTreeSet<String>) -> Vec<Version> {
        let mut found: Vec<Version> = Vec::new();
        for (details, products) in &self.0 {
            if !products.is_empty() && !products.contains(product) {
                continue;
            }
            for fix in fixes::read(details, own, all) {
                if !found.iter().any(|known| known.parts == fix.parts) {
                    found.push(fix);
                }
            }
        }
        found
    }
}

/// Words of each product that not all products of the advisory share.
struct Vocabulary {
    own: Vec<BTreeSet<String>>,
    all: BTreeSet<String>,
}

impl Vocabulary {
    fn new(advisory: &Advisory) -> Self {
        let mut own: Vec<BTreeSet<String>> = advisory.products.iter().map(name_vocabulary).collect();
        let mut common = own.first().cloned().unwrap_or_default();
        for set in &own {
            common.retain(|word| set.contains(word));
        }
        for set in &mut own {
            set.retain(|word| !common.contains(word));
        }
        let all = own.iter().flatten().cloned().collect();
        Self { own, all }
    }

    fn own(&self, index: usize) -> &BTreeSet<String> {
        static NONE: BTreeSet<String> = BTreeSet::new();
        self.own.get(index).unwrap_or(&NONE)
    }
}

/// Words of the product's name, single and in pairs.
fn name_vocabulary(product: &AdvisoryProduct) -> BTreeSet<String> {
    let tokens = words::latin_tokens(product_name(product).unwrap_or(&product.name));
    let joined: Vec<String> = tokens.windows(2).map(<[String]>::concat).collect();
    tokens.into_iter().chain(joined).filter(|word| word.len() > 1 && !words::says_nothing(word)).collect()
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
    let name = product_name(product).unwrap_or(&product.name);
    let folded = words::fold(name);
    folded.starts_with("WINDOWS") || folded.starts_with("MICROSOFT WINDOWS")
}

/// A leaf that only names the whole range of a maker beside many concrete ones.
fn is_umbrella(product: &AdvisoryProduct, names: usize) -> bool {
    names >= 10 && product_name(product).is_some_and(|name| words::fold(name).ends_with("PRODUCTS"))
}

/// Digits of a text.
#[must_use]
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
