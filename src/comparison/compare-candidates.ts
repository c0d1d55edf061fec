import type { Comparison, ResultDocument } from '../result/document.ts';
import { holm } from '../statistics/holm.ts';
import { type ComparedMeasure, comparedMeasures } from './compared-measures.ts';
import { decide, type Weights } from './decision.ts';
import { type Difference, differenceOf } from './difference.ts';
import { planesOf } from './pareto.ts';
import { criticalOf, type Reading, readingOf } from './reading.ts';

/** All readings: by candidate, in the order of the measures. */
export type Readings = ReadonlyMap<string, readonly (Reading | null)[]>;

const level = 0.95;

/**
 * Compares the candidates of a disclosed result, pair by pair and measure by measure. A pure function of the document,
 * so that candidates of one run and candidates merged from saved results are compared alike. P-values are adjusted by
 * Holm over all differences, and intervals widened to hold together (Bonferroni): with 95 % confidence no
 * “distinguishable” is false. Null where there is only one candidate.
 */
export function compareCandidates(result: ResultDocument, weights: Weights | null = null): Comparison | null {
  const ids = result.inputs.candidates.map(({ id }) => id);
  if (ids.length < 2) return null;
  const measures = comparedMeasures(result);
  const readings: Readings = new Map(
    ids.map((id) => [id, measures.map((measure) => readingOf(result, id, measure))]),
  );
  const raw = ids.flatMap((first, i) =>
    ids.slice(i + 1).map((second) => ({
      first,
      second,
      differences: measures.map((_, index) => between(readings, first, second, index)),
    })),
  );
  const pairs = judgedPairs(raw, measures, readings);
  return {
    level,
    measures: measures.map(({ audit, measure, labels, category }, index) => ({
      audit,
      measure,
      labels: { ...labels },
      category,
      paired: raw.some(({ differences }) => differences[index]?.paired),
    })),
    pairs,
    planes: planesOf({ ids, measures, readings, pairs }),
    decision: weights && decide({ result, measures, readings, weights }),
  };
}

interface RawPair {
  readonly first: string;
  readonly second: string;
  readonly differences: readonly (Difference | null)[];
}

function between(readings: Readings, first: string, second: string, index: number): Difference | null {
  const [a, b] = [readings.get(first)?.[index], readings.get(second)?.[index]];
  return a && b ? differenceOf(a, b) : null;
}

function judgedPairs(
  raw: readonly RawPair[],
  measures: readonly ComparedMeasure[],
  readings: Readings,
): Comparison['pairs'] {
  const all = raw.flatMap(({ differences }) => differences.filter((one) => one !== null));
  const adjusted = holm(all.map(({ pValue }) => pValue));
  const adjustedOf = new Map(all.map((difference, index) => [difference, adjusted[index] as number]));
  const wider = all.length === 0 ? 1 : criticalOf(1 - (1 - level) / all.length) / criticalOf(level);
  return raw.map(({ first, second, differences }) => {
    const judged = differences.map((difference, index) => {
      if (difference === null) return null;
      const corrected = adjustedOf.get(difference) as number;
      const distinguishable = corrected < 1 - level;
      const sideOf = (id: string) => readings.get(id)?.[index]?.value as number;
      const facing = difference.value > 0 ? difference.below : difference.above;
      const surely = Math.min(Math.abs(difference.value) * (1 - 1e-9), facing * wider + difference.slack);
      return {
        value: shown(difference.value),
        low: shown(difference.value - difference.below * wider - difference.slack),
        high: shown(difference.value + difference.above * wider + difference.slack),
        pValue: shownP(difference.pValue),
        adjusted: shownP(corrected),
        better: distinguishable
          ? betterOf(measures[index] as ComparedMeasure, [sideOf(first), sideOf(second)], surely)
          : 'neither',
        distinguishable,
      } as const;
    });
    return {
      first,
      second,
      distinguishable: judged.some((one) => one?.distinguishable === true),
      differences: judged,
    };
  });
}

/** Where a reference is best, the nearer one, if the distances from it differ by more than chance gives too. */
function betterOf(
  { meta }: ComparedMeasure,
  [first, second]: readonly [number, number],
  surely: number,
): 'first' | 'second' | 'neither' {
  switch (meta.better) {
    case 'higher':
      return first > second ? 'first' : 'second';
    case 'lower':
      return first < second ? 'first' : 'second';
    case 'nearer-reference': {
      const nearer = Math.abs(second - (meta.reference ?? 0)) - Math.abs(first - (meta.reference ?? 0));
      if (Math.abs(nearer) <= surely) return 'neither';
      return nearer > 0 ? 'first' : 'second';
    }
    case 'none':
      return 'neither';
  }
}

/** Six decimals: far below what is uncertain, and the same on every machine. */
export function shown(value: number): number {
  return Math.round(value * 1e6) / 1e6 + 0;
}

function shownP(p: number): number {
  return Math.max(1e-16, Number(p.toPrecision(2)));
}
