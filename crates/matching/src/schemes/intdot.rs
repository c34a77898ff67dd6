//! Numbers with dots and nothing else that counts (VERS `intdot`, Haskell's PVP): what follows the numbers is not looked at.

use std::cmp::Ordering;

use super::digits;

fn numbers(text: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    loop {
        let (number, tail) = digits::lead(rest);
        if number.is_empty() {
            break;
        }
        found.push(number);
        match tail.strip_prefix('.') {
            Some(after) => rest = after,
            None => break,
        }
    }
    (!found.is_empty()).then_some(found)
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    Some(digits::lists(&numbers(left)?, &numbers(right)?, "0"))
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Intdot,
            "1.2.3.5543 < 1.2.4
             1.10 > 1.9
             1.2 = 1.2.0
             123.234-prerelease = 123.234
             1 ? alpha",
        );
    }
}
