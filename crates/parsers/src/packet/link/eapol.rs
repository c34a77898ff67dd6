//! EAPOL (IEEE 802.1X-2020 §11): a port asks who is there. Identities are never read.

/// Part of a port-based authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Eapol {
    pub role: EapolRole,
    /// EAP method number (RFC 3748 §5): 13 TLS, 21 TTLS, 25 PEAP … `None` for identity and other exchanges.
    pub method: Option<u8>,
    /// The authenticator said that it let the supplicant in, or did not.
    pub result: Option<bool>,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EapolRole {
    /// The device that wants in.
    Supplicant,
    /// The switch or access point.
    Authenticator,
}

/// Reads the packet behind the EtherType. `None` for keys and unknown types.
#[must_use]
pub fn parse(data: &[u8]) -> Option<Eapol> {
    let [version, kind, _, _, rest @ ..] = data else { return None };
    if !(1..=3).contains(version) {
        return None;
    }
    let (supplicant, authenticator) = (EapolRole::Supplicant, EapolRole::Authenticator);
    let told = |role, method, result| Some(Eapol { role, method, result });
    match (kind, rest) {
        // Start and logoff.
        (1 | 2, _) => told(supplicant, None, None),
        (0, [1, _, _, _, method, ..]) => told(authenticator, real_method(*method), None),
        (0, [2, _, _, _, method, ..]) => told(supplicant, real_method(*method), None),
        (0, [3, ..]) => told(authenticator, None, Some(true)),
        (0, [4, ..]) => told(authenticator, None, Some(false)),
        _ => None,
    }
}

/// Identity, notification and refusal are not methods.
fn real_method(number: u8) -> Option<u8> {
    (number > 3).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_methods_but_no_identity() {
        let identity = parse(&[1, 0, 0, 9, 2, 1, 0, 9, 1, b'x', b'x', b'x', b'x']).expect("response");
        assert_eq!(identity, Eapol { role: EapolRole::Supplicant, method: None, result: None });
        let peap = parse(&[2, 0, 0, 6, 1, 2, 0, 6, 25, 0x20]).expect("request");
        assert_eq!(peap, Eapol { role: EapolRole::Authenticator, method: Some(25), result: None });
        assert_eq!(parse(&[1, 0, 0, 4, 3, 2, 0, 4]).and_then(|told| told.result), Some(true));
        assert_eq!(parse(&[1, 3, 0, 0]), None);
    }
}
