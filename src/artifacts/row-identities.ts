import { defineCandidateArtifact } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { realRows } from './real-rows.ts';
import { type Cells, type Rows, sharedColumns } from './rows.ts';

/**
 * Which rows are equal, cell for cell, over the columns that all datasets share: equal rows have equal identities.
 * Cells are compared as typed values (5.0 = 5), missing equals missing; nothing is hashed, so nothing can collide.
 */
export interface RowIdentities {
  readonly columns: readonly string[];
  readonly train: Int32Array;
  readonly holdout: Int32Array | null;
  readonly synthetic: Int32Array;
  /** Identities lie in [0, distinct). */
  readonly distinct: number;
}

export const rowIdentities = defineCandidateArtifact({
  id: 'row-identities',
  requires: { realRows, candidateRows },
  make({ realRows, candidateRows }): RowIdentities {
    const columns = sharedColumns(realRows.train, candidateRows).map(({ name }) => name);
    const datasets = [realRows.train, ...(realRows.holdout ? [realRows.holdout] : []), candidateRows];
    const { identities, distinct } = identifyRows(datasets, columns);
    return {
      columns,
      train: identities[0] as Int32Array,
      holdout: realRows.holdout ? (identities[1] as Int32Array) : null,
      synthetic: identities[datasets.length - 1] as Int32Array,
      distinct,
    };
  },
});

/** Numbers the distinct rows of several datasets over the named columns, by refining column after column. */
export function identifyRows(
  datasets: readonly Rows[],
  columns: readonly string[],
): { identities: Int32Array[]; distinct: number } {
  const identities = datasets.map(({ rowCount }) => new Int32Array(rowCount));
  let distinct = 1;
  for (const name of columns) {
    const cells = datasets.map((rows) => rows.columns.get(name) as Cells);
    distinct = refine(identities, distinct, cells);
  }
  return { identities, distinct };
}

/** Splits every group of equal rows by one more column. */
function refine(identities: readonly Int32Array[], distinct: number, cells: readonly Cells[]): number {
  const values = new Map<number, number>();
  const groups = new Map<number, number>();
  for (const [dataset, identity] of identities.entries()) {
    const column = cells[dataset] as Cells;
    const source = column.type === 'number' ? column.values : column.codes;
    for (let row = 0; row < identity.length; row++) {
      // Maps treat NaN as equal to itself and −0 as 0, as a comparison of cells should.
      const value = numberOf(values, source[row] as number);
      // Below 2^53 for any table that fits in memory: the key is exact.
      identity[row] = numberOf(groups, value * distinct + (identity[row] as number));
    }
  }
  return groups.size;
}

function numberOf(numbers: Map<number, number>, key: number): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  const next = numbers.size;
  numbers.set(key, next);
  return next;
}
