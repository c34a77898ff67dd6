// A hospital's first day with the real program, from nothing: each step stands on the one before.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { house } from "./house.mjs";
import { browser } from "./site.mjs";

let home, chrome, page;
const broken = [];
before(async () => {
  [home, chrome] = await Promise.all([house(60), browser()]);
  page = await (await chrome.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true })).newPage();
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => broken.push(String(error)));
  page.on("response", (answer) => {
    if (answer.status() >= 400) broken.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`);
  });
});
after(async () => {
  await chrome?.close();
  home?.stop();
});

const api = async (path) => (await page.request.get(`${home.base}/api/v1/${path}`)).json();
const open = (path) => page.goto(home.base + path);

/** Presses a button that sends a form, and waits for the page it leads to. */
async function send(button) {
  const answered = page.waitForResponse((answer) => answer.request().method() === "POST");
  await button.click();
  const answer = await answered;
  assert.ok(answer.status() < 400, `${answer.status()} ${answer.url()}`);
  await page.waitForLoadState("load");
}

/** A step: nothing may be refused or fail on the way. */
function step(name, body) {
  test(name, { timeout: 300_000 }, async () => {
    broken.length = 0;
    await body();
    assert.deepEqual(broken, []);
  });
}

step("an empty folder says what to do first", async () => {
  await open("/");
  await page.locator('main a[href^="/captures"]').first().waitFor();
  await open("/devices");
  assert.equal(await page.locator("table.devices tbody tr").count(), 0);
});

step("a recording is taken in, and devices appear", async () => {
  await open("/captures");
  await page.locator('#send input[type="file"]').setInputFiles(home.files.captures[0]);
  await send(page.locator("#send button"));
  await page.locator('main .badge[data-status="ok"]').first().waitFor();
  await page.locator("table.cards tbody tr").waitFor();
  assert.equal(await page.locator(".progress").count(), 0);
  await open("/devices");
  await page.locator("table.devices tbody tr").first().waitFor();
  assert.ok((await api("devices")).devices.length > 5);
});

step("the table of recordings stays inside its card", async () => {
  await open("/captures");
  const over = await page.locator("table.cards").first().evaluate((table) => table.scrollWidth - table.parentElement.clientWidth);
  assert.ok(over <= 0, `${over} px`);
});

step("the ledger: its columns are shown, one is corrected, and it is compared", async () => {
  await open("/ledger/import");
  await page.locator('main input[type="file"]').setInputFiles(home.files.ledger);
  await send(page.locator('main button[type="submit"]'));
  assert.match(page.url(), /\/ledger\/import\/.+/);
  const select = page.locator("table.preview select").last();
  const name = await select.getAttribute("name");
  const guessed = await select.inputValue();
  const again = page.locator(`select[name=${JSON.stringify(name)}]`);
  for (const word of [guessed === "remarks" ? "contact" : "remarks", guessed]) {
    await again.selectOption(word);
    await send(page.locator('button[value="look"]'));
    assert.equal(await again.inputValue(), word);
  }
  await send(page.locator('button[value="confirm"]'));
  assert.equal(new URL(page.url()).pathname, "/ledger");
  await page.locator("#rows tbody tr").first().waitFor();
});

/** The first row of a tab that still waits for an answer, by its place in the workbook. */
async function waiting(tabs, button) {
  for (const tab of tabs) {
    await open(`/ledger?status=${tab}&size=200`);
    const form = page.locator(".answer").filter({ has: page.locator(`button[value="${button}"]`) }).first();
    if ((await form.count()) === 0) continue;
    const sheet = await form.locator('input[name="sheet"]').first().inputValue();
    const row = await form.locator('input[name="row"]').first().inputValue();
    return { form, sheet, row };
  }
  return assert.fail(`no row with ${button}`);
}

/** The answer form of one row, in whatever tab it now stands. */
async function answerOf({ sheet, row }) {
  for (const tab of ["conflict", "ambiguous", "not_seen", "no_key", "matched"]) {
    await open(`/ledger?status=${tab}&size=200`);
    const forms = page.locator(".answer");
    const found = await forms.evaluateAll((all, [sheet, row]) =>
      all.findIndex((one) => {
        const { elements } = one.querySelector("form");
        return elements.sheet.value === sheet && elements.row.value === row;
      }), [sheet, row]);
    if (found >= 0) return forms.nth(found);
  }
  return assert.fail(`row ${row} of ${sheet} is gone`);
}

async function undone(row) {
  await send((await answerOf(row)).locator('button[value="undo"]'));
  assert.equal(await (await answerOf(row)).locator('button[value="undo"]').count(), 0);
}

step("a row is accepted, and that is taken back", async () => {
  const row = await waiting(["conflict", "ambiguous"], "accept");
  await send(row.form.locator('button[value="accept"]'));
  assert.match(page.url(), /\/ledger\?/);
  await (await answerOf(row)).locator(".badge").waitFor();
  await undone(row);
});

step("a row is left out with a reason, and that is taken back", async () => {
  const row = await waiting(["not_seen", "no_key", "matched"], "ignore");
  await row.form.locator("summary").click();
  await row.form.locator('input[name="reason"]').fill("貸出中の機器");
  await send(row.form.locator('button[value="ignore"]'));
  assert.match(await (await answerOf(row)).innerText(), /貸出中の機器/);
  await undone(row);
});

step("a row is linked to a device by its address", async () => {
  const device = (await api("devices")).devices.find((one) => one.ips?.length > 0);
  const row = await waiting(["no_key", "not_seen"], "link");
  await row.form.locator("summary").click();
  // Enter in the field means this answer, not the first button of the row.
  const address = row.form.locator('input[name="address"]');
  await address.fill(device.ips[0]);
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === "POST"), address.press("Enter")]);
  await page.waitForLoadState("load");
  assert.match(await (await answerOf(row)).innerText(), new RegExp(device.ips[0].replaceAll(".", "\\.")));
  await undone(row);
});

step("the hospital gets its own workbook back, filled in", async () => {
  await open("/ledger");
  const [saved] = await Promise.all([page.waitForEvent("download"), page.locator('main a[href="/ledger.xlsx"]').click()]);
  assert.equal(saved.suggestedFilename(), "ledger-kikimori.xlsx");
  const body = await (await page.request.get(`${home.base}/ledger.xlsx`)).body();
  assert.equal(body.subarray(0, 2).toString(), "PK");
  assert.ok(body.length > 5_000);
  for (const path of ["/devices.xlsx", "/remote-lines.xlsx"]) {
    assert.equal((await page.request.get(home.base + path)).status(), 200, path);
  }
});

step("advisories are judged", async () => {
  assert.ok(home.files.advisories.length > 0);
  await open("/advisories");
  await page.locator('#load input[type="file"]').setInputFiles(home.files.advisories);
  await send(page.locator("#load button"));
  assert.equal(await page.locator("main table.cards tbody tr").count(), home.files.advisories.length);
  await page.locator("main table.cards tbody th a").first().click();
  await page.locator("main .columns").waitFor();
});

step("a value of a device is corrected, and that is taken back", async () => {
  const device = (await api("devices")).devices[0];
  await open(`/devices/${device.id}`);
  const correct = page.locator("#correct");
  await correct.locator('select[name="attribute"]').selectOption("model");
  await correct.locator('input[name="value"]').fill("KM-試験-1");
  await send(correct.locator('button[type="submit"]').first());
  assert.match(await page.locator("main h1").innerText() + (await page.locator("main .columns").innerText()), /KM-試験-1/);
  await correct.locator('form[action$="/undo"]').waitFor();
  await send(correct.locator('form[action$="/undo"] button'));
  assert.equal(await correct.locator('form[action$="/undo"]').count(), 0);
  assert.doesNotMatch(await page.locator("main .columns").innerText(), /KM-試験-1/);
});

step("yes is an answer to whether a device is medical", async () => {
  const device = (await api("devices")).devices[0];
  await open(`/devices/${device.id}`);
  const correct = page.locator("#correct");
  await correct.locator('select[name="attribute"]').selectOption("is_medical");
  await correct.locator('input[name="value"]').fill("はい");
  await send(correct.locator('button[type="submit"]').first());
  await send(correct.locator('form[action$="/undo"] button'));
});

step("an alert is begun, closed with a reason, and opened again", async () => {
  const [alert] = await api("alerts");
  await open(`/alerts/${alert.id}`);
  await send(page.locator('button[value="working"]'));
  await page.locator('input[name="reason"][value="expected"]').check();
  await page.locator('textarea[name="memo"]').fill("保守業者に確認済み");
  await send(page.locator('button[value="closed"]'));
  assert.match(await page.locator("main").innerText(), /保守業者に確認済み/);
  await send(page.locator('button[value="open"]'));
  await page.locator('button[value="closed"]').waitFor();
});

step("a remote line is registered", async () => {
  const lines = await api("remote-lines");
  const line = lines.find((one) => one.declared !== true);
  assert.ok(line, "no line to register");
  await open(`/remote-lines/${line.id}`);
  await page.locator('input[name="company"]').fill("あおば医用サービス（架空）");
  await page.locator('input[name="contract"]').fill("保守契約 2026-012");
  await send(page.locator('main form[action^="/remote-lines/"] button[type="submit"]'));
  assert.match(await page.locator("main").innerText(), /あおば医用サービス（架空）・保守契約 2026-012/);
  assert.equal((await api("remote-lines")).find((one) => one.id === line.id).declared, true);
});

step("what another hospital taught is taken in", async () => {
  await open("/knowledge");
  const rows = "# oui_medical.csv\nprefix,maker_id,registered_name\n00:DE:AD,canon_medical,Aoba\n";
  await page.locator('input[type="file"]').setInputFiles({ name: "shared.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
  await send(page.locator('form[action="/knowledge/shared"] button'));
  assert.match(await page.locator("main").innerText(), /00:DE:AD/);
  await send(page.locator('form[action="/knowledge/forget"] button').first());
});

step("a maker is taught, and forgotten", async () => {
  await open("/knowledge");
  const form = page.locator("main form").filter({ has: page.locator('input[name="what"][value="maker"]') });
  for (const [at, text] of ["aobadenki", "Aoba Denki Fictional", "青葉電機（架空）", "Aoba D"].entries()) {
    await form.locator(`input[name="v${at}"]`).fill(text);
  }
  await send(form.locator("button"));
  assert.match(await page.locator("main").innerText(), /青葉電機（架空）/);
  assert.match(await (await page.request.get(`${home.base}/knowledge.csv`)).text(), /aobadenki/);
  await send(page.locator('form[action="/knowledge/forget"] button'));
  assert.doesNotMatch(await page.locator("main").innerText(), /青葉電機（架空）/);
});

step("a sensor gets its token once, and is removed", async () => {
  await open("/captures");
  await page.locator('#sensors input[name="name"]').fill("3階の写し");
  await send(page.locator('form[action="/sensors"] button'));
  assert.match(await page.locator("code.token").innerText(), /^[0-9a-f]{64}$/);
  await open("/captures");
  await send(page.locator('form[action="/sensors/remove"] button'));
  assert.equal(await page.locator('form[action="/sensors/remove"]').count(), 0);
});

step("a zone of the map opens, and the map can be saved", async () => {
  const zone = (await api("map")).zones.toSorted((a, b) => b.devices.length - a.devices.length)[0];
  await open("/map");
  await page.locator(`.map a[href*="${zone.id}"]`).first().click();
  await page.locator(".map .cell").first().waitFor();
  for (const path of ["/map.svg", "/map.drawio"]) {
    assert.equal((await page.request.get(home.base + path)).status(), 200, path);
  }
});

step("a device has a do-not-connect label to print", async () => {
  const devices = (await api("devices")).devices;
  const device = devices.find((one) => one.do_not_connect) ?? devices[0];
  await open(`/devices/${device.id}`);
  if (device.do_not_connect) await page.locator(`.stop-label a[href="/devices/${device.id}/label"]`).click();
  else await open(`/devices/${device.id}/label`);
  await page.locator(".label-sheet").waitFor();
});

step("the language stays as chosen", async () => {
  await open("/devices");
  await page.locator("a.language").click();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await open("/ledger");
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await page.locator("a.language").click();
  assert.equal(await page.locator("html").getAttribute("lang"), "ja");
});

step("a form of another site changes nothing", async () => {
  const [alert] = await api("alerts");
  const answer = await page.request.post(`${home.base}/alerts/${alert.id}`, {
    headers: { origin: "https://elsewhere.example" }, form: { token: "0", state: "working" },
  });
  assert.equal(answer.status(), 403);
});

step("a parts list is dropped, its product confirmed, a device linked, two lists compared and one exported", async () => {
  const [older, newer] = home.files.sboms.filter((path) => path.includes("km-6100"));
  for (const [file, chosen] of [[older, ""], [newer, "KM-6100"]]) {
    await open("/sboms");
    await page.locator('#take-in input[type="file"]').setInputFiles(file);
    await page.locator("#take-in button").click();
    await page.waitForURL(/\/sboms\/sbm_[0-9a-f]+\/file$/);
    assert.equal(await page.locator('input[name="name"]').inputValue(), "KM-6100");
    if (chosen) assert.match(await page.locator('select[name="product"] option:checked').innerText(), /KM-6100/);
    await send(page.locator('main form button[data-kind="primary"]'));
    assert.match(new URL(page.url()).pathname, /^\/products\/prd_/);
  }
  const { devices: [device] } = await api("devices");
  await page.locator("#devices details summary").click();
  await page.locator('#devices input[name="device"]:not([type="hidden"])').fill(device.ips[0]);
  await send(page.locator('#devices form button:has-text("結びつける")'));
  await page.locator(`#devices tbody a[href="/devices/${device.id}"]`).waitFor();
  const [a, b] = (await api("products")).products[0].versions.map((version) => version.sboms[0]);
  await open(`/sboms/compare?a=${a}&b=${b}`);
  assert.match(await page.locator("main").innerText(), /バージョンが変わった2件/);
  await open(`/sboms/${a}/export`);
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator('a[href$="/spdx-2.3-json"]').click()]);
  assert.match(download.suggestedFilename(), /\.spdx\.json$/);
});

step("of several parts lists in one file one is chosen, and all are put together", async () => {
  const list = (name) => JSON.stringify({
    bomFormat: "CycloneDX", specVersion: "1.6",
    metadata: { component: { type: "firmware", name, version: "7.1", supplier: { name: "青葉メディカル" } } },
    components: [{ type: "library", name: "zlib", version: "1.2.11" }],
  });
  const text = [list("本体"), list("表示部")].join("\n");
  await open("/sboms");
  await page.locator('#take-in input[type="file"]').setInputFiles({ name: "all.jsonl", mimeType: "application/json", buffer: Buffer.from(text) });
  await page.locator("#take-in button").click();
  await page.waitForURL(/\/sboms\/together\/[0-9a-f]+$/);
  const together = page.url();
  assert.match(await page.locator("main").innerText(), /文書が2件入っています[\s\S]*本体 7\.1[\s\S]*表示部 7\.1/);
  assert.equal(await page.locator('input[name="maker"]').inputValue(), "青葉メディカル");
  await page.locator('tbody tr:first-child a[href$="/file"]').click();
  assert.equal(await page.locator('input[name="name"]').inputValue(), "本体");
  await send(page.locator('main form button[data-kind="primary"]'));
  await page.goto(together);
  await page.locator('tbody a[href^="/products/prd_"]').waitFor();
  await page.locator('input[name="name"]').fill("一体機");
  await page.locator('input[name="version"]').fill("7.1");
  await send(page.locator('form[action$="/merge"] button'));
  const next = page.locator('main a[data-kind="primary"][href$="/file"]');
  if (await next.count()) await next.click();
  assert.equal(await page.locator('input[name="name"]').inputValue(), "一体機");
});
