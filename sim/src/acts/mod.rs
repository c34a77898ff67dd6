//! Acts: what each sort of device does on the network, one family a file.

mod building;
mod imaging;
mod lab;
mod office;
mod outside;
mod start;
mod ward;

use crate::{hospital::Device, stage::Stage};

/// How often an act happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// About once in a capture.
    Once,
    /// Several times.
    Often,
    /// A sign of life every few minutes.
    Beat,
}

/// Plays a word of the catalogue for a device. Unknown words are silent.
pub type Act = fn(&mut Stage<'_>, &Device);

/// Which act a talk is, and how often.
#[must_use]
pub fn of(talk: &str) -> Option<(Act, Pace)> {
    let found: (Act, Pace) = match talk {
        "modality" => (imaging::store, Pace::Often),
        "mwl" => (imaging::worklist, Pace::Often),
        "scp" => (imaging::echoed, Pace::Once),
        "forwarder" => (imaging::forward, Pace::Once),
        "pacs" => (imaging::archive, Pace::Once),
        "nkmonitor" | "fdmonitor" => (ward::monitor, Pace::Beat),
        "intellivue" => (ward::intellivue, Pace::Beat),
        "unity" => (ward::unity, Pace::Beat),
        "cms8000" => (ward::cms8000, Pace::Beat),
        "hl7" => (ward::result, Pace::Often),
        "hl7gw" => (ward::gateway, Pace::Often),
        "sdc" => (ward::sdc, Pace::Once),
        "dialysis" => (ward::dialysis, Pace::Beat),
        "opaque" => (ward::opaque, Pace::Often),
        "sip" => (ward::phone, Pace::Often),
        "astm" => (lab::astm, Pace::Often),
        "poct" => (lab::poct, Pace::Once),
        "moxa" => (lab::serial_server, Pace::Once),
        "emr" | "engine" => (lab::admission, Pace::Often),
        "win" => (office::windows, Pace::Once),
        "emrclient" => (office::emr_client, Pace::Often),
        "web" => (office::browse, Pace::Often),
        "smb1" => (office::old_share, Pace::Once),
        "printer" | "labelprinter" => (office::printed, Pace::Once),
        "mdns" => (office::announce, Pace::Once),
        "ssdp" => (office::ssdp, Pace::Once),
        "phone" => (office::mobile, Pace::Once),
        "http" => (office::administered, Pace::Once),
        "ftpout" => (office::ftp, Pace::Once),
        "snmp" => (building::snmp, Pace::Once),
        "lldp" => (building::lldp, Pace::Often),
        "cdp" => (building::cdp, Pace::Often),
        "stp" => (building::stp, Pace::Often),
        "vrrp" => (building::vrrp, Pace::Beat),
        "syslog" => (building::syslog, Pace::Once),
        "bacnet" => (building::bacnet, Pace::Once),
        "modbus" => (building::modbus, Pace::Once),
        "camera" => (building::camera, Pace::Once),
        "tls" => (outside::cloud, Pace::Often),
        "ipsec" | "rtx" => (outside::ipsec, Pace::Often),
        "openvpn" => (outside::openvpn, Pace::Often),
        "teamviewer" => (outside::teamviewer, Pace::Once),
        "anydesk" => (outside::anydesk, Pace::Once),
        "gateway2" => (outside::second_gateway, Pace::Once),
        "maintenance" => (outside::laptop, Pace::Once),
        _ => return None,
    };
    Some(found)
}

/// Getting onto the network: address, announcements, clock.
pub fn start(stage: &mut Stage<'_>, device: &Device) {
    start::start(stage, device);
}

/// One datagram there and one back.
fn ask(stage: &mut Stage<'_>, from: &Device, to: &Device, ports: (u16, u16), question: &[u8], answer: &[u8]) {
    stage.udp(from.place, to.place, ports, question);
    stage.wait(400);
    stage.udp(to.place, from.place, (ports.1, ports.0), answer);
}
