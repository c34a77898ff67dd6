//! TCP bytes in order, and the protocol by its first bytes.
//!
//! In order, without retransmissions, in bounded buffers. A segment that is next in line is handed to the parser without
//! being copied.

use super::{
    connection::{Connection, Half, Watch},
    packet::{Origin, Packet},
    probes::{Candidates, MAKER, Probes},
};
use crate::packet::{
    link::tcp,
    medical::maker::Spoken,
    message::Message,
    protocol::{Emit, Heads, Interest, Probe, Side, StreamParser},
    sink::Sink,
};

/// Segments and bytes that wait for a missing one, per side.
const MAX_WAITING: usize = 48;
const MAX_WAITING_BYTES: usize = 64 * 1024;

/// A segment further ahead than this is not of this stream any more.
const MAX_AHEAD: i32 = 4 * 1024 * 1024;

/// Runs of bytes that are remembered while probing, to be replayed in their order.
const MAX_RUNS: usize = 64;

/// Runs of a stream that only a maker's signature may still recognise.
const MAX_UNKNOWN_RUNS: usize = 4;

/// A TCP segment as far as streams care.
#[derive(Clone, Copy)]
pub(super) struct Segment<'a> {
    pub(super) sequence: u32,
    pub(super) acknowledgment: u32,
    pub(super) flags: u8,
    pub(super) data: &'a [u8],
    /// Bytes that were on the wire behind `data` and were not captured.
    pub(super) missing: usize,
}

/// One direction.
#[derive(Default)]
struct Line {
    /// Sequence number of the next byte; `None` before the first segment.
    next: Option<u32>,
    /// Segments ahead of `next`.
    waiting: Vec<(u32, Vec<u8>)>,
    waiting_bytes: usize,
    /// First bytes, while probing.
    head: Vec<u8>,
}

/// Watcher of one stream. Dropped as soon as nobody is interested.
pub(super) struct StreamWatch {
    low: Line,
    high: Line,
    /// Protocols that did not say no.
    candidates: Candidates,
    /// Order in which the heads arrived.
    runs: Vec<(Half, u16)>,
    parser: Option<Box<dyn StreamParser>>,
    /// No SYN was seen before the first bytes.
    mid_stream: bool,
}

/// Collects what a parser says.
struct Out<'a, S> {
    sink: &'a mut S,
    /// As the client says it.
    client: Origin,
}

impl<S: Sink> Emit for Out<'_, S> {
    fn emit(&mut self, from: Side, message: Message) {
        let origin = if from == Side::Client { self.client } else { self.client.turned() };
        self.sink.message(&origin.context(), message);
    }
}

impl StreamWatch {
    pub(super) fn new(candidates: Candidates) -> Self {
        Self {
            low: Line::default(),
            high: Line::default(),
            candidates,
            runs: Vec::new(),
            parser: None,
            mid_stream: true,
        }
    }

    const fn line(&mut self, half: Half) -> &mut Line {
        match half {
            Half::Low => &mut self.low,
            Half::High => &mut self.high,
        }
    }
}

/// What a step of the watch needs besides itself.
struct Step<'a, S> {
    origin: Origin,
    client: &'a mut Half,
    sure: &'a mut bool,
    protocol: &'a mut Option<u8>,
    ports: (u16, u16),
    probes: &'a Probes,
    max_head: usize,
    sink: &'a mut S,
}

impl Connection {
    /// Takes a segment. The watch ends itself when nobody is interested.
    pub(super) fn stream<S: Sink>(
        &mut self,
        half: Half,
        packet: &Packet<'_>,
        segment: &Segment<'_>,
        probes: &Probes,
        max_head: usize,
        sink: &mut S,
    ) {
        let Watch::Stream(mut watch) = std::mem::replace(&mut self.watch, Watch::Nobody) else { return };
        let mut origin = self.origin(half, packet, Some(Side::Client));
        if half == Half::High {
            origin = origin.turned();
        }
        // `origin` is now as the lower end says it; the role follows from `client` when a message comes.
        let mut step = Step {
            origin,
            client: &mut self.client,
            sure: &mut self.sure,
            protocol: &mut self.protocol,
            ports: (self.key.low_port, self.key.high_port),
            probes,
            max_head,
            sink,
        };
        if watch.segment(half, segment, &mut step) == Interest::More && !self.closed {
            self.watch = Watch::Stream(watch);
        }
    }
}

impl StreamWatch {
    fn segment<S: Sink>(&mut self, half: Half, segment: &Segment<'_>, step: &mut Step<'_, S>) -> Interest {
        let mut sequence = segment.sequence;
        if segment.flags & tcp::SYN != 0 {
            sequence = sequence.wrapping_add(1);
            self.mid_stream = false;
            self.line(half).next = Some(sequence);
        }
        if segment.flags & tcp::ACK != 0
            && self.acknowledged_gap(half.other(), segment.acknowledgment, step) == Interest::Done
        {
            return Interest::Done;
        }
        if segment.data.is_empty() && segment.missing == 0 {
            return Interest::More;
        }
        let line = self.line(half);
        let next = *line.next.get_or_insert(sequence);
        let ahead = sequence.wrapping_sub(next) as i32;
        if ahead > 0 {
            return self.early(half, sequence, ahead, segment, step);
        }
        // What was there before is cut off; nothing is left of a retransmission.
        let known = ahead.unsigned_abs() as usize;
        if let Some(fresh) = segment.data.get(known..).filter(|fresh| !fresh.is_empty())
            && self.run(half, fresh, step) == Interest::Done
        {
            return Interest::Done;
        }
        if segment.missing > 0 && known <= segment.data.len() {
            let line = self.line(half);
            line.next = line.next.map(|next| next.wrapping_add(segment.missing as u32));
            return self.gap(half, step);
        }
        self.drain(half, step)
    }

    /// A segment before its turn: kept until the missing one comes, within bounds.
    fn early<S: Sink>(
        &mut self,
        half: Half,
        sequence: u32,
        ahead: i32,
        segment: &Segment<'_>,
        step: &mut Step<'_, S>,
    ) -> Interest {
        let line = self.line(half);
        if ahead < MAX_AHEAD && segment.missing == 0 {
            line.waiting_bytes += segment.data.len();
            line.waiting.push((sequence, segment.data.to_vec()));
            if line.waiting.len() <= MAX_WAITING && line.waiting_bytes <= MAX_WAITING_BYTES {
                return Interest::More;
            }
        } else {
            line.waiting.clear();
            line.waiting_bytes = 0;
            line.next = Some(sequence);
            if self.gap(half, step) == Interest::Done {
                return Interest::Done;
            }
            return self.segment(half, &Segment { flags: 0, ..*segment }, step);
        }
        self.give_up_missing(half, step)
    }

    /// The other side has acknowledged bytes that never came: the capture lost them.
    fn acknowledged_gap<S: Sink>(
        &mut self,
        half: Half,
        acknowledgment: u32,
        step: &mut Step<'_, S>,
    ) -> Interest {
        let line = self.line(half);
        let lost = |sequence: u32| acknowledgment.wrapping_sub(sequence) as i32 > 0;
        if line.waiting.iter().any(|(sequence, _)| lost(*sequence)) {
            return self.give_up_missing(half, step);
        }
        Interest::More
    }

    /// Goes on behind the missing bytes.
    fn give_up_missing<S: Sink>(&mut self, half: Half, step: &mut Step<'_, S>) -> Interest {
        let line = self.line(half);
        let next = line.next.unwrap_or_default();
        let Some(first) = line.waiting.iter().map(|(sequence, _)| sequence.wrapping_sub(next)).min() else {
            return Interest::More;
        };
        line.next = Some(next.wrapping_add(first));
        if self.gap(half, step) == Interest::Done {
            return Interest::Done;
        }
        self.drain(half, step)
    }

    /// Hands on waiting segments whose turn has come.
    fn drain<S: Sink>(&mut self, half: Half, step: &mut Step<'_, S>) -> Interest {
        for _ in 0..=MAX_WAITING {
            let line = self.line(half);
            let Some(next) = line.next else { return Interest::More };
            let turn = |(sequence, _): &(u32, Vec<u8>)| sequence.wrapping_sub(next) as i32 <= 0;
            let Some(at) = line.waiting.iter().position(turn) else { return Interest::More };
            let (sequence, data) = line.waiting.swap_remove(at);
            line.waiting_bytes = line.waiting_bytes.saturating_sub(data.len());
            let known = next.wrapping_sub(sequence) as usize;
            if let Some(fresh) = data.get(known..).filter(|fresh| !fresh.is_empty())
                && self.run(half, fresh, step) == Interest::Done
            {
                return Interest::Done;
            }
        }
        Interest::More
    }

    /// The next bytes in line.
    fn run<S: Sink>(&mut self, half: Half, data: &[u8], step: &mut Step<'_, S>) -> Interest {
        let line = self.line(half);
        line.next = line.next.map(|next| next.wrapping_add(data.len() as u32));
        match &mut self.parser {
            Some(parser) => {
                let (side, mut out) = step.out(half);
                parser.bytes(side, data, &mut out)
            }
            None => self.probe(half, data, step),
        }
    }

    /// Bytes are missing here.
    fn gap<S: Sink>(&mut self, half: Half, step: &mut Step<'_, S>) -> Interest {
        if let Some(parser) = &mut self.parser {
            let (side, mut out) = step.out(half);
            return parser.gap(side, &mut out);
        }
        // What comes behind a gap is not the head any more, unless there was none yet.
        if self.line(half).head.is_empty() {
            self.mid_stream = true;
            return Interest::More;
        }
        Interest::Done
    }

    /// Asks the protocols. The first bytes are only copied when somebody wants to see more.
    fn probe<S: Sink>(&mut self, half: Half, data: &[u8], step: &mut Step<'_, S>) -> Interest {
        let room = step.max_head.saturating_sub(self.line(half).head.len());
        let data_head = data.get(..room).unwrap_or(data);
        if self.line(half).head.is_empty() && self.runs.is_empty() {
            match self.ask(half, data_head, &[], step) {
                Answer::Found(number, reversed) => {
                    self.begin(number, reversed, half, data_head, step);
                    let (side, mut out) = step.out(half);
                    return match &mut self.parser {
                        Some(parser) => parser.bytes(side, data, &mut out),
                        None => Interest::Done,
                    };
                }
                Answer::Nobody if self.maker(half, data_head, step) => return Interest::Done,
                Answer::Nobody | Answer::Perhaps => {}
            }
            self.keep(half, data_head);
            return self.still_wanted(half, step);
        }
        self.keep(half, data_head);
        let (low, high) = (std::mem::take(&mut self.low.head), std::mem::take(&mut self.high.head));
        let answer = match half {
            Half::Low => self.ask(half, &low, &high, step),
            Half::High => self.ask(half, &high, &low, step),
        };
        match answer {
            Answer::Nobody if self.maker(half, if half == Half::Low { &low } else { &high }, step) => {
                Interest::Done
            }
            Answer::Nobody | Answer::Perhaps => {
                (self.low.head, self.high.head) = (low, high);
                self.still_wanted(half, step)
            }
            Answer::Found(number, reversed) => {
                match half {
                    Half::Low => self.begin_with(number, reversed, half, &low, &high, step),
                    Half::High => self.begin_with(number, reversed, half, &high, &low, step),
                }
                let rest = data.get(data_head.len()..).unwrap_or_default();
                self.replay(&low, &high, half, rest, step)
            }
        }
    }

    /// No protocol of our own: a maker's, or nobody's. `false` while either side may still say something that tells.
    fn maker<S: Sink>(&self, half: Half, own: &[u8], step: &mut Step<'_, S>) -> bool {
        let (sender_port, receiver_port) = match half {
            Half::Low => step.ports,
            Half::High => (step.ports.1, step.ports.0),
        };
        let spoken = Spoken { udp: false, payload: own, sender_port, receiver_port, to_group: false };
        let Some((protocol, _)) = step.probes.signatures.find(&spoken) else {
            return self.runs.len() >= MAX_UNKNOWN_RUNS || !step.probes.signatures.wait_for(step.ports);
        };
        *step.protocol = Some(MAKER);
        let (side, mut out) = step.out(half);
        out.emit(side, protocol.into());
        true
    }

    fn keep(&mut self, half: Half, data: &[u8]) {
        self.line(half).head.extend_from_slice(data);
        self.runs.push((half, data.len() as u16));
    }

    fn still_wanted<S: Sink>(&mut self, half: Half, step: &Step<'_, S>) -> Interest {
        let full = self.line(half).head.len() >= step.max_head || self.runs.len() >= MAX_RUNS;
        if full { Interest::Done } else { Interest::More }
    }

    /// Asks every candidate; `own` are the bytes of the half that just sent.
    fn ask<S: Sink>(&mut self, half: Half, own: &[u8], other: &[u8], step: &Step<'_, S>) -> Answer {
        let heads = step.heads(half, own, other, self.mid_stream);
        let mut left = self.candidates;
        while left != 0 {
            let number = left.trailing_zeros();
            left &= left - 1;
            let Some(protocol) = step.probes.streams.get(number as usize) else { break };
            match (protocol.probe)(&heads) {
                Probe::Yes => return Answer::Found(number as u8, false),
                Probe::YesReversed => return Answer::Found(number as u8, true),
                Probe::Maybe => {}
                Probe::No => self.candidates &= !(1 << number),
            }
        }
        if self.candidates == 0 { Answer::Nobody } else { Answer::Perhaps }
    }

    fn begin<S: Sink>(&mut self, number: u8, reversed: bool, half: Half, own: &[u8], step: &mut Step<'_, S>) {
        self.begin_with(number, reversed, half, own, &[], step);
    }

    fn begin_with<S: Sink>(
        &mut self,
        number: u8,
        reversed: bool,
        half: Half,
        own: &[u8],
        other: &[u8],
        step: &mut Step<'_, S>,
    ) {
        if reversed && !*step.sure {
            *step.client = step.client.other();
        }
        *step.sure = true;
        *step.protocol = Some(number);
        let heads = step.heads(half, own, other, self.mid_stream);
        self.parser = step.probes.streams.get(usize::from(number)).map(|protocol| (protocol.parser)(&heads));
    }

    /// Gives the parser the heads in the order in which they came, then the `rest` of the last segment.
    fn replay<S: Sink>(
        &mut self,
        low: &[u8],
        high: &[u8],
        half: Half,
        rest: &[u8],
        step: &mut Step<'_, S>,
    ) -> Interest {
        let Some(parser) = &mut self.parser else { return Interest::Done };
        let (mut low, mut high) = (low, high);
        for (from, length) in std::mem::take(&mut self.runs) {
            let line = if from == Half::Low { &mut low } else { &mut high };
            let (run, after) = line.split_at_checked(usize::from(length)).unwrap_or((line, &[]));
            *line = after;
            let (side, mut out) = step.out(from);
            if parser.bytes(side, run, &mut out) == Interest::Done {
                return Interest::Done;
            }
        }
        if rest.is_empty() {
            return Interest::More;
        }
        let (side, mut out) = step.out(half);
        parser.bytes(side, rest, &mut out)
    }
}

/// What the candidates say together.
enum Answer {
    /// Number, and whether the sides are the wrong way round.
    Found(u8, bool),
    Perhaps,
    Nobody,
}

impl<S: Sink> Step<'_, S> {
    fn side(&self, half: Half) -> Side {
        if half == *self.client { Side::Client } else { Side::Server }
    }

    fn out(&mut self, half: Half) -> (Side, Out<'_, S>) {
        let side = self.side(half);
        let client = if *self.client == Half::Low { self.origin } else { self.origin.turned() };
        let client = Origin { role: crate::packet::sink::SenderRole::Client, ..client };
        (side, Out { sink: self.sink, client })
    }

    fn heads<'h>(&self, half: Half, own: &'h [u8], other: &'h [u8], mid_stream: bool) -> Heads<'h> {
        let (client, server) = if self.side(half) == Side::Client { (own, other) } else { (other, own) };
        let (client_port, server_port) = match *self.client {
            Half::Low => self.ports,
            Half::High => (self.ports.1, self.ports.0),
        };
        Heads { client, server, client_port, server_port, mid_stream }
    }
}
