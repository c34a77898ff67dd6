//! A small language for the shape of documents: which members an object has in which version, and of what type.
//!
//! One table serves strict checks and the reading of XML, where only the shape tells a list from a single value.

use std::collections::BTreeMap;

/// Versions `from..=to`, as the number after the dot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::document::sbom) struct Span(u8, u8);

impl Span {
    pub(in crate::document::sbom) const fn holds(self, version: u8) -> bool {
        self.0 <= version && version <= self.1
    }

    /// ``, `@1.4`, `..1.5` or `@1.4..1.5`.
    fn parse(text: &str) -> Option<Self> {
        let minor = |text: &str| text.rsplit('.').next().and_then(|minor| minor.parse().ok());
        let (from, to) = match text.split_once("..") {
            Some((from, to)) => (from, minor(to)?),
            None => (text, u8::MAX),
        };
        let from = if from.is_empty() { 0 } else { minor(from.strip_prefix('@')?)? };
        Some(Self(from, to))
    }
}

/// The type of a member.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::document::sbom) enum Type {
    Any,
    Text,
    FilledText,
    Int(f64, f64),
    Number(f64, f64),
    Bool,
    Time,
    Date,
    Uri,
    Pattern(&'static str),
    Enum(&'static str),
    Object(&'static str),
    /// Whether it must have items.
    List(Box<Type>, bool),
    Either(Vec<Type>),
}

/// A member of an object.
#[derive(Debug)]
pub(in crate::document::sbom) struct Member {
    pub(in crate::document::sbom) name: &'static str,
    pub(in crate::document::sbom) span: Span,
    pub(in crate::document::sbom) kind: Type,
    pub(in crate::document::sbom) required: Option<Span>,
}

/// What members together must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::document::sbom) enum Rule {
    /// Exactly one of the choices; members joined by `+` belong together.
    OneOf,
    AnyOf,
    NotBoth,
}

/// An object.
#[derive(Debug, Default)]
pub(in crate::document::sbom) struct Object {
    pub(in crate::document::sbom) members: Vec<Member>,
    pub(in crate::document::sbom) rules: Vec<(Rule, Span, Vec<&'static str>)>,
    open: Option<Span>,
    /// The object whose members it has too.
    pub(in crate::document::sbom) above: Option<&'static str>,
    /// Only kinds of it exist.
    pub(in crate::document::sbom) is_abstract: bool,
}

impl Object {
    pub(in crate::document::sbom) fn member(&self, name: &str, version: u8) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name && member.span.holds(version))
    }

    pub(in crate::document::sbom) fn is_open(&self, version: u8) -> bool {
        self.open.is_some_and(|span| span.holds(version))
    }
}

/// A table of shapes.
#[derive(Debug, Default)]
pub(in crate::document::sbom) struct Shapes {
    objects: BTreeMap<&'static str, Object>,
    words: BTreeMap<&'static str, Vec<(Span, &'static str)>>,
}

impl Shapes {
    pub(in crate::document::sbom) fn object(&self, name: &str) -> Option<&Object> {
        self.objects.get(name)
    }

    /// An object and those whose members it has too, itself first.
    pub(in crate::document::sbom) fn line_of(
        &self,
        name: &str,
    ) -> impl Iterator<Item = (&'static str, &Object)> {
        let first = self.objects.get_key_value(name);
        std::iter::successors(first, |(_, object)| self.objects.get_key_value(object.above?))
            .map(|(name, object)| (*name, object))
    }

    pub(in crate::document::sbom) fn allows(&self, list: &str, word: &str, version: u8) -> bool {
        // Words with spaces are written with underscores in the table.
        let same = |known: &str| known == word || (word.contains(' ') && known == word.replace(' ', "_"));
        self.words
            .get(list)
            .is_some_and(|words| words.iter().any(|(span, known)| span.holds(version) && same(known)))
    }

    /// Reads a table; lines that make no sense are left out, which a test excludes.
    pub(in crate::document::sbom) fn parse(table: &'static str) -> Self {
        let mut shapes = Self::default();
        let mut object: Option<&'static str> = None;
        let mut words: Option<&'static str> = None;
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split_whitespace();
            match (parts.next(), line.starts_with(' ')) {
                (Some("object"), false) => {
                    (object, words) = (parts.next(), None);
                    let mut made = Object::default();
                    for mark in parts {
                        made.open = mark.strip_prefix("open").and_then(Span::parse).or(made.open);
                        made.above = mark.strip_prefix('<').or(made.above);
                        made.is_abstract |= mark == "abstract";
                    }
                    if let Some(name) = object {
                        shapes.objects.insert(name, made);
                    }
                }
                (Some("enum"), false) => {
                    (object, words) = (None, parts.next());
                }
                (Some(first), true) => {
                    if let Some(list) = words.and_then(|name| Some((name, Span::parse(first)?))) {
                        shapes.words.entry(list.0).or_default().extend(parts.map(|word| (list.1, word)));
                    } else if let Some(object) = object.and_then(|name| shapes.objects.get_mut(name)) {
                        object.line(first, &parts.collect::<Vec<_>>());
                    }
                }
                _ => {}
            }
        }
        shapes
    }
}

impl Object {
    fn line(&mut self, first: &'static str, rest: &[&'static str]) {
        let at = first.find(['@']).or_else(|| first.find("..")).unwrap_or(first.len());
        let (Some(name), Some(span)) = (first.get(..at), first.get(at..).and_then(Span::parse)) else {
            return;
        };
        let rule = match name {
            "one-of" => Some(Rule::OneOf),
            "any-of" => Some(Rule::AnyOf),
            "not-both" => Some(Rule::NotBoth),
            _ => None,
        };
        if let Some(rule) = rule {
            self.rules.push((rule, span, rest.to_vec()));
        } else if let Some(kind) = rest.first().copied().and_then(kind) {
            let required = rest.get(1).and_then(|mark| Span::parse(mark.strip_prefix('!')?));
            self.members.push(Member { name, span, kind, required });
        }
    }
}

/// A type as written in the table.
fn kind(text: &'static str) -> Option<Type> {
    let choices = split(text);
    if choices.len() > 1 {
        return choices.into_iter().map(kind).collect::<Option<Vec<_>>>().map(Type::Either);
    }
    if let Some(inner) = text.strip_prefix('[') {
        let (inner, filled) = match inner.strip_suffix('+') {
            Some(inner) => (inner, true),
            None => (inner, false),
        };
        return Some(Type::List(Box::new(kind(inner.strip_suffix(']')?)?), filled));
    }
    if let Some((word, name)) = text.split_once(':') {
        return match word {
            "pat" => Some(Type::Pattern(name)),
            "enum" => Some(Type::Enum(name)),
            "obj" => Some(Type::Object(name)),
            _ => None,
        };
    }
    let (word, bounds) = text.split_once('(').unwrap_or((text, "..)"));
    let (low, high) = bounds.strip_suffix(')')?.split_once("..")?;
    let (low, high) = (low.parse().unwrap_or(f64::MIN), high.parse().unwrap_or(f64::MAX));
    Some(match word {
        "any" => Type::Any,
        "text" => Type::Text,
        "text+" => Type::FilledText,
        "int" => Type::Int(low, high),
        "num" => Type::Number(low, high),
        "bool" => Type::Bool,
        "time" => Type::Time,
        "date" => Type::Date,
        "uri" => Type::Uri,
        _ => return None,
    })
}

/// At `|` outside brackets.
fn split(text: &'static str) -> Vec<&'static str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0_i32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            '|' if depth == 0 => {
                parts.extend(text.get(from..at));
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(text.get(from..));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_have_versions_and_types() {
        let shapes = Shapes::parse(
            "object b <a abstract\nobject a open..1.3\n  one-of@1.4 x y+z\n  x@1.2..1.5 [enum:w|text]|obj:a !..1.3\nenum w\n  @1.2 p q\n  @1.5 r\n",
        );
        let object = shapes.object("a").unwrap();
        assert!(object.is_open(3) && !object.is_open(4));
        assert!(object.member("x", 5).is_some() && object.member("x", 6).is_none());
        let member = object.member("x", 3).unwrap();
        assert!(member.required.unwrap().holds(3) && !member.required.unwrap().holds(4));
        assert!(matches!(&member.kind, Type::Either(two) if two.len() == 2));
        assert!(shapes.allows("w", "r", 5) && !shapes.allows("w", "r", 4));
        assert_eq!(object.rules[0].2, ["x", "y+z"]);
        assert_eq!(shapes.line_of("b").map(|(name, _)| name).collect::<Vec<_>>(), ["b", "a"]);
        assert!(shapes.object("b").unwrap().is_abstract && !object.is_abstract);
    }
}
