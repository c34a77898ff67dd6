//! SPDX licence expressions (SPDX 2.3 annex D): are they well formed, and which licences do they name?

/// A well-formed expression, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LicenceExpression {
    /// Licence ids in order of appearance, without `+`.
    pub licences: Vec<String>,
    /// Exception ids after `WITH`.
    pub exceptions: Vec<String>,
}

/// Why a text is no expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LicenceProblem {
    Empty,
    /// Deeper than anybody writes.
    TooDeep,
    /// A bracket is missing or too many.
    Brackets,
    /// Two licences without AND, OR or WITH between them, or an operator without its licence.
    Operators,
    /// A character that no licence id has.
    Characters,
}

impl LicenceProblem {
    /// In words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "the licence expression is empty",
            Self::TooDeep => "the licence expression is nested too deeply",
            Self::Brackets => "a bracket of the licence expression has no partner",
            Self::Operators => "the licence expression lacks AND, OR or WITH between two licences",
            Self::Characters => "the licence expression has a character that no licence id has",
        }
    }
}

const DEEPEST: usize = 64;

impl LicenceExpression {
    /// Takes an expression apart.
    ///
    /// # Errors
    /// [`LicenceProblem`] when the text is not an expression.
    pub fn parse(text: &str) -> Result<Self, LicenceProblem> {
        let mut found = Self { licences: Vec::new(), exceptions: Vec::new() };
        let spaced = text.replace('(', " ( ").replace(')', " ) ");
        // Where we are: a licence is awaited, or an operator is; `with` awaits an exception.
        let (mut depth, mut awaits_licence, mut with) = (0_usize, true, false);
        let mut any = false;
        for word in spaced.split_whitespace() {
            any = true;
            match word {
                "(" if awaits_licence && !with => {
                    depth += 1;
                    if depth > DEEPEST {
                        return Err(LicenceProblem::TooDeep);
                    }
                }
                ")" if !awaits_licence => depth = depth.checked_sub(1).ok_or(LicenceProblem::Brackets)?,
                "(" | ")" => return Err(LicenceProblem::Operators),
                "AND" | "OR" | "and" | "or" if !awaits_licence => awaits_licence = true,
                "WITH" | "with" if !awaits_licence => (awaits_licence, with) = (true, true),
                id if awaits_licence => {
                    if !id
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | ':' | '_'))
                    {
                        return Err(LicenceProblem::Characters);
                    }
                    let list = if with { &mut found.exceptions } else { &mut found.licences };
                    list.push(id.trim_end_matches('+').to_owned());
                    (awaits_licence, with) = (false, false);
                }
                _ => return Err(LicenceProblem::Operators),
            }
        }
        match (any, depth, awaits_licence) {
            (false, ..) => Err(LicenceProblem::Empty),
            (_, 1.., _) => Err(LicenceProblem::Brackets),
            (_, _, true) => Err(LicenceProblem::Operators),
            _ => Ok(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions() {
        let good = [
            ("MIT", 1, 0),
            ("(MIT OR Apache-2.0) AND GPL-2.0-only WITH Classpath-exception-2.0", 3, 1),
            ("LicenseRef-1", 1, 0),
            ("DocumentRef-x:LicenseRef-1 AND GPL-2.0+", 2, 0),
        ];
        for (text, licences, exceptions) in good {
            let found = LicenceExpression::parse(text).unwrap();
            assert_eq!((found.licences.len(), found.exceptions.len()), (licences, exceptions), "{text}");
        }
        let bad = [
            ("", LicenceProblem::Empty),
            ("MIT License", LicenceProblem::Operators),
            ("MIT AND", LicenceProblem::Operators),
            ("(MIT", LicenceProblem::Brackets),
            ("MIT)", LicenceProblem::Brackets),
            ("MIT, BSD", LicenceProblem::Characters),
        ];
        for (text, problem) in bad {
            assert_eq!(LicenceExpression::parse(text), Err(problem), "{text}");
        }
        assert_eq!(LicenceExpression::parse(&"(".repeat(100_000)), Err(LicenceProblem::TooDeep));
    }
}
