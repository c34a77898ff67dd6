//! The DNS message (RFC 1035 §4) that DNS, mDNS and LLMNR share. Names are followed through compression in bounds.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::text::text;
use crate::cursor::{Cursor, Parse, Reason};

/// Most records kept of one message.
const MAX_RECORDS: usize = 96;

/// Host address, RFC 1035 §3.2.2.
pub const TYPE_A: u16 = 1;
/// Domain name pointer.
pub const TYPE_PTR: u16 = 12;
/// IPv6 address, RFC 3596.
pub const TYPE_AAAA: u16 = 28;
/// Any type.
pub const TYPE_ANY: u16 = 255;

/// A DNS, mDNS or LLMNR message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DnsMessage {
    /// QR bit: this is an answer.
    pub response: bool,
    /// AA bit: the server owns the zone.
    pub authoritative: bool,
    /// RA bit: the server resolves for others.
    pub recursion_available: bool,
    pub rcode: u8,
    pub questions: Vec<Question>,
    /// Answer, authority and additional sections in order.
    pub records: Vec<Record>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub name: String,
    pub kind: u16,
}

/// One resource record.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub name: String,
    pub data: RecordData,
}

/// The data of the record types that tell who somebody is.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordData {
    Address(IpAddr),
    Pointer(String),
    Alias(String),
    Service {
        port: u16,
        target: String,
    },
    /// `key=value` strings.
    Text(Vec<String>),
    /// CPU and operating system.
    HostInfo(String, String),
    Other(u16),
}

/// Reads a whole message. A record that cannot be read ends the list; what was read before stays.
pub fn message(bytes: &[u8]) -> Parse<DnsMessage> {
    let mut cursor = Cursor::new("DNS message", bytes);
    cursor.skip(2)?;
    let flags = cursor.u16()?;
    let questions = cursor.u16()?;
    let mut records = 0usize;
    for _ in 0..3 {
        records += usize::from(cursor.u16()?);
    }
    let mut out = DnsMessage {
        response: flags & 0x8000 != 0,
        authoritative: flags & 0x0400 != 0,
        recursion_available: flags & 0x0080 != 0,
        rcode: (flags & 0x0f) as u8,
        ..DnsMessage::default()
    };
    for _ in 0..questions.min(64) {
        let name = name(bytes, &mut cursor)?;
        let kind = cursor.u16()?;
        cursor.skip(2)?;
        out.questions.push(Question { name, kind });
    }
    for _ in 0..records.min(MAX_RECORDS) {
        match record(bytes, &mut cursor) {
            Ok(record) => out.records.push(record),
            Err(_) => break,
        }
    }
    Ok(out)
}

/// Cheap look at the header: could these bytes be a message with a sane opcode and counts?
#[must_use]
pub fn looks_right(bytes: &[u8]) -> bool {
    let mut cursor = Cursor::new("DNS header", bytes);
    let mut header = || -> Parse<bool> {
        cursor.skip(2)?;
        let flags = cursor.u16()?;
        let (questions, answers) = (cursor.u16()?, cursor.u16()?);
        let (authority, additional) = (cursor.u16()?, cursor.u16()?);
        let opcode = (flags >> 11) & 0x0f;
        let total = u32::from(questions) + u32::from(answers) + u32::from(authority) + u32::from(additional);
        Ok(opcode <= 6 && flags & 0x0040 == 0 && questions <= 32 && (1..=400).contains(&total))
    };
    header().unwrap_or(false) && first_name_fits(bytes)
}

fn first_name_fits(bytes: &[u8]) -> bool {
    let mut cursor = Cursor::new("DNS name", bytes);
    cursor.skip(12).is_ok() && name(bytes, &mut cursor).is_ok() && cursor.remaining() >= 4
}

fn record<'a>(whole: &'a [u8], cursor: &mut Cursor<'a>) -> Parse<Record> {
    let owner = name(whole, cursor)?;
    let kind = cursor.u16()?;
    cursor.skip(6)?;
    let length = usize::from(cursor.u16()?);
    let start = cursor.position();
    let mut data = cursor.sub("DNS record", length)?;
    let name_at = |skip: usize| -> Parse<String> {
        let mut at = Cursor::new("DNS record name", whole);
        at.skip(start + skip)?;
        name(whole, &mut at)
    };
    let data = match kind {
        TYPE_A => RecordData::Address(IpAddr::V4(Ipv4Addr::from(data.array::<4>()?))),
        TYPE_AAAA => RecordData::Address(IpAddr::V6(Ipv6Addr::from(data.array::<16>()?))),
        TYPE_PTR => RecordData::Pointer(name_at(0)?),
        5 => RecordData::Alias(name_at(0)?),
        33 => {
            data.skip(4)?;
            RecordData::Service { port: data.u16()?, target: name_at(6)? }
        }
        16 => RecordData::Text(strings(&mut data)),
        13 => {
            let mut strings = strings(&mut data).into_iter();
            RecordData::HostInfo(strings.next().unwrap_or_default(), strings.next().unwrap_or_default())
        }
        other => RecordData::Other(other),
    };
    Ok(Record { name: owner, data })
}

/// Length-prefixed strings (RFC 1035 §3.3), at most 64.
fn strings(cursor: &mut Cursor<'_>) -> Vec<String> {
    let mut out = Vec::new();
    while let Ok(length) = cursor.u8() {
        match cursor.take(usize::from(length)) {
            Ok(bytes) if out.len() < 64 => out.push(text(bytes)),
            _ => break,
        }
    }
    out
}

/// A name as dotted text (RFC 1035 §4.1.4). `cursor` must run over `whole` from its first byte.
pub fn name<'a>(whole: &'a [u8], cursor: &mut Cursor<'a>) -> Parse<String> {
    let mut out = String::new();
    labels(whole, cursor, &mut |label| {
        if !out.is_empty() {
            out.push('.');
        }
        out.push_str(&text(label));
    })?;
    Ok(out)
}

/// Gives each label of a name to `each`; at most 128 labels, 16 jumps, always backwards.
pub fn labels<'a>(whole: &'a [u8], cursor: &mut Cursor<'a>, each: &mut dyn FnMut(&'a [u8])) -> Parse<()> {
    let mut jumped: Option<Cursor<'a>> = None;
    let mut lowest = cursor.position();
    for _ in 0..128 {
        let at = jumped.as_mut().unwrap_or(cursor);
        match at.u8()? {
            0 => return Ok(()),
            length @ 1..=63 => each(at.take(usize::from(length))?),
            high @ 0xc0.. => {
                let target = (usize::from(high & 0x3f) << 8) | usize::from(at.u8()?);
                if target >= lowest {
                    return Err(at.error(Reason::Invalid));
                }
                lowest = target;
                let mut next = Cursor::new("DNS name", whole);
                next.skip(target)?;
                jumped = Some(next);
            }
            _ => return Err(at.error(Reason::Invalid)),
        }
    }
    Err(cursor.error(Reason::TooLarge))
}

#[cfg(test)]
pub mod testing {
    //! Writes DNS messages for samples.

    /// A name without compression.
    pub fn encode(name: &str) -> Vec<u8> {
        let mut out = Vec::new();
        for label in name.split('.').filter(|label| !label.is_empty()) {
            out.push(label.len() as u8);
            out.extend(label.as_bytes());
        }
        out.push(0);
        out
    }

    /// A record of class IN with TTL 120.
    pub fn record(name: &str, kind: u16, data: &[u8]) -> Vec<u8> {
        let mut out = encode(name);
        out.extend(kind.to_be_bytes());
        out.extend([0, 1, 0, 0, 0, 120]);
        out.extend((data.len() as u16).to_be_bytes());
        out.extend(data);
        out
    }

    /// A message of questions `(name, type)` and ready-made answer records.
    pub fn message(flags: u16, questions: &[(&str, u16)], answers: &[Vec<u8>]) -> Vec<u8> {
        let mut out = vec![0x12, 0x34];
        out.extend(flags.to_be_bytes());
        out.extend((questions.len() as u16).to_be_bytes());
        out.extend((answers.len() as u16).to_be_bytes());
        out.extend([0; 4]);
        for (name, kind) in questions {
            out.extend(encode(name));
            out.extend(kind.to_be_bytes());
            out.extend([0, 1]);
        }
        answers.iter().for_each(|answer| out.extend(answer));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compressed_answer() {
        // ct.example.jp A? -> pointer to offset 12, 10.0.0.5
        let mut bytes = testing::message(0x8180, &[("ct.example.jp", 1)], &[]);
        bytes[7] = 1;
        bytes.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 5]);
        let message = message(&bytes).unwrap();
        assert!(message.response && message.recursion_available && !message.authoritative);
        let expected = Record {
            name: "ct.example.jp".into(),
            data: RecordData::Address(Ipv4Addr::new(10, 0, 0, 5).into()),
        };
        assert_eq!(message.records, [expected]);
        assert!(looks_right(&bytes));
    }

    #[test]
    fn pointer_loops_end() {
        let mut bytes = vec![0, 0, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        bytes.extend([0xc0, 12, 0, 1, 0, 1]);
        assert!(message(&bytes).is_err());
        assert!(!looks_right(&bytes));
    }

    #[test]
    fn records_before_a_broken_one_are_kept() {
        let good = testing::record("a.local", 1, &[10, 0, 0, 1]);
        let bytes = testing::message(0x8400, &[], &[good, vec![5, 1, 2]]);
        assert_eq!(message(&bytes).unwrap().records.len(), 1);
    }
}
