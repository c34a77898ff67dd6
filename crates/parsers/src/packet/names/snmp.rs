//! SNMP v1, v2c and v3 (RFC 1157, 3416, 3412, 3414): agents describe themselves. Communities and user names are never kept.

use std::net::Ipv4Addr;

use domain::addresses::MacAddr;

use super::{
    NamesMessage, ber,
    snmp_varbind::{self, SnmpObject},
};
use crate::{
    cursor::{Cursor, Parse, Reason},
    packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Probe, Side},
    },
};

/// UDP, mostly ports 161 and 162; recognised by its BER frame.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "snmp", probe, parse, limit: 256 };

/// Communities that devices left the factory with; anyone can look them up in the makers' manuals.
const FACTORY_COMMUNITIES: &[&[u8]] = &[
    b"public",
    b"private",
    b"community",
    b"admin",
    b"manager",
    b"monitor",
    b"cisco",
    b"write",
    b"security",
    b"ILMI",
    b"snmp",
];

/// Protocol version on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnmpVersion {
    V1,
    V2c,
    V3,
}

impl SnmpVersion {
    /// `v1`, `v2c`, `v3`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2c => "v2c",
            Self::V3 => "v3",
        }
    }
}

/// Who sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnmpSpeaker {
    /// Get, GetNext, GetBulk, Set.
    Manager,
    /// Response, Report.
    Agent,
    /// Trap, Inform: an agent that speaks unasked.
    Notifier,
    /// The PDU is encrypted and the ports do not tell.
    Unknown,
}

/// One SNMP message.
#[derive(Clone, Debug, PartialEq)]
pub struct SnmpMessage {
    pub version: SnmpVersion,
    pub speaker: SnmpSpeaker,
    /// The community is one that devices left the factory with. `None` for v3.
    pub factory_community: Option<bool>,
    pub objects: Vec<(SnmpObject, String)>,
    /// `enterprise` of a v1 trap: the sender's own kind, like sysObjectID.
    pub trap_enterprise: Option<String>,
    pub engine: Option<SnmpEngine>,
}

/// `snmpEngineID`, RFC 3411 §5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnmpEngine {
    /// IANA enterprise number of the maker of the SNMP software.
    pub enterprise: u32,
    pub mac: Option<MacAddr>,
    pub ip: Option<Ipv4Addr>,
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    if read(datagram).is_ok() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let message = read(datagram).ok()?;
    let side = match message.speaker {
        SnmpSpeaker::Manager | SnmpSpeaker::Notifier => Some(Side::Client),
        SnmpSpeaker::Agent => Some(Side::Server),
        SnmpSpeaker::Unknown => None,
    };
    out(NamesMessage::Snmp(Box::new(message)).into());
    side
}

fn read(datagram: &Datagram<'_>) -> Parse<SnmpMessage> {
    let mut outer = Cursor::new("SNMP message", datagram.payload);
    if outer.peek() != Some(ber::SEQUENCE) {
        return Err(outer.error(Reason::Invalid));
    }
    let mut body = Cursor::new("SNMP message", ber::expect(&mut outer, ber::SEQUENCE)?);
    let version = match ber::integer(&mut body)? {
        0 => SnmpVersion::V1,
        1 => SnmpVersion::V2c,
        3 => return version3(body, datagram),
        _ => return Err(body.error(Reason::Unsupported)),
    };
    let community = ber::expect(&mut body, ber::OCTETS)?;
    let (tag, content) = ber::element(&mut body)?;
    let mut message = SnmpMessage {
        version,
        speaker: speaker(tag).ok_or(body.error(Reason::Invalid))?,
        factory_community: Some(FACTORY_COMMUNITIES.contains(&community)),
        objects: Vec::new(),
        trap_enterprise: None,
        engine: None,
    };
    protocol_unit(tag, content, &mut message);
    Ok(message)
}

/// RFC 3412 §6: header data, USM security parameters, then a scoped PDU in clear or encrypted.
fn version3(mut body: Cursor<'_>, datagram: &Datagram<'_>) -> Parse<SnmpMessage> {
    ber::expect(&mut body, ber::SEQUENCE)?;
    let security = ber::expect(&mut body, ber::OCTETS)?;
    let mut message = SnmpMessage {
        version: SnmpVersion::V3,
        speaker: speaker_by_port(datagram),
        factory_community: None,
        objects: Vec::new(),
        trap_enterprise: None,
        engine: ber::child(security, ber::SEQUENCE)
            .and_then(|usm| ber::child(usm, ber::OCTETS))
            .and_then(engine),
    };
    if let Ok((ber::SEQUENCE, scoped)) = ber::element(&mut body)
        && let Some((tag, content)) = ber::children(scoped).nth(2)
        && let Some(speaker) = speaker(tag)
    {
        message.speaker = speaker;
        protocol_unit(tag, content, &mut message);
    }
    Ok(message)
}

fn speaker_by_port(datagram: &Datagram<'_>) -> SnmpSpeaker {
    match (datagram.sender_port, datagram.receiver_port) {
        (161, _) => SnmpSpeaker::Agent,
        (_, 161) => SnmpSpeaker::Manager,
        (_, 162) => SnmpSpeaker::Notifier,
        _ => SnmpSpeaker::Unknown,
    }
}

/// PDU tags, RFC 3416 §3 and RFC 1157 §4.1.6.
fn speaker(tag: u8) -> Option<SnmpSpeaker> {
    match tag {
        0xa0 | 0xa1 | 0xa3 | 0xa5 => Some(SnmpSpeaker::Manager),
        0xa2 | 0xa8 => Some(SnmpSpeaker::Agent),
        0xa4 | 0xa6 | 0xa7 => Some(SnmpSpeaker::Notifier),
        _ => None,
    }
}

fn protocol_unit(tag: u8, content: &[u8], message: &mut SnmpMessage) {
    if tag == 0xa4 {
        message.trap_enterprise =
            ber::child(content, ber::OID).map(ber::oid_text).filter(|oid| !oid.is_empty());
    }
    if message.speaker == SnmpSpeaker::Manager {
        return;
    }
    if let Some(varbinds) = ber::child(content, ber::SEQUENCE) {
        message.objects =
            ber::children(varbinds).filter_map(|(_, varbind)| snmp_varbind::read(varbind)).collect();
    }
}

/// The high bit of the first octet marks the form with enterprise and format (3: MAC, 1: IPv4).
fn engine(id: &[u8]) -> Option<SnmpEngine> {
    let (head, rest) = id.split_first_chunk::<4>()?;
    let number = u32::from_be_bytes(*head);
    let standard = number & 0x8000_0000 != 0;
    let (mac, ip) = match rest {
        [3, mac @ ..] if standard => (<[u8; 6]>::try_from(mac).ok().map(MacAddr), None),
        [1, ip @ ..] if standard => (None, <[u8; 4]>::try_from(ip).ok().map(Ipv4Addr::from)),
        _ => (None, None),
    };
    Some(SnmpEngine { enterprise: number & 0x7fff_ffff, mac: mac.filter(|mac| mac.is_unicast()), ip })
}

#[cfg(test)]
mod tests {
    use super::{
        super::{ber::testing::tlv, testing as t},
        *,
    };

    fn response() -> Vec<u8> {
        let varbind =
            [tlv(ber::OID, &[0x2b, 6, 1, 2, 1, 1, 1, 0]), tlv(ber::OCTETS, b"Example L3 Switch")].concat();
        let zero = tlv(ber::INTEGER, &[0]);
        let list = tlv(ber::SEQUENCE, &tlv(ber::SEQUENCE, &varbind));
        let unit = tlv(0xa2, &[tlv(ber::INTEGER, &[7]), zero.clone(), zero.clone(), list].concat());
        tlv(ber::SEQUENCE, &[tlv(ber::INTEGER, &[1]), tlv(ber::OCTETS, b"public"), unit].concat())
    }

    #[test]
    fn an_agent_describes_itself() {
        let bytes = response();
        let (side, messages) = t::read(&DATAGRAM, &t::datagram(&bytes, 161, 40_000));
        assert_eq!(side, Some(Side::Server));
        let [NamesMessage::Snmp(message)] = &messages[..] else { panic!() };
        assert_eq!(message.version, SnmpVersion::V2c);
        assert_eq!(message.factory_community, Some(true));
        assert_eq!(message.objects, [(SnmpObject::SysDescr, "Example L3 Switch".to_owned())]);
        t::torture_datagram(&DATAGRAM, &bytes, (161, 40_000));
    }

    #[test]
    fn version_3_tells_the_engine() {
        let id = [0x80, 0, 0, 9, 3, 0, 0x1b, 0x54, 1, 2, 3];
        let usm = tlv(ber::SEQUENCE, &tlv(ber::OCTETS, &id));
        let header = tlv(ber::SEQUENCE, &[]);
        let parts = [tlv(ber::INTEGER, &[3]), header, tlv(ber::OCTETS, &usm), tlv(ber::OCTETS, b"\x99\x98")];
        let bytes = tlv(ber::SEQUENCE, &parts.concat());
        let (_, messages) = t::read(&DATAGRAM, &t::datagram(&bytes, 161, 40_000));
        let [NamesMessage::Snmp(message)] = &messages[..] else { panic!() };
        assert_eq!(message.speaker, SnmpSpeaker::Agent);
        let mac = Some(MacAddr([0, 0x1b, 0x54, 1, 2, 3]));
        assert_eq!(message.engine, Some(SnmpEngine { enterprise: 9, mac, ip: None }));
        t::torture_datagram(&DATAGRAM, &bytes, (161, 40_000));
    }
}
