//! Debian versions: `[epoch:]upstream[-revision]` (Debian Policy §5.6.12, deb-version(7)).

use std::cmp::Ordering;

use super::digits;

struct Parts<'a> {
    epoch: &'a str,
    upstream: &'a str,
    revision: &'a str,
}

fn parse(text: &str) -> Option<Parts<'_>> {
    let text = text.trim();
    let (epoch, rest) = text.split_once(':').unwrap_or(("0", text));
    let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, "0"));
    let letters = |text: &str, more: &str| {
        !text.is_empty()
            && text.chars().all(|c| c.is_ascii_alphanumeric() || ".+~".contains(c) || more.contains(c))
    };
    let begins = upstream.starts_with(|c: char| c.is_ascii_digit());
    let sound = digits::only(epoch) && begins && letters(upstream, ":-") && letters(revision, "");
    sound.then_some(Parts { epoch, upstream, revision })
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (a, b) = (parse(left)?, parse(right)?);
    Some(
        digits::compare(a.epoch, b.epoch)
            .then_with(|| part(a.upstream, b.upstream))
            .then_with(|| part(a.revision, b.revision)),
    )
}

/// Text and numbers in turn: text by weight, numbers by value.
fn part(mut a: &str, mut b: &str) -> Ordering {
    while !(a.is_empty() && b.is_empty()) {
        let ((x, a_rest), (y, b_rest)) = (text(a), text(b));
        let order = weigh(x, y);
        if order.is_ne() {
            return order;
        }
        let ((x, a_tail), (y, b_tail)) = (digits::lead(a_rest), digits::lead(b_rest));
        let order = digits::compare(x, y);
        if order.is_ne() {
            return order;
        }
        (a, b) = (a_tail, b_tail);
    }
    Ordering::Equal
}

fn text(part: &str) -> (&str, &str) {
    digits::split(part, |c| !c.is_ascii_digit())
}

/// `~` before the end, the end before letters, letters before everything else.
fn weigh(x: &str, y: &str) -> Ordering {
    let weight = |byte: Option<u8>| match byte {
        Some(b'~') => -1,
        None => 0,
        Some(byte) if byte.is_ascii_alphabetic() => i32::from(byte),
        Some(byte) => i32::from(byte) + 256,
    };
    (0..x.len().max(y.len()))
        .map(|at| weight(x.as_bytes().get(at).copied()).cmp(&weight(y.as_bytes().get(at).copied())))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Deb,
            "1.0~rc1 < 1.0
             1.0~~ < 1.0~
             1.0 < 1.0a
             1.0a < 1.0+b
             1.0 = 1.0-0
             1.0-1 < 1.0-1+deb12u1
             1.0-1ubuntu1 > 1.0-1
             0:1.0 = 1.0
             1:0.1 > 9.9
             2:1.19.1-5 > 1.20
             1.2.3 = 1.02.3
             7.50.3-1 > 7.50.3-1~bpo8+1
             1.0 ? a:1.0
             1.0 ? 1_0
             1.0 ? v1.0
             1.0 ? 1.0-",
        );
    }
}
