//! Siemens S7 communication over ISO on TCP (RFC 1006): module and order numbers of system status lists.

use super::{
    PlantMessage, Spoken,
    frames::{Frames, Size, text},
};
use crate::{
    cursor::{Cursor, Parse},
    packet::{
        message::Message,
        protocol::{Heads, Probe, StreamProtocol},
    },
};

/// Entries of a system status list answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct S7Module {
    /// List 0x0011 index 1: order number of the module.
    pub order_number: Option<String>,
    /// List 0x0011 index 7: firmware.
    pub firmware: Option<String>,
    /// List 0x001C index 1
    pub system_name: Option<String>,
    /// List 0x001C index 2
    pub module_name: Option<String>,
    /// List 0x001C index 5
    pub serial: Option<String>,
    /// List 0x001C index 7
    pub module_type: Option<String>,
}

/// The protocol for the engine.
pub const PROTOCOL: StreamProtocol =
    StreamProtocol { name: "s7comm", probe, parser: |_| Frames::boxed(tpkt, read) };

/// MMS over the same transport (ISO 9506, IEC 61850-8-1): recognised only.
pub const MMS: StreamProtocol =
    StreamProtocol { name: "mms", probe: probe_mms, parser: |_| Frames::boxed(tpkt, read_mms) };

/// TPKT (RFC 1006 §6): version 3, reserved, length.
fn tpkt(bytes: &[u8]) -> Size {
    match bytes {
        [3, 0, l0, l1, ..] => match usize::from(u16::from_be_bytes([*l0, *l1])) {
            length @ 7.. => Size::Is(length),
            _ => Size::Wrong,
        },
        [] | [3] | [3, 0] | [3, 0, _] => Size::Unknown,
        _ => Size::Wrong,
    }
}

/// What a COTP data unit (ISO 8073) carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Carried {
    S7,
    /// A session layer unit, as MMS has it.
    Session,
    Connect,
    Other,
}

fn carried(bytes: &[u8]) -> Carried {
    match bytes {
        [3, 0, _, _, 2, 0xf0, _, 0x32 | 0x72, ..] => Carried::S7,
        [3, 0, _, _, 2, 0xf0, _, 0x0d | 0x0e | 0x01, ..] => Carried::Session,
        // Connection request or confirm with transport selectors (0xC1, 0xC2); remote desktop sends none.
        [3, 0, _, _, _, 0xe0 | 0xd0, rest @ ..]
            if rest.windows(2).any(|w| matches!(w, [0xc1 | 0xc2, 2..=8])) =>
        {
            Carried::Connect
        }
        _ => Carried::Other,
    }
}

/// What the first two units of both sides carry, strongest first.
fn kinds(heads: &Heads<'_>) -> Vec<Carried> {
    let mut out = Vec::new();
    for head in [heads.client, heads.server] {
        let mut rest = head;
        for _ in 0..3 {
            let Size::Is(length) = tpkt(rest) else { break };
            out.push(carried(rest));
            rest = rest.get(length..).unwrap_or_default();
        }
    }
    out
}

fn probe(heads: &Heads<'_>) -> Probe {
    let kinds = kinds(heads);
    match () {
        () if kinds.contains(&Carried::S7) => Probe::Yes,
        () if kinds.iter().any(|k| matches!(k, Carried::Session | Carried::Other)) => Probe::No,
        () if kinds.contains(&Carried::Connect) => Probe::Maybe,
        () => Probe::No,
    }
}

fn probe_mms(heads: &Heads<'_>) -> Probe {
    let kinds = kinds(heads);
    match () {
        () if kinds.contains(&Carried::Session) => Probe::Yes,
        () if kinds.iter().all(|k| *k == Carried::Connect) && !kinds.is_empty() => Probe::Maybe,
        () => Probe::No,
    }
}

fn read_mms(_frame: &[u8], tell: &mut dyn FnMut(Message)) {
    tell(PlantMessage::Spoken(Spoken { protocol: "mms", side: None }).into());
}

fn read(frame: &[u8], tell: &mut dyn FnMut(Message)) {
    tell(PlantMessage::Spoken(Spoken { protocol: "s7comm", side: None }).into());
    if let Ok(module) = status_list(frame)
        && module != S7Module::default()
    {
        tell(PlantMessage::S7(Box::new(module)).into());
    }
}

/// Answer of "read system status list": user data, group 4, subfunction 1, response.
fn status_list(frame: &[u8]) -> Parse<S7Module> {
    let mut cursor = Cursor::new("S7 status list", frame);
    cursor.skip(7)?;
    cursor.ensure(cursor.rest().starts_with(&[0x32, 7]))?;
    cursor.skip(6)?;
    let parameters = cursor.u16()?;
    cursor.skip(2)?;
    let parameters = cursor.take(usize::from(parameters))?;
    cursor.ensure(matches!(parameters, [0, 1, 0x12, _, 0x12, 0x84, 1, ..]))?;
    cursor.skip(4)?; // return code, transport size, length
    let list = cursor.u16()?;
    cursor.skip(2)?;
    let (length, count) = (usize::from(cursor.u16()?), cursor.u16()?);
    let mut module = S7Module::default();
    for _ in 0..count.min(64) {
        let Ok(mut entry) = cursor.sub("status list entry", length) else { break };
        let index = entry.u16()?;
        let rest = entry.rest();
        let name = |length: usize| text(rest.get(..length.min(rest.len())).unwrap_or_default());
        match (list & 0xff, index) {
            (0x11, 1) => module.order_number = name(20),
            (0x11, 7) => {
                // "V", major, minor, patch in the last four octets
                if let Some([_, major, minor, patch]) = rest.get(22..26) {
                    module.firmware = Some(format!("V{major}.{minor}.{patch}"));
                }
            }
            (0x1c, 1) => module.system_name = name(24),
            (0x1c, 2) => module.module_name = name(24),
            (0x1c, 5) => module.serial = name(24),
            (0x1c, 7) => module.module_type = name(32),
            _ => {}
        }
    }
    Ok(module)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::plant::frames::run;

    fn answer() -> Vec<u8> {
        let mut entry = vec![0, 1];
        entry.extend(b"6ES7 000-0AA00-0AA0 ");
        entry.extend([0, 0xc0, 0, 1, 0, 1]);
        let mut data = vec![0xff, 9, 0, (8 + entry.len()) as u8, 0, 0x11, 0, 0, 0, entry.len() as u8, 0, 1];
        data.extend(&entry);
        let mut frame = vec![3, 0, 0, 0, 2, 0xf0, 0x80, 0x32, 7, 0, 0, 0, 1, 0, 12, 0, data.len() as u8];
        frame.extend([0, 1, 0x12, 8, 0x12, 0x84, 1, 1, 0, 0, 0, 0]);
        frame.extend(data);
        frame[3] = frame.len() as u8;
        frame
    }

    #[test]
    fn an_order_number_at_every_cut() {
        for chunk in 1..answer().len() {
            let said = run(&PROTOCOL, &answer(), chunk);
            let [_, Message::Plant(PlantMessage::S7(module))] = said.as_slice() else { panic!("{said:?}") };
            assert_eq!(module.order_number.as_deref(), Some("6ES7 000-0AA00-0AA0"));
        }
    }

    #[test]
    fn remote_desktop_is_not_ours() {
        let rdp = b"\x03\0\0\x13\x0e\xe0\0\0\0\0\0\x01\0\x08\0\x03\0\0\0";
        let s7 = answer();
        let connect = b"\x03\0\0\x16\x11\xe0\0\0\0\x01\0\xc0\x01\x0a\xc1\x02\x01\0\xc2\x02\x01\x02";
        for (client, expected) in [(&rdp[..], Probe::No), (&s7, Probe::Yes), (connect, Probe::Maybe)] {
            let heads = Heads { client, server: b"", client_port: 1, server_port: 102, mid_stream: false };
            assert_eq!(probe(&heads), expected);
        }
    }

    proptest! {
        #[test]
        fn any_bytes(bytes: Vec<u8>, chunk in 1usize..40) {
            let _ = status_list(&bytes);
            prop_assert_eq!(run(&PROTOCOL, &bytes, chunk), run(&PROTOCOL, &bytes, 4096));
        }
    }
}
