//! Versions that remediation text names as the cure, and for which product of the advisory.

use std::collections::BTreeSet;

use crate::{advisory::words, schemes::Version};

/// No remediation is read further than this many words.
const MAX_WORDS: usize = 600;

const CURES: &[&str] = &[
    "update",
    "updated",
    "updating",
    "updates",
    "upgrade",
    "upgrading",
    "upgraded",
    "fixed",
    "mitigated",
    "remediated",
    "addressed",
    "resolved",
    "released",
    "releases",
    "fix",
    "release",
    "remediates",
    "remediate",
    "mitigates",
    "resolves",
    "fixes",
    "prevents",
    "download",
    "created",
    "correct",
    "corrected",
    "available",
    "patched",
];
const CURES_JA: &[&str] = &["修正", "更新"];
const FOREIGN: &[&str] = &[
    "windows",
    "android",
    "ios",
    "tls",
    "iis",
    "cvss",
    "bluetooth",
    "smb",
    "server",
    "linux",
    "java",
    "openssl",
];

/// Cures named in one remediation for the product with these `own` words. `names` are the words of all products.
#[must_use]
pub fn read(details: &str, own: &BTreeSet<String>, names: &BTreeSet<String>) -> Vec<Version> {
    let mut found = Vec::new();
    let numbered = |sentence: &&str| sentence.bytes().any(|byte| byte.is_ascii_digit());
    for sentence in details.split(['\n', ';']).flat_map(|line| line.split(". ")).filter(numbered) {
        sentence_cures(sentence, own, names, &mut found);
    }
    found
}

fn sentence_cures(
    sentence: &str,
    own: &BTreeSet<String>,
    names: &BTreeSet<String>,
    found: &mut Vec<Version>,
) {
    let all: Vec<&str> = sentence.split_whitespace().take(MAX_WORDS).collect();
    let short_line = all.len() <= 14
        && !["contact", "include"].iter().any(|word| sentence.to_lowercase().contains(word))
        && !sentence.contains('?');
    let mut cure_seen =
        short_line && (sentence.to_lowercase().contains("version") || sentence.contains(": v"));
    for (index, word) in all.iter().enumerate() {
        cure_seen = cure_seen || is_cure(&word.to_lowercase());
        let Some(version) = version_at(&all, index) else { continue };
        let own_words = version.written.split(' ').count();
        let after: String = all
            .iter()
            .skip(index + own_words)
            .take(4)
            .map(|w| w.to_lowercase())
            .collect::<Vec<_>>()
            .join(" ");
        let prior = ["prior", "earlier", "below", "older", "lower"]
            .iter()
            .any(|w| after.starts_with(&format!("and {w}")) || after.starts_with(&format!("or {w}")));
        let later = ["or later", "or higher", "or newer", "or greater", "(or later", "and later"]
            .iter()
            .any(|w| after.starts_with(w));
        let before: Vec<String> = all.iter().take(index).rev().take(5).map(|w| w.to_lowercase()).collect();
        let excluded = before.iter().any(|w| {
            matches!(
                w.as_str(),
                "than" | "to:" | "prior" | "below" | "affected" | "before" | "present" | "supporting"
            )
        });
        let promised = all.iter().skip(index + 1).take(8).any(|w| is_cure(&w.to_lowercase()));
        if prior || excluded || !(cure_seen || later || promised) || !meant(&all, index, own, names) {
            continue;
        }
        if !found.iter().any(|known: &Version| known.parts == version.parts) {
            found.push(version);
        }
    }
}

/// The word tells of a cure.
fn is_cure(lower: &str) -> bool {
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.is_ascii() { CURES.contains(&bare) } else { CURES_JA.iter().any(|cure| bare.contains(cure)) }
}

/// A version at this word: dotted, or announced by "version" and the like, with the service pack behind it.
fn version_at(all: &[&str], index: usize) -> Option<Version> {
    let word = all.get(index)?.trim_matches(|c: char| !c.is_alphanumeric());
    if !word.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let before = index.checked_sub(1).and_then(|i| all.get(i)).map(|w| w.to_lowercase()).unwrap_or_default();
    let before = before.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let announced =
        matches!(before, "version" | "versions" | "v" | "release" | "software" | "firmware" | "revision");
    let dotted =
        word.split('.').count() >= 2 && word.split('.').all(|part| !part.is_empty() && part.len() <= 12);
    let lettered = digits >= 2 && announced;
    let lone_letter = announced && before.starts_with("version") && digits > 0;
    let code =
        word.len() <= 12 && word.starts_with(['D', 'L', 'U']) && digits == word.len() - 1 && digits >= 2;
    if digits == 0
        || word.contains("//")
        || word.contains('@')
        || word.starts_with("CVE")
        || word.starts_with("CWE")
        || FOREIGN.contains(&before)
    {
        return None;
    }
    if !(dotted || lettered || lone_letter || code)
        || word.len() > 40
        || word.contains("www")
        || word.ends_with(".com")
    {
        return None;
    }
    let (day, month) = (all.get(index + 1).map(|w| w.to_lowercase()), matches!(before, "of" | "in" | "by"));
    if month && !dotted && day.is_none() {
        return None;
    }
    let mut text = word.to_owned();
    let closed = all.get(index).is_some_and(|w| w.ends_with(','));
    let next: Vec<String> = all.iter().skip(index + 1).take(3).map(|w| (*w).to_owned()).collect();
    if !closed && let [first, rest @ ..] = next.as_slice() {
        let upper = first.to_uppercase();
        let head = upper.trim_end_matches(|c: char| c.is_ascii_digit() || c == ',' || c == '.' || c == ')');
        if upper == "SERVICE" && rest.len() == 2 {
            text = format!("{text} SP {}", rest.last().cloned().unwrap_or_default());
        } else if crate::schemes::qualifier::of(head).is_some() {
            text = format!("{text} {first}");
        } else if first.trim_matches(['(', ')']).starts_with('D')
            && first.chars().any(|c| c.is_ascii_digit())
            && first.len() <= 6
        {
            text = format!("{text} {}", first.trim_matches(['(', ')', ',']));
        }
    }
    Version::parse(text.trim_end_matches(['.', ',', ')', '*']))
}

/// The nearest product word decides whose cure it is: a bracket or "of …" behind it first, then the words before it.
fn meant(all: &[&str], index: usize, own: &BTreeSet<String>, names: &BTreeSet<String>) -> bool {
    let owner = |word: &str| {
        let tokens = words::latin_tokens(word);
        let joined = tokens.concat();
        if own.contains(&joined) {
            return Some(true);
        }
        if names.contains(&joined) {
            return Some(false);
        }
        if tokens.iter().any(|token| own.contains(token)) {
            return Some(true);
        }
        tokens.iter().any(|token| names.contains(token)).then_some(false)
    };
    let is_list = |word: &&str| {
        matches!(*word, "and" | "or" | ",")
            || word.chars().any(|c| c.is_ascii_digit()) && !word.starts_with('(')
    };
    let behind = index + 1 + all.iter().skip(index + 1).take_while(|word| is_list(word)).count();
    let next = all.get(behind).copied().unwrap_or_default();
    let ended = all.get(behind.saturating_sub(1)).is_some_and(|word| word.ends_with([',', '.', ';']));
    if !ended
        && (next.starts_with('(') || next == "of" || next == "for")
        && let Some(mine) = all.iter().skip(behind).take(7).find_map(|word| owner(word))
    {
        return mine;
    }
    let mut before = all.iter().take(index).rev();
    if before.clone().take(3).any(|word| owner(word) == Some(true)) {
        return true;
    }
    before
        .by_ref()
        .take_while(|word| !is_cure(&word.to_lowercase()))
        .find_map(|word| owner(word))
        .unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cures(details: &str, own: &[&str], others: &[&str]) -> Vec<String> {
        let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        read(details, &set(own), &set(others)).into_iter().map(|version| version.written).collect()
    }

    #[test]
    fn sentences() {
        let text = "Update Tasy EMR, to version 3.03.1745 or higher and update Tasy WebPortal, to version 3.03.1758 or higher.";
        assert_eq!(cures(text, &["EMR"], &["WEBPORTAL"]), ["3.03.1745"]);
        assert_eq!(cures(text, &["WEBPORTAL"], &["EMR"]), ["3.03.1758"]);
        assert_eq!(
            cures(
                "For all users of Version R8.0.3 or prior, the maker will update the devices to R8.0.4.",
                &[],
                &[]
            ),
            ["R8.0.4"]
        );
        assert_eq!(
            cures(
                "users update to a version later than T1 Ventilator Version 2.2.3 where possible.",
                &[],
                &[]
            ),
            [""; 0]
        );
        let mix =
            "upgrade to the ExactaMix Version 1.4 (EM1200) and ExactaMix Version 1.13 (EM2400) compounders.";
        assert_eq!(cures(mix, &["EM1200"], &["EM2400"]), ["1.4"]);
        assert_eq!(cures("It will require updating the system to Windows 7 or later.", &[], &[]), [""; 0]);
        assert_eq!(
            cures("Central Station (CS): v1.8.4 Service Pack 01 (released November 2022)", &[], &[]),
            ["v1.8.4 SP 01"]
        );
        assert_eq!(
            cures("new versions to address these vulnerabilities: Link+ v3.0 (D16 or later)", &[], &[])[0],
            "v3.0 D16"
        );
        assert_eq!(cures("バージョン 2.4 で修正", &[], &[]), ["2.4"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,80}") {
            let _ = read(&text, &BTreeSet::new(), &BTreeSet::new());
        }
    }
}
