//! The tree itself: it borrows from the file where it can, keeps repeated keys, and knows lines where the reader gave them.

use std::borrow::Cow;

/// A value of a document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node<'a> {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Map(Map<'a>),
}

/// Entries in the order of the file; a key may come twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Map<'a> {
    pub(crate) entries: Vec<(Cow<'a, str>, Node<'a>)>,
    /// From 1; 0 when the reader does not know.
    pub(crate) line: u32,
}

impl<'a> Node<'a> {
    pub(crate) const fn as_map(&self) -> Option<&Map<'a>> {
        if let Self::Map(map) = self { Some(map) } else { None }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(crate) fn as_list(&self) -> Option<&[Self]> {
        if let Self::List(list) = self { Some(list) } else { None }
    }

    pub(crate) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> Map<'a> {
    pub(crate) fn get(&self, key: &str) -> Option<&Node<'a>> {
        self.entries.iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Node<'a>> {
        self.entries.iter_mut().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Adds an entry at the end.
    pub(crate) fn put(&mut self, key: impl Into<Cow<'a, str>>, node: Node<'a>) {
        self.entries.push((key.into(), node));
    }

    /// Adds to the list under a key; the list is made when it is not there.
    pub(crate) fn push(&mut self, key: &'a str, node: Node<'a>) {
        match self.get_mut(key) {
            Some(Node::List(list)) => list.push(node),
            _ => self.put(key, Node::List(vec![node])),
        }
    }
}
