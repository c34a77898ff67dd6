//! Pages that a source marks as telling how to mend a vulnerability.

use serde::{Deserialize, Serialize};

use crate::link;

/// Pages of one vulnerability that are kept.
pub const MOST: usize = 8;

/// What a page is, as the source marks it. The better one comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdviceKind {
    /// The fix itself, or where it is told of.
    Patch,
    /// Whoever makes the product tells of it.
    VendorAdvisory,
    /// What helps without the fix.
    Mitigation,
}

impl AdviceKind {
    /// Every kind, the better one first.
    pub const ALL: [Self; 3] = [Self::Patch, Self::VendorAdvisory, Self::Mitigation];

    /// The stable word used in JSON and texts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::VendorAdvisory => "vendor-advisory",
            Self::Mitigation => "mitigation",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Of the tags of a reference, in any case and spelling: `Vendor Advisory` (NVD), `vendor-advisory` (CVE 5).
    #[must_use]
    pub fn of_tags<'t>(tags: impl IntoIterator<Item = &'t str>) -> Option<Self> {
        let of = |tag: &str| Self::named(&tag.trim().to_ascii_lowercase().replace(' ', "-"));
        tags.into_iter().filter_map(of).min()
    }
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Advice {
    pub kind: AdviceKind,
    /// `https` or `http`; [`link::is_page`].
    pub url: String,
}

impl Advice {
    /// A reference with its tags, when it is marked and its address may be shown.
    #[must_use]
    pub fn of<'t>(url: &str, tags: impl IntoIterator<Item = &'t str>) -> Option<Self> {
        let kind = AdviceKind::of_tags(tags)?;
        link::is_page(url).then(|| Self { kind, url: url.to_owned() })
    }

    /// The better ones of several, each address once; at most [`MOST`].
    #[must_use]
    pub fn best(mut all: Vec<Self>) -> Vec<Self> {
        all.sort();
        let mut kept: Vec<Self> = Vec::new();
        for one in all {
            if kept.len() < MOST && kept.iter().all(|known| known.url != one.url) {
                kept.push(one);
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_pages_are_kept_the_better_first() {
        let of = |url: &str, tags: &[&str]| Advice::of(url, tags.iter().copied());
        assert_eq!(of("https://a.example/", &["Third Party Advisory", "Exploit"]), None);
        assert_eq!(of("javascript:alert(1)", &["Patch"]), None);
        let all = [
            of("https://a.example/1", &["Mitigation"]),
            of("https://a.example/2", &["Vendor Advisory", "Patch"]),
            of("https://a.example/2", &["vendor-advisory"]),
        ];
        let kept = Advice::best(all.into_iter().flatten().collect());
        let kinds: Vec<AdviceKind> = kept.iter().map(|advice| advice.kind).collect();
        assert_eq!(kinds, [AdviceKind::Patch, AdviceKind::Mitigation]);
        let many = (0..99).filter_map(|at| of(&format!("https://a.example/{at}"), &["patch"])).collect();
        assert_eq!(Advice::best(many).len(), MOST);
    }
}
