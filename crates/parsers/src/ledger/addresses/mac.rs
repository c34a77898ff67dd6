//! MAC addresses in a ledger cell, in every notation.

use domain::addresses::MacAddr;

use super::{
    super::{normalise::normalise, words},
    MAX_PER_CELL,
};

/// Every MAC address in a cell, in order, without repeats. Group and zero addresses are nobody's and left out.
#[must_use]
pub fn macs(text: &str) -> Vec<MacAddr> {
    let chars: Vec<char> = normalise(text).chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() && found.len() < MAX_PER_CELL {
        match mac_at(&chars, at) {
            Some((mac, end)) => {
                if mac.is_unicast() && !found.contains(&mac) {
                    found.push(mac);
                }
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Groups of hexadecimal digits: 6×2 (or 1–2 with colons), 3×4, 2×6 or 12 in one.
fn mac_at(chars: &[char], start: usize) -> Option<(MacAddr, usize)> {
    if start > 0 && chars.get(start - 1).is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    [(6, 2, ":-. "), (3, 4, ".-: "), (2, 6, "-:. "), (1, 12, "")]
        .into_iter()
        .find_map(|(groups, size, separators)| groups_at(chars, start, groups, size, separators))
}

fn groups_at(
    chars: &[char],
    start: usize,
    groups: usize,
    size: usize,
    separators: &str,
) -> Option<(MacAddr, usize)> {
    let mut value: u64 = 0;
    let mut at = start;
    let mut separator = None;
    for group in 0..groups {
        if group > 0 {
            while chars.get(at) == Some(&' ')
                && separator != Some(' ')
                && chars.get(at + 1) == separator.as_ref()
            {
                at += 1;
            }
            let c = *chars.get(at)?;
            if !separators.contains(c) || *separator.get_or_insert(c) != c {
                return None;
            }
            at += 1;
            while c != ' ' && chars.get(at) == Some(&' ') {
                at += 1;
            }
        }
        let digits = chars.get(at..)?.iter().take(size).map_while(|c| c.to_digit(16)).collect::<Vec<_>>();
        let short = groups == 6 && digits.len() == 1 && separator.is_none_or(|s| s == ':');
        if digits.len() != size && !short {
            return None;
        }
        at += digits.len();
        let octets = digits.iter().fold(0u64, |all, digit| (all << 4) | u64::from(*digit));
        value = (value << (size * 4)) | octets;
    }
    let ends = !chars.get(at).is_some_and(|c| c.is_ascii_alphanumeric());
    let longer = separator.is_some_and(|s| {
        s != ' ' && chars.get(at) == Some(&s) && chars.get(at + 1).is_some_and(char::is_ascii_hexdigit)
    });
    let [_, _, octets @ ..] = value.to_be_bytes();
    (ends && !longer).then_some((MacAddr(octets), at))
}

/// The MAC problem of a cell: something stands there, and no address could be read.
#[must_use]
pub fn mac_problem(text: &str) -> Option<&'static str> {
    let clean = normalise(text);
    if clean.is_empty() || words::says_none(&clean) || words::says_dhcp(&clean) || !macs(&clean).is_empty() {
        return None;
    }
    Some("bad-mac")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macs_in_every_notation() {
        let a = "00:1b:54:10:00:01".parse::<MacAddr>().unwrap();
        let b = "18:66:da:10:00:21".parse::<MacAddr>().unwrap();
        let cases = [
            ("00:1B:54:10:00:01", vec![a]),
            ("００－１Ｂ－５４－１０－００－０１", vec![a]),
            ("001b.5410.0001", vec![a]),
            ("001B54-100001", vec![a]),
            ("001B54100001 ", vec![a]),
            ("00 1B 54 10 00 01", vec![a]),
            ("0:1b:54:10:0:1", vec![a]),
            ("00:1b:54:10:00:01\n18-66-DA-10-00-21", vec![a, b]),
            ("有線 001B54100001／無線 1866DA100021", vec![a, b]),
            ("00:1b:54:10:00:01:02", vec![]),
            ("FF:FF:FF:FF:FF:FF", vec![]),
            ("DHCP", vec![]),
            ("2024-01-02", vec![]),
        ];
        for (text, expected) in cases {
            assert_eq!(macs(text), expected, "{text}");
        }
        assert_eq!(mac_problem("00:1b:54:10:00:0G"), Some("bad-mac"));
        assert_eq!(mac_problem("なし"), None);
    }
}
