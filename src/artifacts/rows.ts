import type { ColumnSchema } from '../datasets/table.ts';

/** A column of numbers (or epoch milliseconds); NaN is missing. */
export interface NumberCells {
  readonly type: 'number';
  readonly schema: ColumnSchema;
  readonly values: Float64Array;
}

/** A column of codes into `levels`, a dictionary that all datasets of the run share; -1 is missing. */
export interface CodedCells {
  readonly type: 'coded';
  readonly schema: ColumnSchema;
  readonly codes: Int32Array;
  /** Real levels first (train and holdout, sorted), then levels that only the candidate has. */
  readonly levels: readonly string[];
}

export type Cells = NumberCells | CodedCells;

/** A dataset whose codes can be compared with the other datasets'. */
export interface Rows {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, Cells>;
}

/** Whether a column takes part in comparisons of distributions and rows: identifiers and free text do not. */
export function isCompared(schema: ColumnSchema): boolean {
  return schema.kind !== 'identifier' && schema.kind !== 'text';
}

/** How many cells of a column are filled; counted once. */
export function filledCount(cells: Cells): number {
  const known = filledCounts.get(cells);
  if (known !== undefined) return known;
  let filled = 0;
  if (cells.type === 'number') {
    const { values } = cells;
    for (let row = 0; row < values.length; row++) if (!Number.isNaN(values[row])) filled++;
  } else {
    const { codes } = cells;
    for (let row = 0; row < codes.length; row++) if ((codes[row] as number) >= 0) filled++;
  }
  filledCounts.set(cells, filled);
  return filled;
}

const filledCounts = new WeakMap<Cells, number>();

/** The columns that both sides have and that are compared, in the schema's order. */
export function sharedColumns(real: Rows, other: Rows): { name: string; real: Cells; other: Cells }[] {
  const shared: { name: string; real: Cells; other: Cells }[] = [];
  for (const [name, cells] of real.columns) {
    const match = other.columns.get(name);
    if (match && isCompared(cells.schema)) shared.push({ name, real: cells, other: match });
  }
  return shared;
}

/** Rows per level, over a dictionary of so many levels; missing cells are left out. */
export function countLevels(codes: Int32Array, levelCount: number): Float64Array {
  const counts = new Float64Array(levelCount);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] as number) + 1;
  return counts;
}
