//! What a statement is about: a product by every name that it has, and a component inside it.

use serde::{Deserialize, Serialize};

use crate::sbom::Hash;

/// A product or component. Every name that is given must fit; what is not given is left open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Product {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// VERS, or the document's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<String>,
    /// With or without version and qualifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purls: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cpes: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hashes: Vec<Hash>,
    /// BOM-Link (`urn:cdx:serial/version#bom-ref`), address of an SPDX element (`https://…#SPDXRef-…`), or of a whole bill of materials.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// Model, article and other numbers of devices; `*` stands for any signs, `?` for one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<String>,
    /// Other identifiers: `swid:` with a tag id, `swh:1:…`, `gitoid:…`, whatever a document calls so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uris: Vec<String>,
    /// Serial numbers: these pieces and no others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serials: Vec<String>,
}

impl Product {
    /// By a package URL.
    #[must_use]
    pub fn of_purl(purl: &str) -> Self {
        Self { purls: vec![purl.to_owned()], ..Self::default() }
    }

    /// By name and version.
    #[must_use]
    pub fn named(name: &str, version: Option<&str>) -> Self {
        Self { name: Some(name.to_owned()), version: version.map(str::to_owned), ..Self::default() }
    }

    /// By the text that somebody typed or a document gives: package URL, CPE name, BOM-Link, or `name@version`.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let text = text.trim();
        let one = || vec![text.to_owned()];
        if text.starts_with("pkg:") {
            return Self { purls: one(), ..Self::default() };
        }
        if text.starts_with("cpe:") {
            return Self { cpes: one(), ..Self::default() };
        }
        if text.starts_with("urn:cdx:") {
            return Self { links: one(), ..Self::default() };
        }
        match text.rsplit_once('@') {
            Some((name, version)) if !name.is_empty() && !version.is_empty() => {
                Self::named(name, Some(version))
            }
            _ => Self::named(text, None),
        }
    }

    /// Nothing names it.
    #[must_use]
    pub fn is_nameless(&self) -> bool {
        self.name.is_none()
            && self.purls.is_empty()
            && self.cpes.is_empty()
            && self.hashes.is_empty()
            && self.links.is_empty()
            && self.uris.is_empty()
            && self.models.is_empty()
            && self.serials.is_empty()
    }

    /// As people read it: maker, name and version, or its first identifier.
    #[must_use]
    pub fn shown(&self) -> String {
        let Some(name) = &self.name else {
            let lists = [&self.purls, &self.cpes, &self.links, &self.models, &self.serials, &self.uris];
            return lists.into_iter().flatten().next().cloned().unwrap_or_default();
        };
        let parts = [self.vendor.as_deref(), Some(name), self.version.as_deref().or(self.range.as_deref())];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// A product, or a component inside one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Subject {
    pub product: Product,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<Product>,
}

impl Subject {
    /// The product as a whole.
    #[must_use]
    pub const fn whole(product: Product) -> Self {
        Self { product, component: None }
    }

    /// A component inside a product.
    #[must_use]
    pub const fn inside(product: Product, component: Product) -> Self {
        Self { product, component: Some(component) }
    }

    /// As people read it: `component in product`.
    #[must_use]
    pub fn shown(&self) -> String {
        match &self.component {
            Some(component) => format!("{} in {}", component.shown(), self.product.shown()),
            None => self.product.shown(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_what_it_is() {
        for (text, shown) in [
            ("pkg:deb/debian/curl@7.88", "pkg:deb/debian/curl@7.88"),
            ("cpe:2.3:h:acme:pump:*:*:*:*:*:*:*:*", "cpe:2.3:h:acme:pump:*:*:*:*:*:*:*:*"),
            ("urn:cdx:3e67/1#a", "urn:cdx:3e67/1#a"),
            ("Example Pump@2.1", "Example Pump 2.1"),
            ("@scope", "@scope"),
            (" Example Pump ", "Example Pump"),
        ] {
            assert_eq!(Product::of_text(text).shown(), shown);
        }
        assert!(Product::default().is_nameless());
    }
}
