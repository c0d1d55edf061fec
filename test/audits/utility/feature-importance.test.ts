import { describe, expect, it } from 'vitest';
import { featureImportance } from '../../../src/audits/utility/feature-importance.ts';
import { measureIn, runOn } from '../harness.ts';
import { draw, poorCandidates, summaryOf, withColumn, without } from './populations.ts';

const options = { targets: ['z'] } as const;
const table = (name: string, rows: number) => without(draw(name, rows), 'y');
const base = { train: table('train', 2000), holdout: table('holdout', 1500) };

describe('feature-importance', () => {
  it('recovers the planted order, and a fresh sample has the same', async () => {
    const outcome = await runOn(featureImportance, { ...base, synthetic: table('fresh', 2000), options });
    // z = 2 x + w + c + noise: variances 4, 1, ⅔; v and n say nothing.
    for (const trainedOn of ['train', 'synthetic']) {
      const of = (name: string) => measureIn(outcome, 'importance', [name], { trainedOn }).estimate.value;
      expect(of('x')).toBeGreaterThan(of('w'));
      expect(of('w')).toBeGreaterThan(of('c'));
      expect(of('c')).toBeGreaterThan(0.1);
      for (const name of ['v', 'n']) expect(Math.abs(of(name))).toBeLessThan(0.02);
      // Shuffling x costs twice its share of the variance, 4 of 4 + 1 + ⅔ + ¼.
      expect(Math.abs(of('x') - (2 * 4) / (5 + 2 / 3 + 0.25))).toBeLessThan(0.15);
    }
    expect(
      measureIn(outcome, 'rank-correlation', [], { coefficient: 'spearman' }).estimate.value,
    ).toBeGreaterThan(0.85);
    const overlap = measureIn(outcome, 'importance-overlap');
    expect(overlap.estimate.value).toBeGreaterThan(0.93);
    expect(overlap.ceiling?.value).toBeGreaterThan(0.9);
    expect(summaryOf(outcome)).toContain('“x” matters most in both');
    if (outcome.status !== 'measured') throw new Error('not measured');
    const chart = outcome.details.find((detail) => detail.kind === 'forest-plot');
    expect(chart?.items.slice(0, 3).map(({ label }) => label)).toEqual(['x', 'w', 'c']);
  });

  it('sees that other columns matter in the candidate', async () => {
    const fresh = table('swapped', 2000);
    // What x was to z in train is n in the candidate.
    const synthetic = { ...fresh, x: fresh.n ?? [], n: fresh.x ?? [] };
    const outcome = await runOn(featureImportance, { ...base, synthetic, options });
    expect(measureIn(outcome, 'importance-overlap').estimate.value).toBeLessThan(0.6);
    expect(
      measureIn(outcome, 'rank-correlation', [], { coefficient: 'kendall' }).estimate.value,
    ).toBeLessThan(0.7);
    expect(summaryOf(outcome)).toMatch(/“x” matters most in train/);
  });

  it('a candidate that teaches nothing agrees with nothing', async () => {
    const synthetic = withColumn(table('flat', 500), 'z', (_, row) => row % 7);
    const outcome = await runOn(featureImportance, { ...base, synthetic, options });
    expect(measureIn(outcome, 'importance-overlap').estimate.value).toBeLessThan(0.9);
  });

  it.each(poorCandidates())('says so where the candidate $name', async ({ name, candidate, says }) => {
    const own = { train: without(draw('train', 500), 'z'), holdout: without(draw('holdout', 500), 'z') };
    const synthetic = without(candidate, 'z');
    const outcome = await runOn(featureImportance, { ...own, synthetic, options: { targets: ['y'] } });
    // Train learns from as many rows as the candidate has: from ten, nothing.
    const expected = name === 'has ten rows' ? /from about 10 rows, .* train teaches nothing/ : says;
    if (expected === null) expect(outcome.status).toBe('measured');
    else expect(outcome.status === 'not-applicable' && outcome.reason).toMatch(expected);
  });

  it('has nothing to compare where train teaches nothing, or where columns are few', async () => {
    const reasonOf = async (names: string[], target: string) => {
      const only = (name: string) => without(draw(name, 300), ...names);
      const outcome = await runOn(featureImportance, {
        train: only('train'),
        holdout: only('holdout'),
        synthetic: only('fresh'),
        options: { targets: [target] },
      });
      return outcome.status === 'not-applicable' ? outcome.reason : outcome.status;
    };
    expect(await reasonOf(['z', 'y', 'x', 'v'], 'n')).toContain('fewer than three columns');
  });
});
