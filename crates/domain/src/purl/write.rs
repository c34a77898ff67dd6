//! A package URL in its one canonical spelling (ECMA-427 "How to build a purl string").

use std::fmt;

use super::{Purl, percent::encode};

pub(super) fn write(purl: &Purl, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "pkg:{}/", purl.kind)?;
    if let Some(namespace) = &purl.namespace {
        encode(namespace, true, f)?;
        f.write_str("/")?;
    }
    encode(&purl.name, purl.kind == "git", f)?;
    if let Some(version) = &purl.version {
        f.write_str("@")?;
        encode(version, false, f)?;
    }
    for (at, (key, value)) in purl.qualifiers.iter().enumerate() {
        f.write_str(if at == 0 { "?" } else { "&" })?;
        write!(f, "{key}=")?;
        encode(value, false, f)?;
    }
    if let Some(subpath) = &purl.subpath {
        f.write_str("#")?;
        encode(subpath, true, f)?;
    }
    Ok(())
}
