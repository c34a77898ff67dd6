// From the list of what is known against a hospital to the reasons behind one row, and bringing a file of a feed.
import assert from "node:assert/strict";
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

test("a product opens, a row opens, and its chain is there", { timeout: 120_000 }, async () => {
  await page.goto(`${home.base}/vulnerabilities?lang=ja`);
  const group = page.locator('tr.group a[aria-expanded="false"]').first();
  await group.click();
  const row = page.locator('tr[data-inside] a[href^="/vulnerabilities/"]').first();
  assert.match(await row.innerText(), /CVE-2099-/);
  await row.click();
  await page.waitForLoadState("load");
  const told = await page.locator("main").innerText();
  assert.match(told, /次にすること/);
  assert.match(await page.locator("#chain").innerText(), /部品または製品[\s\S]*見分けた手がかり[\s\S]*影響する範囲[\s\S]*照らし合わせ/);
});

test("the next step is the first step, and an answer of a person counts until it is taken back", { timeout: 180_000 }, async () => {
  const { vulnerabilities } = await (await page.request.get(`${home.base}/api/v1/vulnerabilities`)).json();
  const row = vulnerabilities.find((each) => each.remedies && each.devices.length > 0);
  assert.ok(row, "a row with a device that an advisory tells of");
  await page.goto(`${home.base}/vulnerabilities/${row.id}?lang=ja`);
  const next = await page.locator("dl.story dd").last().innerText();
  assert.equal(next.trim(), (await page.locator("#steps h3").first().innerText()).trim());
  assert.match(await page.locator("main").innerText(), /JVNDB-2099-90000\d の説明です/);
  const question = page.locator("#why li").filter({ hasText: "患者への影響" });
  await question.locator("summary").click();
  await question.locator('select[name="answer"]').selectOption("minor");
  await question.locator('input[name="reason"]').fill("単体で使う");
  await Promise.all([page.waitForNavigation(), question.locator("form button").last().click()]);
  const told = await page.locator("#why li").filter({ hasText: "患者への影響" }).innerText();
  assert.match(told, /軽い[\s\S]*理由：単体で使う[\s\S]*替える前の見立て/);
  await Promise.all([page.waitForNavigation(), page.locator('#why form[action$="/answer/undo"] button').click()]);
  assert.equal(await page.locator('#why form[action$="/answer/undo"]').count(), 0);
});

test("the limit and the papers come as files", { timeout: 180_000 }, async () => {
  const { vulnerabilities } = await (await page.request.get(`${home.base}/api/v1/vulnerabilities`)).json();
  const row = vulnerabilities.find((each) => each.devices.length > 0);
  const device = `/devices/${row.devices[0]}`;
  await page.goto(`${home.base}${device}?lang=ja`);
  assert.match(await page.locator("#limit").innerText(), /通信を絞るための表/);
  const begins = async (path) => (await (await page.request.get(home.base + path)).body()).subarray(0, 4).toString("latin1");
  assert.equal((await begins(`${device}/limit.xlsx`)).slice(0, 2), "PK");
  assert.equal((await begins(`${device}/limit.csv`)).slice(0, 3), "\u00ef\u00bb\u00bf");
  assert.match(await (await page.request.get(`${home.base}${device}/limit.txt?lang=ja`)).text(), /通信制限のお願い[\s\S]*ip access-list extended/);
  for (const path of ["/vulnerabilities.pdf", "/vulnerabilities/week.pdf", `/vulnerabilities/${row.id}/sheet.pdf`]) assert.equal(await begins(path), "%PDF", path);
});

test("the same rows come as Excel", { timeout: 120_000 }, async () => {
  const answer = await page.request.get(`${home.base}/vulnerabilities.xlsx?by=cve`);
  assert.equal(answer.status(), 200);
  assert.equal((await answer.body()).subarray(0, 2).toString(), "PK");
});

test("a file of a feed is taken in, and one that is none says so", { timeout: 120_000 }, async () => {
  // Newer than what the fictional hospital already has: an older list would rightly be refused.
  const kev = `{"dateReleased":"2030-01-20","vulnerabilities":[{"cveID":"CVE-2099-9001","dateAdded":"2030-01-18"}]}`;
  for (const [name, text, words] of [["kev.json", kev, /kev\.json[\s\S]*1件の記録/], ["letter.txt", "dear hospital", /letter\.txt[\s\S]*この情報源のファイルではありません/]]) {
    await page.goto(`${home.base}/feeds?lang=ja`);
    await page.locator('#bring input[type="file"]').setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(text) });
    await Promise.all([page.waitForResponse((answer) => answer.request().method() === "POST"), page.locator("#bring button").click()]);
    let told = "";
    for (let tries = 0; tries < 40 && !words.test(told); tries += 1) {
      await page.waitForTimeout(500);
      await page.goto(`${home.base}/feeds?lang=ja`);
      if (await page.locator("#last").count()) told = await page.locator("#last").innerText();
    }
    assert.match(told, words);
  }
});
