//! Beside the facts: do-not-connect, ports, remote lines, what happened.

use domain::{alerts::Status, devices::Device};
use maud::{Markup, html};

use crate::{
    badge_words,
    findings::Told,
    parts::{
        badge, evidence, icon,
        numbers::{ago, moment},
    },
    t,
    view::Entry,
    visit::Visit,
};

/// つながないでください, with the reason and the label to print.
#[must_use]
pub fn stop(visit: &Visit, device: &Device, entry: &Entry) -> Markup {
    let lang = visit.lang;
    if !entry.standing.do_not_connect {
        return html! {};
    }
    html! {
        section.stop-label aria-label=(t!(lang, "do-not-connect")) {
            (icon("stop"))
            h3 { (t!(lang, "stop-title")) }
            p {
                (reason(visit, entry))
                br;
                a.noprint href={ "/devices/" (device.id) "/label" } { (t!(lang, "stop-print")) }
            }
        }
    }
}

/// Why it must not be connected.
#[must_use]
pub fn reason(visit: &Visit, entry: &Entry) -> String {
    let lang = visit.lang;
    let snapshot = &visit.view.snapshot;
    let alert = entry
        .standing
        .alerts
        .iter()
        .filter_map(|at| snapshot.alerts.get(*at))
        .find(|alert| alert.finding.do_not_connect);
    if let Some(alert) = alert {
        let told = Told::new(lang, &visit.view, &alert.finding);
        return t!(lang, "stop-because", reason = told.say("title"));
    }
    let judged = entry
        .standing
        .judgements
        .iter()
        .filter_map(|at| snapshot.judgements.get(*at))
        .find(|judged| judged.judgement.do_not_connect);
    judged.map_or_else(
        || t!(lang, "stop-until").into_owned(),
        |judged| t!(lang, "stop-advisory", id = judged.judgement.advisory.clone()),
    )
}

/// 開いている受け口: ports that really answered.
#[must_use]
pub fn ports(visit: &Visit, device: &Device) -> Markup {
    let lang = visit.lang;
    let mut services: Vec<_> = device.services.iter().collect();
    services.sort_by_key(|service| (service.transport, service.port));
    html! {
        section.card #ports {
            header { h2 { (t!(lang, "device-ports")) } a href="/help#port" { (t!(lang, "explain")) } }
            @if services.is_empty() { p.quiet { (t!(lang, "device-no-ports")) } }
            @else {
                table {
                    thead { tr { th { (t!(lang, "port-number")) } th { (t!(lang, "port-seen")) } th { (t!(lang, "fact-evidence")) } } }
                    tbody { @for service in services.iter().take(60) {
                        tr {
                            td {
                                code { (service.transport.label()) "/" (service.port) } " "
                                @match &service.protocol {
                                    Some(protocol) => (badge_words::protocol(lang, protocol)),
                                    None => span.missing { (t!(lang, "protocol-unknown")) },
                                }
                                small { (t!(lang, "port-clients", n = service.clients)) }
                            }
                            td { (ago(lang, visit.view.snapshot.taken, service.seen.last)) }
                            td { (evidence::details_of(lang, std::slice::from_ref(&service.evidence), &[])) }
                        }
                    } }
                }
            }
            footer { (t!(lang, "device-ports-note")) }
        }
    }
}

/// Remote maintenance lines that end here.
#[must_use]
pub fn lines(visit: &Visit, entry: &Entry) -> Markup {
    let lang = visit.lang;
    if entry.standing.lines.is_empty() {
        return html! {};
    }
    let lines =
        entry.standing.lines.iter().filter_map(|at| visit.view.snapshot.picture.remote_lines.get(*at));
    html! {
        section.card #lines {
            header { h2 { (t!(lang, "device-lines")) } a href="/remote-lines" { (t!(lang, "show-all")) } }
            ul.rows { @for line in lines {
                li {
                    (icon("remote"))
                    div {
                        a href={ "/remote-lines/" (line.id) } { (badge_words::protocol(lang, line.service.as_deref().unwrap_or(&line.method))) }
                        small { (line.peer.label()) "・" (ago(lang, visit.view.snapshot.taken, line.seen.last)) }
                    }
                    (declared(visit, line.declared))
                }
            } }
        }
    }
}

/// Declared, not declared, or nothing to compare with.
#[must_use]
pub fn declared(visit: &Visit, declared: Option<bool>) -> Markup {
    let (status, key) = match declared {
        Some(true) => (Status::Ok, "line-declared"),
        Some(false) => (Status::Danger, "line-undeclared"),
        None => (Status::Unknown, "line-unknown"),
    };
    badge::badge(status, &visit.lang.t(key))
}

/// できごと, newest first: alerts, addresses, corrections.
#[must_use]
pub fn history(visit: &Visit, device: &Device, entry: &Entry) -> Markup {
    let lang = visit.lang;
    let now = visit.view.snapshot.taken;
    let mut events: Vec<(domain::time::Timestamp, bool, Markup)> = Vec::new();
    for alert in entry.standing.alerts.iter().filter_map(|at| visit.view.snapshot.alerts.get(*at)) {
        let told = Told::new(lang, &visit.view, &alert.finding);
        let text = html! { a href={ "/alerts/" (alert.id) } { (told.say("title")) } };
        events.push((alert.opened, alert.finding.status == Status::Danger, text));
    }
    for period in &device.history {
        let address = period.ip.map(|ip| ip.to_string()).or_else(|| period.mac.map(|mac| mac.to_string()));
        let text =
            t!(lang, "history-address", address = address.unwrap_or_default(), vlan = i64::from(period.vlan));
        events.push((period.seen.first, false, html! { (text) }));
    }
    for correction in corrections(visit, device) {
        let attribute = lang.t(&format!("attribute-{}", correction.attribute.as_str())).into_owned();
        let value = correction.value.clone().unwrap_or_else(|| lang.t("unknown-short").into_owned());
        events.push((
            correction.at,
            false,
            html! { (t!(lang, "history-corrected", attribute = attribute, value = value)) },
        ));
    }
    events.push((device.seen.first, false, html! { (t!(lang, "history-first-seen")) }));
    events.sort_by_key(|(time, ..)| std::cmp::Reverse(*time));
    html! {
        section.card #history {
            header { h2 { (t!(lang, "device-history")) } span.quiet { (t!(lang, "history-last-seen", when = ago(lang, now, device.seen.last))) } }
            ol.timeline { @for (time, danger, text) in events.iter().take(30) {
                li data-status=[danger.then_some("danger")] { time { (moment(lang, now, *time)) } (text) }
            } }
        }
    }
}

/// What persons said about this device.
pub fn corrections<'v>(
    visit: &'v Visit,
    device: &'v Device,
) -> impl Iterator<Item = &'v domain::corrections::Correction> {
    use domain::corrections::CorrectionSubject;
    visit.view.snapshot.corrections.iter().filter(|correction| match &correction.subject {
        CorrectionSubject::Mac(mac) => device.macs.contains(mac),
        CorrectionSubject::Ip(ip) => device.ips.contains(ip),
    })
}
