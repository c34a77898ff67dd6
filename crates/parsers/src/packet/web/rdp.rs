//! Remote Desktop (MS-RDPBCGR §2.2.1): negotiated security and the client's computer name. The user name in the routing
//! cookie is seen and not kept.

use super::{
    WebMessage,
    gather::{Gather, Sides, find_ci, text},
    tls::TlsStream,
};
use crate::{
    cursor::{Cursor, Parse},
    packet::protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
};

/// What the connection sequence says in clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RdpMessage {
    /// Connection request. Protocols offered: bit 0 TLS, bit 1 NLA (CredSSP), 0 is standard security only.
    Request { offers: u32, has_cookie: bool },
    /// Connection confirm: protocol chosen; `None` when the server refused.
    Answer { chosen: Option<u32> },
    /// Core data of a client without TLS: its computer name and Windows build.
    Client { name: String, build: u32 },
}

/// RDP on any port.
pub const PROTOCOL: StreamProtocol = StreamProtocol { name: "rdp", probe, parser };

const REQUEST: u8 = 0xe0;
const CONFIRM: u8 = 0xd0;
const DATA: u8 = 0xf0;
const MAX_PACKET: usize = 8 * 1024;

fn parser(_: &Heads<'_>) -> Box<dyn StreamParser> {
    Box::new(RdpStream { buffers: Sides::both(Gather::new(MAX_PACKET)), tls: None, packets: 0 })
}

/// TPKT (RFC 1006 §6) with an X.224 TPDU (ITU-T X.224 §13.3): kind and variable part.
fn tpdu(bytes: &[u8]) -> Parse<(u8, &[u8], usize)> {
    let mut cursor = Cursor::new("TPKT", bytes);
    cursor.ensure(bytes.first().is_none_or(|version| *version == 3))?;
    cursor.skip(2)?;
    let length = usize::from(cursor.u16()?);
    cursor.ensure(length >= 7)?;
    let body = cursor.take(length.saturating_sub(4))?;
    let mut body = Cursor::new("X.224 TPDU", body);
    let indicator = body.u8()?;
    let kind = body.u8()?;
    match kind {
        REQUEST | CONFIRM => {
            body.ensure(usize::from(indicator) + 5 == length)?;
            body.skip(5)?;
        }
        DATA => body.skip(1)?,
        _ => body.ensure(false)?,
    }
    Ok((kind, body.rest(), length))
}

/// RDP_NEG_REQ, RDP_NEG_RSP or RDP_NEG_FAILURE at the end of the variable part: type and value.
fn negotiation(variable: &[u8]) -> Option<(u8, u32)> {
    let start = variable.len().checked_sub(8)?;
    match variable.get(start..)? {
        [kind @ 1..=3, _, 8, 0, value @ ..] => Some((*kind, u32::from_le_bytes(value.try_into().ok()?))),
        _ => None,
    }
}

fn is_cookie(variable: &[u8]) -> bool {
    variable.starts_with(b"Cookie: ")
}

fn probe(heads: &Heads<'_>) -> Probe {
    match tpdu(heads.client) {
        Ok((REQUEST, variable, _))
            if is_cookie(variable) || matches!(negotiation(variable), Some((1, _))) =>
        {
            return Probe::Yes;
        }
        // A request without variable part is also how other ISO transports begin: wait for the data that follows.
        Ok((REQUEST, [], length)) => {
            return match tpdu(heads.client.get(length..).unwrap_or_default()) {
                Ok((DATA, [0x7f, 0x65, ..], _)) => Probe::Yes,
                Ok(_) => Probe::No,
                Err(_) if heads.client.len() < 64 => Probe::Maybe,
                Err(_) => Probe::No,
            };
        }
        _ => {}
    }
    if let Ok((CONFIRM, variable, _)) = tpdu(heads.server)
        && heads.client.is_empty()
        && matches!(negotiation(variable), Some((2 | 3, _)))
    {
        return Probe::Yes;
    }
    let perhaps =
        |bytes: &[u8]| matches!(bytes, [] | [3] | [3, 0]) || (bytes.len() < 11 && bytes.starts_with(&[3, 0]));
    if perhaps(heads.client) && (heads.server.is_empty() || perhaps(heads.server)) {
        Probe::Maybe
    } else {
        Probe::No
    }
}

struct RdpStream {
    buffers: Sides<Gather>,
    tls: Option<TlsStream>,
    packets: u32,
}

impl StreamParser for RdpStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        if let Some(tls) = &mut self.tls {
            return tls.bytes(side, data, out);
        }
        if !self.buffers.of(side).push(data) {
            return Interest::Done;
        }
        loop {
            let buffer = self.buffers.of(side);
            let (kind, rest, length) = match tpdu(buffer.bytes()) {
                Ok((kind, rest, length)) => (kind, rest.to_vec(), length),
                Err(error) if matches!(error.reason, crate::cursor::Reason::TooShort { .. }) => {
                    return Interest::More;
                }
                Err(_) => return self.not_a_packet(side, out),
            };
            buffer.consume(length);
            self.packets += 1;
            if self.packet(side, kind, &rest, out) == Interest::Done || self.packets > 16 {
                return Interest::Done;
            }
        }
    }
}

impl RdpStream {
    /// After the confirm a side may go on with TLS.
    fn not_a_packet(&mut self, side: Side, out: &mut dyn Emit) -> Interest {
        if self.buffers.of(side).bytes().first() != Some(&22) {
            return Interest::Done;
        }
        let mut tls = TlsStream::default();
        let mut interest = Interest::More;
        for side in [Side::Client, Side::Server] {
            let rest = self.buffers.of(side).bytes().to_vec();
            if !rest.is_empty() {
                interest = tls.bytes(side, &rest, out);
            }
        }
        self.tls = Some(tls);
        interest
    }

    fn packet(&mut self, side: Side, kind: u8, rest: &[u8], out: &mut dyn Emit) -> Interest {
        let message = match kind {
            REQUEST => {
                let offers = negotiation(rest).map_or(0, |(_, offers)| offers);
                Some(RdpMessage::Request { offers, has_cookie: is_cookie(rest) })
            }
            CONFIRM => match negotiation(rest) {
                Some((3, _)) => Some(RdpMessage::Answer { chosen: None }),
                Some((_, chosen)) => Some(RdpMessage::Answer { chosen: Some(chosen) }),
                None => Some(RdpMessage::Answer { chosen: Some(0) }),
            },
            _ => match client_core(rest) {
                Ok(client) => {
                    out.emit(side, WebMessage::Rdp(client).into());
                    return Interest::Done;
                }
                Err(_) => None,
            },
        };
        if let Some(message) = message {
            out.emit(side, WebMessage::Rdp(message).into());
        }
        Interest::More
    }
}

/// MCS Connect-Initial (MS-RDPBCGR §2.2.1.3): the client core data block (TS_UD_CS_CORE).
fn client_core(data: &[u8]) -> Parse<RdpMessage> {
    let mut cursor = Cursor::new("RDP client core data", data);
    cursor.ensure(data.starts_with(&[0x7f, 0x65]))?;
    let mark = find_ci(data, b"Duca").unwrap_or(data.len());
    cursor.skip(mark + 4)?;
    // The length of the user data: one or two octets (PER).
    if cursor.u8()? & 0x80 != 0 {
        cursor.skip(1)?;
    }
    let kind = cursor.u16_le()?;
    cursor.ensure(kind == 0xc001)?;
    let length = cursor.u16_le()?;
    let mut core = cursor.sub("TS_UD_CS_CORE", usize::from(length).saturating_sub(4))?;
    core.skip(16)?;
    let build = core.u32_le()?;
    let name = core.take(32)?;
    let units =
        name.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).take_while(|unit| *unit != 0);
    let name: String =
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Ok(RdpMessage::Client { name: text(name.as_bytes(), 64), build })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{heads, run, run_every_way};

    const COOKIE: &[u8] = b"\x03\x00\x00\x2b\x26\xe0\x00\x00\x00\x00\x00Cookie: mstshash=user1\r\n\x01\x00\x08\x00\x03\x00\x00\x00";
    const CONFIRMED: &[u8] = b"\x03\x00\x00\x13\x0e\xd0\x00\x00\x12\x34\x00\x02\x1f\x08\x00\x02\x00\x00\x00";

    fn connect_initial() -> Vec<u8> {
        let mut core = vec![0x01, 0xc0, 0xd8, 0x00]; // CS_CORE, 216 bytes
        core.extend([4, 0, 8, 0, 0, 5, 0, 4, 1, 0xca, 3, 0xaa]);
        core.extend(0x0411u32.to_le_bytes()); // Japanese keyboard
        core.extend(7601u32.to_le_bytes());
        let mut name: Vec<u8> = "RIS-PC01".encode_utf16().flat_map(u16::to_le_bytes).collect();
        name.resize(32, 0);
        core.extend(name);
        core.resize(216, 0);
        let mut bytes = vec![2, DATA, 0x80, 0x7f, 0x65, 0x82, 1, 0];
        bytes.extend(b"Duca\x80\xd8");
        bytes.extend(core);
        let mut packet = vec![3, 0];
        packet.extend((bytes.len() as u16 + 4).to_be_bytes());
        packet.extend(bytes);
        packet
    }

    #[test]
    fn negotiation_without_the_users_name() {
        let said = run_every_way(&PROTOCOL, &[(Side::Client, COOKIE), (Side::Server, CONFIRMED)]);
        assert_eq!(
            said,
            [
                (Side::Client, WebMessage::Rdp(RdpMessage::Request { offers: 3, has_cookie: true }).into()),
                (Side::Server, WebMessage::Rdp(RdpMessage::Answer { chosen: Some(2) }).into()),
            ]
        );
    }

    #[test]
    fn the_clients_computer_name() {
        let said = run_every_way(&PROTOCOL, &[(Side::Client, &connect_initial())]);
        let expected = RdpMessage::Client { name: "RIS-PC01".into(), build: 7601 };
        assert_eq!(said, [(Side::Client, WebMessage::Rdp(expected).into())]);
    }

    #[test]
    fn other_iso_transports_are_not_rdp() {
        let s7 = b"\x03\x00\x00\x16\x11\xe0\x00\x00\x00\x01\x00\xc1\x02\x01\x00\xc2\x02\x01\x02\xc0\x01\x0a";
        assert_eq!(probe(&heads(s7, &[], 102)), Probe::No);
        assert_eq!(probe(&heads(COOKIE, &[], 4000)), Probe::Yes);
        assert_eq!(probe(&heads(&[], CONFIRMED, 4000)), Probe::Yes);
        assert_eq!(probe(&heads(&COOKIE[..6], &[], 4000)), Probe::Maybe);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(client: Vec<u8>, server: Vec<u8>, step in 1usize..50) {
            let _ = probe(&heads(&client, &server, 3389));
            let _ = run(&PROTOCOL, &[(Side::Client, &client), (Side::Server, &server)], step);
        }

        #[test]
        fn any_damage_is_survived(at in 0usize..240, value: u8, end in 0usize..260) {
            let mut client = connect_initial();
            if let Some(byte) = client.get_mut(at) { *byte = value; }
            client.truncate(end);
            let _ = run(&PROTOCOL, &[(Side::Client, &client)], 32);
        }
    }
}
