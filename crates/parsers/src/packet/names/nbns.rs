//! NetBIOS name service over UDP (RFC 1002 §4.2): registrations, answers and node status carry the speaker's own names.

use std::net::Ipv4Addr;

use domain::addresses::MacAddr;

use super::{NamesMessage, dns_wire, text::text};
use crate::{
    cursor::{Cursor, Parse, Reason},
    packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Probe, Side},
    },
};

/// UDP port 137.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "nbns", probe, parse, limit: 256 };

/// Messenger service: the name of a person who is logged on, as often as of the computer. Never kept.
const MESSENGER: u8 = 0x03;

/// A 16-octet NetBIOS name: 15 of text, one that says what the name is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetbiosName {
    pub name: String,
    /// `0x00` workstation or workgroup, `0x1c` domain controllers, `0x20` file server …
    pub suffix: u8,
    /// Shared by several hosts: a workgroup or domain.
    pub group: bool,
}

/// What a message does with names.
#[derive(Clone, Debug, PartialEq)]
pub enum NbnsMessage {
    /// Asks who has the name. Says nothing about the asker.
    Query(NetbiosName),
    /// Claims, refreshes or gives up a name for an address.
    Claim { name: NetbiosName, address: Ipv4Addr },
    /// Answers a question: the name belongs to these addresses (at most 25).
    Answer { name: NetbiosName, addresses: Vec<Ipv4Addr> },
    /// Lists the speaker's own names, and its MAC when it gives one.
    Status { names: Vec<NetbiosName>, mac: Option<MacAddr> },
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    let on_port = datagram.sender_port == 137 || datagram.receiver_port == 137;
    if on_port && read(datagram.payload).is_ok() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let message = read(datagram.payload).ok()?;
    let side = match message {
        NbnsMessage::Query(_) | NbnsMessage::Claim { .. } => Side::Client,
        NbnsMessage::Answer { .. } | NbnsMessage::Status { .. } => Side::Server,
    };
    out(NamesMessage::Nbns(message).into());
    Some(side)
}

fn read(bytes: &[u8]) -> Parse<NbnsMessage> {
    let mut cursor = Cursor::new("NBNS message", bytes);
    cursor.skip(2)?;
    let flags = cursor.u16()?;
    let (questions, answers) = (cursor.u16()?, cursor.u16()?);
    cursor.skip(2)?;
    let additional = cursor.u16()?;
    let opcode = (flags >> 11) & 0x0f;
    let response = flags & 0x8000 != 0;
    match (response, opcode) {
        (false, 0) if questions == 1 => {
            let name = name(bytes, &mut cursor)?;
            Ok(NbnsMessage::Query(name))
        }
        // Registration, release, refresh (two codes in use), multi-homed registration.
        (false, 5 | 6 | 8 | 9 | 15) if questions == 1 && additional >= 1 => claim(bytes, cursor),
        (true, 0) if answers >= 1 && flags & 0x0f == 0 => answer(bytes, cursor),
        _ => Err(cursor.error(Reason::Unsupported)),
    }
}

fn claim<'a>(bytes: &'a [u8], mut cursor: Cursor<'a>) -> Parse<NbnsMessage> {
    let mut name = name(bytes, &mut cursor)?;
    cursor.skip(4)?;
    dns_wire::labels(bytes, &mut cursor, &mut |_| {})?;
    cursor.skip(8)?;
    let length = cursor.u16()?;
    cursor.ensure(length >= 6)?;
    name.group = cursor.u16()? & 0x8000 != 0;
    Ok(NbnsMessage::Claim { name, address: Ipv4Addr::from(cursor.array::<4>()?) })
}

fn answer<'a>(bytes: &'a [u8], mut cursor: Cursor<'a>) -> Parse<NbnsMessage> {
    let mut name = name(bytes, &mut cursor)?;
    let kind = cursor.u16()?;
    cursor.skip(6)?;
    let length = usize::from(cursor.u16()?);
    let mut data = cursor.sub("NBNS record", length)?;
    match kind {
        0x20 => {
            let mut addresses = Vec::new();
            while let Ok(flags) = data.u16()
                && addresses.len() < 25
            {
                name.group = flags & 0x8000 != 0;
                addresses.push(Ipv4Addr::from(data.array::<4>()?));
            }
            Ok(NbnsMessage::Answer { name, addresses })
        }
        0x21 => status(data),
        _ => Err(cursor.error(Reason::Unsupported)),
    }
}

/// Node status response, RFC 1002 §4.2.18.
fn status(mut data: Cursor<'_>) -> Parse<NbnsMessage> {
    let count = data.u8()?;
    let mut names = Vec::new();
    for _ in 0..count {
        let raw = data.array::<16>()?;
        let group = data.u16()? & 0x8000 != 0;
        names.push(from_raw(&raw, group));
    }
    let mac = data.array().ok().map(MacAddr).filter(|mac| mac.is_unicast());
    Ok(NbnsMessage::Status { names, mac })
}

/// First-level decoding (RFC 1001 §14.1): each octet is two letters `A`–`P`. Scope labels are skipped.
fn name<'a>(bytes: &'a [u8], cursor: &mut Cursor<'a>) -> Parse<NetbiosName> {
    let error = cursor.error(Reason::Invalid);
    let mut first: Option<&[u8]> = None;
    dns_wire::labels(bytes, cursor, &mut |label| {
        first.get_or_insert(label);
    })?;
    decode(first.unwrap_or_default()).ok_or(error)
}

/// Decodes the 32 letters of an encoded name.
#[must_use]
pub fn decode(label: &[u8]) -> Option<NetbiosName> {
    let nibbles: Vec<u8> = label.iter().filter_map(|c| c.checked_sub(b'A').filter(|n| *n < 16)).collect();
    let raw: Vec<u8> = nibbles
        .chunks_exact(2)
        .filter_map(|p| <[u8; 2]>::try_from(p).ok())
        .map(|[h, l]| (h << 4) | l)
        .collect();
    let raw = <[u8; 16]>::try_from(raw.as_slice()).ok()?;
    (label.len() == 32).then(|| from_raw(&raw, false))
}

fn from_raw(raw: &[u8; 16], group: bool) -> NetbiosName {
    let (name, suffix) = raw.split_at_checked(15).unwrap_or_default();
    let suffix = suffix.first().copied().unwrap_or(0);
    let name = if suffix == MESSENGER { String::new() } else { text(name) };
    NetbiosName { name, suffix, group }
}

#[cfg(test)]
pub mod testing {
    //! Writes NetBIOS names for samples.

    /// First-level encoding with length octet and root label.
    pub fn encode(name: &str, suffix: u8) -> Vec<u8> {
        let mut raw = format!("{name:<15}").into_bytes();
        raw.push(suffix);
        let mut out = vec![32];
        out.extend(raw.iter().flat_map(|b| [b'A' + (b >> 4), b'A' + (b & 15)]));
        out.push(0);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing as t, *};

    fn own(name: &str, suffix: u8, group: bool) -> NetbiosName {
        NetbiosName { name: name.into(), suffix, group }
    }

    fn registration() -> Vec<u8> {
        let mut bytes = vec![0, 1, 0x29, 0x10, 0, 1, 0, 0, 0, 0, 0, 1];
        bytes.extend(testing::encode("KITA", 0));
        bytes.extend([0, 0x20, 0, 1, 0xc0, 12, 0, 0x20, 0, 1, 0, 0, 0, 0, 0, 6, 0x80, 0, 10, 0, 0, 81]);
        bytes
    }

    #[test]
    fn a_registration_claims_a_group_name() {
        let bytes = registration();
        let message = t::read_one(&DATAGRAM, &t::datagram(&bytes, 137, 137));
        let expected =
            NbnsMessage::Claim { name: own("KITA", 0, true), address: Ipv4Addr::new(10, 0, 0, 81) };
        assert_eq!(message, NamesMessage::Nbns(expected));
        t::torture_datagram(&DATAGRAM, &bytes, (137, 137));
    }

    #[test]
    fn node_status_lists_own_names() {
        let mut bytes = vec![0, 1, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0];
        bytes.extend(testing::encode("*", 0));
        bytes.extend([0, 0x21, 0, 1, 0, 0, 0, 0, 0, 25, 1]);
        bytes.extend(b"FILESV1        \x20\x04\x00\x00\x1b\x54\x10\x00\x01");
        let message = t::read_one(&DATAGRAM, &t::datagram(&bytes, 137, 137));
        let mac = Some(MacAddr([0, 0x1b, 0x54, 0x10, 0, 1]));
        let expected = NbnsMessage::Status { names: vec![own("FILESV1", 0x20, false)], mac };
        assert_eq!(message, NamesMessage::Nbns(expected));
        t::torture_datagram(&DATAGRAM, &bytes, (137, 137));
    }

    #[test]
    fn names_of_people_are_not_kept() {
        let mut bytes = registration();
        bytes.splice(12..46, testing::encode("SOMEBODY", MESSENGER));
        let message = t::read_one(&DATAGRAM, &t::datagram(&bytes, 137, 137));
        assert!(
            matches!(&message, NamesMessage::Nbns(NbnsMessage::Claim { name, .. }) if name.name.is_empty())
        );
    }

    #[test]
    fn an_answer_gives_addresses() {
        let mut bytes = vec![0, 1, 0x85, 0, 0, 0, 0, 1, 0, 0, 0, 0];
        bytes.extend(testing::encode("FILESV1", 0x20));
        bytes.extend([0, 0x20, 0, 1, 0, 0, 0, 0, 0, 6, 0, 0, 10, 0, 0, 81]);
        let message = t::read_one(&DATAGRAM, &t::datagram(&bytes, 137, 137));
        let addresses = vec![Ipv4Addr::new(10, 0, 0, 81)];
        assert_eq!(
            message,
            NamesMessage::Nbns(NbnsMessage::Answer { name: own("FILESV1", 0x20, false), addresses })
        );
    }
}
