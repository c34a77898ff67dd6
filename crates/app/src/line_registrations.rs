//! Registering remote maintenance lines by hand.

use domain::ids::{DeviceId, OrgId, RemoteLineId};
use store::records::Noun;

use crate::{assemble::LineRegistration, digest, error::AppError, node::Node};

impl Node {
    /// Declares a line that was seen: the hospital knows of it, and the note says why it is there.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a line that is not there.
    pub async fn register_line(
        &self,
        org: &OrgId,
        line: &RemoteLineId,
        note: &str,
        by: &str,
    ) -> Result<(), AppError> {
        let (device, method) = self.line_key(org, line)?;
        let id = digest::short(format!("{device}|{method}").as_bytes());
        let registration = LineRegistration {
            device,
            method: Some(method),
            note: note.trim().to_owned(),
            by: by.to_owned(),
            at: self.now(),
        };
        self.store.put(org, Noun::LineRegistrations, &id, self.now(), &registration).await?;
        self.refresh(org).await?;
        Ok(())
    }

    /// Takes a registration back. `false` when there was none.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a line that is not there.
    pub async fn unregister_line(&self, org: &OrgId, line: &RemoteLineId) -> Result<bool, AppError> {
        let (device, method) = self.line_key(org, line)?;
        let removed = self
            .store
            .remove(org, Noun::LineRegistrations, &digest::short(format!("{device}|{method}").as_bytes()))
            .await?;
        self.refresh(org).await?;
        Ok(removed)
    }

    fn line_key(&self, org: &OrgId, line: &RemoteLineId) -> Result<(String, String), AppError> {
        let snapshot = self.snapshot(org)?;
        let missing = || AppError::NotFound { what: "remote line", id: line.to_string() };
        let line = snapshot.picture.remote_lines.iter().find(|l| l.id == *line).ok_or_else(missing)?;
        let address = |id: &DeviceId| {
            let device = snapshot.picture.devices.iter().find(|d| d.id == *id)?;
            device
                .macs
                .first()
                .map(ToString::to_string)
                .or_else(|| device.ips.first().map(ToString::to_string))
        };
        Ok((address(&line.device).ok_or_else(missing)?, line.method.clone()))
    }
}
