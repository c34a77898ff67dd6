//! Tests of the capture readers on files made by hand.

use std::io::Write;

use proptest::prelude::*;

use super::*;

/// Byte order and time resolution of a classic file.
#[derive(Clone, Copy)]
struct Kind {
    magic: u32,
    big_endian: bool,
}

const MICROS: Kind = Kind { magic: 0xa1b2_c3d4, big_endian: false };

fn word(kind: Kind, value: u32) -> [u8; 4] {
    if kind.big_endian { value.to_be_bytes() } else { value.to_le_bytes() }
}

fn pcap(kind: Kind) -> Vec<u8> {
    let mut out = word(kind, kind.magic).to_vec();
    for value in [0x0004_0002, 0, 0, 65_535, 1] {
        out.extend(word(kind, value));
    }
    out
}

fn record(out: &mut Vec<u8>, kind: Kind, seconds: u32, fraction: u32, data: &[u8]) {
    for value in [seconds, fraction, data.len() as u32, data.len() as u32] {
        out.extend(word(kind, value));
    }
    if kind.magic == 0xa1b2_cd34 {
        out.extend([0; 8]);
    }
    out.extend(data);
}

/// Everything a file yields: (time, length) of each frame, and the codes of the warnings.
fn read(file: &[u8]) -> (Vec<(i64, usize)>, Vec<String>) {
    let mut reader = CaptureReader::new(file);
    let mut frames = Vec::new();
    while let Some(frame) = reader.next_frame() {
        assert_eq!(frame.number, frames.len() as u64 + 1);
        frames.push((frame.time.0, frame.data.len()));
        assert!(frames.len() < 10_000, "a file of this size has no so many frames");
    }
    (frames, reader.into_warnings().into_iter().map(|warning| warning.code).collect())
}

fn three_frames(kind: Kind) -> Vec<u8> {
    let mut file = pcap(kind);
    let unit = if kind.magic == 0xa1b2_3c4d { 1000 } else { 1 };
    for step in 0..3 {
        record(&mut file, kind, 1_700_000_000 + step, 5 * unit, &[step as u8 + 1; 60]);
    }
    file
}

const THREE: [(i64, usize); 3] =
    [(1_700_000_000_000_005, 60), (1_700_000_001_000_005, 60), (1_700_000_002_000_005, 60)];

#[test]
fn every_flavour_of_pcap() {
    for magic in [0xa1b2_c3d4, 0xa1b2_3c4d, 0xa1b2_cd34] {
        for big_endian in [false, true] {
            let (frames, warnings) = read(&three_frames(Kind { magic, big_endian }));
            assert_eq!(frames, THREE, "{magic:#x} {big_endian}");
            assert!(warnings.is_empty());
        }
    }
}

#[test]
fn compressed_files_are_recognised_by_content() {
    let file = three_frames(MICROS);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&file).expect("gzip");
    let gzip = gzip.finish().expect("gzip");
    let zstd = zstd::encode_all(&file[..], 3).expect("zstd");
    // Rotated files are often just joined: two members make one stream.
    let half = file.len() / 2;
    let members = [zstd::encode_all(&file[..half], 3), zstd::encode_all(&file[half..], 3)];
    let members = members.map(|member| member.expect("zstd")).concat();
    for compressed in [gzip, zstd, members] {
        assert_eq!(read(&compressed).0, THREE);
        let cut = read(&compressed[..compressed.len() - 9]);
        assert!(cut.0.len() <= 3 && !cut.1.is_empty(), "a cut file warns");
    }
}

#[test]
fn a_bomb_is_stopped() {
    // 600 MB of zeros in a few kilobytes, behind a file header.
    let mut bomb = zstd::stream::write::Encoder::new(Vec::new(), 3).expect("zstd");
    bomb.write_all(&pcap(MICROS)).expect("zstd");
    let zeros = vec![0; 1 << 20];
    for _ in 0..600 {
        bomb.write_all(&zeros).expect("zstd");
    }
    let (frames, warnings) = read(&bomb.finish().expect("zstd"));
    assert!(frames.is_empty());
    assert!(warnings.contains(&"unreadable".to_owned()), "{warnings:?}");
}

#[test]
fn a_file_cut_anywhere_keeps_what_is_readable() {
    let file = three_frames(MICROS);
    for length in 0..file.len() {
        let (frames, warnings) = read(&file[..length]);
        let whole = length.saturating_sub(24) / 76;
        assert!(frames.iter().zip(THREE).take(whole).all(|(got, wanted)| *got == wanted), "{length}");
        assert!(length < 24 || (length - 24) % 76 == 0 || !warnings.is_empty(), "{length}: no warning");
    }
}

#[test]
fn garbage_and_zeros_are_skipped() {
    for (junk, code) in [(vec![0xee; 333], "garbage-block"), (vec![0; 4096], "zero-bytes")] {
        let mut file = pcap(MICROS);
        record(&mut file, MICROS, 1_700_000_000, 5, &[1; 60]);
        file.extend(junk);
        record(&mut file, MICROS, 1_700_000_001, 5, &[2; 60]);
        record(&mut file, MICROS, 1_700_000_002, 5, &[3; 60]);
        let (frames, warnings) = read(&file);
        assert_eq!(frames, THREE, "{code}");
        assert_eq!(warnings, [code]);
    }
}

#[test]
fn clock_and_snap_length_are_told() {
    let mut file = pcap(MICROS);
    record(&mut file, MICROS, 1_700_000_010, 0, &[1; 60]);
    record(&mut file, MICROS, 1_700_000_000, 0, &[1; 60]);
    let place = file.len() - 64;
    file[place..place + 4].copy_from_slice(&1500u32.to_le_bytes());
    let (frames, warnings) = read(&file);
    assert_eq!(frames.len(), 2);
    assert_eq!(warnings, ["snap-length", "clock-backwards"]);
}

#[test]
fn empty_and_foreign_files_are_told() {
    assert_eq!(read(&[]), (vec![], vec!["empty-file".to_owned()]));
    assert_eq!(read(b"PK\x03\x04 not a capture at all").1, ["unknown-format"]);
}

#[test]
fn snoop_is_read() {
    let mut file = b"snoop\0\0\0\0\0\0\x02\0\0\0\x04".to_vec();
    for value in [60u32, 60, 24 + 60, 7, 1_700_000_000, 5] {
        file.extend(value.to_be_bytes());
    }
    file.extend([1; 60]);
    let mut reader = CaptureReader::new(&file[..]);
    assert_eq!(reader.next_frame().map(|frame| (frame.time.0, frame.data.len())), Some(THREE[0]));
    assert_eq!(reader.dropped(), 7);
}

/// A pcapng block: type, length, body padded to 32 bits, length.
fn block(big_endian: bool, kind: u32, body: &[u8]) -> Vec<u8> {
    let kind_of = Kind { magic: 0, big_endian };
    let mut body = body.to_vec();
    body.resize(body.len().next_multiple_of(4), 0);
    let length = word(kind_of, body.len() as u32 + 12);
    [&word(kind_of, kind)[..], &length, &body, &length].concat()
}

fn words(big_endian: bool, values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| word(Kind { magic: 0, big_endian }, *value)).collect()
}

fn section(big_endian: bool) -> Vec<u8> {
    block(big_endian, 0x0a0d_0d0a, &words(big_endian, &[0x1a2b_3c4d, 1, 0xffff_ffff, 0xffff_ffff]))
}

/// An Ethernet interface without snap length; `resolution` is option 9.
fn interface(big_endian: bool, resolution: u8) -> Vec<u8> {
    let link = if big_endian { 1 << 16 } else { 1 };
    let option = if big_endian { 9 << 16 | 1 } else { 1 << 16 | 9 };
    let body = [words(big_endian, &[link, 0, option]), vec![resolution, 0, 0, 0], vec![0; 4]].concat();
    block(big_endian, 1, &body)
}

fn enhanced(big_endian: bool, number: u32, ticks: u64, data: &[u8]) -> Vec<u8> {
    let length = data.len() as u32;
    let head = words(big_endian, &[number, (ticks >> 32) as u32, ticks as u32, length, length]);
    block(big_endian, 6, &[&head, data].concat())
}

#[test]
fn sections_of_both_byte_orders_with_their_own_clocks() {
    let mut file = Vec::new();
    file.extend(section(false));
    file.extend(interface(false, 6));
    file.extend(interface(false, 9));
    file.extend(enhanced(false, 1, 1_700_000_000_000_005_000, &[1; 60]));
    file.extend(block(false, 0x0bad, b"somebody's own block"));
    file.extend(section(true));
    file.extend(interface(true, 0x80 | 20));
    file.extend(enhanced(true, 0, 1_700_000_001 << 20, &[2; 60]));
    let mut reader = CaptureReader::new(&file[..]);
    let first = reader.next_frame().map(|frame| (frame.time.0, frame.interface));
    assert_eq!(first, Some((THREE[0].0, 1)));
    let second = reader.next_frame().map(|frame| (frame.time.0, frame.interface));
    assert_eq!(second, Some((1_700_000_001_000_000, 2)), "interfaces are numbered through");
    assert!(reader.next_frame().is_none());
    assert!(reader.into_warnings().is_empty());
}

#[test]
fn names_drops_and_simple_packets() {
    let mut file = section(false);
    file.extend(interface(false, 6));
    file.extend(block(false, 4, &[1, 0, 9, 0, 10, 0, 0, 1, b'n', b'a', b's', b'1', 0, 0, 0, 0, 0, 0, 0, 0]));
    file.extend(block(false, 3, &[words(false, &[5]), vec![9; 5]].concat()));
    let drops = [words(false, &[0, 0, 0]), vec![5, 0, 8, 0, 42, 0, 0, 0, 0, 0, 0, 0], vec![0; 4]].concat();
    file.extend(block(false, 5, &drops));
    let mut reader = CaptureReader::new(&file[..]);
    assert_eq!(reader.next_frame().map(|frame| frame.data.to_vec()), Some(vec![9; 5]));
    assert!(reader.next_frame().is_none());
    assert_eq!(reader.dropped(), 42);
    assert_eq!(reader.resolved_names(), [([10, 0, 0, 1].into(), "nas1".to_owned())]);
}

#[test]
fn garbage_between_blocks_is_skipped() {
    let mut file = section(false);
    file.extend(interface(false, 6));
    file.extend(enhanced(false, 0, 1, &[1; 61]));
    file.extend([0xee; 77]);
    file.extend(enhanced(false, 0, 2, &[2; 60]));
    let (frames, warnings) = read(&file);
    assert_eq!(frames, [(1, 61), (2, 60)]);
    assert_eq!(warnings, ["garbage-block"]);
    for length in 28..file.len() {
        let (frames, _) = read(&file[..length]);
        assert!(frames.len() <= 2);
    }
}

proptest! {
    #[test]
    fn never_panics_on_any_bytes(start in 0usize..5, bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let starts: [&[u8]; 5] =
            [&[], &[0xd4, 0xc3, 0xb2, 0xa1], &[0x0a, 0x0d, 0x0d, 0x0a], b"snoop\0\0\0\0\0\0\x02", &[0x1f, 0x8b, 8, 0]];
        read(&[starts[start], &bytes].concat());
    }

    #[test]
    fn never_panics_on_damage(at in 0usize..400, bytes in proptest::collection::vec(any::<u8>(), 1..40)) {
        let mut file = section(false);
        file.extend(interface(false, 6));
        for number in 0..4 {
            file.extend(enhanced(false, 0, number, &[7; 60]));
        }
        for mut file in [file, three_frames(MICROS)] {
            for (place, byte) in file.iter_mut().skip(at).zip(&bytes) {
                *place = *byte;
            }
            read(&file);
        }
    }
}
