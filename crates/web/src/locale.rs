//! Words in Japanese and English, from `locales/{ja,en}/*.ftl`.

use std::{borrow::Cow, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

pub use fluent_bundle::FluentValue;

#[derive(RustEmbed)]
#[folder = "../../locales"]
struct Files;

/// A language of the screens. Japanese is the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    #[default]
    Ja,
    En,
}

/// Every word of one language.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
}

static JA: LazyLock<Words> = LazyLock::new(|| Words::load(Lang::Ja));
static EN: LazyLock<Words> = LazyLock::new(|| Words::load(Lang::En));

impl Lang {
    /// `ja` or `en`, as in `<html lang>`, `?lang=` and folder names.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// Reads a code; anything unknown is nothing.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "ja" => Some(Self::Ja),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The language the switch offers.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Ja => Self::En,
            Self::En => Self::Ja,
        }
    }

    fn words(self) -> &'static Words {
        match self {
            Self::Ja => &JA,
            Self::En => &EN,
        }
    }

    /// The text of a key. A missing key shows itself, so that it is noticed.
    #[must_use]
    pub fn t(self, key: &str) -> Cow<'static, str> {
        self.find(key).unwrap_or_else(|| Cow::Owned(key.to_owned()))
    }

    /// The text of a key, when there is one.
    #[must_use]
    pub fn find(self, key: &str) -> Option<Cow<'static, str>> {
        self.words().format(key, None)
    }

    /// The text of a key with values filled in.
    #[must_use]
    pub fn f(self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        self.find_with(key, values).unwrap_or_else(|| key.to_owned())
    }

    /// The text of a key with values filled in, when there is one.
    #[must_use]
    pub fn find_with(self, key: &str, values: &[(&str, FluentValue<'_>)]) -> Option<String> {
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(*name, counted(value));
        }
        self.words().format(key, Some(&args)).map(Cow::into_owned)
    }
}

/// A value by which a text chooses between one and several: what was written as `1` is the number.
fn counted<'v>(value: &FluentValue<'v>) -> FluentValue<'v> {
    match value {
        FluentValue::String(text) if text == "1" => FluentValue::from(1),
        other => other.clone(),
    }
}

impl Words {
    fn load(lang: Lang) -> Self {
        let id: LanguageIdentifier = lang.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        let prefix = format!("{}/", lang.code());
        let mut paths: Vec<_> = Files::iter().filter(|path| path.starts_with(&prefix)).collect();
        paths.sort_unstable();
        for path in paths {
            let Some(file) = Files::get(&path) else { continue };
            let text = String::from_utf8_lossy(&file.data).into_owned();
            let resource = match FluentResource::try_new(text) {
                Ok(resource) => resource,
                Err((resource, errors)) => {
                    tracing::error!(%path, ?errors, "words could not be read");
                    resource
                }
            };
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(%path, ?errors, "words are defined twice");
            }
        }
        Self { bundle }
    }

    fn format(&'static self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<Cow<'static, str>> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        Some(Cow::Owned(self.bundle.format_pattern(pattern, args, &mut errors).into_owned()))
    }
}

/// The text of a key: `t!(lang, …)` alone, or with values (`n = 3, name = text`).
#[macro_export]
macro_rules! t {
    ($lang:expr, $key:expr) => { $lang.t(&$key) };
    ($lang:expr, $key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $lang.f(&$key, &[$((stringify!($name), $crate::locale::FluentValue::from($value))),+])
    };
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fluent_bundle::FluentResource;

    use super::*;

    fn keys(lang: Lang) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        let prefix = format!("{}/", lang.code());
        for path in Files::iter().filter(|p| p.starts_with(&prefix)) {
            let text = String::from_utf8(Files::get(&path).unwrap().data.into_owned()).unwrap();
            if let Err((_, errors)) = FluentResource::try_new(text.clone()) {
                panic!("{path}: {errors:?}");
            }
            for line in text.lines() {
                if let Some((key, _)) =
                    line.split_once(" =").filter(|_| line.starts_with(char::is_alphabetic))
                {
                    assert!(keys.insert(key.to_owned()), "{path}: {key} is defined twice");
                }
            }
        }
        keys
    }

    #[test]
    fn both_languages_have_the_same_words() {
        let (ja, en) = (keys(Lang::Ja), keys(Lang::En));
        assert!(ja.len() > 100);
        assert_eq!(ja.difference(&en).collect::<Vec<_>>(), Vec::<&String>::new(), "only in Japanese");
        assert_eq!(en.difference(&ja).collect::<Vec<_>>(), Vec::<&String>::new(), "only in English");
    }

    /// What a text says of one thing is not said in the plural, whether the number was written by us or grouped before.
    #[test]
    fn one_is_one_in_english() {
        let mut wrong = Vec::new();
        for path in Files::iter().filter(|path| path.starts_with("en/")) {
            let text = String::from_utf8(Files::get(&path).unwrap().data.into_owned()).unwrap();
            let mut names: Vec<&str> =
                text.split("{ $").skip(1).filter_map(|rest| rest.split(' ').next()).collect();
            names.sort_unstable();
            names.dedup();
            let ones: Vec<(&str, FluentValue<'_>)> =
                names.iter().map(|name| (*name, FluentValue::from("1"))).collect();
            for key in keys(Lang::En) {
                let said = Lang::En.f(&key, &ones);
                wrong.extend(crate::testing::plural_of_one(&said).map(|words| format!("{key}: {words}")));
            }
        }
        wrong.sort();
        wrong.dedup();
        assert_eq!(wrong, Vec::<String>::new());
    }

    #[test]
    fn every_key_in_the_sources_exists() {
        let known = keys(Lang::Ja);
        let mut missing = BTreeSet::new();
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for part in text.split("t!(lang, \"").skip(1) {
                    let key = part.split('"').next().unwrap_or_default();
                    if !known.contains(key) {
                        missing.insert(key.to_owned());
                    }
                }
            }
        }
        assert_eq!(missing, BTreeSet::new());
    }
}
