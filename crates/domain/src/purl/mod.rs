//! Package URLs: what a software component is called everywhere (ECMA-427, purl-spec).
//!
//! [`Purl::parse`] and [`Purl::build`] give canonical values: equal packages are equal values with one spelling. [`Purl::read`] keeps what
//! breaks only a rule of its type, as documents do, and says which rule.

mod error;
mod percent;
mod read;
mod types;
mod write;

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

pub use error::PurlError;

/// A package URL in canonical form: lower-case type, decoded parts, the type's own rules applied.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Purl {
    kind: String,
    namespace: Option<String>,
    name: String,
    version: Option<String>,
    qualifiers: BTreeMap<String, String>,
    subpath: Option<String>,
}

/// Decoded parts that are not yet checked. Empty text is the same as nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The type: `npm`, `deb`, …
    pub kind: String,
    /// Segments are separated by `/`.
    pub namespace: String,
    pub name: String,
    pub version: String,
    /// In any order, keys in any case.
    pub qualifiers: Vec<(String, String)>,
    /// Segments are separated by `/`.
    pub subpath: String,
}

impl Purl {
    /// Reads a package URL.
    ///
    /// # Errors
    /// It is none, or it breaks a rule of its type.
    pub fn parse(text: &str) -> Result<Self, PurlError> {
        Self::build(read::parts(text)?)
    }

    /// Reads a package URL as documents have them: broken rules of its type are told, not refused.
    ///
    /// # Errors
    /// It is no package URL at all.
    pub fn read(text: &str) -> Result<(Self, Option<PurlError>), PurlError> {
        let purl = Self::canonical(read::parts(text)?)?;
        let broken = types::check(&purl).err();
        Ok((purl, broken))
    }

    /// Makes a package URL of its parts.
    ///
    /// # Errors
    /// A part is missing or wrong, or a rule of its type is broken.
    pub fn build(parts: Parts) -> Result<Self, PurlError> {
        let purl = Self::canonical(parts)?;
        types::check(&purl)?;
        Ok(purl)
    }

    fn canonical(parts: Parts) -> Result<Self, PurlError> {
        let kind = parts.kind.to_ascii_lowercase();
        if !read::is_type(&kind) {
            return Err(PurlError::Type(parts.kind));
        }
        let mut qualifiers = BTreeMap::new();
        for (key, value) in parts.qualifiers {
            let key = key.to_ascii_lowercase();
            if !read::is_key(&key) {
                return Err(PurlError::QualifierKey(key));
            }
            if value.is_empty() {
                continue;
            }
            if qualifiers.insert(key.clone(), value).is_some() {
                return Err(PurlError::QualifierTwice(key));
            }
        }
        let segments = |text: &str, keep: fn(&str) -> bool| -> Option<String> {
            let kept: Vec<&str> = text.split('/').filter(|segment| keep(segment)).collect();
            (!kept.is_empty()).then(|| kept.join("/"))
        };
        let mut purl = Self {
            kind,
            namespace: segments(&parts.namespace, |segment| !segment.is_empty()),
            name: parts.name.trim_matches('/').to_owned(),
            version: Some(parts.version).filter(|version| !version.is_empty()),
            qualifiers,
            subpath: segments(&parts.subpath, |segment| !matches!(segment, "" | "." | "..")),
        };
        types::normalise(&mut purl);
        if purl.name.is_empty() {
            return Err(PurlError::NameMissing);
        }
        Ok(purl)
    }

    /// The type, which says by whose rules the other parts are read: `npm`, `deb`, `maven` …
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Scope, group, vendor or distribution; segments are separated by `/`.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// `arch`, `distro`, `epoch`, … in the order of their keys.
    #[must_use]
    pub const fn qualifiers(&self) -> &BTreeMap<String, String> {
        &self.qualifiers
    }

    /// One qualifier.
    #[must_use]
    pub fn qualifier(&self, key: &str) -> Option<&str> {
        self.qualifiers.get(key).map(String::as_str)
    }

    #[must_use]
    pub fn subpath(&self) -> Option<&str> {
        self.subpath.as_deref()
    }

    /// The same package without version, qualifiers and subpath: what advisories are filed under.
    #[must_use]
    pub fn package(&self) -> Self {
        Self { version: None, qualifiers: BTreeMap::new(), subpath: None, ..self.clone() }
    }
}

impl fmt::Display for Purl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write::write(self, f)
    }
}

impl FromStr for Purl {
    type Err = PurlError;

    fn from_str(text: &str) -> Result<Self, PurlError> {
        Self::parse(text)
    }
}

impl From<Purl> for String {
    fn from(purl: Purl) -> Self {
        purl.to_string()
    }
}

impl TryFrom<String> for Purl {
    type Error = PurlError;

    fn try_from(text: String) -> Result<Self, PurlError> {
        Self::read(&text).map(|(purl, _)| purl)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_spelling() {
        for (text, expected) in [
            ("pkg:/maven/org.apache.commons/io", "pkg:maven/org.apache.commons/io"),
            ("PKG://npm//%40angular/animation@12.3.1", "pkg:npm/%40angular/animation@12.3.1"),
            ("pkg:npm/@babel/core", "pkg:npm/%40babel/core"),
            ("pkg:npm/@babel/core@7.0.0", "pkg:npm/%40babel/core@7.0.0"),
            ("pkg:brew/node@20@20.10.0", "pkg:brew/node%4020@20.10.0"),
            ("pkg:PYPI/Django_package@1.11.1.dev1", "pkg:pypi/django-package@1.11.1.dev1"),
            (
                "pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64",
                "pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64",
            ),
            ("pkg:generic/a?b=https://x/&a=1,2&c=", "pkg:generic/a?a=1%2C2&b=https:%2F%2Fx%2F"),
            ("pkg:golang/google.golang.org/genproto#/./a/../b/", "pkg:golang/google.golang.org/genproto#a/b"),
            ("pkg:cpan/drolsky/DateTime@1.55", "pkg:cpan/DROLSKY/DateTime@1.55"),
            ("pkg:docker/a/b@sha256%3A24", "pkg:docker/a/b@sha256:24"),
            ("pkg:github/x/y@feature%2Fz", "pkg:github/x/y@feature%2Fz"),
            (
                "pkg:generic/a?download_url=https://x/?y=1",
                "pkg:generic/a?download_url=https:%2F%2Fx%2F%3Fy%3D1",
            ),
            ("pkg:generic/a@1#b#c?d", "pkg:generic/a@1#b%23c%3Fd"),
            ("pkg:generic/名前@1", "pkg:generic/%E5%90%8D%E5%89%8D@1"),
        ] {
            let purl = Purl::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(purl.to_string(), expected);
            assert_eq!(Purl::parse(expected).unwrap(), purl);
        }
    }

    #[test]
    fn refused_with_the_reason() {
        for (text, reason) in [
            ("npm/foo", "does not begin with `pkg:`"),
            ("pkg:npm", "no name"),
            ("pkg:3npm/x", "`3npm` is no type"),
            ("pkg:n&g/x", "`n&g` is no type"),
            ("pkg:maven/@1.3.4", "no name"),
            ("pkg:npm/a/@1.0", "no name"),
            ("pkg:npm/a?in%20x=1", "`in%20x` is no qualifier key"),
            ("pkg:npm/a?x=1&X=2", "the qualifier `x` is there twice"),
            ("pkg:npm/a%zz", "`%zz` is no percent-encoding"),
            ("pkg:npm/a@%ff", "the encoded bytes are no UTF-8"),
            ("pkg:swift/Alamofire@5", "swift: a namespace is required"),
            ("pkg:cargo/x/rand@1", "cargo: a namespace is not allowed"),
            ("pkg:julia/Dates", "julia: the qualifier `uuid` is required"),
            ("pkg:cpan/GDT/URI::X", "cpan: a name may not contain `::`"),
        ] {
            assert_eq!(Purl::parse(text).unwrap_err().to_string(), reason, "{text}");
        }
        let (purl, broken) = Purl::read("pkg:golang/stdlib@1.21.3").unwrap();
        assert_eq!((purl.name(), broken.is_some()), ("stdlib", true));
    }

    proptest::proptest! {
        #[test]
        fn a_canonical_purl_is_its_own_canonical_form(text in "(pkg:)?[a-z%@/#?&=.:A-Z0-9é -]{0,40}") {
            if let Ok(purl) = Purl::parse(&text) {
                proptest::prop_assert_eq!(Purl::parse(&purl.to_string()), Ok(purl));
            }
        }

        #[test]
        fn built_purls_are_read_back(namespace in "[^/]{0,6}(/[^/]{1,6})?", name in "[^/]{1,8}", version in "\\PC{0,8}", value in "\\PC{0,8}", subpath in "\\PC{0,8}") {
            let parts = Parts { kind: "generic".to_owned(), namespace, name, version, qualifiers: vec![("k".to_owned(), value)], subpath };
            if let Ok(purl) = Purl::build(parts) {
                proptest::prop_assert_eq!(Purl::parse(&purl.to_string()), Ok(purl));
            }
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,60}") {
            let _ = Purl::read(&text);
        }
    }
}
