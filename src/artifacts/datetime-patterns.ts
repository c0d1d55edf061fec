import { type RowCounts, shareDistance } from '../statistics/share-distance.ts';
import { defineCandidateArtifact, defineRunArtifact } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { countsOf } from './column-counts.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import { type NumberCells, type Rows, sharedColumns } from './rows.ts';

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
      const a = partsOf(real, of);
      if (a.kinds.every((kind) => kind === a.kinds[0])) return [];
      const b = partsOf(match, of);
      const distance = shareDistance(a, b, kinds);
      if (!distance) return [];
      return [{ column: name, part, ...distance, realFilled: a.kinds.length, otherFilled: b.kinds.length }];
    });
  });
}

/** The part of every filled cell; it is read off the calendar once for each distinct date. */
function partsOf(cells: NumberCells, of: (date: Date) => number): RowCounts {
  const { distinct, below, placeOf } = countsOf(cells);
  // Numbers beyond the calendar are no dates.
  const kindOf = Int32Array.from(distinct, (value) => {
    const date = new Date(value);
    return Number.isNaN(date.getTime()) ? -1 : of(date);
  });
  let filled = 0;
  for (let place = 0; place < kindOf.length; place++) {
    if ((kindOf[place] as number) >= 0) filled += (below[place + 1] as number) - (below[place] as number);
  }
  const start = new Int32Array(filled + 1);
  const kinds = new Int32Array(filled);
  let row = 0;
  for (let i = 0; i < cells.values.length; i++) {
    const value = cells.values[i] as number;
    if (Number.isNaN(value)) continue;
    const kind = kindOf[placeOf(value)] as number;
    if (kind < 0) continue;
    kinds[row++] = kind;
    start[row] = row;
  }
  return { start, kinds, counts: new Float64Array(filled).fill(1) };
}
