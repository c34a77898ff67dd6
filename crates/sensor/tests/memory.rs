//! A watcher that sees 10,000 devices again and again does not grow: memory follows devices, not packets.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use domain::time::Timestamp;
use parsers::packet::capture::LinkType;
use sensor::watcher::Watcher;

/// Kilobytes in memory (proc(5), `statm`, pages of 4 KiB).
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4
}

/// A UDP datagram (RFC 768) from a host to a server, over Ethernet and IPv4.
fn datagram(host: u16, port: u16, frame: &mut [u8; 60]) {
    let [high, low] = host.to_be_bytes();
    frame.fill(0);
    frame[..6].copy_from_slice(&[0, 0x1b, 0x54, 0, 0, 1]);
    frame[6..12].copy_from_slice(&[0, 0x1b, 0x54, 1, high, low]);
    frame[12..16].copy_from_slice(&[8, 0, 0x45, 0]);
    frame[17] = 46;
    frame[18..20].copy_from_slice(&port.to_be_bytes());
    frame[22..24].copy_from_slice(&[64, 17]);
    frame[26..34].copy_from_slice(&[10, 1, high, low, 10, 0, 0, (port % 200) as u8]);
    frame[34..36].copy_from_slice(&port.to_be_bytes());
    frame[36..40].copy_from_slice(&[0x30, 0x39, 0, 26]);
}

#[test]
fn memory_follows_devices_not_packets() {
    let mut watcher = Watcher::new("s:eth1", LinkType::ETHERNET, None);
    let mut frame = [0; 60];
    let (mut early, mut packets) = (0, 0u64);
    for round in 0..16u16 {
        for host in 0..10_000 {
            for step in 0..3 {
                let time = Timestamp::from_parts(i64::from(round) * 60, i64::from(host));
                datagram(host, 1024 + round * 3 + step, &mut frame);
                watcher.frame(time, &frame, 60);
                packets += 1;
            }
        }
        let batch = watcher.batch();
        assert_eq!(batch.summaries[0].packets, 30_000);
        assert!(batch.bindings.len() >= 10_000, "every device in every round");
        drop(batch);
        // Tables reach their bounds within the first half.
        if round < 8 {
            early = early.max(resident());
        }
    }
    let late = resident();
    println!("{packets} packets, {} MiB in the first half, {} MiB at the end", early / 1024, late / 1024);
    assert!(late < 700 * 1024, "{late} KiB");
    assert!(late < early + early / 4, "{early} KiB grew to {late} KiB");
}
