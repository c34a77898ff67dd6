//! Greetings of mail servers: SMTP (RFC 5321 §4.2), POP3 (RFC 1939 §4), IMAP (RFC 3501 §7.1). Addresses, names and mail
//! are never read; of a client only the host name it greets with.

use super::{
    WebMessage,
    gather::{Gather, Sides, find_ci, starts_with_ci, text},
    tls::TlsStream,
};
use crate::packet::protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol};

/// What a mail connection says about its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailMessage {
    /// Protocol word and greeting of the server.
    Greeting(&'static str, String),
    /// Host name in EHLO or HELO.
    ClientHost(String),
    /// Protocol word: a login goes over the wire in clear (sent by the client).
    ClearLogin(&'static str),
}

/// SMTP on any port.
pub const SMTP: StreamProtocol = StreamProtocol { name: "smtp", probe: probe_smtp, parser: |_| mail("smtp") };
/// POP3 on any port.
pub const POP3: StreamProtocol = StreamProtocol { name: "pop3", probe: probe_pop3, parser: |_| mail("pop3") };
/// IMAP on any port.
pub const IMAP: StreamProtocol = StreamProtocol { name: "imap", probe: probe_imap, parser: |_| mail("imap") };

const MAX_LINES: u8 = 20;

fn mail(protocol: &'static str) -> Box<dyn StreamParser> {
    Box::new(MailStream {
        protocol,
        buffers: Sides::both(Gather::new(2048)),
        greeted: false,
        lines: 0,
        asked_tls: false,
        tls: None,
    })
}

fn probe_smtp(heads: &Heads<'_>) -> Probe {
    let hello = starts_with_ci(heads.client, b"EHLO ") || starts_with_ci(heads.client, b"HELO ");
    if starts_with_ci(heads.server, b"220") && (hello || find_ci(heads.server, b"SMTP").is_some()) {
        return Probe::Yes;
    }
    if hello && heads.server.is_empty() {
        return Probe::Yes;
    }
    let perhaps =
        b"220".starts_with(heads.server.get(..3).unwrap_or(heads.server)) && heads.client.is_empty();
    if perhaps { Probe::Maybe } else { Probe::No }
}

fn probe_pop3(heads: &Heads<'_>) -> Probe {
    let commands: [&[u8]; 5] = [b"USER ", b"CAPA", b"APOP ", b"AUTH", b"STLS"];
    let speaks = commands.iter().any(|command| starts_with_ci(heads.client, command));
    if !heads.server.starts_with(b"+OK") {
        return if b"+OK".starts_with(heads.server) && heads.client.is_empty() {
            Probe::Maybe
        } else {
            Probe::No
        };
    }
    match (speaks || find_ci(heads.server, b"pop").is_some(), heads.client.is_empty()) {
        (true, _) => Probe::Yes,
        (false, true) => Probe::Maybe,
        (false, false) => Probe::No,
    }
}

fn probe_imap(heads: &Heads<'_>) -> Probe {
    let marks: [&[u8]; 2] = [b"imap", b"[CAPABILITY"];
    if !heads.server.starts_with(b"* OK") {
        return if b"* OK".starts_with(heads.server) && heads.client.is_empty() {
            Probe::Maybe
        } else {
            Probe::No
        };
    }
    if marks.iter().any(|mark| find_ci(heads.server, mark).is_some()) { Probe::Yes } else { Probe::Maybe }
}

struct MailStream {
    protocol: &'static str,
    buffers: Sides<Gather>,
    greeted: bool,
    lines: u8,
    asked_tls: bool,
    tls: Option<TlsStream>,
}

impl StreamParser for MailStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        if let Some(tls) = &mut self.tls {
            return tls.bytes(side, data, out);
        }
        if !self.buffers.of(side).push(data) {
            return Interest::Done;
        }
        while let Some(line) = self.buffers.of(side).line() {
            self.lines = self.lines.saturating_add(1);
            let more = match side {
                Side::Client => self.command(&line, out),
                Side::Server => self.reply(&line, out),
            };
            if more == Interest::Done || self.lines > MAX_LINES {
                return Interest::Done;
            }
            if let Some(tls) = &mut self.tls {
                let rest = self.buffers.of(side).bytes().to_vec();
                return if rest.is_empty() { Interest::More } else { tls.bytes(side, &rest, out) };
            }
        }
        Interest::More
    }
}

impl MailStream {
    fn command(&mut self, line: &[u8], out: &mut dyn Emit) -> Interest {
        // IMAP puts a tag before the command.
        let word = match self.protocol {
            "imap" => line.splitn(2, |byte| *byte == b' ').nth(1).unwrap_or_default(),
            _ => line,
        };
        if starts_with_ci(word, b"STARTTLS") || starts_with_ci(word, b"STLS") {
            self.asked_tls = true;
        } else if starts_with_ci(word, b"EHLO ") || starts_with_ci(word, b"HELO ") {
            let host = text(word.get(5..).unwrap_or_default(), 255);
            if !host.is_empty() && !host.contains(['[', '@', ' ']) {
                out.emit(Side::Client, WebMessage::Mail(MailMessage::ClientHost(host)).into());
            }
        } else if ["USER ", "LOGIN ", "AUTH "].iter().any(|login| starts_with_ci(word, login.as_bytes())) {
            out.emit(Side::Client, WebMessage::Mail(MailMessage::ClearLogin(self.protocol)).into());
            return Interest::Done;
        } else if starts_with_ci(word, b"MAIL ") {
            return Interest::Done;
        }
        Interest::More
    }

    fn reply(&mut self, line: &[u8], out: &mut dyn Emit) -> Interest {
        if !self.greeted {
            self.greeted = true;
            let start = if self.protocol == "smtp" {
                4
            } else {
                line.iter().position(|byte| *byte == b'K').map_or(0, |at| at + 1)
            };
            let greeting = text(line.get(start..).unwrap_or_default(), 256);
            // An APOP challenge (`<number@host>`) is a secret's seed and says nothing more than the host.
            let greeting = greeting.split('<').next().unwrap_or_default().trim().to_owned();
            if !greeting.is_empty() {
                out.emit(
                    Side::Server,
                    WebMessage::Mail(MailMessage::Greeting(self.protocol, greeting)).into(),
                );
            }
        } else if self.asked_tls && !starts_with_ci(line, b"250") {
            self.tls = Some(TlsStream::default());
        }
        Interest::More
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{heads, run, run_every_way};

    #[test]
    fn smtp_names_both_hosts_and_no_addresses() {
        let said = run_every_way(
            &SMTP,
            &[
                (Side::Server, b"220 mail.example.org ESMTP Postfix (Debian/GNU)\r\n"),
                (Side::Client, b"EHLO scanner-3f.example.org\r\n"),
                (Side::Server, b"250-mail.example.org\r\n250 STARTTLS\r\n"),
                (Side::Client, b"MAIL FROM:<somebody@example.org>\r\n"),
            ],
        );
        let expected = [
            (
                Side::Server,
                MailMessage::Greeting("smtp", "mail.example.org ESMTP Postfix (Debian/GNU)".into()),
            ),
            (Side::Client, MailMessage::ClientHost("scanner-3f.example.org".into())),
        ];
        assert_eq!(said, expected.map(|(side, message)| (side, WebMessage::Mail(message).into())));
    }

    #[test]
    fn pop3_login_in_clear() {
        let said = run_every_way(
            &POP3,
            &[
                (Side::Server, b"+OK Dovecot POP ready. <1.2@mail>\r\n"),
                (Side::Client, b"USER somebody\r\nPASS secret\r\n"),
            ],
        );
        let expected = [
            (Side::Server, MailMessage::Greeting("pop3", "Dovecot POP ready.".into())),
            (Side::Client, MailMessage::ClearLogin("pop3")),
        ];
        assert_eq!(said, expected.map(|(side, message)| (side, WebMessage::Mail(message).into())));
    }

    #[test]
    fn probes() {
        assert_eq!(probe_smtp(&heads(b"", b"220 x ESMTP\r\n", 25)), Probe::Yes);
        assert_eq!(probe_smtp(&heads(b"", b"220 x FTP\r\n", 25)), Probe::Maybe);
        assert_eq!(probe_smtp(&heads(b"USER x", b"220 x FTP\r\n", 25)), Probe::No);
        assert_eq!(probe_imap(&heads(b"", b"* OK [CAPABILITY IMAP4rev1] ready\r\n", 143)), Probe::Yes);
        assert_eq!(probe_pop3(&heads(b"CAPA\r\n", b"+OK ready\r\n", 110)), Probe::Yes);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(client: Vec<u8>, server: Vec<u8>, step in 1usize..50) {
            for protocol in [SMTP, POP3, IMAP] {
                let _ = (protocol.probe)(&heads(&client, &server, 25));
                let _ = run(&protocol, &[(Side::Server, &server), (Side::Client, &client)], step);
            }
        }
    }
}
