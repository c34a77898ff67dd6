//! Single values of strict documents: dates, addresses, patterns, word lists.

use std::{collections::BTreeSet, sync::OnceLock};

use super::{
    super::super::tree::Node,
    shape::{Shapes, Type},
};

/// What a type is called in messages.
pub(super) const fn expected(kind: &Type) -> &'static str {
    match kind {
        Type::Int(..) => "a whole number",
        Type::Number(..) => "a number",
        Type::Bool => "true or false",
        Type::Object(_) => "an object",
        Type::List(..) => "a list",
        _ => "a text",
    }
}

/// What is wrong with a single value of this type.
pub(super) fn scalar(shapes: &Shapes, kind: &Type, node: &Node<'_>, version: u8) -> Option<String> {
    match (kind, node) {
        (Type::Any, _) | (Type::Bool, Node::Bool(_)) => None,
        (_, Node::Text(value)) => text(shapes, kind, value, version),
        (Type::Int(low, high) | Type::Number(low, high), Node::Number(number)) => {
            let value = number.as_f64().unwrap_or(f64::NAN);
            if matches!(kind, Type::Int(..)) && number.is_f64() && value.fract() != 0.0 {
                Some("a whole number is expected".to_owned())
            } else {
                (value < *low || value > *high).then(|| "the number is out of bounds".to_owned())
            }
        }
        _ => Some(format!("{} is expected", expected(kind))),
    }
}

/// What is wrong with a text of this type.
pub(super) fn text(shapes: &Shapes, kind: &Type, text: &str, version: u8) -> Option<String> {
    let fits = match kind {
        Type::Any | Type::Text => true,
        Type::FilledText => !text.is_empty(),
        Type::Time => is_time(text),
        Type::Date => is_date(text),
        Type::Uri => is_reference(text),
        Type::Pattern(name) => pattern(name, text),
        Type::Enum(list) => {
            return (!shapes.allows(list, text, version))
                .then(|| format!("“{}” is none of the words of the standard", short(text)));
        }
        _ => return Some(format!("{} is expected", expected(kind))),
    };
    (!fits).then(|| format!("“{}” is not {}", short(text), described(kind)))
}

pub(super) fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

const fn described(kind: &Type) -> &'static str {
    match kind {
        Type::FilledText => "a filled text",
        Type::Time => "a date and time (RFC 3339)",
        Type::Date => "a date",
        Type::Uri => "an address (RFC 3986)",
        _ => "written as the standard demands",
    }
}

fn pattern(name: &str, text: &str) -> bool {
    match name {
        "serial" => text.strip_prefix("urn:uuid:").is_some_and(is_uuid),
        "hash" => {
            matches!(text.len(), 32 | 40 | 64 | 96 | 128) && text.bytes().all(|b| b.is_ascii_hexdigit())
        }
        "mime" => text.split_once('/').is_some_and(|(kind, sub)| is_mime(kind) && is_mime(sub)),
        "bomlink" => {
            text.strip_prefix("urn:cdx:").and_then(|rest| rest.split_once('/')).is_some_and(|(id, rest)| {
                is_uuid(id) && rest.starts_with(|c: char| c.is_ascii_digit() && c != '0')
            })
        }
        "locale" => {
            let bytes = text.as_bytes();
            let language = bytes.get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_lowercase));
            let country = match bytes.get(2..) {
                Some([]) => true,
                Some([b'-', a, b]) => a.is_ascii_uppercase() && b.is_ascii_uppercase(),
                _ => false,
            };
            language && country
        }
        "cre" => text.strip_prefix("CRE:").and_then(|rest| rest.split_once('-')).is_some_and(|(a, b)| {
            [a, b].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        }),
        "patent" => (2..=30).contains(&text.len()),
        "country" => text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
        "licence-id" => is_licence_id(text),
        "spdx-id" => text.strip_prefix("SPDXRef-").is_some_and(is_id_string),
        "spdx-element" => is_element(text),
        "licence-ref" => text.strip_prefix("LicenseRef-").is_some_and(is_id_string),
        "document-ref" => text.strip_prefix("DocumentRef-").is_some_and(is_id_string),
        "media" => text
            .split_once('/')
            .is_some_and(|(kind, sub)| !kind.is_empty() && !sub.is_empty() && !sub.contains('/')),
        "semver" => is_version(text),
        "creator" => ["Person: ", "Organization: ", "Tool: "].iter().any(|start| text.starts_with(start)),
        "supplier" => {
            text == "NOASSERTION"
                || ["Person: ", "Organization: "].iter().any(|start| text.starts_with(start))
        }
        "spdx-time" => text.len() == 20 && text.ends_with('Z') && is_time(text),
        "hex" => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        _ => true,
    }
}

/// Three numbers and what Semantic Versioning allows behind them.
fn is_version(text: &str) -> bool {
    let (version, build) =
        text.split_once('+').map_or((text, None), |(version, build)| (version, Some(build)));
    let (numbers, pre) =
        version.split_once('-').map_or((version, None), |(numbers, pre)| (numbers, Some(pre)));
    let is_number =
        |part: &str| part.bytes().all(|b| b.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
    let is_word =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    numbers.split('.').count() == 3
        && numbers.split('.').all(|part| !part.is_empty() && is_number(part))
        && [pre, build].into_iter().flatten().flat_map(|words| words.split('.')).all(is_word)
}

fn is_mime(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.'))
}

/// Letters, digits, dots and hyphens (SPDX 2.3 section 3.2).
fn is_id_string(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

/// An element of this or another document, or `NONE`, `NOASSERTION`.
fn is_element(text: &str) -> bool {
    let inner =
        text.strip_prefix("DocumentRef-").and_then(|rest| rest.split_once(':')).map_or(text, |(_, id)| id);
    matches!(inner, "NONE" | "NOASSERTION") || inner.strip_prefix("SPDXRef-").is_some_and(is_id_string)
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        })
}

/// Whether a text is on the SPDX licence list.
pub(in crate::document::sbom) fn is_licence_id(text: &str) -> bool {
    static IDS: OnceLock<BTreeSet<&str>> = OnceLock::new();
    IDS.get_or_init(|| {
        include_str!("licence-ids.txt").lines().filter(|line| !line.starts_with('#')).collect()
    })
    .contains(text)
}

fn number(text: &str, low: u32, high: u32) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u32>().is_ok_and(|n| (low..=high).contains(&n))
}

/// `2026-01-31`
pub(super) fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    year.len() == 4
        && month.len() == 2
        && day.len() == 2
        && number(year, 0, 9999)
        && number(month, 1, 12)
        && number(day, 1, 31)
}

/// `2026-01-31T10:00:00.5+09:00` (RFC 3339 section 5.6; XML allows the zone to be missing).
pub(super) fn is_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else { return false };
    let zone = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (Some(clock), Some(zone)) = (time.get(..zone), time.get(zone..)) else { return false };
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let parts: Vec<&str> = whole.split(':').collect();
    let clock_fits =
        matches!(parts.as_slice(), [h, m, s] if number(h, 0, 24) && number(m, 0, 59) && number(s, 0, 60));
    let zone_fits = match zone {
        "" | "Z" | "z" => true,
        offset => offset
            .get(1..)
            .and_then(|rest| rest.split_once(':'))
            .is_some_and(|(h, m)| number(h, 0, 23) && number(m, 0, 59)),
    };
    is_date(date)
        && clock_fits
        && !fraction.is_empty()
        && fraction.bytes().all(|b| b.is_ascii_digit())
        && zone_fits
}

/// A reference without spaces and characters that no address has.
fn is_reference(text: &str) -> bool {
    !text
        .chars()
        .any(|c| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_patterns() {
        for (text, fits) in [
            ("2020-04-13T20:20:39+00:00", true),
            ("2020-04-13T20:20:39.123Z", true),
            ("2020-04-13", false),
            ("2020-13-13T20:20:39Z", false),
        ] {
            assert_eq!(is_time(text), fits, "{text}");
        }
        for (name, text, fits) in [
            ("serial", "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", true),
            ("serial", "urn:uuid:3e671687-395b-41f5-a30f", false),
            ("hash", "foo", false),
            ("licence-id", "Apache-2.0", true),
            ("licence-id", "Apache-2", false),
            ("locale", "en-US", true),
            ("locale", "en-us", false),
            ("spdx-element", "DocumentRef-x:SPDXRef-a", true),
            ("spdx-element", "a", false),
        ] {
            assert_eq!(pattern(name, text), fits, "{name} {text}");
        }
    }
}
