//! OpenSSL versions: `1.0.2zh` with letters before 3.0, semantic versions from then on; `-dev`, `-alpha1`, `-beta2`, `-pre3` before the release.

use std::cmp::Ordering;

use super::digits;

struct Parts<'a> {
    numbers: [&'a str; 3],
    letters: &'a str,
    /// Rank and number.
    pre: (u8, &'a str),
}

fn parse(text: &str) -> Option<Parts<'_>> {
    let text = text.trim();
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    // Red Hat and others write the certified module's name behind the version.
    let text = text.strip_suffix("-fips").unwrap_or(text);
    let text = text.split_once('+').map_or(text, |(text, _)| text);
    let (core, pre) = match text.split_once('-') {
        Some((core, pre)) => (core, pre_release(pre)?),
        None => (text, RELEASE),
    };
    let body = core.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let letters = core.get(body.len()..)?;
    let mut numbers = ["0"; 3];
    for (at, part) in body.split('.').enumerate() {
        *numbers.get_mut(at)? = part;
    }
    let legacy = matches!(numbers, ["0" | "1", ..]);
    let sound = numbers.iter().all(|number| digits::only(number))
        && letters.len() <= 3
        && (legacy || letters.is_empty())
        && body.contains('.');
    sound.then_some(Parts { numbers, letters, pre })
}

/// Ranks from here on come after the release.
const AFTER: u8 = 8;
const RELEASE: (u8, &str) = (AFTER - 1, "");

fn pre_release(text: &str) -> Option<(u8, &str)> {
    let (word, number) = digits::split(text, |c| !c.is_ascii_digit());
    let rank = match word.trim_end_matches('.') {
        "dev" => 0,
        "alpha" => 1,
        "beta" => 2,
        "pre" => 3,
        "rc" => 4,
        // Snapshots of the old repository, made after the release.
        "cvs" => AFTER,
        _ => return None,
    };
    (number.is_empty() || digits::only(number)).then_some((rank, number))
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (a, b) = (parse(left)?, parse(right)?);
    Some(
        digits::lists(&a.numbers, &b.numbers, "0")
            .then_with(|| a.letters.cmp(b.letters))
            .then(a.pre.0.cmp(&b.pre.0))
            .then_with(|| digits::compare(a.pre.1, b.pre.1)),
    )
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Openssl,
            "1.0.0e < 1.0.0r
             1.0.2 < 1.0.2a
             1.0.2z < 1.0.2za
             1.0.2zh < 1.1.0
             1.1.1w < 3.0.0
             3.0.2 < 3.0.10
             1.1.0-pre1 < 1.1.0
             1.0.0-beta3 > 1.0.0-beta1
             3.0.0-alpha17 < 3.0.0-beta1
             1.0.2k-fips = 1.0.2k
             1.1.1 ? 3.0.2a
             1.1.1 ? fish",
        );
    }
}
