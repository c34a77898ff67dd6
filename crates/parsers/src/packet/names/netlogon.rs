//! The answer of a Windows domain controller to a CLDAP "netlogon" ping ([MS-ADTS] §6.3.1.9).

use super::dns_wire;
use crate::cursor::{Cursor, Parse};

/// Names of the controller that answered. The user name of the answer is not read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetlogonAnswer {
    pub forest: Option<String>,
    pub dns_domain: Option<String>,
    /// FQDN of the controller.
    pub dns_host: Option<String>,
    pub netbios_domain: Option<String>,
    pub netbios_host: Option<String>,
}

/// Reads the value of the `netlogon` attribute. Names are compressed as in DNS, relative to its first byte.
pub fn read(bytes: &[u8]) -> Parse<NetlogonAnswer> {
    let mut cursor = Cursor::new("netlogon answer", bytes);
    // LOGON_SAM_LOGON_RESPONSE_EX and its "user unknown" variant.
    let opcode = cursor.u16_le()?;
    cursor.ensure(opcode == 23 || opcode == 25)?;
    cursor.skip(2 + 4 + 16)?;
    let mut name = || -> Parse<Option<String>> {
        Ok(Some(dns_wire::name(bytes, &mut cursor)?).filter(|name| !name.is_empty()))
    };
    Ok(NetlogonAnswer {
        forest: name()?,
        dns_domain: name()?,
        dns_host: name()?,
        netbios_domain: name()?,
        netbios_host: name()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_controller_names_itself() {
        let mut bytes = vec![23, 0, 0, 0];
        bytes.extend([0; 20]);
        // forest at 24, domain = pointer to it, host "dc01" + pointer, NetBIOS names.
        bytes.extend(b"\x04kita\x05local\0\xc0\x18\x04dc01\xc0\x18\x04KITA\0\x04DC01\0");
        bytes.extend(b"\x08somebody\0");
        let answer = read(&bytes).unwrap();
        assert_eq!(answer.dns_host.as_deref(), Some("dc01.kita.local"));
        assert_eq!(answer.dns_domain.as_deref(), Some("kita.local"));
        assert_eq!(answer.netbios_host.as_deref(), Some("DC01"));
        assert!(!format!("{answer:?}").contains("somebody"));
        for end in 0..bytes.len() {
            let _ = read(&bytes[..end]);
        }
    }
}
