import type { Category, Comparison, ResultDocument } from '../result/document.ts';
import { quantile } from '../statistics/quantile.ts';
import { type Random, randomStream } from '../statistics/random.ts';
import type { Readings } from './compare-candidates.ts';
import type { ComparedMeasure } from './compared-measures.ts';
import { criticalOf, type Reading } from './reading.ts';

/** What a point of each category is worth to the user. */
export type Weights = Readonly<Partial<Record<Category, number>>>;

type Decision = NonNullable<Comparison['decision']>;

/**
 * A weighted mean of the categories, each on its measures' own scale turned so that 1 is best: the mean over its compared
 * measures, for privacy one minus the highest leak rate, because one way in is enough. A weight says how many points of
 * one category outweigh one point of another; nothing depends on who else is compared. Ranks are drawn anew
 * from the estimates' uncertainty, candidates together on the shared resamples.
 */
export function decide(of: {
  result: ResultDocument;
  measures: readonly ComparedMeasure[];
  readings: Readings;
  weights: Weights;
}): Decision {
  const { result, readings, weights } = of;
  const ids = [...readings.keys()];
  // By measures that all have: else a candidate would gain from what could not be measured.
  const usable = of.measures.flatMap((measure, index) =>
    (weights[measure.category] ?? 0) > 0 && ids.every((id) => readings.get(id)?.[index]) ? [index] : [],
  );
  const score = (id: string, read: (reading: Reading, index: number) => number) =>
    weighted(
      usable.map((index) => {
        const measure = of.measures[index] as ComparedMeasure;
        const reading = readings.get(id)?.[index] as Reading;
        return { measure, value: turned(measure, read(reading, index)) };
      }),
      weights,
    );
  const points = ids.map((id) => score(id, ({ value }) => value));
  const draws = ids.map((id) => drawsOf(id, result, usable, readings, score));
  const rankings = Array.from({ length: drawCount }, (_, draw) => ranksOf(draws.map((own) => own[draw]!)));
  const ranks = ranksOf(points.map(({ total }) => total));
  return {
    weights: Object.fromEntries(Object.entries(weights).filter(([, weight]) => weight > 0)),
    candidates: ids.map((candidate, i) => {
      const own = Float64Array.from(draws[i]!).sort();
      const drawn = Float64Array.from(rankings, (ranking) => ranking[i]!).sort();
      return {
        candidate,
        categories: points[i]!.categories,
        value: rounded(points[i]!.total),
        low: rounded(quantile(own, 0.025)),
        high: rounded(quantile(own, 0.975)),
        rank: ranks[i]!,
        rankLow: Math.round(quantile(drawn, 0.05)),
        rankHigh: Math.round(quantile(drawn, 0.95)),
        first: rounded(drawn.filter((rank) => rank === 1).length / drawCount),
      };
    }),
  };
}

/** As many as replicates, so that a draw is a replicate. */
const drawCount = 200;

interface Score {
  readonly total: number;
  readonly categories: Record<string, number>;
}

function drawsOf(
  id: string,
  result: ResultDocument,
  usable: readonly number[],
  readings: Readings,
  score: (id: string, read: (reading: Reading, index: number) => number) => Score,
): number[] {
  const input = result.inputs.candidates.find((candidate) => candidate.id === id);
  const streams = new Map<number, Random>(
    usable.map((index) => [
      index,
      randomStream(result.run.seed, 'decision', input?.sha256 ?? id, String(index)),
    ]),
  );
  return Array.from(
    { length: drawCount },
    (_, draw) =>
      score(id, (reading, index) => {
        const shared = readings.get(id)?.[index]?.replicates?.values[draw];
        const deviation = shared ?? (streams.get(index) as Random).normal();
        const reach = deviation < 0 ? reading.below : reading.above;
        return reading.value + (deviation * reach) / criticalOf(0.95);
      }).total,
  );
}

/** Higher is better, 1 is best. */
function turned({ meta }: ComparedMeasure, value: number): number {
  if (meta.better === 'lower') return 1 - value;
  if (meta.better === 'nearer-reference') return 1 - Math.abs(value - (meta.reference ?? 0));
  return value;
}

function weighted(values: readonly { measure: ComparedMeasure; value: number }[], weights: Weights): Score {
  const byCategory = new Map<Category, number[]>();
  for (const { measure, value } of values)
    byCategory.set(measure.category, [...(byCategory.get(measure.category) ?? []), value]);
  const categories: Record<string, number> = {};
  let total = 0;
  let weightSum = 0;
  for (const [category, own] of byCategory) {
    const point =
      category === 'privacy' ? Math.min(...own) : own.reduce((sum, value) => sum + value, 0) / own.length;
    const weight = weights[category] ?? 0;
    categories[category] = rounded(point);
    total += weight * point;
    weightSum += weight;
  }
  return { total: weightSum === 0 ? 0 : total / weightSum, categories };
}

/** 1 is the highest; equals share the better rank. */
function ranksOf(scores: readonly number[]): number[] {
  return scores.map((score) => 1 + scores.filter((other) => other > score).length);
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4 + 0;
}
