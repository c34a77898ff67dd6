//! An address used by two devices at once; two ways out of one zone.

use domain::{alerts::Status, certainty::Certainty::Likely, facts::Evidence};

use super::{Cause, Findings, Scene};
use crate::remote_lines::second_ways;

pub(super) fn find(scene: &Scene<'_>, found: &mut Findings) {
    conflicts(scene, found);
    two_gateways(scene, found);
}

fn conflicts(scene: &Scene<'_>, found: &mut Findings) {
    for conflict in &scene.resolved.identities.conflicts {
        for host in [conflict.hosts.0, conflict.hosts.1] {
            let Some(device) = scene.resolved.devices.get(host) else { continue };
            let macs: Vec<String> = device.macs.iter().map(ToString::to_string).collect();
            let evidence = Evidence {
                source: "arp".into(),
                said: format!("{} used by {}", conflict.ip, macs.join(", ")).into(),
                frame: None,
                origin: None,
            };
            let cause = Cause {
                code: "address-conflict",
                key: format!("{}|{}", conflict.ip, conflict.vlan),
                status: Status::Warn,
                certainty: Likely,
                arguments: vec![("address", conflict.ip.to_string()), ("vlan", conflict.vlan.to_string())],
            };
            found.add(cause, &device.id, evidence, conflict.seen);
        }
    }
}

fn two_gateways(scene: &Scene<'_>, found: &mut Findings) {
    for (vlan, router, hosts) in second_ways(scene.resolved) {
        let Some(device) = scene.resolved.devices.get(router) else { continue };
        let evidence = Evidence {
            source: "routing".into(),
            said: format!(
                "{} hosts leave VLAN {vlan} through it, the others through another router",
                hosts.len()
            )
            .into(),
            frame: None,
            origin: None,
        };
        let cause = Cause {
            code: "two-default-gateways",
            key: format!("{vlan}|{}", device.id),
            status: Status::Warn,
            certainty: Likely,
            arguments: vec![("vlan", vlan.to_string()), ("hosts", hosts.len().to_string())],
        };
        found.add(cause, &device.id, evidence, device.seen);
    }
}
