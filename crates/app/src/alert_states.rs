//! Working on alerts: taken up, closed with a reason, opened again.

use domain::{
    alerts::{Alert, AlertState},
    ids::{AlertId, OrgId},
};
use store::records::Noun;

use crate::{
    error::{AppError, Refusal},
    node::Node,
};

impl Node {
    /// Changes the state of an alert. Closing needs a reason.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an alert that is not there; [`AppError::Refused`] for closing without a reason.
    pub async fn set_alert_state(
        &self,
        org: &OrgId,
        id: &AlertId,
        state: AlertState,
    ) -> Result<(), AppError> {
        if matches!(&state, AlertState::Closed { reason, .. } if reason.trim().is_empty()) {
            return Err(Refusal::AlertNeedsReason.into());
        }
        let stored: Option<Alert> = self.store.get(org, Noun::Alerts, id.as_str()).await?;
        let mut alert = stored.ok_or_else(|| AppError::NotFound { what: "alert", id: id.to_string() })?;
        alert.state = state;
        alert.changed = self.now();
        self.store.put(org, Noun::Alerts, id.as_str(), self.now(), &alert).await?;
        self.refresh(org).await?;
        Ok(())
    }
}
