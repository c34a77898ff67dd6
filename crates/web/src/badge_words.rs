//! Words for stable codes that appear in addresses and lists.

use crate::{kinds, locale::Lang};

/// The name of a kind by id; the id itself when it is not known.
#[must_use]
pub fn kind(lang: Lang, id: &str) -> String {
    kinds::find(id).map_or_else(
        || id.to_owned(),
        |kind| match lang {
            Lang::Ja => kind.name_ja.clone(),
            Lang::En => kind.name_en.clone(),
        },
    )
}

/// The name of a filter's value; the value itself when it has no name.
#[must_use]
pub fn value(lang: Lang, filter: &str, value: &str) -> String {
    let key = match filter {
        "ledger" => format!("in-ledger-{value}"),
        other => format!("{other}-{value}"),
    };
    lang.find(&key).map_or_else(|| value.to_owned(), std::borrow::Cow::into_owned)
}

/// The name of a protocol or method; upper case when it has none.
#[must_use]
pub fn protocol(lang: Lang, word: &str) -> String {
    lang.find(&format!("protocol-{}", word.replace('_', "-")))
        .map_or_else(|| word.replace('_', " ").to_uppercase(), std::borrow::Cow::into_owned)
}
