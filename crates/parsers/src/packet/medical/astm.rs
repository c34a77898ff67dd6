//! ASTM E1381/E1394 (CLSI LIS1-A, LIS2-A2) of laboratory analysers: the sender's name in the header record, nothing else.
//!
//! Only records that begin with `H` are copied. Patient, order, result and comment records are counted over.

use super::text::{self, Charset};
use crate::packet::{
    medical::MedicalMessage,
    protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
};

/// What a header record says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AstmHeader {
    /// H-5 component 1: instrument or host name.
    pub name: Option<String>,
    /// H-5 component 2: software version.
    pub version: Option<String>,
    /// H-5, last further component: serial number.
    pub serial: Option<String>,
    /// H-10
    pub receiver: Option<String>,
    /// The sender also sent result records: it is the analyser, not the host.
    pub sends_results: bool,
}

/// The protocol for the engine.
pub const PROTOCOL: StreamProtocol =
    StreamProtocol { name: "astm", probe, parser: |_| Box::new(AstmFlow::default()) };

const ENQ: u8 = 0x05;
const ACK: u8 = 0x06;
const STX: u8 = 0x02;

fn probe(heads: &Heads<'_>) -> Probe {
    let header = |bytes: &[u8]| match bytes {
        [b'H', f, r, c, e, ..] => [f, r, c, e].iter().all(|b| b.is_ascii_punctuation()),
        _ => false,
    };
    let framed = |bytes: &[u8]| {
        let bytes = bytes.strip_prefix(&[ENQ]).unwrap_or(bytes);
        header(bytes) || matches!(bytes, [STX, b'0'..=b'7', rest @ ..] if header(rest))
    };
    match (heads.client, heads.server) {
        (client, server) if framed(client) || framed(server) => Probe::Yes,
        ([ENQ], [ACK, ..]) | ([ACK, ..], [ENQ]) => Probe::Yes,
        ([ENQ] | [ENQ, STX] | [ENQ, STX, _, ..], server) if server.len() < 2 && heads.client.len() < 8 => {
            Probe::Maybe
        }
        ([], [ENQ]) | ([b'H'] | [b'H', _] | [b'H', _, _] | [b'H', _, _, _], []) | ([], []) => Probe::Maybe,
        _ => Probe::No,
    }
}

const MAX_RECORD: usize = 300;

#[derive(Debug, Default)]
struct AstmFlow {
    client: Lane,
    server: Lane,
    told: Vec<(Side, AstmHeader)>,
    records: u32,
}

#[derive(Debug, Default)]
struct Lane {
    record: Vec<u8>,
    /// Next byte is a frame number.
    numbered: bool,
    /// Bytes of the record seen, kept or not.
    length: usize,
    header: Option<AstmHeader>,
}

impl StreamParser for AstmFlow {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        for byte in data {
            let lane = if side == Side::Client { &mut self.client } else { &mut self.server };
            if let Some(header) = lane.byte(*byte) {
                self.records += 1;
                if self.told.len() < 64 && !self.told.iter().any(|(s, h)| *s == side && *h == header) {
                    self.records = 0;
                    self.told.push((side, header.clone()));
                    out.emit(side, MedicalMessage::Astm(header).into());
                }
            }
        }
        if self.records > 2000 { Interest::Done } else { Interest::More }
    }

    fn gap(&mut self, side: Side, _out: &mut dyn Emit) -> Interest {
        *(if side == Side::Client { &mut self.client } else { &mut self.server }) = Lane::default();
        Interest::More
    }
}

impl Lane {
    fn byte(&mut self, byte: u8) -> Option<AstmHeader> {
        if self.numbered {
            self.numbered = false;
            return None;
        }
        match byte {
            STX => {
                self.numbered = true;
                self.start()
            }
            ENQ | ACK | 0x04 | 0x15 | b'\n' => self.start(),
            // CR ends a record; ETB and ETX end a frame, and with it a record that has no CR.
            b'\r' | 0x03 | 0x17 => self.start(),
            _ => {
                self.length += 1;
                if self.length == 1 || (self.record.first() == Some(&b'H') && self.record.len() < MAX_RECORD)
                {
                    self.record.push(byte);
                }
                // The second byte of a result record tells that the sender measures.
                if self.length == 2 && self.record == b"R" && byte.is_ascii_punctuation() {
                    let header = self.header.as_mut().filter(|header| !header.sends_results)?;
                    header.sends_results = true;
                    return Some(header.clone());
                }
                None
            }
        }
    }

    /// A record ended: what it says, and an empty one begins.
    fn start(&mut self) -> Option<AstmHeader> {
        self.length = 0;
        let record = std::mem::take(&mut self.record);
        let header = parse_header(&record)?;
        let before = self.header.replace(header.clone());
        match before {
            Some(before) if AstmHeader { sends_results: false, ..before.clone() } == header => {
                self.header = Some(before);
                None
            }
            _ => Some(header),
        }
    }
}

fn parse_header(record: &[u8]) -> Option<AstmHeader> {
    let [b'H', field, _, component, escape, ..] = record else {
        return None;
    };
    if ![field, component, escape].iter().all(|b| b.is_ascii_punctuation()) {
        return None;
    }
    let decoded = Charset::default().decode(record);
    let fields: Vec<&str> = decoded.split(char::from(*field)).collect();
    let sender: Vec<&str> =
        fields.get(4).map(|f| f.split(char::from(*component)).collect()).unwrap_or_default();
    let part = |index: usize| sender.get(index).and_then(|t| text::field(t));
    Some(AstmHeader {
        name: part(0),
        version: part(1),
        serial: sender.iter().skip(2).rev().find_map(|t| text::field(t)),
        receiver: fields.get(9).and_then(|f| text::field(f)),
        sends_results: false,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::message::Message;

    struct Said(Vec<AstmHeader>);

    impl Emit for Said {
        fn emit(&mut self, _: Side, message: Message) {
            if let Message::Medical(MedicalMessage::Astm(header)) = message {
                self.0.push(header);
            }
        }
    }

    fn run(bytes: &[u8], chunk: usize) -> Vec<AstmHeader> {
        let (mut said, mut flow) = (Said(Vec::new()), AstmFlow::default());
        bytes.chunks(chunk.max(1)).for_each(|piece| {
            flow.bytes(Side::Client, piece, &mut said);
        });
        said.0
    }

    const SESSION: &[u8] = b"\x05\x021H|\\^&|||AN-100^01-20^12345^^^^SER9|||||HOST||P|E1394-97|20260101\r\x039E\r\n\
\x022P|1|||MARKED-ID||MARKED^NAME\r\x03B4\r\n\x023O|1||MARKED\r\x039C\r\n\x024R|1|^^^WBC|MARKED\r\x034E\r\n\x025L|1|N\r\x0308\r\n\x04";

    #[test]
    fn an_analyser_names_itself_and_no_patient() {
        for chunk in 1..SESSION.len() {
            let said = run(SESSION, chunk);
            let [first, second] = said.as_slice() else { panic!("{said:?}") };
            assert_eq!(first.name.as_deref(), Some("AN-100"));
            assert_eq!(first.version.as_deref(), Some("01-20"));
            assert_eq!(first.serial.as_deref(), Some("SER9"));
            assert_eq!(first.receiver.as_deref(), Some("HOST"));
            assert!(!first.sends_results && second.sends_results);
            assert!(!format!("{said:?}").contains("MARKED"));
        }
    }

    #[test]
    fn probes() {
        let cases: [(&[u8], &[u8], Probe); 6] = [
            (b"\x05", b"\x06", Probe::Yes),
            (b"\x05\x021H|\\^&|||", b"", Probe::Yes),
            (b"H|\\^&|||A", b"", Probe::Yes),
            (b"\x05", b"", Probe::Maybe),
            (b"HTTP/1.1", b"", Probe::No),
            (b"\x05\x01\x00", b"\x05\x00", Probe::No),
        ];
        for (client, server, expected) in cases {
            let heads = Heads { client, server, client_port: 1, server_port: 5000, mid_stream: false };
            assert_eq!(probe(&heads), expected, "{client:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes(bytes: Vec<u8>, chunk in 1usize..20) {
            prop_assert_eq!(run(&bytes, chunk), run(&bytes, 4096));
        }
    }
}
