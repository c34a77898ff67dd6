#!/usr/bin/env python3
"""How long every page takes with a large hospital, beside a static file of the same bytes.

    benches/pages/latency.py KIKIMORI [DEVICES] [TIMES]

Starts `kikimori demo --serve` with so many fictional devices, asks every page one after the other, and asks Python's http.server for
the same bytes from disk in the same run. Prints a Markdown table; fails when a page's 95th percentile is above 100 ms."""
import functools, http.client, http.server, json, pathlib, statistics, subprocess, sys, tempfile, threading, time

LISTEN = ("127.0.0.1", 8733)
MOST = 0.100


def get(address, path):
    connection = http.client.HTTPConnection(*address)
    start = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    taken = time.perf_counter() - start
    connection.close()
    return answer.status, body, taken


def wait(process):
    for _ in range(3600):
        if process.poll() is not None:
            sys.exit("the program ended")
        try:
            if get(LISTEN, "/assets/tokens.css")[0] == 200:
                return
        except OSError:
            time.sleep(0.5)
    sys.exit("the program did not answer within half an hour")


def pages():
    def api(path):
        return json.loads(get(LISTEN, f"/api/v1/{path}")[1])

    found = ["/", "/devices", "/devices?sort=ip&page=3", "/devices?q=ct", "/map", "/alerts", "/advisories", "/remote-lines", "/ledger",
             "/ledger?status=only_connected", "/ledger/import", "/captures", "/knowledge", "/report", "/settings", "/help", "/search?q=CT"]
    found += [f"/devices/{device['id']}" for device in api("devices")["devices"][:1]]
    found += [f"/alerts/{alert['id']}" for alert in api("alerts")[:1]]
    found += [f"/remote-lines/{line['id']}" for line in api("remote-lines")[:1]]
    found += [f"/advisories/{advisory['id']}" for advisory in api("advisories")[:1]]
    largest = max(api("map")["zones"], key=lambda zone: len(zone["devices"]))
    return found + [f"/map?open={largest['id']}", "/map?wires=1"]


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def static_server(folder):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address


def main():
    program = sys.argv[1]
    devices = sys.argv[2] if len(sys.argv) > 2 else "10000"
    times = int(sys.argv[3]) if len(sys.argv) > 3 else 40
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "demo", f"{folder}/demo", "--devices", devices, "--serve", "--listen", "%s:%d" % LISTEN]
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait(process)
            print(f"{devices} devices made, taken in and shown after {time.perf_counter() - start:.0f} s")
            shown = json.loads(get(LISTEN, "/api/v1/map")[1])
            print(f"{sum(len(zone['devices']) for zone in shown['zones'])} devices in {len(shown['zones'])} zones\n")
            static = static_server(folder)
            print("| page | KiB | p50 ms | p95 ms | static file p95 ms | ratio |\n| --- | ---: | ---: | ---: | ---: | ---: |")
            slow = []
            for path in pages():
                status, body, _ = get(LISTEN, path)
                assert status == 200, (path, status)
                pathlib.Path(folder, "same").write_bytes(body)
                ours = [get(LISTEN, path)[2] for _ in range(times)]
                theirs = [get(static, "/same")[2] for _ in range(times)]
                p95, rival = percentile(ours, 0.95), percentile(theirs, 0.95)
                name = path.split("_")[0] + "…" if "_" in path else path
                print(f"| `{name}` | {len(body) / 1024:.0f} | {statistics.median(ours) * 1000:.1f} | {p95 * 1000:.1f} | {rival * 1000:.1f} | {p95 / rival:.1f} |", flush=True)
                if p95 > MOST:
                    slow.append(path)
            rss = [line for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines() if line.startswith("VmHWM")]
            print(f"\npeak memory of the program: {int(rss[0].split()[1]) / 1024:.0f} MiB")
            if slow:
                sys.exit(f"above 100 ms: {', '.join(slow)}")
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
