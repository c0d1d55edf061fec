import { describe, expect, it } from 'vitest';
import { modelSelection } from '../../../src/audits/utility/model-selection.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';
import { draw, poorCandidates, summaryOf, without } from './populations.ts';

const options = { targets: ['t'], preset: 'standard' } as const;

/** The target is the product of two signs, which no main effect sees; `linear` makes it their sum instead. */
function signs(name: string, rows: number, linear = false): SmallTable {
  const random = randomStream(31, 'model-selection-test', name);
  const columns = { a: [] as number[], b: [] as number[], e: [] as number[], t: [] as string[] };
  for (let row = 0; row < rows; row++) {
    const [a, b] = [random.normal(), random.normal()];
    const signal = linear ? a + b : 3 * Math.sign(a * b);
    columns.a.push(a);
    columns.b.push(b);
    columns.e.push(random.normal());
    columns.t.push(random.uniform() < 1 / (1 + Math.exp(-1.5 * signal)) ? 'yes' : 'no');
  }
  return columns;
}

describe('model-selection', () => {
  const base = { train: signs('train', 900), holdout: signs('holdout', 900) };

  it('a fresh sample recommends what is best: no regret', async () => {
    const outcome = await runOn(modelSelection, { ...base, synthetic: signs('fresh', 900), options });
    const regret = measureIn(outcome, 'regret');
    expect(regret.estimate.value).toBeLessThan(0.01);
    expect(intervalOf(regret).low).toBe(0);
    expect(regret.ceiling?.value).toBeLessThan(0.01);
    const agreement = measureIn(outcome, 'rank-agreement', [], { coefficient: 'kendall' });
    expect(agreement.estimate.value).toBeGreaterThan(0.5);
    expect(agreement.ceiling?.value).toBeGreaterThan(0.5);
    expect(summaryOf(outcome)).toContain('recommends');
  });

  it('a candidate whose interaction became a sum recommends a line, at a loss', async () => {
    const outcome = await runOn(modelSelection, { ...base, synthetic: signs('sum', 900, true), options });
    expect(measureIn(outcome, 'regret').estimate.value).toBeGreaterThan(0.1);
    expect(intervalOf(measureIn(outcome, 'regret')).low).toBeGreaterThan(0.01);
    expect(measureIn(outcome, 'rank-agreement', [], { coefficient: 'kendall' }).estimate.value).toBeLessThan(
      0.3,
    );
    if (outcome.status !== 'measured') throw new Error('not measured');
    const chart = outcome.details.find((detail) => detail.kind === 'forest-plot');
    const item = (label: string) => chart?.items.find((one) => one.label === label);
    expect(chart?.items.length).toBe(7);
    expect(item('baseline')?.real?.value).toBe(0.5);
    expect(item('baseline')?.synthetic?.value).toBe(0.5);
    expect(item('linear model')?.real?.value).toBeLessThan(0.6);
    expect(item('linear model')?.synthetic?.value).toBeGreaterThan(0.85);
  });

  it('numbers are ranked by R²', async () => {
    const table = (name: string) => without(draw(name, 400), 'y');
    const outcome = await runOn(modelSelection, {
      train: table('train'),
      holdout: table('holdout'),
      synthetic: table('fresh'),
      options: { ...options, targets: ['z'] },
    });
    // z is linear in all that it hangs on.
    expect(summaryOf(outcome)).toContain('linear model');
    expect(measureIn(outcome, 'regret').estimate.value).toBe(0);
  });

  it.each(poorCandidates())('says so where the candidate $name', async ({ name, candidate, says }) => {
    const own = { train: without(draw('train', 300), 'z'), holdout: without(draw('holdout', 300), 'z') };
    const synthetic = without(candidate, 'z');
    const outcome = await runOn(modelSelection, {
      ...own,
      synthetic,
      options: { ...options, targets: ['y'] },
    });
    const expected = name === 'has ten rows' ? /fewer than 30 rows/ : says;
    if (expected === null) expect(outcome.status).toBe('measured');
    else expect(outcome.status === 'not-applicable' && outcome.reason).toMatch(expected);
  });
});
