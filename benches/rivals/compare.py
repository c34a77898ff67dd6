#!/usr/bin/env python3
"""Compares kikimori with other readers of captures on the same file: CPU seconds, packets per second, peak memory.

    cargo build --release -p cli && cargo build --release -p sim --example hospital
    benches/rivals/compare.py [--ours COMMAND] [--hospital PATH] [--work DIR] [--only NAME,...] [--repeat 3] [--out FILE]

Makes its own files (a simulated hospital, a large DICOM transfer, many tiny flows) and, when ../shared/data is there, the dense
laboratory captures and the mix of all shared ones, repeated. CPU seconds are user plus system of the child, the median of the repeats; the wall clock is not used,
because the machine may be shared. Runs of more than 15 CPU seconds are not repeated. Everything runs on one core (taskset -c 0); kikimori once more on two.
"""

import argparse
import os
import pathlib
import platform
import resource
import shlex
import shutil
import statistics
import subprocess
import sys
import threading
import time

import captures

# Runs of more CPU seconds than this are not repeated.
SLOW = 15
ROOT = pathlib.Path(__file__).resolve().parents[2]


def rivals(ours):
    """Name, argument list for a file, and what the program does there."""
    return [
        ("kikimori", lambda f: [*shlex.split(ours), f], "devices with identity, zones, remote lines"),
        ("tcpdump -r", lambda f: ["tcpdump", "-n", "-r", f, "-w", "/dev/null"], "reads and copies frames"),
        ("ndpiReader", lambda f: ["ndpiReader", "-q", "-i", f], "protocols of flows"),
        ("p0f", lambda f: ["p0f", "-r", f], "systems from TCP"),
        (
            "tshark -T fields",
            lambda f: ["tshark", "-n", "-r", f, "-T", "fields", "-e", "ip.src", "-e", "ip.dst", "-e", "_ws.col.Protocol"],
            "all layers decoded",
        ),
    ]


def run(arguments, cores, limit):
    """CPU seconds, wall seconds and peak memory in MiB of one run; None when it failed or took longer than `limit` CPU seconds."""
    command = ["taskset", "-c", cores, *arguments]
    start = time.monotonic()
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5)),
    )
    killer = threading.Timer(limit * 6, child.kill)
    killer.start()
    _, status, usage = os.wait4(child.pid, 0)
    killer.cancel()
    child.returncode = status
    # kikimori says 1 for findings.
    if os.WIFSIGNALED(status) or os.WEXITSTATUS(status) > 1:
        return None
    return usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024


def measure(arguments, cores, repeat, limit):
    runs = []
    for _ in range(repeat):
        outcome = run(arguments, cores, limit)
        if outcome is None:
            return None
        runs.append(outcome)
        if outcome[0] > SLOW:
            break
    return tuple(statistics.median(values) for values in zip(*runs))


def table(name, file, packets, options):
    size = file.stat().st_size
    lines = [
        f"\n### {name}: {packets:,} packets, {size / 1e6:,.0f} MB\n",
        "| program | does | CPU s | packets/s of one core | peak MiB |",
        "| --- | --- | ---: | ---: | ---: |",
    ]

    def row(label, does, outcome):
        if outcome is None:
            lines.append(f"| {label} | {does} | not within {options.limit} s | | |")
            return
        cpu, _, memory = outcome
        lines.append(f"| {label} | {does} | {cpu:.2f} | {packets / max(cpu, 0.001):,.0f} | {memory:.0f} |")

    for label, arguments, does in rivals(options.ours):
        if shutil.which(arguments("")[0]) is None:
            lines.append(f"| {label} | not installed | | | |")
            continue
        row(label, does, measure(arguments(str(file)), "0", options.repeat, options.limit))
        print(lines[-1], file=sys.stderr)
    ours = rivals(options.ours)[0][1](str(file))
    if os.cpu_count() > 1:
        one, two = (measure(ours, cores, options.repeat, options.limit) for cores in ("0", "0,1"))
        if one and two:
            lines.append(
                f"\nTwo cores: {one[1]:.2f} s by the clock on one, {two[1]:.2f} s on two "
                f"(CPU {one[0]:.2f} s and {two[0]:.2f} s, peak {one[2]:.0f} MiB and {two[2]:.0f} MiB)."
            )
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
    parser.add_argument("--ours", default=f"{target / 'kikimori'} discover --format json", help="command that takes a capture")
    parser.add_argument("--hospital", default=str(target / "examples" / "hospital"), help="the example of the sim crate")
    parser.add_argument("--work", default="/tmp/kikimori-rivals", type=pathlib.Path)
    parser.add_argument("--only", default="", help="hospital,dicom,tiny,lab,mixed")
    parser.add_argument("--devices", default=8000, type=int)
    parser.add_argument("--repeat", default=3, type=int)
    parser.add_argument("--limit", default=300, type=int, help="CPU seconds after which a run is given up")
    parser.add_argument("--out", default="-")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    wanted = [name for name in options.only.split(",") if name]
    lines = [f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"]
    for name, make in captures.ALL:
        if wanted and name not in wanted:
            continue
        file = make(options, ROOT)
        if file is None:
            lines.append(f"\n### {name}: not made, its source is not there")
            continue
        # Once into the page cache, and the number of packets.
        lines += table(name, file, captures.count(file), options)
    text = "\n".join(lines) + "\n"
    if options.out == "-":
        print(text)
    else:
        pathlib.Path(options.out).write_text(text)


if __name__ == "__main__":
    main()
