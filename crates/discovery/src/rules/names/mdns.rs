//! mDNS: host names, service instances, model and serial texts that a device announces about itself.

use std::net::IpAddr;

use domain::{
    addresses::Endpoint,
    certainty::Certainty::{self, Certain, Likely},
    facts::Attribute,
};
use parsers::packet::{
    names::dns_wire::{DnsMessage, Record, RecordData},
    sink::Context,
};

use super::{super::Facts, host};

const SOURCE: &str = "mdns";

/// TXT keys that say what a device is; everything else (names of people's shares, tokens) is dropped.
const TEXT_KEYS: [(&str, Attribute); 14] = [
    ("ty", Attribute::Model),
    ("usb_mdl", Attribute::Model),
    ("model", Attribute::Model),
    ("md", Attribute::Model),
    ("am", Attribute::Model),
    ("usb_mfg", Attribute::Vendor),
    ("mfg", Attribute::Vendor),
    ("manufacturer", Attribute::Vendor),
    ("vendor", Attribute::Vendor),
    ("serial", Attribute::Serial),
    ("sn", Attribute::Serial),
    ("serialnumber", Attribute::Serial),
    ("fv", Attribute::SoftwareVersion),
    ("note", Attribute::Location),
];

/// Facts of one announcement. Questions carry what others said before: nothing is taken from them.
pub fn apply(context: &Context, message: &DnsMessage, facts: &mut Facts<'_>) {
    if !message.response {
        return;
    }
    let Some((subject, certainty)) = speaker(context, message) else { return };
    let mut says = Says { subject, certainty, facts };
    for record in &message.records {
        says.record(record);
    }
}

/// The sender, unless every address announced is another's: then a reflector carried the message over from its owner.
fn speaker(context: &Context, message: &DnsMessage) -> Option<(Endpoint, Certainty)> {
    let same_family = |ip: &IpAddr| context.sender.ip.is_none_or(|own| own.is_ipv4() == ip.is_ipv4());
    let mut announced = message.records.iter().filter_map(|record| match record.data {
        RecordData::Address(ip) if same_family(&ip) => Some(ip),
        _ => None,
    });
    let Some(first) = announced.next() else { return Some((context.sender, Certain)) };
    let own = context.sender.ip;
    if own == Some(first) || announced.any(|ip| own == Some(ip)) || !same_subnet(own, first) {
        // Addresses of other interfaces (virtual machines, second cards) are the sender's as well.
        return Some((context.sender, Certain));
    }
    host(first).map(|subject| (subject, Likely))
}

/// Same first three octets: two hosts of one link, so a proxy speaks for another.
fn same_subnet(a: Option<IpAddr>, b: IpAddr) -> bool {
    match (a, b) {
        (Some(IpAddr::V4(a)), IpAddr::V4(b)) => a.octets().get(..3) == b.octets().get(..3),
        _ => false,
    }
}

struct Says<'a, 'b> {
    subject: Endpoint,
    certainty: Certainty,
    facts: &'a mut Facts<'b>,
}

impl Says<'_, '_> {
    fn say(&mut self, attribute: Attribute, value: &str, said: &str) {
        self.facts.say(self.subject, attribute, value, self.certainty, SOURCE, said);
    }

    fn record(&mut self, record: &Record) {
        match &record.data {
            RecordData::Address(_) => self.host_name(&record.name, "address of"),
            RecordData::Service { port, target } => {
                self.host_name(target, "service on");
                if let Some((instance, service)) = split_instance(&record.name) {
                    let value = format!("{service} {instance}");
                    self.say(
                        Attribute::MdnsService,
                        &value,
                        &format!("{instance} offers {service} on port {port}"),
                    );
                }
            }
            RecordData::Pointer(target) => match split_instance(target) {
                Some((instance, service)) => {
                    let value = format!("{service} {instance}");
                    self.say(Attribute::MdnsService, &value, &format!("{instance} offers {service}"));
                }
                None if record.name.ends_with(".arpa") => self.host_name(target, "reverse name"),
                None => {}
            },
            RecordData::Text(pairs) => self.texts(&record.name, pairs),
            RecordData::HostInfo(cpu, os) => {
                let said = format!("HINFO {cpu} {os}");
                self.say(Attribute::Os, os, &said);
            }
            RecordData::Alias(_) | RecordData::Other(_) => {}
        }
    }

    fn host_name(&mut self, name: &str, how: &str) {
        let Some(host) = name.trim_end_matches('.').strip_suffix(".local") else { return };
        if !host.is_empty() && !host.contains('.') {
            self.say(Attribute::Hostname, host, &format!("{how} {host}.local"));
        }
    }

    fn texts(&mut self, owner: &str, pairs: &[String]) {
        let service = split_instance(owner).map_or(owner, |(_, service)| service);
        for (key, value) in pairs.iter().filter_map(|pair| pair.split_once('=')) {
            let key = key.to_ascii_lowercase();
            let Some((_, attribute)) = TEXT_KEYS.iter().find(|(known, _)| *known == key) else { continue };
            let said = format!("TXT of {service}: {key}={value}");
            self.say(*attribute, value, &said);
            self.say(Attribute::MdnsText, &format!("{service} {key}={value}"), &said);
        }
    }
}

/// `Printer 3F._ipp._tcp.local` to (`Printer 3F`, `_ipp._tcp`). Instance names may hold dots.
fn split_instance(name: &str) -> Option<(&str, &str)> {
    let name = name.trim_end_matches('.').strip_suffix(".local")?;
    let kind = name.rfind("._tcp").or_else(|| name.rfind("._udp"))?;
    let service_at = name.get(..kind)?.rfind("._")?;
    let instance = name.get(..service_at)?;
    let service = name.get(service_at + 1..)?;
    (!instance.is_empty() && !instance.contains("._sub") && !instance.starts_with('_'))
        .then_some((instance, service))
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::NamesMessage;

    use super::{super::testing as t, *};

    fn message(records: Vec<(&str, RecordData)>) -> NamesMessage {
        let records = records.into_iter().map(|(name, data)| Record { name: name.into(), data }).collect();
        NamesMessage::Mdns(DnsMessage { response: true, records, ..DnsMessage::default() })
    }

    #[test]
    fn a_printer_announces_itself() {
        let text = RecordData::Text(vec![
            "ty=Example NC-8800h".into(),
            "adminurl=http://x".into(),
            "note=3F west".into(),
        ]);
        let said = message(vec![
            ("Example 3F._ipp._tcp.local", text),
            ("Example 3F._ipp._tcp.local", RecordData::Service { port: 631, target: "prn.local".into() }),
            ("prn.local", RecordData::Address([10, 0, 0, 5].into())),
        ]);
        let expected = [
            (Attribute::Model, "Example NC-8800h"),
            (Attribute::MdnsText, "_ipp._tcp ty=Example NC-8800h"),
            (Attribute::Location, "3F west"),
            (Attribute::MdnsText, "_ipp._tcp note=3F west"),
            (Attribute::Hostname, "prn"),
            (Attribute::MdnsService, "_ipp._tcp Example 3F"),
            (Attribute::Hostname, "prn"),
        ];
        t::says(&said, &expected);
    }

    #[test]
    fn a_proxy_is_not_its_sleeping_neighbour() {
        let said = message(vec![("mac.local", RecordData::Address([10, 0, 0, 77].into()))]);
        t::says(&said, &[]);
        let other = t::about(&t::context(), &said, host([10, 0, 0, 77]).unwrap());
        assert_eq!(other, [(Attribute::Hostname, "mac".to_owned(), Likely)]);
        let second_card = message(vec![("pc.local", RecordData::Address([172, 17, 0, 1].into()))]);
        t::says(&second_card, &[(Attribute::Hostname, "pc")]);
    }

    #[test]
    fn instances() {
        assert_eq!(split_instance("A.B._http._tcp.local"), Some(("A.B", "_http._tcp")));
        assert_eq!(split_instance("_http._tcp.local"), None);
        assert_eq!(split_instance("x.local"), None);
    }
}
