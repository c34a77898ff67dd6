//! Printers, cameras, phones and stores that announce themselves.

use domain::{
    certainty::Certainty::{Certain, Guess, Likely},
    facts::{Attribute as A, Fact},
};

use super::super::{View, proposals::Proposals, text::has_any};

/// Proposes kinds.
pub fn propose(view: &View<'_>, out: &mut Proposals) {
    printers(view, out);
    announcements(view, out);
    media(view, out);
}

fn printers(view: &View<'_>, out: &mut Proposals) {
    for fact in view.of(A::PrinterModel) {
        out.because(fact, "printer_mfp", Certain, 72);
    }
    for protocol in ["ipp", "pjl", "jetdirect", "lpd"] {
        if let Some(service) = view.serves(protocol) {
            out.add("printer_mfp", Likely, if protocol == "lpd" { 40 } else { 66 }, service.evidence.clone());
        }
    }
    for service in view.services.iter().filter(|service| matches!(service.port, 9100 | 515 | 631)) {
        out.add("printer_mfp", Guess, 38, service.evidence.clone());
    }
    for fact in view.of(A::DhcpVendorClass) {
        let template = view.knowledge.banners.find_template("dhcp", "option60", &fact.value);
        let kind = template.and_then(|found| kind_word(found.banner.model_or_kind.as_deref()?));
        if let Some(kind) = kind {
            out.because(fact, kind, Likely, 60);
        }
    }
}

/// A kind by the word that the knowledge's banner rows use.
fn kind_word(word: &str) -> Option<&'static str> {
    const WORDS: &[(&str, &str)] = &[
        ("printer", "printer_mfp"),
        ("mfp", "printer_mfp"),
        ("ups", "ups_power"),
        ("access point", "wireless_ap"),
        ("wireless phone", "patient_phone"),
        ("phone", "ip_phone"),
        ("badge", "patient_phone"),
        ("handset", "patient_phone"),
        ("camera", "ip_camera"),
        ("firewall", "firewall_vpn"),
        ("vpn router", "firewall_vpn"),
        ("switch", "network_switch"),
        ("server management", "server_generic"),
        ("zero client", "pc_workstation"),
        ("network", "network_switch"),
    ];
    let lower = word.to_lowercase();
    WORDS.iter().find(|(part, _)| lower.contains(part)).map(|(_, kind)| *kind)
}

/// mDNS, UPnP and WS-Discovery types.
fn announcements(view: &View<'_>, out: &mut Proposals) {
    const TYPES: &[(&str, &str, u16)] = &[
        ("_ipp._tcp", "printer_mfp", 66),
        ("_ipps._tcp", "printer_mfp", 66),
        ("_pdl-datastream", "printer_mfp", 68),
        ("_printer._tcp", "printer_mfp", 66),
        ("_scanner._tcp", "printer_mfp", 60),
        ("_uscan._tcp", "printer_mfp", 60),
        ("printdevice", "printer_mfp", 66),
        ("scandevice", "printer_mfp", 60),
        ("device:printer", "printer_mfp", 66),
        ("_axis-video", "ip_camera", 70),
        ("networkvideotransmitter", "ip_camera", 72),
        ("_sip._", "ip_phone", 40),
        ("_afpovertcp", "nas", 30),
        ("_adisk._tcp", "nas", 45),
        ("_companion-link", "handheld", 30),
        ("_apple-mobdev", "handheld", 50),
        ("_workstation._tcp", "pc_workstation", 20),
        ("pub:computer", "pc_workstation", 40),
        ("internetgatewaydevice", "network_switch", 55),
        ("wlanaccesspoint", "wireless_ap", 60),
        ("mediaserver", "nas", 25),
    ];
    for attribute in [A::MdnsService, A::UpnpDeviceType, A::WsdType] {
        for fact in view.of(attribute) {
            let lower = fact.value.to_lowercase();
            for (_, kind, weight) in TYPES.iter().filter(|(part, ..)| lower.contains(part)) {
                out.because(fact, kind, if *weight < 50 { Guess } else { Likely }, *weight);
            }
        }
    }
}

fn media(view: &View<'_>, out: &mut Proposals) {
    let mut first = |attribute, kind, certainty, weight| {
        if let Some(fact) = view.of(attribute).next() {
            out.because(fact, kind, certainty, weight);
        }
    };
    first(A::OnvifScope, "ip_camera", Likely, 72);
    first(A::RtspServer, "ip_camera", Likely, 55);
    let phone = |fact: &&Fact| {
        !has_any(&fact.value, &["asterisk", "server", "proxy", "kamailio", "freeswitch", "pbx"])
    };
    if let Some(fact) = view.of(A::SipUserAgent).find(phone) {
        out.because(fact, "ip_phone", Likely, 62);
    }
    if let Some(service) = view.serves("rtsp") {
        out.add("ip_camera", Likely, 50, service.evidence.clone());
    }
}
