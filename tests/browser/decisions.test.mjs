// A clerk records a decision at a row, finds it in the list, takes it back, takes in a maker's VEX file, and finishes a task.
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { demo } from "./house.mjs";
import { browser } from "./site.mjs";

let home, chrome, page;
before(async () => {
  [home, chrome] = await Promise.all([demo(60), browser()]);
  page = await (await chrome.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true })).newPage();
});
after(async () => {
  await chrome?.close();
  home?.stop();
});

const api = async (path) => (await page.request.get(`${home.base}/api/v1/${path}`)).json();
const words = async (selector) => page.locator(selector).first().innerText();

/** A row about a part that nobody decided about. */
async function affected() {
  const rows = (await api("vulnerabilities?verdict=affected&size=200")).vulnerabilities;
  return rows.find((row) => row.part?.version && !row.statements);
}

test("a decision is recorded at its row, listed, and taken back", { timeout: 180_000 }, async () => {
  const row = await affected();
  await page.goto(`${home.base}/vulnerabilities/${row.id}?lang=ja`);
  await page.locator("#decide > summary").click();
  const form = page.locator("#decide form");
  await form.locator('input[name="status"][value="not_affected"]').check();
  await form.locator('select[name="justification"]').selectOption("vulnerable_code_not_in_execute_path");
  await form.locator('textarea[name="impact"]').fill("この機能は院内では使わない。");
  await form.locator('input[name="by"]').fill("臨床工学室 機器管理担当");
  await Promise.all([page.waitForNavigation(), form.locator('button[type="submit"]').click()]);
  assert.match(await words("#decision"), /記録しました[\s\S]*影響範囲だけで見ると「該当」、採用している判定は「該当しない」/);
  assert.equal((await api(`vulnerabilities/${row.id}`)).verdict, "not_affected");

  await page.goto(`${home.base}/decisions`);
  const line = page.locator('table a[href^="/decisions/stm_"]', { hasText: row.vulnerability }).first();
  await line.click();
  await page.waitForLoadState("load");
  const told = await words("main");
  for (const part of [row.vulnerability, "採用中", "臨床工学室 機器管理担当（病院）", "この機能は院内では使わない", "いま関わっている行"]) assert.ok(told.includes(part), `${part}: ${told}`);
  await page.locator('#withdraw input[name="by"]').fill("臨床工学室");
  await page.locator('#withdraw textarea[name="reason"]').fill("別の版を見ていた");
  await Promise.all([page.waitForNavigation(), page.locator('#withdraw button[type="submit"]').click()]);
  assert.match(await words("#withdraw"), /別の版を見ていた[\s\S]*もう一度記録する/);
  assert.equal((await api(`vulnerabilities/${row.id}`)).verdict, "affected");
});

test("what a feed states stands at its row, with its document and nothing to take back", { timeout: 180_000 }, async () => {
  const row = await affected();
  const own = (await api("products")).products.find((product) => product.id === row.product);
  const version = own.versions.find((one) => one.id === row.version);
  const branch = (category, name, inner) => ({ category, name, ...inner });
  const product = (product_id, name, product_identification_helper) => ({ name, product_id, ...(product_identification_helper && { product_identification_helper }) });
  const leaf = branch("product_version", version.version, { product: product("P", own.name) });
  const document = {
    document: {
      category: "csaf_vex", csaf_version: "2.0", title: row.vulnerability, publisher: { category: "vendor", name: own.maker, namespace: "https://maker.example" },
      tracking: { id: "PSA-1", version: "1", current_release_date: "2030-01-08T00:00:00Z" },
    },
    product_tree: {
      branches: [branch("vendor", own.maker, { branches: [branch("product_name", own.name, { branches: [leaf] })] })],
      full_product_names: [product("C", row.part.name, { purl: `pkg:generic/${row.part.name}@${row.part.version}` })],
      relationships: [{ category: "default_component_of", product_reference: "C", relates_to_product_reference: "P", full_product_name: product("P:C", row.part.name) }],
    },
    vulnerabilities: [{ cve: row.vulnerability, product_status: { known_not_affected: ["P:C"] } }],
  };
  mkdirSync(join(home.data, "feeds/csaf/maker"), { recursive: true });
  writeFileSync(join(home.data, "feeds/csaf/maker/psa-1.json"), JSON.stringify(document));
  for (let tries = 0; (await api(`vulnerabilities/${row.id}`)).verdict === "affected" && tries < 60; tries += 1) await page.waitForTimeout(1000);
  await page.goto(`${home.base}/vulnerabilities/${row.id}?lang=ja`);
  const told = await words("#decision");
  for (const part of ["採用している判定は「該当しない」", own.maker, "文書 PSA-1", "情報源（CSAF）が配信したものです"]) assert.ok(told.includes(part), `${part}: ${told}`);
  assert.equal(await page.locator('#decision a[href^="/decisions/stm_"]').count(), 0);
  await page.setViewportSize({ width: 390, height: 844 });
  assert.ok(await page.evaluate(() => globalThis.document.documentElement.scrollWidth <= globalThis.innerWidth));
  await page.setViewportSize({ width: 1280, height: 900 });
  rmSync(join(home.data, "feeds/csaf/maker"), { recursive: true });
  for (let tries = 0; (await api(`vulnerabilities/${row.id}`)).verdict !== "affected" && tries < 60; tries += 1) await page.waitForTimeout(1000);
  assert.equal((await api(`vulnerabilities/${row.id}`)).verdict, "affected", "without its document nobody says so");
});

test("what cannot be recorded is told, and what was typed stays", { timeout: 120_000 }, async () => {
  const row = await affected();
  await page.goto(`${home.base}/decisions/new?row=${row.id}`);
  await page.locator('input[name="status"][value="not_affected"]').check();
  await page.locator('input[name="by"]').fill("情報システム課");
  await Promise.all([page.waitForNavigation(), page.locator('form[action="/decisions"] button[type="submit"]').click()]);
  assert.match(await words('[role="alert"]'), /理由を選ぶか書いてください/);
  assert.equal(await page.locator('input[name="by"]').inputValue(), "情報システム課");
});

test("a maker's file is taken in with a report, and exported with what is lost", { timeout: 180_000 }, async () => {
  const row = await affected();
  const { vulnerability, part } = row;
  // By its package URL: a name alone would only perhaps mean this part.
  const component = { name: part.name, version: part.version, purls: [`pkg:generic/${part.name}@${part.version}`] };
  const products = (await api("products")).products;
  const own = products.find((product) => product.id === row.product);
  const statement = {
    id: "stm_browser", vulnerability, status: "not_affected", justification: "vulnerable_code_not_present", author: own.maker, role: "maker",
    subjects: [{ product: { name: own.name, vendor: own.maker }, component }], said_at: "2026-11-01T00:00:00Z",
  };
  const own_form = JSON.stringify({ kikimori: "statements", version: 1, statements: [statement] });
  await page.goto(`${home.base}/decisions?lang=ja`);
  await page.locator('#take-in input[type="file"]').setInputFiles([
    { name: "maker.json", mimeType: "application/json", buffer: Buffer.from(own_form) },
    { name: "letter.txt", mimeType: "text/plain", buffer: Buffer.from("dear hospital") },
  ]);
  await Promise.all([page.waitForNavigation(), page.locator('#take-in button[type="submit"]').click()]);
  const report = await words("main");
  for (const part of ["読めたファイル 1件、読めなかったファイル 1件", "「該当」から「該当しない」に変わりました", "letter.txt"]) assert.ok(report.includes(part), `${part}: ${report}`);
  await page.goto(`${home.base}/decisions/export`);
  assert.match(await words("main"), /OpenVEX[\s\S]*CSAF[\s\S]*CycloneDX/);
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator('a[href="/decisions/export/csaf"]').click()]);
  assert.match(download.suggestedFilename(), /csaf/);
});

test("a task is done, and says that its cause is still there", { timeout: 120_000 }, async () => {
  await page.goto(`${home.base}/tasks?department=maker&lang=ja`);
  await page.locator('table a[href^="/tasks/tsk_"]').first().click();
  await page.waitForLoadState("load");
  assert.match(await page.locator("#letter-text").inputValue(), /ご担当者様/);
  await page.locator("#letter [data-copy]").click();
  await page.waitForFunction(() => document.querySelector("#letter [data-copy]")?.textContent === "写し取りました");
  await page.locator('#said form:has(input[value="done"]) input[name="by"]').fill("臨床工学室");
  await Promise.all([page.waitForNavigation(), page.locator('#said form:has(input[value="done"]) button').click()]);
  assert.match(await words("main"), /済みだが原因が残る/);
  const here = new URL(page.url()).pathname;
  await page.goto(`${home.base}/tasks?state=still_there`);
  assert.equal(await page.locator(`a[href="${here}"]`).count(), 1, "never hidden");
  assert.equal((await page.request.get(`${home.base}/tasks.xlsx`)).status(), 200);
});
