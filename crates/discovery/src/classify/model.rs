//! The model: what the device says of itself, before what others or products lists say.

use domain::{
    certainty::Certainty::{Certain, Guess, Likely},
    devices::Stated,
    facts::{Attribute as A, Fact},
};
use knowledge::names::model_key;

use super::{View, kind::families, maker::recognise, proposals::Proposals, text::has_any};

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
    for (fact, entry, certainty) in view.maker_protocols() {
        if let Some(model) = &entry.model {
            out.because(fact, model, certainty, 40);
        }
    }
    from_phone(view, &mut out);
    from_results(view, &mut out);
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

/// `NEC-i DT930`, `Yealink SIP-T46S 66.85.0.5`: the maker's word, then the model.
fn from_phone(view: &View<'_>, out: &mut Proposals) {
    for fact in view.of(A::SipUserAgent) {
        let mut words = fact.value.split([' ', '/']).filter(|word| !word.is_empty());
        let model =
            words.clone().nth(1).filter(|word| word.bytes().any(|b| b.is_ascii_digit()) && !is_version(word));
        let named = recognise(view.knowledge, words.clone().next().unwrap_or_default()).is_some();
        let model = model.or_else(|| words.clone().nth(1).filter(|word| named && !is_version(word)));
        let one = words.next().filter(|word| word.contains('-') && word.bytes().any(|b| b.is_ascii_digit()));
        if let Some(model) = model.or(one) {
            out.because(fact, model, Likely, 45);
        }
    }
}

/// A device that reports its own results names itself in OBX-18: one name and one serial number in all its messages.
fn from_results(view: &View<'_>, out: &mut Proposals) {
    for fact in view.of(A::Hl7Application) {
        if families::find(&fact.value).is_some() {
            out.because(fact, &fact.value.replace('_', " "), Likely, 30);
        }
    }
    let Some(fact) = only_reported(view) else { return };
    let Some(model) = fact.value.split('|').nth(1) else { return };
    let known = families::find(model).is_some()
        || view.of(A::Hl7Application).any(|app| model_key(&app.value) == model_key(model));
    out.because(fact, model, if known { Likely } else { Guess }, 50);
}

/// The one device that all results of this host come from.
#[must_use]
pub fn only_reported<'a>(view: &View<'a>) -> Option<&'a Fact> {
    let mut facts = view.of(A::Hl7ForwardedDevice);
    let first = facts.next()?;
    let same =
        |other: &Fact| other.value.split('|').skip(1).take(2).eq(first.value.split('|').skip(1).take(2));
    (facts.all(same) && view.clients_of("hl7") == 0).then_some(first)
}

fn is_version(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Model words in sysDescr: the part before a comma or semicolon, unless it speaks of a general system.
fn of_description(text: &str) -> Option<String> {
    if let Some(model) = in_brackets(text).or_else(|| after_series(text)) {
        return Some(model);
    }
    if let Some(platform) = cisco_platform(text) {
        return Some(platform);
    }
    if has_any(text, &["linux", "windows", "hardware:", "freebsd", "cisco ios"]) {
        return None;
    }
    let head = text.split([',', ';', '\n']).next()?.trim();
    let sensible = (4..=48).contains(&head.len()) && head.bytes().any(|b| b.is_ascii_digit());
    if sensible {
        return Some(head.to_owned());
    }
    // `GS724Tv4 ProSafe 24-port Gigabit Ethernet Smart Switch`: the model, then praise.
    text.split([' ', ',']).next().filter(|word| looks_like_model(word)).map(str::to_owned)
}

/// `Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), …`: the platform that the image is for.
fn cisco_platform(text: &str) -> Option<String> {
    let image = text.strip_prefix("Cisco ")?.split(" Software (").next()?;
    let word = image.rsplit([' ', ',']).next()?;
    (looks_like_model(word) && text.contains(" Software (")).then(|| word.to_owned())
}

/// `… [AX2530S-24T] Switching software …`
fn in_brackets(text: &str) -> Option<String> {
    let inside = text.split('[').nth(1)?.split(']').next()?.trim();
    looks_like_model(inside).then(|| inside.to_owned())
}

/// `… IX Series IX2215 (…) …`
fn after_series(text: &str) -> Option<String> {
    let word = text.split("Series ").nth(1)?.split([' ', ',', '(']).next()?;
    looks_like_model(word).then(|| word.to_owned())
}

fn looks_like_model(text: &str) -> bool {
    (4..=32).contains(&text.len())
        && text.bytes().any(|b| b.is_ascii_digit())
        && text.bytes().any(|b| b.is_ascii_uppercase())
        && !text.contains(' ')
}
