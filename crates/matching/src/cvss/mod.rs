//! CVSS v2, v3.0, v3.1 and v4.0: vectors read strictly, every part of the score computed as FIRST's specifications say.

mod macro_vectors;
mod metrics;
mod score;
mod v2;
mod v3;
mod v4;
mod vector;

pub use score::{Score, Severity};
pub use vector::{CvssError, Vector};

/// Which specification a vector follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    V2,
    V30,
    V31,
    V40,
}

impl Version {
    /// `2.0`, `3.0`, `3.1`, `4.0`.
    #[must_use]
    pub const fn number(self) -> &'static str {
        match self {
            Self::V2 => "2.0",
            Self::V30 => "3.0",
            Self::V31 => "3.1",
            Self::V40 => "4.0",
        }
    }
}

/// All parts of a score.
///
/// v2 has a temporal and an environmental part only where the vector has such metrics; from v3 on they are always defined. v4.0 calls the
/// temporal metrics "threat": `base` is CVSS-B, `temporal` CVSS-BT, `environmental` CVSS-BTE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scores {
    pub version: Version,
    pub base: Score,
    pub temporal: Option<Score>,
    pub environmental: Option<Score>,
    /// The vector has temporal (threat) metrics.
    pub has_temporal: bool,
    /// The vector has environmental metrics.
    pub has_environmental: bool,
}

impl Scores {
    /// Reads a vector and scores it.
    ///
    /// # Errors
    /// It is no vector: which metric, and what it may be.
    pub fn of(text: &str) -> Result<Self, CvssError> {
        Vector::parse(text).map(|vector| vector.scores())
    }

    /// The score that uses every metric of the vector.
    #[must_use]
    pub fn overall(&self) -> Score {
        match (self.has_environmental, self.has_temporal) {
            (true, _) => self.environmental.unwrap_or(self.base),
            (false, true) => self.temporal.unwrap_or(self.base),
            (false, false) => self.base,
        }
    }

    /// The word for [`Self::overall`].
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.overall().severity(self.version)
    }

    /// Which metric groups went into [`Self::overall`], as v4.0 §1.3 names it: `B`, `BT`, `BE`, `BTE`.
    #[must_use]
    pub const fn groups(&self) -> &'static str {
        match (self.has_temporal, self.has_environmental) {
            (false, false) => "B",
            (true, false) => "BT",
            (false, true) => "BE",
            (true, true) => "BTE",
        }
    }
}

impl Vector {
    /// Computes all parts of its score.
    #[must_use]
    pub fn scores(&self) -> Scores {
        match self.version() {
            Version::V2 => v2::scores(self),
            Version::V30 | Version::V31 => v3::scores(self),
            Version::V40 => v4::scores(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_scores() {
        for (vector, base, temporal, environmental, severity) in [
            ("AV:N/AC:L/Au:N/C:C/I:C/A:C", "10.0", None, None, Severity::High),
            (
                "(AV:A/AC:H/Au:S/C:N/I:P/A:P/E:POC/RL:OF/RC:C/CDP:LM/TD:M/CR:M/IR:L/AR:L)",
                "2.9",
                Some("2.3"),
                Some("2.8"),
                Severity::Low,
            ),
            (
                "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                "9.8",
                Some("9.8"),
                Some("9.8"),
                Severity::Critical,
            ),
            (
                "CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:N/E:H/RL:O/RC:C/CR:H/IR:H/AR:H/MAV:N/MAC:L/MPR:L/MUI:N/MS:C/MC:H/MI:H/MA:H",
                "9.3",
                Some("8.9"),
                Some("9.5"),
                Severity::Critical,
            ),
            ("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", "0.0", Some("0.0"), Some("0.0"), Severity::None),
            (
                "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:L/SC:N/SI:H/SA:L",
                "9.2",
                Some("9.2"),
                Some("9.2"),
                Severity::Critical,
            ),
            (
                "CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:U",
                "7.3",
                Some("4.1"),
                Some("4.1"),
                Severity::Medium,
            ),
        ] {
            let scores = Scores::of(vector).unwrap_or_else(|error| panic!("{vector}: {error}"));
            let text = |score: Option<Score>| score.map(|score| score.to_string());
            assert_eq!(scores.base.to_string(), base, "{vector}");
            assert_eq!(text(scores.temporal).as_deref(), temporal, "{vector}");
            assert_eq!(text(scores.environmental).as_deref(), environmental, "{vector}");
            assert_eq!(scores.severity(), severity, "{vector}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "(CVSS:[234]\\.[01]/)?([A-Za-z]{1,3}:[A-Z]{1,2}/?){0,14}") {
            let _ = Scores::of(&text);
        }
    }
}
