//! The model: what the device says of itself, before what others or products lists say.

use domain::{
    certainty::Certainty::{Certain, Likely},
    devices::Stated,
    facts::Attribute as A,
};
use knowledge::names::model_key;

use super::{View, proposals::Proposals, text::has_any};

/// Concludes the model. Models of images that a host only forwards are not its own.
#[must_use]
pub fn conclude(view: &View<'_>, forwards: bool) -> Option<Stated<String>> {
    let mut out = Proposals::default();
    for fact in view.of(A::Model) {
        let dicom = fact.evidence.source == "dicom";
        if (dicom && forwards) || is_empty_word(&fact.value) {
            continue;
        }
        out.fact(fact, Certain, weight(&fact.evidence.source));
    }
    for fact in view.of(A::PrinterModel) {
        out.fact(fact, Certain, 55);
    }
    from_vendor_class(view, &mut out);
    from_identities(view, &mut out);
    out.decide(model_key)
}

fn weight(source: &str) -> u16 {
    match source {
        "dicom" | "sdc" | "ws-discovery" | "poct1a" | "astm" | "ieee11073" => 80,
        "upnp" | "ssdp" | "ipp" | "bjnp" | "onvif" => 60,
        "lldp" | "cdp" | "snmp" => 50,
        "mdns" => 40,
        _ => 45,
    }
}

fn is_empty_word(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    text.len() < 2
        || matches!(text.as_str(), "unknown" | "n/a" | "none" | "default" | "windows" | "device" | "model")
}

/// DHCP option 60 that names the model: `FortiGate-60E`, `Mfg=Xerox;Typ=MFP;Mod=…`.
fn from_vendor_class(view: &View<'_>, out: &mut Proposals) {
    for fact in view.of(A::DhcpVendorClass) {
        let Some(found) = view.knowledge.banners.find_template("dhcp", "option60", &fact.value) else {
            continue;
        };
        if let Some((_, model)) = found.parts.iter().find(|(name, _)| name == "model") {
            out.because(fact, model, found.banner.grade.ceiling().max(Likely), 50);
        }
    }
}

/// Plant controllers and cameras describe themselves in one text.
fn from_identities(view: &View<'_>, out: &mut Proposals) {
    for attribute in [A::EnipIdentity, A::S7Module, A::ModbusDevice] {
        for fact in view.of(attribute) {
            let text =
                fact.value.split('|').map(str::trim).rfind(|part| part.len() > 2).unwrap_or(&fact.value);
            out.because(fact, text, Likely, 40);
        }
    }
    for fact in view.of(A::OnvifScope) {
        if let Some((_, model)) = fact.value.split_once("/hardware/") {
            out.because(fact, model, Certain, 55);
        }
    }
    for fact in view.of(A::SnmpSysDescr) {
        if let Some(model) = of_description(&fact.value) {
            out.because(fact, &model, Likely, 30);
        }
    }
}

/// Model words in sysDescr: the part before a comma or semicolon, unless it speaks of a general system.
fn of_description(text: &str) -> Option<String> {
    if has_any(text, &["linux", "windows", "hardware:", "freebsd", "cisco ios software"]) {
        return None;
    }
    let head = text.split([',', ';', '\n']).next()?.trim();
    let sensible = (4..=48).contains(&head.len()) && head.bytes().any(|b| b.is_ascii_digit());
    sensible.then(|| head.to_owned())
}
