//! Why a text is no package URL.

use std::fmt;

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PurlError {
    /// No `pkg:` in front.
    Scheme,
    /// Letters, digits, `.` and `-`, beginning with a letter.
    Type(String),
    NameMissing,
    /// Letters, digits, `.`, `-` and `_`, beginning with a letter.
    QualifierKey(String),
    QualifierTwice(String),
    /// `%` without two hexadecimal digits behind it.
    Percent(String),
    Utf8,
    /// A rule of the type: type and rule.
    Rule(String, String),
}

impl fmt::Display for PurlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme => f.write_str("does not begin with `pkg:`"),
            Self::Type(kind) => write!(f, "`{kind}` is no type"),
            Self::NameMissing => f.write_str("no name"),
            Self::QualifierKey(key) => write!(f, "`{key}` is no qualifier key"),
            Self::QualifierTwice(key) => write!(f, "the qualifier `{key}` is there twice"),
            Self::Percent(text) => write!(f, "`{text}` is no percent-encoding"),
            Self::Utf8 => f.write_str("the encoded bytes are no UTF-8"),
            Self::Rule(kind, rule) => write!(f, "{kind}: {rule}"),
        }
    }
}

impl std::error::Error for PurlError {}
