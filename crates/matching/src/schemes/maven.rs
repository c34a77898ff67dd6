//! Maven versions: the order of `ComparableVersion` (POM Reference, "Version Order Specification").
//!
//! Dots, hyphens and changes between digits and letters separate; a hyphen or such a change opens a list inside the list. As the suites of
//! vers-spec have it: Maven from 3.8.7 on reads a word behind a dot (`2.0.a`) as one behind a hyphen (`2-a`), which they do not.

use std::cmp::Ordering;

use super::digits;

#[derive(Debug)]
enum Item {
    Number(String),
    Word(String),
    List(Vec<Item>),
}

/// Known words in their order; `""` is the release itself. Unknown words come after them, by alphabet.
const WORDS: [&str; 7] = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];
const RELEASE: usize = 5;
/// Deeper nesting than any version has; more hyphens than this are no version.
const MAX_DEPTH: usize = 64;

fn rank(word: &str) -> (usize, &str) {
    match WORDS.iter().position(|known| *known == word) {
        Some(at) => (at, ""),
        None => (WORDS.len(), word),
    }
}

fn word(text: &str, before_digit: bool) -> Item {
    let long = match (text, before_digit) {
        ("a", true) => "alpha",
        ("b", true) => "beta",
        ("m", true) => "milestone",
        ("ga" | "final" | "release", _) => "",
        ("cr", _) => "rc",
        (text, _) => text,
    };
    Item::Word(long.to_owned())
}

fn item(text: &str, digit: bool) -> Item {
    if digit { Item::Number(text.trim_start_matches('0').to_owned()) } else { word(text, false) }
}

/// Lists that are still open, innermost last.
struct Reader {
    open: Vec<Vec<Item>>,
}

impl Reader {
    fn add(&mut self, item: Item) {
        if let Some(list) = self.open.last_mut() {
            list.push(item);
        }
    }

    fn close_all(mut self) -> Vec<Item> {
        let mut inner = self.open.pop().unwrap_or_default();
        drop_nothings(&mut inner);
        while let Some(mut outer) = self.open.pop() {
            outer.push(Item::List(inner));
            drop_nothings(&mut outer);
            inner = outer;
        }
        inner
    }
}

fn parse(text: &str) -> Option<Vec<Item>> {
    let text = text.trim().to_lowercase();
    let printable =
        !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "._-+~:!$()[]@#".contains(c));
    if !printable || !text.contains(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let mut reader = Reader { open: vec![Vec::new()] };
    let (mut start, mut digit) = (0, false);
    for (at, c) in text.char_indices() {
        let run = text.get(start..at)?;
        if c == '.' || c == '-' {
            reader.add(if run.is_empty() { item("0", true) } else { item(run, digit) });
            start = at + 1;
            if c == '-' {
                reader.open.push(Vec::new());
            }
        } else if c.is_ascii_digit() != digit {
            if !run.is_empty() {
                reader.add(if digit { item(run, true) } else { word(run, true) });
                start = at;
                reader.open.push(Vec::new());
            }
            digit = c.is_ascii_digit();
        }
        if reader.open.len() > MAX_DEPTH {
            return None;
        }
    }
    let run = text.get(start..)?;
    if !run.is_empty() {
        reader.add(item(run, digit));
    }
    Some(reader.close_all())
}

/// Noughts, releases and empty lists at the end say nothing; a list at the end lets those before it go too.
fn drop_nothings(list: &mut Vec<Item>) {
    let mut at = list.len();
    while let Some(before) = at.checked_sub(1) {
        at = before;
        match list.get(at) {
            Some(Item::Number(number)) if number.is_empty() => {}
            Some(Item::Word(word)) if word.is_empty() => {}
            Some(Item::List(inner)) if inner.is_empty() => {}
            Some(Item::List(_)) => continue,
            _ => return,
        }
        list.remove(at);
    }
}

fn items(a: &Item, b: &Item) -> Ordering {
    match (a, b) {
        (Item::Number(x), Item::Number(y)) => digits::compare(x, y),
        (Item::Word(x), Item::Word(y)) => rank(x).cmp(&rank(y)),
        (Item::List(x), Item::List(y)) => lists(x, y),
        (Item::Number(_), _) | (Item::List(_), Item::Word(_)) => Ordering::Greater,
        (_, Item::Number(_)) | (Item::Word(_), Item::List(_)) => Ordering::Less,
    }
}

fn lists(a: &[Item], b: &[Item]) -> Ordering {
    for at in 0..a.len().max(b.len()) {
        let order = match (a.get(at), b.get(at)) {
            (Some(x), Some(y)) => items(x, y),
            (Some(x), None) => to_nothing(x),
            (None, Some(y)) => to_nothing(y).reverse(),
            (None, None) => Ordering::Equal,
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

fn to_nothing(item: &Item) -> Ordering {
    match item {
        Item::Number(number) if number.is_empty() => Ordering::Equal,
        Item::Number(_) => Ordering::Greater,
        Item::Word(word) => rank(word).0.cmp(&RELEASE),
        Item::List(list) => {
            list.iter().map(to_nothing).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        }
    }
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    Some(lists(&parse(left)?, &parse(right)?))
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Maven,
            "1 = 1.0.0
             1-alpha < 1-beta
             1-beta < 1-milestone
             1-m3 = 1-milestone-3
             1-cr1 = 1-rc1
             1-rc < 1-SNAPSHOT
             1-SNAPSHOT < 1
             1 = 1-ga
             1 = 1.0.0.Final
             1 < 1-sp
             1-sp < 1-whatever
             1-whatever < 1-1
             1-1 < 1.1
             1.0-alpha-1-SNAPSHOT < 1.0-alpha-1
             2.0.1-xyz < 2.0.1-123
             1.0.0.RELEASE = 1.0
             20190126.230843 > 9
             1 ? [1,2)",
        );
    }
}
