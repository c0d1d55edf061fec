import { fitMidCounts } from '../statistics/mid-rank-distribution.ts';
import { normalQuantile } from '../statistics/normal-distribution.ts';
import { defineRunArtifact } from './artifact.ts';
import { realRows } from './real-rows.ts';
import { isCompared, type Rows } from './rows.ts';

/** Turns a column's values into normal scores by train's ranks; beyond train's range the score of its end. */
export type Scoring = (values: Float64Array) => Float64Array;

/** How every column of numbers and dates that varies in train is scored. Missing cells score 0, the middle. */
export const normalScores = defineRunArtifact({
  id: 'normal-scores',
  requires: { realRows },
  make({ realRows }): ReadonlyMap<string, Scoring> {
    const scorings = new Map<string, Scoring>();
    for (const [name, cells] of realRows.train.columns) {
      if (cells.type !== 'number' || !isCompared(cells.schema) || !varies(cells.values)) continue;
      const { rows, twiceMidCount } = fitMidCounts(cells.values);
      // By twice the mid-count, a whole number: far smaller than what remembers every value met. NaN is not yet computed.
      const scores = new Float64Array(2 * rows + 1).fill(Number.NaN);
      const scoreOf = (value: number): number => {
        if (Number.isNaN(value)) return 0;
        const place = twiceMidCount(value);
        const known = scores[place] as number;
        if (!Number.isNaN(known)) return known;
        const inside = Math.min(1 - 0.5 / rows, Math.max(0.5 / rows, place / (2 * rows)));
        const score = normalQuantile(inside);
        scores[place] = score;
        return score;
      };
      scorings.set(name, (values) => values.map(scoreOf));
    }
    return scorings;
  },
});

/** The scores of the named columns, one array per column. */
export function scoreColumns(
  rows: Rows,
  scorings: ReadonlyMap<string, Scoring>,
  names: readonly string[],
): Float64Array[] {
  return names.map((name) => {
    const cells = rows.columns.get(name);
    if (cells?.type !== 'number') throw new Error('a scored column is one of numbers');
    return (scorings.get(name) as Scoring)(cells.values);
  });
}

function varies(values: Float64Array): boolean {
  const first = values.find((value) => !Number.isNaN(value));
  return first !== undefined && values.some((value) => !Number.isNaN(value) && value !== first);
}
