//! One spelling for what people type in many: full width, half-width kana, dashes, spaces, dots.

use unicode_normalization::UnicodeNormalization;

/// NFKC, one kind of dash and tilde, no invisible characters, single spaces; line breaks stay.
#[must_use]
pub fn normalise(text: &str) -> String {
    if is_plain(text) {
        return text.trim_matches(' ').to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.nfkc() {
        let c = match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{2500}' => '-',
            '\u{301c}' | '\u{223c}' => '~',
            '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' | '\u{ad}' => continue,
            '\r' => continue,
            '\n' => '\n',
            c if c.is_whitespace() || c.is_control() => ' ',
            c => c,
        };
        if c == ' ' && (out.is_empty() || out.ends_with([' ', '\n'])) {
            continue;
        }
        if c == '\n' {
            out.truncate(out.trim_end_matches(' ').len());
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    let start = out.len() - out.trim_start().len();
    out.drain(..start);
    out
}

/// Printable ASCII without two spaces in a row: nothing to mend but its ends.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !text.contains("  ")
}

/// For comparing headings and words: normalised, lower case, only letters and digits; long-vowel marks dropped
/// so that メーカー and メーカ are one.
#[must_use]
pub fn key(text: &str) -> String {
    normalise(text)
        .chars()
        .filter(|c| c.is_alphanumeric() && !matches!(c, 'ー' | '\u{3099}' | '\u{309a}'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_dashes_and_spaces() {
        let cases = [
            ("１０．７７．０．２２", "10.77.0.22"),
            ("ﾍﾞｯﾄﾞｻｲﾄﾞﾓﾆﾀ", "ベッドサイドモニタ"),
            ("　ＣＴ装置　", "CT装置"),
            ("00‐1B−54", "00-1B-54"),
            ("10.0.0.10〜20", "10.0.0.10~20"),
            ("a\r\n b", "a\nb"),
            ("60:f6:73:10:00:42\u{a0}", "60:f6:73:10:00:42"),
            ("㍻28年", "平成28年"),
        ];
        for (text, expected) in cases {
            assert_eq!(normalise(text), expected);
        }
    }

    #[test]
    fn keys_ignore_decoration() {
        assert_eq!(key("ＩＰ ｱﾄﾞﾚｽ"), key("IPアドレス"));
        assert_eq!(key("「メーカー名」"), key("メーカ名"));
        assert_eq!(key("管理\nNo."), "管理no");
    }
}
