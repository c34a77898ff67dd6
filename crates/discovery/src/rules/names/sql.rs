//! Microsoft SQL Server: the browser names host and version; log-in packets in clear name the client's computer.

use domain::{
    certainty::Certainty::{Certain, Likely},
    facts::Attribute,
};
use parsers::packet::names::{sql_browser::SqlBrowserMessage, tds::TdsMessage};

use super::super::Facts;

/// Facts of a browser answer about its sender.
pub fn browser(message: &SqlBrowserMessage, facts: &mut Facts<'_>) {
    for instance in &message.instances {
        let said = format!("{} instance {} version {}", instance.server, instance.instance, instance.version);
        facts.sender(Attribute::Hostname, &instance.server, Certain, "sql-browser", &said);
        if !instance.version.is_empty() {
            let value = format!("Microsoft SQL Server {} ({})", instance.version, instance.instance);
            facts.sender(Attribute::DatabaseServer, &value, Certain, "sql-browser", &said);
        }
    }
}

/// Facts of a TDS packet about its sender.
pub fn tds(message: &TdsMessage, facts: &mut Facts<'_>) {
    match message {
        TdsMessage::Server(major, minor, build) => {
            let value = format!("Microsoft SQL Server {major}.{minor}.{build}");
            facts.sender(Attribute::DatabaseServer, &value, Certain, "tds", &format!("pre-login {value}"));
        }
        TdsMessage::ClientHost(name) => {
            facts.sender(Attribute::Hostname, name, Likely, "tds", &format!("login host name {name}"));
            facts.sender(
                Attribute::Unencrypted,
                "tds_login client",
                Certain,
                "tds",
                "log-in packet in clear",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::{NamesMessage, sql_browser::SqlInstance};

    use super::{super::testing as t, *};

    #[test]
    fn host_and_version() {
        let instance = SqlInstance {
            server: "RIS-DB".into(),
            instance: "RIS".into(),
            version: "10.50.1600.1".into(),
            tcp_port: Some(1433),
        };
        let message = NamesMessage::SqlBrowser(SqlBrowserMessage { instances: vec![instance] });
        let expected = [
            (Attribute::Hostname, "RIS-DB"),
            (Attribute::DatabaseServer, "Microsoft SQL Server 10.50.1600.1 (RIS)"),
        ];
        t::says(&message, &expected);
    }
}
