import { normalQuantile } from '../statistics/normal-distribution.ts';
import { defineRunArtifact } from './artifact.ts';
import { countsOf } from './column-counts.ts';
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
      const { rows, distinct, below, placeOf } = countsOf(cells);
      const scoreOf = (twiceMidCount: number): number =>
        normalQuantile(Math.min(1 - 0.5 / rows, Math.max(0.5 / rows, twiceMidCount / (2 * rows))));
      // At each of train's values, and before each and behind the last: cells repeat, quantiles are not computed again.
      const at = new Float64Array(distinct.length);
      const before = new Float64Array(distinct.length + 1);
      for (let place = 0; place <= distinct.length; place++)
        before[place] = scoreOf(2 * (below[place] as number));
      for (let place = 0; place < distinct.length; place++) {
        at[place] = scoreOf((below[place] as number) + (below[place + 1] as number));
      }
      scorings.set(name, (values) => {
        const scores = new Float64Array(values.length);
        for (let row = 0; row < values.length; row++) {
          const value = values[row] as number;
          if (Number.isNaN(value)) continue;
          const place = placeOf(value);
          scores[row] = (distinct[place] === value ? at[place] : before[place]) as number;
        }
        return scores;
      });
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
