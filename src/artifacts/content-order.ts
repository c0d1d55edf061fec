import { defineCandidateArtifact } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { realRows } from './real-rows.ts';
import { type Cells, type Rows, sharedColumns } from './rows.ts';

/**
 * The candidate's row numbers in an order that their cells alone decide, over the columns shared with train. Random
 * choices among its rows are made in this order, so that a candidate whose rows are shuffled gets the same result.
 */
export const contentOrder = defineCandidateArtifact({
  id: 'content-order',
  requires: { realRows, candidateRows },
  make({ realRows, candidateRows }): Int32Array {
    return orderByContent(
      candidateRows,
      sharedColumns(realRows.train, candidateRows).map(({ other }) => other),
    );
  },
});

function orderByContent({ rowCount }: Rows, cells: readonly Cells[]): Int32Array {
  const columns = cells.map((column) => (column.type === 'number' ? column.values : column.codes));
  // Columns of many values first: most comparisons end there.
  columns.sort((a, b) => Number(b instanceof Float64Array) - Number(a instanceof Float64Array));
  const order = Int32Array.from({ length: rowCount }, (_, row) => row);
  return order.sort((a, b) => {
    for (const column of columns) {
      const first = column[a] as number;
      const second = column[b] as number;
      if (first < second) return -1;
      if (first > second) return 1;
      // A missing number is neither, and comes last.
      const missing = Number(Number.isNaN(first)) - Number(Number.isNaN(second));
      if (missing !== 0) return missing;
    }
    return 0;
  });
}
