//! What persons say about devices and a product: it is, it is not, or what was said is taken back.

use app::product_links::Linking;
use axum::{Form, extract::Path, response::Redirect};
use domain::{
    ids::{DeviceId, VersionId},
    products::{LinkStanding, Product},
};
use serde::Deserialize;

use super::words;
use crate::{error::WebError, forms, visit::Visit};

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Said {
    token: String,
    /// Id, IP or MAC address of a device; `all`: every device that is suggested.
    device: String,
    /// `accept`, `reject` or `undo`.
    say: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    back: String,
}

/// `POST /products/{id}/links`
///
/// # Errors
/// When the form is not ours, or names a device that is not there.
pub async fn say(Path(id): Path<String>, visit: Visit, Form(form): Form<Said>) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let product = words::find(&visit, &id)?;
    let node = visit.site.node()?;
    let devices = devices(&visit, product, &form.device)?;
    let first = devices.first().ok_or(WebError::refused("link-no-device"))?;
    if form.say == "undo" {
        node.unlink_device(&visit.org, first, &product.id).await?;
    } else {
        let linking = |device: &DeviceId| Linking {
            device: device.clone(),
            product: product.id.clone(),
            accepted: form.say == "accept",
            version: VersionId::parse(&form.version),
            reason: form.reason.clone(),
        };
        let linkings: Vec<Linking> = devices.iter().map(linking).collect();
        node.link_devices(&visit.org, &linkings, visit.caller.name()).await?;
    }
    Ok(forms::back(&form.back, &format!("/products/{id}#devices")))
}

fn devices(visit: &Visit, product: &Product, named: &str) -> Result<Vec<DeviceId>, WebError> {
    if named == "all" {
        let suggested = words::links(visit, product).filter(|l| l.standing == LinkStanding::Suggested);
        return Ok(suggested.map(|link| link.device.clone()).collect());
    }
    match visit.view.snapshot.picture.named(named).as_slice() {
        [] => Err(WebError::refused("link-no-device")),
        [device] => Ok(vec![device.id.clone()]),
        _ => Err(WebError::refused("link-several-devices")),
    }
}
