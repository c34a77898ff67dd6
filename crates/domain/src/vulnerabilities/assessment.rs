//! What analysts say of a vulnerability beyond its versions: CISA's SSVC answers, and references that show an exploit.

use serde::{Deserialize, Serialize};

/// The state of exploitation, in SSVC's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exploitation {
    /// Nobody has shown one.
    None,
    /// A way to exploit it is public.
    Poc,
    /// It is used against others.
    Active,
}

impl Exploitation {
    /// The stable word used in JSON and options.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Poc => "poc",
            Self::Active => "active",
        }
    }

    /// Reads SSVC's word in any case: `none`, `PoC`, `public poc`, `active`.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "none" => Some(Self::None),
            "poc" | "public poc" => Some(Self::Poc),
            "active" => Some(Self::Active),
            _ => None,
        }
    }
}

/// SSVC answers of a record's analysts (CISA's container in CVE, `ssvcV203` in NVD). What they do not say is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Assessment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exploitation: Option<Exploitation>,
    /// An attack can be automated from finding a target to exploiting it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub automatable: Option<bool>,
    /// The attacker gains total control; otherwise partial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_impact: Option<bool>,
    /// A reference is marked as showing an exploit.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub public_exploit: bool,
}

impl Assessment {
    /// Nobody said anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes one SSVC answer, by any spelling of its question: `Technical Impact`, `technicalImpact`.
    pub fn take(&mut self, question: &str, answer: &str) {
        let question: String =
            question.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
        match (question.as_str(), answer.trim().to_ascii_lowercase().as_str()) {
            ("exploitation", answer) => self.exploitation = Exploitation::named(answer).or(self.exploitation),
            ("automatable", "yes") => self.automatable = Some(true),
            ("automatable", "no") => self.automatable = Some(false),
            ("technicalimpact", "total") => self.total_impact = Some(true),
            ("technicalimpact", "partial") => self.total_impact = Some(false),
            _ => {}
        }
    }

    /// Two records of one vulnerability: of each answer the worse one.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            exploitation: self.exploitation.max(other.exploitation),
            automatable: self.automatable.max(other.automatable),
            total_impact: self.total_impact.max(other.total_impact),
            public_exploit: self.public_exploit || other.public_exploit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_in_every_spelling() {
        let mut found = Assessment::default();
        for (question, answer) in
            [("Exploitation", "PoC"), ("automatable", "Yes"), ("technicalImpact", "total"), ("Colour", "red")]
        {
            found.take(question, answer);
        }
        found.take("exploitation", "perhaps");
        assert_eq!(
            found,
            Assessment {
                exploitation: Some(Exploitation::Poc),
                automatable: Some(true),
                total_impact: Some(true),
                public_exploit: false
            }
        );
        let other = Assessment { exploitation: Some(Exploitation::None), ..Assessment::default() };
        assert_eq!(other.with(found), found);
    }
}
