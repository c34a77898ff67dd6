//! Words inside versions: service packs, builds, candidates, and words that say nothing (`Ver.`, `Rev`).

/// What a word inside a version means for the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qualifier {
    /// Earlier than the version without it: beta, RC.
    Before,
    /// Later than the version without it: SP, SR, patch, hot fix.
    Pack,
    /// Says which build of the same version.
    Build,
}

/// The meaning of an upper-case word, if it is one of the known ones.
#[must_use]
pub fn of(word: &str) -> Option<Qualifier> {
    Some(match word {
        "ALPHA" | "BETA" | "RC" | "PRE" | "PREVIEW" => Qualifier::Before,
        "SP" | "SR" | "PATCH" | "HF" | "HOTFIX" | "FP" | "MR" | "UPDATE" | "CU" => Qualifier::Pack,
        "BUILD" | "BLD" | "BN" | "BUILDNO" => Qualifier::Build,
        _ => return None,
    })
}

/// Long forms and Japanese forms, written as the short word that [`of`] knows.
#[must_use]
pub fn short_forms(text: &str) -> String {
    const LONG: [(&str, &str); 9] = [
        ("SERVICE PACK", "SP"),
        ("SERVICEPACK", "SP"),
        ("SERVICE RELEASE", "SR"),
        ("HOT FIX", "HF"),
        ("サービスパック", "SP"),
        ("パッチ", "PATCH"),
        ("ビルド", "BUILD"),
        ("BUILD NR.", "BUILD"),
        ("BUILD NO.", "BUILD"),
    ];
    LONG.iter().fold(text.to_owned(), |text, (long, short)| text.replace(long, short))
}

/// Words that stand before a version and are not part of it, upper case.
#[must_use]
pub fn says_nothing(word: &str) -> bool {
    matches!(
        word,
        "V" | "VER"
            | "VERS"
            | "VERSION"
            | "VERSIONS"
            | "R"
            | "REV"
            | "REVISION"
            | "REVISIONS"
            | "REL"
            | "RELEASE"
            | "RELEASES"
            | "SW"
            | "FW"
            | "S/W"
            | "F/W"
            | "SOFTWARE"
            | "FIRMWARE"
            | "VERSIONNO"
            | "NO"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        assert_eq!(of("SP"), Some(Qualifier::Pack));
        assert_eq!(of("BETA"), Some(Qualifier::Before));
        assert_eq!(of("VM"), None);
        assert_eq!(short_forms("1.8.4 SERVICE PACK 01"), "1.8.4 SP 01");
        assert_eq!(short_forms("4.2 サービスパック2"), "4.2 SP2");
        assert!(says_nothing("REV") && !says_nothing("VM"));
    }
}
