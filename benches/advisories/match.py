#!/usr/bin/env python3
"""CPU time of judging a ledger by advisories, beside a naive matcher that looks at every pair, in one run.

    cargo build --release -p cli && cargo build --release -p matching --example advisory_speed
    benches/advisories/match.py [--rows 5000] [--advisories 1000] [--repeat 3] [--real FOLDER]

Makes its own advisories (invented makers and products in the shapes that real ones have: ranges, lists, models in version slots,
families, remediations that name versions) and its own ledger, 40 of 100 rows about products of the advisories in the spellings
that ledgers have. Everything runs on one core (taskset -c 0); figures are CPU seconds, user and system, the median of the repeats.
"""

import argparse
import csv
import json
import pathlib
import random
import resource
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYLLABLES = ["ka", "zo", "mi", "ven", "tar", "lo", "qui", "sen", "dra", "pho", "nex", "ul", "bri", "vo", "sta", "rin"]
KINDS = [("Infusion Pump", "輸液ポンプ"), ("Patient Monitor", "生体情報モニタ"), ("Ventilator", "人工呼吸器"), ("PACS Server", "画像サーバ")]


def word(rng, count=3):
    return "".join(rng.choice(SYLLABLES) for _ in range(count)).capitalize()


def product(rng):
    kind = rng.choice(KINDS)
    model = f"{rng.choice('ABCDFHKMPRST')}{rng.choice('MNRX')}{rng.randrange(10, 9999)}"
    return {"brand": word(rng), "model": model, "kind": kind, "version": f"{rng.randrange(1, 9)}.{rng.randrange(20)}"}


def slot(rng, version):
    major, minor = version.split(".")
    return rng.choice(
        [
            f"<={version}", f"<{version}", f">= {major}.0 | <= {version}", "vers:all/*", f"{version} | {major}.{int(minor) + 1}",
            f"Versions {version} and prior", f"{major}.x",
        ]
    )


def advisory(rng, number):
    maker = f"{word(rng)} Medical"
    products = [product(rng) for _ in range(rng.choice([1, 1, 2, 3, 8, 30]))]
    ids = [f"P{at}" for at in range(len(products))]
    names = [
        {
            "category": "product_name",
            "name": f"{p['brand']} {p['kind'][0]} {p['model']}",
            "branches": [
                {
                    "category": "product_version_range",
                    "name": slot(rng, p["version"]),
                    "product": {"product_id": ids[at], "name": f"{maker} {p['brand']} {p['model']}"},
                }
            ],
        }
        for at, p in enumerate(products)
    ]
    remediation = {
        "category": "vendor_fix",
        "details": f"{maker} recommends that users update {products[0]['brand']} to version 9.{number % 90} or later. " * 3,
        "product_ids": ids,
    }
    notes = [{"category": "general", "title": "Recommended practices", "text": "Keep devices behind a firewall. " * 60} for _ in range(8)]
    vulnerability = {
        "cve": f"CVE-2099-{number:05}", "product_status": {"known_affected": ids}, "remediations": [remediation], "notes": notes[:2],
        "scores": [{"products": ids, "cvss_v3": {"baseScore": 7.5, "vectorString": "CVSS:3.1/AV:N"}}],
    }
    document = {
        "category": "csaf_security_advisory", "csaf_version": "2.0", "title": f"{maker} {products[0]['brand']}", "notes": notes,
        "publisher": {"category": "other", "name": "Bench"},
        "tracking": {
            "id": f"BENCH-{number:05}", "version": "1", "initial_release_date": "2024-01-01T00:00:00Z",
            "current_release_date": "2024-01-01T00:00:00Z",
        },
    }
    tree = {"branches": [{"category": "vendor", "name": maker, "branches": names}]}
    return maker, products, {"document": document, "product_tree": tree, "vulnerabilities": [vulnerability] * rng.choice([1, 2, 4])}


def write(folder, rows, count):
    rng = random.Random(11)
    known = []
    for number in range(count):
        maker, products, text = advisory(rng, number)
        known += [(maker, p) for p in products]
        (folder / f"{number:05}.json").write_text(json.dumps(text), encoding="utf-8")
    ledger = folder / "ledger.csv"
    with ledger.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow("管理番号 機器名 メーカー 型式 製造番号 ソフトウェアバージョン OS 設置場所 IPアドレス MACアドレス 購入日 備考".split())
        for at in range(rows):
            maker, p = rng.choice(known) if rng.random() < 0.4 else (f"{word(rng)}医科", product(rng))
            model = rng.choice([f"{p['brand']} {p['model']}", p["model"], p["model"].lower(), f"{p['brand'].upper()}{p['model']}"])
            version = rng.choice(["", p["version"], f"Ver.{p['version']}", "不明", f"{rng.randrange(9)}.{rng.randrange(9)}"])
            table.writerow(
                [
                    f"ME-{at:05}", p["kind"][1], maker, model, f"SN{rng.randrange(10**6):06}", version, rng.choice(["", "Windows 10"]), "3F病棟",
                    f"10.{rng.randrange(9)}.{rng.randrange(255)}.{rng.randrange(1, 255)}", f"00:00:5E:{rng.randrange(100):02}:{at % 100:02}:01", "H31.4.1", "",
                ]
            )
    return ledger


def cpu(arguments):
    """CPU seconds of one run and what it wrote."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(["taskset", "-c", "0", *map(str, arguments)], capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--advisories", type=int, default=1_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--real", help="a folder of real advisories, judged by the same ledger")
    parser.add_argument("--target", default=ROOT / "target", type=pathlib.Path, help="where cargo built")
    options = parser.parse_args()
    kikimori, steps = options.target / "release/kikimori", options.target / "release/examples/advisory_speed"
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work)
        ledger = write(folder, options.rows, options.advisories)
        for name, advisories in [("made", folder), *([("real", options.real)] if options.real else [])]:
            ours = ["advisory", "match", "--ledger", ledger, "--advisories", advisories, "--format", "json"]
            runs = [cpu([kikimori, *ours]) for _ in range(options.repeat)]
            seconds = statistics.median(run[0] for run in runs)
            answer = json.loads(runs[0][1])
            print(f"{name}: kikimori advisory match, {answer['ledger_rows']} rows x {answer['advisories']} advisories, "
                  f"{len(answer['matches'])} judgements: {seconds:.2f} s CPU with all reading")
            print(cpu([steps, ledger, advisories])[1])


if __name__ == "__main__":
    main()
