import type { EncodedRows } from '../kernels/nearest-rows.ts';
import { fitMidRankDistribution } from '../statistics/mid-rank-distribution.ts';
import { defineCandidateArtifact, defineRunArtifact, NotApplicable } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { realRows } from './real-rows.ts';
import { type Cells, type Rows, sharedColumns } from './rows.ts';

/**
 * Rows in the space where distances are measured. A number becomes its mid-rank share among all real rows
 * (train and holdout together, so the scale knows nothing of membership); categories differ or not; missing
 * against missing is 0 and against a value 1. The distance is the sum over columns.
 */
export interface EncodedDatasets {
  readonly columns: readonly string[];
  readonly train: EncodedRows;
  readonly holdout: EncodedRows | null;
  /** All real rows, train's first: what attacks are made on, blind to which is which. */
  readonly real: EncodedRows;
  readonly synthetic: EncodedRows;
}

/** The scale of every column of numbers, from train and holdout together. */
export const distanceScales = defineRunArtifact({
  id: 'distance-scales',
  requires: { realRows },
  make({ realRows }): ReadonlyMap<string, (value: number) => number> {
    const scales = new Map<string, (value: number) => number>();
    for (const [name, train] of realRows.train.columns) {
      if (train.type !== 'number') continue;
      const holdout = realRows.holdout?.columns.get(name);
      const pooled = holdout?.type === 'number' ? joined(train.values, holdout.values) : train.values;
      scales.set(name, fitMidRankDistribution(pooled));
    }
    return scales;
  },
});

export const encodedRows = defineCandidateArtifact({
  id: 'encoded-rows',
  requires: { realRows, candidateRows, distanceScales },
  make({ realRows, candidateRows, distanceScales }): EncodedDatasets {
    const columns = sharedColumns(realRows.train, candidateRows).map(({ name }) => name);
    if (columns.length === 0) throw new NotApplicable('the candidate shares no compared column with train');
    const train = encode(realRows.train, columns, distanceScales);
    const holdout = realRows.holdout && encode(realRows.holdout, columns, distanceScales);
    return {
      columns,
      train,
      holdout,
      real: holdout ? stack(train, holdout) : train,
      synthetic: encode(candidateRows, columns, distanceScales),
    };
  },
});

function encode(
  rows: Rows,
  columns: readonly string[],
  scales: ReadonlyMap<string, (value: number) => number>,
): EncodedRows {
  const numeric: Float64Array[] = [];
  const codes: Int32Array[] = [];
  for (const name of columns) {
    const cells = rows.columns.get(name) as Cells;
    if (cells.type === 'number') {
      const scale = scales.get(name) as (value: number) => number;
      numeric.push(cells.values.map(scale));
      continue;
    }
    // 0 is missing: a code of its own.
    codes.push(cells.codes.map((code) => code + 1));
  }
  return { rowCount: rows.rowCount, numeric, codes };
}

function stack(first: EncodedRows, second: EncodedRows): EncodedRows {
  return {
    rowCount: first.rowCount + second.rowCount,
    numeric: first.numeric.map((values, column) => joined(values, second.numeric[column] as Float64Array)),
    codes: first.codes.map((codes, column) => {
      const all = new Int32Array(first.rowCount + second.rowCount);
      all.set(codes);
      all.set(second.codes[column] as Int32Array, first.rowCount);
      return all;
    }),
  };
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const all = new Float64Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
