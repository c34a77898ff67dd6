//! XML into elements with namespaces and lines. Entities of a document type are never expanded; depth and number are bounded.

use std::rc::Rc;

use quick_xml::{
    NsReader,
    events::{BytesStart, Event},
    name::ResolveResult,
};

/// Elements inside elements.
const DEEPEST: usize = 200;
/// Elements of a document.
const MAX_ELEMENTS: usize = 6_000_000;

/// An element.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Element {
    pub(crate) namespace: Rc<str>,
    /// Without prefix.
    pub(crate) name: String,
    /// Names as written; declarations of namespaces are left out.
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
    /// Its own text, trimmed; texts around children are joined.
    pub(crate) text: String,
    pub(crate) line: u32,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// A document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Document {
    pub(crate) root: Element,
    /// Entities that stand in it as written.
    pub(crate) entities: Entities,
    /// Something that is no note stands behind the root.
    pub(crate) has_rest: bool,
}

/// Entities of a document type, or of none: no text is put in their place, whatever it says. A few words can stand for more than memory holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entities {
    /// The first of them.
    first: Vec<Entity>,
    more: usize,
}

/// An entity that stands as written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entity {
    line: usize,
    /// Of the element: `name`, with the attribute `tag@id`.
    place: String,
    name: String,
}

/// Entities of one document that are told one by one.
const TOLD: usize = 50;
/// Characters of a name that are told.
const LONGEST: usize = 60;

impl Entities {
    fn add(&mut self, line: u32, place: String, name: &str) {
        if self.first.len() < TOLD {
            let line = usize::try_from(line).unwrap_or_default();
            self.first.push(Entity { line, place, name: name.chars().take(LONGEST).collect() });
        } else {
            self.more += 1;
        }
    }

    /// What is to be told, with the line. `before` is the number of lines before the text.
    pub(crate) fn told(&self, before: usize) -> impl Iterator<Item = (String, String)> {
        let each = self.first.iter().map(move |Entity { line, place, name }| {
            let what =
                format!("in {place}, “&{name};” is kept as written: entities are not put into the text");
            (format!("line {}", before.saturating_add(*line)), what)
        });
        let more = (self.more > 0)
            .then(|| (String::new(), format!("{} more entities are kept as written", self.more)));
        each.chain(more)
    }
}

/// Why a text is no XML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct XmlProblem {
    pub(crate) line: usize,
    pub(crate) reason: String,
}

/// Reads a document.
pub(crate) fn read(text: &str) -> Result<Document, XmlProblem> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut builder = Builder::new(text);
    loop {
        let event = reader.read_event();
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = event.map_err(|error| builder.problem(at, &error.to_string()))?;
        match event {
            Event::Start(start) => builder.start(&reader, &start, at)?,
            Event::End(_) => builder.end(),
            Event::Text(text) => builder.add(&text.xml10_content().unwrap_or_default()),
            Event::CData(data) => builder.add(&data.decode().unwrap_or_default()),
            Event::GeneralRef(name) => {
                let character = name.resolve_char_ref().ok().flatten();
                builder.reference(character, &name.decode().unwrap_or_default(), at);
            }
            Event::Eof => break,
            _ => {}
        }
        if builder.open.is_empty() && builder.root.is_some() {
            break;
        }
    }
    let line = usize::try_from(builder.line).unwrap_or_default();
    let reason = || "the document ends before its root element".to_owned();
    let root = builder.root.ok_or_else(|| XmlProblem { line, reason: reason() })?;
    let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
    Ok(Document { root, entities: builder.entities, has_rest: has_rest(text.get(end..).unwrap_or_default()) })
}

/// Comments and instructions may stand behind a root (XML 1.0, section 2.1), another document may not.
fn has_rest(mut behind: &str) -> bool {
    loop {
        behind = behind.trim_start();
        let note = match behind.get(..2) {
            Some("<!") => behind.strip_prefix("<!--").and_then(|rest| rest.split_once("-->")),
            Some("<?") if !behind.starts_with("<?xml ") => behind.split_once("?>"),
            _ => return !behind.is_empty(),
        };
        match note {
            Some((_, rest)) => behind = rest,
            None => return true,
        }
    }
}

struct Builder<'t> {
    text: &'t str,
    counted: usize,
    line: u32,
    open: Vec<Element>,
    root: Option<Element>,
    count: usize,
    entities: Entities,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            counted: 0,
            line: 1,
            open: Vec::new(),
            root: None,
            count: 0,
            entities: Entities::default(),
        }
    }

    /// A character by its number, or a name for one; all other names stay.
    fn reference(&mut self, character: Option<char>, name: &str, at: usize) {
        match (character, quick_xml::escape::resolve_xml_entity(name)) {
            (Some(character), _) => self.add(character.encode_utf8(&mut [0; 4])),
            (_, Some(text)) => self.add(text),
            _ => {
                let line = self.line_at(at);
                if let Some(element) = self.open.last() {
                    self.entities.add(line, element.name.clone(), name);
                }
                self.add(&format!("&{name};"));
            }
        }
    }

    /// The line of a byte; asked for in growing order.
    fn line_at(&mut self, at: usize) -> u32 {
        let passed = self.text.as_bytes().get(self.counted..at).unwrap_or_default();
        self.line += u32::try_from(memchr::memchr_iter(b'\n', passed).count()).unwrap_or_default();
        self.counted = self.counted.max(at);
        self.line
    }

    fn problem(&mut self, at: usize, reason: &str) -> XmlProblem {
        let line = usize::try_from(self.line_at(at)).unwrap_or_default();
        XmlProblem { line, reason: reason.chars().take(200).collect() }
    }

    fn start(
        &mut self,
        reader: &NsReader<&[u8]>,
        start: &BytesStart<'_>,
        at: usize,
    ) -> Result<(), XmlProblem> {
        self.count += 1;
        if self.open.len() >= DEEPEST || self.count > MAX_ELEMENTS {
            return Err(self.problem(at, "the elements are too many or nested too deeply"));
        }
        let (resolved, local) = reader.resolve_element(start.name());
        let namespace: Rc<str> = match resolved {
            ResolveResult::Bound(namespace) => {
                let uri = String::from_utf8_lossy(namespace.into_inner());
                match self.open.last() {
                    Some(parent) if *parent.namespace == *uri => Rc::clone(&parent.namespace),
                    _ => Rc::from(&*uri),
                }
            }
            _ => Rc::default(),
        };
        let (mut attributes, mut kept) = (Vec::new(), Vec::new());
        for attribute in start.attributes().with_checks(false).flatten() {
            let name = attribute.key;
            if name.as_namespace_binding().is_some() {
                continue;
            }
            let key = String::from_utf8_lossy(name.into_inner()).into_owned();
            let raw = String::from_utf8_lossy(&attribute.value);
            let value = quick_xml::escape::unescape(&raw)
                .map_or_else(|_| raw.to_string(), std::borrow::Cow::into_owned);
            if let Some(entity) = entity(&raw).filter(|_| value == raw) {
                kept.push((key.clone(), entity.to_owned()));
            }
            attributes.push((key, value));
        }
        let name = String::from_utf8_lossy(local.into_inner()).into_owned();
        let line = self.line_at(at);
        for (key, entity) in kept {
            self.entities.add(line, format!("{name}@{key}"), &entity);
        }
        self.open.push(Element { namespace, name, attributes, line, ..Element::default() });
        Ok(())
    }

    fn end(&mut self) {
        let Some(mut element) = self.open.pop() else { return };
        let trimmed = element.text.trim();
        if trimmed.len() != element.text.len() {
            element.text = trimmed.to_owned();
        }
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = self.root.take().or(Some(element)),
        }
    }

    fn add(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
    }
}

/// The first name between `&` and `;` that stands for no character.
fn entity(raw: &str) -> Option<&str> {
    let names = raw.split('&').skip(1).filter_map(|rest| Some(rest.split_once(';')?.0));
    names
        .into_iter()
        .find(|name| !name.starts_with('#') && quick_xml::escape::resolve_xml_entity(name).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_namespaces_lines_and_texts() {
        let root = read("<?xml version=\"1.0\"?>\n<a xmlns='u:x' xmlns:p='u:y'>\n <p:b c='1 &amp; 2'>x &lt; <![CDATA[<y>]]></p:b></a>").unwrap().root;
        assert_eq!((&*root.namespace, root.name.as_str(), root.line), ("u:x", "a", 2));
        let b = root.child("b").unwrap();
        assert_eq!(
            (&*b.namespace, b.attribute("c"), b.text.as_str(), b.line),
            ("u:y", Some("1 & 2"), "x < <y>", 3)
        );
    }

    #[test]
    fn entities_that_stay_are_told_with_their_line() {
        let told = |text: &str| {
            read(text)
                .unwrap()
                .entities
                .told(0)
                .map(|(place, what)| format!("{place}: {what}"))
                .collect::<Vec<_>>()
        };
        let dtd = "<!DOCTYPE z [<!ENTITY n \"x\">]>\n";
        assert_eq!(
            told(&format!("{dtd}<z>\n<name a='&amp;' b='1 &n; &amp;'>&n; &#x3042;&lt;&copy;</name></z>")),
            [
                "line 3: in name@b, “&n;” is kept as written: entities are not put into the text",
                "line 3: in name, “&n;” is kept as written: entities are not put into the text",
                "line 3: in name, “&copy;” is kept as written: entities are not put into the text",
            ]
        );
        assert!(told("<a b='&amp;&#65;'>&gt;&#x41;</a>").is_empty());
        let many = told(&format!("<a>{}</a>", "&n;".repeat(TOLD + 7)));
        assert_eq!((many.len(), many[TOLD].as_str()), (TOLD + 1, ": 7 more entities are kept as written"));
    }

    #[test]
    fn what_stands_behind_the_root_is_seen() {
        for (behind, wanted) in [
            ("", false),
            (" \n<!-- <b/> --> <?a b?>\n", false),
            ("<b/>", true),
            ("\n<?xml version='1.0'?><b/>", true),
            ("<!-- open", true),
            ("text", true),
            ("&", true),
        ] {
            assert_eq!(read(&format!("<a>x</a>{behind}")).unwrap().has_rest, wanted, "{behind}");
        }
    }

    #[test]
    fn laughs_and_depths_are_harmless() {
        let laugh = "<!DOCTYPE z [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><z>&b;</z>";
        assert_eq!(read(laugh).unwrap().root.text, "&b;");
        assert!(read(&"<a>".repeat(100_000)).is_err());
        assert!(read("<a><b></a>").is_err());
        assert!(read("").is_err());
    }
}
