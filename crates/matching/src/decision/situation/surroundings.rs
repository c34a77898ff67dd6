//! A picture arranged for questions about one device: who its peers are, which zone it is in, which lines end at it.

use domain::{
    devices::{Device, Peer},
    ids::{DeviceId, ZoneId},
    picture::Picture,
    remote_lines::RemoteLine,
    zones::Zone,
};
use hashbrown::HashMap;

/// A picture with its devices, zones and lines by id.
#[derive(Debug)]
pub struct Surroundings<'p> {
    devices: HashMap<&'p DeviceId, &'p Device>,
    zones: HashMap<&'p ZoneId, &'p Zone>,
    lines: HashMap<&'p DeviceId, Vec<&'p RemoteLine>>,
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
            devices: picture.devices.iter().map(|device| (&device.id, device)).collect(),
            zones: picture.zones.iter().map(|zone| (&zone.id, zone)).collect(),
            lines,
        }
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
