// A real program over an empty folder, with the files of a small fictional hospital to send to it.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const program = process.env.KIKIMORI ?? "../../target/debug/kikimori";

/** Writes a hospital of about `devices` devices and serves an empty folder; KIKIMORI names the built program. */
export async function house(devices) {
  const folder = mkdtempSync(join(tmpdir(), "kikimori-flows-"));
  const written = execFileSync(program, ["demo", join(folder, "demo"), "--devices", String(devices)], { encoding: "utf8" });
  const paths = written.trim().split("\n");
  const files = {
    captures: paths.filter((path) => /\.(pcap|pcapng)(\.gz|\.zst)?$/.test(path)),
    ledger: paths.find((path) => path.endsWith(".xlsx")),
    sboms: everyFile(join(folder, "demo")).filter((path) => /sboms.*\.json$/.test(path)).sort(),
    advisories: everyFile(join(folder, "demo")).filter((path) => /advisor/i.test(path) && path.endsWith(".json")),
  };
  const server = spawn(program, ["serve", "--data", join(folder, "data"), "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
  const base = await firstLine(server);
  const stop = () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { base: base.replace(/\/$/, ""), files, stop };
}

/** A fictional hospital of about `devices` devices with everything taken in, as the real program shows it. */
export async function demo(devices) {
  const folder = mkdtempSync(join(tmpdir(), "kikimori-demo-"));
  const arguments_ = ["demo", join(folder, "demo"), "--devices", String(devices), "--serve", "--listen", "127.0.0.1:0"];
  const server = spawn(program, arguments_, { stdio: ["ignore", "pipe", "ignore"] });
  const base = await firstLine(server);
  const stop = () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { base: base.replace(/\/$/, ""), data: join(folder, "demo"), stop };
}

function everyFile(folder) {
  return readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
}

/** The address the program prints when it listens. */
function firstLine(server) {
  return new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).once("line", resolve);
    server.once("exit", (code) => reject(new Error(`the program ended with ${code}`)));
    server.once("error", reject);
  });
}
