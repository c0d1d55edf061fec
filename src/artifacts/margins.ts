import type { MarginColumn } from './beyond-margins.ts';
import type { ValueCodes } from './value-codes.ts';

/**
 * Columns as margins to adjust for: values that at least five units hold stand alone, rarer ones are pooled with those next
 * to them in order until there are as many. Where this would make more cells than a third of the rows, ten units are asked
 * for, or twenty and so on, so that something is left to test.
 */
export function marginsOf(columns: readonly ValueCodes[]): MarginColumn[] {
  const rows = columns[0]?.real.length ?? 0;
  for (let fewest = 5; ; fewest *= 2) {
    const margins = columns.map((column) => marginOf(column, fewest));
    const cells = margins.reduce((sum, { size }) => sum + size, 0);
    if (cells <= Math.max(rows / 3, 2 * columns.length) || fewest > rows) return margins;
  }
}

function marginOf({ real, holderCounts, ascending, missing }: ValueCodes, fewest: number): MarginColumn {
  const cellOf = new Int32Array(holderCounts.length);
  let size = missing < 0 ? 0 : 1;
  let pool = -1;
  let pooled = 0;
  for (const value of ascending) {
    const holders = holderCounts[value] as number;
    if (holders >= fewest) {
      cellOf[value] = size++;
      continue;
    }
    if (pool < 0 || pooled >= fewest) {
      pool = size++;
      pooled = 0;
    }
    cellOf[value] = pool;
    pooled += holders;
  }
  return { codes: real.map((value) => cellOf[value] as number), size };
}
