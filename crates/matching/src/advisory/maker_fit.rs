//! Is the subject's maker the claim's? By knowledge first and by words second.

use super::{claims::ProductClaim, katakana, kinship::Kinship, spelling, spoken::Row};

/// What the makers say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MakerFit {
    Same,
    Unknown,
    /// Written, but not a maker that we know: perhaps a dealer.
    Unheard,
    Different,
}

impl MakerFit {
    /// What they prove; a different maker decides alone.
    pub const fn points(self) -> f32 {
        match self {
            Self::Same => 2.0,
            Self::Unknown => 0.0,
            Self::Unheard => -0.5,
            Self::Different => -5.0,
        }
    }
}

/// Compares the makers of subject and claim, by knowledge first and by words second.
#[must_use]
pub fn makers(subject: &Row<'_>, claim: &ProductClaim, kin: &Kinship<'_>) -> MakerFit {
    let related = |id: &String| {
        let house = kin.of(id);
        claim.maker_ids.iter().any(|own| house.contains(own))
    };
    if subject.maker_id.iter().any(related) || subject.mentioned.iter().any(related) {
        return MakerFit::Same;
    }
    let written = |word: &String| {
        let in_maker =
            subject.maker_tokens.iter().any(|token| token == word || spelling::same_word(word, token));
        (word.len() > 2 && in_maker)
            || (word.len() > 4 && (subject.grams.contains(word) || subject.maker_grams.contains(word)))
    };
    if claim.maker_words.iter().any(written) || claim.maker_names.contains(&subject.maker_plain) {
        return MakerFit::Same;
    }
    let heard = || {
        subject
            .maker_kana
            .iter()
            .any(|kana| claim.maker_words.iter().any(|word| katakana::may_be(kana, word)))
    };
    match (&subject.maker_text, &subject.maker_id) {
        (None, _) => MakerFit::Unknown,
        (Some(_), _) if heard() => MakerFit::Same,
        (Some(_), Some(_)) => MakerFit::Different,
        (Some(_), None) => MakerFit::Unheard,
    }
}
