//! Dates as versions: `2021.03`, `2021-03-04`, `20210304`, `2021.03.04.2`, `202103`. A release of a month comes before the days and patches of it.

use std::cmp::Ordering;

use super::digits;

/// Year, month and day where written, then further numbers.
fn parse(text: &str) -> Option<Vec<&str>> {
    let text = text.trim();
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let mut parts = text.split(['.', '-', '/', '_']);
    let first = parts.next()?;
    let mut found = match first.len() {
        4 => vec![first],
        6 => vec![first.get(..4)?, first.get(4..)?],
        8 | 10 | 12 | 14 => {
            let mut found = vec![first.get(..4)?];
            let tail = first.get(4..)?;
            found.extend((0..tail.len()).step_by(2).filter_map(|at| tail.get(at..at + 2)));
            found
        }
        _ => return None,
    };
    found.extend(parts);
    if !found.iter().all(|part| digits::only(part)) {
        return None;
    }
    let between = |at: usize, low: u32, high: u32| {
        found.get(at).is_none_or(|part| part.parse().is_ok_and(|number: u32| (low..=high).contains(&number)))
    };
    (between(0, 1970, 2199) && between(1, 1, 12) && between(2, 0, 31)).then_some(found)
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    Some(digits::lists(&parse(left)?, &parse(right)?, "0"))
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Dated,
            "2021.03 < 2021.10
             2021.3 = 2021.03
             20210304 = 2021-03-04
             202103 < 20210304
             20210304 < 2021.03.04.2
             2021.03 ? 21.03
             2021.03 ? 2021.13
             2021.03 ? 1.2.3",
        );
    }
}
