//! SNMP v2c (RFC 3416): a management station reads the system group.

use crate::wire::write::{oid, tlv};

const SYSTEM: [&str; 5] = ["1", "2", "5", "6", "4"];

fn message(tag: u8, community: &str, id: u32, bindings: Vec<u8>) -> Vec<u8> {
    let pdu = [tlv(2, id.to_be_bytes()), tlv(2, [0]), tlv(2, [0]), tlv(0x30, bindings)].concat();
    tlv(0x30, [tlv(2, [1]), tlv(4, community), tlv(tag, pdu)].concat())
}

fn name(leaf: &str) -> Vec<u8> {
    oid(&format!("1.3.6.1.2.1.1.{leaf}.0"))
}

/// The question.
#[must_use]
pub fn get(community: &str, id: u32) -> Vec<u8> {
    let bindings = SYSTEM.iter().flat_map(|leaf| tlv(0x30, [name(leaf), tlv(5, [])].concat())).collect();
    message(0xa0, community, id, bindings)
}

/// The answer: description, object id, name, location.
#[must_use]
pub fn response(
    community: &str,
    id: u32,
    description: &str,
    object: &str,
    host: &str,
    place: &str,
) -> Vec<u8> {
    let values = [tlv(4, description), oid(object), tlv(4, host), tlv(4, place), tlv(4, "")];
    let bindings =
        SYSTEM.iter().zip(values).flat_map(|(leaf, value)| tlv(0x30, [name(leaf), value].concat())).collect();
    message(0xa2, community, id, bindings)
}

/// sysObjectID of a maker's agent: IANA enterprise numbers.
#[must_use]
pub fn object_id(maker: &str) -> &'static str {
    match maker {
        "cisco" => "1.3.6.1.4.1.9.1.2494",
        "allied_telesis" => "1.3.6.1.4.1.207.1.14.102",
        "apresia" => "1.3.6.1.4.1.278.1.40.1",
        "alaxala" => "1.3.6.1.4.1.21839.1.2.14",
        "yamaha" => "1.3.6.1.4.1.1182.1.71",
        "nec_platforms" => "1.3.6.1.4.1.119.1.84.25",
        "ricoh" => "1.3.6.1.4.1.367.1.1",
        "canon" => "1.3.6.1.4.1.1602.4.7",
        "brother" => "1.3.6.1.4.1.2435.2.3.9.1",
        "epson" => "1.3.6.1.4.1.1248.1.1.2.1.3.5",
        "fujifilm_bi" => "1.3.6.1.4.1.297.1.11.93.1",
        "sato" => "1.3.6.1.4.1.24807.1",
        "zebra" => "1.3.6.1.4.1.10642.1.1",
        "hpe_aruba" => "1.3.6.1.4.1.14823.1.2.122",
        "apc" => "1.3.6.1.4.1.318.1.3.27",
        "omron" => "1.3.6.1.4.1.16687.1",
        "silex" => "1.3.6.1.4.1.1240.2.3.4",
        _ => "1.3.6.1.4.1.8072.3.2.10",
    }
}
