import { type RowCounts, shareDistance } from '../statistics/share-distance.ts';
import { defineCandidateArtifact, defineRunArtifact } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import { type Rows, sharedColumns } from './rows.ts';

/** A part of a date that has a rhythm, and how far apart two datasets are in it. */
export interface PatternDistance {
  readonly column: string;
  readonly part: 'weekday' | 'month' | 'hour';
  readonly value: number;
  readonly standardError: number;
  readonly realFilled: number;
  readonly otherFilled: number;
}

export const candidatePatterns = defineCandidateArtifact({
  id: 'datetime-patterns',
  requires: { realRows, candidateRows },
  make: ({ realRows, candidateRows }) => comparePatterns(realRows.train, candidateRows),
});

/** Train against the holdout (null without one) and against the naive candidate. */
export const referencePatterns = defineRunArtifact({
  id: 'reference-datetime-patterns',
  requires: { realRows, naiveRows },
  make: ({ realRows: { train, holdout }, naiveRows }) => ({
    holdout: holdout && comparePatterns(train, holdout),
    naive: comparePatterns(train, naiveRows),
  }),
});

const parts = [
  { part: 'weekday', kinds: 7, of: (date: Date) => date.getUTCDay() },
  { part: 'month', kinds: 12, of: (date: Date) => date.getUTCMonth() },
  { part: 'hour', kinds: 24, of: (date: Date) => date.getUTCHours() },
] as const;

/** Every shared date column; a part that is the same in all of train (the hour of mere dates) has no pattern. */
export function comparePatterns(train: Rows, other: Rows): PatternDistance[] {
  return sharedColumns(train, other).flatMap(({ name, real, other: match }) => {
    if (real.schema.kind !== 'datetime' || real.type !== 'number' || match.type !== 'number') return [];
    return parts.flatMap(({ part, kinds, of }) => {
      const a = partsOf(real.values, of);
      if (new Set(a.kinds).size < 2) return [];
      const b = partsOf(match.values, of);
      const distance = shareDistance(a, b, kinds);
      if (!distance) return [];
      return [{ column: name, part, ...distance, realFilled: a.kinds.length, otherFilled: b.kinds.length }];
    });
  });
}

function partsOf(values: Float64Array, of: (date: Date) => number): RowCounts {
  const filled = values.filter((value) => !Number.isNaN(new Date(value).getTime()));
  return {
    start: Int32Array.from({ length: filled.length + 1 }, (_, row) => row),
    kinds: Int32Array.from(filled, (value) => of(new Date(value))),
    counts: new Float64Array(filled.length).fill(1),
  };
}
