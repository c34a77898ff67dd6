//! A picture arranged for questions about one device: who its peers are, which zone it is in, which lines end at it.

use std::collections::BTreeMap;

use domain::{
    devices::{Device, Peer},
    ids::{DeviceId, ZoneId},
    picture::Picture,
    remote_lines::RemoteLine,
    time::{Span, joined},
    zones::Zone,
};
use hashbrown::HashMap;

/// A picture with its devices, zones and lines by id.
#[derive(Debug)]
pub struct Surroundings<'p> {
    devices: BTreeMap<&'p DeviceId, &'p Device>,
    zones: HashMap<&'p ZoneId, &'p Zone>,
    lines: HashMap<&'p DeviceId, Vec<&'p RemoteLine>>,
    /// When somebody watched: in order of time, apart from one another.
    watched: Vec<Span>,
}

impl<'p> Surroundings<'p> {
    /// Arranges a picture.
    #[must_use]
    pub fn of(picture: &'p Picture) -> Self {
        let mut lines: HashMap<&DeviceId, Vec<&RemoteLine>> = HashMap::new();
        for line in &picture.remote_lines {
            lines.entry(&line.device).or_default().push(line);
        }
        Self {
            devices: picture.by_id(),
            zones: picture.zones.iter().map(|zone| (&zone.id, zone)).collect(),
            lines,
            watched: joined(picture.summaries.iter().filter_map(|summary| summary.seen), 0),
        }
    }

    /// Microseconds during which packets were recorded while a device was there. Two captures of ten minutes with a day between them are twenty
    /// minutes, also when another mirror, which does not see the device, recorded all the time.
    #[must_use]
    pub fn watched(&self, device: &Device) -> i64 {
        let times = if device.times.is_empty() { std::slice::from_ref(&device.seen) } else { &device.times };
        let both =
            |(own, there): (&Span, &Span)| own.last.min(there.last).since(own.first.max(there.first)).max(0);
        times.iter().flat_map(|there| self.watched.iter().map(move |own| (own, there))).map(both).sum()
    }

    /// A device by id.
    #[must_use]
    pub fn device(&self, id: &DeviceId) -> Option<&'p Device> {
        self.devices.get(id).copied()
    }

    /// The device behind a peer, when it is one of the hospital's.
    #[must_use]
    pub fn peer(&self, peer: &Peer) -> Option<&'p Device> {
        self.device(peer.device.as_ref()?)
    }

    /// The zone of a device.
    #[must_use]
    pub fn zone(&self, device: &Device) -> Option<&'p Zone> {
        self.zones.get(device.zone.as_ref()?).copied()
    }

    /// Remote lines that end at a device.
    #[must_use]
    pub fn lines(&self, device: &DeviceId) -> &[&'p RemoteLine] {
        self.lines.get(device).map(Vec::as_slice).unwrap_or_default()
    }

    /// Devices of the same zone, without itself.
    pub fn neighbours<'s>(&'s self, device: &'s Device) -> impl Iterator<Item = &'p Device> + 's {
        let ids = self.zone(device).map(|zone| zone.devices.as_slice()).unwrap_or_default();
        ids.iter().filter(|id| **id != device.id).filter_map(|id| self.device(id))
    }
}

#[cfg(test)]
mod tests {
    use domain::{observations::CaptureSummary, time::Timestamp};

    use super::*;

    #[test]
    fn only_recorded_time_was_watched() {
        let span = |first, last| Span { first: Timestamp(first), last: Timestamp(last) };
        let recorded =
            |first, last| CaptureSummary { seen: Some(span(first, last)), ..CaptureSummary::default() };
        let summaries = vec![recorded(50, 60), recorded(0, 10), recorded(5, 12), CaptureSummary::default()];
        let picture = Picture { summaries, ..Picture::default() };
        let around = Surroundings::of(&picture);
        let mut device = crate::decision::testing::device("1", "10.0.0.1");
        for (times, recorded) in [
            (vec![span(0, 100)], 22),
            (vec![span(8, 55)], 9),
            (vec![span(20, 40)], 0),
            (vec![span(60, 60)], 0),
            (vec![span(0, 1), span(8, 9), span(59, 70)], 3),
        ] {
            device.seen = span(0, 100);
            device.times = times;
            assert_eq!(around.watched(&device), recorded, "{:?}", device.times);
        }
        device.times.clear();
        assert_eq!(around.watched(&device), 22, "there all the time");
    }
}
