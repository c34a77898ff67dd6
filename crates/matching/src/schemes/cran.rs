//! R package versions: numbers separated by dots or hyphens; `1.0` comes before `1.0.0` (`package_version`).

use std::cmp::Ordering;

use super::digits;

fn numbers(text: &str) -> Option<Vec<&str>> {
    let numbers: Vec<&str> = text.trim().split(['.', '-']).collect();
    numbers.iter().all(|number| digits::only(number)).then_some(numbers)
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (a, b) = (numbers(left)?, numbers(right)?);
    let each = a.iter().zip(&b).map(|(x, y)| digits::compare(x, y)).find(|order| order.is_ne());
    Some(each.unwrap_or_else(|| a.len().cmp(&b.len())))
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Cran,
            "1.0-4 = 1.0.4
             6.0-88 < 6.0-100
             1.0 < 1.0.0
             1.0 ? 1.0a",
        );
    }
}
