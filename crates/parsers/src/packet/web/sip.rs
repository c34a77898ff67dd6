//! SIP (RFC 3261 §7, §20.35, §20.41): make and version of telephones and exchanges. Callers and numbers are never read.

use super::{
    WebMessage,
    gather::{Gather, Sides, field},
};
use crate::packet::{
    message::Message,
    protocol::{
        Datagram, DatagramProtocol, Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol,
    },
    search::contains,
};

/// What a SIP message says about the software that sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SipMessage {
    pub user_agent: Option<String>,
    pub server: Option<String>,
}

/// SIP over UDP on any port.
pub const PROTOCOL: DatagramProtocol = DatagramProtocol { name: "sip", probe, parse, limit: 64 };

/// SIP over TCP on any port.
pub const STREAM: StreamProtocol = StreamProtocol { name: "sip", probe: probe_stream, parser };

const MAX_MESSAGE: usize = 8 * 1024;

/// Request line `METHOD uri SIP/2.0` or status line `SIP/2.0 200 OK`: the sender's side.
fn first_line(bytes: &[u8]) -> Option<Side> {
    let line = bytes.get(..512).unwrap_or(bytes).split(|byte| *byte == b'\r').next()?;
    if line.starts_with(b"SIP/2.0 ") {
        return Some(Side::Server);
    }
    let method = line.split(|byte| *byte == b' ').next()?;
    let upper = !method.is_empty() && method.len() <= 10 && method.iter().all(u8::is_ascii_uppercase);
    (upper && line.ends_with(b" SIP/2.0")).then_some(Side::Client)
}

fn read(bytes: &[u8]) -> Option<SipMessage> {
    let said = SipMessage { user_agent: field(bytes, "User-Agent"), server: field(bytes, "Server") };
    (said.user_agent.is_some() || said.server.is_some()).then_some(said)
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    if first_line(datagram.payload).is_some() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    if let Some(said) = read(datagram.payload) {
        out(WebMessage::Sip(said).into());
    }
    // Both ends send requests in one flow: the line does not tell who opened it.
    None
}

fn probe_stream(heads: &Heads<'_>) -> Probe {
    if first_line(heads.client).is_some() || first_line(heads.server).is_some() {
        return Probe::Yes;
    }
    let perhaps = |bytes: &[u8]| {
        bytes.len() < 512 && bytes.iter().take(3).all(u8::is_ascii_uppercase) && !bytes.contains(&b'\r')
    };
    if perhaps(heads.client) && perhaps(heads.server) { Probe::Maybe } else { Probe::No }
}

fn parser(_: &Heads<'_>) -> Box<dyn StreamParser> {
    Box::new(SipStream { sides: Sides::both((Gather::new(MAX_MESSAGE), false)) })
}

struct SipStream {
    sides: Sides<(Gather, bool)>,
}

impl StreamParser for SipStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        let (buffer, done) = self.sides.of(side);
        if !*done {
            let full = !buffer.push(data);
            if full || contains(buffer.bytes(), b"\r\n\r\n") {
                *done = true;
                if let Some(said) = read(buffer.bytes()) {
                    out.emit(side, WebMessage::Sip(said).into());
                }
            }
        }
        if self.sides.client.1 && self.sides.server.1 { Interest::Done } else { Interest::More }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{heads, one, run, run_every_way, to_server};

    const REGISTER: &[u8] =
        b"REGISTER sip:pbx SIP/2.0\r\nFrom: <sip:1001@pbx>\r\nUser-Agent: Example Phone 2.1\r\nContent-Length: 0\r\n\r\n";

    #[test]
    fn software_without_callers() {
        let (_, said) = one(&PROTOCOL, &to_server(REGISTER, 5060)).unwrap();
        let expected = SipMessage { user_agent: Some("Example Phone 2.1".into()), server: None };
        assert_eq!(said, [WebMessage::Sip(expected.clone()).into()]);
        let said = run_every_way(&STREAM, &[(Side::Client, REGISTER)]);
        assert_eq!(said, [(Side::Client, WebMessage::Sip(expected).into())]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, step in 1usize..50) {
            let _ = parse(&to_server(&bytes, 5060), &mut |_| {});
            let _ = probe_stream(&heads(&bytes, &bytes, 5060));
            let _ = run(&STREAM, &[(Side::Client, &bytes)], step);
        }
    }
}
