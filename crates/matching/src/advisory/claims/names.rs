//! Product names taken apart: brand words, model codes, part numbers and short forms in brackets, exclusions, kind words.

use super::codes::{self, Code};
use crate::{
    advisory::{kindwords, words},
    schemes::Version,
};

/// What a row must say to be this product.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NamePattern {
    /// Every one of them is needed.
    pub brand: Vec<String>,
    /// Words that tell the kind of device only.
    pub kind_words: Vec<String>,
    pub kinds: Vec<&'static str>,
    /// One of them is needed, unless empty.
    pub codes: Vec<Code>,
    /// Part numbers and the like: enough when there, not missed when not.
    pub aliases: Vec<Code>,
    /// Short forms in brackets (`PICIX`, `CSM`): as good as the brand words.
    pub short_forms: Vec<String>,
    /// Products of the family that are not meant: words that all must be there.
    pub excluded: Vec<Vec<String>>,
    /// Brands of other products of the catalogue that share a strong word with this one.
    pub rivals: Vec<Vec<String>>,
    /// Neighbouring brand words written together. Made by [`Self::prepare`].
    pub pairs: Vec<String>,
    /// For each brand word: with each of the codes written behind it. Made by [`Self::prepare`].
    pub coded: Vec<Vec<String>>,
    /// Versions that are part of the name (`IntelliSpace Portal 8.0.x`).
    pub versions: Vec<Version>,
    /// The operating system that the name asks for, folded (`WINDOWS XP`).
    pub os: Option<String>,
}

impl NamePattern {
    /// Makes what comparing needs again and again.
    pub fn prepare(&mut self) {
        self.codes.dedup();
        self.pairs = self.brand.windows(2).map(<[String]>::concat).collect();
        let coded = |word: &String| {
            let with = |code: &Code| match code {
                Code::Exact(text) => Some(format!("{word}{text}")),
                _ => None,
            };
            self.codes.iter().chain(&self.aliases).filter_map(with).collect()
        };
        self.coded = self.brand.iter().map(coded).collect();
    }

    /// The brand word at the index with each code behind it.
    #[must_use]
    pub fn with_codes(&self, index: usize) -> &[String] {
        self.coded.get(index).map(Vec::as_slice).unwrap_or_default()
    }

    /// No other product of the catalogue has all of these words: enough when nothing speaks against.
    #[must_use]
    pub fn is_only_one_with(&self, found: &[String]) -> bool {
        let says_little = |word: &String| words::is_common(word);
        let shorter_form = |rival: &Vec<String>| {
            rival.iter().all(|word| self.brand.contains(word))
                && self.brand.iter().all(|word| rival.contains(word) || says_little(word))
        };
        let mut rivals = self.rivals.iter().filter(|rival| !shorter_form(rival));
        !rivals.any(|rival| found.iter().all(|word| rival.contains(word)))
    }

    /// Nothing but kind words: fits only through the maker.
    #[must_use]
    pub fn is_generic(&self) -> bool {
        self.brand.is_empty()
            && self.codes.is_empty()
            && self.short_forms.is_empty()
            && self.aliases.is_empty()
    }
}

/// Takes a name apart. `maker_words` are left out. Several patterns when the name lists several products.
#[must_use]
pub fn read(name: &str, maker_words: &[String]) -> Vec<NamePattern> {
    let (name, excluded) = cut_exclusions(name);
    let (name, os) = cut_os(&name);
    split_products(&name)
        .iter()
        .map(|part| {
            let mut pattern = one(part, maker_words);
            pattern.excluded.clone_from(&excluded);
            pattern.os.clone_from(&os);
            pattern
        })
        .collect()
}

/// `LOGIQ, not including LOGIQ 100 Pro`, `… except …`, `(excluding …)`.
fn cut_exclusions(name: &str) -> (String, Vec<Vec<String>>) {
    let lower = name.to_lowercase();
    let signs = ["not including", "excluding", "except for", "except", "other than", "を除く"];
    let Some((at, sign)) = signs.iter().filter_map(|sign| Some((lower.find(sign)?, *sign))).min() else {
        return (name.to_owned(), Vec::new());
    };
    let before = name.get(..at).unwrap_or(name).trim_end_matches([',', '(', ' ']);
    let after = name.get(at + sign.len()..).unwrap_or_default();
    let list = after.replace(" and ", ",").replace(" or ", ",");
    let excluded = list
        .split([',', ';', '/'])
        .map(|item| {
            words::latin_tokens(item)
                .into_iter()
                .filter(|word| !words::says_nothing(word) && word != "LINE")
                .collect::<Vec<_>>()
        })
        .filter(|words| !words.is_empty())
        .collect();
    (before.to_owned(), excluded)
}

/// `Windows XP-Based`, `used with Windows XP systems`.
fn cut_os(name: &str) -> (String, Option<String>) {
    let Some(at) = name.to_lowercase().find("windows ") else {
        return (name.to_owned(), None);
    };
    let before = name.get(..at).unwrap_or_default();
    if words::latin_tokens(before).iter().all(|word| words::says_nothing(word)) {
        return (name.to_owned(), None);
    }
    let os = os_name(name.get(at..).unwrap_or_default());
    (before.to_owned(), os)
}

/// `WINDOWS XP`, `WINDOWS 7`, `WINDOWS SERVER 2008` at the start of the text.
#[must_use]
pub fn os_name(text: &str) -> Option<String> {
    let tokens = words::latin_tokens(text);
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    match tokens.as_slice() {
        ["WINDOWS", "SERVER", version, ..] => Some(format!("WINDOWS SERVER {version}")),
        ["WINDOWS", "8", "1", ..] => Some("WINDOWS 8".to_owned()),
        ["WINDOWS", version, ..] if *version != "SERVER" => Some(format!("WINDOWS {version}")),
        _ => None,
    }
}

/// `Pulsera (718095) and Endura (718075)` are two products; `EPIQ/Affiniti` too, with what stands before in common.
fn split_products(name: &str) -> Vec<String> {
    let halves: Vec<&str> = name.split(" and ").collect();
    if halves.len() > 1 && halves.iter().all(|half| has_brand(half)) {
        return halves.into_iter().map(str::to_owned).collect();
    }
    if name.matches(" / ").count() == 1 {
        let halves: Vec<&str> = name.split(" / ").collect();
        if halves.iter().all(|half| has_brand(half) && half.contains(' ')) {
            return halves.into_iter().map(str::to_owned).collect();
        }
    }
    let all: Vec<&str> = name.split_whitespace().collect();
    let Some(at) = all.iter().position(|word| is_brand_list(word)) else {
        return vec![name.to_owned()];
    };
    let join = |words: &[&str]| words.join(" ");
    let (before, after) =
        (join(all.get(..at).unwrap_or_default()), join(all.get(at + 1..).unwrap_or_default()));
    all.get(at).map_or_else(Vec::new, |word| {
        word.split('/').map(|brand| format!("{before} {brand} {after}")).collect()
    })
}

fn has_brand(text: &str) -> bool {
    words::latin_tokens(text).iter().any(|word| {
        word.len() >= 5
            && word.chars().all(|c| c.is_alphabetic())
            && !words::says_nothing(word)
            && !kindwords::is_kind_word(word)
    })
}

/// Two or more names of letters only, none of them a kind word or a short suffix.
fn is_brand_list(word: &str) -> bool {
    let parts: Vec<&str> = word.split('/').collect();
    parts.len() > 1
        && parts.iter().all(|part| {
            part.chars().count() >= 4
                && part.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '-')
                && part.chars().any(char::is_alphabetic)
                && !part.chars().any(|c| c.is_ascii_digit())
                && !kindwords::is_kind_word(&words::fold(part))
        })
}

fn one(name: &str, maker_words: &[String]) -> NamePattern {
    let mut pattern = NamePattern::default();
    let (plain, brackets) = cut_brackets(name);
    for written in plain.split_whitespace() {
        take(written, maker_words, &mut pattern);
    }
    let main_codes = !pattern.codes.is_empty();
    for bracket in brackets {
        take_bracket(&bracket, main_codes, &mut pattern);
    }
    demote_part_numbers(&mut pattern);
    join_loose_codes(&mut pattern);
    let mut all = pattern.kind_words.clone();
    all.extend(pattern.brand.iter().cloned());
    pattern.kinds = kindwords::of_words(&all);
    pattern
}

fn cut_brackets(name: &str) -> (String, Vec<String>) {
    let (mut plain, mut brackets, mut depth) = (String::new(), Vec::new(), 0_u8);
    for c in name.chars() {
        match c {
            '(' => {
                depth = depth.saturating_add(1);
                if depth == 1 {
                    brackets.push(String::new());
                }
            }
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {
                if let Some(bracket) = brackets.last_mut() {
                    bracket.push(c);
                }
            }
            _ => plain.push(c),
        }
    }
    (plain, brackets)
}

fn take(written: &str, maker_words: &[String], pattern: &mut NamePattern) {
    let folded = words::fold(written);
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = bare.contains(|c: char| c.is_ascii_digit());
    if digits && bare.contains('.') && !bare.ends_with('T') {
        pattern.versions.extend(bare.split('/').filter_map(Version::parse));
    } else if digits && (bare.ends_with('T') && bare.contains('.')) {
        pattern.codes.push(Code::Exact(bare.replace('.', "")));
    } else if digits {
        pattern.codes.extend(codes::parse(bare));
        if let Some(tesla) = bare.strip_suffix('T').filter(|number| number.len() == 1) {
            pattern.codes.push(Code::Exact(format!("{tesla}0T")));
        }
    } else {
        let tokens = words::latin_tokens(written);
        if tokens.len() > 1
            && written.contains('/')
            && tokens.iter().any(|token| token.len() <= 2)
            && !written.contains("CT")
        {
            pattern.brand.push(tokens.concat());
            return;
        }
        let camel = tokens.concat();
        if tokens.len() > 1 && !written.contains(['/', '-', '\'', '’', ',']) {
            add_word(camel, maker_words, pattern);
        } else {
            tokens.into_iter().for_each(|token| add_word(token, maker_words, pattern));
        }
    }
}

fn add_word(word: String, maker_words: &[String], pattern: &mut NamePattern) {
    if maker_words.contains(&word) || words::says_nothing(&word) {
        return;
    }
    let list = if kindwords::is_kind_word(&word) { &mut pattern.kind_words } else { &mut pattern.brand };
    if !list.contains(&word) {
        list.push(word);
    }
}

fn take_bracket(bracket: &str, main_codes: bool, pattern: &mut NamePattern) {
    if is_surrounding(bracket) {
        return;
    }
    for written in bracket.split([' ', ',', ';']) {
        let folded = words::fold(written);
        let bare = folded.trim_matches(|c: char| !c.is_alphanumeric()).replace("INCLUDING", "");
        let digits = bare.contains(|c: char| c.is_ascii_digit());
        if digits && !bare.contains('.') {
            let letters = bare.chars().any(|c| c.is_ascii_alphabetic());
            let list = if letters && !main_codes { &mut pattern.codes } else { &mut pattern.aliases };
            list.extend(codes::parse(&bare));
        }
    }
    let tokens = words::latin_tokens(bracket);
    let short = tokens.concat();
    let capitals = bracket.trim().chars().filter(|c| c.is_uppercase()).count();
    if (2..=6).contains(&short.len())
        && capitals >= 2
        && short.chars().all(|c| c.is_ascii_alphabetic())
        && short != "WLAN"
    {
        pattern.short_forms.push(short);
    }
}

/// `(HP Z2 workstation, shipped with …)`: what it runs on or comes with, not what it is.
fn is_surrounding(bracket: &str) -> bool {
    let lower = bracket.to_lowercase();
    ["workstation", "shipped with", "used with", "running on"].iter().any(|sign| lower.contains(sign))
}

/// Numbers of five and more digits beside brand words are part numbers: helpful, not needed.
fn demote_part_numbers(pattern: &mut NamePattern) {
    if pattern.brand.is_empty() && pattern.short_forms.is_empty() {
        return;
    }
    let is_part = |code: &Code| matches!(code, Code::Exact(text) if text.len() >= 6 && text.chars().all(|c| c.is_ascii_digit()));
    let (parts, codes) = pattern.codes.drain(..).partition(is_part);
    pattern.codes = codes;
    pattern.aliases.extend::<Vec<Code>>(parts);
}

/// Letters and a lone number after them are one code in rows too (`NM 830`, `CT 520`); keep both forms.
fn join_loose_codes(pattern: &mut NamePattern) {
    let short: Vec<String> =
        pattern.brand.iter().chain(&pattern.kind_words).filter(|word| word.len() == 2).cloned().collect();
    if let ([word], [Code::Exact(number)]) = (short.as_slice(), pattern.codes.as_slice())
        && number.chars().all(|c| c.is_ascii_digit())
    {
        let joined = Code::Exact(format!("{word}{number}"));
        pattern.aliases.push(joined);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brands(name: &str) -> Vec<Vec<String>> {
        read(name, &["BD".to_owned(), "PHILIPS".to_owned()])
            .into_iter()
            .map(|pattern| pattern.brand)
            .collect()
    }

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(brands("BD Pyxis SupplyStation (including RF, EC, CP)"), [["PYXIS", "SUPPLYSTATION"]]);
        assert_eq!(brands("Ultrasound EPIQ/Affiniti"), [["EPIQ"], ["AFFINITI"]]);
        assert_eq!(brands("Pulsera (718095) and Endura (718075)"), [["PULSERA"], ["ENDURA"]]);
        assert_eq!(brands("Avalon Fetal/Maternal Monitors FM20/FM30/FM40/FM50"), [["AVALON"]]);
        let mx = &read("IntelliVue Patient Monitors MX (MX400-550)", &[])[0];
        assert!(
            mx.codes.iter().any(|code| code.fits("MX450")) && mx.brand.contains(&"INTELLIVUE".to_owned())
        );
        let pic = &read("Patient Information Center iX (PICiX)", &[])[0];
        assert_eq!(pic.short_forms, ["PICIX"]);
        let logiq = &read("LOGIQ, not including LOGIQ 100 Pro", &[])[0];
        assert_eq!(logiq.excluded, [["LOGIQ", "100", "PRO"]]);
        let spect = &read("Siemens SPECT/CT Systems Windows XP-Based", &["SIEMENS".to_owned()])[0];
        assert!(spect.is_generic() && spect.os.as_deref() == Some("WINDOWS XP"));
        let portal = &read("IntelliSpace Portal 8.0.x", &[])[0];
        assert!(portal.versions[0].wildcard);
        let mri = &read("MRI 1.5T", &[])[0];
        assert!(mri.codes[0].fits("15T"));
    }
}
