//! FTP control connection (RFC 959, RFC 4217): greeting and system type. Names, passwords and paths are never kept.

use super::{
    WebMessage,
    gather::{Gather, Sides, find_ci, is_printable, starts_with_ci, text},
    tls::TlsStream,
};
use crate::packet::protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol};

/// What an FTP server says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FtpMessage {
    /// Text of the 220 greeting, lines joined.
    Greeting(String),
    /// Answer to SYST (215): `UNIX Type: L8`, `Windows_NT`, `VxWorks` …
    System(String),
    /// Somebody logs in without encryption (sent by the client).
    ClearLogin,
}

/// FTP on any port.
pub const PROTOCOL: StreamProtocol = StreamProtocol { name: "ftp", probe, parser };

const MAX_LINE: usize = 1024;
const MAX_LINES: u32 = 64;

fn parser(_: &Heads<'_>) -> Box<dyn StreamParser> {
    Box::new(FtpStream {
        buffers: Sides::both(Gather::new(MAX_LINE)),
        greeting: Some(String::new()),
        lines: 0,
        login: false,
        asked_tls: false,
        tls: None,
    })
}

const COMMANDS: &[&[u8]] = &[b"USER ", b"AUTH TLS", b"AUTH SSL", b"SYST", b"FEAT", b"PASV", b"OPTS "];

fn probe(heads: &Heads<'_>) -> Probe {
    let server = heads.server;
    if !is_printable(server) || !is_printable(heads.client) {
        return Probe::No;
    }
    let greets = starts_with_ci(server, b"220 ") || starts_with_ci(server, b"220-");
    let commands = COMMANDS.iter().any(|command| starts_with_ci(heads.client, command));
    let mail = find_ci(server, b"smtp").is_some()
        || starts_with_ci(heads.client, b"EHLO")
        || starts_with_ci(heads.client, b"HELO");
    if greets && !mail {
        return if commands || find_ci(server, b"ftp").is_some() || heads.server_port == 21 {
            Probe::Yes
        } else {
            Probe::Maybe
        };
    }
    if commands && server.is_empty() && heads.server_port == 21 {
        return Probe::Yes;
    }
    let perhaps = |bytes: &[u8], whole: &[u8]| bytes.len() < whole.len() && whole.starts_with(bytes);
    if perhaps(server, b"220") && (heads.client.is_empty() || commands) { Probe::Maybe } else { Probe::No }
}

struct FtpStream {
    buffers: Sides<Gather>,
    /// Lines of the greeting so far; `None` once it was told.
    greeting: Option<String>,
    lines: u32,
    login: bool,
    asked_tls: bool,
    tls: Option<TlsStream>,
}

impl StreamParser for FtpStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        if let Some(tls) = &mut self.tls {
            return tls.bytes(side, data, out);
        }
        if !self.buffers.of(side).push(data) {
            return Interest::Done;
        }
        while let Some(line) = self.buffers.of(side).line() {
            self.lines += 1;
            match side {
                Side::Client => self.command(&line, out),
                Side::Server => self.reply(&line, out),
            }
            if let Some(tls) = &mut self.tls {
                // What follows the answer to AUTH is already TLS.
                for side in [Side::Client, Side::Server] {
                    let rest = self.buffers.of(side).bytes().to_vec();
                    if !rest.is_empty() {
                        tls.bytes(side, &rest, out);
                    }
                }
                return Interest::More;
            }
        }
        if self.lines > MAX_LINES { Interest::Done } else { Interest::More }
    }
}

impl FtpStream {
    fn command(&mut self, line: &[u8], out: &mut dyn Emit) {
        if starts_with_ci(line, b"AUTH ") {
            self.asked_tls = true;
        } else if starts_with_ci(line, b"USER ") && !self.login {
            self.login = true;
            out.emit(Side::Client, WebMessage::Ftp(FtpMessage::ClearLogin).into());
        }
    }

    fn reply(&mut self, line: &[u8], out: &mut dyn Emit) {
        if let Some(greeting) = &mut self.greeting {
            let code = line.get(..3).is_some_and(|code| code == b"220");
            if code || line.first() == Some(&b' ') {
                let more = text(line.get(if code { 4 } else { 0 }..).unwrap_or_default(), 256);
                if greeting.len() < 400 && !more.is_empty() {
                    if !greeting.is_empty() {
                        greeting.push(' ');
                    }
                    greeting.push_str(&more);
                }
                if code && line.get(3) != Some(&b'-') {
                    let greeting = self.greeting.take().unwrap_or_default();
                    out.emit(Side::Server, WebMessage::Ftp(FtpMessage::Greeting(greeting)).into());
                }
                return;
            }
        }
        match line.get(..4) {
            Some(b"215 ") => {
                let system = text(line.get(4..).unwrap_or_default(), 128);
                out.emit(Side::Server, WebMessage::Ftp(FtpMessage::System(system)).into());
            }
            Some(b"234 ") if self.asked_tls => self.tls = Some(TlsStream::default()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{heads, run, run_every_way};

    const SERVER: &[u8] = b"220-Welcome\r\n220 ProFTPD 1.3.5 Server\r\n331 Password required for somebody\r\n230 ok\r\n215 UNIX Type: L8\r\n";
    const CLIENT: &[u8] = b"USER somebody\r\nPASS secret\r\nSYST\r\n";

    #[test]
    fn greeting_and_system_without_names() {
        let said = run_every_way(&PROTOCOL, &[(Side::Server, SERVER), (Side::Client, CLIENT)]);
        let expected = [
            (Side::Server, FtpMessage::Greeting("Welcome ProFTPD 1.3.5 Server".into())),
            (Side::Server, FtpMessage::System("UNIX Type: L8".into())),
            (Side::Client, FtpMessage::ClearLogin),
        ];
        assert_eq!(said, expected.map(|(side, message)| (side, WebMessage::Ftp(message).into())));
    }

    #[test]
    fn mail_is_not_ftp() {
        assert_eq!(probe(&heads(b"", b"220 mail.example.org ESMTP ready\r\n", 25)), Probe::No);
        assert_eq!(probe(&heads(b"", b"220 FTP server\r\n", 2121)), Probe::Yes);
        assert_eq!(probe(&heads(b"", b"220 ready\r\n", 2121)), Probe::Maybe);
        assert_eq!(probe(&heads(b"USER x\r\n", b"220 ready\r\n", 2121)), Probe::Yes);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(client: Vec<u8>, server: Vec<u8>, step in 1usize..50) {
            let _ = probe(&heads(&client, &server, 21));
            let _ = run(&PROTOCOL, &[(Side::Server, &server), (Side::Client, &client)], step);
        }
    }
}
