//! Seeds for the targets out of capture files: `seeds corpus/ a.pcap b.pcapng …`. Payloads go to the protocols of each family whose
//! probe says yes, frames to `frame`, whole small files to `engine` and `capture`. Captures of real networks stay where they are:
//! the corpus is never committed.

use std::{
    collections::hash_map::DefaultHasher,
    env, fs,
    hash::{Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

use fuzz::PORTS;
use parsers::packet::{
    capture::CaptureReader,
    link::{frame, ip, tcp},
    medical, names, plant,
    protocol::{Datagram, DatagramProtocol, Heads, Probe, StreamProtocol},
    remote, web,
};

const FAMILIES: [(&str, &[StreamProtocol], &[DatagramProtocol]); 5] = [
    ("medical", medical::STREAMS, medical::DATAGRAMS),
    ("names", names::STREAMS, names::DATAGRAMS),
    ("plant", plant::STREAMS, plant::DATAGRAMS),
    ("remote", remote::STREAMS, remote::DATAGRAMS),
    ("web", web::STREAMS, web::DATAGRAMS),
];

/// Longest seed, and most for one protocol.
const MAX: usize = 4096;
const MAX_OF_ONE: usize = 40;

fn main() -> io::Result<()> {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let corpus = arguments.next().expect("a folder for the corpus");
    for path in arguments {
        let bytes = fs::read(&path)?;
        if bytes.len() < 60_000 {
            for target in ["engine", "capture"] {
                keep(&corpus.join(target), &bytes)?;
            }
        }
        let mut reader = CaptureReader::new(&bytes[..]);
        while let Some(raw) = reader.next_frame() {
            let Some(link) = frame::decode(raw.link, raw.data) else { continue };
            let length = raw.data.len().div_ceil(8);
            if raw.link.0 == 1 && length < 256 && raw.number < 200 {
                keep(&corpus.join("frame"), &[&[0, length as u8], raw.data].concat())?;
            }
            let Some(packet) = ip::decode(link.payload) else { continue };
            match packet.protocol {
                6 => {
                    if let Some(segment) = tcp::segment(packet.payload) {
                        stream(&corpus, segment.payload, (segment.source_port, segment.destination_port))?;
                    }
                }
                17 => {
                    if let Some(datagram) = tcp::udp(packet.payload) {
                        datagrams(&corpus, &datagram)?;
                    }
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// A segment as the first bytes of either side.
fn stream(corpus: &Path, payload: &[u8], ports: (u16, u16)) -> io::Result<()> {
    let payload = &payload[..payload.len().min(MAX)];
    for (family, streams, _) in FAMILIES {
        for (number, protocol) in streams.iter().enumerate() {
            for side in [0u8, 1] {
                let (client, server) = if side == 0 { (payload, &[][..]) } else { (&[][..], payload) };
                let server_port = if side == 0 { ports.1 } else { ports.0 };
                let heads = Heads { client, server, client_port: 50_000, server_port, mid_stream: false };
                if payload.is_empty() || (protocol.probe)(&heads) != Probe::Yes {
                    continue;
                }
                let pieces = payload.chunks(255 * 64).flat_map(|piece| {
                    let length = piece.len().div_ceil(64) as u8;
                    [&[side | 2, length][..], piece].concat()
                });
                let seed: Vec<u8> = [number as u8].into_iter().chain(pieces).collect();
                keep_some(corpus, family, number, &seed)?;
            }
        }
    }
    Ok(())
}

fn datagrams(corpus: &Path, udp: &tcp::UdpDatagram<'_>) -> io::Result<()> {
    let payload = &udp.payload[..udp.payload.len().min(MAX)];
    let (sender_port, receiver_port) = (udp.source_port, udp.destination_port);
    let datagram = Datagram { payload, sender_port, receiver_port, to_group: false };
    for (family, streams, datagrams) in FAMILIES {
        for (at, protocol) in datagrams.iter().enumerate() {
            if (protocol.probe)(&datagram) != Probe::Yes {
                continue;
            }
            let port = PORTS.iter().position(|port| *port == receiver_port || *port == sender_port);
            let number = streams.len() + at;
            let seed = [&[number as u8, port.unwrap_or(23) as u8, 80], payload].concat();
            keep_some(corpus, family, number, &seed)?;
        }
    }
    Ok(())
}

fn keep_some(corpus: &Path, family: &str, number: usize, seed: &[u8]) -> io::Result<()> {
    let folder = corpus.join(family);
    fs::create_dir_all(&folder)?;
    let mark = format!("{number:03}-");
    let of_one = fs::read_dir(&folder)?
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&mark))
        .count();
    if of_one < MAX_OF_ONE { write(&folder, &mark, seed) } else { Ok(()) }
}

fn keep(folder: &Path, seed: &[u8]) -> io::Result<()> {
    write(folder, "", seed)
}

fn write(folder: &Path, mark: &str, seed: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut hasher = DefaultHasher::new();
    seed.hash(&mut hasher);
    fs::write(folder.join(format!("{mark}{:016x}", hasher.finish())), seed)
}
