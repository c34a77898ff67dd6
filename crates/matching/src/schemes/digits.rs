//! Runs of digits of any length, compared without ever becoming a number that could overflow.

use std::cmp::Ordering;

/// Orders two runs of digits by value. Anything else in them is compared as text after its length.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    let (left, right) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

/// The text is one digit or more, and nothing else.
pub(super) fn only(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The value is nought.
pub(super) fn is_zero(text: &str) -> bool {
    text.bytes().all(|byte| byte == b'0')
}

/// Splits behind the leading characters for which `keep` holds.
pub(super) fn split(text: &str, keep: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !keep(c)).unwrap_or(text.len()))
}

/// Splits behind the leading digits.
pub(super) fn lead(text: &str) -> (&str, &str) {
    split(text, |c| c.is_ascii_digit())
}

/// Takes the run of digits or of letters with which `left` begins, and that of `right` if it is of the same sort, off both and orders them;
/// digits are newer than letters (rpm and libalpm agree so far).
pub(super) fn runs(left: &mut &str, right: &mut &str) -> Ordering {
    let numeric = left.starts_with(|c: char| c.is_ascii_digit());
    let kind = |c: char| if numeric { c.is_ascii_digit() } else { c.is_ascii_alphabetic() };
    let ((x, left_rest), (y, right_rest)) = (split(left, kind), split(right, kind));
    (*left, *right) = (left_rest, right_rest);
    match (y.is_empty(), numeric) {
        (true, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, true) => compare(x, y),
        (false, false) => x.cmp(y),
    }
}

/// Orders lists item by item; `missing` stands in for what the shorter one has not.
pub(super) fn lists<'a>(left: &[&'a str], right: &[&'a str], missing: &'a str) -> Ordering {
    for at in 0..left.len().max(right.len()) {
        let item = |list: &[&'a str]| list.get(at).copied().unwrap_or(missing);
        let order = compare(item(left), item(right));
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        assert_eq!(compare("007", "7"), Ordering::Equal);
        assert_eq!(compare("10", "9"), Ordering::Greater);
        assert_eq!(compare("99999999999999999999999999", "100000000000000000000000000"), Ordering::Less);
        assert_eq!(compare("", "0"), Ordering::Equal);
        assert_eq!(lists(&["1", "0"], &["1"], "0"), Ordering::Equal);
    }
}
