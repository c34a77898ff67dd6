//! Findings counted and fingerprinted: two runs that agree here found the same rows, in whatever order.

use std::{collections::BTreeMap, fmt, path::Path};

use anyhow::{Context as _, Result};
use matching::vulnerability::rows::verdict;

/// One finding: positions of the product version, the component and the vulnerability, and the verdict's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Found {
    pub document: u32,
    pub subject: u32,
    pub vulnerability: u32,
    pub verdict: u8,
}

impl Found {
    /// A number that differs between findings (splitmix64 over the fields).
    #[must_use]
    pub fn mark(&self) -> u64 {
        let pair = |high: u32, low: u32| u64::from(high) << 32 | u64::from(low);
        let first = mix(pair(self.document, self.subject));
        mix(first ^ pair(self.vulnerability, u32::from(self.verdict)))
    }
}

const fn mix(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Findings of one verdict: how many, and the sums of the low and the high halves of their marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub rows: u64,
    pub low: u64,
    pub high: u64,
}

/// Findings by verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary(pub BTreeMap<u8, Line>);

impl Summary {
    pub fn add(&mut self, found: &Found) {
        let line = self.0.entry(found.verdict).or_default();
        let mark = found.mark();
        line.rows += 1;
        line.low += mark & 0xffff_ffff;
        line.high += mark >> 32;
    }

    /// All findings.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.0.values().map(|line| line.rows).sum()
    }

    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, file: &Path) -> Result<()> {
        let lines = self.0.iter();
        let text: String = lines
            .map(|(verdict, line)| format!("{verdict}\t{}\t{}\t{}\n", line.rows, line.low, line.high))
            .collect();
        std::fs::write(file, text).with_context(|| format!("writing {}", file.display()))
    }

    /// # Errors
    /// When the file cannot be read or is no summary.
    pub fn read(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        let mut summary = Self::default();
        for line in text.lines() {
            let mut fields = line.split('\t').map(str::parse::<u64>);
            let mut next = || Ok::<u64, anyhow::Error>(fields.next().context("a field is missing")??);
            let verdict = u8::try_from(next()?)?;
            summary.0.insert(verdict, Line { rows: next()?, low: next()?, high: next()? });
        }
        Ok(summary)
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, line) in &self.0 {
            let word = verdict(u16::from(*place)).as_str();
            writeln!(f, "  {word:<20}{:>12}   {:016x}", line.rows, line.low ^ line.high.rotate_left(32))?;
        }
        write!(f, "  {:<20}{:>12}", "all", self.rows())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter_and_every_field_does() {
        let found = Found { document: 1, subject: 2, vulnerability: 3, verdict: 0 };
        let others = [
            Found { document: 2, subject: 1, ..found },
            Found { vulnerability: 4, ..found },
            Found { verdict: 3, ..found },
        ];
        let of = |all: &[Found]| {
            let mut summary = Summary::default();
            all.iter().for_each(|found| summary.add(found));
            summary
        };
        assert_eq!(of(&[found, others[0]]), of(&[others[0], found]));
        for other in others {
            assert_ne!(of(&[found]), of(&[other]));
        }
        let folder = std::env::temp_dir().join(format!("national-summary-{}", std::process::id()));
        of(&others).write(&folder).unwrap();
        assert_eq!(Summary::read(&folder).unwrap(), of(&others));
        std::fs::remove_file(folder).unwrap();
    }
}
