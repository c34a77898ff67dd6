//! The value of one attribute: any, not applicable, or text with quoted punctuation (NISTIR 7695 §5.3).

use super::CpeError;

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// `*`: nothing is said.
    Any,
    /// `-`: there is no such thing here.
    Na,
    /// As in a well-formed name: letters, digits and `_` plain, other punctuation behind `\`, wildcards `*` and `?` at the ends.
    Text(String),
}

/// One character of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Plain(char),
    /// `*` or `?`, not quoted.
    Wildcard(char),
}

/// Takes text apart; `\` quotes the next character.
pub(super) fn signs(text: &str) -> Option<Vec<Sign>> {
    let mut found = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        found.push(match c {
            '\\' => Sign::Plain(chars.next()?),
            '*' | '?' => Sign::Wildcard(c),
            c => Sign::Plain(c),
        });
    }
    Some(found)
}

impl Value {
    /// Makes a value of its signs.
    pub(super) fn of(signs: &[Sign], attribute: &'static str, text: &str) -> Result<Self, CpeError> {
        let wrong = |reason| Err(CpeError::Value { attribute, text: text.to_owned(), reason });
        let inner = signs
            .iter()
            .enumerate()
            .skip_while(|(_, sign)| matches!(sign, Sign::Wildcard(_)))
            .map(|(at, _)| at)
            .next()
            .unwrap_or(signs.len());
        let (lead, rest) = signs.split_at(inner);
        let end = rest.iter().rposition(|sign| matches!(sign, Sign::Plain(_))).map_or(0, |at| at + 1);
        let (body, tail) = rest.split_at(end);
        if body.iter().any(|sign| matches!(sign, Sign::Wildcard(_))) {
            return wrong("`*` and `?` may stand at the ends only");
        }
        let stars = |run: &[Sign]| run.iter().filter(|sign| **sign == Sign::Wildcard('*')).count();
        if (stars(lead) > 0 && lead.len() > 1) || (stars(tail) > 0 && tail.len() > 1) {
            return wrong("`*` stands alone at its end");
        }
        match signs {
            [] => return wrong("nothing is written; `*` is any"),
            [Sign::Wildcard('*')] => return Ok(Self::Any),
            _ => {}
        }
        let mut written = String::with_capacity(text.len() + 4);
        for sign in signs {
            match sign {
                Sign::Wildcard(c) => written.push(*c),
                Sign::Plain(c) if c.is_control() || *c == ' ' => {
                    return wrong("blanks and control characters are not allowed");
                }
                Sign::Plain(c) => {
                    if c.is_ascii_punctuation() && *c != '_' {
                        written.push('\\');
                    }
                    written.push(*c);
                }
            }
        }
        Ok(Self::Text(written))
    }

    /// The text without quoting, for people and for names of products. `None` when it is none.
    #[must_use]
    pub fn plain(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(
                signs(text)?
                    .into_iter()
                    .map(|sign| match sign {
                        Sign::Plain(c) | Sign::Wildcard(c) => c,
                    })
                    .collect(),
            ),
            Self::Any | Self::Na => None,
        }
    }
}
