//! DNS over UDP and TCP (RFC 1035 §4.2): who answers, and what names stand for addresses.

use super::{NamesMessage, dns_wire};
use crate::{
    cursor::Cursor,
    packet::{
        message::Message,
        protocol::{
            Datagram, DatagramProtocol, Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol,
        },
    },
};

/// UDP port 53; another port only when the message is a complete, sane answer or question.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "dns", probe, parse, limit: 64 };

/// TCP port 53 with length-prefixed messages.
pub const STREAM: StreamProtocol =
    StreamProtocol { name: "dns", probe: probe_stream, parser: |_| Box::new(DnsStream::default()) };

/// Largest message followed over TCP.
const MAX_MESSAGE: usize = 16 * 1024;

fn probe(datagram: &Datagram<'_>) -> Probe {
    let on_port = datagram.sender_port == 53 || datagram.receiver_port == 53;
    if on_port && dns_wire::looks_right(datagram.payload) { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let message = dns_wire::message(datagram.payload).ok()?;
    let side = if message.response { Side::Server } else { Side::Client };
    out(NamesMessage::Dns(message).into());
    Some(side)
}

fn probe_stream(heads: &Heads<'_>) -> Probe {
    let head = if heads.client.is_empty() { heads.server } else { heads.client };
    if heads.server_port != 53 && heads.client_port != 53 {
        return Probe::No;
    }
    let Some((prefix, rest)) = head.split_first_chunk::<2>() else { return Probe::Maybe };
    let length = usize::from(u16::from_be_bytes(*prefix));
    match rest.get(..length) {
        Some(message) if dns_wire::looks_right(message) => Probe::Yes,
        None if (17..=MAX_MESSAGE).contains(&length) => Probe::Maybe,
        _ => Probe::No,
    }
}

#[derive(Default)]
struct DnsStream {
    client: Vec<u8>,
    server: Vec<u8>,
    messages: u32,
}

impl StreamParser for DnsStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        let buffer = match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        };
        if buffer.len() + data.len() > 4 * MAX_MESSAGE {
            return Interest::Done;
        }
        buffer.extend_from_slice(data);
        let mut cursor = Cursor::new("DNS over TCP", buffer);
        let mut used = 0;
        while let Ok(message) = cursor.u16().and_then(|length| cursor.take(usize::from(length))) {
            used = cursor.position();
            if let Ok(message) = dns_wire::message(message) {
                out.emit(side, NamesMessage::Dns(message).into());
            }
            self.messages += 1;
        }
        buffer.drain(..used);
        if self.messages >= 32 { Interest::Done } else { Interest::More }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{dns_wire::testing, testing as t},
        *,
    };

    #[test]
    fn an_answer_comes_from_the_server() {
        let answer = testing::record("ris.example.jp", 1, &[10, 0, 0, 5]);
        let bytes = testing::message(0x8580, &[("ris.example.jp", 1)], &[answer]);
        let (side, messages) = t::read(&DATAGRAM, &t::datagram(&bytes, 53, 40_000));
        assert_eq!(side, Some(Side::Server));
        assert!(matches!(&messages[..], [NamesMessage::Dns(message)] if message.authoritative));
        assert_eq!(probe(&t::datagram(&bytes, 40_001, 40_000)), Probe::No);
        t::torture_datagram(&DATAGRAM, &bytes, (53, 40_000));
    }

    #[test]
    fn messages_over_tcp() {
        let question = testing::message(0x0100, &[("ris.example.jp", 1)], &[]);
        let framed = [&(question.len() as u16).to_be_bytes()[..], &question].concat();
        let messages = t::read_stream_at(&STREAM, 53, &[(Side::Client, &framed)]);
        assert!(matches!(&messages[..], [(Side::Client, NamesMessage::Dns(_))]));
        t::torture_stream(&STREAM, &framed, &framed);
    }
}
