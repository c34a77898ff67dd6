//! IHE audit messages (DICOM PS3.15 A.5, RFC 3881) in syslog datagrams: which system records, never who did what to whom.

use super::{http::element, text};
use crate::packet::{
    medical::MedicalMessage,
    message::Message,
    protocol::{Datagram, DatagramProtocol, Probe, Side},
    search::contains,
};

/// The recording system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditSource {
    /// AuditSourceID
    pub source_id: Option<String>,
    /// AuditEnterpriseSiteID
    pub site_id: Option<String>,
}

/// The protocol for the engine.
pub const PROTOCOL: DatagramProtocol = DatagramProtocol { name: "ihe_audit", probe, parse, limit: 64 };

fn probe(datagram: &Datagram<'_>) -> Probe {
    let syslog = datagram.payload.first() == Some(&b'<')
        && matches!(datagram.receiver_port, 514 | 601 | 6514 | 10514 | 1514);
    let audit =
        || contains(datagram.payload, b"<AuditMessage") || contains(datagram.payload, b"IHE+RFC-3881 ");
    if syslog && audit() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, tell: &mut dyn FnMut(Message)) -> Option<Side> {
    let xml = String::from_utf8_lossy(datagram.payload);
    let (attributes, _) = element(&xml, "AuditSourceIdentification")?;
    let value = |name: &str| {
        let rest = attributes.split_once(name)?.1.strip_prefix('=')?;
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        text::field(rest.get(1..)?.split(quote).next()?)
    };
    let source = AuditSource { source_id: value("AuditSourceID"), site_id: value("AuditEnterpriseSiteID") };
    tell(MedicalMessage::IheAudit(source).into());
    Some(Side::Client)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(payload: &[u8]) -> (Probe, Vec<Message>) {
        let datagram = Datagram { payload, sender_port: 5, receiver_port: 514, to_group: false };
        let mut out = Vec::new();
        parse(&datagram, &mut |message| out.push(message));
        (probe(&datagram), out)
    }

    #[test]
    fn the_source_and_nobody() {
        let (probe, said) = said(br#"<110>1 2026 host app - IHE+DICOM - <AuditMessage><ActiveParticipant UserID="MARKED"/>
<AuditSourceIdentification AuditEnterpriseSiteID="SITE" AuditSourceID="PACS1"/><ParticipantObjectIdentification ParticipantObjectID="MARKED"/></AuditMessage>"#);
        assert_eq!(probe, Probe::Yes);
        let expected = AuditSource { source_id: Some("PACS1".into()), site_id: Some("SITE".into()) };
        assert_eq!(said, [MedicalMessage::IheAudit(expected).into()]);
    }

    proptest! {
        #[test]
        fn any_bytes(bytes: Vec<u8>) {
            let _ = said(&bytes);
        }
    }
}
