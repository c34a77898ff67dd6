//! Values of devices as a reader says them: kinds and makers by name, operating systems without English in between.

use std::borrow::Cow;

use domain::{
    devices::{Device, Maker},
    facts::Evidence,
    ledger::{Clue, Column},
};
use knowledge::kinds::Kinds;

use crate::{kinds::KindName, locale::Lang, parts::evidence, t, visit::Caller};

/// The maker's name in the reader's language.
#[must_use]
pub fn maker(lang: Lang, maker: &Maker) -> Cow<'_, str> {
    match (&maker.name_ja, lang) {
        (Some(ja), Lang::Ja) => ja.as_str().into(),
        _ => maker.name.as_str().into(),
    }
}

/// An operating system: `Windows 10 or later`, `macOS or iOS` and the like are joined by the reader's words.
#[must_use]
pub fn os(lang: Lang, value: &str) -> String {
    let (systems, later) = match value.strip_suffix(" or later") {
        Some(systems) => (systems, true),
        None => (value, false),
    };
    let systems = systems.split(" or ").collect::<Vec<_>>().join(&t!(lang, "os-or"));
    if later { t!(lang, "os-or-later", os = systems) } else { systems }
}

/// Who did something: roles by their name, everything else as kept.
#[must_use]
pub fn person(lang: Lang, by: &str) -> String {
    if by == Caller::LocalOperator.name() { t!(lang, "caller").into_owned() } else { by.to_owned() }
}

/// Who declared a remote line: `ledger SHEET row N` and `registered DAY` in words, a person's own note as it is.
#[must_use]
pub fn declared_by(lang: Lang, by: &str) -> String {
    if let Some((sheet, row)) = by.strip_prefix("ledger ").and_then(|rest| rest.rsplit_once(" row ")) {
        return t!(lang, "line-declared-row", sheet = sheet, row = row);
    }
    by.strip_prefix("registered ")
        .map_or_else(|| by.to_owned(), |day| t!(lang, "line-declared-on", day = day))
}

/// What the network says in a comparison, and which sources say so.
pub struct Heard {
    pub value: String,
    /// `DICOM、SNMP`; empty when the clue is an address or the device is not at hand.
    pub sources: String,
}

/// What the network says, of the device that the row is compared with.
#[must_use]
pub fn heard(lang: Lang, kinds: &Kinds, clue: &Clue, device: Option<&Device>) -> Option<Heard> {
    let said = clue.network.as_ref()?;
    let Some(device) = device else { return Some(Heard { value: said.clone(), sources: String::new() }) };
    let (value, evidence) = match clue.column {
        Column::Maker => match &device.vendor {
            Some(vendor) => (maker(lang, &vendor.value).into_owned(), vendor.evidence.as_slice()),
            None => (said.clone(), &[][..]),
        },
        Column::Kind => (KindName::of(kinds, said).say(lang).to_owned(), behind(&device.kind)),
        Column::Os => (os(lang, said), behind(&device.os)),
        Column::Model => (said.clone(), behind(&device.model)),
        Column::Serial => (said.clone(), behind(&device.serial)),
        Column::Hostname => (said.clone(), behind(&device.hostname)),
        Column::SoftwareVersion => (said.clone(), behind(&device.software)),
        Column::UdiDi => (said.clone(), behind(&device.udi_di)),
        _ => (said.clone(), &[][..]),
    };
    Some(Heard { value, sources: sources(lang, evidence) })
}

fn behind<T>(stated: &Option<domain::devices::Stated<T>>) -> &[Evidence] {
    stated.as_ref().map_or(&[], |stated| stated.evidence.as_slice())
}

/// Who says so, each once, at most three.
fn sources(lang: Lang, evidence: &[Evidence]) -> String {
    let mut named: Vec<String> = Vec::new();
    for one in evidence {
        let name = evidence::source(lang, &one.source);
        if !named.contains(&name) && named.len() < 3 {
            named.push(name);
        }
    }
    named.join(&t!(lang, "list-comma"))
}

#[cfg(test)]
mod tests {
    use domain::{certainty::Certainty, devices::Stated, ledger::ClueResult};
    use knowledge::Knowledge;

    use super::*;

    #[test]
    fn operating_systems_are_joined_by_the_readers_words() {
        for (value, ja, en) in [
            ("Windows 10 or later", "Windows 10以降", "Windows 10 or later"),
            (
                "Windows 10 or Server 2016 or later",
                "Windows 10またはServer 2016以降",
                "Windows 10 or Server 2016 or later",
            ),
            ("macOS or iOS", "macOSまたはiOS", "macOS or iOS"),
            ("Linux", "Linux", "Linux"),
        ] {
            assert_eq!((os(Lang::Ja, value).as_str(), os(Lang::En, value).as_str()), (ja, en));
        }
    }

    #[test]
    fn persons_and_declarations_are_told_in_words() {
        assert_eq!(person(Lang::Ja, "local operator"), "この端末の人");
        assert_eq!(person(Lang::Ja, "係"), "係");
        assert_eq!(declared_by(Lang::Ja, "ledger 医療機器 一覧 row 42"), "台帳 医療機器 一覧 42行目");
        assert_eq!(declared_by(Lang::Ja, "registered 2026-11-20"), "2026-11-20 に登録");
        assert_eq!(declared_by(Lang::Ja, "あおば（2026-11-20）"), "あおば（2026-11-20）");
    }

    #[test]
    fn a_conflict_names_maker_and_kind_as_the_hospital_does_and_says_who_says_so() {
        let snapshot = crate::fixture::hospital(60);
        let mut device = snapshot.picture.devices[0].clone();
        let evidence =
            |source: &str| Evidence { source: source.into(), said: "x".into(), frame: None, origin: None };
        let canon = Maker {
            id: None,
            name: "Canon Medical Systems".into(),
            name_ja: Some("キヤノンメディカルシステムズ".into()),
        };
        let mut vendor = Stated::new(canon, Certainty::Certain, evidence("dicom"));
        vendor.evidence.push(evidence("dicom"));
        vendor.evidence.push(evidence("oui"));
        device.vendor = Some(vendor);
        device.kind = Some(Stated::new("infusion_pump".into(), Certainty::Certain, evidence("hl7")));
        let clue = |column, network: &str| Clue {
            column,
            ledger: "テルモ".into(),
            network: Some(network.into()),
            agrees: ClueResult::Different,
        };
        let kinds = &Knowledge::built_in().kinds;
        let say = |lang, column, network| {
            let heard = heard(lang, kinds, &clue(column, network), Some(&device)).unwrap();
            (heard.value, heard.sources)
        };
        let (value, sources) = say(Lang::Ja, Column::Maker, "Canon Medical Systems");
        assert_eq!((value.as_str(), sources.as_str()), ("キヤノンメディカルシステムズ", "DICOM、MAC"));
        assert_eq!(say(Lang::En, Column::Maker, "Canon Medical Systems").0, "Canon Medical Systems");
        assert_eq!(say(Lang::Ja, Column::Kind, "infusion_pump"), ("輸液ポンプ".into(), "HL7".into()));
    }
}
