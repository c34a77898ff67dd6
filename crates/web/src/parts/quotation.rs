//! What evidence says, in the reader's language.
//!
//! Evidence quotes the network in short English, the same for JSON and every reader (`domain::facts::Evidence::said`). On Japanese
//! pages its fixed words are replaced by those of `locales/quotations.csv`; what the network itself said stays as it was.

use std::{borrow::Cow, sync::LazyLock};

use crate::locale::Lang;

/// Fixed words around what the network said, and the Japanese sentence with `{1}`, `{2}` … for it.
struct Phrase {
    fixed: Vec<String>,
    ja: String,
}

/// Longest fixed text first, so that the more telling phrase wins.
static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    let text = include_str!("../../../../locales/quotations.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut phrases: Vec<Phrase> = reader
        .records()
        .filter_map(Result::ok)
        .filter_map(|record| {
            let fixed = record.get(0)?.split('*').map(ToOwned::to_owned).collect();
            Some(Phrase { fixed, ja: record.get(1)?.to_owned() })
        })
        .collect();
    phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.fixed.iter().map(String::len).sum::<usize>()));
    phrases
});

/// The quotation in a language. What has no phrase is told as the network said it.
#[must_use]
pub fn say(lang: Lang, said: &str) -> Cow<'_, str> {
    if lang != Lang::Ja {
        return said.into();
    }
    PHRASES.iter().find_map(|phrase| phrase.fill(said)).map_or(said.into(), Cow::Owned)
}

impl Phrase {
    fn fill(&self, said: &str) -> Option<String> {
        let (first, rest) = self.fixed.split_first()?;
        let mut left = said.strip_prefix(first.as_str())?;
        let mut quoted: Vec<&str> = Vec::new();
        for (at, fixed) in rest.iter().enumerate() {
            let last = at + 1 == rest.len();
            let (value, after) = match (fixed.as_str(), last) {
                ("", true) => (left, ""),
                (fixed, true) => (left.strip_suffix(fixed)?, ""),
                (fixed, false) => left.split_once(fixed)?,
            };
            if value.trim().is_empty() {
                return None;
            }
            quoted.push(value);
            left = after;
        }
        left.is_empty().then(|| self.told(&quoted))
    }

    /// One pass over the sentence: what was quoted is never read again.
    fn told(&self, quoted: &[&str]) -> String {
        let mut out = String::with_capacity(self.ja.len() + 40);
        let mut rest = self.ja.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (number, after) = after.split_once('}').unwrap_or(("", after));
            let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            out.push_str(at.and_then(|at| quoted.get(at)).copied().unwrap_or_default());
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn fixed_words_are_japanese_and_what_was_said_stays() {
        for (said, ja) in [
            ("sends as OLDPC03<00>", "「OLDPC03<00>」の名で送っている"),
            ("announces CT {1} version 6.1", "「CT {1}」（版 6.1）と名乗った"),
            ("4 of 6 devices of the zone are medical", "この区画の6台のうち4台が医療機器"),
            ("login without encryption", "暗号なしのログイン"),
            ("C-STORE: ManufacturerModelName Vantage Orian", "送った画像に書かれた型名「Vantage Orian」"),
            ("sends as ", "sends as "),
            ("OpenSSH_8.4p1", "OpenSSH_8.4p1"),
        ] {
            assert_eq!(say(Lang::Ja, said), ja);
            assert_eq!(say(Lang::En, said), said);
        }
    }

    #[test]
    fn every_phrase_keeps_everything_that_was_said() {
        let mut known = BTreeSet::new();
        assert!(PHRASES.len() > 100);
        for phrase in PHRASES.iter() {
            assert!(known.insert(phrase.fixed.clone()), "{:?} twice", phrase.fixed);
            for number in 1..phrase.fixed.len() {
                assert!(phrase.ja.contains(&format!("{{{number}}}")), "{:?} loses {number}", phrase.fixed);
            }
            assert!(
                !phrase.ja.contains(&format!("{{{}}}", phrase.fixed.len())),
                "{:?} has too many",
                phrase.fixed
            );
        }
    }
}
