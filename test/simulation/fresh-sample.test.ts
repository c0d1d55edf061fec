import { beforeAll, describe, expect, it } from 'vitest';
import { columnShapes } from '../../src/audits/fidelity/column-shapes.ts';
import { catalogue } from '../../src/audits/index.ts';
import { runAudit } from '../../src/audits/run-audit.ts';
import { createInlinePool } from '../../src/kernels/worker-pool.ts';
import type { Estimate, Measure, Outcome, Score } from '../../src/result/document.ts';
import { scoreCandidates } from '../../src/scores/score-candidates.ts';
import { normalCdf } from '../../src/statistics/normal-distribution.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallRun, storeOf } from '../audits/harness.ts';
import { resultOf } from '../policy/small-result.ts';
import { expectAtLeast, expectMean, meanOf, seedCount, show } from './binomial-bound.ts';
import { people, peopleKinds, redrawColumns } from './known-answers.ts';

const runs = Math.min(seedCount, 40);
/** Small groups need more rows than the slow audits can be given. */
const rows = 160;
const rowsForGroups = 1200;

const judged = catalogue.filter(({ meta: { category } }) =>
  ['fidelity', 'diversity', 'validity'].includes(category),
);

/** What each measure got in every run. */
type Found = ReadonlyMap<string, readonly Measure[]>;

/** Measures of relations. */
const joint = [
  'column-pair-trends.column-pair-trends[]{}',
  'associations.association-difference[]{}',
  'associations.mutual-information-difference[]{}',
  'marginals.bivariate-accuracy[]{}',
  'marginals.trivariate-accuracy[]{}',
  'propensity.discriminator-auc[]{model=random-forest}',
  'manifold.precision[]{}',
  'manifold.coverage[]{}',
  'manifold.density[]{}',
  'two-sample.energy-distance[]{}',
  'two-sample.mmd[]{}',
  'principal-components.eigenvalue-difference[]{}',
  'query-workload.mean-query-error[]{quantile=0.5}',
  'minority-fidelity.minority-fidelity[]{}',
] as const;

let fresh: { measures: Found; scores: readonly (readonly Score[])[] };
let independent: { measures: Found; scores: readonly (readonly Score[])[] };

beforeAll(async () => {
  fresh = await overRuns(runs, (random, count) => people(count, random.stream('synthetic')));
  independent = await overRuns(runs / 2, (random, count) =>
    redrawColumns(people(count, random.stream('train')), random.stream('columns')),
  );
});

describe('a fresh sample', () => {
  it('is at the ceiling, within its interval, on every measure that has one', () => {
    const compared = [...fresh.measures].filter(
      ([name, measures]) =>
        !without.has(name.split('.')[0] as string) &&
        measures.length >= 20 &&
        measures.every(({ ceiling }) => ceiling !== null),
    );
    const worst: [string, number][] = [];
    for (const [name, measures] of compared) {
      const held = measures.filter((measure) => isAt(measure.estimate, measure.ceiling as Estimate)).length;
      expectAtLeast(held, measures.length, 0.95, name);
      worst.push([name, 1 - held / measures.length]);
    }
    worst.sort(([, a], [, b]) => b - a);
    show(`fresh sample, ${compared.length} measures, missed most`, Object.fromEntries(worst.slice(0, 5)));
    // Every audit that has a ceiling takes part.
    const audits = new Set(compared.map(([name]) => name.split('.')[0]));
    expect([...audits].sort()).toEqual(
      judged
        .map(({ meta: { id } }) => id)
        .filter((id) => !without.has(id))
        .sort(),
    );
  });

  it('scores 100, within its interval', () => {
    for (const name of ['fidelity', 'diversity'] as const) {
      const scores = fresh.scores.map((of) => known(of, name));
      expectAtLeast(scores.filter(({ high }) => high === 100).length, scores.length, 0.95, name);
      show(`fresh sample, ${name}`, { mean: meanOf(scores.map(({ value }) => value)) });
    }
  });

  it('has an s-pMSE of 1, and 1 in its interval', () => {
    const measures = fresh.measures.get('propensity.s-pmse[]{null=relabelled}') ?? [];
    expectMean(
      measures.map(({ estimate }) => estimate.value as number),
      1,
    );
    const held = measures.map(intervalOf).filter(({ low, high }) => low <= 1 && 1 <= high).length;
    expectAtLeast(held, measures.length, 0.95);
  });
});

/**
 * Drawn from train's columns, as the floor is. Shuffled without replacement they would balance train's own chance and come out
 * nearer; of other people's columns, further away.
 */
describe('independently drawn columns', () => {
  it.each(joint)('are at the floor of %s, and the ceiling is not', (name) => {
    const measures = independent.measures.get(name) ?? [];
    const held = measures.filter(({ estimate, floor }) => isAt(estimate, floor as Estimate)).length;
    expectAtLeast(held, measures.length, 0.95, name);
    // The floor is one: on average it lies nearer than the ceiling.
    const distance = (pick: (measure: Measure) => Estimate | null) =>
      meanOf(
        measures.map((measure) =>
          Math.abs((measure.estimate.value as number) - (pick(measure)?.value as number)),
        ),
      );
    expect(
      distance(({ floor }) => floor),
      name,
    ).toBeLessThan(distance(({ ceiling }) => ceiling));
  });

  it('are not below the ceiling of any measure of single columns', () => {
    const single = [...independent.measures].filter(([name]) => marginal.test(name));
    expect(single.length).toBeGreaterThan(40);
    for (const [name, measures] of single) {
      const reached = measures.filter(
        (measure) => isAt(measure.estimate, measure.ceiling as Estimate) || isBetter(name, measure),
      ).length;
      expectAtLeast(reached, measures.length, 0.95, name);
    }
  });

  it('score far below a fresh sample in fidelity', () => {
    const value = (of: readonly (readonly Score[])[]) =>
      meanOf(of.map((scores) => known(scores, 'fidelity').value));
    show('fidelity score', { fresh: value(fresh.scores), independent: value(independent.scores) });
    expect(value(fresh.scores) - value(independent.scores)).toBeGreaterThan(25);
  });
});

describe('planted shifts', () => {
  it.each([0.25, 0.5, 1])(
    'of %d standard deviations have the closed forms in their intervals',
    async (shift) => {
      const measures: Record<string, Measure[]> = {
        'ks-complement': [],
        'wasserstein-distance': [],
        'tv-complement': [],
      };
      for (let seed = 0; seed < 2 * runs; seed++) {
        const random = randomStream(seed, 'planted', String(shift));
        // Of four equally frequent categories the last gives a share to the first.
        const draw = (by: number) => ({
          x: Array.from({ length: 500 }, () => random.normal() + by),
          c: Array.from({ length: 500 }, () => {
            const place = random.uniform();
            return `c${place > 1 - 0.2 * by ? 0 : Math.floor(4 * place)}`;
          }),
        });
        const outcome = await runOn(columnShapes, { train: draw(0), synthetic: draw(shift) });
        for (const [name, list] of Object.entries(measures)) {
          list.push(measureIn(outcome, name, [name === 'tv-complement' ? 'c' : 'x']));
        }
      }
      const truth: Record<string, number> = {
        // The distribution functions of two normals lie farthest apart halfway between their means.
        'ks-complement': 1 - (2 * normalCdf(shift / 2) - 1),
        'wasserstein-distance': shift,
        'tv-complement': 1 - 0.2 * shift,
      };
      for (const [name, list] of Object.entries(measures)) {
        const held = list.map(intervalOf).filter(({ low, high }) => {
          return low <= (truth[name] as number) && (truth[name] as number) <= high;
        }).length;
        expectAtLeast(held, list.length, 0.95, name);
      }
    },
  );
});

/** Audits without a ceiling or an interval by design, or with nothing in these tables to measure. */
const without = new Set(['table-structure', 'key-uniqueness', 'constraints', 'quality-report']);

/** Measures of columns on their own. */
const marginal =
  /^(column-shapes|column-statistics|column-coverage|datetime-patterns|text-shapes|tail-coverage|rare-category-retention|boundary-adherence|category-adherence|format-adherence)\.|^marginals.univariate|^spread.(variance|entropy)/;

type Candidate = (random: Random, count: number) => SmallRun['synthetic'];

async function overRuns(count: number, candidate: Candidate) {
  const measures = new Map<string, Measure[]>();
  const scores: Score[][] = [];
  for (let seed = 0; seed < count; seed++) {
    const outcomes = await outcomesOf(
      seed,
      rows,
      candidate,
      ({ meta: { id } }) => id !== 'minority-fidelity',
    );
    Object.assign(
      outcomes,
      await outcomesOf(seed, rowsForGroups, candidate, ({ meta: { id } }) => id === 'minority-fidelity'),
    );
    for (const [audit, outcome] of Object.entries(outcomes)) {
      if (outcome.status === 'error') throw new Error(`${audit}: ${outcome.message}`);
      for (const measure of outcome.status === 'measured' ? outcome.measures : []) {
        const name = `${audit}.${measure.name}[${measure.subject}]{${Object.entries(measure.labels).map(([key, value]) => `${key}=${value}`)}}`;
        measures.set(name, [...(measures.get(name) ?? []), measure]);
      }
    }
    scores.push(scoreCandidates(resultOf(outcomes)).candidates.only?.scores ?? []);
  }
  return { measures, scores };
}

/** One store for all audits: what they share is made once. */
async function outcomesOf(
  seed: number,
  count: number,
  candidate: Candidate,
  wanted: (audit: (typeof judged)[number]) => boolean,
): Promise<Record<string, Outcome>> {
  const random = randomStream(seed, 'fresh-sample', String(count));
  const store = storeOf({
    train: people(count, random.stream('train')),
    holdout: people(count, random.stream('holdout')),
    synthetic: candidate(random, count),
    kinds: peopleKinds,
    options: { seed },
  });
  const outcomes: Record<string, Outcome> = {};
  for (const audit of judged.filter(wanted)) {
    outcomes[audit.meta.id] = await runAudit(audit, 'candidate', store, {
      random: randomStream(seed, audit.meta.id, 'candidate'),
      pool: createInlinePool(),
    });
  }
  return outcomes;
}

/** Whether two estimates agree within both their intervals (MOVER for their difference). */
function isAt(estimate: Estimate, reference: Estimate): boolean {
  const [a, b] = [armsOf(estimate), armsOf(reference)];
  const apart = a.value - b.value;
  const reach = apart > 0 ? Math.hypot(a.below, b.above) : Math.hypot(a.above, b.below);
  return Math.abs(apart) <= reach + 1e-9;
}

function isBetter(name: string, { estimate, ceiling }: Measure): boolean {
  const [audit, rest = ''] = name.split('.');
  const meta = judged.find(({ meta: { id } }) => id === audit)?.meta.measures[rest.split('[')[0] as string];
  const [own, fresh] = [estimate.value as number, ceiling?.value as number];
  if (meta?.better === 'higher') return own > fresh;
  if (meta?.better === 'lower') return own < fresh;
  return Math.abs(own - (meta?.reference ?? 0)) < Math.abs(fresh - (meta?.reference ?? 0));
}

function armsOf(estimate: Estimate) {
  if (estimate.value === null) throw new Error('nothing is censored here');
  const { value, uncertainty } = estimate;
  if (uncertainty.kind !== 'interval') return { value, below: 0, above: 0 };
  return { value, below: value - uncertainty.low, above: uncertainty.high - value };
}

function known(scores: readonly Score[], name: Score['name']) {
  const score = scores.find((of) => of.name === name);
  if (score?.status !== 'known') throw new Error(`${name}: ${score?.reason ?? 'no score'}`);
  const { value, uncertainty } = score.estimate;
  if (uncertainty.kind !== 'interval') throw new Error(`${name} has no interval`);
  return { value, low: uncertainty.low, high: uncertainty.high };
}
