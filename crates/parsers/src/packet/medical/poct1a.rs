//! POCT1-A (CLSI POCT01-A2 annex B): the hello message in which a point-of-care device introduces itself.
//!
//! Only `HEL.R01` is read, and only its `DEV` object. Observations, patients and operators are in other messages.

use super::{http::element, text};
use crate::packet::{
    medical::MedicalMessage,
    protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
};

/// The sender's device object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PoctDevice {
    pub device_id: Option<String>,
    pub vendor_id: Option<String>,
    pub model_id: Option<String>,
    pub serial_id: Option<String>,
    pub manufacturer: Option<String>,
    pub hardware: Option<String>,
    pub software: Option<String>,
    pub device_name: Option<String>,
}

/// The protocol for the engine.
pub const PROTOCOL: StreamProtocol =
    StreamProtocol { name: "poct1a", probe, parser: |_| Box::new(PoctFlow::default()) };

const MESSAGES: [&str; 8] =
    ["<HEL.R01", "<DST.R01", "<OBS.R01", "<OBS.R02", "<ACK.R01", "<REQ.R01", "<KPA.R01", "<EVS.R01"];

fn probe(heads: &Heads<'_>) -> Probe {
    let known = |bytes: &[u8]| {
        let start = String::from_utf8_lossy(bytes.get(..600.min(bytes.len())).unwrap_or_default());
        start.trim_start().starts_with('<') && MESSAGES.iter().any(|message| start.contains(message))
    };
    let xml = |bytes: &[u8]| bytes.is_empty() || (bytes.len() < 120 && bytes.first() == Some(&b'<'));
    match (heads.client, heads.server) {
        (client, server) if known(client) || known(server) => Probe::Yes,
        (client, server) if xml(client) && xml(server) => Probe::Maybe,
        _ => Probe::No,
    }
}

const MAX_HELLO: usize = 16 * 1024;

/// Collects the first message of each side.
#[derive(Debug, Default)]
struct PoctFlow {
    client: Vec<u8>,
    server: Vec<u8>,
}

impl StreamParser for PoctFlow {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        let buffer = if side == Side::Client { &mut self.client } else { &mut self.server };
        let room = MAX_HELLO.saturating_sub(buffer.len());
        buffer.extend_from_slice(data.get(..data.len().min(room)).unwrap_or_default());
        let text = String::from_utf8_lossy(buffer);
        if let Some((_, rest)) = text.split_once("<HEL.R01")
            && let Some((hello, _)) = rest.split_once("</HEL.R01>")
        {
            out.emit(side, MedicalMessage::Poct(Box::new(device(hello))).into());
            return Interest::Done;
        }
        if room == 0 { Interest::Done } else { Interest::More }
    }
}

fn device(hello: &str) -> PoctDevice {
    let value = |name: &str| {
        let (attributes, _) = element(hello, name)?;
        let (_, rest) = attributes.split_once("V=")?;
        let quote = rest.chars().next()?;
        text::field(rest.get(1..)?.split(quote).next()?)
    };
    PoctDevice {
        device_id: value("DEV.device_id"),
        vendor_id: value("DEV.vendor_id"),
        model_id: value("DEV.model_id"),
        serial_id: value("DEV.serial_id"),
        manufacturer: value("DEV.manufacturer_name"),
        hardware: value("DEV.hw_version"),
        software: value("DEV.sw_version"),
        device_name: value("DEV.device_name"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::message::Message;

    struct Said(Vec<Message>);

    impl Emit for Said {
        fn emit(&mut self, _: Side, message: Message) {
            self.0.push(message);
        }
    }

    fn run(bytes: &[u8], chunk: usize) -> Vec<Message> {
        let (mut said, mut flow) = (Said(Vec::new()), PoctFlow::default());
        for piece in bytes.chunks(chunk.max(1)) {
            if flow.bytes(Side::Client, piece, &mut said) == Interest::Done {
                break;
            }
        }
        said.0
    }

    const HELLO: &[u8] = br#"<?xml version="1.0"?><HEL.R01><HDR><HDR.control_id V="1"/></HDR><DEV><DEV.vendor_id V="EX"/>
<DEV.model_id V='BG-1'/><DEV.serial_id V="7"/><DEV.sw_version V="3.4"/></DEV></HEL.R01><OBS.R01><PT><PT.patient_id V="MARKED"/></PT></OBS.R01>"#;

    #[test]
    fn a_hello_names_the_device() {
        for chunk in 1..HELLO.len() {
            let said = run(HELLO, chunk);
            let [Message::Medical(MedicalMessage::Poct(device))] = said.as_slice() else {
                panic!("{said:?}")
            };
            assert_eq!(device.model_id.as_deref(), Some("BG-1"));
            assert_eq!(device.software.as_deref(), Some("3.4"));
            assert!(!format!("{said:?}").contains("MARKED"));
        }
        let heads =
            Heads { client: HELLO, server: b"", client_port: 1, server_port: 6010, mid_stream: false };
        assert_eq!(probe(&heads), Probe::Yes);
    }

    proptest! {
        #[test]
        fn any_bytes(bytes: Vec<u8>) {
            let _ = run(&bytes, 7);
        }
    }
}
