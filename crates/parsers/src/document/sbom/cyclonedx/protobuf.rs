//! CycloneDX in protobuf, 1.3 to 1.7, into the shape of the JSON form: the table `cyclonedx.wire` says which field is which member.
//!
//! A generic reader over a table instead of one struct a message: what the table does not know is kept and told, see decision 0021.

use std::{borrow::Cow, cell::Cell, collections::BTreeMap, sync::OnceLock};

use domain::{civil::Civil, time::Timestamp};

use crate::{
    cursor::{Cursor, Parse, Reason},
    document::tree::{Map, Node},
};

/// Messages inside messages are followed down to this depth, as most readers of protobuf do.
const DEEPEST: usize = 100;
/// No document has more values than this, as in JSON.
const MAX_VALUES: usize = 12_000_000;
/// Unknown fields that are kept of one message.
const MAX_UNKNOWN: usize = 16;

/// Whether bytes are a bill of materials in protobuf: they begin with the version, or are whole fields of one with the version among them.
pub(in crate::document::sbom) fn is_bom(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\x0a\x031.") {
        return true;
    }
    let mut cursor = Cursor::new("fields", bytes);
    let mut has_version = false;
    while !cursor.is_empty() {
        match field(&mut cursor) {
            Ok((1, Raw::Bytes(version))) => has_version |= version.starts_with(b"1.") && version.len() == 3,
            Ok((2, Raw::Number(_)) | (3..=99, Raw::Bytes(_))) => {}
            _ => return false,
        }
    }
    has_version
}

/// The document as a tree of the JSON form.
///
/// # Errors
/// The bytes end too early, lie too deep or hold too many values.
pub(in crate::document::sbom) fn read(bytes: &[u8]) -> Parse<Map<'_>> {
    let reader = Reader { table: table(), left: Cell::new(MAX_VALUES) };
    let mut root = Map::default();
    root.put("bomFormat", Node::text("CycloneDX"));
    if let Node::Map(map) = reader.message(bytes, "Bom", 0)? {
        root.entries.extend(map.entries);
    }
    Ok(root)
}

/// A value as it stands on the wire.
enum Raw<'a> {
    Number(u64),
    Eight([u8; 8]),
    Four([u8; 4]),
    Bytes(&'a [u8]),
}

fn field<'a>(cursor: &mut Cursor<'a>) -> Parse<(u64, Raw<'a>)> {
    let key = varint(cursor)?;
    let raw = match key & 7 {
        0 => Raw::Number(varint(cursor)?),
        1 => Raw::Eight(cursor.array()?),
        2 => {
            let length = usize::try_from(varint(cursor)?).unwrap_or(usize::MAX);
            Raw::Bytes(cursor.take(length)?)
        }
        5 => Raw::Four(cursor.array()?),
        // Groups, which proto3 does not have.
        _ => return Err(cursor.error(Reason::Unsupported)),
    };
    cursor.ensure(key >> 3 > 0)?;
    Ok((key >> 3, raw))
}

/// A number of up to ten bytes, the low bits first.
fn varint(cursor: &mut Cursor<'_>) -> Parse<u64> {
    let mut value = 0;
    for shift in (0..70).step_by(7) {
        let byte = cursor.u8()?;
        // The bits above 64 are cut, as protobuf has it.
        value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(cursor.error(Reason::Invalid))
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Int,
    Bool,
    Float,
    Double,
    Time,
    Message(&'static str),
    Words(&'static str),
}

struct Field {
    number: u64,
    member: &'static str,
    is_list: bool,
    kind: Kind,
    /// Nothing on the wire means the first word.
    is_told: bool,
}

#[derive(Default)]
struct Table {
    messages: BTreeMap<&'static str, Vec<Field>>,
    words: BTreeMap<&'static str, Vec<&'static str>>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::parse(include_str!("cyclonedx.wire")))
}

impl Table {
    /// Reads the table; lines that make no sense are left out, which a test excludes.
    fn parse(text: &'static str) -> Self {
        let mut table = Self::default();
        let (mut message, mut words) = ("", "");
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split_whitespace();
            match (parts.next(), line.starts_with(' ')) {
                (Some("message"), false) => (message, words) = (parts.next().unwrap_or_default(), ""),
                (Some("enum"), false) => (message, words) = ("", parts.next().unwrap_or_default()),
                (Some(first), true) if !words.is_empty() => {
                    table.words.insert(words, std::iter::once(first).chain(parts).collect());
                }
                (Some(number), true) => {
                    let field = Field::parse(number, parts.next().zip(parts.next()));
                    table.messages.entry(message).or_default().extend(field);
                }
                _ => {}
            }
        }
        table
    }
}

impl Field {
    fn parse(number: &str, rest: Option<(&'static str, &'static str)>) -> Option<Self> {
        let (member, kind) = rest?;
        let (member, is_list) = member.strip_suffix('*').map_or((member, false), |member| (member, true));
        let (kind, is_told) = kind.strip_suffix('!').map_or((kind, false), |kind| (kind, true));
        let kind = match kind {
            "text" => Kind::Text,
            "int" => Kind::Int,
            "bool" => Kind::Bool,
            "float" => Kind::Float,
            "double" => Kind::Double,
            "time" => Kind::Time,
            _ => kind.strip_prefix('=').map_or(Kind::Message(kind), Kind::Words),
        };
        Some(Self { number: number.parse().ok()?, member, is_list, kind, is_told })
    }
}

struct Reader {
    table: &'static Table,
    /// Values that may still come.
    left: Cell<usize>,
}

impl Reader {
    fn message<'a>(&self, bytes: &'a [u8], name: &str, depth: usize) -> Parse<Node<'a>> {
        let mut cursor = Cursor::new("message of CycloneDX", bytes);
        if depth > DEEPEST {
            return Err(cursor.error(Reason::TooLarge));
        }
        let fields = self.table.messages.get(name).map(Vec::as_slice).unwrap_or_default();
        let mut made = Made::default();
        while !cursor.is_empty() {
            let (number, raw) = field(&mut cursor)?;
            let known = fields.iter().find(|field| field.number == number);
            let mut values = Vec::new();
            let fits = match known {
                Some(field) => self.values(field, &raw, depth, &mut values)?,
                None => false,
            };
            let left = self.left.get().checked_sub(values.len().max(1));
            self.left.set(left.ok_or(cursor.error(Reason::TooLarge))?);
            match known.filter(|_| fits) {
                Some(field) => values.into_iter().for_each(|value| made.take(field, value)),
                None => made.unknown(number),
            }
        }
        Ok(made.finish(fields, self.table))
    }

    /// The values of one field; numbers of a list may stand packed in one. `false`: not of the type that the field has.
    fn values<'a>(
        &self,
        field: &Field,
        raw: &Raw<'a>,
        depth: usize,
        into: &mut Vec<Node<'a>>,
    ) -> Parse<bool> {
        let Raw::Bytes(bytes) = raw else {
            into.extend(self.single(field.kind, raw));
            return Ok(!into.is_empty());
        };
        match field.kind {
            Kind::Text => into.push(Node::Text(String::from_utf8_lossy(bytes))),
            Kind::Time => into.push(time(bytes)?),
            Kind::Message(name) => into.push(self.message(bytes, name, depth + 1)?),
            kind => {
                let mut packed = Cursor::new("packed numbers", bytes);
                while field.is_list && !packed.is_empty() {
                    if into.len() >= self.left.get() {
                        return Err(packed.error(Reason::TooLarge));
                    }
                    let raw = match kind {
                        Kind::Float => Raw::Four(packed.array()?),
                        Kind::Double => Raw::Eight(packed.array()?),
                        _ => Raw::Number(varint(&mut packed)?),
                    };
                    into.extend(self.single(kind, &raw));
                }
                return Ok(field.is_list);
            }
        }
        Ok(true)
    }

    fn single(&self, kind: Kind, raw: &Raw<'_>) -> Option<Node<'static>> {
        // Negative numbers are written as if they had 64 bits and no sign.
        let signed = |number: u64| i64::from_le_bytes(number.to_le_bytes());
        let fraction =
            |number: f64| Node::Number(serde_json::Number::from_f64(number).unwrap_or_else(|| 0.into()));
        Some(match (kind, raw) {
            (Kind::Int, Raw::Number(number)) => Node::Number(signed(*number).into()),
            (Kind::Bool, Raw::Number(number)) => Node::Bool(*number != 0),
            (Kind::Double, Raw::Eight(bytes)) => fraction(f64::from_le_bytes(*bytes)),
            // By way of its shortest text: 0.9 stays 0.9.
            (Kind::Float, Raw::Four(bytes)) => fraction(f32::from_le_bytes(*bytes).to_string().parse().ok()?),
            (Kind::Words(list), Raw::Number(number)) => {
                let words = self.table.words.get(list)?;
                let word = usize::try_from(*number).ok().and_then(|at| words.get(at));
                match word {
                    Some(&"-") => Node::Null,
                    Some(word) => Node::text(*word),
                    None => Node::text(number.to_string()),
                }
            }
            _ => return None,
        })
    }
}

/// A message as far as it was read.
#[derive(Default)]
struct Made<'a> {
    map: Map<'a>,
    /// What stands for the whole message.
    whole: Option<Node<'a>>,
    unknown: Vec<u64>,
}

impl<'a> Made<'a> {
    fn take(&mut self, field: &Field, value: Node<'a>) {
        match (field.member, value) {
            ("=", Node::Map(inner)) if !field.is_list => merge(&mut self.map, inner),
            ("=", value) if field.is_list => match &mut self.whole {
                Some(Node::List(list)) => list.push(value),
                whole => *whole = Some(Node::List(vec![value])),
            },
            ("=", value) => self.whole = Some(value),
            (_, Node::Null) => {}
            (member, value) if field.is_list => self.map.push(member, value),
            (member, Node::Map(inner)) => match self.map.get_mut(member) {
                // What comes twice and can only be there once is one message in two parts.
                Some(Node::Map(first)) => merge(first, inner),
                _ => self.map.put(member, Node::Map(inner)),
            },
            (member, value) => match self.map.get_mut(member) {
                Some(first) => *first = value,
                None => self.map.put(member, value),
            },
        }
    }

    fn unknown(&mut self, number: u64) {
        if self.unknown.len() < MAX_UNKNOWN && !self.unknown.contains(&number) {
            self.unknown.push(number);
        }
    }

    fn finish(mut self, fields: &[Field], table: &Table) -> Node<'a> {
        if let Some(whole) = self.whole {
            return whole;
        }
        for field in fields {
            if let (Kind::Words(list), true, false) = (field.kind, field.is_told, self.map.has(field.member))
            {
                let first = table.words.get(list).and_then(|words| words.first());
                self.map.put(field.member, Node::text(*first.unwrap_or(&"")));
            }
            if let (Kind::Message("Dependency"), true) = (field.kind, field.is_list)
                && let Some(Node::List(items)) = self.map.get_mut(field.member)
                && !fields.iter().any(|field| field.member == "provides")
            {
                let mut flat = Vec::new();
                std::mem::take(items).into_iter().for_each(|item| flatten(item, &mut flat));
                *items = flat;
            }
            // One in 1.5, a list since 1.6, which takes one too.
            if let ("identity", Some(Node::List(items))) = (field.member, self.map.get_mut(field.member))
                && items.len() == 1
                && let (Some(one), Some(node)) = (items.pop(), self.map.get_mut(field.member))
            {
                *node = one;
            }
            if let (Kind::Message("Tool"), Some(tools)) = (field.kind, self.map.get_mut(field.member)) {
                *tools = joined(std::mem::replace(tools, Node::Null));
            }
        }
        // A colon marks what is not of this standard; it is told as unread.
        for number in self.unknown {
            self.map.put(format!("protobuf:{number}"), Node::text("unknown field"));
        }
        Node::Map(self.map)
    }
}

/// Two parts of one message: lists are put together, of single values the last one counts.
fn merge<'a>(first: &mut Map<'a>, second: Map<'a>) {
    for (key, value) in second.entries {
        match (first.get_mut(&key), value) {
            (Some(Node::List(list)), Node::List(more)) => list.extend(more),
            (Some(Node::Map(map)), Node::Map(more)) => merge(map, more),
            (Some(old), value) => *old = value,
            (None, value) => first.put(key, value),
        }
    }
}

/// Dependencies as a flat list: protobuf writes them inside each other.
fn flatten<'a>(item: Node<'a>, into: &mut Vec<Node<'a>>) {
    let Node::Map(mut map) = item else { return };
    let at = map.entries.iter().position(|(key, _)| key == "dependencies");
    let inner = at.map(|at| map.entries.remove(at).1);
    let Some(Node::List(inner)) = inner else { return into.push(Node::Map(map)) };
    let reference = |node: &Node<'a>| node.as_map().and_then(|map| map.get("ref")).cloned();
    map.put("dependsOn", Node::List(inner.iter().filter_map(reference).collect()));
    into.push(Node::Map(map));
    // What depends on nothing further was told as an end.
    let tells =
        |node: &Node<'_>| node.as_map().is_some_and(|map| map.entries.iter().any(|(key, _)| key != "ref"));
    inner.into_iter().filter(tells).for_each(|item| flatten(item, into));
}

/// Up to 1.4 a list of tools; since then components and services in one, which other readers may still write as several.
fn joined(tools: Node<'_>) -> Node<'_> {
    let is_new = |node: &Node<'_>| {
        node.as_map()
            .is_some_and(|map| map.has("components") || map.has("services") || map.entries.is_empty())
    };
    match tools {
        Node::List(items) if items.iter().any(is_new) => {
            let mut whole = Map::default();
            for item in items {
                if let Node::Map(map) = item {
                    merge(&mut whole, map);
                }
            }
            Node::Map(whole)
        }
        tools => tools,
    }
}

/// `google.protobuf.Timestamp`: seconds and parts of one since 1970.
fn time(bytes: &[u8]) -> Parse<Node<'static>> {
    let mut cursor = Cursor::new("time", bytes);
    let mut seconds = 0;
    while !cursor.is_empty() {
        if let (1, Raw::Number(number)) = field(&mut cursor)? {
            seconds = i64::from_le_bytes(number.to_le_bytes());
        }
    }
    // The years 1 to 9999, as protobuf bounds them; elsewhere the number speaks.
    let is_year = (-62_135_596_800..253_402_300_800).contains(&seconds);
    Ok(Node::Text(Cow::Owned(if is_year {
        Civil::utc(Timestamp::from_parts(seconds, 0)).iso()
    } else {
        seconds.to_string()
    })))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::sbom::{read as read_sbom, read_strictly};

    const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/cyclonedx-protobuf/");

    fn fixture(name: &str) -> Vec<u8> {
        std::fs::read(format!("{FOLDER}{name}")).unwrap()
    }

    #[test]
    fn the_table_is_whole() {
        let text = include_str!("cyclonedx.wire");
        let fields: usize = table().messages.values().map(Vec::len).sum();
        let lines = text.lines().filter(|line| line.starts_with(' ')).count();
        assert_eq!(fields + table().words.len(), lines);
        for field in table().messages.values().flatten() {
            match field.kind {
                Kind::Message(name) => assert!(table().messages.contains_key(name), "{name}"),
                Kind::Words(name) => assert!(table().words.contains_key(name), "{name}"),
                _ => {}
            }
        }
    }

    #[test]
    fn protobuf_says_what_json_says() {
        let (mut packed, departures) = read_strictly(&fixture("infusion.cdx.binpb")).unwrap();
        assert_eq!(packed.format.to_string(), "CycloneDX 1.6 protobuf");
        assert_eq!(departures, []);
        let plain = read_sbom(&fixture("infusion.cdx.json")).unwrap();
        packed.format.encoding = plain.format.encoding;
        assert_eq!(packed, plain);
    }

    #[test]
    fn what_the_table_does_not_know_is_told() {
        // Version, then a field 90, and a component whose name is a number.
        let sbom = read_sbom(b"\x0a\x031.6\xd2\x05\x01x\x2a\x02\x40\x07").unwrap();
        let paths: Vec<&str> = sbom.unread.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(paths, ["/components/*/protobuf:8", "/protobuf:90"]);
    }

    #[test]
    fn single_messages_in_parts_are_one_and_numbers_keep_their_sign() {
        // Version, metadata with a time, metadata with a supplier; the number -1 as revision.
        let bytes = b"\x12\x00"; // not a number: told, not read
        assert!(!is_bom(bytes));
        let bytes = b"\x0a\x031.6\x22\x04\x0a\x02\x08\x01\x22\x05\x32\x03\x0a\x01S\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";
        let sbom = read_sbom(bytes).unwrap();
        assert_eq!(sbom.created.as_deref(), Some("1970-01-01T00:00:01Z"));
        assert_eq!(sbom.supplier.map(|party| party.name).as_deref(), Some("S"));
        assert_eq!(sbom.revision.as_deref(), Some("-1"));
    }

    #[test]
    fn packed_numbers_are_counted_before_they_are_kept() {
        let reader = Reader { table: table(), left: Cell::new(9) };
        let is_packed = |field: &&Field| field.is_list && matches!(field.kind, Kind::Int);
        let field = table().messages.values().flatten().find(is_packed).unwrap();
        let mut values = Vec::new();
        assert!(reader.values(field, &Raw::Bytes(&[1; 9]), 0, &mut values).unwrap() && values.len() == 9);
        values.clear();
        assert!(reader.values(field, &Raw::Bytes(&[1; 10]), 0, &mut values).is_err() && values.len() == 9);
    }

    #[test]
    fn hostile_bytes_end_with_a_reason() {
        let deep = (0..200).fold(Vec::new(), |inner: Vec<u8>, _| {
            let mut length = inner.len();
            let mut bytes = vec![0xaa, 0x01];
            while length >= 0x80 {
                bytes.push((length & 0x7f) as u8 | 0x80);
                length >>= 7;
            }
            bytes.push(length as u8);
            [bytes, inner].concat()
        });
        let deep =
            [&b"\x0a\x031.6\x2a"[..], &[(deep.len() & 0x7f) as u8 | 0x80, (deep.len() >> 7) as u8], &deep]
                .concat();
        assert!(read(&deep).is_err(), "components inside components");
        assert!(read_sbom(b"\x0a\x031.6\x2a\x7fx").unwrap_err().to_string().contains("protobuf"));
        assert!(read(b"\x0b").is_err() && read(&[0xff; 20]).is_err());
    }

    proptest! {
        #[test]
        fn never_panics_on_damaged_documents(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut bytes = fixture("infusion.cdx.binpb");
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _ = read_strictly(&bytes);
            let _ = read_strictly(&bytes[..at]);
        }

        #[test]
        fn never_panics_on_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read_strictly(&[&b"\x0a\x031.7"[..], &bytes].concat());
        }
    }
}
