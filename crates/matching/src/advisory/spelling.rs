//! Typing slips: edit distance with neighbours swapped, bounded.

/// The two words differ by at most `limit` letters put in, left out, changed or swapped.
#[must_use]
pub fn within(a: &str, b: &str, limit: usize) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(40).collect(), b.chars().take(40).collect());
    if a.len().abs_diff(b.len()) > limit {
        return false;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |list: &[usize], index: usize| list.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut best =
                (at(&previous, j) + usize::from(x != y)).min(at(&previous, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut previous, row);
    }
    previous.last().copied().unwrap_or(0) <= limit
}

/// A word of a product name, allowing for a slip: one letter from six letters on, two from ten on.
#[must_use]
pub fn same_word(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let limit = match a.len().min(b.len()) {
        0..=5 => return false,
        6..=9 => 1,
        _ => 2,
    };
    let same_end = a.as_bytes().first() == b.as_bytes().first() || a.as_bytes().last() == b.as_bytes().last();
    let letters = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    a.len().abs_diff(b.len()) <= limit && same_end && letters(a) && letters(b) && within(a, b, limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips() {
        assert!(
            same_word("INTELLIVUE", "INTELLIVEU")
                && same_word("MILLENIUM", "MILLENNIUM")
                && same_word("INTELLIVIEW", "INTELLIVUE")
        );
        assert!(!same_word("DELTA", "DELTE") && !same_word("ALARIS", "AFFINITI"));
    }
}
