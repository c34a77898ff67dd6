//! One DICOM connection: PDUs and presentation data values as they stream by (PS3.8 §9.3), both directions.

use super::{
    Association, DicomMessage,
    association::{Associate, Refusal},
    command::Command,
    data_set::{DataSetReader, Encoding, Wanted},
    equipment::{self, Equipment, Origin},
};
use crate::packet::{
    medical::MedicalMessage,
    protocol::{Emit, Interest, Side, StreamParser},
};

/// Longest association PDU that is collected. 128 contexts with 30 syntaxes each fit.
const MAX_ASSOCIATE: usize = 60 * 1024;
const MAX_COMMAND: usize = 2048;
/// After so many data sets that said nothing new the rest of the flow is only counted.
const MAX_UNCHANGED: u32 = 16;
/// Different equipment remembered per flow: a forwarder's list is long, but not endless.
const MAX_EQUIPMENT: usize = 64;
/// How far into a joined flow a data PDU is looked for.
const MAX_SEARCH: usize = 192 * 1024;

/// Parser of one connection.
#[derive(Debug)]
pub struct DicomFlow {
    client: Lane,
    server: Lane,
    request: Option<Associate>,
    accept: Option<Associate>,
    known: Vec<Equipment>,
    unchanged: u32,
}

/// One direction.
#[derive(Debug, Default)]
struct Lane {
    step: Step,
    buffer: Vec<u8>,
    command: Vec<u8>,
    /// Bytes searched in vain since the last loss.
    searched: usize,
    /// What the data set after the last command is read for.
    reading: Option<(Origin, DataSetReader)>,
    expected: Option<(Origin, Wanted)>,
}

#[derive(Clone, Copy, Debug, Default)]
enum Step {
    /// Collecting the six bytes of a PDU header.
    #[default]
    Header,
    /// Collecting a whole association PDU.
    Collect { kind: u8, left: u32 },
    /// Counting over a PDU that says nothing.
    Skip { left: u32 },
    /// Inside P-DATA-TF, collecting the six bytes of a PDV header.
    ValueHeader { left: u32 },
    /// Inside a PDV.
    Value { left: u32, value: u32, context: u8, command: bool, last: bool },
    /// Joined in the middle: looking for a P-DATA-TF header.
    Search,
    /// Nothing more of this direction.
    Deaf,
}

impl DicomFlow {
    /// `mid_stream`: the first bytes may be the middle of a PDU.
    pub fn new(mid_stream: bool) -> Self {
        let lane = || Lane { step: if mid_stream { Step::Search } else { Step::Header }, ..Lane::default() };
        let (client, server) = (lane(), lane());
        Self { client, server, request: None, accept: None, known: Vec::new(), unchanged: 0 }
    }

    fn lane(&mut self, side: Side) -> &mut Lane {
        match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        }
    }

    /// Handles the front of `data`; how much of it was used, or `None` when the flow is over.
    fn step(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Option<usize> {
        let lane = self.lane(side);
        match lane.step {
            Step::Deaf => Some(data.len()),
            Step::Search => Some(lane.search(data)),
            Step::Skip { left } => {
                let used = (left as usize).min(data.len());
                let left = left - used as u32;
                lane.step = if left == 0 { Step::Header } else { Step::Skip { left } };
                Some(used)
            }
            Step::Header => {
                let used = lane.collect(data, 6);
                match <[u8; 6]>::try_from(lane.buffer.as_slice()) {
                    Ok(header) => {
                        lane.buffer.clear();
                        lane.pdu(header).then_some(used)
                    }
                    Err(_) => Some(used),
                }
            }
            Step::Collect { kind, left } => {
                let used = lane.collect(data, left as usize);
                if lane.buffer.len() >= left as usize {
                    let body = std::mem::take(&mut lane.buffer);
                    lane.step = Step::Header;
                    self.association(side, kind, &body, out);
                }
                Some(used)
            }
            Step::ValueHeader { left } => Some(self.value_header(side, left, data, out)),
            Step::Value { .. } => Some(self.value(side, data, out)),
        }
    }

    fn association(&mut self, side: Side, kind: u8, body: &[u8], out: &mut dyn Emit) {
        let message = match kind {
            1 => {
                let Ok(request) = Associate::parse(body) else { return };
                let message = DicomMessage::Request(Box::new(association(&request, &request, None)));
                self.request = Some(request);
                message
            }
            2 => {
                let Ok(accept) = Associate::parse(body) else { return };
                let request = self.request.as_ref().unwrap_or(&accept);
                let message = DicomMessage::Accept(Box::new(association(&accept, request, Some(&accept))));
                self.accept = Some(accept);
                message
            }
            _ => {
                let (source, reason) = match body {
                    [_, _, source, reason, ..] => (*source, *reason),
                    _ => return,
                };
                let titles = self.request.as_ref().map(|r| (r.called_ae.clone(), r.calling_ae.clone()));
                let (called_ae, calling_ae) = titles.unwrap_or_default();
                DicomMessage::Refuse { called_ae, calling_ae, why: Refusal::of(source, reason) }
            }
        };
        out.emit(side, MedicalMessage::Dicom(message).into());
    }

    fn value_header(&mut self, side: Side, left: u32, data: &[u8], out: &mut dyn Emit) -> usize {
        let lane = self.lane(side);
        let used = lane.collect(data, 6);
        if let Ok([l0, l1, l2, l3, context, flags]) = <[u8; 6]>::try_from(lane.buffer.as_slice()) {
            lane.buffer.clear();
            let length = u32::from_be_bytes([l0, l1, l2, l3]);
            if length < 2 || length > left.saturating_sub(4) {
                lane.lose();
                return used;
            }
            let (command, last) = (flags & 1 == 1, flags & 2 == 2);
            lane.step = Step::Value { left: left - 4 - length, value: length - 2, context, command, last };
            if !command
                && lane.reading.is_none()
                && let Some((origin, wanted)) = lane.expected.take()
            {
                let encoding = self.encoding(context);
                self.lane(side).reading = Some((origin, DataSetReader::new(wanted, encoding)));
            }
            if length == 2 {
                self.value(side, &[], out);
            }
        }
        used
    }

    fn value(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> usize {
        let lane = self.lane(side);
        let Step::Value { left, value, context, command, last } = lane.step else {
            return data.len();
        };
        let used = (value as usize).min(data.len());
        let piece = data.get(..used).unwrap_or_default();
        let value = value - used as u32;
        lane.step = match (value, left) {
            (0, 0) => Step::Header,
            (0, _) => Step::ValueHeader { left },
            _ => Step::Value { left, value, context, command, last },
        };
        if command {
            let room = MAX_COMMAND.saturating_sub(lane.command.len());
            lane.command.extend_from_slice(piece.get(..piece.len().min(room)).unwrap_or_default());
        } else if let Some((_, reader)) = &mut lane.reading {
            reader.feed(piece);
            if reader.is_done() {
                self.end_of_data(side, out);
            }
        }
        if value == 0 && last {
            if command { self.end_of_command(side) } else { self.end_of_data(side, out) }
        }
        used
    }

    fn end_of_command(&mut self, side: Side) {
        let lane = self.lane(side);
        let command = Command::parse(&std::mem::take(&mut lane.command));
        lane.expected = equipment::interest(&command, side == Side::Client);
        lane.reading = None;
    }

    /// The data set ended, or everything wanted of it has passed.
    fn end_of_data(&mut self, side: Side, out: &mut dyn Emit) {
        let Some((origin, reader)) = self.lane(side).reading.take() else { return };
        let calling = self.accept.as_ref().or(self.request.as_ref()).and_then(|a| a.calling_ae.clone());
        self.unchanged += 1;
        let Some(found) = equipment::equipment(origin, calling, &reader.finish()) else { return };
        if !self.known.contains(&found) && self.known.len() < MAX_EQUIPMENT {
            self.unchanged = 0;
            self.known.push(found.clone());
            out.emit(side, MedicalMessage::Dicom(DicomMessage::Equipment(Box::new(found))).into());
        }
    }

    /// Encoding agreed for a context, `None` when the negotiation was not seen.
    fn encoding(&self, context: u8) -> Option<Encoding> {
        let chosen = self.accept.as_ref().and_then(|accept| accept.syntax(context));
        chosen.or_else(|| self.request.as_ref()?.syntax(context)).map(Encoding::of)
    }
}

fn association(sender: &Associate, request: &Associate, answer: Option<&Associate>) -> Association {
    Association {
        called_ae: request.called_ae.clone(),
        calling_ae: request.calling_ae.clone(),
        implementation_uid: sender.implementation_uid.clone(),
        implementation_version: sender.implementation_version.clone(),
        services: request.services(answer),
    }
}

impl Lane {
    /// Adds to the buffer up to `want` bytes in all; how many were used.
    fn collect(&mut self, data: &[u8], want: usize) -> usize {
        let used = want.saturating_sub(self.buffer.len()).min(data.len());
        self.buffer.extend_from_slice(data.get(..used).unwrap_or_default());
        used
    }

    /// Acts on a PDU header. `false`: the conversation is over.
    fn pdu(&mut self, header: [u8; 6]) -> bool {
        let [kind, _, l0, l1, l2, l3] = header;
        let left = u32::from_be_bytes([l0, l1, l2, l3]);
        match kind {
            1..=3 if left as usize <= MAX_ASSOCIATE => self.step = Step::Collect { kind, left },
            4 if left >= 6 => self.step = Step::ValueHeader { left },
            5 if left == 4 => self.step = Step::Skip { left },
            6 | 7 if left == 4 => return false,
            _ => self.lose(),
        }
        true
    }

    /// The thread is lost: forget what was half read and look for the next data PDU.
    fn lose(&mut self) {
        *self = Self { step: Step::Search, searched: self.searched, ..Self::default() };
    }

    /// Looks for a data PDU across the pieces; what is found is entered at its value.
    fn search(&mut self, data: &[u8]) -> usize {
        let kept = self.buffer.len();
        let take = data.len().min(8192);
        self.buffer.extend_from_slice(data.get(..take).unwrap_or_default());
        if let Some((place, found)) = find_data(&self.buffer) {
            self.buffer.clear();
            let Found { length, context, flags } = found;
            let (command, last) = (flags & 1 == 1, flags & 2 == 2);
            self.step = Step::Value { left: 0, value: length - 2, context, command, last };
            return (place + HEADER).saturating_sub(kept);
        }
        let keep_from = self.buffer.len().saturating_sub(HEADER - 1);
        self.buffer.drain(..keep_from);
        self.searched += take;
        if self.searched > MAX_SEARCH {
            self.step = Step::Deaf;
            self.buffer = Vec::new();
        }
        take
    }
}

const HEADER: usize = 12;

/// A presentation data value found in the middle of a flow.
pub struct Found {
    length: u32,
    context: u8,
    flags: u8,
}

/// Finds a P-DATA-TF PDU that holds exactly one value: type 4, two lengths that agree, odd context, known flags.
pub fn find_data(bytes: &[u8]) -> Option<(usize, Found)> {
    bytes.windows(HEADER).enumerate().find_map(|(place, window)| match window {
        [4, 0, a, b, c, d, e, f, g, h, context, flags] => {
            let (pdu, length) = (u32::from_be_bytes([*a, *b, *c, *d]), u32::from_be_bytes([*e, *f, *g, *h]));
            let agrees = (7..1 << 24).contains(&pdu) && pdu - 4 == length && length > 2;
            (agrees && context % 2 == 1 && *flags <= 3)
                .then_some((place, Found { length, context: *context, flags: *flags }))
        }
        _ => None,
    })
}

impl StreamParser for DicomFlow {
    fn bytes(&mut self, side: Side, mut data: &[u8], out: &mut dyn Emit) -> Interest {
        while !data.is_empty() {
            let Some(used) = self.step(side, data, out) else { return Interest::Done };
            if used == 0 && !matches!(self.lane(side).step, Step::Header) {
                return Interest::Done;
            }
            data = data.get(used..).unwrap_or_default();
        }
        if self.unchanged >= MAX_UNCHANGED { Interest::Done } else { Interest::More }
    }

    fn gap(&mut self, side: Side, _out: &mut dyn Emit) -> Interest {
        self.lane(side).lose();
        Interest::More
    }
}
