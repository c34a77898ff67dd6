//! Lines to the outside and the maker's laptop inside.

use std::net::Ipv4Addr;

use crate::{
    hospital::{
        Device,
        build::{laptop_target, maker_cloud},
    },
    stage::Stage,
    talk::{remote, web},
    wire::ip,
};

/// Outbound TLS to a maker's service.
pub fn cloud(stage: &mut Stage<'_>, device: &Device) {
    let name = device.talk("tls").unwrap_or_default().to_owned();
    tls(stage, device, maker_cloud(&name), 443, &name, &name);
}

fn tls(stage: &mut Stage<'_>, device: &Device, peer: Ipv4Addr, port: u16, name: &str, subject: &str) {
    let place = stage.hospital.outside(peer);
    let mut tcp = stage.connect(device.place, place, port);
    let hello = web::hello(name, &mut stage.rng);
    stage.say(&mut tcp, hello);
    let answer = web::server_hello(subject, "Example Trust CA", &mut stage.rng);
    stage.hear(&mut tcp, answer);
    let (a, b, c) = (
        web::finish_client(&mut stage.rng),
        web::sealed(400, &mut stage.rng),
        web::sealed(200, &mut stage.rng),
    );
    stage.say(&mut tcp, a);
    for _ in 0..4 {
        stage.wait(20_000_000);
        stage.say(&mut tcp, &b);
        stage.hear(&mut tcp, &c);
    }
    stage.close(tcp);
}

/// IKE and ESP to a maker's centre.
pub fn ipsec(stage: &mut Stage<'_>, device: &Device) {
    let bare = device.talk("rtx").is_some();
    let peer = stage.hospital.outside(Ipv4Addr::new(203, 0, 113, if bare { 22 } else { 21 }));
    let spi = (stage.rng.next(), stage.rng.next());
    let (a, b) = (remote::ike(false, spi, &mut stage.rng), remote::ike(true, spi, &mut stage.rng));
    stage.udp(device.place, peer, (500, 500), &a);
    stage.wait(20_000);
    stage.udp(peer, device.place, (500, 500), &b);
    for number in 1..6 {
        let out = remote::esp(spi.0 as u32 | 0x100, number, &mut stage.rng);
        let back = remote::esp(spi.1 as u32 | 0x100, number, &mut stage.rng);
        if bare {
            stage.ip(device.place, peer, ip::ESP, &out);
            stage.ip(peer, device.place, ip::ESP, &back);
        } else {
            stage.udp(device.place, peer, (4500, 4500), &out);
            stage.udp(peer, device.place, (4500, 4500), &back);
        }
        stage.wait(3_000_000);
    }
}

/// OpenVPN over UDP to a maker's centre.
pub fn openvpn(stage: &mut Stage<'_>, device: &Device) {
    let peer = stage.hospital.outside(Ipv4Addr::new(203, 0, 113, 30));
    let (mine, theirs) = (stage.rng.next(), stage.rng.next());
    let port = stage.client_port();
    for (opcode, out) in
        [(7, true), (8, false), (5, true), (4, true), (4, false), (9, true), (9, false), (9, true)]
    {
        let (from, to) = if out { (mine, theirs) } else { (theirs, mine) };
        let packet = remote::openvpn(opcode, from, to, 1, &mut stage.rng);
        if out {
            stage.udp(device.place, peer, (port, 1194), &packet);
        } else {
            stage.udp(peer, device.place, (1194, port), &packet);
        }
        stage.wait(30_000);
    }
}

/// TeamViewer waits for its supporter.
pub fn teamviewer(stage: &mut Stage<'_>, device: &Device) {
    let peer = stage.hospital.outside(Ipv4Addr::new(198, 51, 100, 40));
    let mut tcp = stage.connect(device.place, peer, 5938);
    for command in [10, 16, 17, 35] {
        let (out, back) =
            (remote::teamviewer(command, &mut stage.rng), remote::teamviewer(command + 1, &mut stage.rng));
        stage.say(&mut tcp, out);
        stage.hear(&mut tcp, back);
    }
    stage.close(tcp);
}

/// AnyDesk: TLS to a relay with the product's own certificate.
pub fn anydesk(stage: &mut Stage<'_>, device: &Device) {
    tls(stage, device, Ipv4Addr::new(198, 51, 100, 41), 443, "relay-4f2a1c.net.anydesk.com", "AnyNet Relay");
}

/// An LTE router nobody knows of: a monitor's computer goes out through it, past the firewall.
pub fn second_gateway(stage: &mut Stage<'_>, lte: &Device) {
    let hospital = stage.hospital;
    let user = hospital.devices.iter().find(|d| {
        d.place.vlan == lte.place.vlan
            && d.place.switch != lte.place.switch
            && d.index > 6
            && d.medical
            && d.behind.is_none()
    });
    let Some(user) = user else { return };
    let mut peer = hospital.outside(Ipv4Addr::new(198, 51, 100, 77));
    peer.mac = lte.place.mac;
    peer.vlan = lte.place.vlan;
    peer.switch = lte.place.switch;
    let mut tcp = stage.connect(user.place, peer, 443);
    let hello = web::hello("m2m.remote-care.example", &mut stage.rng);
    stage.say(&mut tcp, hello);
    let answer = web::server_hello("m2m.remote-care.example", "Example Trust CA", &mut stage.rng);
    stage.hear(&mut tcp, answer);
    let data = web::sealed(600, &mut stage.rng);
    stage.say(&mut tcp, data);
    stage.close(tcp);
}

/// A maker's engineer works with a laptop: RDP, VNC, SSH, Telnet, FTP.
pub fn laptop(stage: &mut Stage<'_>, laptop: &Device) {
    let hospital = stage.hospital;
    if let Some(target) = laptop_target(hospital, "scp") {
        let mut tcp = stage.connect(laptop.place, target.place, 3389);
        stage.say(&mut tcp, remote::rdp_request("ZZUSERsvc"));
        stage.hear(&mut tcp, remote::rdp_confirm());
        let hello = web::hello(&target.place.ip.to_string(), &mut stage.rng);
        stage.say(&mut tcp, hello);
        let name = if target.hostname.is_empty() { "CONSOLE" } else { target.hostname.as_str() };
        let answer = web::server_hello(name, name, &mut stage.rng);
        stage.hear(&mut tcp, answer);
        stage.close(tcp);
    }
    if let Some(target) = laptop_target(hospital, "forwarder") {
        let mut tcp = stage.connect(laptop.place, target.place, 5900);
        stage.hear(&mut tcp, "RFB 003.008\n");
        stage.say(&mut tcp, "RFB 003.008\n");
        stage.hear(&mut tcp, [1, 1]);
        stage.say(&mut tcp, [1]);
        stage.hear(&mut tcp, [0, 0, 0, 0]);
        stage.say(&mut tcp, [1]);
        stage.hear(&mut tcp, remote::vnc_init(&target.hostname));
        stage.close(tcp);
    }
    if let Some(target) = laptop_target(hospital, "ssh") {
        let mut tcp = stage.connect(laptop.place, target.place, 22);
        stage.hear(&mut tcp, "SSH-2.0-OpenSSH_7.4\r\n");
        stage.say(&mut tcp, "SSH-2.0-PuTTY_Release_0.78\r\n");
        let (a, b) = (remote::ssh_kexinit(&mut stage.rng), remote::ssh_kexinit(&mut stage.rng));
        stage.say(&mut tcp, a);
        stage.hear(&mut tcp, b);
        stage.close(tcp);
    }
    if let Some(target) = laptop_target(hospital, "telnetd") {
        let mut tcp = stage.connect(laptop.place, target.place, 23);
        stage.hear(&mut tcp, [0xff, 0xfb, 1, 0xff, 0xfb, 3, 0xff, 0xfd, 0x18]);
        stage.say(&mut tcp, [0xff, 0xfd, 1, 0xff, 0xfd, 3, 0xff, 0xfb, 0x18]);
        stage.hear(&mut tcp, "\r\nlogin: ");
        stage.say(&mut tcp, "ZZUSERadm\r\n");
        stage.hear(&mut tcp, "Password: ");
        stage.close(tcp);
    }
    if let Some(target) = laptop_target(hospital, "astm") {
        let mut tcp = stage.connect(laptop.place, target.place, 21);
        stage.hear(&mut tcp, "220 Service ready\r\n");
        stage.say(&mut tcp, "USER ZZUSERsvc\r\n");
        stage.hear(&mut tcp, "331 Password required\r\n");
        stage.say(&mut tcp, "QUIT\r\n");
        stage.hear(&mut tcp, "221 Bye\r\n");
        stage.close(tcp);
    }
}
