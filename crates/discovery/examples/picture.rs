//! Prints what discovery makes of capture files: `cargo run -p discovery --example picture -- FILE…`
use std::{fs::File, io::BufReader};

use discovery::{Collector, merge, resolve};
use domain::{devices::Device, observations::Observations};
use knowledge::Knowledge;
use parsers::packet::engine::read_capture_sharded;

fn main() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all = Observations::default();
    for path in std::env::args().skip(1) {
        let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
        let mut collectors: Vec<_> = (0..threads).map(|_| Collector::new(&name)).collect();
        match File::open(&path) {
            Ok(file) => {
                let reader = BufReader::new(file);
                let summary = read_capture_sharded(
                    reader,
                    &name,
                    discovery::reading::built_in(),
                    &mut collectors,
                    |_| true,
                );
                merge(&mut all, Collector::finish_all(collectors, summary));
            }
            Err(error) => eprintln!("{path}: {error}"),
        }
    }
    let picture = resolve(&all, Knowledge::built_in(), &[], None);
    picture.devices.iter().for_each(print);
    for zone in &picture.zones {
        println!(
            "zone {} {:?} {:?} {:?} {}",
            zone.id,
            zone.subnets,
            zone.gateways,
            zone.visibility,
            zone.devices.len()
        );
    }
    for line in &picture.remote_lines {
        println!(
            "line {} {} -> {} {:?} {:?} {:?}",
            line.device,
            line.method,
            line.peer.label(),
            line.direction,
            line.certainty,
            line.service
        );
    }
    for finding in &picture.findings {
        println!(
            "finding {:?} {} {:?} {:?}",
            finding.status, finding.key, finding.devices, finding.arguments
        );
    }
    println!("{} devices", picture.devices.len());
}

/// One device, several lines; `FACTS=1` adds every fact.
fn print(device: &Device) {
    let text = |value: &Option<domain::devices::Stated<String>>| {
        value.as_ref().map_or_else(|| "-".into(), |v| format!("{} ({})", v.value, v.certainty.as_str()))
    };
    println!("{}", device.id);
    println!(
        "  macs {:?} ips {:?} vlans {:?} behind {:?}",
        device.macs, device.ips, device.vlans, device.behind
    );
    println!(
        "  vendor {:?} card {:?}",
        device.vendor.as_ref().map(|v| (&v.value.name, v.certainty)),
        device.card_maker.as_ref().map(|v| &v.value.name)
    );
    println!(
        "  kind {} medical {:?}",
        text(&device.kind),
        device.is_medical.as_ref().map(|m| (m.value, m.certainty))
    );
    println!(
        "  model {} os {} host {} serial {} sw {}",
        text(&device.model),
        text(&device.os),
        text(&device.hostname),
        text(&device.serial),
        text(&device.software)
    );
    let services: Vec<String> = device
        .services
        .iter()
        .map(|s| format!("{}/{} {}", s.transport.label(), s.port, s.protocol.as_deref().unwrap_or("?")))
        .collect();
    println!("  services {services:?} roles {:?}", device.network_roles);
    let titles =
        |list: &[domain::devices::Stated<String>]| list.iter().map(|t| t.value.clone()).collect::<Vec<_>>();
    println!("  ae {:?} hl7 {:?}", titles(&device.ae_titles), titles(&device.hl7_applications));
    if std::env::var_os("FACTS").is_some() {
        for fact in &device.facts {
            println!(
                "    {} = {} [{:?} {}]",
                fact.attribute.as_str(),
                fact.value,
                fact.certainty,
                fact.evidence.source
            );
        }
    }
}
