//! Versions as people write them into a cell: `Ver.2.3.1`, `2.3.1 (Build 5)`, `本体 9.33 / 無線 12.1`, `不明`.

use super::Version;

/// Versions found in one text; more are ignored.
const MAX_FOUND: usize = 8;

/// All versions in a cell, in the order written. Empty when the cell says unknown or has none.
#[must_use]
pub fn versions(cell: &str) -> Vec<Version> {
    let text = super::plain_width(cell);
    if is_unknown(&text) {
        return Vec::new();
    }
    if let Some(version) = Version::parse(&text).filter(|_| !text.trim().contains(char::is_whitespace))
        && !text.contains(['/', '、', ',', ';', '→', '>'])
    {
        return vec![version];
    }
    let mut found: Vec<Version> = Vec::new();
    for piece in text.split(['/', '、', ',', ';', '\n', '。', '→', '・']) {
        for written in pieces_of(piece) {
            if let Some(version) = Version::parse(&written)
                && found.len() < MAX_FOUND
                && !found.iter().any(|known| known.parts == version.parts)
            {
                found.push(version);
            }
        }
    }
    if text.contains('→') || text.contains("->") {
        return found.pop().into_iter().collect();
    }
    found
}

/// The cell says that nobody knows.
#[must_use]
pub fn is_unknown(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    const SAID: [&str; 14] = [
        "不明",
        "未確認",
        "確認中",
        "調査中",
        "要確認",
        "未調査",
        "記載なし",
        "情報なし",
        "unknown",
        "n/a",
        "未記入",
        "わからない",
        "分からない",
        "未入力",
    ];
    text.chars().all(|c| !c.is_alphanumeric())
        || text == "なし"
        || text == "無"
        || SAID.iter().any(|said| text.contains(said))
}

/// Version-like runs of words in a text without list separators: a word with a digit, and the service pack or build after it.
fn pieces_of(text: &str) -> Vec<String> {
    let spaced: String = text.chars().map(|c| if "()[]（）:：=".contains(c) { ' ' } else { c }).collect();
    let mut pieces: Vec<String> = Vec::new();
    let mut qualifier_before = false;
    let mut revision_before = false;
    for word in spaced.split_whitespace() {
        let ascii: String = word.chars().filter(char::is_ascii).collect();
        let upper = ascii.to_uppercase();
        let stem = upper.trim_end_matches(|c: char| !c.is_alphabetic());
        let letters = stem.trim_start_matches(|c: char| !c.is_alphabetic());
        let is_qualifier =
            super::qualifier::of(letters.trim_end_matches(|c: char| c.is_ascii_digit())).is_some();
        let starts_qualifier = {
            let head = upper.trim_start_matches(|c: char| !c.is_alphanumeric());
            let end = head.find(|c: char| !c.is_alphabetic()).unwrap_or(head.len());
            head.get(..end).is_some_and(|head| super::qualifier::of(head).is_some())
        };
        let digit = ascii.contains(|c: char| c.is_ascii_digit());
        let level =
            is_level(&upper) && pieces.last().is_some_and(|last| last.contains('.') && !last.contains(' '));
        let continues = starts_qualifier || (qualifier_before && digit) || level;
        if let (true, Some(last)) = (continues, pieces.last_mut()) {
            last.push(' ');
            last.push_str(&ascii);
        } else if digit || (revision_before && ascii.len() == 1) {
            pieces.push(ascii.clone());
        }
        qualifier_before = is_qualifier && !digit;
        revision_before = matches!(stem, "REV" | "REVISION" | "VER" | "VERSION");
    }
    pieces
}

/// `D15` behind `3.0`: a letter with a short number.
fn is_level(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() && !matches!(c, 'V' | 'R'))
        && (2..=3).contains(&word.len())
        && chars.all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells() {
        for (cell, expected) in [
            ("Ver.2.3.1", vec!["2.3.1"]),
            ("ソフトウェア Ver 2.3.1 (Build 5)", vec!["2.3.1 Build 5"]),
            ("V2.3 SP1", vec!["2.3 SP1"]),
            ("Rev. B.06.18", vec!["B.06.18"]),
            ("Rev K", vec!["K"]),
            ("本体 9.33 / 無線 12.1", vec!["9.33", "12.1"]),
            ("１．５２", vec!["1.52"]),
            ("2.1 → 2.3", vec!["2.3"]),
            ("不明", vec![]),
            ("―", vec![]),
            ("要確認(2.1?)", vec![]),
            ("4.20 SR1", vec!["4.20 SR1"]),
            ("012U000061", vec!["012U000061"]),
            ("ファームウェア：D25", vec!["D25"]),
        ] {
            let expected: Vec<_> = expected.iter().map(|text| Version::parse(text).unwrap().parts).collect();
            let found: Vec<_> = versions(cell).into_iter().map(|version| version.parts).collect();
            assert_eq!(found, expected, "{cell}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_cell_is_read(cell in "\\PC{0,60}") {
            let _ = versions(&cell);
        }
    }
}
