//! Words of the catalogue's product names, and which of them a row means when it spells them otherwise: typing slips and
//! katakana. Each spelling is worked out once, however many rows have it.

use std::sync::{Arc, PoisonError, RwLock};

use hashbrown::{HashMap, HashSet};

use super::{katakana, spelling, subject::Subject};

/// Spellings kept in mind; beyond that they are worked out again.
const MAX_KNOWN: usize = 100_000;

/// A subject together with the words that it means.
pub struct Row<'s> {
    pub subject: &'s Subject,
    /// Words of the catalogue that stand in the row in another spelling.
    pub heard: HashSet<String>,
}

impl std::ops::Deref for Row<'_> {
    type Target = Subject;

    fn deref(&self) -> &Subject {
        self.subject
    }
}

/// All words and pairs of words of product names that may be misspelt or written in katakana.
#[derive(Default)]
pub struct Spoken {
    words: HashSet<String>,
    by_length: Vec<Vec<(u32, String)>>,
    by_sound: HashMap<String, Vec<String>>,
    known: RwLock<HashMap<String, Arc<[String]>>>,
}

impl Spoken {
    /// Takes the words in, each as long as five letters.
    #[must_use]
    pub fn new(words: impl Iterator<Item = String>) -> Self {
        let mut all: Vec<String> = words.filter(|word| word.len() >= 5).collect();
        all.sort();
        all.dedup();
        let mut spoken = Self::default();
        for word in all {
            if word.len() >= 6 && word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                if spoken.by_length.len() <= word.len() {
                    spoken.by_length.resize(word.len() + 1, Vec::new());
                }
                if let Some(list) = spoken.by_length.get_mut(word.len()) {
                    list.push((letters(&word), word.clone()));
                }
            }
            for sounds in sound_keys(&katakana::latin_sounds(&word)) {
                spoken.by_sound.entry(sounds).or_default().push(word.clone());
            }
            spoken.words.insert(word);
        }
        spoken
    }

    /// The subject with the words that it means.
    #[must_use]
    pub fn row<'s>(&self, subject: &'s Subject) -> Row<'s> {
        let mut heard = HashSet::new();
        let plain = |gram: &&String| gram.len() >= 5 && gram.bytes().all(|byte| byte.is_ascii_alphabetic());
        for gram in subject.grams.iter().filter(plain).filter(|gram| !self.words.contains(*gram)) {
            heard.extend(self.known(gram, Self::slips).iter().cloned());
        }
        for (kana, _) in &subject.sounds {
            heard.extend(self.known(kana, Self::sounding).iter().cloned());
        }
        Row { subject, heard }
    }

    fn known(&self, spelling: &str, find: fn(&Self, &str) -> Vec<String>) -> Arc<[String]> {
        if let Some(found) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(spelling) {
            return Arc::clone(found);
        }
        let found: Arc<[String]> = find(self, spelling).into();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MAX_KNOWN {
            known.insert(spelling.to_owned(), Arc::clone(&found));
        }
        found
    }

    fn slips(&self, gram: &str) -> Vec<String> {
        let own = letters(gram);
        let lengths = gram.len().saturating_sub(2)..=gram.len() + 2;
        let near = lengths.filter_map(|length| self.by_length.get(length)).flatten();
        near.filter(|(set, word)| (set ^ own).count_ones() <= 4 && spelling::same_word(word, gram))
            .map(|(_, word)| word.clone())
            .collect()
    }

    fn sounding(&self, kana: &str) -> Vec<String> {
        let keys = sound_keys(&katakana::kana_sounds(kana));
        let mut found: Vec<String> = keys
            .iter()
            .filter_map(|key| self.by_sound.get(key))
            .flatten()
            .filter(|word| katakana::may_be(kana, word))
            .cloned()
            .collect();
        found.sort();
        found.dedup();
        found
    }
}

/// The sounds as they are and without R, which Japanese drops at ends.
fn sound_keys(sounds: &str) -> [String; 2] {
    [sounds.to_owned(), format!("-{}", sounds.replace('R', ""))]
}

/// The set of letters of a word, one bit each.
fn letters(word: &str) -> u32 {
    word.bytes().filter(u8::is_ascii_uppercase).fold(0, |set, byte| set | 1 << (byte - b'A'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_spellings_are_heard() {
        let spoken = Spoken::new(["INTELLIVUE", "ALARIS", "MEDFUSION"].into_iter().map(str::to_owned));
        let subject =
            Subject::named(None, "輸液ポンプ アラリス", "Intellivew", "", knowledge::Knowledge::built_in());
        let row = spoken.row(&subject);
        assert!(row.heard.contains("ALARIS") && row.heard.contains("INTELLIVUE"));
        assert!(!row.heard.contains("MEDFUSION"));
    }
}
