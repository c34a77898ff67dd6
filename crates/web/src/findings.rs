//! What a finding says to a person. Texts live in the locales under `finding-<code>-…`; an unknown code has plain words.

use domain::alerts::Finding;

use crate::{
    badge_words,
    locale::{FluentValue, Lang},
    parts::names,
    value_words,
    view::View,
};

/// The texts of one finding.
pub struct Told<'v> {
    lang: Lang,
    finding: &'v Finding,
    values: Vec<(String, String)>,
}

/// A value that ends in a full-width bracket needs no space after it.
fn closed_up(text: &str) -> String {
    text.replace("） ", "）")
}

/// Codes and ids of arguments as a person reads them.
fn worded(lang: Lang, view: &View, key: &str, value: &str) -> String {
    match key {
        "method" | "protocol" => badge_words::protocol(lang, value),
        "os" => value_words::os(lang, value),
        "zone" => {
            let zone = view.snapshot.picture.zones.iter().find(|zone| zone.id.as_str() == value);
            zone.map_or_else(
                || value.to_owned(),
                |zone| zone.name.clone().unwrap_or_else(|| zone.subnets.join(", ")),
            )
        }
        _ => value.to_owned(),
    }
}

impl<'v> Told<'v> {
    /// Prepares the values that texts may use: the finding's arguments, `device` (first device's name) and `n`.
    #[must_use]
    pub fn new(lang: Lang, view: &View, finding: &'v Finding) -> Self {
        let mut values: Vec<(String, String)> = finding
            .arguments
            .iter()
            .map(|(key, value)| (key.clone(), worded(lang, view, key, value)))
            .collect();
        let device = finding.devices.first().map(|id| names::plain(lang, view, id));
        let set = |values: &mut Vec<(String, String)>, key: &str, value: String| {
            if !values.iter().any(|(known, _)| known == key) {
                values.push((key.to_owned(), value));
            }
        };
        let device = device.unwrap_or_else(|| lang.t("finding-some-device").into_owned());
        set(&mut values, "device", device);
        for key in
            ["peer", "port", "method", "zone", "os", "ended", "protocol", "service", "old", "new", "ip"]
        {
            set(&mut values, key, "—".into());
        }
        Self { lang, finding, values }
    }

    /// One text; `part` is `title`, `what`, `why`, `task`, `do-1`, `who`.
    #[must_use]
    pub fn say(&self, part: &str) -> String {
        self.find(part).unwrap_or_default()
    }

    /// One text, when the finding has it.
    #[must_use]
    pub fn find(&self, part: &str) -> Option<String> {
        let mut values: Vec<_> = self
            .values
            .iter()
            .map(|(key, value)| (key.as_str(), FluentValue::from(value.as_str())))
            .filter(|(key, _)| *key != "n")
            .collect();
        values.push(("n", FluentValue::from(self.finding.devices.len())));
        values.push(("code", FluentValue::from(self.finding.code.as_str())));
        let devices = self.lang.find_with("finding-devices", &values).unwrap_or_default();
        values.push(("devices", FluentValue::from(devices.as_str())));
        let own = format!("finding-{}-{part}", self.finding.code);
        let text = self.lang.find_with(&own, &values).or_else(|| {
            self.lang.find(&format!("finding-{}-title", self.finding.code)).map_or_else(
                || self.lang.find_with(&format!("finding-other-{part}"), &values),
                |_| self.lang.find_with(&format!("finding-any-{part}"), &values),
            )
        })?;
        Some(if self.lang == Lang::Ja { closed_up(&text) } else { text })
    }

    /// The steps, in order.
    #[must_use]
    pub fn steps(&self) -> Vec<String> {
        (1..=5).map_while(|at| self.find(&format!("do-{at}"))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes that `discovery` and `app` emit. A finding without words of its own would show its code to a clerk.
    const CODES: &[&str] = &[
        "address-conflict",
        "advisory-affects",
        "backdoor-address",
        "device-appeared",
        "device-changed-address",
        "device-changed-identity",
        "device-moved-port",
        "device-moved-vlan",
        "device-vanished",
        "medical-hard-coded-address",
        "medical-to-internet",
        "patient-data-leaves",
        "scanning-host",
        "smb1",
        "snmp-default-community",
        "two-default-gateways",
        "undeclared-remote-line",
        "unencrypted-access",
        "unknown-in-medical-zone",
        "unsupported-os",
    ];

    #[test]
    fn every_finding_has_words_in_both_languages() {
        for lang in [Lang::Ja, Lang::En] {
            for code in CODES {
                for part in ["title", "what", "why", "task", "who", "do-1"] {
                    let key = format!("finding-{code}-{part}");
                    assert!(lang.find_with(&key, &[]).is_some(), "{key} in {lang:?}");
                }
            }
        }
    }
}
