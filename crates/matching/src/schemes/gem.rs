//! RubyGems versions: runs of digits and letters; any letter makes it a pre-release (`Gem::Version`).

use std::cmp::Ordering;

use super::digits;

/// Segments without the noughts that say nothing: those at the end of the release and at the end of the pre-release.
fn parse(text: &str) -> Option<Vec<&str>> {
    let text = text.trim();
    let (head, pre) = match text.split_once('-') {
        Some((head, pre)) => (head, Some(pre)),
        None => (text, None),
    };
    let mut parts = head.split('.');
    let word = |part: &str, more: char| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == more)
    };
    let sound = parts.next().is_some_and(digits::only)
        && parts.all(|part| word(part, '.'))
        && pre.is_none_or(|pre| pre.split('.').all(|part| word(part, '-')));
    if !sound {
        return None;
    }
    let mut found = segments(head);
    if let Some(pre) = pre {
        // A hyphen is written `.pre.` inside.
        found.push("pre");
        for (at, piece) in pre.split('-').enumerate() {
            if at > 0 {
                found.push("pre");
            }
            found.extend(segments(piece));
        }
    }
    let letters = found.iter().position(|part| !digits::only(part)).unwrap_or(found.len());
    let mut tail = found.split_off(letters);
    drop_noughts(&mut found);
    drop_noughts(&mut tail);
    found.append(&mut tail);
    Some(found)
}

fn drop_noughts(list: &mut Vec<&str>) {
    while list.last().is_some_and(|part| digits::is_zero(part)) {
        list.pop();
    }
}

fn segments(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (run, tail) = digits::split(rest, |c| {
            c.is_ascii_digit() == first.is_ascii_digit()
                && c.is_ascii_alphabetic() == first.is_ascii_alphabetic()
        });
        if first.is_ascii_alphanumeric() {
            found.push(run);
        }
        rest = tail;
    }
    found
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (a, b) = (parse(left)?, parse(right)?);
    let each = (0..a.len().max(b.len())).map(|at| {
        let (x, y) = (a.get(at).copied().unwrap_or("0"), b.get(at).copied().unwrap_or("0"));
        match (digits::only(x), digits::only(y)) {
            (true, true) => digits::compare(x, y),
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => x.cmp(y),
        }
    });
    Some(each.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal))
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Gem,
            "1.0 = 1.0.0
             1.0.a < 1.0
             1.0.0.rc1 = 1.0.rc1
             1.0.0.beta1 < 1.0.0.beta2
             1.0-1 < 1.0
             1.9.3 < 1.10
             1.0.a.2 > 1.0.a.1
             1.8.2.b < 1.8.2
             1 ? x.1
             1 ? 1..2
             1 ? 1.0_1",
        );
    }
}
