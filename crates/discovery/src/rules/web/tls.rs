//! Facts from TLS, DTLS and QUIC handshakes.

use domain::{certainty::Certainty, facts::Attribute};
use parsers::packet::{
    sink::{Context, SenderRole},
    web::{
        tls::TlsMessage,
        tls_hello::{ClientHello, version_name},
        x509::Certificate,
    },
};

use crate::rules::Facts;

const SOURCE: &str = "tls";

/// Remote support products whose own certificates name them: part of subject or issuer, method, product.
const PRODUCTS: &[(&str, &str, &str)] = &[
    ("AnyNet Relay", "anydesk", "AnyDesk"),
    ("AnyNet Root CA", "anydesk", "AnyDesk"),
    ("AnyDesk Client", "anydesk", "AnyDesk"),
    ("philandro Software", "anydesk", "AnyDesk"),
    ("TeamViewer", "teamviewer", "TeamViewer"),
    ("SoftEther", "softether", "SoftEther VPN"),
    ("OpenVPN Web CA", "openvpn", "OpenVPN Access Server"),
    ("ScreenConnect", "screenconnect", "ScreenConnect"),
    ("MeshCentral", "meshcentral", "MeshCentral"),
    ("Splashtop", "splashtop", "Splashtop"),
    ("NoMachine", "nomachine", "NoMachine"),
    ("magicconnect.net", "magicconnect", "MagicConnect"),
    ("DameWare", "dameware", "DameWare"),
    ("RemotePC", "remotepc", "RemotePC"),
];

/// Facts of one handshake message.
pub fn apply(context: &Context, message: &TlsMessage, facts: &mut Facts<'_>) {
    match message {
        TlsMessage::ClientHello(hello) => client(hello, facts),
        TlsMessage::ServerHello(hello) => {
            let version = version_name(hello.version);
            facts.sender(
                Attribute::TlsVersion,
                &version,
                Certainty::Certain,
                SOURCE,
                &format!("ServerHello chose {version}"),
            );
        }
        TlsMessage::Certificate(read) => certificate(context, read, facts),
    }
}

fn client(hello: &ClientHello, facts: &mut Facts<'_>) {
    if let Some(name) = &hello.sni {
        facts.sender(
            Attribute::TlsSni,
            name,
            Certainty::Certain,
            SOURCE,
            &format!("ClientHello server name {name}"),
        );
        facts.receiver(Attribute::CalledAs, name, Certainty::Likely, SOURCE, &format!("called as {name}"));
    }
    if let Some(ja4) = &hello.ja4 {
        facts.sender(Attribute::TlsJa4, ja4, Certainty::Certain, SOURCE, &format!("ClientHello JA4 {ja4}"));
    }
}

fn certificate(context: &Context, read: &Certificate, facts: &mut Facts<'_>) {
    let from_client = context.sender_role == SenderRole::Client;
    let subject = if from_client { read.machine_subject() } else { read.subject.clone() };
    let shown = subject.shown();
    let issuer = read.issuer.shown();
    let said =
        format!("certificate subject {shown}, issuer {issuer}, valid {}–{}", read.not_before, read.not_after);
    facts.sender(Attribute::TlsCertSubject, &shown, Certainty::Certain, SOURCE, &said);
    facts.sender(Attribute::TlsCertIssuer, &issuer, Certainty::Certain, SOURCE, &said);
    if read.self_issued {
        // A self-made certificate is the device's own word; one of an authority may name a site or a balancer.
        for name in own_names(&subject.common_name, read) {
            let (attribute, certainty) = if name.contains('.') {
                (Attribute::Fqdn, Certainty::Likely)
            } else {
                (Attribute::Hostname, Certainty::Likely)
            };
            facts.sender(attribute, &name, certainty, SOURCE, &said);
        }
    }
    if let Some((_, method, product)) = PRODUCTS
        .iter()
        .find(|(mark, ..)| said.contains(mark) || read.host_names.iter().any(|name| name.ends_with(mark)))
    {
        super::super::remote::say(context, method, Some(product), Certainty::Likely, SOURCE, &said, facts);
    }
}

/// Names that can be a host's own, at most one short and one long.
fn own_names(common_name: &Option<String>, read: &Certificate) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in common_name.iter().chain(&read.host_names) {
        let good = name.len() >= 3
            && name.len() <= 253
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
            && name.bytes().any(|byte| byte.is_ascii_alphabetic())
            && !matches!(
                name.to_ascii_lowercase().as_str(),
                "localhost" | "localhost.localdomain" | "default" | "server" | "root" | "ca"
            );
        if good && !names.iter().any(|known| known.contains('.') == name.contains('.')) {
            names.push(name.clone());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use parsers::packet::web::{WebMessage, tls::Carrier, tls_hello::ServerHello, x509::Name};

    use super::*;
    use crate::rules::web::testing::said;

    #[test]
    fn a_client_tells_whom_it_calls() {
        let hello = ClientHello {
            carrier: Carrier::Tcp,
            sni: Some("service.example.com".into()),
            alpn: vec![],
            version: 0x0303,
            ja4: Some("t12d0205h1_a_b".into()),
            ja3: None,
        };
        let said = said(SenderRole::Client, WebMessage::Tls(TlsMessage::ClientHello(Box::new(hello))));
        assert_eq!(
            said,
            ["1 tls_sni service.example.com", "2 called_as service.example.com", "1 tls_ja4 t12d0205h1_a_b"]
        );
    }

    #[test]
    fn a_self_made_certificate_names_the_host() {
        let name = Name { common_name: Some("MR-CONSOLE".into()), ..Name::default() };
        let read =
            Certificate { subject: name.clone(), issuer: name, self_issued: true, ..Certificate::default() };
        let said = said(SenderRole::Server, WebMessage::Tls(TlsMessage::Certificate(Box::new(read))));
        assert_eq!(
            said,
            ["2 tls_cert_subject CN=MR-CONSOLE", "2 tls_cert_issuer CN=MR-CONSOLE", "2 hostname MR-CONSOLE"]
        );
    }

    #[test]
    fn a_remote_support_certificate_is_a_remote_protocol() {
        let name = Name { common_name: Some("AnyNet Relay".into()), ..Name::default() };
        let read = Certificate { subject: name, ..Certificate::default() };
        let said = said(SenderRole::Server, WebMessage::Tls(TlsMessage::Certificate(Box::new(read))));
        assert!(said.contains(&"2 remote_protocol anydesk server|AnyDesk".to_owned()), "{said:?}");
        assert!(said.contains(&"1 remote_protocol anydesk client|AnyDesk".to_owned()), "{said:?}");
    }

    #[test]
    fn a_server_tells_its_version() {
        let hello = ServerHello { version: 0x0301, cipher: 5, alpn: None };
        let said = said(SenderRole::Server, WebMessage::Tls(TlsMessage::ServerHello(hello)));
        assert_eq!(said, ["2 tls_version TLS 1.0"]);
    }
}
