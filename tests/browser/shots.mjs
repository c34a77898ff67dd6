// Screenshots of every page for the eye: node shots.mjs FOLDER
import { mkdirSync } from "node:fs";
import { browser, pages, site } from "./site.mjs";

const folder = process.argv[2] ?? "shots";
mkdirSync(folder, { recursive: true });
const [served, chrome] = await Promise.all([site(400, 8824), browser()]);
for (const [suffix, options] of Object.entries({
  "": { viewport: { width: 1280, height: 900 } },
  "-dark": { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  "-390": { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 1 },
  "-en": { viewport: { width: 1280, height: 900 }, locale: "en" },
})) {
  const page = await (await chrome.newContext(options)).newPage();
  for (const [name, path] of Object.entries(await pages(served.base))) {
    const address = new URL(served.base + path);
    if (suffix === "-en") address.searchParams.set("lang", "en");
    await page.goto(address.href);
    await page.screenshot({ path: `${folder}/${name}${suffix}.png`, fullPage: true });
  }
}
await chrome.close();
served.stop();
