import type { FeatureMatrix } from './feature-matrix.ts';

/** Rows of a regression's design, only what is not 0: row i holds entries start[i] to start[i + 1]. Column 0 is the intercept. */
export interface Design {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly start: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Levels that fewer rows hold are pooled: a regression learns nothing from them but noise. */
const rarestShare = 0.01;

/**
 * Main effects: every number standardised, with an indicator for missing; every category with an indicator per level
 * but the most frequent, levels below 1 % pooled into one and missing a level of its own. Nothing depends on a label.
 *
 * @param mostColumns about how many columns the design may have: wide tables keep fewer levels apart
 */
export function mainEffects(matrix: FeatureMatrix, mostColumns = 400): Design {
  const { rowCount, features } = matrix;
  const levelsEach = Math.max(1, Math.floor(mostColumns / Math.max(1, features.length)));
  let columnCount = 1;
  const writers = features.map((feature) => {
    const first = columnCount;
    const writer =
      feature.kind === 'numeric'
        ? numberWriter(feature.values, first)
        : levelWriter(feature.codes, first, levelsEach);
    columnCount += writer.columns;
    return writer.write;
  });
  const start = new Int32Array(rowCount + 1);
  const columns = new Int32Array(rowCount * (features.length + 1));
  const values = new Float64Array(columns.length);
  let place = 0;
  const add = (column: number, value: number) => {
    columns[place] = column;
    values[place++] = value;
  };
  for (let row = 0; row < rowCount; row++) {
    add(0, 1);
    for (const write of writers) write(row, add);
    start[row + 1] = place;
  }
  return { rowCount, columnCount, start, columns: columns.slice(0, place), values: values.slice(0, place) };
}

/** The same design in shared memory, so that workers read it in place. */
export function shareDesign(design: Design): Design {
  const integers = (source: Int32Array) => {
    const shared = new Int32Array(new SharedArrayBuffer(source.byteLength));
    shared.set(source);
    return shared;
  };
  const values = new Float64Array(new SharedArrayBuffer(design.values.byteLength));
  values.set(design.values);
  return { ...design, start: integers(design.start), columns: integers(design.columns), values };
}

/** The given rows of a design. */
export function takeDesignRows(design: Design, rows: Int32Array): Design {
  const start = new Int32Array(rows.length + 1);
  for (const [i, row] of rows.entries()) {
    start[i + 1] = (start[i] as number) + (design.start[row + 1] as number) - (design.start[row] as number);
  }
  const size = start[rows.length] as number;
  const columns = new Int32Array(size);
  const values = new Float64Array(size);
  for (const [i, row] of rows.entries()) {
    const from = design.start[row] as number;
    const to = design.start[row + 1] as number;
    columns.set(design.columns.subarray(from, to), start[i]);
    values.set(design.values.subarray(from, to), start[i]);
  }
  return { rowCount: rows.length, columnCount: design.columnCount, start, columns, values };
}

/** The design without the columns that `kept` has a 0 for; the rest keep their order. */
export function keepDesignColumns(design: Design, kept: Uint8Array): Design {
  const { rowCount } = design;
  const placeOf = new Int32Array(design.columnCount).fill(-1);
  let columnCount = 0;
  for (let column = 0; column < design.columnCount; column++) {
    if (kept[column] === 1) placeOf[column] = columnCount++;
  }
  const start = new Int32Array(rowCount + 1);
  const columns = new Int32Array(design.columns.length);
  const values = new Float64Array(design.columns.length);
  let place = 0;
  for (let row = 0; row < rowCount; row++) {
    for (let i = design.start[row] as number; i < (design.start[row + 1] as number); i++) {
      const column = placeOf[design.columns[i] as number] as number;
      if (column < 0) continue;
      columns[place] = column;
      values[place++] = design.values[i] as number;
    }
    start[row + 1] = place;
  }
  return {
    rowCount,
    columnCount,
    start,
    columns: columns.subarray(0, place),
    values: values.subarray(0, place),
  };
}

interface Writer {
  readonly columns: number;
  write(row: number, add: (column: number, value: number) => void): void;
}

function numberWriter(values: Float64Array, first: number): Writer {
  let filled = 0;
  let sum = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    filled++;
    sum += value;
  }
  const mean = sum / filled;
  let squares = 0;
  for (const value of values) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / filled);
  const varies = deviation > 0;
  const hasMissing = filled < values.length && filled > 0;
  const missingColumn = varies ? first + 1 : first;
  return {
    columns: (varies ? 1 : 0) + (hasMissing ? 1 : 0),
    write(row, add) {
      const value = values[row] as number;
      if (Number.isNaN(value)) {
        if (hasMissing) add(missingColumn, 1);
        return;
      }
      if (varies) add(first, (value - mean) / deviation);
    },
  };
}

function levelWriter(codes: Int32Array, first: number, levelsEach: number): Writer {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const columnOf = new Map<number, number>();
  let used = 0;
  let pool: number | null = null;
  for (const [rank, [code, count]] of ranked.entries()) {
    // The most frequent level is the one that all others are compared with.
    if (rank === 0) continue;
    if (count < rarestShare * codes.length || rank > levelsEach) {
      pool ??= first + used++;
      columnOf.set(code, pool);
      continue;
    }
    columnOf.set(code, first + used++);
  }
  return {
    columns: used,
    write(row, add) {
      const column = columnOf.get(codes[row] as number);
      if (column !== undefined) add(column, 1);
    },
  };
}
