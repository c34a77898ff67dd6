//! IP addresses in a ledger cell: several in a cell, ranges, continuations, and words like DHCP; MAC addresses in `mac`.

mod mac;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{normalise::normalise, words};
pub use mac::{mac_problem, macs};

/// Addresses kept of one cell.
pub(super) const MAX_PER_CELL: usize = 64;
/// Widest range taken at its word; wider ones are subnets, not devices.
const MAX_RANGE: u32 = 1024;

/// What a cell says about network addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IpCell {
    pub ips: Vec<IpAddr>,
    /// Inclusive.
    pub ranges: Vec<(IpAddr, IpAddr)>,
    pub dhcp: bool,
    /// Says that there is none: `なし`, `-`, `未接続`.
    pub none: bool,
    /// Something stands there that could not be read.
    pub problem: Option<&'static str>,
}

/// Reads a cell of IP addresses. `above` is the last full address of the same column, for entries such as `.12`.
#[must_use]
pub fn ips(text: &str, above: Option<IpAddr>) -> IpCell {
    let clean = tidy(&normalise(text));
    let mut cell = IpCell { dhcp: words::says_dhcp(&clean), ..IpCell::default() };
    let chars: Vec<char> = clean.chars().collect();
    let mut at = 0;
    let mut last: Option<Ipv4Addr> = None;
    while at < chars.len() && cell.ips.len() + cell.ranges.len() < MAX_PER_CELL {
        let before = at.checked_sub(1).and_then(|i| chars.get(i));
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || (*c == '.' && last.is_none())) {
            at += 1;
            continue;
        }
        if let Some((v6, end)) = v6_at(&chars, at) {
            push(&mut cell.ips, IpAddr::V6(v6));
            at = end;
        } else if let Some((full, end)) = v4_at(&chars, at) {
            match full {
                Ok(ip) => {
                    last = Some(ip);
                    at = after_v4(&chars, end, ip, &mut cell);
                }
                Err(code) => {
                    cell.problem = Some(code);
                    at = end;
                }
            }
        } else if let Some((ip, end)) = continued(&chars, at, last, above) {
            last = Some(ip);
            at = after_v4(&chars, end, ip, &mut cell);
        } else {
            at += 1;
        }
    }
    let nothing = cell.ips.is_empty() && cell.ranges.is_empty();
    cell.none = nothing && !cell.dhcp && words::says_none(&clean);
    if nothing && !cell.dhcp && !cell.none && !clean.is_empty() && cell.problem.is_none() {
        cell.problem = Some("bad-ip");
    }
    cell
}

/// Japanese full stops and commas typed for dots, blanks around dots.
fn tidy(text: &str) -> String {
    let mut out = text.replace('。', ".").replace(". ", ".").replace(" .", ".");
    if out.matches(',').count() == 3 && out.chars().all(|c| c.is_ascii_digit() || c == ',') {
        out = out.replace(',', ".");
    }
    out
}

fn push<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if !list.contains(&value) {
        list.push(value);
    }
}

fn number_at(chars: &[char], at: usize) -> Option<(u32, usize)> {
    let digits: Vec<u32> = chars.get(at..)?.iter().take(4).map_while(|c| c.to_digit(10)).collect();
    if digits.is_empty() || digits.len() > 3 {
        return None;
    }
    Some((digits.iter().fold(0, |all, digit| all * 10 + digit), at + digits.len()))
}

/// Four decimal numbers; leading zeros are padding, never octal.
fn v4_at(chars: &[char], start: usize) -> Option<(Result<Ipv4Addr, &'static str>, usize)> {
    let mut octets = [0u32; 4];
    let mut at = start;
    for (index, octet) in octets.iter_mut().enumerate() {
        if index > 0 {
            if chars.get(at) != Some(&'.') {
                return None;
            }
            at += 1;
        }
        let (value, end) = number_at(chars, at)?;
        *octet = value;
        at = end;
    }
    let more = chars.get(at) == Some(&'.') && chars.get(at + 1).is_some_and(char::is_ascii_digit);
    if more || chars.get(at).is_some_and(char::is_ascii_digit) {
        return None;
    }
    let bytes: Option<Vec<u8>> = octets.iter().map(|o| u8::try_from(*o).ok()).collect();
    match bytes.as_deref() {
        Some([a, b, c, d]) => Some((Ok(Ipv4Addr::new(*a, *b, *c, *d)), at)),
        _ => Some((Err("bad-ip"), at)),
    }
}

/// What may follow an address: a prefix length, a mask, a port, or the end of a range.
fn after_v4(chars: &[char], end: usize, ip: Ipv4Addr, cell: &mut IpCell) -> usize {
    if ip.octets().first() == Some(&255) || ip.is_unspecified() {
        return end;
    }
    if chars.get(end) == Some(&'/')
        && let Some((bits, after)) = number_at(chars, end + 1)
        && (8..=32).contains(&bits)
        && !chars.get(after).is_some_and(|c| *c == '.' || c.is_ascii_digit())
        && (16..=32).contains(&bits)
        && is_prefix_length(ip, bits)
    {
        let host = u32::from(ip) & !mask(bits);
        if host == 0 && bits < 31 {
            let (first, last) = (u32::from(ip) + 1, (u32::from(ip) | !mask(bits)) - 1);
            range(cell, first, last);
        } else {
            push(&mut cell.ips, IpAddr::V4(ip));
        }
        return after;
    }
    if chars.get(end) == Some(&':')
        && let Some(digits) = chars.get(end + 1..)
    {
        push(&mut cell.ips, IpAddr::V4(ip));
        return end + 1 + digits.iter().take_while(|c| c.is_ascii_digit()).count();
    }
    match range_end(chars, end, ip) {
        Some((last, after)) => {
            range(cell, u32::from(ip), u32::from(last));
            after
        }
        None => {
            push(&mut cell.ips, IpAddr::V4(ip));
            end
        }
    }
}

/// `10.0.0.0/24` is a subnet and `10.0.0.5/24` an address with its mask, but `10.0.0.21/22` is two addresses.
fn is_prefix_length(ip: Ipv4Addr, bits: u32) -> bool {
    let host = u32::from(ip) & !mask(bits);
    let [.., last] = ip.octets();
    host == 0 || bits == 32 || bits == 24 || bits == 16 || u32::from(last) + 1 != bits
}

const fn mask(bits: u32) -> u32 {
    if bits == 0 { 0 } else { u32::MAX << (32 - bits) }
}

fn range(cell: &mut IpCell, first: u32, last: u32) {
    if first > last {
        cell.problem = Some("range-reversed");
    } else if last - first >= MAX_RANGE {
        cell.problem = Some("range-too-wide");
    } else if first == last {
        push(&mut cell.ips, IpAddr::V4(first.into()));
    } else {
        push(&mut cell.ranges, (IpAddr::V4(first.into()), IpAddr::V4(last.into())));
    }
}

/// `-20`, `~10.0.0.20`, `から 20`; a dash before another word is no range.
fn range_end(chars: &[char], end: usize, ip: Ipv4Addr) -> Option<(Ipv4Addr, usize)> {
    let mut at = skip_spaces(chars, end);
    at = match (chars.get(at)?, chars.get(at + 1)) {
        ('-' | '~' | '→', _) => at + 1,
        ('か', Some('ら')) => at + 2,
        _ => return None,
    };
    at = skip_spaces(chars, at);
    if let Some((full, after)) = v4_at(chars, at) {
        return full.ok().map(|last| (last, after));
    }
    if chars.get(at) == Some(&'.') {
        at += 1;
    }
    let (value, after) = number_at(chars, at)?;
    let stops = !chars.get(after).is_some_and(|c| c.is_ascii_alphanumeric() || *c == '.');
    let [a, b, c, _] = ip.octets();
    let last = Ipv4Addr::new(a, b, c, u8::try_from(value).ok()?);
    stops.then_some((last, after))
}

fn skip_spaces(chars: &[char], mut at: usize) -> usize {
    while chars.get(at).is_some_and(|c| c.is_whitespace()) {
        at += 1;
    }
    at
}

/// `.12` or, after an address and a comma or slash, `12`: the last octet of the same subnet.
fn continued(
    chars: &[char],
    at: usize,
    last: Option<Ipv4Addr>,
    above: Option<IpAddr>,
) -> Option<(Ipv4Addr, usize)> {
    let dotted = chars.get(at) == Some(&'.');
    let base = match (last, above) {
        (Some(ip), _) => ip,
        (None, Some(IpAddr::V4(ip))) if dotted => ip,
        _ => return None,
    };
    let separated =
        chars.get(..at)?.iter().rev().find(|c| **c != ' ').is_none_or(|c| ",、/・;\n&".contains(*c));
    let starts = dotted && last.is_none();
    if !separated && !starts {
        return None;
    }
    let (value, end) = number_at(chars, at + usize::from(dotted))?;
    if chars.get(end).is_some_and(|c| c.is_alphanumeric() || *c == '.') {
        return None;
    }
    let [a, b, c, _] = base.octets();
    Some((Ipv4Addr::new(a, b, c, u8::try_from(value).ok()?), end))
}

/// An IPv6 address; a MAC address or a time of day is none.
fn v6_at(chars: &[char], start: usize) -> Option<(Ipv6Addr, usize)> {
    let token: String = chars
        .get(start..)?
        .iter()
        .take(45)
        .take_while(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.'))
        .collect();
    if token.matches(':').count() < 2 {
        return None;
    }
    let long = token.contains("::") || token.split(':').any(|group| group.len() >= 3);
    let ip: Ipv6Addr = token.parse().ok().filter(|_| long)?;
    let mut end = start + token.len();
    while chars.get(end).is_some_and(|c| *c == '%' || *c == '/' || (c.is_ascii_alphanumeric() && end > start))
    {
        end += 1;
    }
    Some((ip, end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn addresses_lists_and_continuations() {
        let cases: [(&str, &[&str]); 14] = [
            ("10.77.0.22", &["10.77.0.22"]),
            ("１０．７７．０．２２", &["10.77.0.22"]),
            ("010.077.000.021", &["10.77.0.21"]),
            ("10. 77. 0. 21", &["10.77.0.21"]),
            ("10.0.0.1、10.0.0.2", &["10.0.0.1", "10.0.0.2"]),
            ("10.0.0.1/2", &["10.0.0.1", "10.0.0.2"]),
            ("10.0.0.11、.12、.13", &["10.0.0.11", "10.0.0.12", "10.0.0.13"]),
            ("10.0.0.5/24", &["10.0.0.5"]),
            ("10.0.0.21/22", &["10.0.0.21", "10.0.0.22"]),
            ("10.0.0.5/255.255.255.0", &["10.0.0.5"]),
            ("10.0.0.5:104", &["10.0.0.5"]),
            ("固定(10.0.0.5)", &["10.0.0.5"]),
            ("fe80::1 10.0.0.5", &["fe80::1", "10.0.0.5"]),
            ("10。0。0。7", &["10.0.0.7"]),
        ];
        for (text, expected) in cases {
            let cell = ips(text, None);
            let expected: Vec<IpAddr> = expected.iter().map(|t| ip(t)).collect();
            assert_eq!((cell.ips, cell.ranges.len(), cell.problem), (expected, 0, None), "{text}");
        }
        assert_eq!(ips(".12", Some(ip("10.0.0.11"))).ips, [ip("10.0.0.12")]);
    }

    #[test]
    fn ranges() {
        for text in
            ["10.0.0.10-20", "10.0.0.10～10.0.0.20", "10.0.0.10 〜 20", "10.0.0.10 - .20", "10.0.0.10から20"]
        {
            let cell = ips(text, None);
            assert_eq!(cell.ranges, [(ip("10.0.0.10"), ip("10.0.0.20"))], "{text}");
            assert!(cell.ips.is_empty(), "{text}");
        }
        assert_eq!(ips("10.0.0.0/28", None).ranges, [(ip("10.0.0.1"), ip("10.0.0.14"))]);
        assert_eq!(ips("10.0.0.20-10", None).problem, Some("range-reversed"));
        assert_eq!(ips("10.0.0.1-10.9.0.1", None).problem, Some("range-too-wide"));
    }

    #[test]
    fn words_instead_of_addresses() {
        for text in ["DHCP", "ＤＨＣＰ", "自動取得", "動的割当"] {
            assert!(ips(text, None).dhcp, "{text}");
        }
        for text in ["なし", "-", "―", "未接続", "スタンドアロン", "N/A"] {
            let cell = ips(text, None);
            assert!(cell.none && cell.problem.is_none(), "{text}");
        }
        assert_eq!(ips("10.0.0.999", None).problem, Some("bad-ip"));
        assert_eq!(ips("情シスに確認", None).problem, Some("bad-ip"));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,80}") {
            let _ = (macs(&text), ips(&text, None), mac_problem(&text));
        }

        #[test]
        fn address_like_text_is_survived(text in "[0-9a-f.:/~\\-、 ,]{0,60}") {
            let _ = (macs(&text), ips(&text, Some(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)))));
        }
    }
}
