//! RPM versions: `[epoch:]version[-release]`, compared as rpm does (rpm-version(7)): runs of digits and letters, `~` before, `^` after.

use std::cmp::Ordering;

use super::digits;

struct Parts<'a> {
    epoch: &'a str,
    version: &'a str,
    release: Option<&'a str>,
}

fn parse(text: &str) -> Option<Parts<'_>> {
    let text = text.trim();
    let (epoch, rest) = match text.split_once(':') {
        Some((epoch, rest)) if epoch.is_empty() || digits::only(epoch) => (epoch, rest),
        Some(_) => return None,
        None => ("0", text),
    };
    let (version, release) = match rest.rsplit_once('-') {
        Some((_, "")) => return None,
        Some((version, release)) => (version, Some(release)),
        None => (rest, None),
    };
    let printable = !rest.contains(|c: char| c.is_control() || c.is_whitespace());
    (printable && !version.is_empty()).then_some(Parts { epoch, version, release })
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (a, b) = (parse(left)?, parse(right)?);
    let releases = || match (a.release, b.release) {
        (Some(x), Some(y)) => part(x, y),
        // Without a release comes before any release.
        (x, y) => x.is_some().cmp(&y.is_some()),
    };
    Some(digits::compare(a.epoch, b.epoch).then_with(|| part(a.version, b.version)).then_with(releases))
}

fn part(mut a: &str, mut b: &str) -> Ordering {
    let separator = |c: char| !(c.is_ascii_alphanumeric() || c == '~' || c == '^');
    while !(a.is_empty() && b.is_empty()) {
        a = a.trim_start_matches(separator);
        b = b.trim_start_matches(separator);
        if let Some(order) = signs(&mut a, &mut b) {
            if order.is_ne() {
                return order;
            }
            continue;
        }
        if a.is_empty() || b.is_empty() {
            break;
        }
        let order = digits::runs(&mut a, &mut b);
        if order.is_ne() {
            return order;
        }
    }
    b.is_empty().cmp(&a.is_empty())
}

/// `~` sorts before everything, even the end; `^` before everything but the end. `Equal` when both had the same sign, which is then taken off.
fn signs(a: &mut &str, b: &mut &str) -> Option<Ordering> {
    for sign in ['~', '^'] {
        match (a.strip_prefix(sign), b.strip_prefix(sign)) {
            (None, None) => {}
            (Some(x), Some(y)) => {
                (*a, *b) = (x, y);
                return Some(Ordering::Equal);
            }
            (Some(_), None) if sign == '^' && b.is_empty() => return Some(Ordering::Greater),
            (None, Some(_)) if sign == '^' && a.is_empty() => return Some(Ordering::Less),
            (Some(_), None) => return Some(Ordering::Less),
            (None, Some(_)) => return Some(Ordering::Greater),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Rpm,
            "1.0~rc1 < 1.0
             1.0~rc1 < 1.0^git1
             1.0 < 1.0^git1
             1.0^git1 < 1.0.1
             1.0^git1~pre < 1.0^git1
             2.0.1a > 2.0.1
             10xyz < 10.1xyz
             xyz10 < 10
             1.0.a > 1.0
             2_0 = 2.0
             0:1.0-1 = 1.0-1
             1:1.0-1 > 2.0-9
             1.0-1.el8 < 1.0-1.el9
             1.0 < 1.0-1
             1.0 < 1.0-~
             4.22.10-1.el6 > 4.22.9-30.el6
             1.0 ? a:1.0
             1.0 ? -1
             1.0 ? 1.0-",
        );
    }
}
