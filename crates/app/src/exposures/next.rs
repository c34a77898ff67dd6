//! What a person does next about a row, and how much it asks for attention. A hospital does not alter a device: its maker mends it.

use domain::{advisories::Verdict, alerts::Status};
use serde::Serialize;

use super::{Concern, On, Reason, Standing};

/// The next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// The maker has a fix and is asked to apply it.
    ApplyFix,
    /// The maker has told what to do until there is a fix.
    TakeMeasure,
    /// No fix will come: what then is agreed with the maker.
    AgreeOnEnd,
    /// The maker is asked for an update with the mended part.
    AskForUpdate,
    /// No version that mends it is known: the maker is asked what to do meanwhile.
    AskForMitigation,
    /// No device here is known to be it: devices are linked, or it is left.
    LinkDevices,
    /// The version is read from the device and registered.
    FindVersion,
    /// The maker is asked for the part's version.
    AskForPartVersion,
    /// The maker is asked whether it is concerned.
    AskWhether,
    /// It is settled: the decision is looked at again when it ends.
    Nothing,
}

impl Next {
    /// The stable word used in JSON and texts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ApplyFix => "apply_fix",
            Self::TakeMeasure => "take_measure",
            Self::AgreeOnEnd => "agree_on_end",
            Self::AskForUpdate => "ask_for_update",
            Self::AskForMitigation => "ask_for_mitigation",
            Self::LinkDevices => "link_devices",
            Self::FindVersion => "find_version",
            Self::AskForPartVersion => "ask_for_part_version",
            Self::AskWhether => "ask_whether",
            Self::Nothing => "nothing",
        }
    }
}

impl Concern {
    /// Red is for what is exploited and here; nothing that nobody can tell is ever called fine.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self.found.verdict {
            Verdict::Affected if self.found.exploited.is_some() && !self.devices.is_empty() => Status::Danger,
            Verdict::Affected => Status::Warn,
            Verdict::UnderInvestigation => Status::Check,
            Verdict::Unknown => Status::Unknown,
            Verdict::Fixed | Verdict::NotAffected => Status::Ok,
        }
    }
}

impl Concern {
    fn next_if_affected(&self) -> Next {
        let told = self.remedies.as_deref();
        let whole_is_mended = self.part.is_none() && !self.found.fixed_in.is_empty();
        match told {
            _ if self.devices.is_empty() && !matches!(self.on, On::Device { .. }) => Next::LinkDevices,
            _ if whole_is_mended => Next::ApplyFix,
            Some(says) if says.has_fix() => Next::ApplyFix,
            Some(says) if !says.measures.is_empty() => Next::TakeMeasure,
            Some(says) if says.none => Next::AgreeOnEnd,
            _ if !self.found.fixed_in.is_empty() => Next::AskForUpdate,
            _ => Next::AskForMitigation,
        }
    }
}

impl Concern {
    /// What to do about the row: the first of its steps ([`crate::exposures::Steps`]). `standing` is where its product or device stands.
    #[must_use]
    pub fn next(&self, standing: Option<&Standing>) -> Next {
        let lacks_version = || standing.is_some_and(|standing| standing.reasons.contains(&Reason::NoVersion));
        match (self.found.verdict, &self.part) {
            (Verdict::Fixed | Verdict::NotAffected, _) => Next::Nothing,
            (Verdict::Affected, _) => self.next_if_affected(),
            (_, Some(part)) if part.version.is_none() => Next::AskForPartVersion,
            (_, None) if lacks_version() => Next::FindVersion,
            _ => Next::AskWhether,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::{
        certainty::Certainty,
        ids::{DeviceId, ProductId, SbomId, VersionId},
    };

    use super::*;
    use crate::exposures::{Exploited, Found, MakerSays, Part, Said, Standing, State, Stated};

    fn concern(verdict: Verdict, part: Option<Option<&str>>, devices: usize) -> Concern {
        let found = Found {
            vulnerability: "CVE-2099-0001".into(),
            verdict,
            certainty: Certainty::Likely,
            disputed: false,
            severity: None,
            exploited: None,
            likelihood: None,
            title: String::new(),
            title_ja: None,
            title_ja_from: None,
            fixed_in: Vec::new(),
            sentence_ja: String::new(),
            sentence_en: String::new(),
        };
        let part = part.map(|version| {
            let (sbom, version) = (SbomId::from_tail("1"), version.map(str::to_owned));
            Arc::new(Part { sbom, id: "p".into(), name: "p".into(), version })
        });
        let on = On::Version { product: ProductId::from_tail("1"), version: VersionId::from_tail("1") };
        let devices = (0..devices).map(|at| DeviceId::from_tail(&at.to_string())).collect();
        Concern {
            id: "1".into(),
            on,
            part,
            found,
            stated: Stated::default(),
            devices,
            remedies: None,
            priority: None,
        }
    }

    #[test]
    fn each_row_has_its_step() {
        let row = |verdict, part, devices| concern(verdict, part, devices);
        assert_eq!(row(Verdict::Affected, None, 0).next(None), Next::LinkDevices);
        assert_eq!(row(Verdict::Affected, None, 1).next(None), Next::AskForMitigation);
        let mut mended = row(Verdict::Affected, Some(Some("1")), 1);
        mended.found.fixed_in = vec!["2".into()];
        assert_eq!(mended.next(None), Next::AskForUpdate);
        mended.part = None;
        assert_eq!(mended.next(None), Next::ApplyFix);
        let told = |says: MakerSays| {
            let mut told = row(Verdict::Affected, None, 1);
            told.remedies = Some(Arc::new(says));
            told.next(None)
        };
        let words = || vec![Said { text: "Do it.".into(), ..Said::default() }];
        assert_eq!(
            told(MakerSays { fixes: words(), measures: words(), ..MakerSays::default() }),
            Next::ApplyFix
        );
        assert_eq!(
            told(MakerSays { measures: words(), none: true, ..MakerSays::default() }),
            Next::TakeMeasure
        );
        assert_eq!(told(MakerSays { none: true, ..MakerSays::default() }), Next::AgreeOnEnd);
        assert_eq!(row(Verdict::Unknown, Some(None), 1).next(None), Next::AskForPartVersion);
        assert_eq!(row(Verdict::Unknown, None, 1).next(None), Next::AskWhether);
        assert_eq!(row(Verdict::NotAffected, None, 1).next(None), Next::Nothing);
        let unknown = row(Verdict::Unknown, None, 1);
        let standing = Standing {
            on: unknown.on.clone(),
            devices: Vec::new(),
            state: State::CannotTell,
            affected: 0,
            cannot_tell: 1,
            exploited: 0,
            parts: None,
            reasons: vec![Reason::NoVersion],
        };
        assert_eq!(unknown.next(Some(&standing)), Next::FindVersion);
    }

    #[test]
    fn red_is_rare() {
        let mut exploited = concern(Verdict::Affected, None, 1);
        assert_eq!(exploited.status(), Status::Warn);
        exploited.found.exploited = Some(Exploited {
            added: "2099-01-01".into(),
            due: String::new(),
            action: String::new(),
            ransomware: false,
        });
        assert_eq!(exploited.status(), Status::Danger);
        exploited.devices.clear();
        assert_eq!(exploited.status(), Status::Warn);
        assert_eq!(concern(Verdict::Unknown, None, 1).status(), Status::Unknown);
    }
}
