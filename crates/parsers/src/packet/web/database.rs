//! Database servers by their first words: MySQL (Protocol::HandshakeV10), PostgreSQL (message flow, parameter status).
//! Logins, queries and rows are never read.

use super::{
    WebMessage,
    gather::{Gather, find_ci, text},
    tls::TlsStream,
};
use crate::{
    cursor::{Cursor, Parse},
    packet::protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
};

/// Product and version of a database server, as it says itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseServer {
    pub product: &'static str,
    pub version: String,
}

/// MySQL and MariaDB.
pub const MYSQL: StreamProtocol =
    StreamProtocol { name: "mysql", probe: probe_mysql, parser: |_| first(mysql) };
/// PostgreSQL.
pub const POSTGRESQL: StreamProtocol =
    StreamProtocol { name: "postgresql", probe: probe_postgresql, parser: |_| first(postgresql) };
type Read = fn(&[u8]) -> Parse<DatabaseServer>;

fn first(read: Read) -> Box<dyn StreamParser> {
    Box::new(FirstWords { read, server: Gather::new(4096), tls: None })
}

/// Reads the server's bytes until its version is there.
struct FirstWords {
    read: Read,
    server: Gather,
    tls: Option<TlsStream>,
}

impl StreamParser for FirstWords {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        if let Some(tls) = &mut self.tls {
            return tls.bytes(side, data, out);
        }
        if side == Side::Client {
            return Interest::More;
        }
        let fits = self.server.push(data);
        // PostgreSQL answers a wish for TLS with one letter.
        if let [b'S', rest @ ..] = self.server.bytes()
            && matches!(rest, [] | [22, ..])
            && self.read as usize == postgresql as Read as usize
        {
            let mut tls = TlsStream::default();
            tls.bytes(side, rest, out);
            self.tls = Some(tls);
            return Interest::More;
        }
        match (self.read)(self.server.bytes()) {
            Ok(found) => {
                out.emit(Side::Server, WebMessage::Database(found).into());
                Interest::Done
            }
            Err(error) if matches!(error.reason, crate::cursor::Reason::TooShort { .. }) && fits => {
                Interest::More
            }
            Err(_) => Interest::Done,
        }
    }
}

fn mysql(server: &[u8]) -> Parse<DatabaseServer> {
    let mut cursor = Cursor::new("MySQL greeting", server);
    let length = usize::from(cursor.u16_le()?) | (usize::from(cursor.u8()?) << 16);
    let sequence = cursor.u8()?;
    let protocol = cursor.u8()?;
    cursor.ensure(sequence == 0 && protocol == 10 && (20..1024).contains(&length))?;
    let rest = cursor.take(length - 1)?;
    let end = rest.iter().position(|byte| *byte == 0).unwrap_or(0);
    let version = rest.get(..end).unwrap_or_default();
    cursor.ensure(
        version.first().is_some_and(u8::is_ascii_digit) && version.iter().all(u8::is_ascii_graphic),
    )?;
    let product = if find_ci(version, b"mariadb").is_some() { "MariaDB" } else { "MySQL" };
    Ok(DatabaseServer { product, version: text(version, 64) })
}

fn probe_mysql(heads: &Heads<'_>) -> Probe {
    match mysql(heads.server) {
        Ok(_) => Probe::Yes,
        Err(error)
            if matches!(error.reason, crate::cursor::Reason::TooShort { .. }) && heads.client.is_empty() =>
        {
            Probe::Maybe
        }
        Err(_) => Probe::No,
    }
}

/// The parameter `server_version`, which the server sends after the login.
fn postgresql(server: &[u8]) -> Parse<DatabaseServer> {
    const NAME: &[u8] = b"server_version\0";
    let mut cursor = Cursor::new("PostgreSQL messages", server);
    for _ in 0..64 {
        let kind = cursor.u8()?;
        let length = cursor.u32()? as usize;
        cursor.ensure(kind.is_ascii_alphabetic() && (4..4096).contains(&length))?;
        let body = cursor.take(length - 4)?;
        if kind == b'S'
            && let Some(value) = body.strip_prefix(NAME)
        {
            let version = value.split(|byte| *byte == 0).next().unwrap_or_default();
            return Ok(DatabaseServer { product: "PostgreSQL", version: text(version, 64) });
        }
    }
    Err(cursor.error(crate::cursor::Reason::TooLarge))
}

fn probe_postgresql(heads: &Heads<'_>) -> Probe {
    let mut cursor = Cursor::new("PostgreSQL start", heads.client);
    match (cursor.u32(), cursor.u32()) {
        // Wish for TLS or GSS, cancel: fixed length; a start message with version 3.0.
        (Ok(8), Ok(80_877_103 | 80_877_104)) | (Ok(16), Ok(80_877_102)) | (Ok(9..=2048), Ok(196_608)) => {
            Probe::Yes
        }
        (Ok(8..=2048), Err(_)) if heads.server.is_empty() => Probe::Maybe,
        (Err(_), _) if heads.server.is_empty() && heads.client.iter().all(|byte| *byte == 0) => Probe::Maybe,
        _ => Probe::No,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{heads, hex, run, run_every_way};

    fn version(protocol: &StreamProtocol, server: &[u8]) -> String {
        format!("{:?}", run_every_way(protocol, &[(Side::Server, server)]))
    }

    #[test]
    fn greetings() {
        let mut greeting = hex("4a000000 0a");
        greeting.extend(b"5.5.5-10.6.12-MariaDB\0");
        greeting.resize(78, 1);
        assert!(version(&MYSQL, &greeting).contains("MariaDB"));
        assert_eq!(probe_mysql(&heads(&[], &greeting, 3306)), Probe::Yes);

        let mut answer = hex("52 00000008 00000000 53 00000018");
        answer.extend(b"server_version\x0014.5\0");
        assert!(version(&POSTGRESQL, &answer).contains("14.5"));
    }

    #[test]
    fn probes() {
        assert_eq!(probe_postgresql(&heads(&hex("00000008 04d2162f"), &[], 5432)), Probe::Yes);
        assert_eq!(probe_mysql(&heads(&[], b"220 FTP ready\r\n", 3306)), Probe::No);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(client: Vec<u8>, server: Vec<u8>, step in 1usize..50) {
            for protocol in [MYSQL, POSTGRESQL] {
                let _ = (protocol.probe)(&heads(&client, &server, 1433));
                let _ = run(&protocol, &[(Side::Client, &client), (Side::Server, &server)], step);
            }
        }
    }
}
