//! X.509 certificates of the clear handshake (RFC 5280 §4.1): subject, issuer, names, validity. Signatures are not checked.

use super::{
    der::{self, Element, tag},
    gather::text,
};
use crate::cursor::{Cursor, Parse};

/// A distinguished name as far as it names a device, organisation or issuer. E-mail, given name and surname are not read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    pub common_name: Option<String>,
    pub organisation: Option<String>,
    pub unit: Option<String>,
    /// `serialNumber` attribute (2.5.4.5): makers put the device's serial number there.
    pub serial: Option<String>,
}

impl Name {
    /// `CN=…, OU=…, O=…` with the parts that are there.
    #[must_use]
    pub fn shown(&self) -> String {
        let parts = [
            ("CN", &self.common_name),
            ("OU", &self.unit),
            ("O", &self.organisation),
            ("SERIALNUMBER", &self.serial),
        ];
        let said: Vec<String> = parts
            .iter()
            .filter_map(|(key, value)| value.as_ref().map(|value| format!("{key}={value}")))
            .collect();
        said.join(", ")
    }
}

/// What a certificate says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certificate {
    pub subject: Name,
    pub issuer: Name,
    /// dNSName entries of the subject alternative name, at most 16.
    pub host_names: Vec<String>,
    /// Validity as written: `YYMMDDhhmmssZ` or `YYYYMMDDhhmmssZ`.
    pub not_before: String,
    pub not_after: String,
    /// Subject and issuer are the same bytes.
    pub self_issued: bool,
    /// Extended key usage names server authentication.
    pub for_server: bool,
}

impl Certificate {
    /// The subject with the common name only when it surely names a machine. A client's certificate can be a person's
    /// (an HPKI card): then organisation and unit are all that is kept.
    #[must_use]
    pub fn machine_subject(&self) -> Name {
        let mut name = self.subject.clone();
        let of_machine = self.for_server
            || name
                .common_name
                .as_ref()
                .is_some_and(|common| self.host_names.iter().any(|host| host == common));
        if !of_machine {
            name.common_name = None;
            name.serial = None;
        }
        name
    }
}

const MAX_NAMES: usize = 16;
const OID_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
const OID_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
const OID_SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];

/// Reads one DER certificate.
pub fn certificate(bytes: &[u8]) -> Parse<Certificate> {
    let mut cursor = Cursor::new("X.509 certificate", bytes);
    let outer = der::expect(&mut cursor, tag::SEQUENCE)?;
    let body = der::expect(&mut outer.inside(), tag::SEQUENCE)?;
    let mut fields = body.inside();
    let _version = der::optional(&mut fields, 0xa0)?;
    let _serial = der::expect(&mut fields, tag::INTEGER)?;
    let _algorithm = der::expect(&mut fields, tag::SEQUENCE)?;
    let issuer = der::expect(&mut fields, tag::SEQUENCE)?;
    let validity = der::expect(&mut fields, tag::SEQUENCE)?;
    let subject = der::expect(&mut fields, tag::SEQUENCE)?;
    let _key = der::expect(&mut fields, tag::SEQUENCE)?;
    let mut times = validity.inside();
    let mut read = Certificate {
        subject: name(&subject)?,
        issuer: name(&issuer)?,
        not_before: time(&mut times)?,
        not_after: time(&mut times)?,
        self_issued: subject.whole == issuer.whole,
        ..Certificate::default()
    };
    for optional in [0x81, 0xa1, 0x82, 0xa2] {
        let _unique_id = der::optional(&mut fields, optional)?;
    }
    if let Some(list) = der::optional(&mut fields, 0xa3)? {
        // Extensions are extra: a strange one does not spoil the names.
        let _ = extensions(&list, &mut read);
    }
    Ok(read)
}

fn time(cursor: &mut Cursor<'_>) -> Parse<String> {
    let found = der::element(cursor)?;
    cursor.ensure(matches!(found.tag, tag::UTC_TIME | tag::GENERALIZED_TIME))?;
    Ok(text(found.content, 20))
}

fn name(sequence: &Element<'_>) -> Parse<Name> {
    let mut name = Name::default();
    let mut sets = sequence.inside();
    while !sets.is_empty() {
        let mut members = der::expect(&mut sets, tag::SET)?.inside();
        while !members.is_empty() {
            let mut pair = der::expect(&mut members, tag::SEQUENCE)?.inside();
            let kind = der::expect(&mut pair, tag::OID)?;
            let value = der::element(&mut pair)?;
            let slot = match kind.content {
                [0x55, 4, 3] => &mut name.common_name,
                [0x55, 4, 5] => &mut name.serial,
                [0x55, 4, 10] => &mut name.organisation,
                [0x55, 4, 11] => &mut name.unit,
                _ => continue,
            };
            let value = string(&value);
            if slot.is_none() && !value.is_empty() && !value.contains('@') {
                *slot = Some(value);
            }
        }
    }
    Ok(name)
}

/// A directory string: BMPString is UTF-16, everything else is read as UTF-8 or what it looks like.
fn string(value: &Element<'_>) -> String {
    if value.tag == 0x1e {
        let units = value.content.as_chunks::<2>().0.iter().take(128).map(|pair| u16::from_be_bytes(*pair));
        let decoded: String =
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        return text(decoded.as_bytes(), 256);
    }
    text(value.content, 256)
}

fn extensions(list: &Element<'_>, read: &mut Certificate) -> Parse<()> {
    let mut items = der::expect(&mut list.inside(), tag::SEQUENCE)?.inside();
    while !items.is_empty() {
        let mut item = der::expect(&mut items, tag::SEQUENCE)?.inside();
        let kind = der::expect(&mut item, tag::OID)?;
        let _critical = der::optional(&mut item, tag::BOOLEAN)?;
        let value = der::expect(&mut item, tag::OCTET_STRING)?;
        match kind.content {
            OID_ALT_NAME => {
                let mut names = der::expect(&mut value.inside(), tag::SEQUENCE)?.inside();
                while !names.is_empty() && read.host_names.len() < MAX_NAMES {
                    let entry = der::element(&mut names)?;
                    if entry.tag == 0x82 {
                        read.host_names.push(text(entry.content, 255));
                    }
                }
            }
            OID_KEY_USAGE => {
                let mut usages = der::expect(&mut value.inside(), tag::SEQUENCE)?.inside();
                while !usages.is_empty() {
                    read.for_server |= der::expect(&mut usages, tag::OID)?.content == OID_SERVER_AUTH;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod testing {
    fn wrap(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
        let content = parts.concat();
        let mut bytes = vec![tag];
        match content.len() {
            length @ 0..=127 => bytes.push(length as u8),
            length => {
                bytes.push(0x82);
                bytes.extend((length as u16).to_be_bytes());
            }
        }
        bytes.extend(content);
        bytes
    }

    fn attribute(kind: u8, value: &str) -> Vec<u8> {
        let oid = wrap(6, &[vec![0x55, 4, kind]]);
        wrap(0x31, &[wrap(0x30, &[oid, wrap(0x0c, &[value.as_bytes().to_vec()])])])
    }

    /// A certificate of a fictional device; key and signature are empty.
    pub fn certificate_bytes() -> Vec<u8> {
        let algorithm = || wrap(0x30, &[wrap(6, &[vec![0x2a, 3]])]);
        let subject = wrap(
            0x30,
            &[attribute(10, "Example Medical"), attribute(3, "device.example.org"), attribute(5, "SN-1001")],
        );
        let issuer = wrap(0x30, &[attribute(3, "Example Root CA")]);
        let validity =
            wrap(0x30, &[wrap(0x17, &[b"250101000000Z".to_vec()]), wrap(0x17, &[b"350101000000Z".to_vec()])]);
        let alt = wrap(
            0x30,
            &[
                wrap(0x81, &[b"person@example.org".to_vec()]),
                wrap(0x82, &[b"device.example.org".to_vec()]),
                wrap(0x82, &[b"device".to_vec()]),
            ],
        );
        let alt = wrap(0x30, &[wrap(6, &[vec![0x55, 0x1d, 0x11]]), wrap(4, &[alt])]);
        let body = wrap(
            0x30,
            &[
                wrap(0xa0, &[wrap(2, &[vec![2]])]),
                wrap(2, &[vec![1]]),
                algorithm(),
                issuer,
                validity,
                subject,
                wrap(0x30, &[algorithm()]),
                wrap(0xa3, &[wrap(0x30, &[alt])]),
            ],
        );
        wrap(0x30, &[body, algorithm(), wrap(3, &[vec![0]])])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn subject_issuer_names_and_validity() {
        let read = certificate(&testing::certificate_bytes()).unwrap();
        assert_eq!(read.subject.shown(), "CN=device.example.org, O=Example Medical, SERIALNUMBER=SN-1001");
        assert_eq!(read.issuer.shown(), "CN=Example Root CA");
        assert_eq!(read.host_names, ["device.example.org", "device"], "mail addresses are not kept");
        assert_eq!((read.not_before.as_str(), read.self_issued), ("250101000000Z", false));
    }

    #[test]
    fn a_persons_name_is_not_kept() {
        let mut read = certificate(&testing::certificate_bytes()).unwrap();
        read.subject.common_name = Some("somebody".to_owned());
        assert_eq!(read.machine_subject().shown(), "O=Example Medical");
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>) {
            let _ = certificate(&bytes);
        }

        #[test]
        fn any_damage_is_survived(at in 0usize..600, value: u8, end in 0usize..600) {
            let mut bytes = testing::certificate_bytes();
            if let Some(byte) = bytes.get_mut(at) { *byte = value; }
            bytes.truncate(end.max(1));
            let _ = certificate(&bytes);
        }
    }
}
