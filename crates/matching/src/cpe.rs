//! Matching of CPE names (NISTIR 7696): the source is the pattern of a claim, the target is the thing that one has.

use domain::cpe::{Cpe, Value};

/// How the set of things that the source names stands to that of the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Equal,
    /// The source names all that the target names, and more.
    Superset,
    /// The target names all that the source names, and more.
    Subset,
    /// No thing has both names.
    Disjoint,
    /// They overlap, or the target has wildcards.
    Undefined,
}

impl Relation {
    /// One word, as written into JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Superset => "superset",
            Self::Subset => "subset",
            Self::Disjoint => "disjoint",
            Self::Undefined => "undefined",
        }
    }

    /// Everything that the target names is meant by the source.
    #[must_use]
    pub const fn matches(self) -> bool {
        matches!(self, Self::Equal | Self::Superset)
    }
}

/// Compares two names, attribute by attribute (§6.2, table 6-4).
#[must_use]
pub fn compare(source: &Cpe, target: &Cpe) -> Relation {
    let (mut superset, mut subset) = (true, true);
    let mut defined = true;
    for (source, target) in source.values().iter().zip(target.values()) {
        match attribute(source, target) {
            Relation::Disjoint => return Relation::Disjoint,
            Relation::Equal => {}
            Relation::Superset => subset = false,
            Relation::Subset => superset = false,
            Relation::Undefined => defined = false,
        }
    }
    match (defined, superset, subset) {
        (true, true, true) => Relation::Equal,
        (true, true, false) => Relation::Superset,
        (true, false, true) => Relation::Subset,
        _ => Relation::Undefined,
    }
}

/// One attribute (§6.1.2, table 6-2).
#[must_use]
pub fn attribute(source: &Value, target: &Value) -> Relation {
    if let Value::Text(target) = target
        && Pattern::of(target).is_wild()
    {
        return Relation::Undefined;
    }
    match (source, target) {
        (Value::Any, Value::Any) | (Value::Na, Value::Na) => Relation::Equal,
        (Value::Any, _) => Relation::Superset,
        (_, Value::Any) => Relation::Subset,
        (Value::Na, _) | (_, Value::Na) => Relation::Disjoint,
        (Value::Text(source), Value::Text(target)) => texts(source, target),
    }
}

fn texts(source: &str, target: &str) -> Relation {
    let pattern = Pattern::of(source);
    let target = Pattern::of(target).body;
    match (pattern.is_wild(), pattern.fits(&target)) {
        (false, true) => Relation::Equal,
        (true, true) => Relation::Superset,
        (_, false) => Relation::Disjoint,
    }
}

/// Unquoted wildcards at the ends around a text without them. Lower case.
struct Pattern {
    /// How many further characters may stand in front.
    before: usize,
    body: Vec<char>,
    after: usize,
}

impl Pattern {
    fn of(text: &str) -> Self {
        let (mut before, mut after) = (0_usize, 0_usize);
        let mut body = Vec::with_capacity(text.len());
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            let room = match c {
                '*' => usize::MAX,
                '?' => 1,
                _ => 0,
            };
            match (c, body.is_empty()) {
                ('\\', _) => body.extend(chars.next()),
                ('*' | '?', true) => before = before.saturating_add(room),
                ('*' | '?', false) => after = after.saturating_add(room),
                _ => body.extend(c.to_lowercase()),
            }
        }
        Self { before, body, after }
    }

    const fn is_wild(&self) -> bool {
        self.before > 0 || self.after > 0
    }

    /// `?` stands for one character or none (§6.3), `*` for any number.
    fn fits(&self, target: &[char]) -> bool {
        let Some(spare) = target.len().checked_sub(self.body.len()) else { return false };
        (0..=spare.min(self.before)).any(|at| {
            spare - at <= self.after && target.get(at..at + self.body.len()) == Some(self.body.as_slice())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(source: &str, target: &str) -> Relation {
        let cpe = |vendor: &str| Cpe::parse(&format!("cpe:2.3:a:{vendor}:x:1:*:*:*:*:*:*:*")).unwrap();
        compare(&cpe(source), &cpe(target))
    }

    #[test]
    fn attributes() {
        for (source, target, expected) in [
            ("*", "*", Relation::Equal),
            ("*", "-", Relation::Superset),
            ("*", "acme", Relation::Superset),
            ("-", "*", Relation::Subset),
            ("-", "acme", Relation::Disjoint),
            ("acme", "-", Relation::Disjoint),
            ("Acme", "acme", Relation::Equal),
            ("acme", "acme*", Relation::Undefined),
            ("*soft", "microsoft", Relation::Superset),
            ("*", "microsoft*", Relation::Undefined),
            ("?crosoft", "microsoft", Relation::Disjoint),
            ("???", "ab", Relation::Superset),
            ("??icrosoft", r"\!\#icrosoft", Relation::Superset),
            (r"9\.*", "9.3", Relation::Superset),
            (r"a\*", "ab", Relation::Disjoint),
            ("3", "33.0", Relation::Disjoint),
        ] {
            assert_eq!(relation(source, target), expected, "{source} to {target}");
        }
    }

    #[test]
    fn whole_names() {
        let cpe = |text: &str| Cpe::parse(text).unwrap();
        let (wide, narrow) = (cpe("cpe:/a:acme:x"), cpe("cpe:2.3:a:acme:x:1.0:*:*:*:*:*:*:*"));
        assert_eq!(compare(&wide, &narrow), Relation::Superset);
        assert_eq!(compare(&narrow, &wide), Relation::Subset);
        assert!(compare(&wide, &narrow).matches() && !compare(&narrow, &wide).matches());
        let other = cpe("cpe:2.3:a:acme:x:*:sp1:*:*:*:*:*:*");
        assert_eq!(compare(&narrow, &other), Relation::Undefined);
    }
}
