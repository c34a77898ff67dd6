//! A host that tries many doors: refused and unanswered attempts at many host and port pairs.

use std::collections::BTreeSet;

use domain::{
    addresses::{AddressScope, scope},
    alerts::Status,
    certainty::Certainty::Likely,
    facts::Evidence,
    flows::{Opening, Transport},
};

use super::{Cause, Findings, Scene};
use crate::traffic::whole;

/// Tried pairs from which a host is said to scan.
const MIN_PAIRS: usize = 8;

pub(super) fn find(scene: &Scene<'_>, found: &mut Findings) {
    for (host, device) in scene.resolved.devices.iter().enumerate() {
        let tried: Vec<_> = scene
            .resolved
            .traffic
            .of_client(host)
            .filter(|talk| talk.flow.transport == Transport::Tcp)
            .filter(|talk| matches!(talk.flow.opening, Opening::Refused | Opening::Attempted))
            .filter(|talk| talk.flow.server.ip.is_some_and(|ip| scope(ip) == AddressScope::Private))
            .collect();
        let pairs: BTreeSet<_> = tried.iter().map(|talk| (talk.flow.server.ip, talk.flow.port)).collect();
        let hosts: BTreeSet<_> = pairs.iter().map(|(ip, _)| ip).collect();
        let ports: BTreeSet<_> = pairs.iter().map(|(_, port)| port).collect();
        let wide = pairs.len() >= MIN_PAIRS && (hosts.len() >= 2 || ports.len() >= MIN_PAIRS);
        if !wide || (hosts.len() < 20 && ports.len() < 3) {
            continue;
        }
        let said = format!("{} doors of {} hosts tried in vain", pairs.len(), hosts.len());
        let frame = tried.iter().map(|talk| talk.flow.frame).min();
        let cause = Cause {
            code: "scanning-host",
            key: device.id.to_string(),
            status: Status::Danger,
            certainty: Likely,
            arguments: vec![("doors", pairs.len().to_string()), ("hosts", hosts.len().to_string())],
        };
        let evidence = Evidence { source: "flow".into(), said: said.into(), frame, origin: None };
        let seen = whole(tried.iter().map(|talk| talk.flow.seen)).unwrap_or(device.seen);
        found.add(cause, &device.id, evidence, seen);
    }
}
