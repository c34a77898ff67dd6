//! A table of pairs for the tests of schemes.

use super::{Comparison, Scheme};

/// Checks rows `A < B`, `A = B`, `A > B`, `A ? B` from both sides.
pub(super) fn table(scheme: Scheme, rows: &str) {
    for row in rows.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let words: Vec<&str> = row.split(' ').collect();
        let [left, sign, right] = words[..] else { panic!("not `A < B`: {row}") };
        let expected = match sign {
            "<" => Comparison::Less,
            "=" => Comparison::Equal,
            ">" => Comparison::Greater,
            _ => Comparison::Incomparable,
        };
        assert_eq!(scheme.compare(left, right), expected, "{row}");
        assert_eq!(scheme.compare(right, left), expected.reversed(), "{row}, from the right");
    }
}
