//! A person corrects a value (P4): the correction outranks every rule and survives the next capture.

use domain::{
    corrections::{Correction, CorrectionSubject},
    devices::Device,
    facts::{Attribute, clean_value},
    ids::{CorrectionId, DeviceId, OrgId},
    picture::Picture,
};
use store::records::Noun;

use crate::{
    digest,
    error::{AppError, Refusal},
    node::Node,
};

/// Attributes that a person may correct.
pub const CORRECTABLE: &[Attribute] = &[
    Attribute::Vendor,
    Attribute::Model,
    Attribute::Kind,
    Attribute::IsMedical,
    Attribute::Os,
    Attribute::Hostname,
    Attribute::Serial,
    Attribute::SoftwareVersion,
    Attribute::Department,
    Attribute::Purpose,
    Attribute::UdiDi,
];

/// What a person says about a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correcting {
    pub device: DeviceId,
    pub attribute: Attribute,
    /// `None`: we do not know, whatever the rules say.
    pub value: Option<String>,
    pub reason: String,
    pub by: String,
}

impl Node {
    /// Keeps a correction and draws the picture anew.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a device that is not there; [`AppError::Refused`] for an attribute or value that makes no sense.
    pub async fn correct(&self, org: &OrgId, correcting: &Correcting) -> Result<CorrectionId, AppError> {
        let subject = self.subject_of(org, &correcting.device)?;
        let value = correcting.value.as_deref().map(clean_value).filter(|value| !value.is_empty());
        self.check(correcting.attribute, value.as_deref())?;
        let key = format!("{subject:?}|{}", correcting.attribute.as_str());
        let id = CorrectionId::from_tail(&digest::short(key.as_bytes()));
        let correction = Correction {
            id: id.clone(),
            subject,
            attribute: correcting.attribute,
            value,
            by: correcting.by.clone(),
            at: self.now(),
            reason: clean_value(&correcting.reason),
        };
        self.store.put(org, Noun::Corrections, id.as_str(), self.now(), &correction).await?;
        self.refresh(org).await?;
        Ok(id)
    }

    /// Takes a correction back; the rules speak again. `false` when there was none.
    ///
    /// # Errors
    /// [`AppError::Store`] when it cannot be removed.
    pub async fn undo_correction(&self, org: &OrgId, id: &CorrectionId) -> Result<bool, AppError> {
        let removed = self.store.remove(org, Noun::Corrections, id.as_str()).await?;
        self.refresh(org).await?;
        Ok(removed)
    }

    /// The device's most lasting address.
    pub(crate) fn subject_of(&self, org: &OrgId, device: &DeviceId) -> Result<CorrectionSubject, AppError> {
        subject_in(&self.snapshot(org)?.picture, device)
    }

    fn check(&self, attribute: Attribute, value: Option<&str>) -> Result<(), AppError> {
        if !CORRECTABLE.contains(&attribute) {
            return Err(Refusal::NotCorrectable { attribute: attribute.as_str() }.into());
        }
        match (attribute, value) {
            (Attribute::Kind, Some(kind)) if self.knowledge().kinds.get(kind).is_none() => {
                Err(Refusal::UnknownKind { kind: kind.to_owned() }.into())
            }
            (Attribute::IsMedical, Some(value)) if !matches!(value, "true" | "false") => {
                Err(Refusal::MedicalYesOrNo.into())
            }
            _ => Ok(()),
        }
    }
}

/// How a device of a picture is kept hold of: by its strongest address.
pub(crate) fn subject_in(picture: &Picture, device: &DeviceId) -> Result<CorrectionSubject, AppError> {
    let found = picture.devices.iter().find(|d| d.id == *device);
    let mac = found.and_then(|d| d.macs.first()).copied().map(CorrectionSubject::Mac);
    let ip = found.and_then(|d| d.ips.first()).copied().map(CorrectionSubject::Ip);
    mac.or(ip).ok_or_else(|| AppError::NotFound { what: "device", id: device.to_string() })
}

/// Whether a subject is this device.
pub(crate) fn is_of(subject: &CorrectionSubject, device: &Device) -> bool {
    match subject {
        CorrectionSubject::Mac(mac) => device.macs.contains(mac),
        CorrectionSubject::Ip(ip) => device.ips.contains(ip),
    }
}
