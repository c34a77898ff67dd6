//! Restart, full disk, bounds and damage.

use std::{cell::Cell, collections::BTreeMap, io, rc::Rc};

use domain::{
    addresses::Endpoint,
    flows::{Flow, Opening, Transport},
    observations::{Binding, CaptureSummary, Observations},
    time::{Span, Timestamp},
};

use super::{
    Buffer, Limits,
    folder::{Disk, Folder},
};
use discovery::packing::{pack, unpack};

/// A folder in memory with so much room.
#[derive(Default)]
struct Small {
    files: BTreeMap<String, Vec<u8>>,
    room: Rc<Cell<usize>>,
}

impl Folder for Small {
    fn list(&self) -> io::Result<Vec<(String, u64)>> {
        Ok(self.files.iter().map(|(name, bytes)| (name.clone(), bytes.len() as u64)).collect())
    }
    fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let used: usize = self.files.values().map(Vec::len).sum();
        if used + bytes.len() > self.room.get() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.files.insert(name.into(), bytes.into());
        Ok(())
    }
    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        self.files.get(name).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
    fn remove(&mut self, name: &str) -> io::Result<()> {
        self.files.remove(name).map(drop).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
    fn set_aside(&mut self, name: &str) -> io::Result<()> {
        self.remove(name)
    }
}

/// A minute in which 40 hosts spoke with a server each; every batch has the same hosts, and peers of its own.
fn minute(number: u8) -> Observations {
    let host = |last: u8| Endpoint { ip: Some([10, 0, 0, last].into()), ..Endpoint::default() };
    let seen = Span::at(Timestamp(i64::from(number) * 60_000_000));
    let flow = |last: u8| Flow {
        client: host(last),
        server: Endpoint { ip: Some([192, 0, number, last].into()), ..Endpoint::default() },
        transport: Transport::Tcp,
        port: 443,
        opening: Opening::Answered,
        protocol: None,
        connections: 1,
        client_packets: 2,
        client_bytes: 3,
        server_packets: 4,
        server_bytes: 5,
        longest: 0,
        seen,
        frame: 1,
    };
    let binding = |last: u8| Binding {
        endpoint: host(last),
        packets: 1,
        bytes: 60,
        seen,
        times: Vec::new(),
        ttl: (64, 64),
        frame: 1,
    };
    Observations {
        facts: Vec::new(),
        bindings: (0..40).map(binding).collect(),
        flows: (0..40).map(flow).collect(),
        summaries: vec![CaptureSummary {
            name: "s:eth1".into(),
            packets: 40,
            seen: Some(seen),
            ..CaptureSummary::default()
        }],
    }
}

fn packed(number: u8) -> Vec<u8> {
    pack(&minute(number)).unwrap()
}

fn empty_out<F: Folder>(buffer: &mut Buffer<F>) -> Vec<Observations> {
    std::iter::from_fn(|| {
        let oldest = buffer.oldest()?;
        buffer.kept(&oldest.name);
        Some(unpack(&oldest.packed).unwrap())
    })
    .collect()
}

fn packets(batches: &[Observations]) -> u64 {
    batches.iter().flat_map(|batch| &batch.summaries).map(|summary| summary.packets).sum()
}

fn warned(batches: &[Observations], code: &str) -> u64 {
    let summaries = batches.iter().flat_map(|batch| &batch.summaries);
    summaries.flat_map(|s| &s.warnings).filter(|w| w.code == code).map(|w| w.count).sum()
}

#[test]
fn batches_survive_a_restart_and_go_when_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("buffer");
    let open = || Buffer::open(Disk::open(&path).unwrap(), Limits::default()).unwrap();
    let mut buffer = open();
    for number in 0..3 {
        buffer.add(packed(number));
    }
    let first = buffer.oldest().unwrap();
    drop(buffer);
    std::fs::write(path.join("half.batch.part"), "cut by a power failure").unwrap();
    let mut buffer = open();
    assert_eq!(buffer.oldest().unwrap(), first, "the same bytes again, so the node knows them");
    buffer.add(packed(3));
    assert_eq!(empty_out(&mut buffer), (0..4).map(minute).collect::<Vec<_>>());
    assert_eq!(std::fs::read_dir(&path).unwrap().count(), 0);
}

#[test]
fn a_full_disk_moves_batches_to_memory_and_back() {
    let room = Rc::new(Cell::new(0));
    let mut buffer =
        Buffer::open(Small { room: Rc::clone(&room), ..Small::default() }, Limits::default()).unwrap();
    for number in 0..5 {
        buffer.add(packed(number));
    }
    assert_eq!((buffer.standing().on_disk, buffer.standing().lost), (0, 0));
    room.set(1 << 20);
    buffer.add(packed(5));
    assert_eq!(buffer.standing().in_memory, 0);
    assert_eq!(packets(&empty_out(&mut buffer)), 240);
}

#[test]
fn beyond_the_bound_batches_are_merged_before_anything_goes() {
    let one = packed(0).len() as u64;
    let limits = Limits { disk: one * 4, memory: one * 4, merged: one * 3 };
    let mut buffer =
        Buffer::open(Small { room: Rc::new(Cell::new(1 << 20)), ..Small::default() }, limits).unwrap();
    for number in 0..5 {
        buffer.add(packed(number));
        assert!(buffer.standing().on_disk + buffer.standing().in_memory <= limits.disk);
    }
    let all = empty_out(&mut buffer);
    assert_eq!(packets(&all), 200);
    assert_eq!(warned(&all, "sensor-batch-dropped"), 0);
    assert!(all.len() < 5);
}

#[test]
fn then_detail_goes_and_then_the_oldest_and_both_are_told() {
    let one = packed(0).len() as u64;
    let limits = Limits { disk: one * 3, memory: one * 2, merged: one };
    let mut buffer =
        Buffer::open(Small { room: Rc::new(Cell::new(1 << 20)), ..Small::default() }, limits).unwrap();
    for number in 0..60 {
        buffer.add(packed(number));
        let standing = buffer.standing();
        assert!(standing.on_disk <= limits.disk && standing.in_memory <= limits.memory, "{standing:?}");
    }
    let lost = buffer.standing().lost;
    buffer.add(packed(60));
    let all = empty_out(&mut buffer);
    assert!(warned(&all, "sensor-detail-dropped") > 0);
    assert_eq!(all[0], minute(0), "the first may be under way and is left alone");
    let told = warned(&all, "sensor-batch-dropped");
    assert!(lost > 0 && told > 0 && told <= buffer.standing().lost, "{lost} lost, {told} told");
}

#[test]
fn damaged_and_refused_batches_do_not_stop_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let mut buffer = Buffer::open(Disk::open(folder.path()).unwrap(), Limits::default()).unwrap();
    for number in 0..3 {
        buffer.add(packed(number));
    }
    let first = folder.path().join(buffer.oldest().unwrap().name);
    std::fs::write(&first, b"damaged").unwrap();
    let second = buffer.oldest().unwrap();
    assert_eq!(unpack(&second.packed).unwrap(), minute(1));
    buffer.refused(&second.name);
    buffer.add(packed(3));
    let rest = empty_out(&mut buffer);
    assert_eq!(packets(&rest), 80);
    assert_eq!((warned(&rest, "sensor-batch-damaged"), warned(&rest, "sensor-batch-refused")), (1, 1));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "both are kept for a person");
}
