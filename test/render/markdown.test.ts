import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../src/render/markdown.ts';
import { hostile, sampleResult } from './sample-result.ts';

const summary = renderMarkdown(sampleResult());

describe('the Markdown summary', () => {
  it('has the headline, a row per candidate, findings, gaps and provenance', () => {
    expect(summary).toContain('**One of three candidates exposes training rows: B at least 33\u00a0%**');
    expect(summary).toContain('No policy was given');
    expect(summary).toMatch(/^\| \*\*B\*\* flip10 \| 33\.7\u00a0% \\\(33\.1–34\.3\u00a0%\\\) \|/mu);
    expect(summary).toContain('- **Training rows are copied exactly** (Privacy · Exact copies)');
    expect(summary).toContain('- Missingness (C): **broke.**');
    expect(summary).toContain('synthaudit 0.1.0');
  });

  it('has the scores with their intervals, or why there is none', () => {
    expect(summary).toContain('### Scores');
    expect(summary).toContain(
      '- **B** flip10: fidelity 100 \\(95–100\\); diversity no score, could not be measured: spread',
    );
    expect(summary).toContain('fidelity no score, could not be measured: two-sample');
  });

  it('gives every table row the same number of cells', () => {
    const rows = summary.split('\n').filter((line) => line.startsWith('|'));
    const cells = rows.map((row) => row.replaceAll('\\|', '').split('|').length);
    expect(rows.length).toBe(5);
    expect(new Set(cells).size).toBe(1);
  });

  it('lets no name format, link, mention or break a line', () => {
    const hidden = sampleResult({
      candidates: [
        { id: 'a', name: hostile.markdown.slice(0, 26), kind: 'leaky' },
        { id: 'b', name: hostile.html, kind: 'good' },
        { id: 'c', name: '@everyone #1 `x` a|b', kind: 'collapsed' },
      ],
    });
    const shown = renderMarkdown(hidden);
    expect(shown).toContain('\\| \\*\\*bold\\*\\* \\| \\[link\\]\\(java');
    expect(shown).toContain('&lt;script&gt;');
    expect(shown).not.toContain('<script');
    expect(shown).not.toMatch(/@everyone|#1/u);
    expect(shown).toContain('\\`x\\` a\\|b');
  });

  it('never shows what is not a number, and never judges by law', () => {
    expect(summary).not.toMatch(/\b(NaN|undefined|null|Infinity)\b/u);
    expect(summary).not.toMatch(/anonym|complian/iu);
  });

  it('says that privacy cannot be known without a holdout', () => {
    expect(renderMarkdown(sampleResult({ holdout: false }))).toContain(
      'cannot be known: no holdout was given',
    );
  });
});
