//! The laboratory capture against its ground truth: every device, service, title, line, and what must not happen.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::{fs::File, io::BufReader, path::Path};

use discovery::{Collector, resolve};
use domain::{devices::Device, picture::Picture};
use knowledge::Knowledge;
use parsers::packet::engine::read_capture;
use serde_json::Value;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/captures");

fn lab() -> Option<(Picture, Value)> {
    let capture = Path::new(FOLDER).join("pcaps/lab__hospital_full.pcap");
    let Ok(file) = File::open(capture) else {
        println!("skipped: the shared captures are not here");
        return None;
    };
    let mut collector = Collector::new("lab");
    let summary =
        read_capture(BufReader::new(file), "lab", discovery::reading::built_in(), &mut collector, |_| true);
    let picture = resolve(&collector.finish(summary), Knowledge::built_in(), &[], None);
    let truth = std::fs::read_to_string(Path::new(FOLDER).join("expected/lab__ground_truth.json")).unwrap();
    Some((picture, serde_json::from_str(&truth).unwrap()))
}

fn by_ip<'a>(picture: &'a Picture, ip: &str) -> &'a Device {
    let ip = ip.parse().unwrap();
    picture.devices.iter().find(|device| device.ips.contains(&ip)).unwrap()
}

#[test]
fn every_device_and_no_other() {
    let Some((picture, truth)) = lab() else { return };
    let mut expected = 0;
    for device in truth["devices"].as_array().unwrap() {
        let found = by_ip(&picture, device["ip"].as_str().unwrap());
        let macs: Vec<String> = found.macs.iter().map(ToString::to_string).collect();
        assert_eq!(macs, [device["mac"].as_str().unwrap()], "{device}");
        let medical = found.is_medical.as_ref().map(|stated| stated.value);
        match device["kind"].as_str().unwrap() {
            "medical" => assert_eq!(medical, Some(true), "{device}"),
            "unknown" => assert_ne!(medical, Some(true), "{device}"),
            _ => assert_eq!(medical, Some(false), "{device}"),
        }
        expected += 1;
    }
    let behind = by_ip(&picture, "10.78.0.20");
    assert!(behind.macs.is_empty() && behind.behind.is_some());
    let names: Vec<&str> = picture.devices.iter().map(|device| device.id.as_str()).collect();
    assert_eq!(picture.devices.len(), expected + 1, "{names:?}");
}

#[test]
fn services_titles_and_applications() {
    let Some((picture, truth)) = lab() else { return };
    for (ip, services) in truth["expected_services"].as_object().unwrap() {
        let found = by_ip(&picture, ip);
        for service in services.as_array().unwrap() {
            let words = service.as_str().unwrap().split(' ').next().unwrap();
            let (transport, ports) = words.split_once('/').unwrap();
            for port in ports.split(',').filter_map(|port| port.parse::<u16>().ok()) {
                let there = found.services.iter().any(|s| s.transport.label() == transport && s.port == port);
                // The browser announcements of port 138 and DNS to the switch come by group addresses only.
                assert!(
                    there,
                    "{ip} {service}: {:?}",
                    found.services.iter().map(|s| s.port).collect::<Vec<_>>()
                );
            }
        }
    }
    for (title, ip) in truth["expected_dicom_ae"].as_object().unwrap() {
        let found = by_ip(&picture, ip.as_str().unwrap());
        let titles: Vec<&str> = found.ae_titles.iter().map(|title| title.value.as_str()).collect();
        assert_eq!(titles, [title.as_str()], "{ip}");
    }
    for (ip, application) in [("10.77.9.137", "BSM-GW"), ("10.77.0.10", "PACS"), ("10.77.0.30", "HIS-GW")] {
        assert!(by_ip(&picture, ip).hl7_applications.iter().any(|name| name.value == application), "{ip}");
    }
}

#[test]
fn the_remote_lines_and_no_other() {
    let Some((picture, _)) = lab() else { return };
    let end = |id| picture.devices.iter().find(|device| &device.id == id).unwrap().ips[0].to_string();
    let mut found: Vec<(String, &str)> =
        picture.remote_lines.iter().map(|line| (end(&line.device), line.method.as_str())).collect();
    found.sort();
    let expected = [
        ("10.77.0.21", "rdp"),
        ("10.77.0.22", "openvpn"),
        ("10.77.0.22", "outbound_tls"),
        ("10.77.0.22", "vnc"),
        ("10.77.0.23", "outbound_tls"),
        ("10.77.0.23", "ssh"),
        ("10.77.0.51", "ftp"),
        ("10.77.0.51", "telnet"),
    ];
    assert_eq!(found, expected.map(|(ip, method)| (ip.to_owned(), method)));
}
