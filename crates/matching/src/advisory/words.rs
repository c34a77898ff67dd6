//! Words of names: folding of width, case and accents, and the words that say little about which product is meant.

use std::{borrow::Cow, sync::LazyLock};

use hashbrown::HashSet;
use unicode_normalization::UnicodeNormalization;

/// No text is read further than this many characters.
const MAX_CHARS: usize = 2_000;

/// Words of [`says_nothing`].
const SAYS_NOTHING: &str = "\
    THE A AN OF FOR WITH AND OR BY IN ON TO S ALL ONLY NOT SYSTEM SYSTEMS DEVICE DEVICES PRODUCT PRODUCTS FAMILY \
    SERIES MODEL MODELS VERSION VERSIONS SOFTWARE FIRMWARE ENABLED USED USING NUMBER NUMBERS PART TYPE UNIT \
    UNITS MEDICAL HEALTH HEALTHCARE CERTAIN APPLICATION APPLICATIONS APP INC LTD CO CORP CORPORATION COMPANY \
    INSTALLED INTEGRATED AS CAPABILITY RELATED WIFI WI FI EXTENDED CARE DIGITAL BASED UP W VULNERABILITY \
    VULNERABILITIES UPDATE ICSMA OTHER INCLUDING SUITE HARDWARE REPORTS MODULE NON WIRELESS CONTROL VER REV \
    BUILDS BUILD MAINTENANCE INSTRUMENT IVD RESEARCH USE SERIES";

/// Words of [`is_common`].
const COMMON: &str = "\
    CURRENT PROMOTE UNIFY ELLIPSE ESSENTIAL DELTA KAPPA PHOENIX VISION EXPRESS PRECISION DISCOVERY REVOLUTION \
    OPTIMA VENUE ENGAGE ACCENT ANTHEM SECURE SECURA LOGIC INFINITY CONNECT LINK PARTNER SPACE SPECTRUM SMART \
    CLINICAL CENTRAL HOSPITAL MANAGER PLATFORM INTERVENTIONAL TOOLS GENERATOR ENTERPRISE PORTAL EXCHANGE CLIENT \
    DIAGNOSTIC INFORMATION CALCULATION SERVICES SERVICE SOLUTION INTEROPERABILITY INTEGRATION ANDROID MOBILE \
    CLOUD PRIMO VIVA ENERGY IMAGE VAULT CONNECTIVITY DATABASE COLOR TWINS CONFIGURATION TOOL UTILITY UPGRADE \
    COLLABORATION DICOM PREMIUM WINDOWS LICENSE NEXUS PANEL COLLECTION OPERATING DIGITAL PANORAMIC \
    DENTAL IMAGING LIFE POINT HANDHELD MICRO CLINICIAN INFORMATICS CHANGE CHARGE";

/// Upper case, full width to half width, accents and trade marks off. Japanese stays.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.get(..MAX_CHARS).unwrap_or(text).to_ascii_uppercase();
    }
    text.chars()
        .take(MAX_CHARS)
        .filter(|c| !matches!(c, '®' | '™' | '©'))
        .collect::<String>()
        .nfkc()
        .flat_map(|c| if c.is_ascii() || c > '\u{24f}' { vec![c] } else { base_letter(c) })
        .flat_map(char::to_uppercase)
        .map(|c| if matches!(c, '‐' | '‑' | '–' | '—' | '−' | 'ー') && c != 'ー' { '-' } else { c })
        .collect()
}

fn base_letter(c: char) -> Vec<char> {
    std::iter::once(c).nfd().filter(char::is_ascii).collect()
}

/// Runs of Latin letters and digits, upper case, also parted where small letters meet capitals (`SupplyRoller`) and
/// where a long word meets digits (`Alaris8015`).
#[must_use]
pub fn latin_tokens(text: &str) -> Vec<String> {
    let normal: Cow<'_, str> = if text.is_ascii() {
        Cow::Borrowed(text.get(..MAX_CHARS).unwrap_or(text))
    } else {
        Cow::Owned(text.chars().take(MAX_CHARS).nfkc().collect())
    };
    let mut tokens = Vec::new();
    let mut current = String::new();
    let mut previous = ' ';
    for c in normal.chars() {
        let joins = c.is_alphanumeric() && c < '\u{250}';
        let camel = previous.is_lowercase() && c.is_uppercase();
        let word_to_number = c.is_ascii_digit() && previous.is_alphabetic() && letters_at_end(&current) >= 3;
        if (!joins || camel || word_to_number) && !current.is_empty() {
            tokens.push(fold(&std::mem::take(&mut current)));
        }
        if joins {
            current.push(c);
        }
        previous = c;
    }
    if !current.is_empty() {
        tokens.push(fold(&current));
    }
    tokens
}

fn letters_at_end(text: &str) -> usize {
    text.chars().rev().take_while(|c| c.is_alphabetic()).count()
}

/// Every run of one to four neighbouring tokens written together: `MX-40` gives `MX`, `40` and `MX40`.
pub fn grams(tokens: &[String]) -> impl Iterator<Item = String> + '_ {
    (0..tokens.len()).flat_map(move |start| {
        (1..=4.min(tokens.len() - start))
            .filter_map(move |count| Some(tokens.get(start..start + count)?.concat()))
    })
}

/// Words that never tell which product is meant.
#[must_use]
pub fn says_nothing(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| SAYS_NOTHING.split_whitespace().collect());
    WORDS.contains(word)
}

/// Ordinary words that makers use as brand names: alone they prove little.
#[must_use]
pub fn is_common(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| COMMON.split_whitespace().collect());
    WORDS.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_and_tokens() {
        assert_eq!(fold("Ｄräger® ｲﾝﾌｨﾆﾃｨ"), "DRAGER インフィニティ");
        assert_eq!(latin_tokens("輸液ポンプ Alaris8015"), ["ALARIS", "8015"]);
        assert_eq!(latin_tokens("ＭＸ－４０"), ["MX", "40"]);
        assert_eq!(latin_tokens("BD Pyxis SupplyRoller"), ["BD", "PYXIS", "SUPPLY", "ROLLER"]);
        assert_eq!(latin_tokens("CMS8000"), ["CMS", "8000"]);
        assert!(grams(&latin_tokens("CMS8000")).any(|gram| gram == "CMS8000"));
        let tokens = latin_tokens("MX-40 a");
        assert!(grams(&tokens).any(|gram| gram == "MX40"));
    }
}
