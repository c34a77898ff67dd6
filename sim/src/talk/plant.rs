//! Building: BACnet/IP (ASHRAE 135 annex J) and Modbus TCP device identification.

use crate::wire::write::Bytes;

/// BACnet vendor numbers of makers in the catalogue.
#[must_use]
pub fn bacnet_vendor(maker: &str) -> u16 {
    match maker {
        "johnson_controls" => 5,
        "delta_controls" => 8,
        "azbil" => 67,
        _ => 260,
    }
}

fn npdu(apdu: &[u8], broadcast: bool) -> Vec<u8> {
    let length = 4 + if broadcast { 6 } else { 2 } + apdu.len();
    let head = Bytes::new().raw([0x81, if broadcast { 0x0b } else { 0x0a }]).u16(length as u16);
    let head = if broadcast { head.raw([1, 0x20, 0xff, 0xff, 0, 0xff]) } else { head.raw([1, 0x04]) };
    head.raw(apdu).done()
}

/// Who-Is, to everyone.
#[must_use]
pub fn who_is() -> Vec<u8> {
    npdu(&[0x10, 8], true)
}

/// I-Am (§16.10): device number and vendor.
#[must_use]
pub fn i_am(number: u32, vendor: u16) -> Vec<u8> {
    let object = (8 << 22) | number;
    let apdu = Bytes::new().raw([0x10, 0, 0xc4]).u32(object).raw([0x22, 5, 0xc4, 0x91, 3, 0x22]).u16(vendor);
    npdu(&apdu.done(), true)
}

/// ReadProperty of a device: 121 vendor name, 70 model name, 77 object name, 44 firmware.
#[must_use]
pub fn read(number: u32, property: u8) -> Vec<u8> {
    let apdu = Bytes::new().raw([0, 5, 1, 12, 0x0c]).u32((8 << 22) | number).raw([0x19, property]);
    npdu(&apdu.done(), false)
}

/// Its answer, a character string in UTF-8.
#[must_use]
pub fn read_answer(number: u32, property: u8, text: &str) -> Vec<u8> {
    let apdu = Bytes::new().raw([0x30, 1, 12, 0x0c]).u32((8 << 22) | number).raw([0x19, property, 0x3e]);
    let apdu = apdu.raw([0x75, text.len() as u8 + 1, 0]).raw(text).u8(0x3f);
    npdu(&apdu.done(), false)
}

/// Modbus function 43/14, basic identification.
#[must_use]
pub fn modbus_ask() -> Vec<u8> {
    vec![0, 1, 0, 0, 0, 5, 1, 0x2b, 0x0e, 1, 0]
}

/// Vendor, product code, revision.
#[must_use]
pub fn modbus_answer(vendor: &str, product: &str, revision: &str) -> Vec<u8> {
    let objects = Bytes::new().u8(0).short(vendor).u8(1).short(product).u8(2).short(revision).done();
    let body = Bytes::new().raw([1, 0x2b, 0x0e, 1, 1, 0, 0, 3]).raw(objects).done();
    Bytes::new().raw([0, 1, 0, 0]).long(body).done()
}
