//! Serial number, software, place and the other labels that a device tells about itself.

use std::collections::BTreeSet;

use domain::{
    certainty::Certainty::{Certain, Guess, Likely},
    devices::Stated,
    facts::{Attribute as A, Fact},
};

use super::{View, model, proposals::Proposals, text::has_any};

fn told<'a>(facts: impl Iterator<Item = &'a Fact>) -> Option<Stated<String>> {
    let mut out = Proposals::default();
    for fact in facts {
        out.fact(fact, Certain, 50);
    }
    out.decide(str::to_lowercase)
}

/// What images say describes their maker, not a host that forwards them.
fn own(fact: &Fact, forwards: bool) -> bool {
    !(forwards && fact.evidence.source == "dicom")
}

/// The serial number.
#[must_use]
pub fn serial(view: &View<'_>, forwards: bool) -> Option<Stated<String>> {
    let empty = |value: &str| {
        value.chars().all(|c| matches!(c, '0' | ' ' | '-'))
            || has_any(value, &["to be filled", "default string"])
    };
    let stated = told(view.of(A::Serial).filter(|fact| own(fact, forwards) && !empty(&fact.value)));
    stated.or_else(|| {
        let fact = model::only_reported(view)?;
        let mut parts = fact.value.split('|').skip(2);
        let (namespace, _, serial) = (parts.next()?, parts.next()?, parts.next()?);
        let number = if serial.is_empty() { namespace } else { serial };
        let sound = number.len() >= 4 && number.bytes().any(|b| b.is_ascii_digit());
        let mut out = Proposals::default();
        out.because(fact, if sound { number } else { "" }, Guess, 20);
        out.decide(str::to_lowercase)
    })
}

/// Software or firmware of the whole device.
#[must_use]
pub fn software(view: &View<'_>, forwards: bool) -> Option<Stated<String>> {
    told(view.of(A::SoftwareVersion).filter(|fact| own(fact, forwards)))
}

/// Department, else place.
#[must_use]
pub fn department(view: &View<'_>) -> Option<Stated<String>> {
    told(view.of(A::Department))
        .or_else(|| told(view.of(A::Location)))
        .or_else(|| told(view.of(A::SnmpSysLocation)))
}

/// What it is used for, as told.
#[must_use]
pub fn purpose(view: &View<'_>) -> Option<Stated<String>> {
    told(view.of(A::Purpose))
}

/// UDI device identifier. One that was only forwarded stays a hint.
#[must_use]
pub fn udi(view: &View<'_>) -> Option<Stated<String>> {
    told(view.of(A::UdiDi))
}

/// Switch and port it hangs on.
#[must_use]
pub fn switch_port(view: &View<'_>) -> Option<Stated<String>> {
    let mut out = Proposals::default();
    for fact in view.of(A::SwitchPort) {
        out.fact(fact, Certain, 60);
    }
    for fact in view.of(A::DhcpRelayInfo) {
        let (circuit, remote) = fact.value.split_once('|').unwrap_or((&fact.value, ""));
        out.because(fact, &format!("{remote}|{circuit}"), Likely, 50);
    }
    out.decide(str::to_owned)
}

/// What it does in the network.
#[must_use]
pub fn network_roles(view: &View<'_>) -> Vec<String> {
    let mut roles: BTreeSet<String> =
        view.at_least(A::NetworkRole, Likely).map(|fact| fact.value.clone()).collect();
    if view.host.routes {
        roles.insert("router".into());
    }
    if translates(view) {
        roles.insert("nat".into());
    }
    for (attribute, role) in [
        (A::DhcpServer, "dhcp_server"),
        (A::DnsServer, "dns_server"),
        (A::NtpServer, "ntp_server"),
        (A::LdapServer, "ldap_server"),
    ] {
        if view.at_least(attribute, Likely).next().is_some() {
            roles.insert(role.into());
        }
    }
    if view.of(A::VirtualRouter).next().is_some() {
        roles.insert("virtual_router".into());
    }
    roles.into_iter().collect()
}

/// Hosts are hidden behind it: worn packets under its own address, or browsers of several systems on one.
fn translates(view: &View<'_>) -> bool {
    const SYSTEMS: &[&str] = &["windows nt", "macintosh", "iphone", "ipad", "android", "x11; linux", "cros "];
    let seen: BTreeSet<&str> = view
        .of(A::UserAgent)
        .filter(|fact| fact.value.starts_with("Mozilla/"))
        .filter_map(|fact| SYSTEMS.iter().copied().find(|word| has_any(&fact.value, &[word])))
        .collect();
    let one_address = view.host.ips().iter().filter(|ip| ip.is_ipv4()).count() <= 1;
    !view.host.routes && (view.host.translates || (one_address && seen.len() >= 2))
}
