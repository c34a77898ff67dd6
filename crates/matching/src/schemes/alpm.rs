//! Arch Linux versions: `[epoch:]version[-release]` (vercmp(8)). A left-over letter makes a version older: `1.0rc` before `1.0`.

use std::cmp::Ordering;

use super::digits;

struct Parts<'a> {
    epoch: &'a str,
    version: &'a str,
    release: Option<&'a str>,
}

fn parse(text: &str) -> Option<Parts<'_>> {
    let text = text.trim();
    let (number, tail) = digits::lead(text);
    let (epoch, rest) = tail.strip_prefix(':').map_or(("0", text), |rest| (number, rest));
    let (version, release) =
        rest.rsplit_once('-').map_or((rest, None), |(version, release)| (version, Some(release)));
    let sound = rest.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'/')
        && version.contains(|c: char| c.is_ascii_alphanumeric());
    sound.then_some(Parts { epoch, version, release })
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (a, b) = (parse(left)?, parse(right)?);
    let releases = || match (a.release, b.release) {
        (Some(x), Some(y)) => part(x, y),
        // A version without release means any release of it.
        _ => Ordering::Equal,
    };
    Some(digits::compare(a.epoch, b.epoch).then_with(|| part(a.version, b.version)).then_with(releases))
}

fn part(mut a: &str, mut b: &str) -> Ordering {
    let separator = |c: char| !c.is_ascii_alphanumeric();
    while !(a.is_empty() || b.is_empty()) {
        let ((x, a_rest), (y, b_rest)) = (digits::split(a, separator), digits::split(b, separator));
        (a, b) = (a_rest, b_rest);
        if a.is_empty() || b.is_empty() {
            break;
        }
        if x.len() != y.len() {
            return x.len().cmp(&y.len());
        }
        let order = digits::runs(&mut a, &mut b);
        if order.is_ne() {
            return order;
        }
    }
    let letter = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic());
    match (a.is_empty(), b.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) if !letter(b) => Ordering::Less,
        _ if letter(a) => Ordering::Less,
        _ => Ordering::Greater,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Alpm,
            "1.0a < 1.0b
             1.0b < 1.0beta
             1.0beta < 1.0p
             1.0p < 1.0pre
             1.0pre < 1.0rc
             1.0rc < 1.0
             1.0 < 1.0.a
             1.0.a < 1.0.1
             1.5.0-1 < 1.5.0-2
             1.5.0 = 1.5.0-2
             1:1.0 > 2.0
             1.1.1 < 1.1..1
             1.0 ? :",
        );
    }
}
