//! PROFINET DCP (IEC 61158-6-10): stations that name themselves. A layer-2 protocol, EtherType 0x8892.

use std::net::Ipv4Addr;

use super::{PlantMessage, frames::text};
use crate::{
    cursor::{Cursor, Parse},
    packet::protocol::FrameProtocol,
};

/// The protocol for the engine.
pub const PROTOCOL: FrameProtocol = FrameProtocol {
    ethertype: 0x8892,
    parse: |payload, tell| {
        if let Some(message) = parse(payload) {
            tell(message.into());
        }
    },
};

/// Identity of the sender.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfinetStation {
    /// Option 2.2
    pub name: Option<String>,
    /// Option 2.1: type of station, often the product name.
    pub station_type: Option<String>,
    /// Option 2.3: PI vendor number and device number.
    pub vendor_and_device: Option<(u16, u16)>,
    /// Option 1.2
    pub ip: Option<Ipv4Addr>,
    pub gateway: Option<Ipv4Addr>,
}

/// Reads the payload of an EtherType 0x8892 frame. `None` for process data, requests and everything else that names no sender.
#[must_use]
pub fn parse(payload: &[u8]) -> Option<PlantMessage> {
    let station = identify(payload).ok()?;
    (station != ProfinetStation::default()).then(|| PlantMessage::Profinet(Box::new(station)))
}

fn identify(payload: &[u8]) -> Parse<ProfinetStation> {
    let mut cursor = Cursor::new("PROFINET DCP", payload);
    let frame_id = cursor.u16()?;
    let service = cursor.u8()?;
    let kind = cursor.u8()?;
    // Identify response, get response, or hello request: the sender speaks of itself.
    let itself = matches!((frame_id, service, kind), (0xfeff, 5, 1) | (0xfefd, 3, 1) | (0xfefc, 6, 0));
    cursor.ensure(itself)?;
    cursor.skip(6)?;
    let length = cursor.u16()?;
    let mut blocks = cursor.sub("DCP blocks", usize::from(length).min(cursor.remaining()))?;
    let mut station = ProfinetStation::default();
    while let (Ok(option), Ok(sub), Ok(length)) = (blocks.u8(), blocks.u8(), blocks.u16()) {
        let Ok(mut block) = blocks.sub("DCP block", usize::from(length)) else { break };
        if length % 2 == 1 && blocks.skip(1).is_err() && !blocks.is_empty() {
            break;
        }
        if block.skip(2).is_err() {
            continue;
        }
        match (option, sub) {
            (2, 1) => station.station_type = text(block.rest()),
            (2, 2) => station.name = text(block.rest()),
            (2, 3) => station.vendor_and_device = block.u16().ok().zip(block.u16().ok()),
            (1, 2) => {
                let mut address = || block.array::<4>().ok().map(Ipv4Addr::from);
                let (ip, _mask, gateway) = (address(), address(), address());
                let set = |address: &Ipv4Addr| !address.is_unspecified();
                station.gateway = gateway.filter(|gateway| set(gateway) && Some(*gateway) != ip);
                station.ip = ip.filter(set);
            }
            _ => {}
        }
    }
    Ok(station)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_identify_response() {
        let mut frame = vec![0xfe, 0xff, 5, 1, 0, 0, 0, 1, 0, 0, 0, 0];
        frame.extend([2, 2, 0, 7, 0, 0, b'p', b'l', b'c', b'-', b'1', 0]);
        frame.extend([2, 3, 0, 6, 0, 0, 0, 0x2a, 1, 1]);
        frame.extend([1, 2, 0, 14, 0, 1, 10, 0, 0, 5, 255, 255, 255, 0, 0, 0, 0, 0]);
        frame[11] = (frame.len() - 12) as u8;
        let expected = ProfinetStation {
            name: Some("plc-1".into()),
            vendor_and_device: Some((0x2a, 0x101)),
            ip: Some(Ipv4Addr::new(10, 0, 0, 5)),
            ..ProfinetStation::default()
        };
        assert_eq!(parse(&frame), Some(PlantMessage::Profinet(Box::new(expected))));
        frame[0] = 0x80;
        assert_eq!(parse(&frame), None, "process data");
    }

    proptest! {
        #[test]
        fn any_bytes(mut bytes: Vec<u8>) {
            let _ = parse(&bytes);
            bytes.splice(0..0, [0xfe, 0xff, 5, 1, 0, 0, 0, 1, 0, 0, 0, 200]);
            let _ = parse(&bytes);
        }
    }
}
