// Nothing overflows from 320 to 2560 px; nothing is refused by the policy; both languages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, pages, site } from "./site.mjs";

const WIDTHS = [320, 390, 768, 1024, 1280, 1920, 2560];
let served, chrome;
before(async () => {
  [served, chrome] = await Promise.all([site(400, 8823), browser()]);
});
after(async () => {
  await chrome?.close();
  served?.stop();
});

for (const lang of ["ja", "en"]) {
  test(`no sideways scrolling and no refused style: ${lang}`, { timeout: 300_000 }, async () => {
    const page = await (await chrome.newContext()).newPage();
    const refused = [];
    page.on("console", (message) => {
      if (message.type() === "error") refused.push(message.text());
    });
    const wide = [];
    for (const [name, path] of Object.entries(await pages(served.base))) {
      const address = new URL(served.base + path);
      address.searchParams.set("lang", lang);
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(address.href);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 0) wide.push(`${name} at ${width}: ${over}`);
      }
    }
    assert.deepEqual(wide, []);
    assert.deepEqual(refused, []);
  });
}

test("on paper: whose and of when above the title, no navigation, no forms, nothing wider than the sheet, light", { timeout: 300_000 }, async () => {
  const page = await (await chrome.newContext({ colorScheme: "dark" })).newPage();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const wrong = [];
  for (const [name, path] of Object.entries(await pages(served.base))) {
    if (["label", "report", "map", "map-open"].includes(name)) continue;
    for (const lang of ["ja", "en"]) {
      const address = new URL(served.base + path);
      address.searchParams.set("lang", lang);
      await page.goto(address.href);
      const told = await page.evaluate(() => {
        const shown = (selector) => [...document.querySelectorAll(selector)].some((element) => element.checkVisibility() && element.getClientRects().length > 0);
        return {
          letterhead: shown(".letterhead") && shown("h1"),
          clutter: shown(".frame > nav, .frame > header, main .button, main input[type=file]"),
          paper: getComputedStyle(document.documentElement).getPropertyValue("--paper").trim(),
          isWide: document.querySelector(".print-wide") !== null,
        };
      });
      // A4 less its margins at 96 dots an inch, lying where a table is printed.
      await page.setViewportSize({ width: told.isWide ? 1047 : 695, height: 900 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (!told.letterhead || told.clutter || told.paper !== "#fff" || over > 0) wrong.push(`${name} ${lang}: ${JSON.stringify(told)} ${over}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("the table of devices: sort, filter, keyboard, and an address that can be shared", async () => {
  const page = await (await chrome.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(`${served.base}/devices`);
  await page.getByRole("columnheader", { name: "IPアドレス" }).getByRole("link").click();
  assert.match(page.url(), /sort=ip/);
  assert.equal(await page.getByRole("columnheader", { name: "IPアドレス" }).getAttribute("aria-sort"), "ascending");
  await page.getByRole("link", { name: /^危険/ }).click();
  assert.match(page.url(), /status=danger/);
  const shared = await (await chrome.newContext()).newPage();
  await shared.goto(page.url());
  assert.equal(await shared.locator("table.devices tbody tr").count(), await page.locator("table.devices tbody tr").count());
  const names = page.locator("table.devices tbody th a");
  await names.first().focus();
  await page.keyboard.press("ArrowDown");
  assert.equal(await names.nth(1).evaluate((link) => link === document.activeElement), true);
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "q");
});

test("a zone of the map opens and closes by its address", async () => {
  const page = await (await chrome.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(`${served.base}/map`);
  assert.equal(await page.locator(".map .cell").count(), 0);
  await page.locator(".map a").filter({ hasText: "放射線" }).first().click();
  assert.match(page.url(), /open=/);
  assert.ok((await page.locator(".map .cell").count()) > 10);
});
