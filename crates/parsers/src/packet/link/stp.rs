//! Spanning tree (IEEE 802.1D-2004 §9, 802.1Q for MSTP): who is a bridge, and which bridge is the root.

use domain::addresses::MacAddr;

use crate::cursor::{Cursor, Parse};

/// A configuration BPDU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stp {
    /// 0 STP, 2 RSTP, 3 MSTP.
    pub version: u8,
    pub root: MacAddr,
    pub bridge: MacAddr,
    pub bridge_priority: u16,
    pub port: u16,
}

/// Reads a BPDU behind its LLC or SNAP header. Topology change notifications carry nothing to keep.
pub fn parse(data: &[u8]) -> Parse<Option<Stp>> {
    let mut cursor = Cursor::new("BPDU", data);
    let protocol = cursor.u16()?;
    cursor.ensure(protocol == 0)?;
    let (version, kind) = (cursor.u8()?, cursor.u8()?);
    if !matches!(kind, 0x00 | 0x02) {
        return Ok(None);
    }
    cursor.skip(3)?;
    let root = MacAddr(cursor.array()?);
    cursor.skip(4)?;
    let bridge_priority = cursor.u16()?;
    let bridge = MacAddr(cursor.array()?);
    Ok(Some(Stp { version, root, bridge, bridge_priority, port: cursor.u16()? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bpdu_names_bridge_and_root() {
        let mut data = vec![0, 0, 2, 2, 0x3c, 0x80, 0];
        data.extend([0, 0x1b, 0x54, 0x10, 0, 1, 0, 0, 0, 4, 0x80, 1, 0, 0x1b, 0x54, 0x10, 0, 2, 0x80, 7]);
        let stp = parse(&data).expect("BPDU").expect("configuration");
        assert_eq!((stp.version, stp.bridge_priority, stp.port), (2, 0x8001, 0x8007));
        assert_eq!((stp.root.0[5], stp.bridge.0[5]), (1, 2));
        assert_eq!(parse(&[0, 0, 0, 0x80]), Ok(None));
        for length in 4..data.len() {
            assert!(parse(&data[..length]).is_err());
        }
    }
}
