#!/usr/bin/env python3
"""How long the pages about vulnerabilities take in a large hospital: 10,000 devices, 10,000 rows, one bill of materials of 10,000 parts,
1,000 safety communications, 2,000 decisions.

    benches/pages/vulnerabilities.py KIKIMORI [DEVICES] [TIMES] [FOLDER]

Makes the demo (or goes on with the one in FOLDER), registers products for the three most frequent models, gives them made-up bills of
materials and a made-up feed (OSV, CVE-2099-…), and asks each page so many times. Prints a Markdown table; fails when a page's 95th percentile
is above 50 ms."""
import collections, json, pathlib, re, statistics, subprocess, sys, tempfile, time

import latency

MOST = 0.050
PARTS, PRODUCTS, FEW = 10_000, 3, 4_000
COMMUNICATIONS, DECISIONS = 1_000, 2_000


def part(at):
    return {"type": "library", "name": f"part-{at}", "version": "1.2.3", "purl": f"pkg:npm/part-{at}@1.2.3"}


def document(folder, name, count):
    place = pathlib.Path(folder, f"{name}.cdx.json")
    parts = [part(at) for at in range(count)]
    place.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": parts}))
    return str(place)


def feed(folder):
    place = pathlib.Path(folder, "osv")
    place.mkdir(exist_ok=True)
    for at in range(PARTS // 2):
        affected = {"package": {"ecosystem": "npm", "name": f"part-{at}"},
                    "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "2.0.0"}]}]}
        record = {"schema_version": "1.6.0", "id": f"GHSA-{at:04d}-2099-made", "aliases": [f"CVE-2099-{at:05d}"], "modified": "2026-11-01T00:00:00Z",
                  "summary": f"Made up overflow in part {at}", "affected": [affected],
                  "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]}
        (place / f"{record['id']}.json").write_text(json.dumps(record))
    return str(place)


def communications(folder):
    place = pathlib.Path(folder, "communications.toml")
    one = """[[communication]]
id = "MADE-{at}"
from = "FDA"
date = "2026-01-30"
title = "Made up communication {at}"
actions = ["Unplug the network cable until the update."]
[[communication.product]]
maker = "Example Medical"
model = "Made up pump {at}"
every-version = true
"""
    place.write_text("\n".join(one.format(at=at) for at in range(COMMUNICATIONS)))
    return str(place)


def decisions(folder):
    place = pathlib.Path(folder, "decisions.openvex.json")
    stated = [{"vulnerability": {"name": f"CVE-2099-{at:05d}"}, "products": [{"@id": f"pkg:npm/part-{at}@1.2.3"}], "status": "not_affected",
               "justification": "vulnerable_code_not_in_execute_path"} for at in range(DECISIONS)]
    place.write_text(json.dumps({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://vex.example/made-up", "author": "Made up maker",
                                 "timestamp": "2026-06-01T00:00:00Z", "version": 1, "statements": stated}))
    return str(place)


def serve(program, data, devices):
    command = [program, "demo", data, "--devices", devices, "--serve", "--listen", "%s:%d" % latency.LISTEN]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    latency.wait(process)
    return process


def stop(process):
    process.terminate()
    process.wait()


def models():
    """Maker and model of the most frequent devices."""
    devices = json.loads(latency.get(latency.LISTEN, "/api/v1/devices")[1])["devices"]
    def word(device, key):
        value = device.get(key)
        value = value.get("value", value) if isinstance(value, dict) else value
        return value.get("name", "") if isinstance(value, dict) else value or ""
    named = collections.Counter((word(it, "vendor") or "Maker", word(it, "model") or word(it, "name")) for it in devices)
    return [pair for pair, _ in named.most_common(PRODUCTS) if pair[1]]


def judged():
    """Pages do not wait for the feeds: waits until what is in the large list was judged."""
    for _ in range(300):
        total = json.loads(latency.get(latency.LISTEN, "/api/v1/vulnerabilities")[1])["total"]
        if total > PARTS // 4:
            return
        time.sleep(2)
    sys.exit("nothing was judged")


def pages():
    found = ["/vulnerabilities"] + [f"/vulnerabilities?by={by}" for by in ("device", "part", "cve")] + ["/vulnerabilities?q=part-77"]
    found += ["/", "/products", "/sboms", "/decisions", "/tasks", "/communications", "/feeds", "/devices"]
    html = latency.get(latency.LISTEN, "/vulnerabilities?by=cve")[1].decode()
    rows = json.loads(latency.get(latency.LISTEN, "/api/v1/vulnerabilities")[1])
    concerns = rows.get("vulnerabilities") or rows.get("concerns") or []
    print(f"{rows.get('total')} rows, {len(rows.get('standings', []))} things\n")
    found += [f"/vulnerabilities/{concerns[0]['id']}", f"/vulnerabilities/{concerns[-1]['id']}"] if concerns else re.findall(r'/vulnerabilities/[0-9a-f]{16}', html)[:2]
    devices = collections.Counter(device for it in concerns for device in it["devices"])
    found += [f"/devices/{device}" for device, _ in devices.most_common(1)]
    sboms = json.loads(latency.get(latency.LISTEN, "/api/v1/sboms")[1])
    sboms = sboms if isinstance(sboms, list) else sboms.get("sboms", [])
    largest = max(sboms, key=lambda it: it.get("components", 0) if isinstance(it.get("components"), int) else 0)
    return found + [f"/sboms/{largest['id']}"]


def main():
    program = sys.argv[1]
    devices = sys.argv[2] if len(sys.argv) > 2 else "10000"
    times = int(sys.argv[3]) if len(sys.argv) > 3 else 30
    with tempfile.TemporaryDirectory() as folder:
        data = sys.argv[4] if len(sys.argv) > 4 else f"{folder}/demo"
        mark = pathlib.Path(data, "registered")
        process = serve(program, data, devices)
        try:
            frequent = models()
        finally:
            stop(process)
        run = lambda *words: subprocess.run([program, *words, "--data", data], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
        if not mark.exists():
            run("feeds", "import", feed(folder))
            whole, few = document(folder, "whole", PARTS), document(folder, "few", FEW)
            for at, (maker, model) in enumerate(frequent):
                own = run("product", "add", maker, f"{model} (made up)", "--model", model, "--version", "1.0")
                run("product", "sbom", few if at else whole, "--product", own, "--version", "1.0")
            run("feeds", "communication", "put", communications(folder))
            run("vex", "take-in", decisions(folder))
            mark.touch()
        start = time.perf_counter()
        process = serve(program, data, devices)
        try:
            print(f"shown after {time.perf_counter() - start:.0f} s")
            judged()
            print(f"judged after {time.perf_counter() - start:.0f} s")
            print("| page | KiB | p50 ms | p95 ms |\n| --- | ---: | ---: | ---: |")
            slow = []
            for path in pages():
                status, body, _ = latency.get(latency.LISTEN, path)
                assert status == 200, (path, status)
                ours = [latency.get(latency.LISTEN, path)[2] for _ in range(times)]
                p95 = latency.percentile(ours, 0.95)
                name = re.sub(r"/[^/]*\d[^/]*$", "/…", path)
                print(f"| `{name}` | {len(body) / 1024:.0f} | {statistics.median(ours) * 1000:.1f} | {p95 * 1000:.1f} |", flush=True)
                if p95 > MOST:
                    slow.append(path)
            if slow:
                sys.exit(f"above 50 ms: {', '.join(slow)}")
        finally:
            stop(process)


main()
