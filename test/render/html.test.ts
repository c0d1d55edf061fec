import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/render/html.ts';
import { resultSchema } from '../../src/result/document.ts';
import { audits, hostile, known, measure, sampleResult } from './sample-result.ts';

const page = renderHtml(sampleResult());
const text = textOf(page);

describe('the sample', () => {
  it('is a valid result document', () => {
    expect(resultSchema.safeParse(sampleResult()).error).toBeUndefined();
  });
});

describe('the HTML report', () => {
  it('is one file without scripts, network or loose markup', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<(script|img|iframe|link|object|embed|form)\b/iu);
    expect(page).not.toMatch(/\s(src|srcset|action|on\w+)\s*=\s*["']?[^"'<>\s]*["']?[^<]*>/iu);
    const targets = [...page.matchAll(/href="([^"]*)"/gu)].map((match) => match[1]!);
    expect(targets.length).toBeGreaterThan(5);
    for (const target of targets) {
      expect(target).toMatch(/^#/u);
      expect(page).toContain(`id="${target.slice(1)}"`);
    }
  });

  it('escapes every name from the data', () => {
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(page).not.toContain('<b>0.1</b>');
    expect(page).not.toContain('\u202e');
    expect(page).toContain('⟨U+202E⟩');
    expect(page).not.toContain('x'.repeat(301));
    expect(text).toContain(hostile.emoji);
  });

  it('shows every measure of every audit with its value', () => {
    const result = sampleResult();
    for (const [id, audit] of Object.entries(audits)) {
      const outcome = result.candidates.flip10!.outcomes[id]!;
      if (outcome.status !== 'measured') continue;
      for (const { name } of outcome.measures) expect(text).toContain(audit.measures[name]!.title);
    }
    for (const value of ['0.945', '33.7 %', '33.1–34.3 %', '0.991 (0.990–0.992)', '−0.109 to −0.103']) {
      expect(text).toContain(value.replace(' %', '\u00a0%'));
    }
  });

  it('states facts and its own limits on the first screen when there is no policy', () => {
    const first = textOf(page.slice(0, page.indexOf('id="findings"')));
    expect(first).toContain('One of three candidates exposes training rows: B at least 33\u00a0%');
    expect(first).toContain('No policy was given: this report states evidence, it does not decide.');
    expect(first).toContain(
      'No attack recognised training rows better than holdout rows: at most 0.7\u00a0%.',
    );
    expect(first).toContain('Missingness (C): broke.');
    expect(first).toContain('Linkability: No quasi-identifiers were named (--keys).');
  });

  it('shows a hidden value as its range with the reason', () => {
    expect(text).toContain('0.0–0.04\u00a0%');
    expect(text).toContain('range only: fewer than 11 rows');
  });

  it('never shows what is not a number, and never judges by law', () => {
    expect(text).not.toMatch(/\b(NaN|undefined|null|Infinity|\[object)\b/u);
    expect(page).not.toMatch(/="[^"]*(NaN|undefined|Infinity)[^"]*"/u);
    expect(text).not.toMatch(/anonym|complian/iu);
  });

  it('is the same page for the same document', () => {
    expect(renderHtml(sampleResult())).toBe(page);
  });

  it('puts the leak first and the broken audit before shortfalls', () => {
    const titles = [...page.slice(page.indexOf('id="findings"')).matchAll(/<h3>([^<]*)<\/h3>/gu)].map(
      (match) => match[1],
    );
    expect(titles.slice(0, 4)).toEqual([
      'Training rows are copied exactly',
      'An attacker recognises training rows',
      'Could not be measured: Missingness',
      'Single columns have another shape',
    ]);
  });

  it('says that privacy cannot be known without a holdout', () => {
    const single = sampleResult({ holdout: false, candidates: [{ id: 'a', name: 'a', kind: 'good' }] });
    const shown = textOf(renderHtml(single));
    expect(shown).toContain('What an attacker could learn cannot be known: no holdout was given');
    expect(shown).toContain('24,421 training rows, no holdout');
    expect(shown).not.toContain('No attack recognised');
  });

  it('puts verdicts in words with a mark where a policy judged', () => {
    const result = sampleResult();
    result.candidates.honest!.verdict = 'pass';
    result.candidates.flip10!.verdict = 'fail';
    result.candidates['temp-01']!.verdict = 'inconclusive';
    result.candidates.flip10!.verdicts.push({
      rule: 'copies',
      audit: 'exact-copies',
      measure: 'leak-rate',
      subject: [],
      labels: {},
      level: 'fail',
      because: 'At least 33 % are copied; the policy allows 1 %.',
      waiver: null,
    });
    const shown = textOf(renderHtml({ ...result, verdict: 'fail' }));
    expect(shown).toContain('One of three candidates is within the policy');
    for (const word of ['✓ Within policy', '✕ Do not release', '? Inconclusive', 'the policy allows 1 %']) {
      expect(shown).toContain(word);
    }
    expect(shown).not.toContain('No policy was given');
  });

  it('renders an audit, a measure and labels that it has never heard of', () => {
    const result = sampleResult();
    result.audits['mode-collapse'] = {
      ...audits['exact-copies']!,
      id: 'mode-collapse',
      category: 'diversity',
      title: 'Mode collapse',
      measures: {},
    };
    result.candidates.honest!.outcomes['mode-collapse'] = {
      status: 'measured',
      summary: 'Rows repeat.',
      measures: [measure('effective-rows', known(17_300, 12), { labels: { radius: 'small' } })],
      details: [
        {
          kind: 'table',
          title: 'Clusters',
          columns: [
            { name: 'Cluster', unit: null },
            { name: 'Rows', unit: null },
          ],
          rows: [
            ['first', 120],
            [hostile.html, null],
          ],
        },
      ],
    };
    const shown = textOf(renderHtml(result));
    expect(shown).toContain('Effective rows radius small');
    expect(shown).toContain('17,300');
    expect(shown).toContain('Clusters');
    expect(shown).not.toMatch(/\b(NaN|undefined|null)\b/u);
  });

  it('marks an internal document on the page', () => {
    const result = sampleResult();
    expect(text).not.toContain('Do not share it');
    expect(textOf(renderHtml({ ...result, run: { ...result.run, disclosure: 'internal' } }))).toContain(
      'Do not share it',
    );
  });

  it('stays below 5 MB with 300 columns and 20 candidates', () => {
    const kinds = ['good', 'leaky', 'collapsed'] as const;
    const large = renderHtml(
      sampleResult({
        numeric: Array.from({ length: 150 }, (_, index) => `numeric column ${index}`),
        categorical: Array.from({ length: 150 }, (_, index) => `categorical column ${index}`),
        candidates: Array.from({ length: 20 }, (_, index) => ({
          id: `candidate-${index}`,
          name: `candidate ${index}`,
          kind: kinds[index % 3]!,
        })),
      }),
    );
    expect(Buffer.byteLength(large)).toBeLessThan(5_000_000);
    expect(textOf(large)).toContain('categorical column 149');
  });
});

/** The page's visible text and its attributes' texts without markup. */
function textOf(html: string): string {
  return html
    .replace(/<style>.*?<\/style>/su, '')
    .replace(/<[^>]*>/gu, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&')
    .replace(/[ \n]+/gu, ' ')
    .replace(/ ([.,;:)])/gu, '$1');
}
