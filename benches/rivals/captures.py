"""Capture files for the comparison, each made once into the work folder. No network, no random numbers of the day."""

import pathlib
import random
import struct
import subprocess

HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)


def count(file):
    """Packets of a classic little-endian pcap."""
    packets = 0
    with file.open("rb") as handle:
        handle.read(24)
        while len(head := handle.read(16)) == 16:
            handle.seek(struct.unpack_from("<I", head, 8)[0], 1)
            packets += 1
    return packets


class Tape:
    """Ethernet frames into a pcap, 12 microseconds apart."""

    def __init__(self, path):
        self.path = path
        self.file = path.with_suffix(".part").open("wb")
        self.file.write(HEADER)
        self.time = 1_700_000_000_000_000
        self.number = 0

    def frame(self, data):
        self.time += 12
        seconds, micros = divmod(self.time, 1_000_000)
        self.file.write(struct.pack("<IIII", seconds, micros, len(data), len(data)) + data)

    def tcp(self, source, destination, sport, dport, seq, ack, flags, data=b""):
        """`source` and `destination` are four numbers; the MAC follows from them."""
        self.number += 1
        segment = struct.pack(
            ">HHIIBBHHH", sport, dport, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF, 0x50, flags, 8192, self.number * 7919 & 0xFFFF, 0
        )
        packet = struct.pack(
            ">BBHHHBBH", 0x45, 0, 40 + len(data), self.number & 0xFFFF, 0x4000, 64, 6, 0
        ) + bytes(source) + bytes(destination)
        macs = bytes([2, 0, *destination, 2, 0, *source])
        self.frame(macs + b"\x08\x00" + packet + segment + data)

    def close(self):
        self.file.close()
        self.path.with_suffix(".part").rename(self.path)
        return self.path


def hospital(options, _root):
    """The mix of a simulated hospital, by the `hospital` example of the sim crate."""
    folder = options.work / f"hospital-{options.devices}"
    file = folder / "sim.pcap"
    if not file.exists():
        if not pathlib.Path(options.hospital).exists():
            return None
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [options.hospital, str(folder), "7", str(options.devices), "both"], check=True, stdout=subprocess.DEVNULL
        )
    return file


def associate(kind):
    """A-ASSOCIATE-RQ (1) or -AC (2), PS3.8 section 9.3: CT storage, Explicit VR Little Endian."""

    def item(number, data):
        return struct.pack(">BBH", number, 0, len(data)) + data

    syntax = item(0x40, b"1.2.840.10008.1.2.1")
    context = bytes([1, 0, 0, 0]) + (item(0x30, b"1.2.840.10008.5.1.4.1.1.2") if kind == 1 else b"") + syntax
    user = item(0x50, item(0x51, struct.pack(">I", 16384)) + item(0x52, b"1.2.3.4.5") + item(0x55, b"TEST_1"))
    body = struct.pack(">HH", 1, 0) + b"PACS".ljust(16) + b"CT01".ljust(16) + bytes(32)
    body += item(0x10, b"1.2.840.10008.3.1.1.1") + item(0x20 if kind == 1 else 0x21, context) + user
    return struct.pack(">BBI", kind, 0, len(body)) + body


def p_data(flags, data):
    return struct.pack(">BBIIBB", 4, 0, len(data) + 6, len(data) + 2, 1, flags) + data


def c_store():
    """The command set of C-STORE-RQ (PS3.7 section 9.3.1), without the object's identifiers."""

    def element(number, value):
        return struct.pack("<HHI", 0, number, len(value)) + value

    rest = element(2, b"1.2.840.10008.5.1.4.1.1.2\0") + element(0x100, b"\1\0") + element(0x110, b"\1\0")
    rest += element(0x700, b"\0\0") + element(0x800, b"\0\0") + element(0x1000, b"1.2.3.4.5.6\0")
    return element(0, struct.pack("<I", len(rest))) + rest


def dicom(options, _root):
    """Twelve devices send 40 MB each to an archive."""
    path = options.work / "dicom.pcap"
    if path.exists():
        return path
    pixels = random.Random(1).randbytes(1 << 20)
    tape = Tape(path)
    for device in range(12):
        ends = ([10, 0, 0, 1 + device], [10, 0, 1, 1])
        sent = [1000, 2000]

        def send(client, flags, data=b"", ends=ends, sent=sent, port=40000 + device):
            a, b = (0, 1) if client else (1, 0)
            ports = (port, 104) if client else (104, port)
            tape.tcp(ends[a], ends[b], *ports, sent[a], sent[b], flags, data)
            sent[a] += len(data) + (1 if flags & 3 else 0)

        send(True, 2), send(False, 18), send(True, 16)
        send(True, 24, associate(1)), send(False, 24, associate(2)), send(True, 24, p_data(3, c_store()))
        head = struct.pack("<HH2sH2s", 8, 0x60, b"CS", 2, b"CT") + struct.pack("<HH2sHI", 0x7FE0, 0x10, b"OW", 0, 40_000_000)
        buffer = b""
        for part in range(2500):
            place = part * 16000 % 1_000_000
            buffer += p_data(2 if part == 2499 else 0, (head if part == 0 else b"") + pixels[place : place + 16000])
            while len(buffer) >= 1460:
                send(True, 16, buffer[:1460])
                buffer = buffer[1460:]
                if tape.number % 3 == 0:
                    send(False, 16)
        send(True, 24, buffer), send(True, 17), send(False, 17), send(True, 16)
    return tape.close()


def tiny(options, _root):
    """330,000 connections of six packets with unknown content between about 250,000 and 240 addresses."""
    path = options.work / "tiny.pcap"
    if path.exists():
        return path
    rng = random.Random(2)
    tape = Tape(path)
    for _ in range(330_000):
        client = [10, rng.randrange(4), rng.randrange(256), rng.randrange(1, 255)]
        server = [10, 9, rng.randrange(4), rng.randrange(1, 60)]
        sport, dport = rng.randrange(20000, 65000), rng.choice([80, 443, 104, 2575, 8080, 5000])
        there, back = (client, server, sport, dport), (server, client, dport, sport)
        tape.tcp(*there, 100, 0, 2)
        tape.tcp(*back, 500, 101, 18)
        tape.tcp(*there, 101, 501, 16)
        tape.tcp(*there, 101, 501, 24, b"\x01\x02hello unknown protocol")
        tape.tcp(*back, 501, 125, 24, b"\x03\x04reply")
        tape.tcp(*there, 125, 508, 17)
    return tape.close()


def lab(options, root):
    """The two laboratory captures 28 times over, each time with other addresses: dense with protocols, little payload."""
    source = root.parent / "shared" / "data" / "captures" / "pcaps"
    files = sorted(source.glob("lab__hospital_*.pcap"))
    if not files:
        return None
    path = options.work / "lab.pcap"
    if path.exists():
        return path
    return repeat(path, [frame for file in files for frame in frames_of(file)], 28)


def mixed(options, root):
    """Every shared capture that is a classic Ethernet file, 12 times over, each time with other addresses: many protocols, many oddities."""
    source = root.parent / "shared" / "data" / "captures" / "pcaps"
    files = [file for file in sorted(source.glob("*")) if file.read_bytes()[:4] == b"\xd4\xc3\xb2\xa1" and file.read_bytes()[20] == 1]
    if not files:
        return None
    path = options.work / "mixed.pcap"
    if path.exists():
        return path
    return repeat(path, [frame for file in files for frame in frames_of(file)], 12)


def frames_of(file):
    """Frames of a classic little-endian file as far as it is whole."""
    data, place, frames = file.read_bytes(), 24, []
    while place + 16 <= len(data):
        length = struct.unpack_from("<I", data, place + 8)[0]
        if length > 65_535 or place + 16 + length > len(data):
            break
        frames.append(data[place + 16 : place + 16 + length])
        place += 16 + length
    return frames


def repeat(path, frames, turns):
    """The frames again and again, each turn with other IPv4 addresses."""
    tape = Tape(path)
    for turn in range(turns):
        for frame in frames:
            if frame[12:14] == b"\x08\x00" and len(frame) >= 34:
                moved = bytearray(frame)
                moved[28] ^= turn
                moved[32] ^= turn
                frame = bytes(moved)
            tape.frame(frame)
    return tape.close()


ALL = [("hospital", hospital), ("dicom", dicom), ("tiny", tiny), ("lab", lab), ("mixed", mixed)]
