//! RTSP (RFC 2326 §12, RFC 7826): cameras and recorders by their Server field and the realm they ask a password for.

use super::{
    WebMessage,
    gather::{Gather, Sides, field},
    http::realm,
};
use crate::packet::{
    protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
    search::find,
};

/// What one side of an RTSP session says. Addresses of streams are not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RtspMessage {
    pub server: Option<String>,
    pub user_agent: Option<String>,
    pub realm: Option<String>,
}

/// RTSP on any port.
pub const PROTOCOL: StreamProtocol = StreamProtocol { name: "rtsp", probe, parser };

const MAX_MESSAGE: usize = 8 * 1024;
const MAX_MESSAGES: u8 = 8;

fn looks(bytes: &[u8]) -> Option<Side> {
    let line = bytes.get(..1024).unwrap_or(bytes).split(|byte| *byte == b'\r').next()?;
    if line.starts_with(b"RTSP/1.0 ") || line.starts_with(b"RTSP/2.0 ") {
        return Some(Side::Server);
    }
    (line.ends_with(b" RTSP/1.0") || line.ends_with(b" RTSP/2.0")).then_some(Side::Client)
}

fn probe(heads: &Heads<'_>) -> Probe {
    match (looks(heads.client), looks(heads.server)) {
        (Some(Side::Client), _) | (_, Some(Side::Server)) => Probe::Yes,
        (Some(Side::Server), _) | (_, Some(Side::Client)) => Probe::YesReversed,
        _ => {
            let methods: [&[u8]; 4] = [b"OPTIONS ", b"DESCRIBE ", b"SETUP ", b"GET_PARAMETER "];
            let client = heads.client;
            let perhaps = client.len() < 1024
                && !client.contains(&b'\r')
                && methods.iter().any(|method| client.starts_with(method) || method.starts_with(client));
            if perhaps && heads.server.is_empty() { Probe::Maybe } else { Probe::No }
        }
    }
}

fn parser(_: &Heads<'_>) -> Box<dyn StreamParser> {
    Box::new(RtspStream { sides: Sides::both((Gather::new(MAX_MESSAGE), 0)) })
}

struct RtspStream {
    sides: Sides<(Gather, u8)>,
}

impl StreamParser for RtspStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        let (buffer, count) = self.sides.of(side);
        let fits = buffer.push(data);
        while let Some(end) = find(buffer.bytes(), b"\r\n\r\n") {
            if looks(buffer.bytes()).is_some() {
                let bytes = buffer.bytes();
                let said = RtspMessage {
                    server: field(bytes, "Server"),
                    user_agent: field(bytes, "User-Agent"),
                    realm: field(bytes, "WWW-Authenticate").and_then(|value| realm(value.as_bytes())),
                };
                if said != RtspMessage::default() {
                    out.emit(side, WebMessage::Rtsp(said).into());
                }
            }
            buffer.consume(end + 4);
            *count += 1;
            if *count >= MAX_MESSAGES {
                return Interest::Done;
            }
        }
        if fits { Interest::More } else { Interest::Done }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{heads, run, run_every_way};

    const OPTIONS: &[u8] =
        b"OPTIONS rtsp://10.0.0.5/live RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: Viewer 3\r\n\r\n";
    const REFUSED: &[u8] =
        b"RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\nServer: Example Rtsp Server/2.0\r\nWWW-Authenticate: Digest realm=\"OR camera\", nonce=\"1\"\r\n\r\n";

    #[test]
    fn a_camera_names_itself() {
        let said = run_every_way(&PROTOCOL, &[(Side::Client, OPTIONS), (Side::Server, REFUSED)]);
        let client = RtspMessage { user_agent: Some("Viewer 3".into()), ..RtspMessage::default() };
        let server = RtspMessage {
            server: Some("Example Rtsp Server/2.0".into()),
            realm: Some("OR camera".into()),
            ..RtspMessage::default()
        };
        assert_eq!(
            said,
            [
                (Side::Client, WebMessage::Rtsp(client).into()),
                (Side::Server, WebMessage::Rtsp(server).into())
            ]
        );
        assert_eq!(probe(&heads(OPTIONS, &[], 554)), Probe::Yes);
        assert_eq!(probe(&heads(b"OPTIONS / HTTP/1.1\r\n", &[], 80)), Probe::No);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, step in 1usize..50) {
            let _ = probe(&heads(&bytes, &bytes, 554));
            let _ = run(&PROTOCOL, &[(Side::Client, &bytes), (Side::Server, &bytes)], step);
        }
    }
}
