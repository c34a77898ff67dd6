//! A week of history: what appears, moves and vanishes after the first picture.

use domain::addresses::MacAddr;

use crate::hospital::{Hospital, Line};

/// Something that happens on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub day: u32,
    pub device: usize,
    pub what: What,
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A thing nobody knows is plugged in.
    Appears,
    /// It is taken away.
    Vanishes,
    /// It is carried to another network.
    Moves,
    /// Its address is given to another device.
    AddressReused,
    /// A remote line that was not there before, at night.
    NewRemoteLine,
}

impl What {
    /// The stable word in the truth.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Appears => "appears",
            Self::Vanishes => "vanishes",
            Self::Moves => "moves_vlan",
            Self::AddressReused => "address_reused",
            Self::NewRemoteLine => "new_remote_line",
        }
    }
}

/// Plans the week: who is away on the first days, who leaves.
pub fn happen(hospital: &mut Hospital) -> Vec<Event> {
    let mut events = Vec::new();
    if hospital.size.days < 2 {
        return events;
    }
    let last = hospital.size.days;
    let find = |hospital: &Hospital, test: &dyn Fn(&crate::hospital::Device) -> bool| {
        hospital
            .devices
            .iter()
            .find(|device| device.index > 10 && device.behind.is_none() && test(device))
            .map(|d| d.index)
    };
    let mut plan = |day: u32, device: Option<usize>, what: What| {
        if let Some(device) = device {
            events.push(Event { day: day.min(last), device, what });
        }
    };
    let unknown = find(hospital, &|device| device.hostname == "raspberrypi")
        .or_else(|| find(hospital, &|device| device.kind.is_empty()));
    plan(3, unknown, What::Appears);
    plan(
        4,
        find(hospital, &|device| device.talk("modality").is_some() && device.talk("tls").is_none()),
        What::Moves,
    );
    plan(
        5,
        hospital.devices.iter().rev().find(|device| device.kind == "emr_client").map(|d| d.index),
        What::Vanishes,
    );
    plan(6, find(hospital, &|device| device.kind == "emr_client" && !device.quiet), What::AddressReused);
    plan(6, find(hospital, &|device| device.talk("astm").is_some()), What::NewRemoteLine);
    for event in &events {
        let Some(device) = hospital.devices.get_mut(event.device) else { continue };
        match event.what {
            What::Appears => device.days.0 = event.day,
            What::Vanishes => device.days.1 = event.day - 1,
            _ => {}
        }
    }
    events
}

/// Changes the hospital at the beginning of a day.
pub fn dawn(hospital: &mut Hospital, events: &[Event], day: u32) {
    for event in events.iter().filter(|event| event.day == day) {
        match event.what {
            What::Moves => {
                let clinic = hospital.zones.iter().find(|zone| zone.vlan == 300).copied();
                if let (Some(zone), Some(device)) = (clinic, hospital.devices.get_mut(event.device)) {
                    let [a, b, c] = zone.net;
                    device.place.vlan = zone.vlan;
                    device.place.ip = [a, b, c, 251].into();
                }
            }
            What::AddressReused => {
                if let Some(device) = hospital.devices.get_mut(event.device) {
                    // The old computer is replaced: same address, other card.
                    let mac = MacAddr([0x3c, 0x52, 0x82, 0x7f, 0x00, 0x11]);
                    device.own_mac = mac;
                    device.place.mac = mac;
                    device.hostname = "EMRNEW01".to_owned();
                }
            }
            What::NewRemoteLine => {
                if let Some(device) = hospital.devices.get_mut(event.device) {
                    device.talks.push("anydesk".to_owned());
                    hospital.lines.push(Line {
                        device: event.device,
                        method: "anydesk",
                        peer: [198, 51, 100, 41].into(),
                        name: "relay-4f2a1c.net.anydesk.com".to_owned(),
                        declared: false,
                    });
                }
            }
            What::Appears | What::Vanishes => {}
        }
    }
}
