//! A sentence in both languages.

use serde::Serialize;

/// The same said in Japanese and English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Both {
    pub ja: String,
    pub en: String,
}

impl Both {
    /// From two texts.
    #[must_use]
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ja: ja.into(), en: en.into() }
    }

    /// Nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ja.is_empty() && self.en.is_empty()
    }

    /// This, then another sentence.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.ja.push_str(&other.ja);
        if !self.en.is_empty() && !other.en.is_empty() {
            self.en.push(' ');
        }
        self.en.push_str(&other.en);
        self
    }
}
