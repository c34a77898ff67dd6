//! Folded flow rows: all connections of a client to the same service are one row.

use std::hash::BuildHasher;

use domain::{
    Label,
    flows::{Flow, Opening},
    time::{Span, Timestamp},
};
use foldhash::fast::RandomState;
use hashbrown::HashMap;

use super::packet::transport;
use crate::packet::{
    link::address::{Address, Station},
    sink::Sink,
};

/// What makes a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct RowKey {
    pub(super) client: (Station, Address),
    pub(super) server: (Station, Address),
    /// IP protocol number.
    pub(super) transport: u8,
    pub(super) port: u16,
}

/// Counts of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    opening: Opening,
    protocol: Option<&'static str>,
    frame: u64,
    pub(super) connections: u64,
    pub(super) client_packets: u64,
    pub(super) client_bytes: u64,
    pub(super) server_packets: u64,
    pub(super) server_bytes: u64,
    pub(super) longest: i64,
    pub(super) seen: Span,
}

/// All rows since they were last handed on.
#[derive(Default)]
pub(super) struct Rows {
    rows: HashMap<RowKey, Row, RandomState>,
    /// Ports that did not answer, per pair of hosts (hashed): a port scan must not fill the table.
    unanswered: Vec<u16>,
}

/// Unanswered ports of one pair of hosts that get rows of their own; the others share the row of port 0.
const MAX_UNANSWERED: u16 = 256;
const PAIRS: usize = 4096;

/// The stronger statement about a service stays.
const fn strength(opening: Opening) -> u8 {
    match opening {
        Opening::Answered => 5,
        Opening::AnswerOnly => 4,
        Opening::Replied => 3,
        Opening::MidStream => 2,
        Opening::Refused => 1,
        Opening::Attempted => 0,
    }
}

impl Rows {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The row to add counts to.
    pub(super) fn row(
        &mut self,
        mut key: RowKey,
        opening: Opening,
        protocol: Option<&'static str>,
        frame: u64,
        first: Timestamp,
    ) -> &mut Row {
        if matches!(opening, Opening::Attempted | Opening::Refused) && self.is_scan(&key) {
            key.port = 0;
        }
        let row = self.rows.entry(key).or_insert_with(|| Row {
            opening,
            protocol,
            frame,
            connections: 0,
            client_packets: 0,
            client_bytes: 0,
            server_packets: 0,
            server_bytes: 0,
            longest: 0,
            seen: Span::at(first),
        });
        if strength(opening) > strength(row.opening) {
            row.opening = opening;
        }
        row.protocol = row.protocol.or(protocol);
        row.frame = row.frame.min(frame);
        row.seen.include(first);
        row
    }

    /// Counts a new unanswered port of a pair of hosts. True when there are too many of them.
    fn is_scan(&mut self, key: &RowKey) -> bool {
        if self.rows.contains_key(key) {
            return false;
        }
        self.unanswered.resize(PAIRS, 0);
        let pair = self.rows.hasher().hash_one((key.client, key.server)) as usize % PAIRS;
        let Some(count) = self.unanswered.get_mut(pair) else { return false };
        *count = count.saturating_add(1);
        *count > MAX_UNANSWERED
    }

    /// Hands every row on and forgets it, in a stable order.
    pub(super) fn hand_on<S: Sink>(&mut self, sink: &mut S) {
        let mut rows: Vec<_> = self.rows.drain().collect();
        rows.sort_unstable_by_key(|(key, row)| (row.frame, *key));
        for (key, row) in rows {
            sink.flow(row.into_flow(&key));
        }
    }
}

impl Row {
    fn into_flow(self, key: &RowKey) -> Flow {
        Flow {
            client: key.client.0.endpoint(Some(key.client.1)),
            server: key.server.0.endpoint(Some(key.server.1)),
            transport: transport(key.transport),
            port: key.port,
            protocol: self.protocol.map(Label::const_new),
            opening: self.opening,
            connections: self.connections,
            client_packets: self.client_packets,
            client_bytes: self.client_bytes,
            server_packets: self.server_packets,
            server_bytes: self.server_bytes,
            longest: self.longest,
            seen: self.seen,
            frame: self.frame,
        }
    }
}
