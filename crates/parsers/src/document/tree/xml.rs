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

/// Why a text is no XML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct XmlProblem {
    pub(crate) line: usize,
    pub(crate) reason: String,
}

/// Reads a document and gives its root.
pub(crate) fn read(text: &str) -> Result<Element, XmlProblem> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut builder = Builder { text, counted: 0, line: 1, open: Vec::new(), root: None, count: 0 };
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
                let name = name.decode().unwrap_or_default();
                let predefined = quick_xml::escape::resolve_xml_entity(&name);
                match (character, predefined) {
                    (Some(character), _) => builder.add(&character.to_string()),
                    (_, Some(text)) => builder.add(text),
                    // Whatever a document type says about it: it stays as written.
                    _ => builder.add(&format!("&{name};")),
                }
            }
            Event::Eof => break,
            _ => {}
        }
        if builder.open.is_empty() && builder.root.is_some() {
            break;
        }
    }
    let line = usize::try_from(builder.line).unwrap_or_default();
    builder.root.ok_or(XmlProblem { line, reason: "the document ends before its root element".to_owned() })
}

struct Builder<'t> {
    text: &'t str,
    counted: usize,
    line: u32,
    open: Vec<Element>,
    root: Option<Element>,
    count: usize,
}

impl Builder<'_> {
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
        let mut attributes = Vec::new();
        for attribute in start.attributes().with_checks(false).flatten() {
            let name = attribute.key;
            if name.as_namespace_binding().is_some() {
                continue;
            }
            let key = String::from_utf8_lossy(name.into_inner()).into_owned();
            let raw = String::from_utf8_lossy(&attribute.value);
            let value = quick_xml::escape::unescape(&raw)
                .map_or_else(|_| raw.to_string(), std::borrow::Cow::into_owned);
            attributes.push((key, value));
        }
        let name = String::from_utf8_lossy(local.into_inner()).into_owned();
        let line = self.line_at(at);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_namespaces_lines_and_texts() {
        let root = read("<?xml version=\"1.0\"?>\n<a xmlns='u:x' xmlns:p='u:y'>\n <p:b c='1 &amp; 2'>x &lt; <![CDATA[<y>]]></p:b></a>").unwrap();
        assert_eq!((&*root.namespace, root.name.as_str(), root.line), ("u:x", "a", 2));
        let b = root.child("b").unwrap();
        assert_eq!(
            (&*b.namespace, b.attribute("c"), b.text.as_str(), b.line),
            ("u:y", Some("1 & 2"), "x < <y>", 3)
        );
    }

    #[test]
    fn laughs_and_depths_are_harmless() {
        let laugh = "<!DOCTYPE z [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><z>&b;</z>";
        assert_eq!(read(laugh).unwrap().text, "&b;");
        assert!(read(&"<a>".repeat(100_000)).is_err());
        assert!(read("<a><b></a>").is_err());
        assert!(read("").is_err());
    }
}
