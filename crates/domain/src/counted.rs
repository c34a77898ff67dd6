//! Numbers of things in English sentences: `1 device`, `2 devices`.

use std::fmt::Display;

/// A number with the word for one or for several.
#[must_use]
pub fn counted<N: Display + PartialEq + From<u8>>(count: N, one: &str, several: &str) -> String {
    let word = if count == N::from(1) { one } else { several };
    format!("{count} {word}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one() {
        let words: Vec<String> = (0_usize..3).map(|count| counted(count, "row is", "rows are")).collect();
        assert_eq!(words, ["0 rows are", "1 row is", "2 rows are"]);
        assert_eq!(counted(1_i64, "day", "days"), "1 day");
    }
}
