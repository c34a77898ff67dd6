//! NuGet versions: one to four numbers, a pre-release tag without regard to case, metadata that has no order.

use std::cmp::Ordering;

use super::{digits, semver};

struct Parts<'a> {
    numbers: Vec<&'a str>,
    pre: String,
}

fn parse(text: &str) -> Option<Parts<'_>> {
    let text = text.trim();
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let (text, metadata) = text.split_once('+').unwrap_or((text, "0"));
    let (core, pre) = match text.split_once('-') {
        Some((core, pre)) => (core, Some(pre)),
        None => (text, None),
    };
    let numbers: Vec<&str> = core.split('.').collect();
    let tag = |tag: &str| {
        tag.split('.').all(|part| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
    };
    let sound = numbers.len() <= 4
        && numbers.iter().all(|number| digits::only(number))
        && pre.is_none_or(tag)
        && tag(metadata);
    sound.then(|| Parts { numbers, pre: pre.unwrap_or_default().to_ascii_lowercase() })
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (a, b) = (parse(left)?, parse(right)?);
    Some(digits::lists(&a.numbers, &b.numbers, "0").then_with(|| semver::pre_releases(&a.pre, &b.pre)))
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Nuget,
            "1.0 = 1.0.0.0
             1.0.0-BETA = 1.0.0-beta
             1.0.0+a = 1.0.0+B
             1.0.0.1 > 1.0.0
             1.0.01 = 1.0.1
             1.0.0-beta.2 < 1.0.0-beta.11
             1.0.0-rc < 1.0.0
             1.0 ? 1.0.0.0.0
             1.0 ? 1.x",
        );
    }
}
