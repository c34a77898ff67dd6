//! Go module versions: semantic versions with a `v` (pseudo-versions and `+incompatible` included), and toolchain versions (`go1.21rc2`).
//!
//! A pseudo-version `vX.Y.(Z+1)-0.yyyymmddhhmmss-commit` is ordered as any other pre-release (Go Modules Reference, "Versions").

use std::cmp::Ordering;

use super::{digits, semver::Semver};

/// `go1.21rc2`, `1.21.3`: numbers, and `beta` or `rc` with a number.
struct Toolchain<'a> {
    numbers: Vec<&'a str>,
    pre: &'a str,
    pre_number: &'a str,
}

fn toolchain(text: &str) -> Option<Toolchain<'_>> {
    let text = text.trim();
    let text = text.strip_prefix("go").or_else(|| text.strip_prefix('v')).unwrap_or(text);
    let (body, rest) = digits::split(text, |c| c.is_ascii_digit() || c == '.');
    let (pre, pre_number) = digits::split(rest, |c| c.is_ascii_lowercase());
    let numbers: Vec<&str> = body.split('.').collect();
    let sound = numbers.len() <= 3
        && numbers.iter().all(|number| digits::only(number))
        && match pre {
            "" => pre_number.is_empty(),
            _ => matches!(pre, "beta" | "rc") && digits::only(pre_number),
        };
    sound.then_some(Toolchain { numbers, pre, pre_number })
}

impl Toolchain<'_> {
    fn order(&self, other: &Self) -> Ordering {
        let last = |pre: &str| pre.is_empty();
        digits::lists(&self.numbers, &other.numbers, "0")
            .then_with(|| last(self.pre).cmp(&last(other.pre)))
            .then_with(|| self.pre.cmp(other.pre))
            .then_with(|| digits::compare(self.pre_number, other.pre_number))
    }
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    match (Semver::parse(left), Semver::parse(right)) {
        (Some(a), Some(b)) => Some(a.precedence(&b)),
        _ => Some(toolchain(left)?.order(&toolchain(right)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Golang,
            "v1.3.7 = 1.3.7
             v2.0.0+incompatible = v2.0.0
             v0.0.0-20190101000000-abcdefabcdef < v0.0.0-20200101000000-abcdefabcdef
             v1.2.4-0.20200101000000-abcdefabcdef < v1.2.4
             v1.2.4-0.20200101000000-abcdefabcdef > v1.2.3
             go1.21rc2 < go1.21.0
             go1.20.7 < 1.21rc1
             go1.21beta1 < go1.21rc1
             v1.0.0 ? main
             v1.0.0 ? 244fd47e07d1004f0aed9c",
        );
    }
}
