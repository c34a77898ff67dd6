//! Conan versions: dotted items that are numbers or words, `-pre-release`, `+build`, each of which is a version again.

use std::cmp::Ordering;

use super::digits;

struct Parts<'a> {
    /// Without noughts at the end.
    items: Vec<&'a str>,
    pre: Option<Box<Parts<'a>>>,
    build: Option<Box<Parts<'a>>>,
}

/// Deeper than any version: `1-a-b-c…`.
const MAX_DEPTH: usize = 16;

fn parse<'a>(text: &'a str, depth: usize) -> Option<Parts<'a>> {
    if depth > MAX_DEPTH {
        return None;
    }
    let (rest, build) = text.rsplit_once('+').map_or((text, None), |(rest, build)| (rest, Some(build)));
    // From the left: a pre-release may have hyphens of its own.
    let (rest, pre) = rest.split_once('-').map_or((rest, None), |(rest, pre)| (rest, Some(pre)));
    let mut items: Vec<&str> = rest.split('.').collect();
    while items.last().is_some_and(|item| digits::only(item) && digits::is_zero(item)) {
        items.pop();
    }
    let nested = |text: Option<&'a str>| match text {
        Some(text) => Some(Some(Box::new(parse(text, depth + 1)?))),
        None => Some(None),
    };
    Some(Parts { items, pre: nested(pre)?, build: nested(build)? })
}

impl Parts<'_> {
    fn order(&self, other: &Self) -> Ordering {
        let pre = || match (&self.pre, &other.pre) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(x), Some(y)) => x.order(y),
        };
        let build = || match (&self.build, &other.build) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(x), Some(y)) => x.order(y),
        };
        items(&self.items, &other.items).then_with(pre).then_with(build)
    }
}

fn items(a: &[&str], b: &[&str]) -> Ordering {
    let each = a.iter().zip(b).map(|(x, y)| match (digits::only(x), digits::only(y)) {
        (true, true) => digits::compare(x, y),
        _ => plain(x).cmp(plain(y)),
    });
    each.into_iter().find(|order| order.is_ne()).unwrap_or_else(|| a.len().cmp(&b.len()))
}

/// A number as it is printed, a word as it is written.
fn plain(item: &str) -> &str {
    match item.trim_start_matches('0') {
        "" if digits::only(item) => "0",
        rest if digits::only(item) => rest,
        _ => item,
    }
}

fn readable(text: &str) -> Option<&str> {
    let text = text.trim();
    let letters = |c: char| c.is_ascii_alphanumeric() || "._-+*".contains(c);
    (text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(letters)).then_some(text)
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    Some(parse(readable(left)?, 0)?.order(&parse(readable(right)?, 0)?))
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Conan,
            "1.0 = 1
             1.1 > 1.0.2
             1.0-alpha < 1.0
             1.0-alpha.2 < 1.0-alpha.11
             1.1.e < 1.1.f
             1.0+1 > 1.0
             cci.20200229 > 1.0
             1-a-b < 1
             3-a-b < 11
             1.0 ? [>1.0]",
        );
    }
}
