//! TDS, the protocol of Microsoft SQL Server ([MS-TDS] §2.2.6): server version and the client's computer name. Never the account.

use super::{
    NamesMessage,
    text::{is_host_name, utf16_le},
};
use crate::{
    cursor::{Cursor, Parse},
    packet::protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
};

/// TCP, mostly port 1433; recognised by the pre-login or login packet.
pub const STREAM: StreamProtocol =
    StreamProtocol { name: "tds", probe, parser: |_| Box::new(TdsStream::default()) };

/// What a TDS packet tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TdsMessage {
    /// Version of the server: major, minor, build.
    Server(u8, u8, u16),
    /// `HostName` of a login packet that is not encrypted: the client's own computer name.
    ClientHost(String),
}

const HEADER: usize = 8;
const PRELOGIN: u8 = 0x12;
const LOGIN7: u8 = 0x10;

fn probe(heads: &Heads<'_>) -> Probe {
    match heads.client {
        // Type, end-of-message status, length, SPID 0, packet 0 or 1, window 0; pre-login starts with the VERSION option.
        [PRELOGIN, 1, 0, _, 0, 0, 0 | 1, 0, 0, 0, _, 0, 6, ..] => Probe::Yes,
        [LOGIN7, 1, _, _, _, _, 0 | 1, 0, ..] if heads.client.len() >= 16 => {
            let version = heads.client.get(12..16);
            if matches!(version, Some([.., 0x70..=0x74] | [0x70..=0x74, ..])) {
                Probe::Yes
            } else {
                Probe::No
            }
        }
        [] | [PRELOGIN | LOGIN7] | [PRELOGIN | LOGIN7, 1, ..] if heads.client.len() < 16 => Probe::Maybe,
        _ => Probe::No,
    }
}

#[derive(Default)]
struct TdsStream {
    client: Vec<u8>,
    server: Vec<u8>,
}

impl StreamParser for TdsStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        let buffer = match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        };
        let room = 16_384usize.saturating_sub(buffer.len());
        buffer.extend(data.iter().take(room));
        let mut cursor = Cursor::new("TDS stream", buffer);
        let mut used = 0;
        while let Ok((kind, body)) = packet(&mut cursor) {
            used = cursor.position();
            let message = match (side, kind) {
                (Side::Server, 4) => prelogin_version(body).ok(),
                (Side::Client, LOGIN7) => login_host(body).ok().flatten(),
                _ => None,
            };
            if let Some(message) = message {
                out.emit(side, NamesMessage::Tds(message).into());
            }
            if kind == LOGIN7 {
                return Interest::Done;
            }
        }
        buffer.drain(..used);
        if room == 0 { Interest::Done } else { Interest::More }
    }
}

/// Type and body of one packet.
fn packet<'a>(cursor: &mut Cursor<'a>) -> Parse<(u8, &'a [u8])> {
    let kind = cursor.u8()?;
    cursor.skip(1)?;
    let length = usize::from(cursor.u16()?);
    cursor.ensure(length >= HEADER)?;
    cursor.skip(4)?;
    Ok((kind, cursor.take(length - HEADER)?))
}

/// Pre-login answer: option 0 (VERSION) points at major, minor, build.
fn prelogin_version(body: &[u8]) -> Parse<TdsMessage> {
    let mut cursor = Cursor::new("TDS pre-login", body);
    let token = cursor.u8()?;
    let offset = usize::from(cursor.u16()?);
    let length = cursor.u16()?;
    cursor.ensure(token == 0 && length == 6)?;
    let mut version = Cursor::new("TDS version", body);
    version.skip(offset)?;
    let (major, minor) = (version.u8()?, version.u8()?);
    version.ensure(major >= 6)?;
    Ok(TdsMessage::Server(major, minor, version.u16()?))
}

/// LOGIN7: the first offset–length pair after 36 fixed octets is the host name. The account's pair behind it is not read.
fn login_host(body: &[u8]) -> Parse<Option<TdsMessage>> {
    let mut cursor = Cursor::new("TDS login", body);
    cursor.skip(36)?;
    let offset = usize::from(cursor.u16_le()?);
    let length = usize::from(cursor.u16_le()?);
    let mut name = Cursor::new("TDS host name", body);
    name.skip(offset)?;
    let name = utf16_le(name.take(length.min(128) * 2)?);
    Ok(is_host_name(&name).then_some(TdsMessage::ClientHost(name)))
}

#[cfg(test)]
mod tests {
    use super::{super::testing as t, *};

    fn packet_of(kind: u8, body: &[u8]) -> Vec<u8> {
        [&[kind, 1, 0, (HEADER + body.len()) as u8, 0, 0, 1, 0], body].concat()
    }

    #[test]
    fn server_version_and_client_name() {
        let ask = packet_of(PRELOGIN, &[0, 0, 6, 0, 6, 0xff, 0, 0, 0, 0, 0, 0]);
        let reply = packet_of(4, &[0, 0, 6, 0, 6, 0xff, 10, 50, 0x06, 0x40, 0, 0]);
        let mut login = vec![0; 94];
        login[4..8].copy_from_slice(&[4, 0, 0, 0x74]);
        login[36..40].copy_from_slice(&[94, 0, 5, 0]);
        login.extend("RIS-7".encode_utf16().flat_map(u16::to_le_bytes));
        let login = packet_of(LOGIN7, &login);
        let runs = [(Side::Client, &ask[..]), (Side::Server, &reply), (Side::Client, &login)];
        let messages = t::read_stream(&STREAM, &runs);
        let expected = [
            (Side::Server, NamesMessage::Tds(TdsMessage::Server(10, 50, 1600))),
            (Side::Client, NamesMessage::Tds(TdsMessage::ClientHost("RIS-7".into()))),
        ];
        assert_eq!(messages, expected);
        t::torture_stream(&STREAM, &[ask, login].concat(), &reply);
    }
}
