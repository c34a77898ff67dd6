//! What persons do on pages: decide, correct, close, declare. Each goes through the node.

use app::corrections::Correcting;
use domain::{
    alerts::AlertState,
    facts::{Attribute, clean_value},
    ids::{AlertId, CorrectionId, DeviceId, OrgId, RemoteLineId},
    ledger::RowDecision,
};

use crate::{backend::Site, error::WebError, visit::Caller};

impl Site {
    /// Keeps a decision about a ledger row, or takes it back.
    ///
    /// # Errors
    /// When there is no such row.
    pub async fn decide_row(
        &self,
        org: &OrgId,
        sheet: &str,
        row: u32,
        decision: Option<RowDecision>,
        caller: &Caller,
    ) -> Result<(), WebError> {
        let node = self.node()?;
        match decision {
            Some(decision) => node.decide_row(org, sheet, row, decision, caller.name()).await?,
            None => {
                node.undecide_row(org, sheet, row).await?;
            }
        }
        Ok(())
    }

    /// Keeps a person's word about a device. An empty value means: we do not know.
    ///
    /// # Errors
    /// When there is no such device, or it has no address a correction could hold on to.
    pub async fn correct(
        &self,
        org: &OrgId,
        device: &DeviceId,
        attribute: Attribute,
        value: &str,
        caller: &Caller,
        reason: &str,
    ) -> Result<(), WebError> {
        let value = clean_value(value);
        let correcting = Correcting {
            device: device.clone(),
            attribute,
            value: (!value.is_empty()).then_some(value),
            reason: clean_value(reason),
            by: caller.name().into(),
        };
        self.node()?.correct(org, &correcting).await?;
        Ok(())
    }

    /// Takes a correction back.
    ///
    /// # Errors
    /// When the node cannot.
    pub async fn undo_correction(&self, org: &OrgId, id: &CorrectionId) -> Result<(), WebError> {
        self.node()?.undo_correction(org, id).await?;
        Ok(())
    }

    /// Moves an alert through its life.
    ///
    /// # Errors
    /// When there is no such alert.
    pub async fn set_alert_state(
        &self,
        org: &OrgId,
        id: &AlertId,
        state: AlertState,
    ) -> Result<(), WebError> {
        self.node()?.set_alert_state(org, id, state).await?;
        Ok(())
    }

    /// Registers a remote line, with who answers for it.
    ///
    /// # Errors
    /// When there is no such line.
    pub async fn declare_line(
        &self,
        org: &OrgId,
        id: &RemoteLineId,
        declared_by: &str,
        caller: &Caller,
    ) -> Result<(), WebError> {
        self.node()?.register_line(org, id, &clean_value(declared_by), caller.name()).await?;
        Ok(())
    }
}
