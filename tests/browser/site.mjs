// Starts the example site over a fictional hospital and a browser; both end with the tests.
import { spawn } from "node:child_process";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** Serves `devices` fictional devices on `port`. KIKIMORI_PAGES names the built example. */
export async function site(devices, port) {
  const program = process.env.KIKIMORI_PAGES ?? "../../target/debug/examples/pages";
  const server = spawn(program, [String(devices), String(port)], { stdio: "inherit" });
  const base = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      if ((await fetch(`${base}/assets/tokens.css`)).ok) return { base, stop: () => server.kill() };
    } catch {
      // Not up yet.
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  server.kill();
  throw new Error(`${program} did not answer`);
}

export function browser() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** Every kind of page, with the addresses of the first device, alert and so on. */
export async function pages(base) {
  const json = async (path) => (await fetch(`${base}/api/v1/${path}`)).json();
  const [device] = (await json("devices")).devices;
  const [alert] = await json("alerts");
  const [line] = await json("remote-lines");
  const [advisory] = await json("advisories");
  const zone = (await json("map")).zones[1];
  const found = {
    home: "/", devices: "/devices", map: "/map", alerts: "/alerts", advisories: "/advisories",
    lines: "/remote-lines", ledger: "/ledger", "ledger-only-connected": "/ledger?status=only_connected",
    import: "/ledger/import", captures: "/captures", knowledge: "/knowledge", report: "/report",
    products: "/products", "product-new": "/products/new", sboms: "/sboms", "sbom-make": "/sboms/make",
    vulnerabilities: "/vulnerabilities", "vulnerabilities-cve": "/vulnerabilities?by=cve", feeds: "/feeds", communications: "/communications", "communication-new": "/communications/new",
    decisions: "/decisions", "decision-new": "/decisions/new", "decisions-export": "/decisions/export", tasks: "/tasks", "tasks-all": "/tasks?state=all",
    settings: "/settings", help: "/help", menu: "/menu", search: "/search?q=BV-5",
  };
  const [product] = (await json("products")).products;
  const [sbom] = await json("sboms");
  if (product) found.product = `/products/${product.id}`;
  if (sbom) for (const view of ["parts", "tree", "complete", "about"]) found[`sbom-${view}`] = `/sboms/${sbom.id}?view=${view}`;
  if (sbom) found["sbom-file"] = `/sboms/${sbom.id}/file`;
  if (device) found.device = `/devices/${device.id}`;
  if (device) found.label = `/devices/${device.id}/label`;
  if (alert) found.alert = `/alerts/${alert.id}`;
  if (line) found.line = `/remote-lines/${line.id}`;
  if (advisory) found.advisory = `/advisories/${advisory.id}`;
  const [weakness] = (await json("vulnerabilities")).vulnerabilities;
  if (weakness) found.vulnerability = `/vulnerabilities/${weakness.id}`;
  const [decision] = (await json("decisions")).decisions;
  if (decision) found.decision = `/decisions/${decision.id}`;
  const [task] = (await json("tasks")).tasks;
  if (task) found.task = `/tasks/${task.id}`;
  if (zone) found["map-open"] = `/map?open=${zone.id}&filter=risk`;
  return found;
}
