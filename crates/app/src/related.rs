//! One cause, one alert: a general finding gives way to the one that says more about the same conversation.

use std::{collections::BTreeSet, net::IpAddr};

use domain::{alerts::Finding, ids::DeviceId, remote_lines::RemoteLine};

/// General findings about a device and an address outside.
const GENERAL: &[&str] = &["medical-to-internet", "medical-hard-coded-address"];
/// Findings that say more about the same address.
const SPECIAL: &[&str] = &["backdoor-address"];

/// Takes devices out of general findings when a remote line or a special finding tells the same conversation; a finding without
/// devices is dropped.
pub fn fold(findings: &mut Vec<Finding>, lines: &[RemoteLine]) {
    let mut told: BTreeSet<(DeviceId, String)> = BTreeSet::new();
    for line in lines {
        let names = [line.peer.ip.map(|ip: IpAddr| ip.to_string()), line.peer.name.clone()];
        told.extend(names.into_iter().flatten().map(|name| (line.device.clone(), name)));
    }
    for finding in findings.iter().filter(|finding| SPECIAL.contains(&finding.code.as_str())) {
        for address in conversation(finding) {
            told.extend(finding.devices.iter().map(|device| (device.clone(), address.to_owned())));
        }
    }
    for finding in findings.iter_mut().filter(|finding| GENERAL.contains(&finding.code.as_str())) {
        let addresses: Vec<String> = conversation(finding).map(str::to_owned).collect();
        finding.devices.retain(|device| {
            !addresses.iter().any(|address| told.contains(&(device.clone(), address.clone())))
        });
    }
    findings.retain(|finding| !finding.devices.is_empty() || !GENERAL.contains(&finding.code.as_str()));
}

/// The other end of the conversation, by name and address.
fn conversation(finding: &Finding) -> impl Iterator<Item = &str> {
    finding
        .arguments
        .iter()
        .filter(|(key, _)| key == "peer" || key == "address")
        .map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use domain::{
        alerts::Status,
        certainty::Certainty,
        ids::RemoteLineId,
        remote_lines::{LineDirection, LinePeer},
        time::{Span, Timestamp},
    };

    use super::*;

    fn finding(code: &str, address: &str, devices: &[&str]) -> Finding {
        Finding {
            code: code.into(),
            key: format!("{code}|{address}"),
            status: Status::Danger,
            certainty: Certainty::Likely,
            devices: devices.iter().map(|device| DeviceId::from_tail(device)).collect(),
            arguments: vec![("peer".into(), address.into()), ("address".into(), address.into())],
            evidence: vec![],
            seen: Span::at(Timestamp(1)),
            do_not_connect: false,
        }
    }

    fn line(device: &str, address: &str) -> RemoteLine {
        RemoteLine {
            id: RemoteLineId::from_tail("l"),
            device: DeviceId::from_tail(device),
            method: "ipsec".into(),
            service: None,
            maker: None,
            peer: LinePeer { ip: address.parse().ok(), name: None, device: None, outside: true },
            direction: LineDirection::Outbound,
            certainty: Certainty::Certain,
            evidence: vec![],
            sessions: 1,
            sent_bytes: 1,
            received_bytes: 1,
            longest: 1,
            seen: Span::at(Timestamp(1)),
            declared: Some(false),
            declared_by: None,
        }
    }

    #[test]
    fn the_finding_that_says_more_stays() {
        let general = "medical-hard-coded-address";
        for (findings, lines, left) in [
            (vec![finding(general, "203.0.113.7", &["a"])], vec![], vec![(general, 1)]),
            (vec![finding(general, "203.0.113.7", &["a"])], vec![line("a", "203.0.113.7")], vec![]),
            (
                vec![finding(general, "203.0.113.7", &["a", "b"])],
                vec![line("a", "203.0.113.7")],
                vec![(general, 1)],
            ),
            (
                vec![finding(general, "203.0.113.7", &["a"])],
                vec![line("a", "203.0.113.8")],
                vec![(general, 1)],
            ),
            (
                vec![
                    finding(general, "203.0.113.7", &["a"]),
                    finding("backdoor-address", "203.0.113.7", &["a"]),
                ],
                vec![],
                vec![("backdoor-address", 1)],
            ),
        ] {
            let mut findings = findings;
            fold(&mut findings, &lines);
            let said: Vec<_> = findings.iter().map(|f| (f.code.as_str(), f.devices.len())).collect();
            assert_eq!(said, left);
        }
    }
}
