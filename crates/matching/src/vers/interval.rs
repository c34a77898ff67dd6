//! Ranges in brackets, as Maven and NuGet write them: `[1.0,2.0)`, `(,1.5]`, `[1.2]`, several with commas between.

use super::{Comparator, Constraint, VersError, native::at};

pub(super) fn read(text: &str, clean: &dyn Fn(&str) -> String) -> Result<Vec<Constraint>, VersError> {
    let wrong = || VersError::Native(text.to_owned());
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        rest = rest.trim_start_matches([',', ' ']);
        let Some(body) = rest.strip_prefix(['[', '(']) else {
            // A bare version.
            let (version, tail) = rest.split_once(',').unwrap_or((rest, ""));
            found.push(at(Comparator::Equal, clean(version.trim())));
            rest = tail;
            continue;
        };
        let end = body.find([']', ')']).ok_or_else(wrong)?;
        let (inside, tail) = body.split_at(end);
        let (open, closed) = (rest.starts_with('('), tail.starts_with(']'));
        rest = tail.get(1..).unwrap_or_default();
        let Some((low, high)) = inside.split_once(',') else {
            found.push(at(Comparator::Equal, clean(inside.trim())));
            continue;
        };
        let (low, high) = (low.trim(), high.trim());
        if low.is_empty() && high.is_empty() {
            found.push(at(Comparator::Any, String::new()));
        }
        if !low.is_empty() {
            found.push(at(if open { Comparator::Greater } else { Comparator::GreaterOrEqual }, clean(low)));
        }
        if !high.is_empty() {
            found.push(at(if closed { Comparator::LessOrEqual } else { Comparator::Less }, clean(high)));
        }
    }
    Ok(found)
}
