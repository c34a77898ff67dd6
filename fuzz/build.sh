#!/bin/sh
# Builds the fuzz targets with the stable compiler: libFuzzer with LLVM's coverage counters, arithmetic checked.
cd "$(dirname "$0")" || exit 1
RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions -Ccodegen-units=16" \
    exec cargo build --release --target "$(rustc -vV | sed -n 's/host: //p')"
