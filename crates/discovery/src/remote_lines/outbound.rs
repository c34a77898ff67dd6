//! Calls to the outside: remote support products, makers' service hosts, and a medical device's lasting or repeated TLS.

use domain::{
    certainty::Certainty::{Certain, Likely},
    devices::Device,
    facts::{Attribute, Fact},
    flows::Transport,
    remote_lines::LineDirection::{Inbound, Inside, Outbound},
};
use knowledge::remote_services::RemoteService;

use super::{Scene, Sighting, is_medical};

/// Classes of `remote_services.csv` by which somebody works on a machine, whatever the machine.
const WORKED_ON: &[&str] = &[
    "remote_support",
    "rmm",
    "mesh_vpn",
    "tunnel",
    "remote_access",
    "access_gateway",
    "maker_remote",
    "maker_remote_platform",
];
/// Classes that are ordinary traffic.
const ORDINARY: &[&str] = &["update", "time", "it_service", "national_service"];

/// Parts of names of services that every computer calls.
const ORDINARY_NAMES: &[&str] = &[
    "windowsupdate",
    "update.microsoft",
    "microsoft.com",
    "msftconnecttest",
    "msftncsi",
    "office365",
    "office.com",
    "live.com",
    "windows.com",
    "digicert",
    "ocsp",
    "crl.",
    "verisign",
    "globalsign",
    "entrust",
    "sectigo",
    "letsencrypt",
    "usertrust",
    "symantec",
    "symcb",
    "cybertrust",
    "trendmicro",
    "mcafee",
    "kaspersky",
    "sophos",
    "eset",
    "f-secure",
    "crowdstrike",
    "ntp",
    "apple.com",
    "icloud",
    "google",
    "gstatic",
    "youtube",
    "mozilla",
    "firefox",
    "ubuntu.com",
    "debian.org",
    "canonical",
    "akamai",
    "adobe",
    "java.com",
    "oracle.com",
    "dropbox",
    "yahoo",
    "line.me",
    "zoom.us",
    "webex",
    "teams.",
    "azureedge",
    "msedge",
    "bing.com",
    "skype",
    "intel.com",
    "nvidia",
    "hp.com/update",
];

/// Sees a call to the outside, or a product's own protocol inside.
pub(super) fn see(scene: &Scene<'_>) -> Option<Sighting> {
    product(scene).or_else(|| named_service(scene)).or_else(|| unnamed(scene))
}

/// A remote support product recognised by content: its own protocol or its relay's certificate.
fn product(scene: &Scene<'_>) -> Option<Sighting> {
    let talk = scene.talk;
    let own = matches!(
        talk.protocol(),
        "remote_support"
            | "teamviewer"
            | "anydesk"
            | "rustdesk"
            | "splashtop"
            | "screenconnect"
            | "logmein"
            | "ultraviewer"
    );
    let speaks_tls = matches!(talk.protocol(), "tls" | "https" | "http");
    let outsider = talk.flow.server.ip.filter(|_| own || speaks_tls).and_then(|ip| scene.outside.get(ip));
    let said = outsider.and_then(|it| it.methods.iter().find(|(method, _)| !has_own_protocol(method)));
    let (method, service) = match said {
        Some((method, product)) => (method.clone(), product.clone()),
        None if own => by_ends(scene).unwrap_or_else(|| (talk.protocol().to_owned(), None)),
        None => return None,
    };
    let (direction, device_is_client) = match (talk.client_outside, talk.server_outside) {
        (false, true) => (Outbound, true),
        (true, false) => (Inbound, false),
        _ if own => (Inside, false),
        _ => return None,
    };
    let mut sighting = Sighting::new(&method, Certain, direction, device_is_client);
    sighting.service = service;
    Some(sighting)
}

/// What the ends inside were told to speak.
fn by_ends(scene: &Scene<'_>) -> Option<(String, Option<String>)> {
    let fact = told(scene.client()).or_else(|| told(scene.server()))?;
    let (words, product) = fact.value.split_once('|')?;
    Some((words.split(' ').next()?.to_owned(), Some(product.to_owned())))
}

/// Methods that are flows of their own, and say nothing about other flows to the same address.
fn has_own_protocol(method: &str) -> bool {
    matches!(
        method,
        "ipsec"
            | "ike"
            | "openvpn"
            | "wireguard"
            | "l2tp"
            | "pptp"
            | "sstp"
            | "ssh"
            | "rdp"
            | "vnc"
            | "telnet"
            | "ftp"
    )
}

/// The remote product that a device was heard to speak.
fn told(device: Option<&Device>) -> Option<&Fact> {
    device?.facts.iter().find(|fact| fact.attribute == Attribute::RemoteProtocol && fact.value.contains('|'))
}

/// The other end is a service we know by name.
fn named_service(scene: &Scene<'_>) -> Option<Sighting> {
    if !scene.talk.server_outside {
        return None;
    }
    let device = scene.client()?;
    let service = scene.outside.service(scene.resolved.knowledge, scene.talk.flow.server.ip?)?;
    if ORDINARY.contains(&service.class.as_str()) || !carries_data(scene) {
        return None;
    }
    if !is_medical(device) && is_web_site(scene) {
        return None;
    }
    let worked_on = WORKED_ON.contains(&service.class.as_str());
    if !worked_on && !is_medical(device) {
        return None;
    }
    let mut sighting = Sighting::new(&method_of(service), Likely, Outbound, true);
    sighting.service = Some(service.service.clone());
    sighting.maker = scene.resolved.knowledge.makers.get(&service.vendor).map(|maker| maker.id.clone());
    Some(sighting)
}

/// Only ever called by the name of its web site: somebody reads about the product.
fn is_web_site(scene: &Scene<'_>) -> bool {
    let names = scene.talk.flow.server.ip.and_then(|ip| scene.outside.get(ip)).map(|it| it.names.as_slice());
    names.is_some_and(|names| !names.is_empty() && names.iter().all(|name| name.starts_with("www.")))
}

fn method_of(service: &RemoteService) -> String {
    match service.class.as_str() {
        "maker_remote" | "maker_remote_platform" => "maker_gateway".into(),
        "maker_cloud" | "cloud_platform" => "cloud_telemetry".into(),
        _ if service.service.contains("ScreenConnect") => "screenconnect".into(),
        _ if service.service.contains("Chrome Remote Desktop") => "chrome_remote_desktop".into(),
        _ => {
            let word: String = service
                .service
                .chars()
                .take_while(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect();
            if word.is_ascii() && !word.is_empty() { word } else { service.class.clone() }
        }
    }
}

/// A medical device speaks encrypted to an address outside that is no ordinary service.
fn unnamed(scene: &Scene<'_>) -> Option<Sighting> {
    let talk = scene.talk;
    let device = scene.client().filter(|device| talk.server_outside && is_medical(device))?;
    let encrypted = matches!(talk.protocol(), "tls" | "https" | "quic" | "dtls")
        || (talk.flow.protocol.is_none()
            && matches!(talk.flow.port, 443 | 8443)
            && talk.flow.transport == Transport::Tcp);
    if !encrypted || !carries_data(scene) {
        return None;
    }
    let outsider = talk.flow.server.ip.and_then(|ip| scene.outside.get(ip));
    let names: &[String] = outsider.map_or(&[], |it| it.names.as_slice());
    if names.iter().any(|name| is_ordinary(name)) {
        return None;
    }
    let mut sighting = Sighting::new(
        if is_telemetry(names) { "cloud_telemetry" } else { "outbound_tls" },
        Likely,
        Outbound,
        true,
    );
    sighting.maker = names.iter().find_map(|name| maker_in(scene, name));
    let own = device.vendor.as_ref().and_then(|vendor| vendor.value.id.clone());
    if sighting.maker.is_some() && sighting.maker == own {
        sighting.certainty = Certain;
    }
    sighting.more_evidence = outsider.map(|it| it.evidence.clone()).unwrap_or_default();
    Some(sighting)
}

fn carries_data(scene: &Scene<'_>) -> bool {
    scene.talk.flow.client_bytes + scene.talk.flow.server_bytes > 0
}

/// Every computer calls this name; it is nobody's line.
pub(crate) fn is_ordinary(name: &str) -> bool {
    ORDINARY_NAMES.iter().any(|part| name.contains(part))
}

fn is_telemetry(names: &[String]) -> bool {
    const WORDS: &[&str] =
        &["telemetry", "iot.", "azure-devices", "metrics", "ingest", "cloud.", "-cloud", "mqtt", "collector"];
    names.iter().any(|name| WORDS.iter().any(|word| name.contains(word)))
}

/// A maker's name as a label of a domain name: `service.example-maker.com`.
fn maker_in(scene: &Scene<'_>, name: &str) -> Option<String> {
    name.split('.')
        .filter(|label| label.len() >= 4)
        .find_map(|label| scene.resolved.knowledge.makers.find(label))
        .map(|maker| maker.id.clone())
}
