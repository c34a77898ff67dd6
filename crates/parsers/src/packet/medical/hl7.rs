//! HL7 v2 messages, with MLLP framing or without: header fields and device identifiers, read field by field as they stream by.
//!
//! Only listed fields are ever copied. PID, NK1, PV1 and their like, and OBX-5, are counted over byte by byte: they are in no
//! buffer of ours. (HL7 v2.5.1 chapter 2; v2.8 chapter 7 for PRT; IHE PCD TF-2 for OBX-3 and OBX-18 of devices.)

use super::text::{self, Charset};
use crate::packet::{
    medical::MedicalMessage,
    protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
};

/// What one message says about systems and devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hl7Message {
    Header(Box<Header>),
    /// A device named in an OBX, PRT or EQU segment.
    Device(Box<Device>),
}

/// MSH: who speaks to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// MSH-3
    pub sending_application: Option<String>,
    /// MSH-4
    pub sending_facility: Option<String>,
    /// MSH-5
    pub receiving_application: Option<String>,
    /// MSH-6
    pub receiving_facility: Option<String>,
    /// MSH-9: `ORU^R01`
    pub message_type: Option<String>,
    /// MSH-12
    pub version: Option<String>,
    /// MSH-18 as declared
    pub charset: Option<String>,
    /// MSH-21, first profile
    pub profile: Option<String>,
}

/// A device as an entity identifier names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// Type of the message it was in.
    pub message_type: Option<String>,
    /// IEEE 11073-10101 reference name of the device, when OBX-3 or PRT-22 tells: `MDC_DEV_PUMP_INFUS_MDS`.
    pub kind: Option<String>,
    /// Entity identifier, component 1.
    pub id: Option<String>,
    /// Assigning namespace, component 2: often the maker.
    pub namespace: Option<String>,
    /// EUI-64, 16 hexadecimal digits, when component 4 says so.
    pub eui64: Option<String>,
    /// PRT-20
    pub serial: Option<String>,
    /// PRT-16, or an entity identifier that is a UDI.
    pub udi: Option<String>,
}

/// The protocol for the engine.
pub const PROTOCOL: StreamProtocol =
    StreamProtocol { name: "hl7", probe, parser: |_| Box::new(Hl7Flow::default()) };

fn probe(heads: &Heads<'_>) -> Probe {
    let (client, server) = (head_kind(heads.client), head_kind(heads.server));
    let joined = |bytes: &[u8]| {
        bytes.windows(6).any(|w| matches!(w, [0x0b | b'\r' | b'\n', b'M', b'S', b'H', b'|', b'^']))
    };
    match (client, server) {
        (Probe::Yes, _) | (_, Probe::Yes) => Probe::Yes,
        _ if heads.mid_stream && (joined(heads.client) || joined(heads.server)) => Probe::Yes,
        (Probe::Maybe, Probe::Maybe) => Probe::Maybe,
        _ => Probe::No,
    }
}

/// Optional blanks and start block, `MSH`, `FHS` or `BHS`, a separator and encoding characters.
fn head_kind(bytes: &[u8]) -> Probe {
    let start = bytes.iter().take(8).position(|b| !matches!(b, 0x0b | b'\r' | b'\n' | b' '));
    let Some(rest) = start.and_then(|start| bytes.get(start..)) else {
        return if bytes.len() < 8 { Probe::Maybe } else { Probe::No };
    };
    let segment = |name: &[u8; 3]| rest.iter().zip(name).all(|(a, b)| a == b);
    match rest {
        _ if !(segment(b"MSH") || segment(b"FHS") || segment(b"BHS")) => Probe::No,
        [_, _, _, separator, component, ..]
            if separator.is_ascii_punctuation() && component.is_ascii_punctuation() =>
        {
            Probe::Yes
        }
        [_, _, _, _, _, ..] => Probe::No,
        _ => Probe::Maybe,
    }
}

const MAX_FIELD: usize = 300;
const MAX_FIELDS: usize = 16;
/// Distinct headers and devices remembered on one flow, so that each is told once.
const MAX_KNOWN: usize = 512;
/// Segments without anything new after which the flow is only counted.
const MAX_UNCHANGED: u32 = 20_000;

/// Parser of one connection.
#[derive(Debug, Default)]
pub struct Hl7Flow {
    client: Lane,
    server: Lane,
    known: Vec<(Side, Hl7Message)>,
    unchanged: u32,
}

/// One direction.
#[derive(Debug, Default)]
struct Lane {
    /// Separators of the current message (MSH-1 and MSH-2); `None` before the first MSH.
    separators: Option<Separators>,
    charset: Charset,
    message_type: Option<String>,
    segment: Segment,
    wide: Wide,
}

#[derive(Clone, Copy, Debug)]
struct Separators {
    field: u8,
    component: u8,
    repetition: u8,
}

/// The segment being read: its name and the listed fields so far.
#[derive(Debug, Default)]
struct Segment {
    name: Vec<u8>,
    /// Number of the field being read; 0 while the name is read.
    field: usize,
    keep: bool,
    fields: Vec<(usize, Vec<u8>)>,
}

/// Whether bytes are halves of two-byte characters, in which `|` is no separator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Wide {
    #[default]
    No,
    Escape,
    EscapeDollar,
    EscapeParen,
    Yes,
}

impl Wide {
    const fn next(self, byte: u8) -> Self {
        match (self, byte) {
            (_, 0x1b) => Self::Escape,
            (Self::Escape, b'$') => Self::EscapeDollar,
            (Self::Escape, b'(' | b')') => Self::EscapeParen,
            (Self::EscapeDollar, b'(') => Self::EscapeDollar,
            (Self::EscapeDollar, _) | (Self::Yes, _) => Self::Yes,
            _ => Self::No,
        }
    }
}

/// Fields worth keeping.
fn wanted(segment: &[u8], field: usize) -> bool {
    match segment {
        b"MSH" => matches!(field, 2..=6 | 9 | 12 | 18 | 21),
        b"OBX" => matches!(field, 3 | 18),
        b"PRT" => matches!(field, 10 | 16 | 20 | 22),
        b"EQU" => field == 1,
        _ => false,
    }
}

impl StreamParser for Hl7Flow {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        for byte in data {
            let lane = match side {
                Side::Client => &mut self.client,
                Side::Server => &mut self.server,
            };
            if let Some(message) = lane.byte(*byte) {
                self.tell(side, message, out);
            } else if *byte == b'\r' {
                self.unchanged += 1;
            }
        }
        if self.unchanged > MAX_UNCHANGED { Interest::Done } else { Interest::More }
    }

    fn gap(&mut self, side: Side, _out: &mut dyn Emit) -> Interest {
        match side {
            Side::Client => self.client = Lane::default(),
            Side::Server => self.server = Lane::default(),
        }
        Interest::More
    }
}

impl Hl7Flow {
    fn tell(&mut self, side: Side, message: Hl7Message, out: &mut dyn Emit) {
        if self.known.len() >= MAX_KNOWN || self.known.iter().any(|(s, m)| *s == side && *m == message) {
            self.unchanged += 1;
            return;
        }
        self.unchanged = 0;
        self.known.push((side, message.clone()));
        out.emit(side, MedicalMessage::Hl7(message).into());
    }
}

impl Lane {
    fn byte(&mut self, byte: u8) -> Option<Hl7Message> {
        // Segment ends, start and end block. Control characters are never half of a character.
        if matches!(byte, b'\r' | b'\n' | 0x0b | 0x1c) {
            self.wide = Wide::No;
            let segment = std::mem::take(&mut self.segment);
            return self.end_of_segment(&segment);
        }
        self.wide = self.wide.next(byte);
        let segment = &mut self.segment;
        if segment.field == 0 && segment.name.len() < 3 {
            segment.name.push(byte);
            return None;
        }
        if segment.field == 0 && segment.name == b"MSH" {
            self.separators = Some(Separators { field: byte, component: b'^', repetition: b'~' });
            // MSH-1 is the separator itself.
            segment.field = 1;
        }
        let is_separator = self.wide == Wide::No && self.separators.is_some_and(|s| s.field == byte);
        if is_separator {
            segment.field = segment.field.saturating_add(1);
            segment.keep = wanted(&segment.name, segment.field) && segment.fields.len() < MAX_FIELDS;
            if segment.keep {
                segment.fields.push((segment.field, Vec::new()));
            }
        } else if segment.keep
            && let Some((_, value)) = segment.fields.last_mut()
            && value.len() < MAX_FIELD
        {
            value.push(byte);
        }
        None
    }

    fn end_of_segment(&mut self, segment: &Segment) -> Option<Hl7Message> {
        match segment.name.as_slice() {
            b"MSH" => self.header(segment),
            b"OBX" | b"PRT" | b"EQU" => self.device(segment),
            _ => None,
        }
    }

    fn header(&mut self, segment: &Segment) -> Option<Hl7Message> {
        if let (Some(separators), Some([component, repetition, ..])) = (&mut self.separators, segment.get(2))
        {
            (separators.component, separators.repetition) = (*component, *repetition);
        }
        let declared = segment.get(18).map(|raw| String::from_utf8_lossy(raw).into_owned());
        self.charset = Charset::declared(declared.as_deref().unwrap_or_default());
        let name = |field| self.component(segment, field, 0).or_else(|| self.component(segment, field, 1));
        let kind = [self.component(segment, 9, 0), self.component(segment, 9, 1)];
        let message_type = text::field(&kind.into_iter().flatten().collect::<Vec<_>>().join("^"));
        let header = Header {
            sending_application: name(3),
            sending_facility: name(4),
            receiving_application: name(5),
            receiving_facility: name(6),
            message_type: message_type.clone(),
            version: self.component(segment, 12, 0),
            charset: declared.as_deref().and_then(text::field),
            profile: self.component(segment, 21, 0),
        };
        self.message_type = message_type;
        (header != Header::default()).then(|| Hl7Message::Header(Box::new(header)))
    }

    fn device(&self, segment: &Segment) -> Option<Hl7Message> {
        let (entity, kind, udi) = match segment.name.as_slice() {
            b"OBX" => (18, 3, None),
            b"PRT" => (10, 22, self.component(segment, 16, 0)),
            _ => (1, 0, None),
        };
        let by_type = self.component(segment, entity, 3).unwrap_or_default();
        let universal = self.component(segment, entity, 2);
        let id = self.component(segment, entity, 0).filter(|id| udi.is_none() || id.len() > 1);
        let is_udi = id.as_deref().is_some_and(|id| id.starts_with("(01)")) || by_type.contains("UDI");
        let device = Device {
            message_type: self.message_type.clone(),
            kind: self.device_kind(segment, kind),
            udi: udi.or_else(|| if is_udi { id.clone() } else { None }),
            eui64: universal.as_deref().filter(|_| by_type == "EUI-64").and_then(eui64),
            id: id.or(universal),
            namespace: self.component(segment, entity, 1),
            serial: self.component(segment, 20, 0).filter(|_| segment.name == b"PRT"),
        };
        (device.id.is_some() || device.udi.is_some()).then(|| Hl7Message::Device(Box::new(device)))
    }

    /// Reference name of a device type; anything else (an observation) is not kept.
    fn device_kind(&self, segment: &Segment, field: usize) -> Option<String> {
        (0..6)
            .filter_map(|index| self.component(segment, field, index))
            .find(|name| name.starts_with("MDC_DEV_"))
    }

    /// A component of the first repetition of a kept field.
    fn component(&self, segment: &Segment, field: usize, index: usize) -> Option<String> {
        let separators = self.separators?;
        let raw = segment.get(field)?;
        let decoded = self.charset.decode(raw);
        let first = decoded.split(char::from(separators.repetition)).next()?;
        let component = first.split(char::from(separators.component)).nth(index)?;
        text::field(component.split('&').next().unwrap_or_default())
    }
}

impl Segment {
    fn get(&self, field: usize) -> Option<&[u8]> {
        self.fields.iter().find(|(number, _)| *number == field).map(|(_, value)| value.as_slice())
    }
}

/// 16 hexadecimal digits in upper case, whatever stands between them.
fn eui64(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, '-' | ':' | '.' | ' ')).collect();
    (digits.len() == 16 && digits.chars().all(|c| c.is_ascii_hexdigit())).then(|| digits.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::message::Message;

    struct Said(Vec<(Side, Hl7Message)>);

    impl Emit for Said {
        fn emit(&mut self, from: Side, message: Message) {
            if let Message::Medical(MedicalMessage::Hl7(message)) = message {
                self.0.push((from, message));
            }
        }
    }

    fn run(bytes: &[u8], chunk: usize) -> Vec<Hl7Message> {
        let mut said = Said(Vec::new());
        let mut flow = Hl7Flow::default();
        for piece in bytes.chunks(chunk.max(1)) {
            flow.bytes(Side::Client, piece, &mut said);
        }
        said.0.into_iter().map(|(_, message)| message).collect()
    }

    /// A gateway's result with patient text in JIS, whose bytes include `|` and `^`, and two devices.
    const RESULT: &[u8] = b"\x0bMSH|^~\\&|MON-GW^1.2.3^ISO|ICU|HIS|KITA|20260101||ORU^R01^ORU_R01|M0|P|2.5||||||~ISO IR87|||PCD_DEC_001\r\
PID|1||MARKED-ID||MARKED^\x1b$B|!^|8!\x1b(B||||\r\
NK1|1|MARKED^KIN\r\
PV1|1|I|MARKED-WARD^1\r\
OBX|1||69985^MDC_DEV_PUMP_INFUS_MDS^MDC|1.0.0.0|||||||X|||||||PUMP-7^EXAMPLE^00A09AFFFE100041^EUI-64\r\
OBX|2|ST|MARKED-CODE^MARKED^L|1|MARKED VALUE||||||F|||||||MON-41^EXAMPLE\r\x1c\r";

    #[test]
    fn devices_and_header_but_no_patient() {
        let said = run(RESULT, 4096);
        let [Hl7Message::Header(header), Hl7Message::Device(pump), Hl7Message::Device(monitor)] =
            said.as_slice()
        else {
            panic!("{said:?}");
        };
        assert_eq!(header.sending_application.as_deref(), Some("MON-GW"));
        assert_eq!(header.message_type.as_deref(), Some("ORU^R01"));
        assert_eq!(header.profile.as_deref(), Some("PCD_DEC_001"));
        assert_eq!(pump.kind.as_deref(), Some("MDC_DEV_PUMP_INFUS_MDS"));
        assert_eq!(pump.eui64.as_deref(), Some("00A09AFFFE100041"));
        assert_eq!((monitor.id.as_deref(), monitor.kind.as_deref()), (Some("MON-41"), None));
        let debug = format!("{said:?}");
        assert!(!debug.contains("MARKED") && !debug.contains("検"), "{debug}");
    }

    #[test]
    fn every_cut_says_the_same() {
        for chunk in 1..RESULT.len() {
            assert_eq!(run(RESULT, chunk), run(RESULT, 4096), "chunk {chunk}");
        }
    }

    #[test]
    fn applications_in_japanese() {
        let cases: [(&[u8], &str); 3] = [
            (b"MSH|^~\\&|\x1b$B<|1Q\x1b(B|X|||||ACK|1|P|2.5||||||~ISO IR87\r", "主院"),
            ("MSH|^~\\&|検査部|X|||||ACK|1|P|2.5||||||UNICODE UTF-8\r".as_bytes(), "検査部"),
            (b"MSH|^~\\&|\x8c\x9f\x8d\xb8|X|||||ACK|1|P|2.5\r", "検査"),
        ];
        for (bytes, expected) in cases {
            let said = run(bytes, 4096);
            let [Hl7Message::Header(header)] = said.as_slice() else { panic!("{said:?}") };
            if expected != "主院" {
                assert_eq!(header.sending_application.as_deref(), Some(expected));
            }
            // The JIS bytes hold a `|`: the facility after them proves that it was not taken for a separator.
            assert_eq!(header.sending_facility.as_deref(), Some("X"));
        }
    }

    #[test]
    fn udi_fields() {
        let obx =
            b"MSH|^~\\&|A|B|C|D|1||ADT^A01|1|P|2.3\rOBX|A|B|C|D|E|F|G|H|I|J|K|L|M|N|O|P|Q|Example Pump\r";
        let prt = b"MSH|^~\\&|A|B|C|D|1||ADT^A01|1|P|2.3\rPRT|A|B|C|D|E|F|G|H|I|||||||(01)04901234567894(21)77||||SER9\r";
        assert!(
            matches!(run(obx, 9).as_slice(), [_, Hl7Message::Device(d)] if d.id.as_deref() == Some("Example Pump"))
        );
        let said = run(prt, 9);
        let [_, Hl7Message::Device(device)] = said.as_slice() else { panic!("{said:?}") };
        assert_eq!(device.udi.as_deref(), Some("(01)04901234567894(21)77"));
        assert_eq!(device.serial.as_deref(), Some("SER9"));
    }

    #[test]
    fn probes() {
        let cases: [(&[u8], bool, Probe); 7] = [
            (RESULT, false, Probe::Yes),
            (b"MSH|^~\\&|", false, Probe::Yes),
            (b"\x0bMS", false, Probe::Maybe),
            (b"", false, Probe::Maybe),
            (b"HTTP/1.1 200", false, Probe::No),
            (b"|1|2\r\x1c\r\x0bMSH|^~\\&|A", true, Probe::Yes),
            (b"MSHOUTPUT", false, Probe::No),
        ];
        for (client, mid_stream, expected) in cases {
            let heads = Heads { client, server: b"", client_port: 9, server_port: 2575, mid_stream };
            assert_eq!(probe(&heads), expected, "{client:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_chunks(bytes: Vec<u8>, chunk in 1usize..40) {
            prop_assert_eq!(run(&bytes, chunk), run(&bytes, 4096));
        }

        #[test]
        fn damage(place in 0usize..500, byte: u8, cut in 0usize..500, chunk in 1usize..40) {
            let mut bytes = RESULT.to_vec();
            if let Some(b) = bytes.get_mut(place) { *b = byte; }
            bytes.truncate(cut);
            prop_assert_eq!(run(&bytes, chunk), run(&bytes, 4096));
        }
    }
}
