//! The catalogue of things a hospital owns, read from `data/products.psv`.

use crate::wire::tcp::Stack;

/// One line of the catalogue.
#[derive(Clone, Debug)]
pub struct Product {
    pub kind: &'static str,
    pub maker: &'static str,
    pub model: &'static str,
    pub says: &'static str,
    /// First half of the hardware address in hex, or `PC`, `VM`, `RANDOM`, `APPLE`.
    pub block: &'static str,
    pub stack: Stack,
    pub zone: &'static str,
    pub talks: Vec<String>,
    pub extra: &'static str,
    pub software: &'static str,
    pub host: &'static str,
    /// How many in a hospital of a thousand devices.
    pub share: f64,
}

/// The whole catalogue. A line that is not complete is left out (a test says that none is).
#[must_use]
pub fn all() -> Vec<Product> {
    include_str!("../../data/products.psv").lines().filter_map(line).collect()
}

/// Products of invented makers: those that invented vulnerabilities and notices are about. [`Product::share`] is how many there are.
#[must_use]
pub fn fictional() -> Vec<Product> {
    include_str!("../../data/fictional.psv").lines().filter_map(line).collect()
}

fn line(text: &'static str) -> Option<Product> {
    let mut fields = text.split('|').map(|field| if field == "-" { "" } else { field });
    if text.starts_with('#') {
        return None;
    }
    let product = Product {
        kind: fields.next()?,
        maker: fields.next()?,
        model: fields.next()?,
        says: fields.next()?,
        block: fields.next()?,
        stack: stack(fields.next()?),
        zone: fields.next()?,
        talks: talks(fields.next()?),
        extra: fields.next()?,
        software: fields.next()?,
        host: fields.next()?,
        share: fields.next()?.parse().ok()?,
    };
    Some(product)
}

fn stack(word: &str) -> Stack {
    match word {
        "windows10" => Stack::Windows10,
        "windows7" => Stack::Windows7,
        "windowsxp" => Stack::WindowsXp,
        "linux" => Stack::Linux,
        "apple" => Stack::Apple,
        "gear" => Stack::NetworkGear,
        _ => Stack::Embedded,
    }
}

/// Words separated by spaces; a word that begins no known talk continues the argument before it
/// (`hl7:cobas 8000`).
fn talks(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match out.last_mut() {
            Some(last) if !KNOWN.contains(&word.split(':').next().unwrap_or_default()) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => out.push(word.to_owned()),
        }
    }
    out
}

/// Every talk.
const KNOWN: &[&str] = &[
    "modality",
    "mwl",
    "scp",
    "ssh",
    "win",
    "ipsec",
    "rdp",
    "openvpn",
    "smb1",
    "teamviewer",
    "ftpout",
    "pacs",
    "http",
    "forwarder",
    "ris",
    "nkmonitor",
    "fdmonitor",
    "intellivue",
    "unity",
    "cms8000",
    "sdc",
    "dialysis",
    "dialcentral",
    "anydesk",
    "lis",
    "emr",
    "engine",
    "ad",
    "file",
    "file1",
    "nms",
    "wsus",
    "mdns",
    "ssdp",
    "emrclient",
    "web",
    "printer",
    "snmp",
    "labelprinter",
    "camera",
    "cdp",
    "phone",
    "lldp",
    "syslog",
    "stp",
    "rtx",
    "moxa",
    "dhcponly",
    "hl7",
    "hl7gw",
    "astm",
    "poct",
    "sip",
    "tls",
    "opaque",
    "telnetd",
    "bacnet",
    "modbus",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_complete() {
        let lines = include_str!("../../data/products.psv").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(all().len(), lines.count());
        assert_eq!(fictional().len(), 4);
    }

    #[test]
    fn arguments_may_have_spaces() {
        assert_eq!(talks("poct:i-STAT 1 win"), ["poct:i-STAT 1", "win"]);
        assert_eq!(talks("bacnet:Johnson Controls, Inc.:NAE55"), ["bacnet:Johnson Controls, Inc.:NAE55"]);
    }
}
