//! SQL Server Resolution Protocol ([MC-SQLR] §2.2): instances on a host with name, version and port.

use super::{NamesMessage, text::text};
use crate::packet::{
    message::Message,
    protocol::{Datagram, DatagramProtocol, Probe, Side},
};

/// Answers come from UDP port 1434.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "sql-browser", probe, parse, limit: 16 };

/// One instance of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SqlInstance {
    /// NetBIOS name of the host.
    pub server: String,
    pub instance: String,
    /// `10.50.1600.1`
    pub version: String,
    pub tcp_port: Option<u16>,
}

/// The instances of the sender, at most 16.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SqlBrowserMessage {
    pub instances: Vec<SqlInstance>,
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    let answer = datagram.sender_port == 1434
        && matches!(datagram.payload, [5, _, _, rest @ ..] if rest.starts_with(b"ServerName;"));
    if answer { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let body = text(datagram.payload.get(3..)?);
    let instances = body.split(";;").take(16).filter_map(instance).collect();
    out(NamesMessage::SqlBrowser(SqlBrowserMessage { instances }).into());
    Some(Side::Server)
}

/// `ServerName;X;InstanceName;Y;IsClustered;No;Version;10.50.1600.1;tcp;1433`
fn instance(text: &str) -> Option<SqlInstance> {
    let mut out = SqlInstance::default();
    let mut words = text.split(';');
    while let (Some(key), Some(value)) = (words.next(), words.next()) {
        match key.to_ascii_lowercase().as_str() {
            "servername" => value.clone_into(&mut out.server),
            "instancename" => value.clone_into(&mut out.instance),
            "version" => value.clone_into(&mut out.version),
            "tcp" => out.tcp_port = value.parse().ok(),
            _ => {}
        }
    }
    (!out.server.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::{super::testing as t, *};

    #[test]
    fn instances_are_listed() {
        let bytes =
            b"\x05\x58\0ServerName;RIS-DB;InstanceName;RIS;IsClustered;No;Version;10.50.1600.1;tcp;1433;;";
        let NamesMessage::SqlBrowser(message) = t::read_one(&DATAGRAM, &t::datagram(bytes, 1434, 50_000))
        else {
            panic!()
        };
        let expected = SqlInstance {
            server: "RIS-DB".into(),
            instance: "RIS".into(),
            version: "10.50.1600.1".into(),
            tcp_port: Some(1433),
        };
        assert_eq!(message.instances, [expected]);
        t::torture_datagram(&DATAGRAM, bytes, (1434, 50_000));
    }
}
