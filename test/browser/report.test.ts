/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/render/html.ts';
import type { ResultDocument } from '../../src/result/document.ts';
import { sampleResult } from '../render/sample-result.ts';
import { seriesResult } from '../render/series-result.ts';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let folder: string;
let address: string;
/** The same result under a policy and unabridged: verdicts and the banner. */
let judgedAddress: string;
/** The same candidates as a series. */
let seriesAddress: string;

beforeAll(async () => {
  if (!existsSync(executablePath)) {
    throw new Error(
      `The browser tests need Chromium and found none at ${executablePath}. Install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.`,
    );
  }
  folder = mkdtempSync(join(tmpdir(), 'synthaudit-report-'));
  const file = join(folder, 'report.html');
  const result = sampleResult();
  writeFileSync(file, renderHtml(result));
  address = pathToFileURL(file).href;
  const judgedFile = join(folder, 'judged.html');
  writeFileSync(judgedFile, renderHtml(judgedResult()));
  judgedAddress = pathToFileURL(judgedFile).href;
  const seriesFile = join(folder, 'series.html');
  writeFileSync(seriesFile, renderHtml(seriesResult()));
  seriesAddress = pathToFileURL(seriesFile).href;
  browser = await chromium.launch({
    executablePath,
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
});

afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

describe('the report in a browser', () => {
  for (const width of [1280, 390]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`is accessible at ${width} px, ${colorScheme}`, async () => {
        // The report forbids scripts, so the checker gets in past its policy: only here, never in the page itself.
        const page = await open(width, colorScheme, { bypassCSP: true });
        expect(await violationsOf(page)).toEqual([]);
        await page.close();
      });
    }
  }

  it.each(['light', 'dark'] as const)(
    'is accessible with verdicts and the internal banner, %s',
    async (colorScheme) => {
      const page = await open(1280, colorScheme, { bypassCSP: true }, judgedAddress);
      expect(await violationsOf(page)).toEqual([]);
      await page.close();
    },
  );

  it.each([
    [1280, 'light'],
    [390, 'dark'],
  ] as const)(
    'is accessible with a series at %i px, %s, and does not scroll sideways',
    async (width, colorScheme) => {
      const page = await open(width, colorScheme, { bypassCSP: true }, seriesAddress);
      expect(await page.locator('#generations .panel svg').count()).toBe(2);
      expect(await violationsOf(page)).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
      await page.close();
    },
  );

  it.each([320, 390, 768, 1020, 1280, 1920])('does not scroll sideways at %i px', async (width) => {
    const page = await open(width, 'light');
    const overflow = await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      return document.documentElement.scrollWidth - document.documentElement.clientWidth;
    });
    expect(overflow).toBe(0);
    await page.close();
  });

  it('reports nothing to the console and asks the network for nothing', async () => {
    const page = await browser.newPage();
    const messages: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(String(error)));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(address);
    expect(messages).toEqual([]);
    expect(requests).toEqual([address]);
    await page.close();
  });

  it('runs no script that a hostile name could smuggle in', async () => {
    const page = await open(1280, 'light');
    expect(await page.locator('script').count()).toBe(0);
    const attributes = await page.evaluate(() =>
      [...document.querySelectorAll('*')].flatMap((element) =>
        element.getAttributeNames().filter((name) => name.startsWith('on')),
      ),
    );
    expect(attributes).toEqual([]);
    await page.close();
  });

  it('reaches every scrolling region and disclosure by keyboard', async () => {
    const page = await open(1280, 'light');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the summary');
    const unreachable = await page.evaluate(
      () =>
        [...document.querySelectorAll<HTMLElement>('.scroll')].filter((region) => region.tabIndex !== 0)
          .length,
    );
    expect(unreachable).toBe(0);
    await page.close();
  });

  it('prints with its evidence open', async () => {
    const page = await open(1280, 'dark');
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'print' });
    const hidden = await page.evaluate(
      () =>
        [...document.querySelectorAll<HTMLElement>('details')].filter(
          (details) =>
            (details.querySelector<HTMLElement>(':scope > :not(summary)')?.getBoundingClientRect().height ??
              0) < 5,
        ).length,
    );
    expect(hidden).toBe(0);
    await page.close();
  });
});

/** What axe-core finds on the page with all its disclosures open. */
async function violationsOf(page: Page): Promise<unknown[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    // biome-ignore lint/suspicious/noExplicitAny: axe-core puts itself on the page's global object.
    const found = await (globalThis as any).axe.run(document);
    return found.violations.map(
      (violation: { id: string; nodes: { html: string; failureSummary: string }[] }) => ({
        id: violation.id,
        count: violation.nodes.length,
        first: violation.nodes[0]?.html.slice(0, 300),
        summary: violation.nodes[0]?.failureSummary,
      }),
    );
  });
}

function judgedResult(): ResultDocument {
  const result = sampleResult();
  const levels = ['pass', 'fail', 'inconclusive'] as const;
  for (const [index, candidate] of Object.values(result.candidates).entries()) {
    candidate.verdict = levels[index]!;
    candidate.verdicts.push({
      rule: 'copies',
      audit: 'exact-copies',
      measure: 'leak-rate',
      subject: [],
      labels: {},
      level: levels[index]!,
      because: 'The policy allows 1 % of training rows to be found.',
      waiver: null,
    });
  }
  return { ...result, verdict: 'fail', run: { ...result.run, disclosure: 'internal' } };
}

async function open(
  width: number,
  colorScheme: 'light' | 'dark',
  options: { bypassCSP?: boolean } = {},
  at = address,
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, ...options });
  await page.goto(at);
  return page;
}
