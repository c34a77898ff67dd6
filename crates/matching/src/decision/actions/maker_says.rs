//! What the maker says to do, sorted: fix, measure until then, or that there is none. The words are read, not only their label: "end of life,
//! no update" is filed as a fix now and then.

use domain::advisories::AdvisoryRemediation;

/// Longest quotation, in characters.
const LONGEST: usize = 600;

/// Remediations sorted by what they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MakerSays {
    /// Product versions that mend it.
    pub fixed_in: Vec<String>,
    /// Texts that describe the fix.
    pub fixes: Vec<String>,
    /// Measures until then.
    pub measures: Vec<String>,
    /// The maker will not mend it, or says that there is nothing to do.
    pub none: bool,
}

/// Words that say that no fix will come, whatever the text is filed as.
const NEVER: &[&str] = &[
    "end of life",
    "end-of-life",
    "end of support",
    "no longer supported",
    "no update",
    "will not be",
    "no fix",
    "サポート終了",
    "提供されません",
    "提供の予定はありません",
    "修正の予定はありません",
];

impl MakerSays {
    /// Sorts remediations; `fixed_in` are versions of the product that the maker or a claim names as mended.
    #[must_use]
    pub fn of(remediations: &[AdvisoryRemediation], fixed_in: &[String]) -> Self {
        let mut says = Self { fixed_in: fixed_in.to_vec(), ..Self::default() };
        for remediation in remediations {
            let text = quoted(&remediation.details);
            let lower = text.to_lowercase();
            let never = NEVER.iter().any(|words| lower.contains(words));
            match remediation.category.as_str() {
                "vendor_fix" | "fix" | "optional_patch" if never => says.none = true,
                "vendor_fix" | "fix" | "optional_patch" => says.fixes.push(text),
                "mitigation" | "workaround" if !text.is_empty() => says.measures.push(text),
                "none_available" | "no_fix_planned" => says.none = true,
                _ => {}
            }
        }
        for list in [&mut says.fixed_in, &mut says.fixes, &mut says.measures] {
            list.sort();
            list.dedup();
        }
        says
    }

    /// The maker has a fix.
    #[must_use]
    pub fn has_fix(&self) -> bool {
        !self.fixed_in.is_empty() || !self.fixes.is_empty()
    }
}

/// A stranger's words, in one line and not longer than a paragraph.
fn quoted(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_outrank_their_label() {
        let remediation = |category: &str, details: &str| AdvisoryRemediation {
            category: category.to_owned(),
            details: details.to_owned(),
            ..AdvisoryRemediation::default()
        };
        let says = MakerSays::of(
            &[
                remediation("vendor_fix", "Update to 2.1\nor later."),
                remediation("vendor_fix", "The product is END OF LIFE; no update."),
                remediation("workaround", "Close port 21."),
                remediation("mitigation", ""),
                remediation("none_available", ""),
            ],
            &["2.1".to_owned(), "2.1".to_owned()],
        );
        assert_eq!(says.fixes, ["Update to 2.1 or later."]);
        assert_eq!((says.measures.len(), says.none, says.has_fix()), (1, true, true));
        assert_eq!(says.fixed_in, ["2.1"]);
        let long = MakerSays::of(&[remediation("mitigation", &"あ".repeat(2_000))], &[]);
        assert_eq!(long.measures.first().unwrap().chars().count(), LONGEST + 1);
    }
}
