//! Reading the fields of a map one by one; what nobody asked for is told when the reader is done.

use std::cell::{Cell, RefCell};

use super::{Log, Map, Node, Place};

/// No single text is kept longer than this many bytes.
const MAX_TEXT: usize = 1 << 20;

/// The fields of one map.
pub(crate) struct Fields<'t, 'p> {
    map: &'t Map<'t>,
    place: Place<'p>,
    log: &'p Log,
    /// Which of the first 128 entries were asked for.
    seen: Cell<u128>,
    /// Those after them.
    seen_late: RefCell<Vec<usize>>,
    quiet: Cell<bool>,
}

impl<'t, 'p> Fields<'t, 'p> {
    pub(crate) fn new(map: &'t Map<'t>, place: Place<'p>, log: &'p Log) -> Self {
        let seen = Cell::new(0);
        Self { map, place, log, seen, seen_late: RefCell::default(), quiet: Cell::new(false) }
    }

    /// Where this map is: line of the file, or pointer into the tree.
    pub(crate) fn place(&self) -> String {
        if self.map.line > 0 { format!("line {}", self.map.line) } else { self.place.to_string() }
    }

    /// The rest is known to need no telling.
    pub(crate) fn ignore_rest(&self) {
        self.quiet.set(true);
    }

    /// Marks keys as read that say nothing the model needs.
    pub(crate) fn skip(&self, keys: &[&str]) {
        for key in keys {
            let _ = self.node(key);
        }
    }

    /// Tells of something odd in a field of this map.
    pub(crate) fn warn(&self, key: &str, what: &str) {
        let place = Place::Key(&self.place, key);
        let shown = if key.is_empty() { self.place.to_string() } else { place.to_string() };
        let kind = if key.is_empty() { self.place.pattern() } else { place.pattern() };
        let shown = match self.map.line {
            0 => shown,
            line if key.is_empty() => format!("line {line}"),
            line => format!("line {line}, {key}"),
        };
        self.log.warn(shown, kind, what);
    }

    fn mark(&self, at: usize) {
        if at < 128 {
            self.seen.set(self.seen.get() | (1 << at));
        } else {
            self.seen_late.borrow_mut().push(at);
        }
    }

    /// The value under a key. A repeated key warns, the first counts.
    pub(crate) fn node(&self, key: &str) -> Option<&'t Node<'t>> {
        let mut found = None;
        for (at, (name, node)) in self.map.entries.iter().enumerate() {
            if name != key {
                continue;
            }
            self.mark(at);
            if found.is_none() {
                found = Some(node);
            } else {
                self.warn(key, "the key comes twice; the first counts");
            }
        }
        found
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.map.has(key)
    }

    /// Text, trimmed; `None` when missing, empty or of another type. Numbers and truth values are written out.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.as_text(key, self.node(key)?)
    }

    fn as_text(&self, key: &str, node: &Node<'_>) -> Option<String> {
        let text = match node {
            Node::Text(text) => text.trim(),
            Node::Null => return None,
            Node::Number(number) => {
                self.warn(key, "text expected, number found");
                return Some(number.to_string());
            }
            Node::Bool(value) => {
                self.warn(key, "text expected, true or false found");
                return Some(value.to_string());
            }
            Node::List(list) if list.len() == 1 => {
                self.warn(key, "text expected, list of one found");
                return self.as_text(key, list.first()?);
            }
            Node::Map(map) if map.has("#text") => return map.get("#text").and_then(|n| self.as_text(key, n)),
            Node::List(_) | Node::Map(_) => {
                self.warn(key, "text expected, something else found");
                return None;
            }
        };
        if text.len() > MAX_TEXT {
            self.warn(key, "the text is longer than a mebibyte and was cut");
            let end = (0..=MAX_TEXT).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
            return text.get(..end).map(str::to_owned);
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Text, or a number written out without a warning.
    pub(crate) fn scalar(&self, key: &str) -> Option<String> {
        match self.node(key)? {
            Node::Number(number) => Some(number.to_string()),
            Node::Bool(value) => Some(value.to_string()),
            other => self.as_text(key, other),
        }
    }

    /// The items of a list; a single value counts as a list of one.
    fn items(&self, key: &str) -> &'t [Node<'t>] {
        match self.node(key) {
            None | Some(Node::Null) => &[],
            Some(Node::List(list)) => list,
            Some(single) => {
                if !matches!(single, Node::Text(text) if text.trim().is_empty()) {
                    self.warn(key, "list expected, single value found");
                    return std::slice::from_ref(single);
                }
                &[]
            }
        }
    }

    /// Texts of a list.
    pub(crate) fn texts(&self, key: &str) -> Vec<String> {
        self.items(key).iter().filter_map(|item| self.as_text(key, item)).collect()
    }

    /// Runs for each map of a list. What is no map warns.
    pub(crate) fn each(&self, key: &str, mut read: impl FnMut(&Fields<'t, '_>)) {
        let list = Place::Key(&self.place, key);
        for (at, item) in self.items(key).iter().enumerate() {
            let place = Place::Item(&list, at);
            match item.as_map() {
                Some(map) => read(&Fields::new(map, place, self.log)),
                None => self.log.at(&place, "an object was expected here"),
            }
        }
    }

    /// Runs for the items of a list that may be texts or maps.
    pub(crate) fn each_node(&self, key: &str, mut read: impl FnMut(&'t Node<'t>, Place<'_>)) {
        let list = Place::Key(&self.place, key);
        for (at, item) in self.items(key).iter().enumerate() {
            read(item, Place::Item(&list, at));
        }
    }

    /// Runs for the map under a key, if there is one.
    pub(crate) fn inside<R>(&self, key: &str, read: impl FnOnce(&Fields<'t, '_>) -> R) -> Option<R> {
        let node = self.node(key)?;
        let place = Place::Key(&self.place, key);
        match node {
            Node::Map(map) => Some(read(&Fields::new(map, place, self.log))),
            Node::Null => None,
            Node::Text(text) if text.trim().is_empty() => None,
            _ => {
                self.log.at(&place, "an object was expected here");
                None
            }
        }
    }
}

impl Drop for Fields<'_, '_> {
    fn drop(&mut self) {
        if self.quiet.get() {
            return;
        }
        let seen = self.seen.get();
        for (at, (key, node)) in self.map.entries.iter().enumerate() {
            let read = if at < 128 { seen & (1 << at) != 0 } else { self.seen_late.get_mut().contains(&at) };
            if !read && *node != Node::Null {
                self.log.unread(&Place::Key(&self.place, key));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read_json;
    use super::*;

    #[test]
    fn what_nobody_read_is_told() {
        let node = read_json(r#"{"a":"x","b":[{"c":1,"d":2},{"d":3}],"e":7,"a":"y"}"#).unwrap().0;
        let log = Log::default();
        {
            let fields = Fields::new(node.as_map().unwrap(), Place::Root, &log);
            assert_eq!(fields.text("a").as_deref(), Some("x"));
            fields.each("b", |b| {
                b.scalar("c");
            });
            assert_eq!(fields.text("e").as_deref(), Some("7"));
        }
        let (warnings, unread) = log.into_parts();
        assert_eq!(warnings.len(), 2);
        assert_eq!((unread[0].path.as_str(), unread[0].count), ("/b/*/d", 2));
    }
}
