//! Spelling: one form for names that people write in many ways.

use unicode_normalization::UnicodeNormalization;

/// Legal forms and fillers that do not tell makers apart.
const COMPANY_WORDS: &[&str] = &[
    "株式会社",
    "合同会社",
    "有限会社",
    "(株)",
    "(有)",
    "㈱",
    "inc",
    "incorporated",
    "co",
    "ltd",
    "limited",
    "corp",
    "corporation",
    "company",
    "llc",
    "gmbh",
    "ag",
    "kgaa",
    "plc",
    "nv",
    "bv",
    "ab",
    "as",
    "oy",
    "spa",
    "srl",
    "sa",
    "kk",
    "pte",
    "pty",
    "se",
    "the",
    "and",
    "holdings",
    "group",
    "asd",
];

/// NFKC (full-width, half-width katakana), lower case, long-vowel and dash forms made equal, accents removed.
/// Spaces and punctuation become one space.
#[must_use]
pub fn words(text: &str) -> String {
    if text.is_ascii() {
        return parted(text.chars().map(|c| c.to_ascii_lowercase()), text.len());
    }
    let lower: String = text.nfkc().flat_map(char::to_lowercase).collect();
    parted(lower.nfd().filter(|c| !is_latin_accent(*c)).nfc(), text.len())
}

/// Words with one space between.
fn parted(chars: impl Iterator<Item = char>, length: usize) -> String {
    let mut out = String::with_capacity(length);
    let mut gap = false;
    for c in chars {
        if c.is_alphanumeric() || matches!(c, 'ー' | '々') {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        } else {
            gap = true;
        }
    }
    out
}

/// Combining marks of Latin letters; the Japanese voicing marks (U+3099, U+309A) stay.
const fn is_latin_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// The key of a maker's name: [`words`] without legal forms, joined. `株式会社島津製作所` and `(株)島津製作所` are one.
#[must_use]
pub fn company_key(text: &str) -> String {
    let spaced = if text.is_ascii() {
        words(text)
    } else {
        let mut text: String = text.nfkc().collect();
        for word in ["株式会社", "合同会社", "有限会社", "(株)", "(有)"] {
            text = text.replace(word, " ");
        }
        words(&text)
    };
    let joined = join_initials(&spaced);
    let kept: Vec<&str> =
        joined.iter().map(String::as_str).filter(|word| !COMPANY_WORDS.contains(word)).collect();
    let key = if kept.is_empty() { spaced.replace(' ', "") } else { kept.concat() };
    key.trim_end_matches('ー').to_owned()
}

/// Letters that stand alone side by side are one word: `K.K.` → `kk`, `B.V.` → `bv`.
fn join_initials(spaced: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut initials = false;
    for word in spaced.split(' ') {
        let initial = word.len() == 1 && word.bytes().all(|b| b.is_ascii_lowercase());
        match out.last_mut().filter(|_| initial && initials) {
            Some(last) => last.push_str(word),
            None => out.push(word.to_owned()),
        }
        initials = initial;
    }
    out
}

/// The key of a model or host name: [`words`] without spaces, so that `MX-40`, `ＭＸ４０` and `mx 40` are one.
#[must_use]
pub fn model_key(text: &str) -> String {
    words(text).replace([' ', 'ー'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_company_many_spellings() {
        for text in ["株式会社島津製作所", "（株）島津製作所", "㈱島津製作所", "島津製作所　"]
        {
            assert_eq!(company_key(text), "島津製作所", "{text}");
        }
        assert_eq!(company_key("Fukuda Denshi Co., Ltd."), "fukudadenshi");
        assert_eq!(company_key("Dräger"), "drager");
        assert_eq!(company_key("Allied Telesis Holdings K.K."), company_key("Allied Telesis"));
        assert_eq!(company_key("Koninklijke Philips N.V."), "koninklijkephilips");
        assert_eq!(company_key("B. Braun"), "bbraun");
        assert_eq!(company_key("ｷﾔﾉﾝﾒﾃﾞｨｶﾙ"), company_key("キヤノンメディカル"));
    }

    #[test]
    fn one_model_many_spellings() {
        for text in ["MX-40", "ＭＸ４０", "mx 40", "MX40"] {
            assert_eq!(model_key(text), "mx40", "{text}");
        }
    }

    #[test]
    fn a_name_of_legal_words_only_keeps_its_letters() {
        assert_eq!(company_key("AG"), "ag");
    }
}
