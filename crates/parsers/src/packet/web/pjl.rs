//! PJL over JetDirect, port 9100 (HP PJL Technical Reference Manual §5, §8): a printer's answer to `@PJL INFO ID`.
//! Names of jobs and of people who print are never read.

use super::{
    WebMessage,
    gather::{Gather, text},
    ipp::Printer,
};
use crate::packet::protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol};

/// PJL on any port.
pub const PROTOCOL: StreamProtocol = StreamProtocol { name: "pjl", probe, parser };

const UNIVERSAL_EXIT: &[u8] = b"\x1b%-12345X";

fn probe(heads: &Heads<'_>) -> Probe {
    let starts = |bytes: &[u8], mark: &[u8]| bytes.starts_with(mark);
    let short = |bytes: &[u8], mark: &[u8]| bytes.len() < mark.len() && mark.starts_with(bytes);
    if starts(heads.client, UNIVERSAL_EXIT)
        || starts(heads.client, b"@PJL")
        || starts(heads.server, b"@PJL INFO")
    {
        Probe::Yes
    } else if (short(heads.client, UNIVERSAL_EXIT) || short(heads.client, b"@PJL"))
        && short(heads.server, b"@PJL INFO")
    {
        Probe::Maybe
    } else {
        Probe::No
    }
}

fn parser(_: &Heads<'_>) -> Box<dyn StreamParser> {
    Box::new(PjlStream { server: Gather::new(4096), client_bytes: 0, asked_id: false })
}

struct PjlStream {
    server: Gather,
    client_bytes: usize,
    asked_id: bool,
}

impl StreamParser for PjlStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        if side == Side::Client {
            // A print job is long: answers come at its beginning or not at all.
            self.client_bytes = self.client_bytes.saturating_add(data.len());
            return if self.client_bytes > 256 * 1024 { Interest::Done } else { Interest::More };
        }
        if !self.server.push(data) {
            return Interest::Done;
        }
        while let Some(line) = self.server.line() {
            if line.starts_with(b"@PJL INFO ID") {
                self.asked_id = true;
            } else if self.asked_id {
                let name = text(&line, 128).trim_matches('"').trim().to_owned();
                if !name.is_empty() {
                    let printer = Printer { make_and_model: Some(name), ..Printer::default() };
                    out.emit(Side::Server, WebMessage::Ipp(Box::new(printer)).into());
                    return Interest::Done;
                }
            }
        }
        Interest::More
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{heads, run, run_every_way};

    const QUESTION: &[u8] = b"\x1b%-12345X@PJL INFO ID\r\n\x1b%-12345X";

    #[test]
    fn a_printer_names_itself() {
        let said = run_every_way(
            &PROTOCOL,
            &[(Side::Client, QUESTION), (Side::Server, b"@PJL INFO ID\r\n\"Example LJ 4\"\r\n\x0c")],
        );
        assert!(format!("{said:?}").contains("Example LJ 4"));
        assert_eq!(probe(&heads(QUESTION, &[], 9100)), Probe::Yes);
        assert_eq!(probe(&heads(b"\x1bE", &[], 9100)), Probe::No);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(client: Vec<u8>, server: Vec<u8>, step in 1usize..50) {
            let _ = probe(&heads(&client, &server, 9100));
            let _ = run(&PROTOCOL, &[(Side::Client, &client), (Side::Server, &server)], step);
        }
    }
}
