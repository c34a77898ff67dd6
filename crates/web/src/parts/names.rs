//! A device by name, with its drawing and a link, wherever it is mentioned.

use domain::{devices::Device, ids::DeviceId};
use maud::{Markup, html};

use super::icon;
use crate::{
    locale::Lang,
    t,
    view::{Entry, View, what},
};

/// The device as a row's title: drawing, name, maker and model; `接続禁止` when it must not be connected.
#[must_use]
pub fn title(lang: Lang, device: &Device, entry: &Entry) -> Markup {
    html! {
        a.name href={ "/devices/" (device.id) } {
            (icon(entry.icon))
            b { (entry.name(lang)) @if entry.standing.do_not_connect { " " (stop(lang)) } }
            small { (what(lang, device, entry)) }
        }
    }
}

/// The mark of a device that must not be connected (D8).
#[must_use]
pub fn stop(lang: Lang) -> Markup {
    html! { span.badge.stop data-status="danger" { (icon("stop")) (t!(lang, "do-not-connect")) } }
}

/// A link with the device's name, or its id when it is gone.
#[must_use]
pub fn link(lang: Lang, view: &View, id: &DeviceId) -> Markup {
    match view.device(id) {
        Some((_, entry)) => html! {
            a href={ "/devices/" (id) } { (entry.name(lang)) }
            @if entry.standing.do_not_connect { " " (stop(lang)) }
        },
        None => html! { code { (id) } },
    }
}

/// The name alone.
#[must_use]
pub fn plain(lang: Lang, view: &View, id: &DeviceId) -> String {
    view.device(id).map_or_else(|| id.to_string(), |(_, entry)| entry.name(lang))
}
