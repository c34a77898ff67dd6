//! A DICOM file (PS3.10 §7.1) as DICOMweb carries it: equipment of its header, from the first bytes of a part.

use super::{
    Equipment, Origin,
    data_set::{DataSetReader, Encoding, Wanted},
    equipment,
};
use crate::{
    cursor::{Cursor, Parse},
    packet::{medical::text, search::find},
};

/// Transfer syntax UID of the file meta information.
const SYNTAX: Wanted = Wanted { values: &[0x0002_0010], sequences: &[], last: 0x0002_0102 };

/// Equipment of the first file inside `bytes` (a body that may begin with the headers of its part, and may be cut).
#[must_use]
pub fn equipment_in(bytes: &[u8], origin: Origin) -> Option<Equipment> {
    const MARK: &[u8] = b"DICM";
    const PREAMBLE: usize = 128;
    let place = find(bytes, MARK).filter(|place| *place >= PREAMBLE)?;
    let file = bytes.get(place + MARK.len()..)?;
    let (meta, set) = parts(file).ok()?;
    let mut reader = DataSetReader::new(SYNTAX, Some(Encoding::ExplicitLittle));
    reader.feed(meta);
    let syntax = reader.finish().into_iter().next().map(|(_, value)| value)?;
    let encoding = Encoding::of(&text::field(&String::from_utf8_lossy(&syntax))?);
    equipment::of_set(set, origin, encoding)
}

/// File meta information by its group length (0002,0000), and the data set behind it.
fn parts(file: &[u8]) -> Parse<(&[u8], &[u8])> {
    let mut cursor = Cursor::new("DICOM file meta information", file);
    let start = cursor.array::<8>()?;
    cursor.ensure(start == [2, 0, 0, 0, b'U', b'L', 4, 0])?;
    let length = cursor.u32_le()? as usize;
    let meta = cursor.take(length)?;
    Ok((meta, cursor.rest()))
}

#[cfg(test)]
pub mod testing {
    //! Writes files for samples.

    /// An element with a two-byte length, explicit little-endian.
    pub fn element(tag: u32, vr: &[u8; 2], value: &[u8]) -> Vec<u8> {
        let mut out = ((tag >> 16) as u16).to_le_bytes().to_vec();
        out.extend((tag as u16).to_le_bytes());
        out.extend(vr);
        out.extend((value.len() as u16).to_le_bytes());
        out.extend(value);
        out
    }

    /// Preamble, mark, meta information of explicit little-endian, and the data set.
    pub fn file(set: &[u8]) -> Vec<u8> {
        let meta = element(0x0002_0010, b"UI", b"1.2.840.10008.1.2.1\0");
        let length = element(0x0002_0000, b"UL", &(meta.len() as u32).to_le_bytes());
        [&[0; 128][..], b"DICM", &length, &meta, set].concat()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{testing::*, *};

    fn sample() -> Vec<u8> {
        let set = [
            element(0x0008_0070, b"LO", b"Example "),
            element(0x0010_0010, b"PN", b"MARKED"),
            element(0x0018_1000, b"LO", b"SN1 "),
        ];
        [b"--b\r\nContent-Type: application/dicom\r\n\r\n", &file(&set.concat())[..]].concat()
    }

    #[test]
    fn a_part_with_a_file() {
        let found = equipment_in(&sample(), Origin::Stored).expect("equipment");
        assert_eq!((found.manufacturer.as_deref(), found.serial.as_deref()), (Some("Example"), Some("SN1")));
        assert!(!format!("{found:?}").contains("MARKED"));
        assert_eq!(equipment_in(b"DICM", Origin::Stored), None);
    }

    proptest! {
        #[test]
        fn damage_is_survived(at in 0usize..300, byte: u8, end in 0usize..300) {
            let mut bytes = sample();
            if let Some(place) = bytes.get_mut(at) { *place = byte; }
            bytes.truncate(end);
            let _ = equipment_in(&bytes, Origin::Stored);
        }
    }
}
