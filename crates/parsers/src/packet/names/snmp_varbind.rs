//! The SNMP objects that say who a device is. Every other object is dropped unread.

use super::{ber, text::some_text};

/// What an object tells. Sources: MIB-2 (RFC 3418), HOST-RESOURCES (RFC 2790), Printer MIB (RFC 3805), ENTITY-MIB (RFC 6933).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnmpObject {
    SysDescr,
    SysObjectId,
    SysName,
    SysLocation,
    /// `hrDeviceDescr`, first device.
    DeviceDescr,
    /// `prtGeneralPrinterName`
    PrinterName,
    /// `prtGeneralSerialNumber`
    PrinterSerial,
    /// `entPhysicalDescr` of the chassis, as the next five.
    PhysicalDescr,
    PhysicalFirmware,
    PhysicalSoftware,
    PhysicalSerial,
    PhysicalMaker,
    PhysicalModel,
}

/// Objects by prefix; what follows must be exactly one index of this value (the first entry: the device as a whole).
const OBJECTS: &[(&str, &str, SnmpObject)] = &[
    ("1.3.6.1.2.1.1.1", "0", SnmpObject::SysDescr),
    ("1.3.6.1.2.1.1.2", "0", SnmpObject::SysObjectId),
    ("1.3.6.1.2.1.1.5", "0", SnmpObject::SysName),
    ("1.3.6.1.2.1.1.6", "0", SnmpObject::SysLocation),
    ("1.3.6.1.2.1.25.3.2.1.3", "1", SnmpObject::DeviceDescr),
    ("1.3.6.1.2.1.43.5.1.1.16", "1", SnmpObject::PrinterName),
    ("1.3.6.1.2.1.43.5.1.1.17", "1", SnmpObject::PrinterSerial),
    ("1.3.6.1.2.1.47.1.1.1.1.2", "1", SnmpObject::PhysicalDescr),
    ("1.3.6.1.2.1.47.1.1.1.1.9", "1", SnmpObject::PhysicalFirmware),
    ("1.3.6.1.2.1.47.1.1.1.1.10", "1", SnmpObject::PhysicalSoftware),
    ("1.3.6.1.2.1.47.1.1.1.1.11", "1", SnmpObject::PhysicalSerial),
    ("1.3.6.1.2.1.47.1.1.1.1.12", "1", SnmpObject::PhysicalMaker),
    ("1.3.6.1.2.1.47.1.1.1.1.13", "1", SnmpObject::PhysicalModel),
];

/// Reads one varbind (the content of its SEQUENCE) when it is one of ours and has a value.
#[must_use]
pub fn read(varbind: &[u8]) -> Option<(SnmpObject, String)> {
    let mut parts = ber::children(varbind);
    let (tag, name) = parts.next()?;
    let (value_tag, value) = parts.next()?;
    let name = (tag == ber::OID).then(|| ber::oid_text(name))?;
    let (prefix, index) = name.rsplit_once('.')?;
    let (.., object) = OBJECTS.iter().find(|(known, last, _)| *known == prefix && *last == index)?;
    let value = match value_tag {
        ber::OCTETS => some_text(value)?,
        ber::OID => Some(ber::oid_text(value)).filter(|oid| !oid.is_empty())?,
        _ => return None,
    };
    Some((*object, value))
}

#[cfg(test)]
mod tests {
    use super::{super::ber::testing::tlv, *};

    #[test]
    fn only_identity_is_kept() {
        let describe =
            [tlv(ber::OID, &[0x2b, 6, 1, 2, 1, 1, 1, 0]), tlv(ber::OCTETS, b"Switch 12.2")].concat();
        assert_eq!(read(&describe), Some((SnmpObject::SysDescr, "Switch 12.2".into())));
        let contact = [tlv(ber::OID, &[0x2b, 6, 1, 2, 1, 1, 4, 0]), tlv(ber::OCTETS, b"somebody")].concat();
        assert_eq!(read(&contact), None, "sysContact names a person");
        let absent = [tlv(ber::OID, &[0x2b, 6, 1, 2, 1, 1, 1, 0]), tlv(0x80, b"")].concat();
        assert_eq!(read(&absent), None, "noSuchObject");
    }
}
