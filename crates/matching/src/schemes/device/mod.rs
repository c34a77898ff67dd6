//! Device version schemes. Makers of medical devices number as they please: dots, letters, service packs, builds, dates.
//!
//! A version is a row of parts. Comparing gives an order only where the scheme gives one; a coarser statement
//! (`2.3` against `2.3.5`) and two different schemes (`U61` against `L81`) are said to be so, never guessed.

pub mod compact;
pub mod date;
pub mod qualifier;
pub mod reading;
pub mod sequence;

use std::{borrow::Cow, cmp::Ordering};

use unicode_normalization::UnicodeNormalization;

pub use date::Day;
pub use sequence::Version;

use qualifier::Qualifier;

/// How the left version stands to the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Less,
    Equal,
    Greater,
    /// The left one is the coarser: `2.3` to `2.3.5`. What is missing begins with this.
    Coarser(Extension),
    /// The left one is the finer: `2.3.5` to `2.3`. What it has more begins with this.
    Finer(Extension),
    /// The schemes differ, or letters name different lines.
    Incomparable,
}

/// What the finer version has more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extension {
    /// A further number: `2.3` and `2.3.5`.
    Number,
    /// A letter or word: `1.7.15` and `1.7.15b`.
    Letter,
    /// A build number, which makes no other version of it.
    Build,
    /// A service pack, patch or hot fix, which makes a later version of it.
    Pack,
}

impl Relation {
    /// The same seen from the right.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::Greater => Self::Less,
            Self::Coarser(extension) => Self::Finer(extension),
            Self::Finer(extension) => Self::Coarser(extension),
            same => same,
        }
    }
}

/// Compares two versions.
#[must_use]
pub fn compare(left: &Version, right: &Version) -> Relation {
    if left.compact() || right.compact() {
        compact::compare(left, right)
    } else {
        sequence::compare(left, right)
    }
}

/// Full width as half width (NFKC).
fn plain_width(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}

const fn extension_of(qualifier: Option<Qualifier>) -> Extension {
    match qualifier {
        Some(Qualifier::Build) => Extension::Build,
        Some(Qualifier::Pack) => Extension::Pack,
        _ => Extension::Letter,
    }
}

/// The plain order of two written versions. A coarser version comes before the finer one (`2.3` before `2.3.5`).
pub(super) fn order(left: &str, right: &str) -> Option<Ordering> {
    let (a, b) = (Version::parse(left)?, Version::parse(right)?);
    match compare(&a, &b) {
        Relation::Less | Relation::Coarser(_) => Some(Ordering::Less),
        Relation::Greater | Relation::Finer(_) => Some(Ordering::Greater),
        Relation::Equal => Some(Ordering::Equal),
        Relation::Incomparable => None,
    }
}
