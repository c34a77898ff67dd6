//! A compensating control as a table for Excel and CSV, and as a text that can be sent to whoever looks after the network.

use app::{
    limits::{Control, Permit, Side},
    workbook::Cell,
};
use domain::{civil::Civil, flows::Transport, time::Timestamp};

use crate::{locale::Lang, pages::vulnerabilities::week::say, t};

const HEADS: [&str; 9] = [
    "limit-direction",
    "limit-peer",
    "limit-address",
    "limit-port",
    "limit-protocol",
    "limit-count",
    "limit-first",
    "limit-last",
    "limit-check",
];

/// Headings of the table.
#[must_use]
pub fn heads(lang: Lang) -> Vec<String> {
    HEADS.iter().map(|key| lang.t(key).into_owned()).collect()
}

/// Rows of the table, in the order of the control.
#[must_use]
pub fn rows(lang: Lang, control: &Control) -> Vec<Vec<Cell>> {
    control.permits.iter().map(|permit| row(lang, control, permit)).collect()
}

fn row(lang: Lang, control: &Control, permit: &Permit) -> Vec<Cell> {
    let peer = control.peer(permit);
    vec![
        Cell::from(direction(lang, control, permit)),
        Cell::from(peer.name.clone()),
        Cell::from(address(peer)),
        Cell::from(place(permit)),
        Cell::from(permit.protocol.clone().unwrap_or_default()),
        Cell::Number(permit.connections as f64),
        Cell::from(moment(permit.first_seen)),
        Cell::from(moment(permit.last_seen)),
        Cell::from(check(lang, permit)),
    ]
}

/// Who opens the conversation.
#[must_use]
pub fn direction(lang: Lang, control: &Control, permit: &Permit) -> String {
    lang.t(if control.opens(permit) { "limit-out" } else { "limit-in" }).into_owned()
}

/// The address of a side; empty when it has none.
#[must_use]
pub fn address(side: &Side) -> String {
    side.ip.map(|ip| ip.to_string()).unwrap_or_default()
}

/// Transport and port of the side that serves.
#[must_use]
pub fn place(permit: &Permit) -> String {
    match permit.transport {
        Transport::Ip(_) => permit.transport.label(),
        transport => format!("{}/{}", transport.label().to_uppercase(), permit.port),
    }
}

/// What has to be found out before it is allowed; empty when nothing.
#[must_use]
pub fn check(lang: Lang, permit: &Permit) -> String {
    match (permit.outside, permit.stranger) {
        (true, _) => lang.t("limit-check-outside").into_owned(),
        (false, true) => lang.t("limit-check-stranger").into_owned(),
        (false, false) => String::new(),
    }
}

/// How long it was watched, in words.
#[must_use]
pub fn watched(lang: Lang, control: &Control) -> String {
    t!(
        lang,
        "limit-watched",
        from = moment(control.watched.first),
        to = moment(control.watched.last),
        long = crate::parts::numbers::duration(lang, control.recorded)
    )
}

fn moment(time: Timestamp) -> String {
    let civil = Civil::at(time, domain::civil::JST);
    format!("{} {}:{:02}", civil.date(), civil.hour, civil.minute)
}

/// The text for whoever looks after the network: what is asked, the table, what is not known, drafts for equipment.
#[must_use]
pub fn request(lang: Lang, control: &Control) -> String {
    let addresses: Vec<String> = control.addresses.iter().map(ToString::to_string).collect();
    let mut text = t!(
        lang,
        "limit-request",
        name = control.device.name.as_str(),
        addresses = addresses.join(", "),
        n = control.permits.len(),
        watched = watched(lang, control)
    );
    text.push_str("\n\n");
    for (number, permit) in (1..).zip(&control.permits) {
        let peer = control.peer(permit);
        let check = check(lang, permit);
        let line = t!(
            lang,
            "limit-request-line",
            number = number,
            direction = direction(lang, control, permit),
            peer = format!("{} {}", peer.name, address(peer)).trim().to_owned(),
            port = place(permit),
            n = permit.connections,
            last = moment(permit.last_seen)
        );
        text.push_str(&line);
        if !check.is_empty() {
            text.push_str(&t!(lang, "limit-request-check", check = check));
        }
        text.push('\n');
    }
    text.push_str(&format!("\n{}\n", t!(lang, "limit-request-remarks")));
    for remark in &control.remarks {
        text.push_str(&format!("- {}\n", say(lang, remark)));
    }
    text.push_str(&format!("\n{}\n", t!(lang, "limit-request-how")));
    text.push_str(&format!("\n----- Cisco IOS -----\n{}", control.as_access_list()));
    text.push_str(&format!("\n----- nftables -----\n{}", control.as_nftables()));
    text
}
