//! KNXnet/IP (ISO 22510, KNX 03_08_02): device descriptions of servers.

use super::{PlantMessage, Spoken, frames::text};
use crate::{
    cursor::{Cursor, Parse},
    packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Probe, Side},
    },
};

/// Device information block (§7.5.4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnxDevice {
    /// `area.line.device`
    pub address: String,
    /// Six octets in hexadecimal.
    pub serial: String,
    pub name: Option<String>,
}

/// The protocol for the engine.
pub const PROTOCOL: DatagramProtocol = DatagramProtocol { name: "knxnet", probe, parse, limit: 64 };

fn probe(datagram: &Datagram<'_>) -> Probe {
    match datagram.payload {
        [6, 0x10, 2 | 3 | 4 | 5 | 9, _, l0, l1, ..]
            if usize::from(u16::from_be_bytes([*l0, *l1])) == datagram.payload.len() =>
        {
            Probe::Yes
        }
        _ => Probe::No,
    }
}

fn parse(datagram: &Datagram<'_>, tell: &mut dyn FnMut(Message)) -> Option<Side> {
    let service = datagram.payload.get(2..4)?;
    let side = match service {
        [2, 1 | 3 | 5 | 7 | 9 | 11] => Some(Side::Client),
        [2, 2 | 4 | 6 | 8 | 10 | 12] => Some(Side::Server),
        _ => None,
    };
    tell(PlantMessage::Spoken(Spoken { protocol: "knxnet", side }).into());
    let skip = match service {
        [2, 2] => 6 + 8,
        [2, 4] => 6,
        _ => return side,
    };
    if let Ok(device) = description(datagram.payload, skip) {
        tell(PlantMessage::Knx(device).into());
    }
    side
}

fn description(payload: &[u8], skip: usize) -> Parse<KnxDevice> {
    let mut cursor = Cursor::new("KNX description", payload);
    cursor.skip(skip)?;
    cursor.ensure(cursor.rest().starts_with(&[54, 1]))?;
    cursor.skip(4)?;
    let number = cursor.u16()?;
    cursor.skip(2)?;
    let serial = cursor.take(6)?.iter().map(|byte| format!("{byte:02X}")).collect();
    cursor.skip(4 + 6)?;
    let name = text(cursor.take(30)?);
    Ok(KnxDevice {
        address: format!("{}.{}.{}", number >> 12, (number >> 8) & 15, number & 255),
        serial,
        name,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_description() {
        let mut payload = vec![6, 0x10, 2, 4, 0, 60, 54, 1, 2, 0, 0x11, 5, 0, 0, 0, 1, 2, 3, 4, 5];
        payload.extend([224, 0, 23, 12, 2, 0, 0, 0, 0, 1]);
        payload.extend(b"Gateway 3");
        payload.resize(60, 0);
        let expected = KnxDevice {
            address: "1.1.5".into(),
            serial: "000102030405".into(),
            name: Some("Gateway 3".into()),
        };
        assert_eq!(description(&payload, 6), Ok(expected));
    }

    proptest! {
        #[test]
        fn any_bytes(bytes: Vec<u8>, skip in 0usize..20) {
            let _ = description(&bytes, skip);
        }
    }
}
