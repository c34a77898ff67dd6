//! Ids and times that the standards accept, made of what a document has.

use std::collections::{BTreeMap, BTreeSet};

use domain::{hex, sbom::Sbom};
use sha2::{Digest, Sha256};

/// Unique ids of components and files in the form `SPDXRef-…` (SPDX 2.3 section 3.2).
pub(super) fn spdx(sbom: &Sbom) -> BTreeMap<&str, String> {
    let mut used: BTreeSet<String> = BTreeSet::from(["SPDXRef-DOCUMENT".to_owned()]);
    let mut ids = BTreeMap::new();
    let all = sbom.components.iter().map(|c| c.id.as_str()).chain(sbom.files.iter().map(|f| f.id.as_str()));
    for id in all {
        if ids.contains_key(id) {
            continue;
        }
        let plain = id.strip_prefix("SPDXRef-").unwrap_or(id);
        let base = format!("SPDXRef-{}", sanitised(plain));
        let mut candidate = base.clone();
        let mut number = 1;
        while !used.insert(candidate.clone()) {
            number += 1;
            candidate = format!("{base}-{number}");
        }
        ids.insert(id, candidate);
    }
    ids
}

/// The id for one more component: the first of several with one id has it, the others are numbered.
pub(super) fn given(id: String, given: &mut BTreeSet<String>) -> String {
    let mut candidate = id.clone();
    let mut number = 1;
    while !given.insert(candidate.clone()) {
        number += 1;
        candidate = format!("{id}-again-{number}");
    }
    candidate
}

/// Letters, digits, dots and hyphens; what is none of them becomes a hyphen.
pub(super) fn sanitised(text: &str) -> String {
    let mut out: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).take(120).collect();
    if out.is_empty() {
        return "unnamed".to_owned();
    }
    // Different names must not become one: what was changed or cut is told apart by a digest.
    if out != text {
        out.push('-');
        out.extend(hex::lower(&Sha256::digest(text.as_bytes())).chars().take(8));
    }
    out
}

/// A digest of what the document says, as 32 hexadecimal digits.
fn fingerprint(sbom: &Sbom) -> String {
    let mut hasher = Sha256::new();
    for part in [&sbom.name, &sbom.id, &sbom.created] {
        hasher.update(part.as_deref().unwrap_or_default());
        hasher.update([0]);
    }
    for component in &sbom.components {
        for part in [component.id.as_str(), &component.name, component.version.as_deref().unwrap_or_default()]
        {
            hasher.update(part);
            hasher.update([0]);
        }
    }
    hex::lower(&hasher.finalize()).chars().take(32).collect()
}

/// A serial number: the document's own, or one made of what it says (UUID version 8, RFC 9562).
pub(super) fn serial(sbom: &Sbom) -> String {
    let own = sbom
        .id
        .as_deref()
        .filter(|id| id.len() == 45 && id.starts_with("urn:uuid:") && *id == id.to_ascii_lowercase());
    if let Some(own) = own {
        return own.to_owned();
    }
    let print = fingerprint(sbom);
    let part = |from: usize, to: usize| print.get(from..to).unwrap_or_default();
    format!("urn:uuid:{}-{}-8{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

/// A namespace: the document's own, or one made of what it says.
pub(super) fn namespace(sbom: &Sbom) -> String {
    let is_address = |id: &&str| {
        (id.starts_with("http://") || id.starts_with("https://"))
            && !id.contains('#')
            && !id.chars().any(|c| {
                c.is_whitespace() || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
            })
    };
    match sbom.id.as_deref().filter(is_address) {
        Some(own) => own.to_owned(),
        None => format!("https://spdx.invalid/kikimori/{}", fingerprint(sbom)),
    }
}

/// `2026-11-22T09:00:00Z`: the form SPDX demands, from RFC 3339 of any zone; `now` when it is none.
pub(super) fn time(text: Option<&str>, now: &str) -> String {
    text.and_then(utc).unwrap_or_else(|| now.to_owned())
}

/// A time in UTC, if it is one.
pub(super) fn utc(text: &str) -> Option<String> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    if text.len() == 10 {
        return utc(&format!("{text}T00:00:00Z"));
    }
    let separators = [text.get(4..5)?, text.get(7..8)?, text.get(13..14)?, text.get(16..17)?];
    if separators != ["-", "-", ":", ":"] || !matches!(text.get(10..11)?, "T" | "t" | " ") {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    let rest = text.get(19..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = match rest {
        "" | "Z" | "z" => 0,
        _ => {
            let sign = if rest.starts_with('-') { -1 } else { 1 };
            let (hours, minutes) = rest.get(1..)?.split_once(':')?;
            sign * (hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?)
        }
    };
    // Days from a civil date, after Hinnant's `days_from_civil`.
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    let seconds = days * 86_400 + hour * 3_600 + (minute - offset) * 60 + second;
    Some(domain::civil::Civil::utc(domain::time::Timestamp::from_parts(seconds, 0)).iso())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_every_zone() {
        for (given, wanted) in [
            ("2026-11-22T09:00:00+09:00", "2026-11-22T00:00:00Z"),
            ("2022-11-22T06:18:08.11740122Z", "2022-11-22T06:18:08Z"),
            ("2024-02-29", "2024-02-29T00:00:00Z"),
            ("2026-01-01T00:30:00-01:00", "2026-01-01T01:30:00Z"),
            ("yesterday", "now"),
        ] {
            assert_eq!(time(Some(given), "now"), wanted);
        }
    }

    #[test]
    fn different_names_stay_different() {
        assert_ne!(sanitised("a/b"), sanitised("a_b"));
        assert_eq!(sanitised("a-b.1"), "a-b.1");
    }
}
