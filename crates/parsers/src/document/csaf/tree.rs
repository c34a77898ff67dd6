//! The product tree: branches, full product names, relationships and groups (CSAF 2.0 section 3.2.2).

use std::collections::BTreeMap;

use domain::{advisories::AdvisoryProduct, sbom::Hash};
use serde_json::{Map, Value};

use super::{
    super::sbom::words,
    json::{Warnings, objects, text, texts},
};

/// Deeper branches are skipped with a warning. The standard's own tests stay below 31.
const MAX_DEPTH: usize = 64;
/// A tree with more leaves than this is cut with a warning.
const MAX_PRODUCTS: usize = 200_000;
/// Hexadecimal digits that a digest has at least (section 3.1.3.3.2).
const SHORTEST_DIGEST: usize = 32;

/// Group id to product ids.
pub(super) type Groups = BTreeMap<String, Vec<String>>;

struct Reader<'w> {
    products: Vec<AdvisoryProduct>,
    warnings: &'w mut Warnings,
}

pub(super) fn read(tree: Option<&Value>, warnings: &mut Warnings) -> Vec<AdvisoryProduct> {
    let Some(tree) = tree.and_then(Value::as_object) else {
        return Vec::new();
    };
    let mut reader = Reader { products: Vec::new(), warnings };
    reader.branches(tree, "/product_tree", &mut Vec::new());
    for (index, product) in objects(tree, "full_product_names", "/product_tree", reader.warnings) {
        reader.product(product, &format!("/product_tree/full_product_names/{index}"), &[]);
    }
    for (index, relation) in objects(tree, "relationships", "/product_tree", reader.warnings) {
        reader.relationship(relation, &format!("/product_tree/relationships/{index}"));
    }
    for (index, path) in objects(tree, "product_paths", "/product_tree", reader.warnings) {
        reader.product_path(path, &format!("/product_tree/product_paths/{index}"));
    }
    reader.products
}

/// `product_groups`, which remediations and flags may name instead of products.
pub(super) fn groups(tree: Option<&Value>) -> Groups {
    let list = tree.and_then(|tree| tree.get("product_groups")).and_then(Value::as_array);
    let mut groups = Groups::new();
    for group in list.into_iter().flatten().filter_map(Value::as_object) {
        if let Some(id) = group.get("group_id").and_then(Value::as_str) {
            groups.insert(id.to_owned(), texts(group, "product_ids"));
        }
    }
    groups
}

impl Reader<'_> {
    fn branches(&mut self, map: &Map<String, Value>, pointer: &str, path: &mut Vec<(String, String)>) {
        if path.len() >= MAX_DEPTH {
            self.warnings.add(pointer, "branches nested too deeply; skipped");
            return;
        }
        for (index, branch) in objects(map, "branches", pointer, self.warnings) {
            let at = format!("{pointer}/branches/{index}");
            let category = text(branch, "category", &at, self.warnings).unwrap_or_default();
            let name = text(branch, "name", &at, self.warnings).unwrap_or_default();
            path.push((category, name));
            if let Some(product) = branch.get("product").and_then(Value::as_object) {
                self.product(product, &format!("{at}/product"), path);
            }
            self.branches(branch, &at, path);
            path.pop();
        }
    }

    fn product(&mut self, map: &Map<String, Value>, pointer: &str, path: &[(String, String)]) -> bool {
        if self.products.len() >= MAX_PRODUCTS {
            self.warnings.add(pointer, "too many products; skipped");
            return false;
        }
        let Some(id) = text(map, "product_id", pointer, self.warnings) else {
            self.warnings.add(pointer, "product without product_id; skipped");
            return false;
        };
        let mut product = AdvisoryProduct {
            id,
            name: text(map, "name", pointer, self.warnings).unwrap_or_default(),
            path: path.to_vec(),
            ..AdvisoryProduct::default()
        };
        if let Some(helper) = map.get("product_identification_helper").and_then(Value::as_object) {
            let at = format!("{pointer}/product_identification_helper");
            product.cpe = text(helper, "cpe", &at, self.warnings);
            product.purls = texts(helper, "purl");
            product.purls.extend(texts(helper, "purls"));
            product.model_numbers = texts(helper, "model_numbers");
            product.serial_numbers = texts(helper, "serial_numbers");
            product.skus = texts(helper, "skus");
            product.sbom_urls = texts(helper, "sbom_urls");
            product.hashes = self.hashes(helper, &at);
            for (index, generic) in objects(helper, "x_generic_uris", &at, self.warnings) {
                let uri = text(generic, "uri", &format!("{at}/x_generic_uris/{index}"), self.warnings);
                product.uris.extend(uri);
            }
        }
        self.products.push(product);
        true
    }

    /// `hashes[].file_hashes[]`: each is of one file of the product (section 3.1.3.3.2).
    fn hashes(&mut self, helper: &Map<String, Value>, pointer: &str) -> Vec<Hash> {
        let mut found = Vec::new();
        for (index, file) in objects(helper, "hashes", pointer, self.warnings) {
            let at = format!("{pointer}/hashes/{index}");
            for (number, hash) in objects(file, "file_hashes", &at, self.warnings) {
                let at = format!("{at}/file_hashes/{number}");
                let algorithm = text(hash, "algorithm", &at, self.warnings);
                let value = text(hash, "value", &at, self.warnings);
                // The algorithm may be left out; then it is SHA-256.
                let algorithm =
                    algorithm.map_or_else(|| "SHA-256".to_owned(), |name| words::algorithm(&name));
                let is_digest = |value: &String| {
                    value.len() >= SHORTEST_DIGEST && value.bytes().all(|byte| byte.is_ascii_hexdigit())
                };
                match value.filter(is_digest) {
                    Some(value) => found.push(Hash { algorithm, value: value.to_ascii_lowercase() }),
                    None => self.warnings.add(&at, "no digest; skipped"),
                }
            }
        }
        found
    }

    fn relationship(&mut self, relation: &Map<String, Value>, pointer: &str) {
        let Some(product) = relation.get("full_product_name").and_then(Value::as_object) else {
            self.warnings.add(pointer, "relationship without full_product_name; skipped");
            return;
        };
        let part =
            |key: &str, warnings: &mut Warnings| text(relation, key, pointer, warnings).unwrap_or_default();
        let links = (
            part("category", self.warnings),
            part("product_reference", self.warnings),
            part("relates_to_product_reference", self.warnings),
        );
        if self.product(product, &format!("{pointer}/full_product_name"), &[])
            && let Some(last) = self.products.last_mut()
        {
            last.relationship = Some(links);
        }
    }
    /// What relationships are since 2.1: a beginning, and what it is step by step a part of or installed on.
    /// The last step is the one that a ledger knows.
    fn product_path(&mut self, map: &Map<String, Value>, pointer: &str) {
        let Some(product) = map.get("full_product_name").and_then(Value::as_object) else {
            self.warnings.add(pointer, "product path without full_product_name; skipped");
            return;
        };
        let beginning = text(map, "beginning_product_reference", pointer, self.warnings).unwrap_or_default();
        let mut category = None;
        let mut end = String::new();
        for (index, step) in objects(map, "subpaths", pointer, self.warnings) {
            let at = format!("{pointer}/subpaths/{index}");
            category = category.or_else(|| text(step, "category", &at, self.warnings));
            end = text(step, "next_product_reference", &at, self.warnings).unwrap_or(end);
        }
        if self.product(product, &format!("{pointer}/full_product_name"), &[])
            && let Some(last) = self.products.last_mut()
        {
            last.relationship = Some((category.unwrap_or_default(), beginning, end));
        }
    }
}
