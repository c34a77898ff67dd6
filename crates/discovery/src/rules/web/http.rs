//! Facts from HTTP heads, self descriptions in bodies, and printers.

use domain::{certainty::Certainty, facts::Attribute};
use parsers::packet::web::{
    device_page::DeviceDescription,
    http::{HttpMessage, HttpRequest, HttpResponse},
    ipp::Printer,
};

use crate::rules::Facts;

const SOURCE: &str = "http";

/// Facts of one HTTP message.
pub fn apply(message: &HttpMessage, facts: &mut Facts<'_>) {
    match message {
        HttpMessage::Request(request) => client(request, facts),
        HttpMessage::Response(response) => server(response, facts),
        HttpMessage::Description(found) => description(found, facts),
        HttpMessage::Title(title) => {
            facts.sender(
                Attribute::HttpTitle,
                title,
                Certainty::Certain,
                SOURCE,
                &format!("front page title {title}"),
            );
        }
    }
}

fn client(request: &HttpRequest, facts: &mut Facts<'_>) {
    if let Some(agent) = &request.user_agent {
        facts.sender(
            Attribute::UserAgent,
            agent,
            Certainty::Certain,
            SOURCE,
            &format!("User-Agent: {agent}"),
        );
        if let Some(os) = os_of_agent(agent) {
            facts.sender(Attribute::Os, os, Certainty::Likely, SOURCE, &format!("User-Agent: {agent}"));
        }
    }
    if let Some(host) = &request.host {
        facts.sender(Attribute::HttpHost, host, Certainty::Certain, SOURCE, &format!("Host: {host}"));
        facts.receiver(Attribute::CalledAs, host, Certainty::Likely, SOURCE, &format!("called as {host}"));
    }
    if request.authorization == Some("basic") {
        facts.sender(
            Attribute::Unencrypted,
            "http_basic client",
            Certainty::Certain,
            SOURCE,
            "Authorization: Basic in clear",
        );
    }
    if request.method == "SSTP_DUPLEX_POST" {
        facts.sender(
            Attribute::RemoteProtocol,
            "sstp client",
            Certainty::Certain,
            SOURCE,
            "method SSTP_DUPLEX_POST",
        );
        facts.receiver(
            Attribute::RemoteProtocol,
            "sstp server",
            Certainty::Likely,
            SOURCE,
            "method SSTP_DUPLEX_POST",
        );
    }
}

/// The system a browser or library names in its own words. Version numbers that browsers froze are not taken.
fn os_of_agent(agent: &str) -> Option<&'static str> {
    const NAMES: &[(&str, &str)] = &[
        ("Windows NT 5.0", "Windows 2000"),
        ("Windows NT 5.1", "Windows XP"),
        ("Windows NT 5.2", "Windows Server 2003"),
        ("Windows NT 6.0", "Windows Vista"),
        ("Windows NT 6.1", "Windows 7"),
        ("Windows NT 6.2", "Windows 8"),
        ("Windows NT 6.3", "Windows 8.1"),
        ("Windows NT 10.0", "Windows 10 or later"),
        ("Windows CE", "Windows CE"),
        ("Android", "Android"),
        ("iPhone OS", "iOS"),
        ("iPad", "iPadOS"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("VxWorks", "VxWorks"),
        ("Linux", "Linux"),
    ];
    NAMES.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
}

fn server(response: &HttpResponse, facts: &mut Facts<'_>) {
    if let Some(server) = &response.server {
        let said = format!("Server: {server}");
        facts.sender(Attribute::HttpServer, server, Certainty::Certain, SOURCE, &said);
        if let Some(os) = os_of_server(server) {
            facts.sender(Attribute::Os, os, Certainty::Likely, SOURCE, &said);
        }
    }
    if let Some(realm) = &response.realm {
        facts.sender(
            Attribute::HttpRealm,
            realm,
            Certainty::Certain,
            SOURCE,
            &format!("WWW-Authenticate realm {realm}"),
        );
    }
    if let (None, Some(powered)) = (&response.server, &response.powered_by) {
        facts.sender(
            Attribute::HttpServer,
            powered,
            Certainty::Certain,
            SOURCE,
            &format!("X-Powered-By: {powered}"),
        );
    }
    if response.schemes.contains(&"basic") {
        facts.sender(
            Attribute::Unencrypted,
            "http_basic server",
            Certainty::Certain,
            SOURCE,
            "WWW-Authenticate: Basic in clear",
        );
    }
}

/// Systems that servers name.
fn os_of_server(server: &str) -> Option<&'static str> {
    const NAMES: &[(&str, &str)] = &[
        ("Microsoft-IIS/5.0", "Windows 2000"),
        ("Microsoft-IIS/5.1", "Windows XP"),
        ("Microsoft-IIS/6.0", "Windows Server 2003"),
        ("Microsoft-IIS/7.0", "Windows Server 2008"),
        ("Microsoft-IIS/7.5", "Windows 7 or Server 2008 R2"),
        ("Microsoft-IIS/8.0", "Windows Server 2012"),
        ("Microsoft-IIS/8.5", "Windows Server 2012 R2"),
        ("Microsoft-IIS/10.0", "Windows 10 or Server 2016 or later"),
        ("Microsoft-WinCE/7", "Windows Embedded Compact 7"),
        ("Microsoft-WinCE/6", "Windows CE 6.0"),
        ("Microsoft-WinCE/5", "Windows CE 5.0"),
        ("Microsoft-WinCE", "Windows CE"),
        ("VxWorks/5.4.2", "VxWorks 5.4.2"),
        ("VxWorks", "VxWorks"),
        ("QNX", "QNX"),
        ("(Ubuntu)", "Ubuntu"),
        ("(Debian)", "Debian"),
        ("(CentOS)", "CentOS"),
        ("(Red Hat", "Red Hat Enterprise Linux"),
        ("(FreeBSD)", "FreeBSD"),
        ("(Win32)", "Windows"),
        ("(Win64)", "Windows"),
        ("Microsoft-HTTPAPI", "Windows"),
    ];
    NAMES.iter().find(|(mark, _)| server.contains(mark)).map(|(_, name)| *name)
}

fn description(found: &DeviceDescription, facts: &mut Facts<'_>) {
    let source = found.vocabulary;
    let values = [
        (Attribute::Vendor, &found.manufacturer, "manufacturer"),
        (Attribute::Model, &found.model, "model"),
        (Attribute::SoftwareVersion, &found.firmware, "firmware"),
        (Attribute::Serial, &found.serial, "serial number"),
        (Attribute::UpnpDeviceType, &found.device_type, "device type"),
        (Attribute::Hostname, &found.hostname, "host name"),
    ];
    for (attribute, value, word) in values {
        if let Some(value) = value {
            facts.sender(
                attribute,
                value,
                Certainty::Certain,
                source,
                &format!("{source} description {word} {value}"),
            );
        }
    }
}

/// Facts of a printer that describes itself.
pub fn printer(printer: &Printer, facts: &mut Facts<'_>) {
    const SOURCE: &str = "ipp";
    let values = [
        (Attribute::PrinterModel, &printer.make_and_model, "printer-make-and-model"),
        (Attribute::Location, &printer.location, "printer-location"),
        (Attribute::SoftwareVersion, &printer.firmware, "printer-firmware-string-version"),
        (Attribute::Vendor, &printer.maker, "printer-device-id MFG"),
        (Attribute::Model, &printer.model, "printer-device-id MDL"),
        (Attribute::Serial, &printer.serial, "printer-device-id SN"),
    ];
    for (attribute, value, word) in values {
        if let Some(value) = value {
            facts.sender(attribute, value, Certainty::Certain, SOURCE, &format!("{word} {value}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::{sink::SenderRole, web::WebMessage};

    use super::*;
    use crate::rules::web::testing::said;

    #[test]
    fn a_request_speaks_of_the_client() {
        let request = HttpRequest {
            method: "GET".into(),
            host: Some("pacs".into()),
            user_agent: Some("Mozilla/5.0 (Windows NT 6.1; WOW64)".into()),
            authorization: Some("basic"),
            ..HttpRequest::default()
        };
        let said = said(SenderRole::Client, WebMessage::Http(HttpMessage::Request(request)));
        assert_eq!(
            said,
            [
                "1 user_agent Mozilla/5.0 (Windows NT 6.1; WOW64)",
                "1 os Windows 7",
                "1 http_host pacs",
                "2 called_as pacs",
                "1 unencrypted http_basic client"
            ]
        );
    }

    #[test]
    fn a_response_speaks_of_the_server() {
        let response = HttpResponse {
            status: 401,
            server: Some("Microsoft-WinCE/6.00".into()),
            realm: Some("CT service".into()),
            ..HttpResponse::default()
        };
        let said = said(SenderRole::Server, WebMessage::Http(HttpMessage::Response(Box::new(response))));
        assert_eq!(
            said,
            ["2 http_server Microsoft-WinCE/6.00", "2 os Windows CE 6.0", "2 http_realm CT service"]
        );
    }

    #[test]
    fn a_description_is_the_devices_own_word() {
        let found = DeviceDescription {
            vocabulary: "onvif",
            manufacturer: Some("Example".into()),
            serial: Some("42".into()),
            ..DeviceDescription::default()
        };
        let said = said(SenderRole::Server, WebMessage::Http(HttpMessage::Description(Box::new(found))));
        assert_eq!(said, ["2 vendor Example", "2 serial 42"]);
    }
}
