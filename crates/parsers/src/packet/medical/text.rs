//! Text of medical protocols: the character sets DICOM (PS3.3 C.12.1.1.2) and HL7 (table 0211) name, Japanese ones first.

use encoding_rs::Encoding;

const ESCAPE: u8 = 0x1b;

/// How the bytes of a text field are to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Charset {
    /// Set for the bytes outside escape sequences. `None`: not declared.
    base: Option<&'static Encoding>,
}

impl Charset {
    /// Reads a declaration: `ISO_IR 100`, `\ISO 2022 IR 87`, `~ISO IR87`, `UNICODE UTF-8`, `ISO-2022-JP` …
    #[must_use]
    pub fn declared(text: &str) -> Self {
        // The first component is the base set; empty means ASCII with escapes to the others.
        let first = text.split(['\\', '~']).map(str::trim).next().unwrap_or_default();
        let name: String =
            first.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
        Self { base: by_name(&name) }
    }

    /// Decodes, honouring ISO 2022 escapes to JIS X 0201, 0208 and 0212, KS X 1001 and GB 2312. Never fails: what cannot be read
    /// becomes the replacement character.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> String {
        if bytes.is_ascii() && !bytes.contains(&ESCAPE) {
            return String::from_utf8_lossy(bytes).into_owned();
        }
        if bytes.contains(&ESCAPE) { self.decode_escaped(bytes) } else { self.plain(bytes) }
    }

    fn plain(self, bytes: &[u8]) -> String {
        if let Some(base) = self.base {
            return base.decode_without_bom_handling(bytes).0.into_owned();
        }
        // Not declared: what Japanese systems really send, most exclusive test first.
        for guess in [encoding_rs::UTF_8, encoding_rs::SHIFT_JIS, encoding_rs::EUC_JP] {
            if let Some(text) = guess.decode_without_bom_handling_and_without_replacement(bytes) {
                return text.into_owned();
            }
        }
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
    }

    fn decode_escaped(self, bytes: &[u8]) -> String {
        let mut out = String::new();
        let mut set = CodeSet::Base;
        let mut parts = bytes.split(|byte| *byte == ESCAPE);
        if let Some(first) = parts.next() {
            out.push_str(&self.plain(first));
        }
        for part in parts {
            let (next, used) = CodeSet::of_escape(part);
            set = next.unwrap_or(set);
            let run = part.get(used..).unwrap_or_default();
            match set {
                CodeSet::Base => out.push_str(&self.plain(run)),
                CodeSet::Katakana => {
                    out.push_str(&encoding_rs::SHIFT_JIS.decode_without_bom_handling(&high(run, &[])).0)
                }
                CodeSet::Jis208 => {
                    out.push_str(&encoding_rs::EUC_JP.decode_without_bom_handling(&high(run, &[])).0)
                }
                CodeSet::Jis212 => {
                    out.push_str(&encoding_rs::EUC_JP.decode_without_bom_handling(&high(run, &[0x8f])).0)
                }
                CodeSet::Korean => out.push_str(&encoding_rs::EUC_KR.decode_without_bom_handling(run).0),
                CodeSet::Chinese => {
                    out.push_str(&encoding_rs::GBK.decode_without_bom_handling(&high(run, &[])).0)
                }
            }
        }
        out
    }
}

/// What an ISO 2022 escape sequence switches to.
#[derive(Clone, Copy)]
enum CodeSet {
    Base,
    Katakana,
    Jis208,
    Jis212,
    Korean,
    Chinese,
}

impl CodeSet {
    /// Set and length of the sequence that follows an ESC byte (DICOM PS3.3 tables C.12-3 and C.12-4).
    fn of_escape(after: &[u8]) -> (Option<Self>, usize) {
        match after {
            [b'$', b'(', b'D', ..] => (Some(Self::Jis212), 3),
            [b'$', b')', b'C', ..] => (Some(Self::Korean), 3),
            [b'$', b')', b'A', ..] => (Some(Self::Chinese), 3),
            [b'$', b'@' | b'B', ..] => (Some(Self::Jis208), 2),
            [b'(', b'I', ..] => (Some(Self::Katakana), 2),
            [b'(' | b')' | b'-', _, ..] => (Some(Self::Base), 2),
            _ => (None, 0),
        }
    }
}

/// Seven-bit codes with the high bit set, each pair led by `lead`. Blanks and controls between codes stay as they are.
fn high(run: &[u8], lead: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(run.len() + run.len() / 2);
    let mut second = false;
    for byte in run {
        if *byte <= b' ' && !second {
            out.push(*byte);
            continue;
        }
        if !second {
            out.extend_from_slice(lead);
        }
        second = !lead.is_empty() && !second;
        out.push(*byte | 0x80);
    }
    out
}

fn by_name(name: &str) -> Option<&'static Encoding> {
    let number = name.trim_start_matches("ISO").trim_start_matches("2022").trim_start_matches("IR");
    Some(match (name, number) {
        (_, "192") | ("UNICODEUTF8" | "UTF8" | "UNICODE", _) => encoding_rs::UTF_8,
        (_, "13") | ("SHIFTJIS" | "SJIS" | "MS932" | "CP932" | "WINDOWS31J", _) => encoding_rs::SHIFT_JIS,
        ("EUCJP", _) => encoding_rs::EUC_JP,
        (_, "100") | ("88591", _) | (_, "88591") => encoding_rs::WINDOWS_1252,
        (_, "101" | "88592") => encoding_rs::ISO_8859_2,
        (_, "109" | "88593") => encoding_rs::ISO_8859_3,
        (_, "110" | "88594") => encoding_rs::ISO_8859_4,
        (_, "144" | "88595") => encoding_rs::ISO_8859_5,
        (_, "127" | "88596") => encoding_rs::ISO_8859_6,
        (_, "126" | "88597") => encoding_rs::ISO_8859_7,
        (_, "138" | "88598") => encoding_rs::ISO_8859_8,
        (_, "148" | "88599") => encoding_rs::WINDOWS_1254,
        (_, "166") => encoding_rs::WINDOWS_874,
        ("GB18030", _) => encoding_rs::GB18030,
        ("GBK" | "GB2312", _) => encoding_rs::GBK,
        _ => return None,
    })
}

/// A field as shown: NUL and blanks of the padding gone, empty is nothing, at most 64 characters (DICOM LO, HL7 HD).
#[must_use]
pub fn field(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace());
    let plain = text.len() <= 64 && text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let out: String =
        if plain { text.to_owned() } else { text.chars().filter(|c| !c.is_control()).take(64).collect() };
    (!out.is_empty() && !is_placeholder(&out)).then_some(out)
}

/// What installers leave in fields that nobody filled.
fn is_placeholder(text: &str) -> bool {
    [
        "n/a",
        "na",
        "none",
        "unknown",
        "null",
        "not available",
        "not specified",
        "undefined",
        "tbd",
        "-",
        "--",
        ".",
    ]
    .iter()
    .any(|empty| text.eq_ignore_ascii_case(empty))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn japanese_in_every_clothing() {
        let cases: [(&str, &[u8], &str); 8] = [
            ("\\ISO 2022 IR 87", b"\x1b$BEl5~\x1b(B Hp", "東京 Hp"),
            ("ISO 2022 IR 13\\ISO 2022 IR 87", b"\xc4\xb3\xb7\xae\xb3 \x1b$BEl5~\x1b(J", "ﾄｳｷｮｳ 東京"),
            ("~ISO IR87", b"\x1b$BEl5~\x1b(B", "東京"),
            ("ISO_IR 192", "東京".as_bytes(), "東京"),
            ("UNICODE UTF-8", "東京".as_bytes(), "東京"),
            ("", b"\x93\x8c\x8b\x9e", "東京"),
            ("ISO_IR 100", b"M\xfcnchen", "München"),
            ("ISO 2022 IR 13", b"\x1b(I6E\x1b(J", "ｶﾅ"),
        ];
        for (charset, bytes, expected) in cases {
            assert_eq!(Charset::declared(charset).decode(bytes), expected, "{charset}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_some_text(name in ".{0,20}", bytes: Vec<u8>) {
            let _ = field(&Charset::declared(&name).decode(&bytes));
        }
    }
}
