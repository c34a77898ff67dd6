//! Facts from the web family: what each parsed message says about its sender and receiver.

mod banners;
mod desktop;
mod http;
mod services;
mod tls;

use parsers::packet::{sink::Context, web::WebMessage};

use super::Facts;

/// Turns one message into facts.
pub fn apply(context: &Context, message: &WebMessage, facts: &mut Facts<'_>) {
    match message {
        WebMessage::Tls(message) => tls::apply(context, message, facts),
        WebMessage::Http(message) => http::apply(message, facts),
        WebMessage::Ipp(printer) => http::printer(printer, facts),
        WebMessage::Ssh(banner) => banners::ssh(context, banner, facts),
        WebMessage::SshFingerprint(print) => banners::ssh_fingerprint(print, facts),
        WebMessage::Telnet(message) => banners::telnet(message, facts),
        WebMessage::Ftp(message) => banners::ftp(message, facts),
        WebMessage::Rdp(message) => desktop::rdp(message, facts),
        WebMessage::Vnc(message) => desktop::vnc(message, facts),
        WebMessage::Sip(message) => services::sip(message, facts),
        WebMessage::Rtsp(message) => services::rtsp(message, facts),
        WebMessage::Mail(message) => services::mail(message, facts),
        WebMessage::Database(server) => services::database(server, facts),
        WebMessage::Rpc(call) => services::rpc(call, facts),
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use std::net::{IpAddr, Ipv4Addr};

    use domain::{
        addresses::Endpoint,
        facts::{Attribute, Fact},
        flows::Transport,
        time::Timestamp,
    };
    use parsers::packet::{
        message::Message,
        sink::{Context, SenderRole},
    };

    /// The client is 10.0.0.1, the server 10.0.0.2.
    pub fn context(role: SenderRole) -> Context {
        let host =
            |last| Endpoint { ip: Some(IpAddr::V4(Ipv4Addr::new(10, 0, 0, last))), ..Endpoint::default() };
        let (sender, receiver) =
            if role == SenderRole::Client { (host(1), host(2)) } else { (host(2), host(1)) };
        let (sender_port, receiver_port) =
            if role == SenderRole::Client { (50_000, 443) } else { (443, 50_000) };
        Context {
            frame: 7,
            time: Timestamp(0),
            sender,
            receiver,
            sender_port,
            receiver_port,
            transport: Some(Transport::Tcp),
            sender_role: role,
        }
    }

    /// Every fact of one message as `address attribute value`, in order of saying.
    pub fn said(role: SenderRole, message: impl Into<Message>) -> Vec<String> {
        facts(role, message)
            .into_iter()
            .map(|fact| {
                let ip = fact.subject.ip.map(|ip| ip.to_string()).unwrap_or_default();
                format!("{} {} {}", ip.trim_start_matches("10.0.0."), fact.attribute.as_str(), fact.value)
            })
            .collect()
    }

    /// Every fact of one message.
    pub fn facts(role: SenderRole, message: impl Into<Message>) -> Vec<Fact> {
        let mut kept = Vec::new();
        crate::rules::apply(&context(role), &message.into(), &mut |fact| kept.push(fact));
        assert!(kept.iter().all(|fact| Attribute::ALL.contains(&fact.attribute)));
        kept
    }
}
