//! Identifying strings and numbers in DHCP, SNMP, HTTP, Telnet and the like.

use std::net::IpAddr;

use serde::Deserialize;

use crate::{Grade, table::Row};

/// A row of `dhcp_http_banner.csv`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct BannerRow {
    channel: String,
    match_kind: String,
    value: String,
    #[serde(default)]
    maker_id: String,
    #[serde(default)]
    vendor: String,
    #[serde(default)]
    model_or_kind: String,
    #[serde(default)]
    identifies: String,
    #[serde(default)]
    certainty: Grade,
}

impl Row for BannerRow {
    fn problem(&self) -> Option<&'static str> {
        (self.channel.is_empty() || self.value.is_empty()).then_some("a banner needs channel and value")
    }
}

/// One identifying string.
#[derive(Clone, Debug, PartialEq)]
pub struct Banner {
    /// `dhcp`, `snmp`, `http`, `dicom`, `netbios`, `telnet`, `mdns` …
    pub channel: String,
    /// `option60`, `option55`, `sysObjectID_prefix`, `manufacturer_value` …
    pub match_kind: String,
    /// For `option60` a text with `<variable>` parts; for prefixes the prefix.
    pub value: String,
    pub maker_id: Option<String>,
    pub vendor: Option<String>,
    pub model_or_kind: Option<String>,
    pub identifies: String,
    pub grade: Grade,
}

/// What a template such as `Mfg=Xerox;Typ=<type>;Mod=<model>` found: the banner and its variable parts by name.
#[derive(Clone, Debug, PartialEq)]
pub struct BannerMatch<'a> {
    pub banner: &'a Banner,
    pub parts: Vec<(String, String)>,
}

/// All banners.
#[derive(Debug)]
pub struct Banners {
    /// By channel and kind, within them in the table's order.
    rows: Vec<Banner>,
    /// Addresses that products are known to call, with the banner's position.
    destinations: Vec<(IpAddr, usize)>,
}

impl Banners {
    pub(crate) fn new(rows: Vec<BannerRow>) -> Self {
        let some = |text: String| (!text.is_empty()).then_some(text);
        let mut rows: Vec<Banner> = rows
            .into_iter()
            .map(|row| Banner {
                channel: row.channel,
                match_kind: row.match_kind,
                value: row.value,
                maker_id: some(row.maker_id),
                vendor: some(row.vendor),
                model_or_kind: some(row.model_or_kind),
                identifies: row.identifies,
                grade: row.certainty,
            })
            .collect();
        rows.sort_by(|a, b| group(a).cmp(&group(b)));
        let destinations =
            rows.iter().enumerate().flat_map(|(at, row)| addresses(row).map(move |ip| (ip, at))).collect();
        Self { rows, destinations }
    }

    /// The product that is known to call this hard-coded address.
    #[must_use]
    pub fn of_destination(&self, ip: IpAddr) -> Option<&Banner> {
        self.destinations.iter().find(|(known, _)| *known == ip).and_then(|(_, at)| self.rows.get(*at))
    }

    /// Rows of one channel and kind.
    pub fn of(&self, channel: &str, match_kind: &str) -> impl Iterator<Item = &Banner> {
        let start = self.rows.partition_point(|row| group(row) < (channel, match_kind));
        let end = self.rows.partition_point(|row| group(row) <= (channel, match_kind));
        self.rows.get(start..end).unwrap_or_default().iter()
    }

    /// The longest template of the channel that the text begins with.
    #[must_use]
    pub fn find_template(&self, channel: &str, match_kind: &str, text: &str) -> Option<BannerMatch<'_>> {
        let found = self.of(channel, match_kind).filter_map(|row| {
            template_parts(&row.value, text).map(|parts| BannerMatch { banner: row, parts })
        });
        found.max_by_key(|found| fixed_length(&found.banner.value))
    }

    /// The longest dotted prefix (SNMP sysObjectID) of the text, on a component boundary.
    #[must_use]
    pub fn find_object_id(&self, oid: &str) -> Option<&Banner> {
        let oid = oid.trim_start_matches('.');
        let fitting = self.of("snmp", "sysObjectID_prefix").filter(|row| {
            oid.strip_prefix(row.value.trim_end_matches('.'))
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        fitting.max_by_key(|row| row.value.len())
    }
}

/// The addresses in the value of a `pattern` row `destination_ip`, a list in words.
fn addresses(banner: &Banner) -> impl Iterator<Item = IpAddr> {
    let lists = group(banner) == ("pattern", "destination_ip");
    let text = if lists { banner.value.as_str() } else { "" };
    text.split(|c: char| !(c.is_ascii_digit() || c == '.')).filter_map(|part| part.parse().ok())
}

fn group(banner: &Banner) -> (&str, &str) {
    (&banner.channel, &banner.match_kind)
}

fn fixed_length(template: &str) -> usize {
    let mut inside = false;
    template
        .chars()
        .filter(|c| {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                _ => return !inside,
            }
            false
        })
        .count()
}

/// Matches a template with `<name>` parts against the beginning of a text, without case. A part ends where the next fixed text begins.
fn template_parts(template: &str, text: &str) -> Option<Vec<(String, String)>> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return None;
    }
    let mut parts = Vec::new();
    let mut rest_template = template;
    let mut at = 0usize;
    while let Some(open) = rest_template.find('<') {
        let (fixed, tail) = rest_template.split_at_checked(open)?;
        if !lower.get(at..)?.starts_with(&fixed.to_lowercase()) {
            return None;
        }
        at += fixed.len();
        let close = tail.find('>')?;
        let name = tail.get(1..close)?;
        rest_template = tail.get(close + 1..)?;
        let next_fixed = rest_template.split('<').next().unwrap_or_default().to_lowercase();
        let remaining = lower.get(at..)?;
        let length = if next_fixed.is_empty() { remaining.len() } else { remaining.find(&next_fixed)? };
        parts.push((name.to_owned(), text.get(at..at + length)?.trim().to_owned()));
        at += length;
    }
    lower.get(at..)?.starts_with(&rest_template.to_lowercase()).then_some(parts)
}

/// Whether a text fits one of the small patterns used in the data files: `^`, `$`, `.`, `\.`, `[a-z0-9.]`, `{n}`, `+`, `(a|b)`, `(…)?`.
/// Anything else in the pattern stands for itself. Bounded: patterns and texts are short, and each step consumes pattern.
#[must_use]
pub fn pattern_fits(pattern: &str, text: &str) -> bool {
    if pattern.len() > 128 || text.len() > 512 {
        return false;
    }
    let (pattern, anchored) = pattern.strip_prefix('^').map_or((pattern, false), |rest| (rest, true));
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let starts = if anchored { 0..=0 } else { 0..=text.len() };
    starts.into_iter().any(|start| text.get(start..).is_some_and(|text| fits(&pattern, text, 12)))
}

fn fits(pattern: &[char], text: &[char], depth: u8) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let Some((&first, rest)) = pattern.split_first() else { return true };
    match first {
        '$' if rest.is_empty() => text.is_empty(),
        '(' => group_fits(rest, text, depth),
        _ => {
            let (unit, rest) = unit(first, rest);
            let (least, most, rest) = repeat(rest);
            let longest = text.iter().take(most).take_while(|c| unit.contains(**c)).count();
            (least..=longest)
                .rev()
                .any(|count| text.get(count..).is_some_and(|text| fits_flat(rest, text, depth)))
        }
    }
}

/// As [`fits`], but a plain unit does not use up depth: only groups nest.
fn fits_flat(pattern: &[char], text: &[char], depth: u8) -> bool {
    fits(pattern, text, depth.saturating_add(1))
}

fn group_fits(rest: &[char], text: &[char], depth: u8) -> bool {
    let Some(close) = rest.iter().position(|c| *c == ')') else { return false };
    let (Some(inside), Some(after)) = (rest.get(..close), rest.get(close + 1..)) else { return false };
    let (optional, after) = match after.split_first() {
        Some(('?', after)) => (true, after),
        _ => (false, after),
    };
    let one = inside.split(|c| *c == '|').any(|branch| {
        let whole: Vec<char> = branch.iter().chain(after).copied().collect();
        fits(&whole, text, depth)
    });
    one || (optional && fits(after, text, depth))
}

/// One character of a pattern, or a set.
enum Unit<'a> {
    Any,
    One(char),
    Set(&'a [char]),
}

impl Unit<'_> {
    fn contains(&self, c: char) -> bool {
        match self {
            Self::Any => true,
            Self::One(one) => *one == c,
            Self::Set(set) => {
                let range =
                    |window: &[char]| matches!(window, [low, '-', high] if (*low..=*high).contains(&c));
                set.contains(&c) || set.windows(3).any(range)
            }
        }
    }
}

fn unit(first: char, rest: &[char]) -> (Unit<'_>, &[char]) {
    match (first, rest.split_first()) {
        ('.', _) => (Unit::Any, rest),
        ('\\', Some((escaped, rest))) => (Unit::One(*escaped), rest),
        ('[', _) => match rest.iter().position(|c| *c == ']') {
            Some(close) => {
                (Unit::Set(rest.get(..close).unwrap_or_default()), rest.get(close + 1..).unwrap_or_default())
            }
            None => (Unit::One('['), rest),
        },
        _ => (Unit::One(first), rest),
    }
}

fn repeat(rest: &[char]) -> (usize, usize, &[char]) {
    match rest.split_first() {
        Some(('+', rest)) => (1, usize::MAX, rest),
        Some(('*', rest)) => (0, usize::MAX, rest),
        Some(('?', rest)) => (0, 1, rest),
        Some(('{', after)) => {
            let close = after.iter().position(|c| *c == '}');
            let count =
                close.and_then(|close| after.get(..close)?.iter().collect::<String>().parse::<usize>().ok());
            match (close, count) {
                (Some(close), Some(count)) => (count, count, after.get(close + 1..).unwrap_or_default()),
                _ => (1, 1, rest),
            }
        }
        _ => (1, 1, rest),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Knowledge;

    #[test]
    fn templates_give_their_parts() {
        let banners = &Knowledge::built_in().banners;
        let text = "Mfg=FujiXerox;Typ=MFP;Mod=ApeosPort-V C3375;Ser=123456";
        let found = banners.find_template("dhcp", "option60", text);
        assert_eq!(found.as_ref().and_then(|f| f.banner.maker_id.as_deref()), Some("fujifilm_bi"));
        let model = found.and_then(|f| f.parts.into_iter().find(|(name, _)| name == "model"));
        assert_eq!(model.map(|(_, value)| value), Some("ApeosPort-V C3375".into()));
        assert!(banners.find_template("dhcp", "option60", "unheard of").is_none());
    }

    #[test]
    fn object_ids_match_on_a_boundary() {
        let banners = &Knowledge::built_in().banners;
        assert_eq!(
            banners.find_object_id("1.3.6.1.4.1.9.1.1208").and_then(|b| b.maker_id.as_deref()),
            Some("cisco")
        );
        assert!(banners.find_object_id("1.3.6.1.4.1.99999999.1").is_none());
    }

    #[test]
    fn small_patterns() {
        let cases = [
            ("^OFFIS_DCMTK_[0-9]{3}$", "OFFIS_DCMTK_367", true),
            ("^OFFIS_DCMTK_[0-9]{3}$", "OFFIS_DCMTK_3671", false),
            ("^dcm4che-", "dcm4che-5.22.0", true),
            ("^MR_(2004V_)?V[BDE][0-9]", "MR_VB15A", true),
            ("^MR_(2004V_)?V[BDE][0-9]", "MR_2004V_VB11A", true),
            (r"^1\.4\.[0-9]+/(OTHER|WIN32|WATCOM)$", "1.4.16/WIN32", true),
            (r"^1\.4\.[0-9]+/(OTHER|WIN32|WATCOM)$", "1x4.16/WIN32", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(pattern_fits(pattern, text), expected, "{pattern} {text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(pattern in ".{0,40}", text in ".{0,60}") {
            let _ = pattern_fits(&pattern, &text);
            let _ = template_parts(&pattern, &text);
        }
    }
}
