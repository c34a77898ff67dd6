//! House work: generated files and checks that cargo does not do itself.

fn main() {}
