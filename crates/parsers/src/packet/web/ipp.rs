//! IPP responses (RFC 8010 §3): what a printer says about itself. Jobs, their names and their owners are not read.

use super::gather::text;
use crate::cursor::{Cursor, Parse};

/// A printer's own description (RFC 8011 §5.4, PWG 5100.13).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printer {
    /// printer-make-and-model
    pub make_and_model: Option<String>,
    /// printer-location
    pub location: Option<String>,
    /// printer-firmware-string-version
    pub firmware: Option<String>,
    /// printer-dns-sd-name
    pub dns_sd_name: Option<String>,
    /// From printer-device-id (IEEE 1284): maker, model, serial number.
    pub maker: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
}

/// Reads a Get-Printer-Attributes response.
#[must_use]
pub fn printer(body: &[u8]) -> Option<Printer> {
    let mut printer = Printer::default();
    let mut cursor = Cursor::new("IPP message", body);
    // A cut body still gives what came before the cut.
    let _ = attributes(&mut cursor, &mut printer);
    (printer != Printer::default()).then_some(printer)
}

fn attributes(cursor: &mut Cursor<'_>, printer: &mut Printer) -> Parse<()> {
    const PRINTER_ATTRIBUTES: u8 = 4;
    let major = cursor.u8()?;
    cursor.ensure(matches!(major, 1 | 2))?;
    cursor.skip(7)?;
    let mut group = 0;
    while !cursor.is_empty() {
        let tag = cursor.u8()?;
        if tag < 0x10 {
            group = tag;
            if tag == 3 {
                break;
            }
            continue;
        }
        let length = cursor.u16()?;
        let name = cursor.take(length.into())?;
        let length = cursor.u16()?;
        let value = cursor.take(length.into())?;
        if group == PRINTER_ATTRIBUTES {
            keep(name, value, printer);
        }
    }
    Ok(())
}

fn keep(name: &[u8], value: &[u8], printer: &mut Printer) {
    let value = Some(text(value, 512)).filter(|value| !value.is_empty());
    match name {
        b"printer-make-and-model" => printer.make_and_model = value,
        b"printer-location" => printer.location = value,
        b"printer-firmware-string-version" => printer.firmware = value,
        b"printer-dns-sd-name" => printer.dns_sd_name = value,
        b"printer-device-id" => {
            let id = value.unwrap_or_default();
            printer.maker = device_id_part(&id, &["MFG", "MANUFACTURER"]);
            printer.model = device_id_part(&id, &["MDL", "MODEL"]);
            printer.serial = device_id_part(&id, &["SN", "SERN", "SERIALNUMBER"]);
        }
        _ => {}
    }
}

/// A value of an IEEE 1284 device id: `MFG:Example;MDL:EX-1;SN:42;`.
#[must_use]
pub fn device_id_part(id: &str, keys: &[&str]) -> Option<String> {
    id.split(';').find_map(|pair| {
        let (key, value) = pair.split_once(':')?;
        let value = value.trim();
        (keys.contains(&key.trim().to_ascii_uppercase().as_str()) && !value.is_empty())
            .then(|| value.to_owned())
    })
}

#[cfg(test)]
pub(crate) mod testing {
    /// A response with one operation, one printer and one job attribute.
    pub fn response_bytes() -> Vec<u8> {
        let mut bytes = vec![2, 0, 0, 0, 0, 0, 0, 1, 1];
        let mut attribute = |tag: u8, name: &str, value: &str| {
            bytes.push(tag);
            bytes.extend((name.len() as u16).to_be_bytes());
            bytes.extend(name.as_bytes());
            bytes.extend((value.len() as u16).to_be_bytes());
            bytes.extend(value.as_bytes());
        };
        attribute(0x47, "attributes-charset", "utf-8");
        attribute(0x41, "printer-make-and-model", "not in the printer group");
        let job = bytes.clone();
        let mut bytes = job;
        bytes.push(4);
        for (name, value) in [
            ("printer-make-and-model", "Example Laser 9000"),
            ("printer-device-id", "MFG:Example;CMD:PS;MDL:Laser 9000;SN:AB12;"),
        ] {
            bytes.push(0x41);
            bytes.extend((name.len() as u16).to_be_bytes());
            bytes.extend(name.as_bytes());
            bytes.extend((value.len() as u16).to_be_bytes());
            bytes.extend(value.as_bytes());
        }
        bytes.push(3);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_printer_group_is_read() {
        let read = printer(&testing::response_bytes()).unwrap();
        assert_eq!(read.make_and_model.as_deref(), Some("Example Laser 9000"));
        assert_eq!((read.maker.as_deref(), read.serial.as_deref()), (Some("Example"), Some("AB12")));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, end in 0usize..200) {
            let _ = printer(&bytes);
            let whole = testing::response_bytes();
            let _ = printer(whole.get(..end).unwrap_or(&whole));
        }
    }
}
