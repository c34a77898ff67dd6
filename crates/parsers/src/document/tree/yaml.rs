//! YAML 1.2 into a tree: aliases are expanded within a budget, numbers with a fraction stay as written (versions look like them).

use std::{borrow::Cow, collections::HashMap};

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::{Map, Node};

/// Values of a document, those of expanded aliases included.
const MAX_VALUES: usize = 3_000_000;
/// Lists and maps inside each other.
const DEEPEST: usize = 100;

/// Why a text is no YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct YamlProblem {
    pub(crate) line: usize,
    pub(crate) reason: String,
}

/// Reads the first document of a text.
pub(crate) fn read(text: &str) -> Result<Node<'static>, YamlProblem> {
    read_first(text).map(|(node, _)| node)
}

/// As [`read`], and tells whether something stands behind it.
pub(crate) fn read_first(text: &str) -> Result<(Node<'static>, bool), YamlProblem> {
    let mut builder = Builder { open: Vec::new(), anchors: HashMap::new(), left: MAX_VALUES };
    let mut events = Parser::new_from_str(text);
    while let Some(event) = events.next() {
        let (event, span) = event
            .map_err(|error| YamlProblem { line: error.marker().line(), reason: error.info().to_owned() })?;
        let line = span.start.line();
        match builder.event(event, line) {
            Ok(None) => {}
            Ok(Some(node)) => {
                let is_end =
                    |event: Result<_, _>| matches!(event, Ok((Event::DocumentEnd | Event::StreamEnd, _)));
                return Ok((node, !events.take(2).all(is_end)));
            }
            Err(reason) => return Err(YamlProblem { line, reason: reason.to_owned() }),
        }
    }
    Err(YamlProblem { line: 0, reason: "there is no document in it".to_owned() })
}

enum Open {
    List(Vec<Node<'static>>, usize),
    /// With the key that awaits its value.
    Map(Map<'static>, Option<Cow<'static, str>>, usize),
}

struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, Node<'static>>,
    left: usize,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, line: usize) -> Result<Option<Node<'static>>, &'static str> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                self.spend(1)?;
                let node = scalar(&text, style);
                return Ok(self.done(node, anchor));
            }
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned().ok_or("an alias points to nothing")?;
                self.spend(size(&node))?;
                return Ok(self.done(node, 0));
            }
            Event::SequenceStart(anchor, _) => self.begin(Open::List(Vec::new(), anchor))?,
            Event::MappingStart(anchor, _) => {
                let line = u32::try_from(line).unwrap_or_default();
                self.begin(Open::Map(Map { entries: Vec::new(), line }, None, anchor))?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let (node, anchor) = match self.open.pop() {
                    Some(Open::List(list, anchor)) => (Node::List(list), anchor),
                    Some(Open::Map(map, _, anchor)) => (Node::Map(map), anchor),
                    None => return Err("a list or map ends that never began"),
                };
                return Ok(self.done(node, anchor));
            }
            _ => {}
        }
        Ok(None)
    }

    fn spend(&mut self, values: usize) -> Result<(), &'static str> {
        self.left =
            self.left.checked_sub(values).ok_or("the document has too many values, aliases included")?;
        Ok(())
    }

    fn begin(&mut self, open: Open) -> Result<(), &'static str> {
        self.spend(1)?;
        if self.open.len() >= DEEPEST {
            return Err("lists and maps are nested too deeply");
        }
        self.open.push(open);
        Ok(())
    }

    /// Puts a finished value where it belongs; the outermost one is given back.
    fn done(&mut self, node: Node<'static>, anchor: usize) -> Option<Node<'static>> {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => return Some(node),
            Some(Open::List(list, _)) => list.push(node),
            Some(Open::Map(map, key, _)) => match key.take() {
                Some(key) => map.entries.push((key, node)),
                None => *key = Some(as_key(node)),
            },
        }
        None
    }
}

fn as_key(node: Node<'static>) -> Cow<'static, str> {
    match node {
        Node::Text(text) => text,
        Node::Number(number) => Cow::Owned(number.to_string()),
        Node::Bool(value) => Cow::Owned(value.to_string()),
        _ => Cow::Borrowed("?"),
    }
}

fn size(node: &Node<'_>) -> usize {
    match node {
        Node::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Node::Map(map) => 1 + map.entries.iter().map(|(_, node)| size(node)).sum::<usize>(),
        _ => 1,
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Node<'static> {
    if style == ScalarStyle::Plain {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => return Node::Null,
            "true" | "True" | "TRUE" => return Node::Bool(true),
            "false" | "False" | "FALSE" => return Node::Bool(false),
            _ => {}
        }
        if let Some(number) = text.parse::<i64>().ok().filter(|number| number.to_string() == text) {
            return Node::Number(number.into());
        }
    }
    Node::text(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_the_first_document_is_seen() {
        for (text, wanted) in [
            ("a: 1\n", false),
            ("---\na: 1\n...\n", false),
            ("a: 1\n---\nb: 2\n", true),
            ("a: 1\n...\n]", true),
        ] {
            assert_eq!(read_first(text).unwrap().1, wanted, "{text}");
        }
    }

    #[test]
    fn values_keys_and_lines() {
        let node = read("a: 1.10\nb:\n- x: true\n  y: \"2\"\n- 310\nc: &k [1]\nd: *k\n").unwrap();
        let map = node.as_map().unwrap();
        assert_eq!(map.get("a").unwrap().as_text(), Some("1.10"));
        let list = map.get("b").unwrap().as_list().unwrap();
        assert_eq!((list[0].as_map().unwrap().line, &list[1]), (3, &Node::Number(310.into())));
        assert_eq!(map.get("c"), map.get("d"));
    }

    #[test]
    fn laughs_stop_at_the_budget() {
        let mut text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for level in 1..12 {
            let below = format!("*a{}", level - 1);
            text += &format!("a{level}: &a{level} [{}]\n", vec![below; 10].join(","));
        }
        assert!(read(&text).unwrap_err().reason.contains("too many"));
        assert!(read(&"[".repeat(10_000)).is_err());
        assert!(read("a: *x").is_err());
    }
}
