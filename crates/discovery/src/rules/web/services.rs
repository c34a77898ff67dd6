//! Facts from services that name themselves: telephones, cameras, mail, databases, file sharing.

use domain::{certainty::Certainty, facts::Attribute};
use parsers::packet::web::{
    database::DatabaseServer, mail::MailMessage, rpc::RpcCall, rtsp::RtspMessage, sip::SipMessage,
};

use super::banners::{banner, system};
use crate::rules::Facts;

/// Facts of a SIP message.
pub fn sip(message: &SipMessage, facts: &mut Facts<'_>) {
    for text in [&message.user_agent, &message.server].into_iter().flatten() {
        facts.sender(Attribute::SipUserAgent, text, Certainty::Certain, "sip", text);
    }
}

/// Facts of an RTSP session.
pub fn rtsp(message: &RtspMessage, facts: &mut Facts<'_>) {
    if let Some(server) = &message.server {
        facts.sender(Attribute::RtspServer, server, Certainty::Certain, "rtsp", &format!("Server: {server}"));
    }
    if let Some(realm) = &message.realm {
        facts.sender(Attribute::HttpRealm, realm, Certainty::Certain, "rtsp", &format!("realm {realm}"));
    }
    if let Some(agent) = &message.user_agent {
        facts.sender(
            Attribute::UserAgent,
            agent,
            Certainty::Certain,
            "rtsp",
            &format!("User-Agent: {agent}"),
        );
    }
}

/// Facts of a mail connection.
pub fn mail(message: &MailMessage, facts: &mut Facts<'_>) {
    match message {
        MailMessage::Greeting("smtp", text) => banner(Attribute::SmtpBanner, text, "smtp", facts),
        MailMessage::Greeting(protocol, text) => {
            if let Some(os) = system(text) {
                facts.sender(Attribute::Os, os, Certainty::Likely, protocol, text);
            }
        }
        MailMessage::ClientHost(host) => {
            let attribute = if host.contains('.') { Attribute::Fqdn } else { Attribute::Hostname };
            facts.sender(attribute, host, Certainty::Likely, "smtp", &format!("EHLO {host}"));
        }
        MailMessage::ClearLogin(protocol) => {
            let said = "login without encryption";
            facts.sender(
                Attribute::Unencrypted,
                &format!("{protocol} client"),
                Certainty::Certain,
                protocol,
                said,
            );
            facts.receiver(
                Attribute::Unencrypted,
                &format!("{protocol} server"),
                Certainty::Certain,
                protocol,
                said,
            );
        }
    }
}

/// Facts of a database server.
pub fn database(server: &DatabaseServer, facts: &mut Facts<'_>) {
    let text = format!("{} {}", server.product, server.version);
    facts.sender(Attribute::DatabaseServer, &text, Certainty::Certain, "database", &text);
    if let Some(os) = system(&server.version) {
        facts.sender(Attribute::Os, os, Certainty::Likely, "database", &text);
    }
}

/// Facts of an RPC call.
pub fn rpc(call: &RpcCall, facts: &mut Facts<'_>) {
    if let Some(machine) = &call.machine {
        let said = format!("{} call from machine {machine}", call.program);
        facts.sender(Attribute::Hostname, machine, Certainty::Likely, "rpc", &said);
    }
    if call.program == "nfs" {
        facts.sender(Attribute::Unencrypted, "nfs client", Certainty::Certain, "rpc", "NFS in clear");
        facts.receiver(Attribute::Unencrypted, "nfs server", Certainty::Likely, "rpc", "NFS in clear");
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::{sink::SenderRole, web::WebMessage};

    use super::*;
    use crate::rules::web::testing::said;

    #[test]
    fn services_name_themselves() {
        let cases = [
            (
                WebMessage::Sip(SipMessage { user_agent: Some("Phone 2".into()), server: None }),
                "1 sip_user_agent Phone 2",
            ),
            (WebMessage::Mail(MailMessage::ClientHost("scan-1".into())), "1 hostname scan-1"),
            (
                WebMessage::Database(DatabaseServer { product: "MySQL", version: "5.7.1".into() }),
                "1 database_server MySQL 5.7.1",
            ),
            (
                WebMessage::Rpc(RpcCall { program: "mount".into(), machine: Some("pcs".into()) }),
                "1 hostname pcs",
            ),
        ];
        for (message, expected) in cases {
            assert_eq!(said(SenderRole::Client, message), [expected]);
        }
    }
}
