import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/render/html.ts';
import { candidateViews } from '../../src/render/view/candidates.ts';
import { scoresView } from '../../src/render/view/scores.ts';
import { sampleResult } from './sample-result.ts';

const result = sampleResult();

describe('the scores in the report', () => {
  it('stand with interval, definition, what is in them and what is not', () => {
    const view = scoresView(result, 'fidelity', candidateViews(result));
    expect(view?.definition).toMatch(/^How much the candidate looks like train, .*\.$/u);
    expect(view?.rows.map(({ value, interval }) => [value, interval])).toEqual([
      ['68', '64–73'],
      ['100', '95–100'],
      [null, ''],
    ]);
    expect(view?.rows[1]?.remark).toBe('2 measures, 1 above the ceiling');
    expect(view?.rows[2]?.remark).toBe('Could not be measured: two-sample.');
    expect(view?.parts[1]?.table.rows.map(({ cells }) => cells[0])).toEqual(['99', '100 (above)']);
    expect(view?.parts[0]?.table.rows[1]?.cells[3]).toBe('0.700 (naive)');
    expect(view?.leftOut).toEqual([{ letters: '', text: expect.stringContaining('was not measured here') }]);
  });

  it('are drawn at the head of their section', () => {
    const page = renderHtml(result);
    const [, section = ''] = page.split('<section id="fidelity">');
    expect(section.indexOf('id="score-fidelity"')).toBeLessThan(section.indexOf('id="audit-'));
    expect(section).toContain('Fidelity score');
    expect(section).toContain('<strong class="state">No score.</strong>');
  });

  it('are absent from results that have none', () => {
    const older = structuredClone(result);
    for (const candidate of Object.values(older.candidates)) candidate.scores = [];
    expect(scoresView(older, 'fidelity', candidateViews(older))).toBeNull();
    expect(renderHtml(older)).not.toContain('id="score-');
  });
});
