//! Every fact of capture files, one a line: subject, attribute, value, certainty, source. For looking into what a rule says.
//! `cargo run -p discovery --example facts -- a.pcap b.pcap.gz`

use std::{env, error::Error, fs::File, io::BufReader};

use discovery::{Collector, reading};
use parsers::packet::engine::read_capture;

fn main() -> Result<(), Box<dyn Error>> {
    for path in env::args().skip(1) {
        let file = BufReader::new(File::open(&path)?);
        let mut collector = Collector::new("");
        let summary = read_capture(file, &path, reading::built_in(), &mut collector, |_| true);
        let observations = collector.finish(summary);
        for fact in &observations.facts {
            let of = |value: Option<String>| value.unwrap_or_else(|| "-".into());
            println!(
                "{path}\t{}\t{}\t{}\t{}\t{:?}\t{}",
                of(fact.subject.mac.map(|mac| mac.to_string())),
                of(fact.subject.ip.map(|ip| ip.to_string())),
                fact.attribute.as_str(),
                fact.value,
                fact.certainty,
                fact.evidence.source
            );
        }
        for flow in &observations.flows {
            let ip = |ip: Option<std::net::IpAddr>| ip.map_or_else(|| "-".into(), |ip| ip.to_string());
            println!(
                "{path}\t-\t{}\tflow\t{} {:?} {} {}\t{:?}\t-",
                ip(flow.server.ip),
                ip(flow.client.ip),
                flow.transport,
                flow.port,
                flow.protocol.as_deref().unwrap_or("?"),
                flow.opening
            );
        }
    }
    Ok(())
}
