//! Office noise: Windows PCs, web, printing, phones in pockets.

use std::net::Ipv4Addr;

use super::ask;
use crate::{
    hospital::Device,
    stage::{Stage, reveals},
    talk::{names, voice, web, windows},
    wire::tcp::Stack,
};

const MDNS: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 251);
const BROWSER: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0";

/// What a Windows machine of the domain says: names, domain controller, log-on, file server.
pub fn windows(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let id = stage.rng.next() as u16;
    if device.behind.is_none() {
        let [a, b, c, _] = device.place.ip.octets();
        let everyone = Ipv4Addr::new(a, b, c, 255);
        for suffix in [0, 0x20] {
            let packet = names::register(id, &device.hostname, suffix, device.place.ip);
            stage.shout(device.place, everyone, (137, 137), &packet);
        }
        if stage.rng.chance(50) {
            stage.shout(device.place, everyone, (138, 138), &names::browse(device, id));
        }
        if device.stack == Stack::Windows10 {
            let port = stage.client_port();
            let group = Ipv4Addr::new(224, 0, 0, 252);
            stage.shout(device.place, group, (port, 5355), &names::question(id, "wpad", false));
        }
    }
    let Some(controller) = hospital.server("ad", device.index) else { return };
    let name = "_ldap._tcp.dc._msdcs.aobane.example";
    let port = stage.client_port();
    ask(
        stage,
        device,
        controller,
        (port, 53),
        &names::question(id, name, true),
        &names::answer(id, name, controller.place.ip),
    );
    stage.udp(device.place, controller.place, (port, 389), &windows::ldap_ping(&device.hostname));
    let user = format!("ZZUSER{:04}", device.index);
    stage.udp(device.place, controller.place, (port, 88), &windows::kerberos(&user, &device.hostname));
    if let Some(server) = hospital.server("file", device.index) {
        share(stage, device, server);
    }
}

/// SMB 2 with the server's NTLM challenge.
fn share(stage: &mut Stage<'_>, device: &Device, server: &Device) {
    let (mine, theirs) = (stage.rng.bytes(), stage.rng.bytes());
    let mut tcp = stage.connect(device.place, server.place, 445);
    stage.say(&mut tcp, windows::smb2_negotiate(mine));
    stage.hear(&mut tcp, windows::smb2_negotiated(theirs));
    stage.say(&mut tcp, windows::smb2_session(false, &windows::ntlm_negotiate(device.stack)));
    let challenge = windows::ntlm_challenge("AOBANE", &server.hostname, server.stack);
    stage.hear(&mut tcp, windows::smb2_session(true, &challenge));
    stage.close(tcp);
}

/// An old console still uses SMB 1.
pub fn old_share(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(server) = hospital.server("file1", device.index) else { return };
    let mut tcp = stage.connect(device.place, server.place, 445);
    stage.say(&mut tcp, windows::smb1_negotiate());
    stage.hear(&mut tcp, windows::smb1_answer("AOBANE", &server.hostname));
    stage.close(tcp);
}

/// The record system's client: its own protocol over TLS to the application server.
pub fn emr_client(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(server) = hospital.server("emr", device.index) else { return };
    let mut tcp = stage.connect(device.place, server.place, 443);
    let name = format!("{}.aobane.example", server.hostname.to_lowercase());
    let hello = web::hello(&name, &mut stage.rng);
    stage.say(&mut tcp, hello);
    let certificate = web::server_hello(&name, "AOBANE Internal CA", &mut stage.rng);
    stage.hear(&mut tcp, certificate);
    let (a, b, c) = (
        web::finish_client(&mut stage.rng),
        web::sealed(120, &mut stage.rng),
        web::sealed(900, &mut stage.rng),
    );
    stage.say(&mut tcp, a);
    stage.say(&mut tcp, b);
    stage.hear(&mut tcp, c);
    stage.close(tcp);
    stage.reveal(device.place, 0);
}

/// The web and the update server.
pub fn browse(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    if device.windows()
        && let Some(server) = hospital.server("wsus", device.index)
    {
        let host = format!("{}.aobane.example", server.hostname.to_lowercase());
        let mut tcp = stage.connect(device.place, server.place, 8530);
        stage.say(
            &mut tcp,
            web::get(
                &host,
                "/selfupdate/wuident.cab",
                "Windows-Update-Agent/10.0.10011.16384 Client-Protocol/2.50",
            ),
        );
        stage.hear(&mut tcp, web::page("Microsoft-IIS/10.0", ""));
        stage.close(tcp);
    }
    let site = *stage
        .rng
        .pick(&["www.example.jp", "news.example.com", "weather.example.org"])
        .unwrap_or(&"www.example.jp");
    outside_web(stage, device, site);
}

fn outside_web(stage: &mut Stage<'_>, device: &Device, site: &str) {
    let sum = site.bytes().fold(0u8, u8::wrapping_add);
    let place = stage.hospital.outside(Ipv4Addr::new(192, 0, 2, sum.max(1)));
    let mut tcp = stage.connect(device.place, place, 443);
    let hello = web::hello(site, &mut stage.rng);
    stage.say(&mut tcp, hello);
    let answer = web::server_hello(site, "Example Trust CA", &mut stage.rng);
    stage.hear(&mut tcp, answer);
    let (a, b) = (web::finish_client(&mut stage.rng), web::sealed(1500, &mut stage.rng));
    stage.say(&mut tcp, a);
    stage.hear(&mut tcp, b);
    stage.close(tcp);
}

/// Somebody prints.
pub fn printed(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(client) =
        hospital.server("emrclient", device.index).or_else(|| hospital.server("win", device.index))
    else {
        return;
    };
    let label = device.talk("labelprinter").is_some();
    let mut tcp = stage.connect(client.place, device.place, 9100);
    stage.say(&mut tcp, if label { voice::zpl(device.index as u32) } else { voice::pjl() });
    stage.close(tcp);
    stage.reveal(device.place, reveals::KIND);
}

/// Bonjour: printers, cameras, phones and storage introduce themselves.
pub fn announce(stage: &mut Stage<'_>, device: &Device) {
    let host = if device.hostname.is_empty() { "device" } else { device.hostname.as_str() };
    let full = format!("{} {}", device.says, device.model);
    let (service, port, text) = match device.kind.as_str() {
        "printer_mfp" => {
            let bare = device.model.trim_start_matches(&device.says);
            let text = vec![
                "txtvers=1".to_owned(),
                "rp=ipp/print".to_owned(),
                format!("ty={full}"),
                format!("product=({full})"),
                format!("usb_MFG={}", device.says),
                format!("usb_MDL={bare}"),
                format!("note={}", device.location),
            ];
            ("_ipp._tcp", 631, text)
        }
        "ip_camera" => (
            "_axis-video._tcp",
            80,
            vec![format!("macaddress={}", device.own_mac.to_string().replace(':', ""))],
        ),
        "nas" => ("_smb._tcp", 445, Vec::new()),
        _ => ("_companion-link._tcp", 49_152, vec!["rpVr=440.10".to_owned()]),
    };
    let instance = if device.kind == "handheld" { host } else { full.trim() };
    stage.shout(
        device.place,
        MDNS,
        (5353, 5353),
        &names::announce(host, device.place.ip, service, instance, port, &text),
    );
    match device.kind.as_str() {
        "printer_mfp" => stage.reveal(device.place, reveals::MAKER | reveals::MODEL | reveals::KIND),
        "ip_camera" => stage.reveal(device.place, reveals::MAKER | reveals::KIND),
        _ => {}
    }
}

/// UPnP announcement.
pub fn ssdp(stage: &mut Stage<'_>, device: &Device) {
    let server = match device.maker.as_str() {
        "" => "Linux/5.15 UPnP/1.0 MiniUPnPd/2.2".to_owned(),
        "synology" => "Synology/DSM/10.20.10.1".to_owned(),
        _ => format!("Linux/4.9 UPnP/1.0 {}/{}", device.model, device.software),
    };
    stage.shout(
        device.place,
        Ipv4Addr::new(239, 255, 255, 250),
        (1900, 1900),
        &names::notify(device, &server),
    );
}

/// A phone in a pocket: one look at the outside.
pub fn mobile(stage: &mut Stage<'_>, device: &Device) {
    let site = if device.stack == Stack::Apple { "captive.example.com" } else { "connectivity.example.com" };
    outside_web(stage, device, site);
}

/// Somebody opens its administration page.
pub fn administered(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(client) = hospital.server("win", 3) else { return };
    let word = device.talk("http").unwrap_or_default();
    let (server, title) = match device.kind.as_str() {
        "pacs" => ("Microsoft-IIS/10.0", format!("{} Workstation", device.model)),
        "ups_power" => ("", "APC | Log On".to_owned()),
        "nas" => ("nginx", format!("{word} - {}", device.hostname)),
        _ => ("lighttpd/1.4.55", if word.is_empty() { device.model.clone() } else { word.to_owned() }),
    };
    let host = device.place.ip.to_string();
    let mut tcp = stage.connect(client.place, device.place, 80);
    stage.say(&mut tcp, web::get(&host, "/", BROWSER));
    stage.hear(&mut tcp, web::page(server, &title));
    stage.close(tcp);
}

/// A cardiograph puts a file on a server: in clear.
pub fn ftp(stage: &mut Stage<'_>, device: &Device) {
    let hospital = stage.hospital;
    let Some(server) = hospital.server("file1", device.index) else { return };
    let mut tcp = stage.connect(device.place, server.place, 21);
    stage.hear(&mut tcp, "220 (vsFTPd 3.0.3)\r\n");
    stage.say(&mut tcp, "USER ZZUSERecg\r\n");
    stage.hear(&mut tcp, "331 Please specify the password.\r\n");
    stage.say(&mut tcp, "PASS ZZUSERsecret\r\n");
    stage.hear(&mut tcp, "230 Login successful.\r\n");
    stage.say(&mut tcp, "QUIT\r\n");
    stage.hear(&mut tcp, "221 Goodbye.\r\n");
    stage.close(tcp);
}
