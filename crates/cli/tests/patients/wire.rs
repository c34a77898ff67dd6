//! Packets made by hand: Ethernet, IPv4, TCP and UDP into a capture file.

/// A capture in the making.
pub struct Wire {
    file: Vec<u8>,
    /// Microseconds since the start; also makes ports and addresses different.
    tick: u32,
}

impl Wire {
    pub fn new() -> Self {
        // pcap, microseconds, little-endian, Ethernet.
        let mut file = vec![0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        file.extend([0, 0, 4, 0, 1, 0, 0, 0]);
        Self { file, tick: 0 }
    }

    pub fn into_file(self) -> Vec<u8> {
        self.file
    }

    pub fn frame(&mut self, frame: &[u8]) {
        self.tick += 1;
        self.file.extend(1_700_000_000u32.to_le_bytes());
        self.file.extend((self.tick * 500).to_le_bytes());
        for _ in 0..2 {
            self.file.extend((frame.len() as u32).to_le_bytes());
        }
        self.file.extend(frame);
    }

    fn ip(&mut self, from: u8, to: u8, protocol: u8, payload: &[u8]) {
        let mut frame = vec![2, 0, 0, 0, 0, to, 2, 0, 0, 0, 0, from, 8, 0, 0x45, 0];
        frame.extend((20 + payload.len() as u16).to_be_bytes());
        frame.extend((self.tick as u16).to_be_bytes());
        frame.extend([0, 0, 64, protocol, 0, 0, 10, 7, 0, from, 10, 7, 0, to]);
        frame.extend(payload);
        self.frame(&frame);
    }

    /// A datagram from host `from` to host `to`.
    pub fn udp(&mut self, ends: (u8, u8), ports: (u16, u16), payload: &[u8]) {
        let mut datagram = [ports.0.to_be_bytes(), ports.1.to_be_bytes()].concat();
        datagram.extend((8 + payload.len() as u16).to_be_bytes());
        datagram.extend([0, 0]);
        datagram.extend(payload);
        self.ip(ends.0, ends.1, 17, &datagram);
    }

    /// A whole connection of client `ends.0` to server `ends.1`: what both say, in turns (`true`: the client).
    pub fn tcp(&mut self, ends: (u8, u8), port: u16, turns: &[(bool, &[u8])]) {
        let own = 40_000 + self.tick as u16 % 20_000;
        let mut next = [1000u32, 2000u32];
        let send = |wire: &mut Self, client: bool, flags: u8, data: &[u8], next: &mut [u32; 2]| {
            let (source, destination) = if client { (own, port) } else { (port, own) };
            let (mine, other) = if client { (0, 1) } else { (1, 0) };
            let mut segment = [source.to_be_bytes(), destination.to_be_bytes()].concat();
            segment.extend(next[mine].to_be_bytes());
            segment.extend(next[other].to_be_bytes());
            segment.extend([0x50, flags, 0x20, 0, 0, 0, 0, 0]);
            segment.extend(data);
            next[mine] += data.len() as u32 + u32::from(flags & 2 != 0);
            let (from, to) = if client { ends } else { (ends.1, ends.0) };
            wire.ip(from, to, 6, &segment);
        };
        send(self, true, 2, b"", &mut next);
        send(self, false, 0x12, b"", &mut next);
        send(self, true, 0x10, b"", &mut next);
        for (client, data) in turns {
            for piece in data.chunks(1400) {
                send(self, *client, 0x18, piece, &mut next);
            }
        }
        send(self, true, 0x11, b"", &mut next);
        send(self, false, 0x11, b"", &mut next);
    }
}
