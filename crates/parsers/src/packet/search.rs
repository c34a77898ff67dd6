//! Finding words in bytes quickly: bodies and heads are searched for many words, so this is where time goes.

use memchr::{memchr2_iter, memmem};

/// First place of `needle` in `haystack`; an empty needle is nowhere.
#[must_use]
pub fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    if needle.is_empty() { None } else { memmem::find(haystack, needle) }
}

/// Whether `needle` occurs in `haystack`.
#[must_use]
pub fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    find(haystack, needle).is_some()
}

/// First place of `needle` in `haystack`, without regard to ASCII case; an empty needle is nowhere.
#[must_use]
pub fn find_ci(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = needle.first()?;
    let last_start = haystack.len().checked_sub(needle.len())?;
    let starts = haystack.get(..=last_start)?;
    memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), starts).find(|place| {
        haystack.get(*place..place + needle.len()).is_some_and(|there| there.eq_ignore_ascii_case(needle))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the functions mean, said slowly.
    fn slowly(haystack: &[u8], needle: &[u8], same: fn(&[u8], &[u8]) -> bool) -> Option<usize> {
        haystack.windows(needle.len().max(1)).position(|window| same(window, needle))
    }

    #[test]
    fn edges() {
        assert_eq!(find(b"abc", b"abc"), Some(0));
        assert_eq!(find(b"ab", b"abc"), None);
        assert_eq!(find(b"abc", b""), None);
        assert_eq!(find_ci(b"xTITLE", b"<title"), None);
        assert_eq!(find_ci(b"x<TiTLE", b"<title"), Some(1));
        assert_eq!(find_ci(b"", b""), None);
    }

    proptest! {
        #[test]
        fn the_same_as_searching_slowly(haystack in "[aAbB<]{0,40}", needle in "[aAbB<]{0,4}") {
            let (haystack, needle) = (haystack.as_bytes(), needle.as_bytes());
            prop_assert_eq!(find(haystack, needle), slowly(haystack, needle, |a, b| a == b));
            prop_assert_eq!(find_ci(haystack, needle), slowly(haystack, needle, <[u8]>::eq_ignore_ascii_case));
        }
    }
}
