//! A package URL taken apart, from the right to the left (ECMA-427 "How to parse a purl string").

use super::{Parts, PurlError, percent::decode};

pub(super) fn parts(text: &str) -> Result<Parts, PurlError> {
    let text = text.trim();
    // Before either sign nothing may have it bare; values behind it often do (`?download_url=https://x/?file=1`).
    let (text, subpath) = text.split_once('#').unwrap_or((text, ""));
    let (text, qualifiers) = text.split_once('?').unwrap_or((text, ""));
    let (scheme, rest) = text.split_once(':').ok_or(PurlError::Scheme)?;
    if !scheme.eq_ignore_ascii_case("pkg") {
        return Err(PurlError::Scheme);
    }
    let rest = rest.trim_start_matches('/');
    let Some((kind, rest)) = rest.split_once('/') else {
        return Err(if is_type(&rest.to_ascii_lowercase()) {
            PurlError::NameMissing
        } else {
            PurlError::Type(rest.to_owned())
        });
    };
    let (path, version) = version(rest);
    let path = path.trim_start_matches('/');
    // The name of a Git package is the whole path on its host.
    let (namespace, name) = match path.split_once('/') {
        Some(split) if kind.eq_ignore_ascii_case("git") => split,
        _ => path.rsplit_once('/').unwrap_or(("", path)),
    };
    Ok(Parts {
        kind: kind.to_owned(),
        namespace: segments(namespace)?,
        name: decode(name)?,
        version: decode(version)?,
        qualifiers: pairs(qualifiers)?,
        subpath: segments(subpath)?,
    })
}

/// The last `@` that is not the beginning of a scope (`@babel/core`).
fn version(path: &str) -> (&str, &str) {
    let separator = path.rmatch_indices('@').map(|(at, _)| at).find(|at| {
        let before = path.get(..*at).unwrap_or_default();
        let scope = before.is_empty() || before.ends_with('/');
        !scope || path.get(at + 1..).is_some_and(|after| !after.contains('/'))
    });
    separator.and_then(|at| Some((path.get(..at)?, path.get(at + 1..)?))).unwrap_or((path, ""))
}

fn segments(text: &str) -> Result<String, PurlError> {
    let decoded: Result<Vec<String>, PurlError> = text.split('/').map(decode).collect();
    Ok(decoded?.join("/"))
}

fn pairs(text: &str) -> Result<Vec<(String, String)>, PurlError> {
    let pair = |pair: &str| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        Ok((key.to_owned(), decode(value)?))
    };
    text.split('&').filter(|pair| !pair.is_empty()).map(pair).collect()
}

/// Lower case, beginning with a letter.
pub(super) fn is_type(kind: &str) -> bool {
    kind.starts_with(|c: char| c.is_ascii_lowercase())
        && kind
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte))
}

pub(super) fn is_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_lowercase())
        && key
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte))
}
