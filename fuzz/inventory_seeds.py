#!/usr/bin/env python3
"""Seeds for the target `inventory` that are no files of fixtures: inventory_seeds.py FOLDER

Lists of files, diversions, installed packages, and a log of SQLite with small pages that holds the rpm database of the fixtures."""
import pathlib, re, sqlite3, subprocess, sys, tempfile

here = pathlib.Path(__file__).resolve().parent
folder = pathlib.Path(sys.argv[1])
paths = re.search(r"const PATHS.*?= \[(.*?)\];", (here / "fuzz_targets/inventory.rs").read_text(), re.S)[1]
paths = [line.strip().strip('",') for line in paths.strip().splitlines()]


def keep(path, content):
    at = paths.index(path)
    (folder / f"{at}-{len(content)}.seed").write_bytes(bytes([at]) + content)


LISTS = {
    "var/lib/dpkg/info/zlib1g:amd64.list": "/.\n/usr\n/usr/lib\n/usr/lib/libz.so.1\n/usr/share/a b\n",
    "var/lib/dpkg/info/zlib1g.md5sums": "d41d8cd98f00b204e9800998ecf8427e  usr/lib/libz.so.1\n",
    "usr/lib/opkg/info/zlib1g.list": "/usr/lib/libz.so.1\t0100755\n",
    "var/lib/dpkg/diversions": "/usr/bin/a\n/usr/bin/a.real\nwrapper\n/sbin/init\n/sbin/init.old\n:\n",
    "usr/lib/python3/dist-packages/a.dist-info/METADATA": "Metadata-Version: 2.1\nName: A_b\nVersion: 1.0\nLicense: MIT\n\nText\n",
    "usr/lib/node_modules/@s/a/package.json": '{"name":"@s/a","version":"1.0.0","license":"MIT"}',
    "requirements.txt": "a==1.0\n",
}
for path, text in LISTS.items():
    keep(path, text.encode())
keep("requirements.txt", "\ufeffa==1.0\r\n".encode("utf-16-le"))

with tempfile.TemporaryDirectory() as work:
    old, new = pathlib.Path(work, "old"), pathlib.Path(work, "rpmdb.sqlite")
    subprocess.run(["zstd", "-dqf", here / "../fixtures/rpm/rpmdb.sqlite.zst", "-o", old], check=True)
    source = sqlite3.connect(old)
    rows = [row for row in source.execute("select hnum, blob from Packages") if len(row[1]) < 20_000]
    small = sqlite3.connect(new, isolation_level=None)
    for pragma in ["page_size=512", "journal_mode=wal", "wal_autocheckpoint=0"]:
        small.execute(f"pragma {pragma}")
    small.execute("create table Packages (hnum integer primary key autoincrement, blob blob not null)")
    for row in rows[:3]:
        small.execute("insert into Packages values (?, ?)", row)
    log = pathlib.Path(f"{new}-wal").read_bytes()
    keep("LOG", log)
    small.execute("pragma wal_checkpoint(truncate)")
    keep("var/lib/rpm/rpmdb.sqlite", new.read_bytes())
