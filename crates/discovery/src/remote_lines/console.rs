//! Consoles: SSH, RDP, VNC, Telnet and FTP into a device, from outside or from a laptop inside, and reverse tunnels.

use domain::{
    certainty::Certainty::{Certain, Likely},
    devices::Device,
    remote_lines::LineDirection::{Inbound, Inside, Outbound},
};

use super::{Scene, Sighting, is_medical};

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
    let onto_medical = is_medical(server) && !same(client, server);
    let between_medical = is_medical(client) && method == "ftp";
    (onto_medical && !between_medical).then(|| Sighting::new(method, Certain, Inside, false))
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
