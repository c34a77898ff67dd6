//! Consoles: SSH, RDP, VNC, Telnet and FTP into a device, from outside or from a laptop inside, and reverse tunnels.

use std::collections::BTreeSet;

use domain::{
    certainty::Certainty::{Certain, Likely},
    devices::Device,
    remote_lines::LineDirection::{Inbound, Inside, Outbound},
};

use super::{Scene, Sighting, is_medical};
use crate::{resolve::Resolved, traffic::Talk};

/// A session this long that the device opened to the outside is more than a file fetched.
const LONG: i64 = 600 * 1_000_000;

/// Sees a console session.
pub(super) fn see(scene: &Scene<'_>) -> Option<Sighting> {
    let talk = scene.talk;
    let method = match talk.protocol() {
        "ssh" => "ssh",
        "rdp" => "rdp",
        "vnc" | "rfb" => "vnc",
        "telnet" => "telnet",
        "ftp" => "ftp",
        "radmin" => "radmin",
        "nomachine" | "nx" => "nomachine",
        "rlogin" | "rsh" => "rsh",
        _ => return None,
    };
    if talk.client_outside {
        return scene.server().map(|_| Sighting::new(method, Certain, Inbound, false));
    }
    if talk.server_outside {
        return outward(scene, method);
    }
    let (client, server) = (scene.client()?, scene.server()?);
    if same(client, server) || (is_medical(client) && method == "ftp") {
        return None;
    }
    if is_medical(server) {
        return Some(Sighting::new(method, Certain, Inside, false));
    }
    // Who works on medical devices, and now on a device of which nothing is known: it may be one more of them.
    let unknown = server.is_medical.is_none() && server.kind.is_none();
    (unknown && scene.maintains_medical(client)).then(|| Sighting::new(method, Likely, Inside, false))
}

/// Computers inside that open consoles on medical devices. Devices that send files to each other are none.
pub(super) fn maintainers(resolved: &Resolved<'_>) -> BTreeSet<usize> {
    let device = |host: Option<usize>| host.and_then(|host| resolved.devices.get(host));
    let works_on = |talk: &&Talk<'_>| {
        matches!(talk.protocol(), "ssh" | "rdp" | "vnc" | "rfb" | "telnet")
            && talk.happened()
            && device(talk.client).is_some_and(|client| !is_medical(client))
            && device(talk.server).is_some_and(is_medical)
    };
    resolved.traffic.talks.iter().filter(works_on).filter_map(|talk| talk.client).collect()
}

fn same(a: &Device, b: &Device) -> bool {
    a.id == b.id
}

/// A device of ours calls a console outside: a reverse tunnel when the other side does the talking for long.
fn outward(scene: &Scene<'_>, method: &str) -> Option<Sighting> {
    let client = scene.client()?;
    let flow = scene.talk.flow;
    if method == "ftp" && !is_medical(client) {
        return None;
    }
    let driven_from_there = flow.server_packets * 2 > flow.client_packets && flow.longest >= LONG;
    let reverse = method == "ssh" && driven_from_there;
    let word = if reverse { "ssh_reverse" } else { method };
    Some(Sighting::new(word, if reverse { Likely } else { Certain }, Outbound, true))
}
