//! VERS: version ranges of every ecosystem in one notation (`vers:npm/>=1.0.0|<2.0.0`, vers-spec).

mod contain;
mod join;
mod native;
mod read;
mod write;

use std::{borrow::Cow, cmp::Ordering, fmt};

use crate::schemes::Scheme;

pub use native::from_native;

/// A range: a scheme and constraints in the order of their versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vers {
    scheme: String,
    constraints: Vec<Constraint>,
}

/// One step of a range.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Constraint {
    pub comparator: Comparator,
    /// Decoded. Empty for [`Comparator::Any`].
    pub version: String,
}

/// How a constraint stands to its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Comparator {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    /// `*`: every version.
    Any,
}

impl Comparator {
    /// As written in JSON and in native ranges.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Any => "*",
        }
    }

    const fn is_upper(self) -> bool {
        matches!(self, Self::Less | Self::LessOrEqual)
    }

    const fn is_lower(self) -> bool {
        matches!(self, Self::Greater | Self::GreaterOrEqual)
    }

    /// Alone, for a version that stands so to that of the constraint.
    const fn holds(self, place: Ordering) -> bool {
        match self {
            Self::Less => place.is_lt(),
            Self::LessOrEqual => place.is_le(),
            Self::Equal => place.is_eq(),
            Self::NotEqual => place.is_ne(),
            Self::Greater => place.is_gt(),
            Self::GreaterOrEqual => place.is_ge(),
            Self::Any => true,
        }
    }
}

/// Why a text is no range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersError {
    /// It does not begin with `vers:` and a scheme.
    Prefix,
    /// A scheme that nobody here knows.
    Scheme(String),
    NoConstraint,
    /// A comparator without a version.
    NoVersion(String),
    /// `*` beside other constraints.
    Star,
    Percent(String),
    /// Not written in the one canonical way: what is wrong.
    NotCanonical(&'static str),
    /// A native range that cannot be read.
    Native(String),
}

impl fmt::Display for VersError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prefix => f.write_str("does not begin with `vers:` and a scheme"),
            Self::Scheme(scheme) => write!(f, "`{scheme}` is no known scheme"),
            Self::NoConstraint => f.write_str("no constraint"),
            Self::NoVersion(text) => write!(f, "`{text}` has no version"),
            Self::Star => f.write_str("`*` stands alone"),
            Self::Percent(text) => write!(f, "`{text}` is no percent-encoding"),
            Self::NotCanonical(reason) => write!(f, "not canonical: {reason}"),
            Self::Native(text) => write!(f, "`{text}` is no range of this ecosystem"),
        }
    }
}

impl std::error::Error for VersError {}

/// More constraints than this are only put in order by their text, and of no version can be told whether it is in their range.
const MOST: usize = 10_000;

impl Vers {
    /// Puts constraints in order.
    fn of(scheme: &str, constraints: Vec<Constraint>) -> Self {
        let known = Scheme::named(scheme);
        let order = |x: &Constraint, y: &Constraint| {
            let by_scheme = known.and_then(|scheme| {
                scheme.compare(&own(scheme, &x.version), &own(scheme, &y.version)).ordering()
            });
            by_scheme.unwrap_or_else(|| x.version.cmp(&y.version)).then(x.comparator.cmp(&y.comparator))
        };
        let text =
            |x: &Constraint, y: &Constraint| x.version.cmp(&y.version).then(x.comparator.cmp(&y.comparator));
        let in_order =
            constraints.len() <= MOST && known.is_some_and(|scheme| sortable(scheme, &constraints));
        // Odd texts may stand in a circle; the library's sort may panic there, and putting each in its place does not.
        let mut sorted: Vec<Constraint> = Vec::with_capacity(constraints.len());
        if in_order {
            for each in constraints {
                let at = sorted.partition_point(|other| order(other, &each).is_le());
                sorted.insert(at, each);
            }
        } else {
            sorted = constraints;
            sorted.sort_by(text);
        }
        Self { scheme: scheme.to_owned(), constraints: sorted }
    }

    /// The scheme as written, in lower case.
    #[must_use]
    pub fn scheme_name(&self) -> &str {
        &self.scheme
    }

    /// The scheme, when it is a known one.
    #[must_use]
    pub fn scheme(&self) -> Option<Scheme> {
        Scheme::named(&self.scheme)
    }

    /// How two versions of constraints stand to each other.
    fn order(&self, left: &str, right: &str) -> Option<Ordering> {
        let scheme = self.scheme()?;
        scheme.compare(&own(scheme, left), &own(scheme, right)).ordering()
    }

    /// In the order of their versions.
    #[must_use]
    pub fn constraints(&self) -> &[Constraint] {
        &self.constraints
    }
}

/// Every version stands in an order to every other: then sorting is sound.
fn sortable(scheme: Scheme, constraints: &[Constraint]) -> bool {
    let versions = || {
        constraints.iter().filter(|each| each.comparator != Comparator::Any).map(|each| each.version.as_str())
    };
    let Some(first) = versions().next() else { return true };
    versions().all(|version| scheme.accepts(version) && scheme.compare(first, version).ordering().is_some())
}

/// A version of a constraint as its ecosystem writes it: VERS has the fourth number of Composer's versions behind a `+`.
fn own(scheme: Scheme, version: &str) -> Cow<'_, str> {
    match version.split_once('+') {
        Some((core, fourth))
            if scheme == Scheme::Composer && fourth.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            Cow::Owned(format!("{core}.{fourth}"))
        }
        _ => Cow::Borrowed(version),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Found by fuzzing: versions whose order goes in a circle.
    #[test]
    fn versions_without_a_sound_order_do_not_panic() {
        let odd = "~9,~911,~919@.pypde1,~9,~911,~9b10,~0,~9@.pypde1,~9,~911,~9b10,~9@.pypi2,~9\t0";
        for (_, name, _) in Scheme::all() {
            for text in [odd.to_owned(), odd.repeat(3)] {
                drop(from_native(name, &text));
            }
        }
    }

    #[test]
    fn of_a_range_too_long_to_be_sorted_nothing_can_be_told() {
        let range = |more: usize| {
            let single: Vec<String> = (0..more).map(|at| format!("|3.0.{at}")).collect();
            Vers::read(&format!("vers:npm/<2{}|>=10|<20", single.concat())).unwrap()
        };
        assert_eq!(range(100).contains("1.0.0"), Some(true));
        assert_eq!(range(MOST).contains("1.0.0"), None);
    }

    #[test]
    fn read_and_written() {
        for (text, canonical) in [
            ("vers:npm/>=1.0.0|<2.0.0", "vers:npm/>=1.0.0|<2.0.0"),
            (" vers:NPM/ <2.0.0 | >= 1.0.0 || ", "vers:npm/>=1.0.0|<2.0.0"),
            ("vers:pypi/=1.0|!=2.0", "vers:pypi/1.0|!=2.0"),
            ("vers:pypi/*", "vers:pypi/*"),
            ("vers:npm/1.0%252F0", "vers:npm/1.0%252F0"),
            ("vers:generic/1.0%3E", "vers:generic/1.0%3E"),
        ] {
            let range = Vers::read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(range.to_string(), canonical);
            assert_eq!(Vers::parse(canonical), Ok(range));
        }
        for text in ["vers:npm/", "npm/1.0", "vers:npm", "vers:npm/>=", "vers:npm/*|1.0", "vers:npm/1%2G"] {
            assert!(Vers::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn ranges_contain() {
        for (range, version, expected) in [
            ("vers:pypi/<=1.3.0|3.0.0", "1.0.0", Some(true)),
            ("vers:pypi/>=1.0.0|<=2.0.0", "2.0.3", Some(false)),
            ("vers:pypi/<=1.0.0|>=2.0.0", "1.5", Some(false)),
            ("vers:pypi/<=1.0.0|>=2.0.0", "3", Some(true)),
            ("vers:pypi/!=2.0", "2.0.0", Some(false)),
            ("vers:pypi/!=2.0", "2.1", Some(true)),
            ("vers:npm/>=1.0.0|<1.2.0|>=2.0.0|<2.1.0", "1.5.0", Some(false)),
            ("vers:npm/>=1.0.0|<1.2.0|>=2.0.0|<2.1.0", "2.0.5", Some(true)),
            ("vers:npm/>=1.0.0|>=1.5.0|<1.8.0|<2.0.0", "1.9.0", Some(true)),
            ("vers:deb/<1:2.0-1", "1.9", Some(true)),
            ("vers:composer/<=2.1.27+36", "2.1.27.37", Some(false)),
            ("vers:composer/<=2.1.27+36", "2.1.27.4", Some(true)),
            ("vers:npm/>=1.0.0", "latest", None),
            ("vers:npm/*", "latest", Some(true)),
            ("vers:all/*", "1", Some(true)),
            ("vers:none/*", "1", Some(false)),
            ("vers:nobody/>1", "2", None),
        ] {
            assert_eq!(Vers::read(range).unwrap().contains(version), expected, "{range} {version}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "(vers:[a-z]{3,5}/)?[0-9a-z.<>=!*|% -]{0,30}", version in "[0-9.a-z-]{0,8}") {
            if let Ok(range) = Vers::read(&text) {
                let _ = range.contains(&version);
                proptest::prop_assert_eq!(Vers::read(&range.to_string()), Ok(range));
            }
        }

        #[test]
        fn any_native_range_is_read_without_panic(text in "\\PC{0,40}") {
            for scheme in ["npm", "pypi", "maven", "gem", "conan", "nginx", "composer", "deb"] {
                let _ = from_native(scheme, &text);
            }
        }
    }
}
