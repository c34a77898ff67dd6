//! IEEE 11073-20601 personal health devices over TCP: the association request with the device's EUI-64 (§8.7.3, annex A.8).

use crate::{
    cursor::{Cursor, Parse},
    packet::{
        medical::MedicalMessage,
        protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
    },
};

/// The agent introduces itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// EUI-64, 16 hexadecimal digits.
    pub system_id: String,
    /// Configuration number: 0x0190–0x01F3 pulse oximeter, 0x02BC– blood pressure … (standard configurations).
    pub configuration: u16,
}

/// The protocol for the engine.
pub const PROTOCOL: StreamProtocol =
    StreamProtocol { name: "ieee11073", probe, parser: |_| Box::new(AgentFlow::default()) };

fn probe(heads: &Heads<'_>) -> Probe {
    // AARQ: choice 0xE200, length, association version 1, data protocol list, 20601 (0x5079).
    match heads.client {
        [0xe2, 0x00, _, _, 0x80, 0x00, 0x00, 0x00, _, _, _, _, 0x50, 0x79, ..] => Probe::Yes,
        [] | [0xe2] | [0xe2, 0, ..] if heads.client.len() < 14 => Probe::Maybe,
        _ => Probe::No,
    }
}

#[derive(Debug, Default)]
struct AgentFlow {
    buffer: Vec<u8>,
}

impl StreamParser for AgentFlow {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        if side == Side::Server {
            return Interest::More;
        }
        let room = 256usize.saturating_sub(self.buffer.len());
        self.buffer.extend_from_slice(data.get(..data.len().min(room)).unwrap_or_default());
        match agent(&self.buffer) {
            Ok(agent) => out.emit(side, MedicalMessage::Ieee11073(agent).into()),
            Err(_) if room > 0 => return Interest::More,
            Err(_) => {}
        }
        Interest::Done
    }
}

fn agent(bytes: &[u8]) -> Parse<Agent> {
    let mut cursor = Cursor::new("11073-20601 AARQ", bytes);
    cursor.ensure(bytes.starts_with(&[0xe2, 0]))?;
    cursor.skip(4 + 4 + 4 + 4)?; // choice and length, version, list count and length, protocol id and length
    cursor.skip(4 + 2 + 4 + 4 + 4)?; // protocol version, encoding rules, nomenclature, functional units, system type
    let length = cursor.u16()?;
    cursor.ensure(length == 8)?;
    let id = cursor.u64()?;
    Ok(Agent { system_id: format!("{id:016X}"), configuration: cursor.u16()? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Layout of the association request example in annex H of the standard, with an identifier of our own.
    const REQUEST: [u8; 54] = [
        0xe2, 0, 0, 0x32, 0x80, 0, 0, 0, 0, 1, 0, 0x2a, 0x50, 0x79, 0, 0x26, 0x80, 0, 0, 0, 0xa0, 0, 0x80, 0,
        0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 8, 2, 0, 0, 0xff, 0xfe, 0, 0, 1, 0x01, 0x90, 0, 1, 1, 0, 0, 0, 0,
        0,
    ];

    #[test]
    fn the_system_identifier() {
        let bytes = REQUEST;
        let found = agent(&bytes);
        assert_eq!(found.as_ref().map(|a| a.system_id.as_str()), Ok("020000FFFE000001"), "{found:?}");
        assert_eq!(found.map(|a| a.configuration), Ok(0x0190));
    }

    proptest! {
        #[test]
        fn any_bytes(bytes: Vec<u8>) {
            let _ = agent(&bytes);
        }
    }
}
