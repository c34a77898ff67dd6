// Pages speak one language: no English sentence on a Japanese page, and what is refused says so in the language of the page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { demo, house } from "./house.mjs";
import { browser, pages } from "./site.mjs";

let full, home, chrome;
before(async () => {
  [full, home, chrome] = await Promise.all([demo(120), house(60), browser()]);
});
after(async () => {
  await chrome?.close();
  full?.stop();
  home?.stop();
});

// Sentences that stay English: what a device says of itself in its own words.
const ALLOWED = [
  /^User-Agent: /,
  /^Server: /,
  /^SERVER /,
];

/** Texts without any Japanese that read like a sentence: three words or more, two of them of small letters only. */
const englishSentences = () => {
  const wrong = new Set();
  const judge = (text) => {
    const plain = text.replace(/\s+/g, " ").trim();
    if (!plain || /[^\u0000-\u024f\u2010-\u2027×→・]/.test(plain)) return;
    const words = plain.replace(/\b([0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, " ").split(/[\s,;:()"“”]+/).filter((word) => /^[A-Za-z][A-Za-z'’-]+\.?$/.test(word));
    const small = words.filter((word) => /^[a-z]{2,}\.?$/.test(word));
    if (words.length >= 3 && small.length >= 2) wrong.add(plain.slice(0, 160));
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement?.closest("script, style, code, pre, [lang=en]")) judge(walker.currentNode.textContent ?? "");
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) judge(element.getAttribute(name) ?? "");
  }
  return [...wrong];
};

/** Reads every page that `base` links to, at most `most` of each kind. */
async function readAll(base, most) {
  const page = await (await chrome.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  const waiting = Object.values(await pages(base));
  const seen = new Set();
  const read = new Map();
  const found = [];
  while (waiting.length > 0) {
    const path = waiting.shift().split("#")[0];
    if (seen.has(path) || /\.(xlsx|pdf|svg|drawio|csv|json|toml|txt)|^\/api|lang=en|^\/settings\/theme|\/original$|\/export\/./.test(path)) continue;
    seen.add(path);
    const kind = path.replace(/\?.*/, "").replace(/^(\/[^/]+\/)[^/]+/, "$1*").replace(/(\/components\/|\/parts\/).+$/, "$1*");
    read.set(kind, (read.get(kind) ?? 0) + 1);
    if (read.get(kind) > most) continue;
    const answer = await page.goto(base + path);
    assert.ok(answer.ok(), `${answer.status()} ${path}`);
    for (const text of await page.evaluate(englishSentences)) {
      if (!ALLOWED.some((allowed) => allowed.test(text))) found.push(`${path}: ${text}`);
    }
    const links = await page.evaluate(() => [...document.querySelectorAll("a[href^='/']")].map((link) => link.getAttribute("href")));
    waiting.push(...links);
  }
  await page.context().close();
  return found;
}

test("no English sentence on a Japanese page", { timeout: 300_000 }, async () => {
  assert.deepEqual(await readAll(full.base, 40), []);
});

/** A page of the real program in a language, and what happens when a file is sent from a form. */
async function sent(lang, path, form, name, bytes) {
  const context = await chrome.newContext();
  const page = await context.newPage();
  await page.goto(`${home.base}${path}?lang=${lang}`);
  await page.locator(`${form} input[type="file"]`).setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) });
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === "POST"), page.locator(`${form} button[type="submit"]`).first().click()]);
  await page.waitForLoadState("load");
  return { page, close: () => context.close() };
}

test("a refused ledger is told in the language of the page, once, with a way back", { timeout: 120_000 }, async () => {
  for (const [lang, words] of [["ja", /「写真\.xlsx」は表のファイルではありません（画像のようです）/], ["en", /“写真\.xlsx” is not a spreadsheet \(it looks like a picture\)/]]) {
    const { page, close } = await sent(lang, "/ledger/import", "main form", "写真.xlsx", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    assert.equal(await page.locator("html").getAttribute("lang"), lang);
    const told = await page.locator("main").innerText();
    assert.match(told, words);
    assert.equal(told.match(/できません|cannot be done/g)?.length, 1, told);
    if (lang === "ja") assert.deepEqual(await page.evaluate(englishSentences), []);
    await page.locator("main .button").first().click();
    assert.equal(new URL(page.url()).pathname, "/ledger/import");
    await close();
  }
});

test("a recording of which nothing can be read is told in both languages", { timeout: 120_000 }, async () => {
  for (const [lang, words] of [["ja", /読める通信が1つもありませんでした/], ["en", /Not one packet could be read/]]) {
    const { page, close } = await sent(lang, "/captures", "#send", "noise.pcap", "no recording of traffic at all");
    await page.locator('main .badge[data-status="danger"]').first().waitFor();
    assert.match(await page.locator("main").innerText(), words);
    if (lang === "ja") assert.deepEqual(await page.evaluate(englishSentences), []);
    await close();
  }
});

test("a file that is no advisory is named with the reason", { timeout: 120_000 }, async () => {
  const { page, close } = await sent("ja", "/advisories", "#load", "parts.json", '{"bomFormat":"CycloneDX"}');
  assert.match(await page.locator("main").innerText(), /parts\.json[\s\S]*CSAFの注意喚起ではありません（CycloneDXの部品表です）/);
  await close();
});

test("the file picker speaks the language of the page and can be reached by keyboard", { timeout: 120_000 }, async () => {
  for (const [lang, none] of [["ja", "まだ選ばれていません"], ["en", "No file chosen yet"]]) {
    const page = await (await chrome.newContext()).newPage();
    await page.goto(`${home.base}/ledger/import?lang=${lang}`);
    const input = page.locator('main input[type="file"]');
    assert.equal(await page.locator(".file-name").innerText(), none);
    await input.focus();
    assert.notEqual(await page.locator(".file-face").evaluate((face) => getComputedStyle(face).outlineStyle), "none");
    await input.setInputFiles({ name: "台帳.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n") });
    assert.equal(await page.locator(".file-name").innerText(), "台帳.csv");
    await page.context().close();
  }
});

test("a taught kind shows its name, and a row that cannot be taught says why", { timeout: 120_000 }, async () => {
  const page = await (await chrome.newContext()).newPage();
  await page.goto(`${home.base}/knowledge?lang=ja`);
  const form = page.locator("main form").filter({ has: page.locator('input[name="what"][value="address"]') });
  await form.locator('input[name="v0"]').fill("zz");
  await form.locator('input[name="v1"]').fill("terumo");
  await form.locator("button").click();
  await page.waitForLoadState("load");
  assert.match(await page.locator("main").innerText(), /16進数の6けた/);
  await page.context().close();
});
