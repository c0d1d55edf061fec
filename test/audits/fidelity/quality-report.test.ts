import { describe, expect, it } from 'vitest';
import { qualityReport } from '../../../src/audits/fidelity/quality-report.ts';
import { measureIn, runOn } from '../harness.ts';

const withTrend = { pairs: 'with-trend' };
const all = { pairs: 'all' };

describe('quality-report', () => {
  it('follows the definitions on a few rows', async () => {
    const outcome = await runOn(qualityReport, {
      train: { x: [0, 1, 2, 3], y: [0, 1, 2, 3], c: ['a', 'a', 'b', 'b'] },
      holdout: { x: [0, 1, 2, 3], y: [0, 1, 2, 3], c: ['a', 'a', 'b', 'b'] },
      synthetic: { x: [0, 1, 2, 3], y: [3, 2, 1, 0], c: ['a', 'a', 'a', 'a'] },
    });
    expect(measureIn(outcome, 'quality-column-shapes').estimate.value).toBeCloseTo((1 + 1 + 0.5) / 3, 12);
    // r of x and y turns from 1 to −1. Of c with x two of four joint cells are shared, and so with y.
    const trends = measureIn(outcome, 'quality-column-pair-trends', [], withTrend);
    expect(trends.estimate.value).toBeCloseTo((0 + 0.5 + 0.5) / 3, 12);
    expect(trends.ceiling?.value).toBe(1);
    expect(measureIn(outcome, 'quality-score', [], withTrend).estimate.value).toBeCloseTo(
      (2.5 / 3 + 1 / 3) / 2,
      12,
    );
  });

  it('cuts every file at its own range, so that a column on another scale looks alike', async () => {
    const outcome = await runOn(qualityReport, {
      train: { x: [0, 1, 2, 9], c: ['a', 'a', 'a', 'b'] },
      synthetic: { x: [0, 100, 200, 900], c: ['a', 'a', 'a', 'b'] },
    });
    expect(measureIn(outcome, 'quality-column-pair-trends', [], withTrend).estimate.value).toBe(1);
    expect(measureIn(outcome, 'quality-column-shapes').estimate.value).toBeLessThan(0.7);
  });

  it('leaves pairs without a trend out, and is the shapes alone where none is left', async () => {
    const outcome = await runOn(qualityReport, {
      train: { a: ['p', 'p', 'q', 'q'], b: ['u', 'v', 'u', 'v'] },
      synthetic: { a: ['p', 'p', 'q', 'q'], b: ['u', 'u', 'v', 'v'] },
    });
    expect(measureIn(outcome, 'quality-score', [], withTrend).estimate.value).toBe(1);
    expect(() => measureIn(outcome, 'quality-column-pair-trends', [], withTrend)).toThrow();
    expect(measureIn(outcome, 'quality-column-pair-trends', [], all).estimate.value).toBe(0.5);
    expect(measureIn(outcome, 'quality-score', [], all).estimate.value).toBe(0.75);
  });

  it('is not applicable where nothing is shared', async () => {
    const outcome = await runOn(qualityReport, { train: { x: [1, 2] }, synthetic: { y: [1, 2] } });
    expect(outcome.status).toBe('not-applicable');
  });
});
