import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/audits/index.ts';
import { runAudit } from '../../src/audits/run-audit.ts';
import { disclose } from '../../src/disclosure/disclose.ts';
import { createInlinePool } from '../../src/kernels/worker-pool.ts';
import type { Outcome, ResultDocument } from '../../src/result/document.ts';
import { seriesOf } from '../../src/series/series-of.ts';
import { trackedMeasures } from '../../src/series/tracked-measures.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { type SmallTable, storeOf } from '../audits/harness.ts';
import { sampleResult } from '../render/sample-result.ts';
import { expectAtMost, seedCount } from './binomial-bound.ts';

const rows = 400;
const generations = 4;
const tracked = catalogue.filter(({ meta }) => trackedMeasures.some(({ audit }) => audit === meta.id));

/** Skewed and heavy-tailed numbers that hang together, rare towns, an even and an uneven category. */
function draw(random: Random): SmallTable {
  const base = Array.from({ length: rows }, () => random.normal());
  return {
    age: base.map((value) => Math.exp(3.4 + 0.35 * value)),
    income: base.map((value) => 0.6 * value + 0.8 * random.normal() * Math.exp(0.4 * random.normal())),
    town: base.map(() => 'abcdefghijklmnopqrstuvwxyz'[Math.floor(26 * random.uniform() ** 3)] as string),
    sex: base.map(() => (random.uniform() < 0.5 ? 'f' : 'm')),
    job: base.map(() =>
      random.uniform() < 0.03 ? 'rare' : ('jkl'[Math.floor(3 * random.uniform() ** 1.5)] as string),
    ),
  };
}

describe('a series of fresh samples', () => {
  it('of train’s own source, measured by all audits that are followed, is rarely called a collapse', async () => {
    const seeds = Math.ceil(seedCount / 4);
    let named = 0;
    let sloped = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const source = (name: string) => draw(randomStream(seed, 'series-null', name));
      const [train, holdout] = [source('train'), source('holdout')];
      const fresh = Array.from({ length: generations }, (_, step) => source(`generation ${step}`));
      const outcomes: Record<string, Outcome>[] = [];
      for (const synthetic of fresh) outcomes.push(await measureAll(seed, { train, holdout, synthetic }));
      const result = documentOf(outcomes);
      const { collapse, trends } = seriesOf(
        result,
        result.inputs.candidates.map(({ id }) => id),
      );
      const ofTable = trends.filter(({ subject }) => subject.length === 0);
      expect(ofTable.length).toBeGreaterThan(6);
      if (collapse !== 'none') named++;
      if (ofTable.some(({ direction }) => direction !== 'unclear')) sloped++;
    }
    expectAtMost(named, seeds, 0.05);
    expectAtMost(sloped, seeds, 0.05);
  });
});

async function measureAll(
  seed: number,
  run: { train: SmallTable; holdout: SmallTable; synthetic: SmallTable },
): Promise<Record<string, Outcome>> {
  const store = storeOf({ ...run, options: { seed } });
  const pool = createInlinePool();
  const outcomes: Record<string, Outcome> = {};
  for (const audit of tracked) {
    const random = randomStream(seed, audit.meta.id, 'candidate');
    outcomes[audit.meta.id] = await runAudit(audit, 'candidate', store, { random, pool });
  }
  return outcomes;
}

/** As a shared result would say it: rounded. */
function documentOf(outcomes: readonly Record<string, Outcome>[]): ResultDocument {
  const base = sampleResult();
  const [input] = base.inputs.candidates;
  const ids = outcomes.map((_, index) => `g${index + 1}`);
  return disclose({
    ...base,
    audits: Object.fromEntries(tracked.map(({ meta }) => [meta.id, meta])),
    inputs: {
      ...base.inputs,
      train: { ...base.inputs.train, rows },
      candidates: ids.map((id) => ({
        ...(input as ResultDocument['inputs']['candidates'][number]),
        id,
        rows,
      })),
    },
    candidates: Object.fromEntries(
      ids.map((id, index) => {
        const [some] = Object.values(base.candidates);
        return [
          id,
          {
            ...(some as ResultDocument['candidates'][string]),
            outcomes: outcomes[index] as Record<string, Outcome>,
          },
        ];
      }),
    ),
  });
}
