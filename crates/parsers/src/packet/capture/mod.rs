//! Capture files: pcap, pcapng, gzip and zstd of them.
