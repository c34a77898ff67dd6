//! つながないでください: the A5 label for the device itself (D8).

use axum::{extract::Path, response::Response};
use domain::ids::DeviceId;
use maud::html;

use crate::{
    error::WebError,
    page::{Nav, Page},
    parts::{icon, numbers::full_date},
    t,
    view::make,
    visit::Visit,
};

/// `GET /devices/{id}/label`
///
/// # Errors
/// When there is no such device.
pub async fn show(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let id = DeviceId::parse(&id).ok_or(WebError::NotFound("device"))?;
    let (device, entry) = visit.view.device(&id).ok_or(WebError::NotFound("device"))?;
    let body = html! {
        p.actions.noprint {
            a.button href={ "/devices/" (device.id) } { (t!(lang, "back")) }
            a.button data-kind="primary" href={ "/devices/" (device.id) "/label.pdf" } { (icon("printer")) (t!(lang, "print-a5")) }
        }
        article.label-sheet {
            header { (icon("stop")) div { h1 { (t!(lang, "stop-title")) } p lang="en" { "Do not connect" } } }
            p.big { (entry.name(lang)) }
            dl.label-facts {
                dt { (t!(lang, "label-make")) } dd { (make(lang, device)) }
                dt { (t!(lang, "label-address")) } dd {
                    code { @for (at, ip) in device.ips.iter().enumerate() { @if at > 0 { ", " } (ip) } } " "
                    code { @for (at, mac) in device.macs.iter().enumerate() { @if at > 0 { ", " } (mac) } }
                }
                @if let Some(place) = &entry.place { dt { (t!(lang, "column-place")) } dd { (place) } }
                dt { (t!(lang, "label-reason")) } dd { (super::side::reason(&visit, entry)) }
                dt { (t!(lang, "label-ask")) } dd.blank { }
            }
            p.care { (t!(lang, "label-care")) }
            footer { (visit.view.snapshot.org_name) "　" (full_date(lang, visit.view.snapshot.taken)) "　" (t!(lang, "product")) }
        }
    };
    let title = t!(lang, "device-label").into_owned();
    Ok(Page::new(Nav::Devices, title, body).bare().answer(&visit))
}
