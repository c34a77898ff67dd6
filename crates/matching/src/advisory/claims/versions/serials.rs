//! Serial numbers as limits: `SN 138853 and higher`, `serial numbers 1000 through 1999`, `below SN 138853`, and the
//! placeholders of CSAF (`?` for one character, `*` for any, 2.0 section 3.1.3.3.5).

/// Serial numbers that are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SerialRange {
    /// Both ends belong to it.
    Numbers { from: Option<u64>, to: Option<u64> },
    /// Folded, with `?` and `*`.
    Pattern(String),
}

/// Where a serial number stands to a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SerialFit {
    Inside,
    Outside,
    /// The number has no digits where digits are compared.
    Open,
}

impl SerialRange {
    /// `serial` is folded: upper case, half width.
    #[must_use]
    pub fn fits(&self, serial: &str) -> SerialFit {
        match self {
            Self::Pattern(pattern) if crate::wild::matches(pattern.as_bytes(), plain(serial).as_bytes()) => {
                SerialFit::Inside
            }
            Self::Pattern(_) => SerialFit::Outside,
            Self::Numbers { from, to } => {
                let Some(number) = last_number(serial) else { return SerialFit::Open };
                let inside = from.is_none_or(|from| number >= from) && to.is_none_or(|to| number <= to);
                if inside { SerialFit::Inside } else { SerialFit::Outside }
            }
        }
    }
}

/// One entry of a list of serial numbers: a number, a range of two, or a pattern.
#[must_use]
pub fn serial(written: &str) -> Option<SerialRange> {
    let folded = crate::advisory::words::fold(written);
    let ends: Vec<&str> = folded.split('-').map(str::trim).collect();
    if let [from, to] = ends.as_slice()
        && let (Ok(from), Ok(to)) = (from.parse::<u64>(), to.parse::<u64>())
        && to > from
    {
        return Some(SerialRange::Numbers { from: Some(from), to: Some(to) });
    }
    let pattern = plain(&folded);
    (!pattern.is_empty()).then_some(SerialRange::Pattern(pattern))
}

/// Limits announced in prose, and the text without them.
#[must_use]
pub fn cut(text: &str) -> (String, Vec<SerialRange>) {
    let lower = text.to_ascii_lowercase();
    const SIGNS: [&str; 8] =
        ["serial numbers", "serial number", "serial no.", "serials", "s/n ", "(sn ", " sn ", "製造番号"];
    let Some((at, sign)) = SIGNS.iter().filter_map(|sign| Some((lower.find(sign)?, *sign))).min() else {
        return (text.to_owned(), Vec::new());
    };
    let (before, after) =
        (lower.get(..at).unwrap_or_default(), lower.get(at + sign.len()..).unwrap_or_default());
    let range = range(before, after);
    if range.is_empty() {
        return (text.to_owned(), Vec::new());
    }
    let kept = text.get(..at).unwrap_or_default();
    let kept = kept.trim_end().trim_end_matches("below").trim_end_matches("above");
    (kept.trim_end_matches([' ', ':', ',', '(']).to_owned(), range)
}

fn range(before: &str, after: &str) -> Vec<SerialRange> {
    let numbers: Vec<u64> = after
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| run.len() >= 3)
        .filter_map(|run| run.parse().ok())
        .take(2)
        .collect();
    let has = |words: &[&str]| words.iter().any(|word| after.contains(word));
    let only = match numbers.as_slice() {
        [from, to] if to > from && has(&["through", " to ", "-", "～", "から"]) => {
            SerialRange::Numbers { from: Some(*from), to: Some(*to) }
        }
        [first, ..] if has(&["higher", "above", "later", "newer", "greater", "以降", "以上"]) => {
            SerialRange::Numbers { from: Some(*first), to: None }
        }
        [first, ..] if has(&["lower", "below", "earlier", "prior", "older", "以前", "以下"]) => {
            SerialRange::Numbers { from: None, to: Some(*first) }
        }
        [first, ..] if has(&["未満"]) || before.trim_end().ends_with("below") => {
            SerialRange::Numbers { from: None, to: Some(first.saturating_sub(1)) }
        }
        _ => return Vec::new(),
    };
    vec![only]
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '*' | '?')).collect()
}

fn last_number(serial: &str) -> Option<u64> {
    let digits = serial.trim_end_matches(|c: char| !c.is_ascii_digit());
    let start = digits.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    digits.get(start..)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        for (text, kept, inside, outside) in [
            ("053L000091: SN 138853 and higher", "053L000091", "SN150321", "138852"),
            ("all units with serial numbers 1000 through 1999", "all units with", "AB-1500", "2000"),
            ("software 2.1 (SN 138852 and lower)", "software 2.1", "100", "138853"),
            ("製造番号 12345 以前", "", "12345", "12346"),
        ] {
            let (left, ranges) = cut(text);
            assert_eq!(left, kept, "{text}");
            assert_eq!(ranges[0].fits(inside), SerialFit::Inside, "{text}");
            assert_eq!(ranges[0].fits(outside), SerialFit::Outside, "{text}");
        }
        assert!(cut("version 2.1, see serial number label").1.is_empty());
    }

    #[test]
    fn placeholders() {
        let pattern = serial("AB*-12?4").unwrap();
        assert_eq!(pattern.fits("ABXY1234"), SerialFit::Inside);
        assert_eq!(pattern.fits("ABXY1235"), SerialFit::Outside);
        assert_eq!(serial("100-200").unwrap().fits("SN 150"), SerialFit::Inside);
    }

    proptest::proptest! {
        #[test]
        fn any_text(text in "\\PC{0,40}", pattern in "[A-C*?]{0,12}") {
            let _ = cut(&text);
            let _ = serial(&pattern).map(|range| range.fits(&text));
        }
    }
}
