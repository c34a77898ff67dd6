//! Version schemes: one file each. A scheme puts two versions in order, or says that it cannot.
//!
//! Versions are compared as they were written by their ecosystem's own rules. What is no version of the scheme is
//! [`Comparison::Incomparable`], never a guess. [`device`] is for makers who number as they please and tells more than an order.

mod alpm;
mod apk;
mod commit;
mod composer;
mod conan;
mod cran;
mod dated;
mod datetime;
mod deb;
pub mod device;
mod digits;
mod gem;
mod generic;
mod gentoo;
mod golang;
mod intdot;
mod maven;
mod names;
mod nuget;
mod openssl;
mod perl;
mod pypi;
mod rpm;
mod semver;
#[cfg(test)]
mod testing;

use std::cmp::Ordering;

pub(crate) use datetime::is_canonical as is_canonical_datetime;
pub use device::{Day, Extension, Relation, Version, compare, qualifier, reading};
pub(crate) use pypi::normal as normal_pypi;
pub(crate) use semver::coerce as coerce_semver;

/// How the left version stands to the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Less,
    Equal,
    Greater,
    /// One of them is no version of the scheme, or the scheme gives these two no order.
    Incomparable,
}

impl Comparison {
    /// The same seen from the right.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::Greater => Self::Less,
            same => same,
        }
    }

    /// The order, where there is one.
    #[must_use]
    pub const fn ordering(self) -> Option<Ordering> {
        match self {
            Self::Less => Some(Ordering::Less),
            Self::Equal => Some(Ordering::Equal),
            Self::Greater => Some(Ordering::Greater),
            Self::Incomparable => None,
        }
    }

    /// One word, as written into JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Less => "less",
            Self::Equal => "equal",
            Self::Greater => "greater",
            Self::Incomparable => "incomparable",
        }
    }
}

impl From<Option<Ordering>> for Comparison {
    fn from(order: Option<Ordering>) -> Self {
        match order {
            Some(Ordering::Less) => Self::Less,
            Some(Ordering::Equal) => Self::Equal,
            Some(Ordering::Greater) => Self::Greater,
            None => Self::Incomparable,
        }
    }
}

/// A way of numbering versions. [`Scheme::named`] knows the names by which purl types, VERS and distributions call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scheme {
    Semver,
    Npm,
    Pypi,
    Maven,
    Deb,
    Rpm,
    Apk,
    Golang,
    Gem,
    Composer,
    Nuget,
    Conan,
    Openssl,
    Alpm,
    Gentoo,
    Cran,
    Perl,
    Intdot,
    Datetime,
    Dated,
    Lexicographic,
    Generic,
    Device,
}

impl Scheme {
    /// Puts two versions in order.
    #[must_use]
    pub fn compare(self, left: &str, right: &str) -> Comparison {
        let order = match self {
            Self::Semver | Self::Npm => semver::compare(left, right),
            Self::Pypi => pypi::compare(left, right),
            Self::Maven => maven::compare(left, right),
            Self::Deb => deb::compare(left, right),
            Self::Rpm => rpm::compare(left, right),
            Self::Apk => apk::compare(left, right),
            Self::Golang => golang::compare(left, right),
            Self::Gem => gem::compare(left, right),
            Self::Composer => composer::compare(left, right),
            Self::Nuget => nuget::compare(left, right),
            Self::Conan => conan::compare(left, right),
            Self::Openssl => openssl::compare(left, right),
            Self::Alpm => alpm::compare(left, right),
            Self::Gentoo => gentoo::compare(left, right),
            Self::Cran => cran::compare(left, right),
            Self::Perl => perl::compare(left, right),
            Self::Intdot => intdot::compare(left, right),
            Self::Datetime => datetime::compare(left, right),
            Self::Dated => dated::compare(left, right),
            Self::Lexicographic => Some(left.as_bytes().cmp(right.as_bytes())),
            Self::Generic => generic::compare(left, right),
            Self::Device => device::order(left, right),
        };
        order.into()
    }

    /// The text is a version of this scheme: it can at least be compared with itself.
    #[must_use]
    pub fn accepts(self, version: &str) -> bool {
        self.compare(version, version) == Comparison::Equal
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use proptest::prelude::*;

    use super::*;

    /// Versions as they occur, odd ones, and noise.
    fn versions() -> impl Strategy<Value = String> {
        prop_oneof![
            "[0-2]{1,2}(\\.[0-2]{1,2}){0,3}([-._+~^]?(a|b|rc|alpha|beta|p|dev|post|sp|r|x|final)[0-2]{0,2}){0,2}",
            "v?[0-3](\\.[0-3]){0,2}(-[0-9a-z]{1,3}(\\.[0-9]{1,2})?)?(\\+[a-z0-9]{1,2})?",
            "20(19|20)[-.]?(01|02)([-.]?(03|04))?",
            "\\PC{0,12}",
        ]
    }

    fn steps() -> impl Strategy<Value = [String; 3]> {
        [versions(), versions(), versions()]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_order_is_one([a, b, c] in steps()) {
            for (scheme, name, _) in Scheme::all() {
                prop_assert_eq!(scheme.compare(&a, &b), scheme.compare(&b, &a).reversed(), "{}", name);
                let order = |x, y| scheme.compare(x, y).ordering();
                // A device's coarser version stands for several finer ones; Conan compares a number with a word as words, so that
                // 201901 < 2a < 3 < 201901. Maven compares a leading word with a list before both with nothing: v0 < 0a0 < 0 < v0.
                // Their order need not go through.
                let worded = scheme == Scheme::Maven
                    && [&a, &b, &c].iter().any(|version| !version.starts_with(|c: char| c.is_ascii_digit()));
                let whole = !worded && !matches!(scheme, Scheme::Device | Scheme::Conan);
                if let (true, Some(ab), Some(bc), Some(ac)) = (whole, order(&a, &b), order(&b, &c), order(&a, &c)) {
                    if ab == bc || bc == Ordering::Equal {
                        prop_assert_eq!(ac, ab, "{}", name);
                    } else if ab == Ordering::Equal {
                        prop_assert_eq!(ac, bc, "{}", name);
                    }
                }
                let lines = [Scheme::Device, Scheme::Generic, Scheme::Golang, Scheme::Composer];
                if !lines.contains(&scheme) && scheme.accepts(&a) && scheme.accepts(&b) {
                    prop_assert!(order(&a, &b).is_some(), "{}: two versions of it have an order", name);
                }
            }
        }
    }
}
