//! Fingerprint of a TCP SYN: the habits of an operating system's network stack, in one line of text.
//!
//! `version:ttl:ip options:mss:window,scale:option layout:quirks:payload`, the notation that stack fingerprints are
//! commonly published in. The TTL is rounded up to the value that systems start with.

use std::fmt::Write;

use super::{ip, tcp};

/// The text form; at most about 120 bytes.
#[must_use]
pub fn fingerprint(packet: &ip::Packet<'_>, segment: &tcp::Segment<'_>) -> String {
    let options = Options::read(segment.options);
    let mut out = String::with_capacity(80);
    let ip_options = if packet.version == 4 { packet.options } else { 0 };
    let _ = write!(out, "{}:{}:{}:", packet.version, initial_ttl(packet.ttl), ip_options);
    match options.mss {
        Some(mss) => {
            let _ = write!(out, "{mss}:");
        }
        None => out.push_str("*:"),
    }
    // A window that is a multiple of the MSS is written so: it is the habit, the number is the link.
    match options.mss {
        Some(mss) if mss >= 100 && segment.window >= mss && segment.window.is_multiple_of(mss) => {
            let _ = write!(out, "mss*{}", segment.window / mss);
        }
        _ => {
            let _ = write!(out, "{}", segment.window);
        }
    }
    let _ = write!(out, ",{}:{}:", options.scale.unwrap_or(0), options.layout);
    out.push_str(&quirks(packet, segment, &options));
    out.push_str(if segment.payload.is_empty() { ":0" } else { ":+" });
    out
}

/// Systems start at 32, 64, 128 or 255.
const fn initial_ttl(ttl: u8) -> u8 {
    match ttl {
        0..=32 => 32,
        33..=64 => 64,
        65..=128 => 128,
        _ => 255,
    }
}

#[derive(Default)]
struct Options {
    layout: String,
    mss: Option<u16>,
    scale: Option<u8>,
    own_timestamp_zero: bool,
    peer_timestamp_set: bool,
    malformed: bool,
}

impl Options {
    fn read(mut bytes: &[u8]) -> Self {
        let mut out = Self::default();
        while let [kind, rest @ ..] = bytes {
            let separator = if out.layout.is_empty() { "" } else { "," };
            out.layout.push_str(separator);
            match kind {
                0 => {
                    let _ = write!(out.layout, "eol+{}", rest.len());
                    break;
                }
                1 => {
                    out.layout.push_str("nop");
                    bytes = rest;
                    continue;
                }
                _ => {}
            }
            let length = usize::from(rest.first().copied().unwrap_or(0));
            let Some(value) = length.checked_sub(2).and_then(|length| rest.get(1..=length)) else {
                let _ = write!(out.layout, "?{kind}");
                out.malformed = true;
                break;
            };
            out.option(*kind, value);
            bytes = rest.get(length - 1..).unwrap_or_default();
        }
        out
    }

    fn option(&mut self, kind: u8, value: &[u8]) {
        match (kind, value) {
            (2, [a, b]) => {
                self.mss = Some(u16::from_be_bytes([*a, *b]));
                self.layout.push_str("mss");
            }
            (3, [scale]) => {
                self.scale = Some(*scale);
                self.layout.push_str("ws");
            }
            (4, []) => self.layout.push_str("sok"),
            (8, [a, b, c, d, peer @ ..]) => {
                self.own_timestamp_zero = [*a, *b, *c, *d] == [0; 4];
                self.peer_timestamp_set = peer.iter().any(|byte| *byte != 0);
                self.layout.push_str("ts");
            }
            _ => {
                let _ = write!(self.layout, "?{kind}");
            }
        }
    }
}

fn quirks(packet: &ip::Packet<'_>, segment: &tcp::Segment<'_>, options: &Options) -> String {
    let v4 = packet.version == 4;
    let id = packet.mark >> 16;
    let quirks = [
        (v4 && packet.dont_fragment, "df"),
        (v4 && packet.dont_fragment && id != 0, "id+"),
        (v4 && !packet.dont_fragment && id == 0, "id-"),
        (segment.flags & 0xc0 != 0, "ecn"),
        (!v4 && packet.options != 0, "flow"),
        (segment.sequence == 0, "seq-"),
        (segment.flags & tcp::ACK == 0 && segment.acknowledgment != 0, "ack+"),
        (segment.flags & 0x20 != 0, "urgf+"),
        (segment.flags & 0x08 != 0, "pushf+"),
        (options.own_timestamp_zero, "ts1-"),
        (segment.flags & tcp::ACK == 0 && options.peer_timestamp_set, "ts2+"),
        (options.scale.is_some_and(|scale| scale > 14), "exws"),
        (options.malformed, "bad"),
    ];
    let present: Vec<_> = quirks.iter().filter(|(there, _)| *there).map(|(_, name)| *name).collect();
    present.join(",")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn syn(options: &[u8]) -> Vec<u8> {
        let mut data = vec![
            0x45,
            0,
            0,
            (40 + options.len()) as u8,
            0x12,
            0x34,
            0x40,
            0,
            61,
            6,
            0,
            0,
            10,
            0,
            0,
            1,
            10,
            0,
            0,
            2,
        ];
        data.extend([
            0xc0,
            0,
            0,
            104,
            0,
            0,
            0,
            9,
            0,
            0,
            0,
            0,
            ((20 + options.len()) * 4) as u8,
            2,
            0xfa,
            0xf0,
            0,
            0,
            0,
            0,
        ]);
        data.extend(options);
        data
    }

    fn text(data: &[u8]) -> Option<String> {
        let packet = ip::decode(data)?;
        Some(fingerprint(&packet, &tcp::segment(packet.payload)?))
    }

    #[test]
    fn habits_of_a_stack_in_one_line() {
        let linux = [2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7];
        assert_eq!(text(&syn(&linux)).as_deref(), Some("4:64:0:1460:mss*44,7:mss,sok,ts,nop,ws:df,id+:0"));
        let mut multiple = syn(&[2, 4, 5, 0xb4]);
        multiple[34..36].copy_from_slice(&(1460u16 * 4).to_be_bytes());
        assert_eq!(text(&multiple).as_deref(), Some("4:64:0:1460:mss*4,0:mss:df,id+:0"));
    }

    proptest! {
        #[test]
        fn never_panics(options in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = text(&syn(&options));
        }
    }
}
