//! Servers by what they serve and to how many.

use domain::{
    certainty::Certainty::{Guess, Likely},
    facts::Attribute as A,
};

use super::super::{View, proposals::Proposals, text::has_any, view::rule_evidence};

/// Proposes kinds.
pub fn propose(view: &View<'_>, out: &mut Proposals) {
    for fact in
        view.of(A::NetworkRole).filter(|fact| matches!(fact.value.as_str(), "domain_controller" | "kdc"))
    {
        out.because(fact, "server_generic", Likely, 66);
    }
    for (attribute, weight) in
        [(A::DatabaseServer, 55), (A::LdapServer, 50), (A::DnsServer, 45), (A::DhcpServer, 35)]
    {
        if let Some(fact) = view.of(attribute).next().filter(|_| !view.host.routes) {
            out.because(fact, "server_generic", Likely, weight);
        }
    }
    for fact in view.of(A::Os).chain(view.of(A::SmbNativeOs)).chain(view.of(A::NtlmOsVersion)) {
        if has_any(&fact.value, &["windows server", "samba"]) {
            out.because(fact, "server_generic", Likely, if fact.value.contains("Server") { 50 } else { 35 });
        }
    }
    for fact in view.of(A::NetbiosRole).filter(|fact| has_any(&fact.value, &["domain_controller", "sql"])) {
        out.because(fact, "server_generic", Likely, 45);
    }
    virtual_card(view, out);
    popular(view, out);
    nas(view, out);
}

/// A virtual machine in a hospital is nearly always a server.
fn virtual_card(view: &View<'_>, out: &mut Proposals) {
    let Some(card) = view.card else { return };
    let hypervisor = has_any(
        &card.registered_name,
        &["vmware", "xensource", "parallels", "nutanix", "proxmox", "pcs systemtechnik"],
    );
    let hyper_v =
        view.host.macs.iter().any(|mac| matches!(mac.0, [0x00, 0x15, 0x5d, ..] | [0x52, 0x54, 0x00, ..]));
    if let Some(evidence) = view.card_evidence().filter(|_| hypervisor || hyper_v) {
        out.add("server_generic", Guess, 40, evidence);
    }
}

/// Serves several hosts on ordinary protocols.
fn popular(view: &View<'_>, out: &mut Proposals) {
    const SERVED: &[&str] = &[
        "smb",
        "http",
        "tls",
        "tds",
        "mysql",
        "postgresql",
        "oracle",
        "ldap",
        "nfs",
        "smtp",
        "hl7",
        "syslog",
        "ntp",
        "dns",
    ];
    let mut clients: Vec<_> = view
        .answers()
        .filter(|talk| SERVED.contains(&talk.protocol()))
        .filter_map(|talk| talk.flow.client.ip)
        .collect();
    clients.sort_unstable();
    clients.dedup();
    if clients.len() >= 5 {
        let said = format!("{} hosts use its services", clients.len());
        let (certainty, weight) = if clients.len() >= 12 { (Likely, 44) } else { (Guess, 36) };
        out.add("server_generic", certainty, weight, rule_evidence("services", said));
    }
}

fn nas(view: &View<'_>, out: &mut Proposals) {
    let store = view.card_maker().is_some_and(|maker| {
        let categories = view.categories(maker);
        categories.len() == 1 && categories.iter().any(|word| word.contains("NAS"))
    });
    if let Some(evidence) = view.card_evidence().filter(|_| store) {
        out.add("nas", Likely, 50, evidence);
    }
}
