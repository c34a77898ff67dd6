//! Perl versions: `1.55` is a decimal number (1.550), `v1.55` or `1.2.3` is dotted; both have an order together (version(3perl)).

use std::cmp::Ordering;

use super::digits;

/// Groups of three decimals, as numbers.
fn parse(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    let (dotted, body) = text.strip_prefix('v').map_or((false, text), |body| (true, body));
    let mut clean = body.replace('_', "");
    // `.5` and `5.` are decimals, too.
    if !dotted && clean.len() > 1 && clean.matches('.').count() == 1 {
        if clean.starts_with('.') {
            clean.insert(0, '0');
        }
        if clean.ends_with('.') {
            clean.push('0');
        }
    }
    let parts: Vec<&str> = clean.split('.').collect();
    if !parts.iter().all(|part| digits::only(part)) {
        return None;
    }
    if dotted || parts.len() > 2 {
        return Some(parts.into_iter().map(str::to_owned).collect());
    }
    let mut groups = vec![(*parts.first()?).to_owned()];
    for group in parts.get(1).copied().unwrap_or_default().as_bytes().chunks(3) {
        groups.push(format!("{:0<3}", String::from_utf8_lossy(group)));
    }
    Some(groups)
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (a, b) = (parse(left)?, parse(right)?);
    let (a, b): (Vec<&str>, Vec<&str>) =
        (a.iter().map(String::as_str).collect(), b.iter().map(String::as_str).collect());
    Some(digits::lists(&a, &b, "0"))
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Perl,
            "1.55 > 1.6.0
             1.1 > 1.09
             1.002003 = v1.2.3
             1.10 = 1.1
             v1.10 > v1.9
             .5 = 0.500
             5. = 5.000
             1.0 ? .
             1.0 ? 1..
             1.0 ? 1.0a",
        );
    }
}
