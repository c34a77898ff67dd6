//! Ranges in brackets, as Maven and NuGet write them: `[1.0,2.0)`, `(,1.5]`, `[1.2]`, several with commas between.

use super::{super::VersError, Alternative, Comparator, at};

pub(super) fn read(text: &str, clean: &dyn Fn(&str) -> String) -> Result<Vec<Alternative>, VersError> {
    let wrong = || VersError::Native(text.to_owned());
    let between = [',', ' ', '|'];
    let mut found = Vec::new();
    let mut rest = text.trim_matches(between);
    while !rest.is_empty() {
        let Some(body) = rest.strip_prefix(['[', '(']) else {
            // A bare version.
            let (version, tail) = rest.split_once(between).unwrap_or((rest, ""));
            found.push(vec![vec![at(Comparator::Equal, clean(version))]]);
            rest = tail.trim_start_matches(between);
            continue;
        };
        let (inside, tail) = body.split_at(body.find([']', ')']).ok_or_else(wrong)?);
        let (open, closed) = (rest.starts_with('('), tail.starts_with(']'));
        rest = tail.get(1..).unwrap_or_default().trim_start_matches(between);
        let Some((low, high)) = inside.split_once(',') else {
            if open || !closed || inside.trim().is_empty() {
                return Err(wrong());
            }
            found.push(vec![vec![at(Comparator::Equal, clean(inside.trim()))]]);
            continue;
        };
        let (low, high) = (low.trim(), high.trim());
        if high.contains(',') {
            return Err(wrong());
        }
        let mut both = Alternative::new();
        if !low.is_empty() {
            let comparator = if open { Comparator::Greater } else { Comparator::GreaterOrEqual };
            both.push(vec![at(comparator, clean(low))]);
        }
        if !high.is_empty() {
            let comparator = if closed { Comparator::LessOrEqual } else { Comparator::Less };
            both.push(vec![at(comparator, clean(high))]);
        }
        found.push(both);
    }
    Ok(found)
}
