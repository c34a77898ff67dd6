//! Two versions of the map: what came, what went, what moved.

use std::collections::BTreeMap;

use axum::response::Response;
use domain::{devices::Device, ids::DeviceId, picture::Picture};
use maud::{Markup, html};

use crate::{
    diagram::zone_label,
    error::WebError,
    page::{Nav, Page},
    parts::{head, icon, names},
    t,
    visit::Visit,
};

/// What changed between two pictures.
#[derive(Debug, Default, PartialEq)]
pub struct Changes {
    pub came: Vec<DeviceId>,
    pub went: Vec<DeviceId>,
    /// Device, zone before, zone now.
    pub moved: Vec<(DeviceId, String, String)>,
    /// Labels of lines that came and went.
    pub lines_came: Vec<String>,
    pub lines_went: Vec<String>,
}

impl Changes {
    /// Compares two pictures by ids and zones.
    #[must_use]
    pub fn between(before: &Picture, now: &Picture) -> Self {
        let index = |picture: &'_ Picture| -> BTreeMap<DeviceId, String> {
            picture.devices.iter().map(|device| (device.id.clone(), zone_of(picture, device))).collect()
        };
        let (old, new) = (index(before), index(now));
        let lines = |picture: &Picture| -> BTreeMap<String, String> {
            let label =
                |line: &domain::remote_lines::RemoteLine| format!("{} {}", line.method, line.peer.label());
            picture.remote_lines.iter().map(|line| (line.id.to_string(), label(line))).collect()
        };
        let (old_lines, new_lines) = (lines(before), lines(now));
        Self {
            came: new.keys().filter(|id| !old.contains_key(*id)).cloned().collect(),
            went: old.keys().filter(|id| !new.contains_key(*id)).cloned().collect(),
            moved: new
                .iter()
                .filter_map(|(id, zone)| {
                    let was = old.get(id).filter(|was| *was != zone)?;
                    Some((id.clone(), was.clone(), zone.clone()))
                })
                .collect(),
            lines_came: new_lines
                .iter()
                .filter(|(id, _)| !old_lines.contains_key(*id))
                .map(|(_, l)| l.clone())
                .collect(),
            lines_went: old_lines
                .iter()
                .filter(|(id, _)| !new_lines.contains_key(*id))
                .map(|(_, l)| l.clone())
                .collect(),
        }
    }
}

fn zone_of(picture: &Picture, device: &Device) -> String {
    let zone = device.zone.as_ref().and_then(|id| picture.zones.iter().find(|zone| zone.id == *id));
    zone.map(zone_label).unwrap_or_default()
}

/// `GET /map/compare?from=13&to=14`
///
/// # Errors
/// When a version is not kept.
pub async fn show(visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let number = |key: &str| {
        visit.query.get(key).and_then(|n| n.parse::<u32>().ok()).ok_or(WebError::NotFound("version"))
    };
    let (from, to) = (number("from")?, number("to")?);
    let node = visit.site.node()?;
    let before = node.picture_version(&visit.org, from).await?;
    let now = node.picture_version(&visit.org, to).await?;
    let changes = Changes::between(&before, &now);
    let title = t!(lang, "compare-title", from = from, to = to);
    let body = html! {
        (head(Some(html! { a href="/map" { (t!(lang, "map-title")) } }), html! { (title) }, None, None))
        div.stack {
            (list(&visit, "compare-came", &changes.came))
            (list(&visit, "compare-went", &changes.went))
            @if !changes.moved.is_empty() {
                section.card { header { h2 { (t!(lang, "compare-moved")) } } ul.rows { @for (id, was, is) in &changes.moved {
                    li { (icon("arrow")) div { (names::link(lang, &visit.view, id)) small { (was) " → " (is) } } span {} }
                } } }
            }
            (lines(&visit, "compare-lines-came", &changes.lines_came))
            (lines(&visit, "compare-lines-went", &changes.lines_went))
            @if changes == Changes::default() { section.card { p { (t!(lang, "compare-same")) } } }
        }
    };
    Ok(Page::new(Nav::Map, title, body).answer(&visit))
}

fn list(visit: &Visit, key: &str, ids: &[DeviceId]) -> Markup {
    html! {
        @if !ids.is_empty() {
            section.card { header { h2 { (visit.lang.t(key)) } span.quiet { (ids.len()) } } ul.rows { @for id in ids.iter().take(200) {
                li { span {} div { (names::link(visit.lang, &visit.view, id)) } span {} }
            } } }
        }
    }
}

fn lines(visit: &Visit, key: &str, labels: &[String]) -> Markup {
    html! {
        @if !labels.is_empty() {
            section.card { header { h2 { (visit.lang.t(key)) } span.quiet { (labels.len()) } } ul.rows { @for label in labels { li { (icon("remote")) div { (label) } span {} } } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn what_came_went_and_moved_is_told() {
        let before = fixture::hospital(60).picture;
        let mut now = Picture::clone(&before);
        let gone = now.devices.remove(0).id;
        now.devices[0].zone = now.devices[30].zone.clone();
        let lost = now.remote_lines.remove(0);
        let changes = Changes::between(&before, &now);
        assert_eq!((changes.went, changes.came.len(), changes.moved.len()), (vec![gone], 0, 1));
        assert_eq!(changes.lines_went, [format!("{} {}", lost.method, lost.peer.label())]);
        assert_eq!(Changes::between(&before, &before), Changes::default());
    }
}
