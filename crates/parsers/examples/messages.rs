//! Prints messages, flows and sources of a capture file: `cargo run -p parsers --example messages -- FILE [--quiet] [--two]`.

use std::fs::File;

use domain::{
    flows::Flow,
    observations::{Binding, CaptureWarning},
};
use parsers::packet::{
    engine::{Config, read_capture_sharded},
    message::Message,
    sink::{Context, Sink},
};

/// Prints, or only counts.
struct Printer {
    quiet: bool,
    messages: u64,
    flows: u64,
    bindings: u64,
}

impl Sink for Printer {
    fn message(&mut self, context: &Context, message: Message) {
        self.messages += 1;
        if !self.quiet {
            println!(
                "message {} {:?}:{} -> {:?}:{} {:?} {message:?}",
                context.frame,
                context.sender,
                context.sender_port,
                context.receiver,
                context.receiver_port,
                context.sender_role
            );
        }
    }

    fn flow(&mut self, flow: Flow) {
        self.flows += 1;
        if !self.quiet {
            println!("flow {flow:?}");
        }
    }

    fn binding(&mut self, binding: Binding) {
        self.bindings += 1;
        if !self.quiet {
            println!("binding {binding:?}");
        }
    }

    fn warning(&mut self, warning: CaptureWarning) {
        println!("warning {warning:?}");
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("which file?")?;
    let options: Vec<_> = arguments.collect();
    let quiet = options.iter().any(|option| option == "--quiet");
    let threads = if options.iter().any(|option| option == "--two") { 2 } else { 1 };
    let mut printers: Vec<_> =
        (0..threads).map(|_| Printer { quiet, messages: 0, flows: 0, bindings: 0 }).collect();
    let summary = read_capture_sharded(File::open(&path)?, &path, Config::default(), &mut printers, |_| true);
    for printer in printers {
        println!("{} messages, {} flows, {} sources", printer.messages, printer.flows, printer.bindings);
    }
    println!("{summary:?}");
    Ok(())
}
