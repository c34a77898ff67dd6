//! A made-up case of any size, the same on every machine: for measuring at the scale of a country.
//!
//! A few packages are in nearly every product and have many claims, most are in few: both fall off with the square of chance. Versions are
//! plain, with previews and revisions between, in the writing of each ecosystem.

use domain::{
    sbom::{Component, Identifier, IdentifierKind},
    vulnerabilities::{Bound, Claim, Product, Range, Record, Source, Standing},
};
use matching::vulnerability::{Builder, Subject};

use crate::case::Case;

/// How much is made.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub components: u32,
    pub claims: u32,
    pub packages: u32,
    /// Components of one product version.
    pub together: u32,
}

impl Size {
    /// Five million components, three hundred thousand ranges.
    pub const NATION: Self = Self { components: 5_000_000, claims: 300_000, packages: 60_000, together: 500 };
    /// A blink.
    pub const SMALL: Self = Self { components: 20_000, claims: 3_000, packages: 600, together: 100 };
}

/// Ecosystems by the first part of a package URL.
const ECOSYSTEMS: [&str; 6] = ["npm", "pypi", "maven", "golang", "deb", "gem"];

/// Versions that a package has.
const VERSIONS: u32 = 24;

/// Makes the case.
#[must_use]
pub fn case(size: Size) -> Case {
    let mut chance = Chance(20_261_122);
    let mut builder = Builder::default();
    for at in 0..size.claims {
        builder.record(&record(at, &mut chance, size.packages));
    }
    let mut case = Case::new(builder.finish());
    let mut left = size.components;
    while left > 0 {
        let count = left.min(size.together);
        left -= count;
        case.add((0..count).map(|_| Subject::of(&component(&mut chance, size.packages))).collect());
    }
    case
}

fn ecosystem(package: u32) -> &'static str {
    ECOSYSTEMS.get(package as usize % ECOSYSTEMS.len()).copied().unwrap_or("npm")
}

/// Name of a package inside its ecosystem, as package URLs write it.
fn name(package: u32) -> String {
    match ecosystem(package) {
        "maven" => format!("org.example.p{}/p{package}", package % 97),
        "golang" => format!("example.com/p{}/p{package}", package % 97),
        "deb" => format!("debian/p{package}"),
        _ => format!("p{package}"),
    }
}

/// The version of a package at a place in its history: later places are later versions.
fn version(package: u32, place: u32) -> String {
    let (major, minor, patch) = (place / 8 + package % 3, place / 2 % 4, place % 2);
    match (ecosystem(package), place % 5) {
        ("deb", 4) => format!("1:{major}.{minor}.{patch}-{}+deb12u{}", package % 4, place % 3),
        ("deb", _) => format!("1:{major}.{minor}.{patch}-{}", package % 4),
        ("pypi", 4) => format!("{major}.{minor}.{patch}rc1"),
        ("npm", 4) => format!("{major}.{minor}.{patch}-beta.2"),
        ("golang", _) => format!("v{major}.{minor}.{patch}"),
        ("maven", 4) => format!("{major}.{minor}.{patch}-RC1"),
        _ => format!("{major}.{minor}.{patch}"),
    }
}

fn record(at: u32, chance: &mut Chance, packages: u32) -> Record {
    let package = chance.skewed(packages);
    let from = chance.below(VERSIONS);
    let to = from + 1 + chance.below(VERSIONS / 3);
    let bound = |place| version(package, place).trim_start_matches('v').to_owned();
    let range = Range {
        from: Some(Bound::at(&bound(from))),
        to: Some(Bound::beside(&bound(to))),
        standing: Standing::Affected,
        mended: true,
    };
    let distribution = ecosystem(package) == "deb";
    let claim = Claim {
        ranges: vec![range],
        otherwise: Standing::Unaffected,
        ..Claim::about(Product::Package {
            key: format!("{}/{}", ecosystem(package), name(package)),
            release: if distribution { "12".to_owned() } else { String::new() },
        })
    };
    let mut record = Record::new(Source::Osv, &format!("MADE-{at:06}"));
    record.claims.push(claim);
    record
}

fn component(chance: &mut Chance, packages: u32) -> Component {
    let package = chance.skewed(packages);
    let version = version(package, chance.below(VERSIONS));
    let kind = ecosystem(package);
    let distro = if kind == "deb" { "?distro=debian-12" } else { "" };
    let purl = format!("pkg:{kind}/{}@{}{distro}", name(package), version.replace('+', "%2B"));
    Component {
        name: format!("p{package}"),
        version: Some(version),
        identifiers: vec![Identifier::new(IdentifierKind::Purl, &purl)],
        ..Component::default()
    }
}

/// Numbers by chance that are always the same (xorshift64*).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32
    }

    /// Each equally often.
    fn below(&mut self, end: u32) -> u32 {
        u32::try_from(self.next() * u64::from(end) >> 32).unwrap_or(0)
    }

    /// Small ones more often.
    fn skewed(&mut self, end: u32) -> u32 {
        let one = u64::from(self.below(1 << 16));
        u32::try_from(one * one * u64::from(end) >> 32).unwrap_or(0)
    }
}
