//! What the forms of the device page send.

use axum::{Form, extract::Path, response::Redirect};
use domain::{
    facts::Attribute,
    ids::{CorrectionId, DeviceId},
};
use serde::Deserialize;

use super::correct::CORRECTABLE;
use crate::{error::WebError, forms, visit::Visit};

/// A correction.
#[derive(Debug, Deserialize)]
pub struct Correct {
    token: String,
    attribute: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    reason: String,
}

/// `POST /devices/{id}/correct`
///
/// # Errors
/// When the form is not ours or names something that cannot be corrected.
pub async fn correct(
    Path(id): Path<String>,
    visit: Visit,
    Form(form): Form<Correct>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let id = DeviceId::parse(&id).ok_or(WebError::NotFound("device"))?;
    let attribute = Attribute::parse(&form.attribute)
        .filter(|attribute| CORRECTABLE.contains(attribute))
        .ok_or(WebError::NotFound("attribute"))?;
    let reason = visit
        .lang
        .find(&format!("correct-how-{}", form.reason))
        .map_or_else(String::new, std::borrow::Cow::into_owned);
    visit.site.correct(&visit.org, &id, attribute, &form.value, &visit.caller, &reason).await?;
    Ok(forms::back(&format!("/devices/{id}#correct"), "/devices"))
}

/// Which correction to take back.
#[derive(Debug, Deserialize)]
pub struct Undo {
    token: String,
    correction: String,
}

/// `POST /devices/{id}/undo`
///
/// # Errors
/// When the form is not ours or the correction is gone.
pub async fn undo(
    Path(id): Path<String>,
    visit: Visit,
    Form(form): Form<Undo>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let correction = CorrectionId::parse(&form.correction).ok_or(WebError::NotFound("correction"))?;
    visit.site.undo_correction(&visit.org, &correction).await?;
    let id = DeviceId::parse(&id).ok_or(WebError::NotFound("device"))?;
    Ok(forms::back(&format!("/devices/{id}#correct"), "/devices"))
}
