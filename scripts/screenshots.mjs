// Pictures of a report: `node scripts/screenshots.mjs REPORT.html OUTDIR` writes the first screen and the full page
// at 1280 and 390 px, light and dark. Needs Chromium (CHROMIUM_PATH, else /usr/bin/chromium).
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [report, folder] = process.argv.slice(2);
if (report === undefined || folder === undefined) {
  console.error('Usage: node scripts/screenshots.mjs REPORT.html OUTDIR');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
for (const { width, height } of [
  { width: 1280, height: 1000 },
  { width: 390, height: 844 },
]) {
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    await page.goto(pathToFileURL(resolve(report)).href);
    await page.screenshot({ path: join(folder, `first-${width}-${colorScheme}.png`) });
    await page.screenshot({ path: join(folder, `full-${width}-${colorScheme}.png`), fullPage: true });
    await page.close();
  }
}
await browser.close();
