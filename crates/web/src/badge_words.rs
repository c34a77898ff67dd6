//! Words for stable codes that appear in addresses and lists.

use crate::locale::Lang;

/// The name of a filter's value; the value itself when it has no name.
#[must_use]
pub fn value(lang: Lang, filter: &str, value: &str) -> String {
    let key = match filter {
        "ledger" => format!("in-ledger-{value}"),
        other => format!("{other}-{value}"),
    };
    lang.find(&key).map_or_else(|| value.to_owned(), std::borrow::Cow::into_owned)
}

/// The name of a protocol, method or service. One without a name of ours: codes in upper case, names of products as they are.
#[must_use]
pub fn protocol(lang: Lang, word: &str) -> String {
    let is_code = !word.contains(|c: char| c.is_uppercase() || c == ' ');
    let own = if is_code { word.replace('_', " ").to_uppercase() } else { word.to_owned() };
    lang.find(&format!("protocol-{}", word.replace('_', "-"))).map_or(own, std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_have_our_name_or_their_own() {
        for (word, said) in [
            ("lte_router", "携帯回線"),
            ("TeamViewer", "TeamViewer"),
            ("LogMeIn / GoTo", "LogMeIn / GoTo"),
            ("pcoip", "PCOIP"),
        ] {
            assert_eq!(protocol(Lang::Ja, word), said);
        }
    }
}
