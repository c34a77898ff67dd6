//! What the forms of the device page send.

use axum::{Form, extract::Path, response::Redirect};
use domain::{
    facts::Attribute,
    ids::{CorrectionId, DeviceId},
};
use knowledge::kinds::Kinds;
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
    let value = understood(attribute, &form.value, &visit.view.snapshot.kinds);
    visit.site.correct(&visit.org, &id, attribute, &value, &visit.caller, &reason).await?;
    Ok(forms::back(&format!("/devices/{id}#correct"), "/devices"))
}

/// What is kept for what a person wrote: the id of a kind that is named, `true` or `false` for yes or no.
fn understood(attribute: Attribute, written: &str, kinds: &Kinds) -> String {
    let word = written.trim();
    let said = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    match attribute {
        Attribute::Kind => kinds
            .iter()
            .find(|kind| said(&[&kind.id, &kind.name_ja, &kind.name_en]))
            .map_or_else(|| word.to_owned(), |kind| kind.id.clone()),
        Attribute::IsMedical if said(&["はい", "医療機器", "yes", "true"]) => "true".to_owned(),
        Attribute::IsMedical if said(&["いいえ", "医療機器ではない", "no", "false"]) => {
            "false".to_owned()
        }
        _ => word.to_owned(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_persons_write_is_understood() {
        let kinds = &knowledge::Knowledge::built_in().kinds;
        let pump = kinds.iter().next().unwrap();
        for (attribute, written, kept) in [
            (Attribute::Kind, pump.name_ja.as_str(), pump.id.as_str()),
            (Attribute::Kind, pump.name_en.as_str(), pump.id.as_str()),
            (Attribute::Kind, "something else", "something else"),
            (Attribute::IsMedical, "はい", "true"),
            (Attribute::IsMedical, "No", "false"),
            (Attribute::Model, " はい ", "はい"),
        ] {
            assert_eq!(understood(attribute, written, kinds), kept, "{attribute:?} {written}");
        }
    }

    #[test]
    fn what_the_page_offers_can_be_corrected() {
        for attribute in CORRECTABLE {
            assert!(app::corrections::CORRECTABLE.contains(&attribute), "{attribute:?}");
        }
    }
}
