//! From where can the device be reached? Read from the observed network, worst first. What was not watched long enough or could not be
//! seen is unknown, never small.

use domain::counted::counted;
use domain::{
    certainty::Certainty,
    devices::Device,
    remote_lines::{LineDirection, RemoteLine},
    zones::Visibility,
};

use super::{Answer, Exposure, Surroundings};
use crate::decision::words::Both;

/// Microseconds of watching from which on "nobody else" can be said: a day, so that night and day shifts are in it.
pub const ENOUGH: i64 = 24 * 3_600 * 1_000_000;

/// Lines that only report: nobody works on the device through them.
const REPORTING: &[&str] = &["cloud_telemetry", "outbound_tls"];

/// The exposure of a device with its reasons. `enough` is how long a device must have been watched ([`ENOUGH`]).
#[must_use]
pub fn exposure(device: &Device, around: &Surroundings<'_>, enough: i64) -> Answer<Exposure> {
    let open = open(device, around);
    if !open.is_empty() {
        return answer(Exposure::Open, Certainty::Certain, open);
    }
    if around.watched(device) < enough {
        return Answer::unknown(Both::new(
            "まだ1日以上の通信を見ていません。",
            "The device has not been watched for a day yet.",
        ));
    }
    let visibility = around.zone(device).map(|zone| zone.visibility);
    let sees_inside = match visibility {
        Some(Visibility::Full | Visibility::OneWay) => true,
        Some(Visibility::EdgeOnly) => false,
        Some(Visibility::BroadcastOnly | Visibility::NotSeen) | None => {
            return Answer::unknown(Both::new(
                "この区画の通信がセンサーに届いていません。",
                "The sensor does not see the traffic of its zone.",
            ));
        }
    };
    let mut controlled = controlled(device, around);
    if controlled.is_empty() && !sees_inside {
        controlled.push(Both::new(
            "区画の出入口の通信だけを見ており、院外との通信はありません。",
            "Only the edge of its zone is seen; it does not speak with anybody outside.",
        ));
    }
    if !controlled.is_empty() {
        return answer(Exposure::Controlled, Certainty::Likely, controlled);
    }
    let because =
        Both::new("同じ区画の機器とだけ通信しています。", "It speaks only with devices of its own zone.");
    answer(Exposure::Small, Certainty::Likely, vec![because])
}

fn answer(value: Exposure, certainty: Certainty, because: Vec<Both>) -> Answer<Exposure> {
    Answer { value: Some(value), certainty, because, to_confirm: false }
}

/// Somebody outside comes in, or works on it by a line.
fn open(device: &Device, around: &Surroundings<'_>) -> Vec<Both> {
    let mut because = Vec::new();
    let callers = device.peers.iter().filter(|peer| peer.outside && !peer.as_client).count();
    if callers > 0 {
        because.push(Both::new(
            format!("院外の{callers}か所から通信を受けています。"),
            format!("It is spoken to from {} outside the hospital.", counted(callers, "place", "places")),
        ));
    }
    for line in around.lines(&device.id).iter().filter(|line| works_on_it(line)) {
        let name = line.service.as_deref().unwrap_or(&line.method);
        because.push(Both::new(
            format!("遠隔保守回線（{name}）で院外とつながっています。"),
            format!("A remote line ({name}) connects it with somebody outside."),
        ));
    }
    because.dedup();
    because
}

fn works_on_it(line: &RemoteLine) -> bool {
    let outside = line.peer.outside || line.direction == LineDirection::Inbound;
    outside && !REPORTING.contains(&line.method.as_str())
}

/// Somebody of another zone, a stranger in its own, or a conversation that goes out.
fn controlled(device: &Device, around: &Surroundings<'_>) -> Vec<Both> {
    let mut because = Vec::new();
    let out = device.peers.iter().filter(|peer| peer.outside && peer.as_client).count();
    if out > 0 {
        because.push(Both::new(
            format!("院外の{out}か所へ自分から通信しています。"),
            format!("It speaks to {} outside of its own accord.", counted(out, "place", "places")),
        ));
    }
    let inside = device.peers.iter().filter(|peer| !peer.outside);
    let elsewhere = inside
        .filter(|peer| around.peer(peer).is_none_or(|other| other.zone != device.zone))
        .filter(|peer| peer.ip.is_none_or(|ip| !ip.is_multicast()))
        .count();
    if elsewhere > 0 {
        because.push(Both::new(
            format!("ほかの区画、または正体の分からない相手との通信が{elsewhere}件あります。"),
            format!(
                "{} with other zones or with peers that nobody knows.",
                counted(elsewhere, "conversation is", "conversations are")
            ),
        ));
    }
    if around.lines(&device.id).iter().any(|line| line.direction == LineDirection::Inside) {
        because.push(Both::new(
            "院内から保守用の接続を受けています。",
            "It is maintained over the network from inside.",
        ));
    }
    if around.neighbours(device).any(|other| other.randomised_mac) {
        because.push(Both::new(
            "同じ区画に、入れ替わる端末（スマートフォンなど）がいます。",
            "Devices that come and go, such as telephones, are in its zone.",
        ));
    }
    because
}

#[cfg(test)]
mod tests {
    use domain::{observations::CaptureSummary, picture::Picture, time::Span};

    use super::*;
    use crate::decision::testing::{device, line, peer, watched_for_a_week, week, zone};

    fn picture(visibility: Visibility, change: impl Fn(&mut Device)) -> Picture {
        let (mut pump, mut server) = (device("pump", "10.0.1.5"), device("server", "10.0.1.9"));
        let mut zone = zone("icu", &pump, visibility);
        zone.devices.push(server.id.clone());
        pump.zone = Some(zone.id.clone());
        server.zone = Some(zone.id.clone());
        pump.peers = vec![peer(Some("server"), "10.0.1.9", 443, true)];
        change(&mut pump);
        let summaries = vec![watched_for_a_week()];
        Picture { devices: vec![pump, server], zones: vec![zone], summaries, ..Picture::default() }
    }

    fn of(picture: &Picture) -> Option<Exposure> {
        exposure(picture.devices.first().unwrap(), &Surroundings::of(picture), ENOUGH).value
    }

    #[test]
    fn worst_first_and_what_is_not_seen_is_unknown() {
        let plain = |_: &mut Device| {};
        assert_eq!(of(&picture(Visibility::Full, plain)), Some(Exposure::Small));
        assert_eq!(of(&picture(Visibility::EdgeOnly, plain)), Some(Exposure::Controlled));
        for visibility in [Visibility::BroadcastOnly, Visibility::NotSeen] {
            assert_eq!(of(&picture(visibility, plain)), None);
        }
        let short = |device: &mut Device| device.seen.last = device.seen.first;
        assert_eq!(of(&picture(Visibility::Full, short)), None);
        // Seen on two days a week apart, recorded for a few minutes each.
        let mut samples = picture(Visibility::Full, plain);
        let (first, last) = (Span::at(week().first), Span::at(week().last));
        samples.summaries =
            [first, last].map(|seen| CaptureSummary { seen: Some(seen), ..watched_for_a_week() }).into();
        assert_eq!(of(&samples), None);
        let stranger = |device: &mut Device| device.peers.push(peer(None, "10.0.9.9", 22, false));
        assert_eq!(of(&picture(Visibility::Full, stranger)), Some(Exposure::Controlled));
        let multicast = |device: &mut Device| device.peers.push(peer(None, "224.0.0.251", 5353, true));
        assert_eq!(of(&picture(Visibility::Full, multicast)), Some(Exposure::Small));
        let calls_out = |device: &mut Device| {
            device.peers.push(peer(None, "203.0.113.9", 443, true));
            device.peers.last_mut().unwrap().outside = true;
        };
        assert_eq!(of(&picture(Visibility::Full, calls_out)), Some(Exposure::Controlled));
        let called = |device: &mut Device| {
            device.peers.push(peer(None, "203.0.113.9", 22, false));
            device.peers.last_mut().unwrap().outside = true;
            device.seen.last = device.seen.first;
        };
        assert_eq!(of(&picture(Visibility::NotSeen, called)), Some(Exposure::Open));
    }

    #[test]
    fn lines_through_which_somebody_works_are_open_and_reports_are_not() {
        for (method, expected) in
            [("teamviewer", Exposure::Open), ("ipsec", Exposure::Open), ("cloud_telemetry", Exposure::Small)]
        {
            let mut picture = picture(Visibility::Full, |_| {});
            picture.remote_lines.push(line("pump", method));
            assert_eq!(of(&picture), Some(expected), "{method}");
        }
    }
}
