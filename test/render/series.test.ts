import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/render/html.ts';
import { renderMarkdown } from '../../src/render/markdown.ts';
import { seriesView, trendRows } from '../../src/render/view/series.ts';
import type { Series } from '../../src/result/document.ts';
import { hostile, sampleResult } from './sample-result.ts';
import { seriesResult } from './series-result.ts';

describe('a series in the report', () => {
  it('is a section of its own, before the others, in the contents and with its method', () => {
    const html = renderHtml(seriesResult());
    expect(html).toMatch(/<a href="#generations">Generations<\/a>/);
    expect(html.indexOf('<section id="generations">')).toBeLessThan(html.indexOf('<section id="fidelity">'));
    expect(html).toContain('<h3>Late collapse: the last generation has lost more than the first</h3>');
    expect(renderHtml(sampleResult())).not.toContain('generations');
  });

  it('draws one panel per measure, with a text alternative and its data', () => {
    const view = seriesView(seriesResult());
    expect(view?.panels.map(({ name }) => name.text)).toEqual([
      'Column shapes, mean over columns',
      'KS complement',
    ]);
    const [first] = view?.panels ?? [];
    const drawing = String(first?.drawing);
    expect(drawing).toMatch(
      /^<svg [^>]*role="img" aria-label="Column shapes, mean over columns over three generations: from 0\.950 to 0\.750; late loss, below fresh data since February\."/,
    );
    // Three points with a whisker each, the line, the dashed line of fresh data and its word.
    expect(drawing.match(/<circle /g)).toHaveLength(3);
    expect(drawing.match(/class="whisker c[123]"/g)).toHaveLength(3);
    expect(drawing).toContain('class="curve fresh"');
    for (const text of ['0.950', '0.750', 'January', 'March', '>fresh<']) expect(drawing).toContain(text);
    expect(drawing).not.toMatch(/NaN|Infinity/);
    expect(first?.table.rows.map(({ head, cells }) => [head.text, ...cells])).toEqual([
      ['January', '0.950', '0.940–0.960', '0.960'],
      ['February', '0.850', '0.840–0.860', '0.960'],
      ['March', '0.750', '0.740–0.760', '0.960'],
    ]);
    expect(first?.aside).toBe(
      '−0.100 (−0.110 to −0.090) per generation; late loss, below fresh data since February',
    );
  });

  it('shows who has no interval and no reference, and a series with one label far from the others', () => {
    const result = seriesResult();
    const [trend] = (result.series as Series).trends;
    for (const point of trend?.points ?? []) {
      point.interval = null;
      point.reference = null;
    }
    const drawing = String(seriesView(result)?.panels[0]?.drawing);
    expect(drawing).not.toMatch(/whisker|curve fresh|NaN/);
    expect(drawing.match(/<circle /g)).toHaveLength(3);
  });

  it('draws the columns with the clearest loss, and has all of them in a table', () => {
    const result = seriesResult();
    const series = result.series as Series;
    const [template] = series.trends;
    if (!template) throw new Error('no trend');
    for (let index = 0; index < 20; index++) {
      series.trends.push({
        ...structuredClone(template),
        subject: [`column ${index}`],
        collapse: index === 17 ? 'late' : 'none',
        since: null,
      });
    }
    const view = seriesView(result);
    expect(view?.columns).toHaveLength(12);
    expect(view?.columns[0]?.name.text).toBe('column 17: Column shapes, mean over columns');
    expect(view?.columnNote).toContain('12 are drawn; the other 8 are in the table.');
    expect(view?.columnTable?.rows).toHaveLength(20);
  });

  it('is a short table in the summary', () => {
    const markdown = renderMarkdown(seriesResult());
    expect(markdown).toContain(
      '| Column shapes, mean over columns | 0.950 | 0.750 | −0.100 \\(−0.110 to −0.090\\) | Late loss, below fresh data since February |',
    );
    expect(markdown).toMatch(
      /\*\*Late collapse: [^*]*\.\*\* One of two measures of the whole table is worse in March than in January/,
    );
    expect(renderMarkdown(sampleResult())).not.toContain('### Generations');
  });

  it('says factors as factors', () => {
    const result = seriesResult();
    const series = result.series as Series;
    const [trend] = series.trends;
    if (!trend) throw new Error('no trend');
    trend.slope = { kind: 'factor', value: 0.5, low: 0.45, high: 0.55, level: 0.95, method: 'test' };
    expect(trendRows(result, series)[0]?.change).toBe('×\u00a00.500 (0.450–0.550)');
  });

  it('escapes labels and column names', () => {
    const result = seriesResult();
    const series = result.series as Series;
    series.labels = [hostile.html, hostile.rightToLeft, hostile.long];
    const [trend] = series.trends;
    series.trends.push({ ...structuredClone(trend as Series['trends'][number]), subject: [hostile.quotes] });
    const html = renderHtml(result);
    expect(html).not.toContain('<script>');
    expect(html).not.toMatch(/<[^>]*\sonmouseover=/);
    expect(html).not.toContain(hostile.long);
    expect(html).not.toContain('\u202e');
  });

  it('has words for no collapse, and for nothing to show', () => {
    const result = seriesResult();
    const series = result.series as Series;
    series.collapse = 'none';
    series.since = null;
    for (const trend of series.trends)
      Object.assign(trend, { collapse: 'none', since: null, direction: 'unclear' });
    expect(seriesView(result)).toMatchObject({
      finding: 'No collapse is shown',
      sentences: ['Of two measures of the whole table none is worse in March than in January beyond chance.'],
    });
    series.trends = [];
    const empty = seriesView(result);
    expect(empty?.panels).toEqual([]);
    expect(empty?.sentences).toEqual(['No measure that shows collapse has a value in two generations.']);
    expect(renderHtml(result)).toContain('No measure that shows collapse');
  });
});
