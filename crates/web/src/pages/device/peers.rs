//! 通信の相手: the heaviest peers as a picture, all of them as a table.

use domain::devices::{Device, Peer};
use maud::{Markup, html};

use crate::{
    badge_words,
    parts::{
        names,
        numbers::{ago, bytes, number},
    },
    t,
    view::Entry,
    visit::Visit,
};

const SHOWN: usize = 4;
const BOX: (u32, u32) = (203, 52);

/// The card.
#[must_use]
pub fn card(visit: &Visit, device: &Device, entry: &Entry) -> Markup {
    let lang = visit.lang;
    let mut peers: Vec<_> = device.peers.iter().collect();
    peers.sort_by_key(|peer| {
        (!peer.outside, std::cmp::Reverse(peer.sent_bytes + peer.received_bytes), peer.port, peer.ip)
    });
    html! {
        section.card #peers {
            header { h2 { (t!(lang, "device-peers")) } a href={ "/map?device=" (device.id) } { (t!(lang, "device-on-map")) } }
            @if peers.is_empty() { p.quiet { (t!(lang, "device-no-peers")) } }
            @else {
                (picture(visit, entry, &peers))
                details.more {
                    summary { (t!(lang, "device-all-peers", n = peers.len())) }
                    (table(visit, &peers))
                }
            }
        }
    }
}

/// Who calls stands left, whom it calls right; the outside is red and dashed.
fn picture(visit: &Visit, entry: &Entry, peers: &[&Peer]) -> Markup {
    let lang = visit.lang;
    let right: Vec<_> = peers.iter().filter(|peer| peer.as_client).take(SHOWN).collect();
    let left: Vec<_> = peers.iter().filter(|peer| !peer.as_client).take(SHOWN).collect();
    let rows = right.len().max(left.len()).max(1) as u32;
    let height = rows * 58 + 8;
    let middle = height / 2;
    let label =
        t!(lang, "device-peers-label", n = peers.len(), outside = peers.iter().filter(|p| p.outside).count());
    let (from, width) = if left.is_empty() { (270, 410) } else { (0, 680) };
    html! {
        div.scroll tabindex="0" role="region" aria-label=(t!(lang, "device-peers")) {
            svg.chart.peers data-half[left.is_empty()] viewBox={ (from) " 0 " (width) " " (height) } role="img" aria-label=(label) {
                defs {
                    marker #arrow viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto" markerUnits="userSpaceOnUse" {
                        path d="M0 0 8 4 0 8z" {}
                    }
                }
                @for (at, peer) in right.iter().enumerate() {
                    @let y = row_y(at as u32, right.len() as u32, height);
                    path.wire data-outside[peer.outside] marker-end="url(#arrow)" d={ "M399 " (middle) "H436V" (y) "H474" } {}
                    (peer_box(visit, peer, 476, y))
                }
                @for (at, peer) in left.iter().enumerate() {
                    @let y = row_y(at as u32, left.len() as u32, height);
                    path.wire data-outside[peer.outside] marker-end="url(#arrow)" d={ "M204 " (y) "H242V" (middle) "H279" } {}
                    (peer_box(visit, peer, 1, y))
                }
                rect.this x="281" y=(middle - 32) width="118" height="64" rx="6" {}
                g.this-icon { use href={ "/assets/icons.svg#i-" (entry.icon) } x="330" y=(middle - 24) width="20" height="20" {} }
                text data-on="solid" x="340" y=(middle + 18) text-anchor="middle" { (short(&entry.name(lang), 9)) }
            }
        }
    }
}

fn row_y(at: u32, of: u32, height: u32) -> u32 {
    let used = of * 58;
    (height.saturating_sub(used)) / 2 + at * 58 + 29
}

fn peer_box(visit: &Visit, peer: &Peer, x: u32, y: u32) -> Markup {
    let lang = visit.lang;
    let name = match &peer.device {
        Some(id) => names::plain(lang, &visit.view, id),
        None => peer.ip.map(|ip| ip.to_string()).unwrap_or_default(),
    };
    let what = badge_words::protocol(lang, peer.protocol.as_deref().unwrap_or("unknown"));
    let amount = bytes(peer.sent_bytes + peer.received_bytes);
    let drawing = peer
        .device
        .as_ref()
        .and_then(|id| visit.view.device(id))
        .map_or(if peer.outside { "internet" } else { "unknown" }, |(_, entry)| entry.icon);
    html! {
        rect.peer data-outside[peer.outside] x=(x) y=(y - BOX.1 / 2) width=(BOX.0) height=(BOX.1) rx="4" {}
        use href={ "/assets/icons.svg#i-" (drawing) } x=(x + 12) y=(y - 10) width="20" height="20" {}
        text data-strong x=(x + 42) y=(y - 4) { (short(&name, 12)) }
        text x=(x + 42) y=(y + 15) { (what) "・" (amount) }
    }
}

fn table(visit: &Visit, peers: &[&Peer]) -> Markup {
    let lang = visit.lang;
    html! {
        div.scroll tabindex="0" role="region" aria-label=(t!(lang, "device-peers")) {
            table {
                thead { tr {
                    th { (t!(lang, "peer-who")) } th { (t!(lang, "peer-direction")) } th { (t!(lang, "peer-what")) }
                    th data-num { (t!(lang, "peer-amount")) } th { (t!(lang, "peer-last")) }
                } }
                tbody { @for peer in peers.iter().take(200) {
                    tr {
                        td {
                            @match &peer.device {
                                Some(id) => (names::link(lang, &visit.view, id)),
                                None => code { (peer.ip.map(|ip| ip.to_string()).unwrap_or_default()) },
                            }
                            @if peer.outside { " " (crate::parts::badge::badge(domain::alerts::Status::Warn, &t!(lang, "outside"))) }
                        }
                        td { (t!(lang, if peer.as_client { "peer-out" } else { "peer-in" })) }
                        td { code { (peer.transport.label()) "/" (peer.port) } " " (badge_words::protocol(lang, peer.protocol.as_deref().unwrap_or("unknown"))) }
                        td data-num { (bytes(peer.sent_bytes + peer.received_bytes)) small { (t!(lang, "times", n = number(peer.connections))) } }
                        td { (ago(lang, visit.view.snapshot.taken, peer.seen.last)) }
                    }
                } }
            }
        }
    }
}

/// Cut to so many full-width characters; half-width ones count six tenths.
#[must_use]
pub fn short(text: &str, wide: usize) -> String {
    let mut room = wide * 10;
    let mut out = String::new();
    for c in text.chars() {
        let width = if c.is_ascii() { 6 } else { 10 };
        let last = out.len() + c.len_utf8() == text.len();
        if room < width + if last { 0 } else { 8 } {
            out.push('…');
            return out;
        }
        room -= width;
        out.push(c);
    }
    out
}
