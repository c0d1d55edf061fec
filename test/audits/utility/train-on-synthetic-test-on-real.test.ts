import { describe, expect, it } from 'vitest';
import { trainOnSyntheticTestOnReal } from '../../../src/audits/utility/train-on-synthetic-test-on-real.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

/** y follows x and c; `noise` 1 makes it a coin. */
function sample(name: string, rows: number, noise = 0.2): SmallTable {
  const random = randomStream(13, name);
  const columns = { x: [] as number[], c: [] as string[], y: [] as string[], z: [] as number[] };
  for (let row = 0; row < rows; row++) {
    const x = random.normal();
    const c = random.below(3);
    const signal = x + (c === 2 ? 1 : 0) > 0.3;
    columns.x.push(x);
    columns.c.push(`c${c}`);
    columns.y.push((random.uniform() < noise ? random.uniform() < 0.5 : signal) ? 'yes' : 'no');
    columns.z.push(2 * x + c + 0.3 * random.normal());
  }
  return columns;
}

const options = { targets: ['y'], preset: 'quick' } as const;
const trained = { trainedOn: 'synthetic', target: 'y' };

describe('train-on-synthetic-test-on-real', () => {
  it('a fresh sample is as good to learn from as train', async () => {
    const outcome = await runOn(trainOnSyntheticTestOnReal, {
      train: sample('train', 1500),
      holdout: sample('holdout', 1500),
      synthetic: sample('fresh', 1500),
      options,
    });
    const auc = measureIn(outcome, 'auc', [], trained);
    expect(auc.estimate.value).toBeGreaterThan(0.85);
    expect(auc.ceiling?.value).toBeGreaterThan(0.85);
    const ratio = intervalOf(measureIn(outcome, 'tstr-trtr-ratio', [], { metric: 'auc' }));
    expect(ratio.low).toBeLessThan(1.005);
    expect(ratio.high).toBeGreaterThan(0.995);
  });

  it('the standard preset has three models; those without a seed are fitted once', async () => {
    const outcome = await runOn(trainOnSyntheticTestOnReal, {
      train: sample('train', 800),
      holdout: sample('holdout', 800),
      synthetic: sample('fresh', 800),
      options: { ...options, preset: 'standard' },
    });
    if (outcome.status !== 'measured') throw new Error('not measured');
    const auc = (model: string, trainedOn: string) =>
      measureIn(outcome, 'auc', [], { model, trainedOn, target: 'y' });
    for (const model of ['random-forest', 'gradient-boosting', 'linear']) {
      expect(auc(model, 'synthetic').estimate.value).toBeGreaterThan(0.85);
      expect(auc(model, 'synthetic').ceiling).toEqual(auc(model, 'train').estimate);
      expect(auc(model, 'synthetic').floor?.value).toBeLessThan(auc(model, 'train').estimate.value);
      const ratio = intervalOf(measureIn(outcome, 'tstr-trtr-ratio', [], { model, metric: 'auc' }));
      expect(ratio.low).toBeLessThan(1.01);
      expect(ratio.high).toBeGreaterThan(0.99);
    }
    expect(outcome.summary).toContain('gradient boosting trained on the candidate reaches AUC');
    const note = outcome.details.find(({ kind }) => kind === 'note');
    expect(note?.kind === 'note' && note.text).toContain(
      'random forest (3 fits), gradient boosting (one fit), linear model (one fit)',
    );
    const curves = outcome.details.filter((detail) => detail.kind === 'curves');
    const values = ['random-forest', 'gradient-boosting', 'linear'].map(
      (model) => [auc(model, 'train').estimate.value, model.replaceAll('-', ' ')] as const,
    );
    const best = values.reduce((most, one) => (one[0] > most[0] ? one : most))[1];
    expect(curves.length).toBe(3);
    for (const { title } of curves) expect(title).toContain(best);
  });

  it('a linear target is best learnt by the linear model', async () => {
    const outcome = await runOn(trainOnSyntheticTestOnReal, {
      train: sample('train', 400),
      holdout: sample('holdout', 800),
      synthetic: sample('fresh', 400),
      options: { targets: ['z'], preset: 'standard' },
    });
    const r2 = (model: string) =>
      measureIn(outcome, 'r2', [], { model, trainedOn: 'train', target: 'z' }).estimate.value;
    // z = 2x + c + .3 ε: all but .09 of the variance 4 + ⅔ + .09 can be known, and c is linear in its indicators.
    expect(Math.abs(r2('linear') - (1 - 0.09 / (4 + 2 / 3 + 0.09)))).toBeLessThan(0.006);
    expect(r2('linear')).toBeGreaterThan(r2('gradient-boosting'));
    expect(r2('gradient-boosting')).toBeGreaterThan(0.93);
  });

  it('independent columns teach nothing: the floor is one half on average', async () => {
    // A model of noise points somewhere at random, so single floors spread by about .1.
    let mean = 0;
    const seeds = 10;
    for (let seed = 1; seed <= seeds; seed++) {
      const outcome = await runOn(trainOnSyntheticTestOnReal, {
        train: sample('train', 400),
        holdout: sample('holdout', 400),
        synthetic: sample('fresh', 400),
        options: { ...options, seed },
      });
      mean += (measureIn(outcome, 'auc', [], trained).floor?.value ?? 0) / seeds;
    }
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.1);
  });

  it('permuted labels have an AUC of one half, and the difference shows', async () => {
    const outcome = await runOn(trainOnSyntheticTestOnReal, {
      train: sample('train', 1500),
      holdout: sample('holdout', 1500),
      synthetic: sample('coin', 1500, 1),
      options,
    });
    expect(Math.abs(measureIn(outcome, 'auc', [], trained).estimate.value - 0.5)).toBeLessThan(0.08);
    // What is learnt from noise differs widely from sample to sample, and the interval holds that.
    expect(intervalOf(measureIn(outcome, 'tstr-trtr-difference', [], { metric: 'auc' })).high).toBeLessThan(
      -0.15,
    );
  });

  it('regression has R², in the same form', async () => {
    const outcome = await runOn(trainOnSyntheticTestOnReal, {
      train: sample('train', 1000),
      holdout: sample('holdout', 1000),
      synthetic: sample('fresh', 1000),
      options: { targets: ['z'], preset: 'quick' },
    });
    const r2 = measureIn(outcome, 'r2', [], { trainedOn: 'synthetic', target: 'z' });
    expect(r2.estimate.value).toBeGreaterThan(0.9);
    expect(Math.abs(r2.floor?.value ?? 1)).toBeLessThan(0.2);
    expect(measureIn(outcome, 'rmse', [], { trainedOn: 'train' }).estimate.value).toBeLessThan(1);
  });

  it('train is drawn down to the candidate’s size, and the report says so', async () => {
    const outcome = await runOn(trainOnSyntheticTestOnReal, {
      train: sample('train', 2000),
      holdout: sample('holdout', 500),
      synthetic: sample('fresh', 200),
      options,
    });
    const note =
      outcome.status === 'measured' ? outcome.details.find(({ kind }) => kind === 'note') : undefined;
    expect(note?.kind === 'note' && note.text).toContain('drawn at random');
  });

  it('the cross-check engine agrees within the noise of small samples', async () => {
    const run = {
      train: sample('train', 600),
      holdout: sample('holdout', 1000),
      synthetic: sample('fresh', 600),
    };
    const own = await runOn(trainOnSyntheticTestOnReal, { ...run, options });
    const other = await runOn(trainOnSyntheticTestOnReal, {
      ...run,
      options: { ...options, forestEngine: 'ml-random-forest' },
    });
    const mine = measureIn(own, 'auc', [], trained).estimate.value;
    // Only the forest is replaced.
    expect(() => measureIn(other, 'auc', [], { ...trained, model: 'random-forest' })).toThrow();
    const theirs = measureIn(other, 'auc', [], { ...trained, model: 'ml-random-forest' }).estimate.value;
    expect(Math.abs(mine - theirs)).toBeLessThan(0.05);
  });

  it('says what stands in the way: no target, no holdout, one class, a class that train lacks, ten rows', async () => {
    const base = {
      train: sample('train', 300),
      holdout: sample('holdout', 300),
      synthetic: sample('s', 300),
    };
    const reasonOf = async (run: Parameters<typeof runOn>[1]) => {
      const outcome = await runOn(trainOnSyntheticTestOnReal, run);
      return outcome.status === 'not-applicable' ? outcome.reason : outcome.status;
    };
    expect(await reasonOf(base)).toContain('--target');
    expect(await reasonOf({ train: base.train, synthetic: base.synthetic, options })).toContain('no holdout');
    const oneClass = { ...base.synthetic, y: base.synthetic.x?.map(() => 'yes') ?? [] };
    expect(await reasonOf({ ...base, synthetic: oneClass, options })).toContain('single class');
    const { y: _, ...withoutTarget } = base.synthetic;
    expect(await reasonOf({ ...base, synthetic: withoutTarget, options })).toContain('lacks the target');
    const invented = { ...base.synthetic, y: base.synthetic.y?.map((v, i) => (i < 50 ? 'maybe' : v)) ?? [] };
    expect(await reasonOf({ ...base, synthetic: invented, options })).toBe('measured');
    const tiny = { ...sample('tiny', 10), y: Array.from({ length: 10 }, (_, i) => (i % 2 ? 'yes' : 'no')) };
    expect(await reasonOf({ ...base, synthetic: tiny, options })).toBe('measured');
  });
});
