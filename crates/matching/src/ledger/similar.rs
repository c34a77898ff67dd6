//! Likeness of texts and addresses: typing slips, shortened names, version words.

use domain::addresses::MacAddr;
use unicode_normalization::UnicodeNormalization;

/// Letters and digits only, lower case, NFKC, without long-vowel marks: for names and numbers.
#[must_use]
pub fn key(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric() && *c != 'ー').flat_map(char::to_lowercase).collect()
}

/// A host name without its domain, as a key.
#[must_use]
pub fn host_key(text: &str) -> String {
    let plain: String = text.trim().nfkc().collect();
    let is_address = plain.split('.').all(|part| part.parse::<u8>().is_ok());
    let first = if is_address { plain.as_str() } else { plain.split('.').next().unwrap_or(&plain) };
    key(first)
}

/// Pieces of a host name under which an asset or serial number may hide: runs of one to four neighbouring parts.
#[must_use]
pub fn pieces(host: &str) -> Vec<String> {
    let plain: String = host.nfkc().flat_map(char::to_lowercase).collect();
    let parts: Vec<&str> =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).take(8).collect();
    let mut out = Vec::new();
    for start in 0..parts.len() {
        for length in 1..=4 {
            let Some(run) = parts.get(start..start + length) else { break };
            out.push(run.concat());
        }
    }
    out
}

/// Whether a text is long and varied enough to identify one device.
#[must_use]
pub fn identifies(key: &str) -> bool {
    key.chars().count() >= 4 && key.chars().any(|c| c.is_ascii_digit())
}

/// Whether an asset number names one asset of the hospital: `ME-0014` or `20014`, not the running number of a line.
#[must_use]
pub fn is_asset(key: &str) -> bool {
    identifies(key) && (key.chars().count() >= 5 || key.chars().any(|c| !c.is_ascii_digit()))
}

/// One octet differs, or two neighbouring digits or octets changed places: a typing slip.
#[must_use]
pub fn mac_slip(a: MacAddr, b: MacAddr) -> bool {
    let differing = a.0.iter().zip(&b.0).filter(|(x, y)| x != y).count();
    differing == 1 || (differing == 2 && slips(a).contains(&b))
}

/// Every address that two swapped neighbours make of this one.
#[must_use]
pub fn slips(mac: MacAddr) -> Vec<MacAddr> {
    let digits: Vec<u8> = mac.0.iter().flat_map(|octet| [octet >> 4, octet & 15]).collect();
    let mut out = Vec::new();
    let mut push = |digits: &[u8]| {
        let mut octets = [0u8; 6];
        for (octet, pair) in octets.iter_mut().zip(digits.chunks(2)) {
            if let [high, low] = pair {
                *octet = (high << 4) | low;
            }
        }
        if octets != mac.0 {
            out.push(MacAddr(octets));
        }
    };
    for at in 0..11 {
        let mut swapped = digits.clone();
        swapped.swap(at, at + 1);
        push(&swapped);
    }
    for at in (0..10).step_by(2) {
        let mut swapped = digits.clone();
        swapped.swap(at, at + 2);
        swapped.swap(at + 1, at + 3);
        push(&swapped);
    }
    out
}

/// The address with one octet blanked, for finding neighbours that differ in that octet.
#[must_use]
pub fn blanked(mac: MacAddr) -> [(u8, u64); 6] {
    let value = mac.to_u64();
    [0u8, 1, 2, 3, 4, 5].map(|at| (at, value & !(0xff_u64 << (8 * at))))
}

/// How two model designations compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    Same,
    Similar,
    /// They cannot be the same product.
    Different,
    /// Nothing can be said: one is a general word.
    Unclear,
}

/// Compares model names: the ledger often keeps the series (`BSM`), the device tells the variant (`BSM-1733`).
#[must_use]
pub fn models(a: &str, b: &str) -> Likeness {
    let (ka, kb) = (key(a), key(b));
    if ka.is_empty() || kb.is_empty() {
        return Likeness::Unclear;
    }
    if ka == kb {
        return Likeness::Same;
    }
    let contained = |long: &str, short: &str| short.chars().count() >= 2 && long.contains(short);
    if contained(&ka, &kb) || contained(&kb, &ka) {
        return Likeness::Similar;
    }
    let words = |text: &str| -> Vec<String> {
        let lower: String = text.nfkc().flat_map(char::to_lowercase).collect();
        lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| w.chars().count() >= 3)
            .map(str::to_owned)
            .collect()
    };
    let others = words(b);
    if words(a).iter().any(|word| others.contains(word)) || distance(&ka, &kb) <= ka.len().max(kb.len()) / 5 {
        return Likeness::Similar;
    }
    if abbreviates(a, b) || abbreviates(b, a) {
        return Likeness::Similar;
    }
    let designation =
        |k: &str| k.chars().any(|c| c.is_ascii_digit()) && k.chars().count() >= 4 && k.is_ascii();
    if designation(&ka) && designation(&kb) { Likeness::Different } else { Likeness::Unclear }
}

/// One number, and letters that stand for the words before it: `CP-8841` and `Cisco IP Phone 8841`, `RP500` and `RAPIDPoint 500`.
fn abbreviates(short: &str, long: &str) -> bool {
    let digits = |text: &str| key(text).chars().filter(char::is_ascii_digit).collect::<String>();
    let letters = |text: &str| key(text).chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let (number, few, many) = (digits(short), letters(short), letters(long));
    let mut rest = many.chars();
    number.len() >= 3
        && number == digits(long)
        && !few.is_empty()
        && few.len() < many.len()
        && few.chars().next() == many.chars().next()
        && few.chars().all(|c| rest.any(|other| other == c))
}

/// Edits between two short texts (Levenshtein), cut at 32 characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(32).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().take(32).enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cb, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let cost = diagonal + usize::from(ca != *cb);
            diagonal = *cell;
            left = cost.min(left + 1).min(*cell + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Operating systems: `None` when they cannot be compared.
#[must_use]
pub fn same_os(ledger: &str, network: &str) -> Option<bool> {
    let (a, b) = (key(ledger), key(network));
    if a.is_empty() || b.is_empty() {
        return None;
    }
    if a.contains(&b) || b.contains(&a) {
        return Some(true);
    }
    let version = |k: &str| -> Option<String> {
        let rest = k.split("windows").nth(1).or_else(|| k.split("win").nth(1))?;
        let rest = rest.trim_start_matches("server").trim_start_matches("nt");
        let word: String = rest.chars().take_while(|c| c.is_ascii_digit()).collect();
        let named = ["xp", "vista", "2000"].iter().find(|n| rest.starts_with(**n)).map(|n| (*n).to_owned());
        named.or((!word.is_empty()).then_some(word))
    };
    let family =
        |k: &str| ["win", "linux", "mac", "vxworks", "qnx", "ubuntu"].iter().position(|f| k.contains(f));
    match (version(&a), version(&b)) {
        (Some(x), Some(y)) => Some(x == y),
        _ if family(&a).is_some() && family(&b).is_some() && family(&a) == family(&b) => None,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mac(text: &str) -> MacAddr {
        text.parse().unwrap()
    }

    #[test]
    fn typing_slips_of_addresses() {
        let right = mac("00:0c:29:10:00:81");
        for text in [
            "00:0c:29:10:00:82",
            "00:0c:29:01:00:81",
            "00:0c:92:10:00:81",
            "00:0c:29:00:10:81",
            "00:c0:29:10:00:81",
        ] {
            assert!(mac_slip(right, mac(text)), "{text}");
        }
        for text in ["00:0c:29:10:00:81", "00:00:39:aa:bb:cc", "00:0c:29:11:01:81"] {
            assert!(!mac_slip(right, mac(text)), "{text}");
        }
    }

    #[test]
    fn model_names() {
        let cases = [
            ("BSM", "BSM-1733", Likeness::Similar),
            ("ＢＳＭ－１７３３", "BSM-1733", Likeness::Same),
            ("ScanPro 64", "Aquilion 320", Likeness::Different),
            ("Aquilion ONE", "Aquilion Prime SP", Likeness::Similar),
            ("超音波", "Aplio 500", Likeness::Unclear),
            ("XN-1000", "XN-3100", Likeness::Different),
            ("CP8841", "Cisco IP Phone 8841", Likeness::Similar),
            ("RAPIDPoint 500", "RP500", Likeness::Similar),
        ];
        for (a, b, expected) in cases {
            assert_eq!(models(a, b), expected, "{a} / {b}");
        }
    }

    #[test]
    fn operating_systems() {
        assert_eq!(same_os("Windows10 Pro", "Windows 10"), Some(true));
        assert_eq!(same_os("Win10", "Windows 7"), Some(false));
        assert_eq!(same_os("Windows XP", "Windows XP SP3"), Some(true));
        assert_eq!(same_os("不明", "Linux"), None);
    }

    #[test]
    fn numbers_hidden_in_host_names() {
        assert!(pieces("PC-ME-008.local").contains(&"me008".to_owned()));
        assert_eq!(host_key("CT01.hospital.local"), "ct01");
    }
}
