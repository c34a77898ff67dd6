// WCAG 2.2 AA by axe on every page: light, dark, phone; and an empty hospital.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { browser, pages, site } from "./site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const LOOKS = [
  { name: "light", width: 1280, height: 900, colorScheme: "light" },
  { name: "dark", width: 1280, height: 900, colorScheme: "dark" },
  { name: "phone", width: 390, height: 844, colorScheme: "light" },
];

let full, empty, chrome;
before(async () => {
  [full, empty, chrome] = await Promise.all([site(400, 8821), site(0, 8822), browser()]);
});
after(async () => {
  await chrome?.close();
  full?.stop();
  empty?.stop();
});

async function check(base, look, found) {
  const context = await chrome.newContext({
    viewport: { width: look.width, height: look.height }, colorScheme: look.colorScheme, bypassCSP: true,
  });
  const page = await context.newPage();
  const wrong = [];
  for (const [name, path] of Object.entries(found)) {
    const errors = [];
    page.removeAllListeners("pageerror");
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(base + path);
    await page.evaluate(axe);
    const result = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), TAGS);
    for (const violation of result.violations) {
      const nodes = violation.nodes.slice(0, 3).map((node) => `${node.target.join(" ")}: ${node.failureSummary?.split("\n")[1]?.trim()}`);
      wrong.push(`${name} ${violation.id} ×${violation.nodes.length}\n    ${nodes.join("\n    ")}`);
    }
    wrong.push(...errors.map((error) => `${name} ${error}`));
  }
  await context.close();
  assert.deepEqual(wrong, [], wrong.join("\n"));
}

for (const look of LOOKS) {
  test(`no axe violation: ${look.name}`, { timeout: 300_000 }, async () => check(full.base, look, await pages(full.base)));
}
test("no axe violation: empty hospital", { timeout: 120_000 }, async () => check(empty.base, LOOKS[0], await pages(empty.base)));
