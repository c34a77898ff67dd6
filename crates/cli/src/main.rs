//! The one binary `kikimori`: terminal, configuration, exit codes.

fn main() {}
