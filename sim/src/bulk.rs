//! Bulk for speed tests: large image transfers or very many tiny conversations, streamed in flat memory.

use std::io::{self, Write};

use crate::{
    capture::{Format, Writer},
    hospital::{Hospital, Mirror, Size},
    stage::{Stage, Tape},
    talk::{dicom, names},
    traffic::{FIRST_DAY, Session, play},
};

/// What the bulk is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mix {
    /// The hospital's ordinary mix, day after day.
    Hospital,
    /// Large DICOM transfers.
    Images,
    /// Many tiny flows: a name asked, a connection refused.
    TinyFlows,
}

/// Streams at least so many packets to a receiver and returns how many packets and bytes of frames were written.
///
/// # Errors
/// When the receiver does not take the bytes.
pub fn write(out: impl Write, format: Format, mix: Mix, seed: u64, packets: u64) -> io::Result<(u64, u64)> {
    let hospital = Hospital::new(seed, Size::devices(800));
    let mut writer = Writer::new(out, format)?;
    match mix {
        Mix::Hospital => {
            let mut day = 1;
            while writer.written().0 < packets {
                play(&hospital, &Session::on_day(Mirror::CoreBoth, day, 30), &mut writer);
                day += 1;
            }
        }
        Mix::Images | Mix::TinyFlows => {
            let mut stage = Stage::new(&hospital, Mirror::CoreOneWay, FIRST_DAY, seed);
            let mut clock = FIRST_DAY;
            while writer.written().0 < packets {
                stage.begin(clock, &mut writer);
                if mix == Mix::Images {
                    images(&mut stage)
                } else {
                    tiny(&mut stage)
                }
                clock = stage.clock;
            }
            stage.begin(i64::MAX, &mut writer);
        }
    }
    let written = writer.written();
    writer.finish()?;
    Ok(written)
}

/// One association with a large image.
fn images(stage: &mut Stage<'_>) {
    let hospital = stage.hospital;
    let modalities: Vec<_> = hospital.who("modality").filter(|device| device.behind.is_none()).collect();
    let Some(from) = stage.rng.pick(&modalities).copied() else { return };
    let Some(to) = hospital.server("pacs", from.index) else { return };
    let class = dicom::storage(&from.extra);
    let who = dicom::implementation(from);
    let mut tcp = stage.connect(from.place, to.place, 104);
    stage.say(&mut tcp, dicom::request(&to.ae_title, &from.ae_title, &[class], &who));
    stage.hear(&mut tcp, dicom::accept(&to.ae_title, &from.ae_title, 1, &dicom::implementation(to)));
    let instance = format!("1.2.3.{}", stage.rng.below(1_000_000_000));
    stage.say(&mut tcp, dicom::store(class, &instance, from, 1, 8 << 20));
    stage.hear(&mut tcp, dicom::stored(class, &instance));
    stage.close(tcp);
}

/// A question to the name server and a refused connection.
fn tiny(stage: &mut Stage<'_>) {
    let hospital = stage.hospital;
    let clients: Vec<_> = hospital.who("win").filter(|device| device.behind.is_none()).collect();
    let Some(client) = stage.rng.pick(&clients).copied() else { return };
    let Some(server) = hospital.server("ad", client.index) else { return };
    let id = stage.rng.next() as u16;
    let name = format!("host{}.aobane.example", stage.rng.below(5000));
    let port = stage.client_port();
    stage.udp(client.place, server.place, (port, 53), &names::question(id, &name, true));
    stage.udp(server.place, client.place, (53, port), &names::answer(id, &name, server.place.ip));
    let closed = 1024 + stage.rng.below(30_000) as u16;
    stage.refused(client.place, server.place, closed);
}

/// A receiver that only counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    pub packets: u64,
    pub bytes: u64,
}

impl Tape for Count {
    fn frame(&mut self, _at: i64, bytes: &[u8]) {
        self.packets += 1;
        self.bytes += bytes.len() as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_packets_as_wanted() {
        for mix in [Mix::Images, Mix::TinyFlows] {
            let (packets, bytes) = write(io::sink(), Format::Pcap, mix, 1, 5000).unwrap();
            assert!(packets >= 5000 && bytes > packets * 60, "{mix:?} {packets} {bytes}");
        }
    }
}
