#!/bin/sh
# Fills a corpus for every target from the regressions, the fixtures and, where they are, the shared captures: fuzz/seeds.sh corpus/
# The folder holds bytes of real networks then: never commit it.
corpus=$(realpath -m "${1:?a folder for the corpus}")
cd "$(dirname "$0")" || exit 1
shared=../../shared/data
mkdir -p "$corpus/csaf" "$corpus/feeds" "$corpus/inventory" "$corpus/ledger" "$corpus/sbom"
# 24 (octal) is the path of rpm's databases.
for file in ../fixtures/rpm/*.zst; do
    { printf '\024'; zstd -dc "$file"; } > "$corpus/inventory/$(basename "$file" .zst).seed"
done
python3 inventory_seeds.py "$corpus/inventory" || exit 1
for file in ../fixtures/sbom/*; do
    for packer in gzip bzip2 xz zstd; do
        $packer -c "$file" > "$corpus/sbom/$(basename "$file").$packer"
    done
    for encoding in UTF-16 UTF-32LE SHIFT_JIS EUC-JP; do
        iconv -f UTF-8 -t "$encoding" "$file" > "$corpus/sbom/$(basename "$file").$encoding" || rm "$corpus/sbom/$(basename "$file").$encoding"
    done
done
find ../fixtures/vuln "$shared/advisories/jvn" "$shared/vuln/vuls-data-update/jvn" -type f -size -60k 2>/dev/null | xargs -I{} cp {} "$corpus/feeds/"
find ../fixtures/sbom ../fixtures/cyclonedx-protobuf "$shared/vuln/cyclonedx-spec" "$shared/vuln/spdx-examples" -type f -size -60k 2>/dev/null | xargs -I{} cp {} "$corpus/sbom/"
find regressions "$shared/captures/pcaps" -type f -size -2000k 2>/dev/null \
    | xargs cargo run -q --release --example seeds -- "$corpus" || exit 1
find "$shared/advisories/cisa/icsma" ../fixtures/advisories -name '*.json' 2>/dev/null | tail -80 | xargs -I{} cp {} "$corpus/csaf/"
find ../fixtures -name '*.csv' -size -40k | while read -r file; do
    { printf '\000'; cat "$file"; } > "$corpus/ledger/$(basename "$file").seed"
done
