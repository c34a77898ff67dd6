//! Makers' own protocols: by port, by bytes at a place, or both. What has no bytes is a hint only.

use std::collections::HashMap;

use domain::certainty::Certainty;
use serde::Deserialize;

use crate::{
    Grade,
    ports::ports_of,
    table::{Row, list},
};

/// Longest pattern and furthest place of one, in bytes.
const MAX_BYTES: usize = 64;
const MAX_OFFSET: usize = 256;

/// Without a port, a pattern must have so many bytes that it cannot be met by chance.
const ENOUGH: usize = 4;

/// A row of `protocols.csv`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ProtocolRow {
    protocol_id: String,
    name: String,
    maker_id: String,
    kind_id: String,
    model: String,
    transport: String,
    ports: String,
    sender: String,
    about: String,
    offset: String,
    bytes: String,
    mask: String,
    min_length: String,
    max_length: String,
    to_group: String,
    certainty: Grade,
    sample: String,
}

impl Row for ProtocolRow {
    fn problem(&self) -> Option<&'static str> {
        let known = |cell: &str, words: &[&str]| words.contains(&cell);
        if self.protocol_id.is_empty() || self.name.is_empty() {
            return Some("a protocol needs protocol_id and name");
        }
        if !known(&self.transport, &["tcp", "udp"]) {
            return Some("transport is tcp or udp");
        }
        if !known(&self.sender, &["", "client", "server", "any"]) {
            return Some("sender is client, server or any");
        }
        if !known(&self.about, &["", "sender", "receiver"]) {
            return Some("about is sender or receiver");
        }
        if !known(&self.to_group, &["", "yes", "no"]) {
            return Some("to_group is yes, no or empty");
        }
        if [&self.offset, &self.min_length, &self.max_length].iter().any(|cell| number(cell).is_none()) {
            return Some("offset, min_length and max_length are numbers");
        }
        let Some(bytes) = hex(&self.bytes) else { return Some("bytes are pairs of hexadecimal digits") };
        let mask = hex(&self.mask).filter(|mask| mask.is_empty() || mask.len() == bytes.len());
        let Some(mask) = mask else { return Some("the mask is as long as the bytes") };
        if bytes.len() > MAX_BYTES || number(&self.offset).is_some_and(|at| at > MAX_OFFSET) {
            return Some("at most 64 bytes, at most 256 bytes from the start");
        }
        let telling = bytes.len() - mask.iter().filter(|byte| **byte == 0).count();
        let ports = list(&self.ports).flat_map(ports_of).count();
        if ports == 0 && telling < ENOUGH {
            return Some("without ports at least four bytes are needed");
        }
        let Some(sample) = hex(&self.sample) else { return Some("the sample is hexadecimal") };
        let entry = ProtocolEntry::new(self.clone());
        (!sample.is_empty() && !entry.matches(&sample)).then_some("the sample does not match its own row")
    }
}

/// Which side of the conversation sends the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// Who sends to one of the ports.
    Client,
    /// Who sends from one of the ports.
    Server,
    Any,
}

/// A maker's protocol.
#[derive(Clone, Debug, PartialEq)]
pub struct ProtocolEntry {
    pub id: String,
    pub name: String,
    pub maker_id: Option<String>,
    pub kind_id: Option<String>,
    pub model: Option<String>,
    /// UDP; else TCP.
    pub udp: bool,
    /// None: on any port.
    pub ports: Vec<u16>,
    pub sender: Speaker,
    /// The device is who receives the bytes; else who sends them.
    pub about_receiver: bool,
    pub offset: usize,
    pub bytes: Vec<u8>,
    /// As long as `bytes`.
    pub mask: Vec<u8>,
    /// Length of a datagram, or of the first bytes of one side.
    pub min_length: usize,
    pub max_length: usize,
    /// Must (or must not) be sent to a group.
    pub to_group: Option<bool>,
    pub grade: Grade,
}

impl ProtocolEntry {
    fn new(row: ProtocolRow) -> Self {
        let some = |cell: String| (!cell.is_empty()).then_some(cell);
        let bytes = hex(&row.bytes).unwrap_or_default();
        let mask = hex(&row.mask).filter(|mask| mask.len() == bytes.len() && !mask.is_empty());
        Self {
            id: row.protocol_id,
            name: row.name,
            maker_id: some(row.maker_id),
            kind_id: some(row.kind_id),
            model: some(row.model),
            udp: row.transport == "udp",
            ports: list(&row.ports).flat_map(ports_of).collect(),
            sender: match row.sender.as_str() {
                "client" => Speaker::Client,
                "server" => Speaker::Server,
                _ => Speaker::Any,
            },
            about_receiver: row.about == "receiver",
            offset: number(&row.offset).unwrap_or_default(),
            mask: mask.unwrap_or_else(|| vec![0xff; bytes.len()]),
            bytes,
            min_length: number(&row.min_length).unwrap_or_default(),
            max_length: Some(row.max_length)
                .filter(|cell| !cell.is_empty())
                .and_then(|cell| number(&cell))
                .unwrap_or(usize::MAX),
            to_group: match row.to_group.as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            grade: row.certainty,
        }
    }

    /// The most that this row may claim: what is known by a port alone is a hint.
    #[must_use]
    pub fn ceiling(&self) -> Certainty {
        if self.bytes.is_empty() { Certainty::Guess } else { self.grade.ceiling().min(Certainty::Likely) }
    }

    /// Whether the length and the bytes fit.
    #[must_use]
    pub fn matches(&self, payload: &[u8]) -> bool {
        (self.min_length..=self.max_length).contains(&payload.len())
            && payload.get(self.offset..).is_some_and(|rest| {
                rest.len() >= self.bytes.len()
                    && rest
                        .iter()
                        .zip(self.bytes.iter().zip(&self.mask))
                        .all(|(byte, (wanted, mask))| byte & mask == wanted & mask)
            })
    }
}

/// All protocols, the user's own first.
#[derive(Debug, Default)]
pub struct Protocols {
    rows: Vec<ProtocolEntry>,
    by_id: HashMap<String, usize>,
}

impl Protocols {
    pub(crate) fn new(rows: Vec<ProtocolRow>) -> Self {
        let mut protocols = Self::default();
        for row in rows {
            let at = protocols.rows.len();
            // A user's row of the same name takes the place of the built-in one.
            if let std::collections::hash_map::Entry::Vacant(place) =
                protocols.by_id.entry(row.protocol_id.clone())
            {
                place.insert(at);
                protocols.rows.push(ProtocolEntry::new(row));
            }
        }
        protocols
    }

    /// One by its `protocol_id`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&ProtocolEntry> {
        self.by_id.get(id).and_then(|at| self.rows.get(*at))
    }

    /// Every protocol in the order in which they are asked.
    pub fn iter(&self) -> impl Iterator<Item = &ProtocolEntry> {
        self.rows.iter()
    }
}

/// An empty cell is 0.
fn number(cell: &str) -> Option<usize> {
    if cell.is_empty() { Some(0) } else { cell.parse().ok().filter(|number| *number <= 65_535) }
}

/// Pairs of hexadecimal digits, spaces between them allowed.
fn hex(cell: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> =
        cell.chars().filter(|c| *c != ' ').map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    Some(pairs.iter().map(|[high, low]| (high * 16 + low) as u8).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Knowledge, LocalFile};

    #[test]
    fn every_built_in_row_has_a_sample_a_maker_and_a_kind_that_exist() {
        let known = Knowledge::built_in();
        let text = include_str!("../../../signatures/protocols.csv");
        assert_eq!(known.protocols.iter().count(), text.lines().count() - 1);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for row in reader.deserialize::<ProtocolRow>() {
            let row = row.unwrap();
            assert!(!row.sample.is_empty(), "{}: no sample", row.protocol_id);
        }
        for entry in known.protocols.iter() {
            if let Some(maker) = &entry.maker_id {
                assert!(known.makers.get(maker).is_some(), "{}: {maker}", entry.id);
            }
            if let Some(kind) = &entry.kind_id {
                assert!(known.kinds.get(kind).is_some(), "{}: {kind}", entry.id);
            }
        }
    }

    #[test]
    fn a_port_alone_is_a_hint() {
        let known = Knowledge::built_in();
        let ceiling = |id: &str| known.protocols.get(id).map(ProtocolEntry::ceiling);
        assert_eq!(ceiling("bd_alaris_manager"), Some(Certainty::Guess));
        assert_eq!(ceiling("philips_intellivue_data"), Some(Certainty::Likely));
        assert_eq!(ceiling("mindray_pds_hl7"), Some(Certainty::Guess), "grade D");
    }

    #[test]
    fn bad_rows_are_told() {
        let header = "protocol_id,name,transport,ports,offset,bytes,mask,sample\n";
        let cases = [
            ("x,X,tcp,,0,0102,,", "without ports at least four bytes are needed"),
            ("x,X,sctp,5,0,,,", "transport is tcp or udp"),
            ("x,X,tcp,5,0,010,,", "bytes are pairs of hexadecimal digits"),
            ("x,X,tcp,5,0,0102,ff,", "the mask is as long as the bytes"),
            ("x,X,tcp,5,999,01,,", "at most 64 bytes, at most 256 bytes from the start"),
            ("x,X,tcp,5,1,02,,0203", "the sample does not match its own row"),
            ("x,X,tcp,5,minus,02,,", "offset, min_length and max_length are numbers"),
        ];
        for (row, reason) in cases {
            let file = LocalFile { name: "protocols.csv".into(), text: format!("{header}{row}\n") };
            let (_, warnings) = Knowledge::load(&[file]);
            assert_eq!(warnings.first().map(|w| w.reason.as_str()), Some(reason), "{row}");
        }
    }

    #[test]
    fn a_users_row_takes_the_place_of_the_built_in_one() {
        let text = "protocol_id,name,transport,ports\nge_unity_time,Ours,udp,2001\n".to_owned();
        let (known, _) = Knowledge::load(&[LocalFile { name: "protocols.csv".into(), text }]);
        assert_eq!(known.protocols.get("ge_unity_time").map(|p| p.ports.clone()), Some(vec![2001]));
        assert_eq!(known.protocols.iter().filter(|p| p.id == "ge_unity_time").count(), 1);
    }
}
