//! Niagara Fox: the clear hello in which stations and workbenches name themselves.

use super::{PlantMessage, Spoken};
use crate::packet::{
    medical::text,
    protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
};

/// Members of a hello.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoxHello {
    pub host_name: Option<String>,
    pub application: Option<String>,
    pub application_version: Option<String>,
    pub os: Option<String>,
    pub os_version: Option<String>,
    pub station: Option<String>,
    pub host_id: Option<String>,
    pub brand: Option<String>,
}

/// The protocol for the engine.
pub const PROTOCOL: StreamProtocol =
    StreamProtocol { name: "fox", probe, parser: |_| Box::new(FoxFlow::default()) };

fn probe(heads: &Heads<'_>) -> Probe {
    match (heads.client, heads.server) {
        (client, server) if client.starts_with(b"fox a ") || server.starts_with(b"fox a ") => Probe::Yes,
        (client, _) if client.len() < 6 && b"fox a ".starts_with(client) => Probe::Maybe,
        _ => Probe::No,
    }
}

const MAX_HELLO: usize = 8 * 1024;

#[derive(Debug, Default)]
struct FoxFlow {
    client: Vec<u8>,
    server: Vec<u8>,
    told: u8,
}

impl StreamParser for FoxFlow {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        let buffer = if side == Side::Client { &mut self.client } else { &mut self.server };
        let room = MAX_HELLO.saturating_sub(buffer.len());
        if room == 0 {
            return if self.told >= 2 { Interest::Done } else { Interest::More };
        }
        buffer.extend_from_slice(data.get(..data.len().min(room)).unwrap_or_default());
        let Some(end) = buffer.windows(3).position(|w| w == b"};;") else { return Interest::More };
        let hello = hello(&String::from_utf8_lossy(buffer.get(..end).unwrap_or_default()));
        // This side is heard: later bytes find no room.
        buffer.resize(MAX_HELLO, 0);
        self.told += 1;
        out.emit(side, PlantMessage::Spoken(Spoken { protocol: "fox", side: Some(side) }).into());
        if hello != FoxHello::default() {
            out.emit(side, PlantMessage::Fox(Box::new(hello)).into());
        }
        if self.told >= 2 { Interest::Done } else { Interest::More }
    }
}

fn hello(text: &str) -> FoxHello {
    let member = |name: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix("=s:"))?;
        text::field(value)
    };
    FoxHello {
        host_name: member("hostName"),
        application: member("app.name"),
        application_version: member("app.version"),
        os: member("os.name"),
        os_version: member("os.version"),
        station: member("station.name"),
        host_id: member("hostId"),
        brand: member("brandId"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::{message::Message, plant::frames::run};

    #[test]
    fn a_station_names_itself_at_every_cut() {
        let bytes = b"fox a 0 -1 fox hello\n{\nfox.version=s:1.0\nhostName=s:ahu\napp.name=s:Station\nos.name=s:QNX\nstation.name=s:West\n};;\n";
        for chunk in 1..bytes.len() {
            let said = run(&PROTOCOL, bytes, chunk);
            let [_, Message::Plant(PlantMessage::Fox(hello))] = said.as_slice() else { panic!("{said:?}") };
            assert_eq!(hello.station.as_deref(), Some("West"));
            assert_eq!(hello.os.as_deref(), Some("QNX"));
        }
    }
}
