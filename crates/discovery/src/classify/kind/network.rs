//! Network equipment: what it says by LLDP and CDP, what it forwards, which maker's it is.

use domain::{
    certainty::Certainty::{Guess, Likely},
    facts::Attribute as A,
};

use super::super::{View, proposals::Proposals, text::has_any, view::rule_evidence};

const FIREWALLS: &[&str] = &["fortinet", "paloalto", "sonicwall", "watchguard", "checkpoint"];
const WIRELESS: &[&str] = &["ruckus", "aruba"];

/// Proposes kinds.
pub fn propose(view: &View<'_>, out: &mut Proposals) {
    roles(view, out);
    neighbours(view, out);
    descriptions(view, out);
    forwarding(view, out);
    tunnels(view, out);
}

/// Network equipment that ends tunnels is a VPN router.
fn tunnels(view: &View<'_>, out: &mut Proposals) {
    let network = view.host.routes
        || view.of(A::LinkNeighbour).next().is_some()
        || view
            .categories(view.card_maker().unwrap_or_default())
            .iter()
            .any(|word| has_any(word, &["network", "firewall"]));
    let tunnel = view
        .of(A::RemoteProtocol)
        .find(|fact| has_any(&fact.value, &["ipsec", "l2tp", "openvpn", "wireguard"]));
    if let Some(fact) = tunnel.filter(|_| network) {
        out.because(fact, "firewall_vpn", Likely, 66);
    }
}

fn roles(view: &View<'_>, out: &mut Proposals) {
    for fact in view.of(A::NetworkRole) {
        match fact.value.as_str() {
            "access_point" => out.because(fact, "wireless_ap", Likely, 65),
            "bridge" | "switch" => out.because(fact, "network_switch", Likely, 60),
            "router" => out.because(fact, "network_switch", Likely, 45),
            "phone" | "telephone" => out.because(fact, "ip_phone", Likely, 65),
            _ => {}
        }
    }
    for fact in view.of(A::VirtualRouter) {
        out.because(fact, "network_switch", Likely, 55);
    }
}

/// Capabilities of `system name|chassis|port|capabilities`.
fn neighbours(view: &View<'_>, out: &mut Proposals) {
    for fact in view.of(A::LinkNeighbour) {
        let capabilities = fact.value.rsplit('|').next().unwrap_or_default().to_lowercase();
        let kind = if has_any(&capabilities, &["phone", "telephone"]) {
            "ip_phone"
        } else if has_any(&capabilities, &["wlan", "access"]) {
            "wireless_ap"
        } else if has_any(&capabilities, &["bridge", "switch", "router"]) {
            "network_switch"
        } else {
            continue;
        };
        out.because(fact, kind, Likely, 62);
    }
}

/// Words of network equipment in sysDescr and vendor classes.
fn descriptions(view: &View<'_>, out: &mut Proposals) {
    const WORDS: &[(&str, &str)] = &[
        ("fortigate", "firewall_vpn"),
        ("firewall", "firewall_vpn"),
        ("pan-os", "firewall_vpn"),
        ("palo alto", "firewall_vpn"),
        ("asa software", "firewall_vpn"),
        ("sonicwall", "firewall_vpn"),
        ("vpn router", "firewall_vpn"),
        ("access point", "wireless_ap"),
        ("arubaap", "wireless_ap"),
        ("cisco ap ", "wireless_ap"),
        ("airespace", "wireless_ap"),
        ("wireless lan controller", "wireless_ap"),
        ("ip phone", "ip_phone"),
        ("switch", "network_switch"),
        ("catalyst", "network_switch"),
        ("cisco ios", "network_switch"),
        ("procurve", "network_switch"),
        ("arubaos-cx", "network_switch"),
        ("router", "network_switch"),
        ("rtx", "network_switch"),
        ("ups", "ups_power"),
        ("apc ", "ups_power"),
        ("nport", "serial_device_server"),
        ("device server", "serial_device_server"),
        ("diskstation", "nas"),
        ("qnap", "nas"),
        ("readynas", "nas"),
        ("linkstation", "nas"),
        ("terastation", "nas"),
    ];
    for attribute in [
        A::SnmpSysDescr,
        A::DhcpVendorClass,
        A::HttpTitle,
        A::HttpServer,
        A::TelnetBanner,
        A::SshBanner,
        A::HttpRealm,
        A::Model,
    ] {
        for fact in view.of(attribute) {
            let lower = format!("{} ", fact.value.to_lowercase());
            let found = WORDS.iter().find(|(word, _)| {
                if word.len() <= 4 {
                    lower.split(|c: char| !c.is_alphanumeric()).any(|w| w == word.trim())
                } else {
                    lower.contains(word)
                }
            });
            if let Some((_, kind)) = found {
                out.because(fact, kind, Likely, 58);
            }
        }
    }
}

/// It carries packets of others.
fn forwarding(view: &View<'_>, out: &mut Proposals) {
    if !view.host.routes {
        return;
    }
    let said = "carries packets of other hosts".to_owned();
    let maker = view.card_maker().unwrap_or_default();
    let network =
        view.categories(maker).iter().any(|word| has_any(word, &["network", "firewall", "wireless"]));
    let kind = if FIREWALLS.contains(&maker) { "firewall_vpn" } else { "network_switch" };
    out.add(kind, if network { Likely } else { Guess }, 50, rule_evidence("routing", said));
    if WIRELESS.iter().any(|word| maker.contains(word)) {
        out.add("wireless_ap", Guess, 20, rule_evidence("oui", format!("card of {maker}")));
    }
}
