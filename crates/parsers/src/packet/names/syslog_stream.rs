//! Syslog over TCP (RFC 6587): messages counted in octets, or one a line. Host names, programs, and the recording system of IHE
//! audit messages (which are sent this way, or inside TLS by RFC 5425); the text of a message is never kept.

use super::syslog;
use crate::packet::{
    medical::ihe_audit,
    protocol::{Datagram, Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
};

/// TCP, any port; recognised by the priority field, counted or not.
pub const STREAM: StreamProtocol =
    StreamProtocol { name: "syslog", probe, parser: |_| Box::new(SyslogStream::default()) };

/// Longest message looked at; of longer ones the beginning is. Audit messages are some KB.
const MAX_MESSAGE: usize = 16 * 1024;
/// Longest message passed over; a larger count is nonsense.
const MAX_COUNT: usize = 1 << 20;
/// Messages of one connection that are looked at.
const MAX_MESSAGES: u32 = 256;

fn probe(heads: &Heads<'_>) -> Probe {
    match start(heads.client) {
        Start::Message(..) => Probe::Yes,
        Start::Perhaps if heads.server.is_empty() => Probe::Maybe,
        _ => Probe::No,
    }
}

/// How the bytes begin.
#[derive(Debug, PartialEq, Eq)]
enum Start {
    /// Length of the count and its blank (0: ended by a line feed), and the count.
    Message(usize, usize),
    Perhaps,
    No,
}

/// `<PRI>` (RFC 5424 §6.2.1) or `MSG-LEN SP <PRI>` (RFC 6587 §3.4.1).
fn start(bytes: &[u8]) -> Start {
    let digits = bytes.iter().take(7).take_while(|byte| byte.is_ascii_digit()).count();
    let count = match (digits, bytes.get(digits)) {
        (0, _) => Some((0, 0)),
        (1..=6, Some(b' ')) => std::str::from_utf8(bytes.get(..digits).unwrap_or_default())
            .ok()
            .and_then(|text| text.parse().ok())
            .filter(|count| (3..=MAX_COUNT).contains(count))
            .map(|count| (digits + 1, count)),
        (1..=6, None) => return Start::Perhaps,
        _ => None,
    };
    let Some((head, count)) = count else { return Start::No };
    match bytes.get(head..).unwrap_or_default() {
        [] => Start::Perhaps,
        [b'<', rest @ ..] => {
            let digits = rest.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
            match (digits, rest.get(digits)) {
                (1..=3, Some(b'>')) => Start::Message(head, count),
                (0..=3, None) => Start::Perhaps,
                _ => Start::No,
            }
        }
        _ => Start::No,
    }
}

#[derive(Default)]
struct SyslogStream {
    buffer: Vec<u8>,
    /// Bytes of a counted message that are passed over.
    skip: usize,
    messages: u32,
    lost: bool,
}

impl StreamParser for SyslogStream {
    fn bytes(&mut self, side: Side, mut data: &[u8], out: &mut dyn Emit) -> Interest {
        if side == Side::Server {
            return Interest::More;
        }
        while !data.is_empty() && !self.lost {
            let skipped = self.skip.min(data.len());
            self.skip -= skipped;
            data = data.get(skipped..).unwrap_or_default();
            let room = MAX_MESSAGE.saturating_sub(self.buffer.len()).min(data.len());
            let (now, rest) = data.split_at_checked(room).unwrap_or((data, &[]));
            self.buffer.extend_from_slice(now);
            data = rest;
            while self.message(out) {}
        }
        if self.lost || self.messages >= MAX_MESSAGES { Interest::Done } else { Interest::More }
    }

    fn gap(&mut self, _side: Side, _out: &mut dyn Emit) -> Interest {
        Interest::Done
    }
}

impl SyslogStream {
    /// Takes one message off the front; `false` when none is whole.
    fn message(&mut self, out: &mut dyn Emit) -> bool {
        // Some put a line feed behind a counted message too.
        let blank = self.buffer.iter().take_while(|byte| matches!(byte, b'\n' | b'\r' | 0)).count();
        self.buffer.drain(..blank);
        let full = self.buffer.len() >= MAX_MESSAGE;
        let (head, length) = match start(&self.buffer) {
            Start::Message(0, _) => match self.buffer.iter().position(|byte| *byte == b'\n') {
                Some(end) => (0, end),
                None if full => (0, self.buffer.len()),
                None => return false,
            },
            Start::Message(head, count) if self.buffer.len() >= head + count => (head, count),
            Start::Message(head, count) if full => {
                self.skip = (head + count).saturating_sub(self.buffer.len());
                (head, self.buffer.len() - head)
            }
            Start::Message(..) => return false,
            Start::Perhaps if !full => return false,
            Start::Perhaps | Start::No => {
                self.lost = true;
                return false;
            }
        };
        let message: Vec<u8> = self.buffer.drain(..head + length).skip(head).collect();
        self.messages += 1;
        tell(&message, out);
        self.messages < MAX_MESSAGES
    }
}

/// The same as of a datagram.
fn tell(message: &[u8], out: &mut dyn Emit) {
    let datagram = Datagram { payload: message, sender_port: 0, receiver_port: 514, to_group: false };
    let protocol = [ihe_audit::PROTOCOL, syslog::DATAGRAM]
        .into_iter()
        .find(|protocol| (protocol.probe)(&datagram) == Probe::Yes);
    if let Some(protocol) = protocol {
        let _ = (protocol.parse)(&datagram, &mut |found| out.emit(Side::Client, found));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{heads, run, run_every_way};

    const PLAIN: &[u8] = b"<34>Oct 11 22:14:15 gw01 su[77]: somebody";
    const AUDIT: &[u8] = b"<110>1 2026 ris app - IHE+DICOM - <AuditMessage><ActiveParticipant UserID=\"MARKED\"/>\n<AuditSourceIdentification AuditSourceID=\"RIS1\"/></AuditMessage>";

    fn counted(message: &[u8]) -> Vec<u8> {
        [format!("{} ", message.len()).as_bytes(), message].concat()
    }

    #[test]
    fn counted_and_lined_messages() {
        let stream = [counted(PLAIN), counted(AUDIT), PLAIN.to_vec(), b"\n".to_vec()].concat();
        let said = format!("{:?}", run_every_way(&STREAM, &[(Side::Client, &stream)]));
        assert_eq!(said.matches("gw01").count(), 2, "{said}");
        assert!(said.contains("RIS1") && !said.contains("MARKED") && !said.contains("somebody"), "{said}");
    }

    #[test]
    fn a_long_message_is_passed_over() {
        let long = [AUDIT, &[b'x'; 40_000]].concat();
        let stream = [counted(&long), counted(PLAIN)].concat();
        let said = format!("{:?}", run_every_way(&STREAM, &[(Side::Client, &stream)]));
        assert!(said.contains("RIS1") && said.contains("gw01"), "{said}");
    }

    #[test]
    fn probes() {
        for (bytes, expected) in [
            (&b"<34>Oct"[..], Probe::Yes),
            (b"84 <85>1 ", Probe::Yes),
            (b"84", Probe::Maybe),
            (b"<3", Probe::Maybe),
            (b"<html>", Probe::No),
            (b"9999999 <3>", Probe::No),
            (b"2 <3>", Probe::No),
            (b"220 mail", Probe::No),
        ] {
            assert_eq!(probe(&heads(bytes, b"", 601)), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, step in 1usize..50) {
            let _ = run(&STREAM, &[(Side::Client, &bytes)], step);
            let begun = [b"<3>", &bytes[..]].concat();
            let _ = run(&STREAM, &[(Side::Client, &begun)], step);
        }
    }
}
