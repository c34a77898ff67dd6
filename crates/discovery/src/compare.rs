//! New since last time: one picture against the one before. The first picture is a baseline and has no news.

use domain::{
    alerts::{Finding, Status},
    certainty::Certainty::{self, Certain, Likely},
    devices::Device,
    facts::Evidence,
    picture::Picture,
    zones::Visibility,
};

use crate::findings::{Cause, Findings, is_medical};

/// What changed, grouped by rule and zone.
#[must_use]
pub fn compare(before: &Picture, now: &Picture) -> Vec<Finding> {
    let (old, new) = (before.by_id(), now.by_id());
    let mut news = News { now, found: Findings::default() };
    for device in &now.devices {
        match old.get(&device.id) {
            None => news.appeared(device),
            Some(earlier) => news.changed(earlier, device),
        }
    }
    for device in before.devices.iter().filter(|device| !new.contains_key(&device.id)) {
        news.vanished(device);
    }
    news.found.into_findings()
}

struct News<'a> {
    now: &'a Picture,
    found: Findings,
}

impl News<'_> {
    fn appeared(&mut self, device: &Device) {
        let zone = device.zone.as_ref().map_or_else(String::new, ToString::to_string);
        let status = if device.kind.is_none() || is_medical(device) { Status::Warn } else { Status::Check };
        self.say(
            "device-appeared",
            zone.clone(),
            status,
            Certain,
            vec![("zone", zone)],
            device,
            "first seen",
        );
    }

    /// Gone only counts where the mirror could have seen it.
    fn vanished(&mut self, device: &Device) {
        let zone = self.now.zones.iter().find(|zone| device.zone.as_ref() == Some(&zone.id));
        let Some(zone) =
            zone.filter(|zone| matches!(zone.visibility, Visibility::Full | Visibility::EdgeOnly))
        else {
            return;
        };
        let key = zone.id.to_string();
        let status = if is_medical(device) { Status::Warn } else { Status::Check };
        self.say(
            "device-vanished",
            key.clone(),
            status,
            Likely,
            vec![("zone", key)],
            device,
            "not seen any more",
        );
    }

    fn changed(&mut self, before: &Device, now: &Device) {
        if !before.vlans.is_empty() && !now.vlans.is_empty() && before.vlans != now.vlans {
            let arguments = vec![("from", join(&before.vlans)), ("to", join(&now.vlans))];
            self.say(
                "device-moved-vlan",
                now.id.to_string(),
                Status::Check,
                Certain,
                arguments,
                now,
                "VLAN changed",
            );
        }
        if let (Some(from), Some(to)) = (&before.switch_port, &now.switch_port)
            && from.value != to.value
        {
            let arguments = vec![("from", from.value.clone()), ("to", to.value.clone())];
            self.say(
                "device-moved-port",
                now.id.to_string(),
                Status::Check,
                Certain,
                arguments,
                now,
                "port changed",
            );
        }
        self.changed_ip(before, now);
        self.changed_identity(before, now);
    }

    fn changed_ip(&mut self, before: &Device, now: &Device) {
        let (Some(from), Some(to)) = (before.ips.first(), now.ips.first()) else { return };
        if !now.ips.contains(from) && !before.ips.contains(to) && from.is_ipv4() == to.is_ipv4() {
            let arguments = vec![("from", from.to_string()), ("to", to.to_string())];
            self.say(
                "device-changed-address",
                now.id.to_string(),
                Status::Check,
                Certain,
                arguments,
                now,
                "address changed",
            );
        }
    }

    /// Same addresses, but another serial number, model or name: perhaps another machine.
    fn changed_identity(&mut self, before: &Device, now: &Device) {
        for (word, from, to) in [
            ("serial", &before.serial, &now.serial),
            ("model", &before.model, &now.model),
            ("hostname", &before.hostname, &now.hostname),
        ] {
            let (Some(from), Some(to)) = (from, to) else { continue };
            let sure = from.certainty >= Likely && to.certainty >= Likely;
            if sure && !from.value.eq_ignore_ascii_case(&to.value) {
                let arguments =
                    vec![("what", word.to_owned()), ("from", from.value.clone()), ("to", to.value.clone())];
                let key = format!("{}|{word}", now.id);
                self.say(
                    "device-changed-identity",
                    key,
                    Status::Warn,
                    Likely,
                    arguments,
                    now,
                    "identity changed",
                );
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one sentence of the comparison, built in one place")]
    fn say(
        &mut self,
        code: &str,
        key: String,
        status: Status,
        certainty: Certainty,
        arguments: Vec<(&str, String)>,
        device: &Device,
        said: &str,
    ) {
        let address = device
            .macs
            .first()
            .map(ToString::to_string)
            .or_else(|| device.ips.first().map(ToString::to_string));
        let evidence = Evidence {
            source: "comparison".into(),
            said: format!("{} {said}", address.unwrap_or_else(|| device.id.to_string())).into(),
            frame: None,
            origin: None,
        };
        self.found.add(Cause { code, key, status, certainty, arguments }, &device.id, evidence, device.seen);
    }
}

fn join(vlans: &[u16]) -> String {
    vlans.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
