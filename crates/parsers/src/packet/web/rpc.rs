//! ONC RPC (RFC 5531 §9): port mapper and NFS calls over UDP and TCP, and the machine name in AUTH_SYS credentials
//! (RFC 5531 appendix A). User and group numbers are passed over.

use super::{
    WebMessage,
    gather::{Gather, text},
};
use crate::{
    cursor::{Cursor, Parse},
    packet::{
        message::Message,
        protocol::{
            Datagram, DatagramProtocol, Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol,
        },
    },
};

/// A call: program asked for, and the caller's machine name when it gives one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcCall {
    /// `portmap`, `nfs`, `mount`, `nlm`, `nis` or a number.
    pub program: String,
    pub machine: Option<String>,
}

/// ONC RPC over UDP.
pub const PROTOCOL: DatagramProtocol = DatagramProtocol { name: "rpc", probe, parse, limit: 4 };
/// ONC RPC over TCP with record marks (RFC 5531 §11).
pub const STREAM: StreamProtocol = StreamProtocol { name: "rpc", probe: probe_stream, parser };

fn call(bytes: &[u8]) -> Parse<RpcCall> {
    let mut cursor = Cursor::new("RPC call", bytes);
    cursor.skip(4)?;
    let (kind, version, program, program_version) =
        (cursor.u32()?, cursor.u32()?, cursor.u32()?, cursor.u32()?);
    cursor.ensure(
        kind == 0
            && version == 2
            && (100_000..100_500).contains(&program)
            && (1..=5).contains(&program_version),
    )?;
    let procedure = cursor.u32()?;
    cursor.ensure(procedure < 64)?;
    let flavour = cursor.u32()?;
    let length = cursor.u32()? as usize;
    cursor.ensure(flavour <= 6 && length <= 400)?;
    let mut credential = cursor.sub("AUTH_SYS", length)?;
    let machine = if flavour == 1 { machine_name(&mut credential).ok() } else { None };
    let program = match program {
        100_000 => "portmap".to_owned(),
        100_003 => "nfs".to_owned(),
        100_004 => "nis".to_owned(),
        100_005 => "mount".to_owned(),
        100_021 => "nlm".to_owned(),
        number => number.to_string(),
    };
    Ok(RpcCall { program, machine: machine.filter(|name| !name.is_empty()) })
}

fn machine_name(credential: &mut Cursor<'_>) -> Parse<String> {
    credential.skip(4)?;
    let length = credential.u32()? as usize;
    credential.ensure(length <= 255)?;
    Ok(text(credential.take(length)?, 255))
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    if call(datagram.payload).is_ok() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let call = call(datagram.payload).ok()?;
    out(WebMessage::Rpc(call).into());
    Some(Side::Client)
}

/// A call behind a record mark.
fn marked(bytes: &[u8]) -> Parse<RpcCall> {
    let mut cursor = Cursor::new("RPC record mark", bytes);
    let mark = cursor.u32()?;
    cursor.ensure(mark & 0x8000_0000 != 0 && (40..0x10_0000).contains(&(mark & 0x7fff_ffff)))?;
    call(cursor.rest())
}

fn probe_stream(heads: &Heads<'_>) -> Probe {
    match marked(heads.client) {
        Ok(_) => Probe::Yes,
        Err(error)
            if matches!(error.reason, crate::cursor::Reason::TooShort { .. }) && heads.client.len() < 480 =>
        {
            Probe::Maybe
        }
        Err(_) => Probe::No,
    }
}

fn parser(_: &Heads<'_>) -> Box<dyn StreamParser> {
    Box::new(RpcStream(Gather::new(512)))
}

struct RpcStream(Gather);

impl StreamParser for RpcStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        if side == Side::Server {
            return Interest::More;
        }
        let fits = self.0.push(data);
        match marked(self.0.bytes()) {
            Ok(call) => {
                out.emit(side, WebMessage::Rpc(call).into());
                Interest::Done
            }
            Err(_) if fits => Interest::More,
            Err(_) => Interest::Done,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{hex, one, run_every_way, to_server};

    const CALL: &str = "00000001 00000000 00000002 000186a3 00000003 00000000 00000001 00000018 \
        00000000 00000005 7063732d31 000000 00000000 00000000 00000000 00000000";

    #[test]
    fn the_callers_machine() {
        let expected = RpcCall { program: "nfs".into(), machine: Some("pcs-1".into()) };
        let (_, said) = one(&PROTOCOL, &to_server(&hex(CALL), 2049)).unwrap();
        assert_eq!(said, [WebMessage::Rpc(expected.clone()).into()]);
        let stream = [hex("80000044"), hex(CALL)].concat();
        assert_eq!(
            run_every_way(&STREAM, &[(Side::Client, &stream)]),
            [(Side::Client, WebMessage::Rpc(expected).into())]
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, at in 0usize..70, value: u8) {
            let _ = call(&bytes);
            let mut damaged = hex(CALL);
            if let Some(byte) = damaged.get_mut(at) { *byte = value; }
            let _ = one(&PROTOCOL, &to_server(&damaged, 111));
        }
    }
}
