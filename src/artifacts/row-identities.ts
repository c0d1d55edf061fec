import { rowsByCode } from '../statistics/rows-by-code.ts';
import { countValues } from '../statistics/value-counts.ts';
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

/**
 * Numbers the distinct rows of several datasets over the named columns, in the order in which they are first met. Groups of
 * equal rows are split by column after column; a row that is alone is done, so that later columns have few rows to look at.
 */
export function identifyRows(
  datasets: readonly Rows[],
  columns: readonly string[],
): { identities: Int32Array[]; distinct: number } {
  const rowCount = datasets.reduce((sum, rows) => sum + rows.rowCount, 0);
  const groups = new Int32Array(rowCount);
  let open: OpenRows = { rows: Int32Array.from(groups, (_, row) => row), groups: 1 };
  for (const name of columns) {
    const cells = datasets.map((rows) => rows.columns.get(name) as Cells);
    open = split(groups, open, codesOf(cells, open.rows));
  }
  return numberAnew(groups, open.groups, datasets);
}

/** The group of a row that equals no other. */
const alone = -1;

/** Rows, ascending, that still share their group with others; groups are numbered from 0. */
interface OpenRows {
  readonly rows: Int32Array;
  readonly groups: number;
}

/** A code for each of the open rows: equal codes are equal cells. */
interface Codes {
  readonly codes: Int32Array;
  readonly codeCount: number;
}

/** Rows are counted through the datasets. Missing equals missing, and −0 equals 0. */
function codesOf(cells: readonly Cells[], open: Int32Array): Codes {
  const isNumeric = cells.every(({ type }) => type === 'number');
  const values = new Float64Array(isNumeric ? open.length : 0);
  const codes = new Int32Array(open.length);
  let codeCount = 1;
  let place = 0;
  let offset = 0;
  for (const column of cells) {
    const source = column.type === 'number' ? column.values : column.codes;
    const end = offset + source.length;
    if (column.type === 'coded') codeCount = Math.max(codeCount, column.levels.length + 1);
    for (; place < open.length && (open[place] as number) < end; place++) {
      const cell = source[(open[place] as number) - offset] as number;
      if (isNumeric) values[place] = cell;
      else codes[place] = cell + 1;
    }
    offset = end;
  }
  if (!isNumeric) return { codes, codeCount };
  const { distinct, placeOf } = countValues(values);
  for (let i = 0; i < codes.length; i++) {
    const value = values[i] as number;
    codes[i] = Number.isNaN(value) ? distinct.length : placeOf(value);
  }
  return { codes, codeCount: distinct.length + 1 };
}

/** Splits every group by the rows' codes, and closes the rows that are then alone. */
function split(groups: Int32Array, open: OpenRows, { codes, codeCount }: Codes): OpenRows {
  const { rows } = open;
  const groupOf = rows.map((row) => groups[row] as number);
  const { starts, rows: order } = rowsByCode(groupOf, open.groups);
  const metIn = new Int32Array(codeCount).fill(-1);
  const numberOf = new Int32Array(codeCount);
  const sizes = new Int32Array(rows.length);
  let found = 0;
  for (let group = 0; group < open.groups; group++) {
    for (let i = starts[group] as number; i < (starts[group + 1] as number); i++) {
      const place = order[i] as number;
      const code = codes[place] as number;
      if (metIn[code] !== group) {
        metIn[code] = group;
        numberOf[code] = found++;
      }
      const number = numberOf[code] as number;
      groupOf[place] = number;
      sizes[number] = (sizes[number] as number) + 1;
    }
  }
  let left = 0;
  const numbers = new Int32Array(found);
  for (let number = 0; number < found; number++) {
    numbers[number] = (sizes[number] as number) > 1 ? left++ : alone;
  }
  for (let place = 0; place < rows.length; place++) {
    groups[rows[place] as number] = numbers[groupOf[place] as number] as number;
  }
  return { rows: rows.filter((row) => groups[row] !== alone), groups: left };
}

/** Numbers groups and lone rows by first meeting. */
function numberAnew(
  groups: Int32Array,
  groupCount: number,
  datasets: readonly Rows[],
): { identities: Int32Array[]; distinct: number } {
  const numbers = new Int32Array(groupCount).fill(-1);
  let distinct = 0;
  let offset = 0;
  const identities = datasets.map(({ rowCount }) => {
    const identity = groups.slice(offset, offset + rowCount);
    offset += rowCount;
    for (let row = 0; row < rowCount; row++) {
      const group = identity[row] as number;
      if (group !== alone && (numbers[group] as number) < 0) numbers[group] = distinct++;
      identity[row] = group === alone ? distinct++ : (numbers[group] as number);
    }
    return identity;
  });
  return { identities, distinct };
}
