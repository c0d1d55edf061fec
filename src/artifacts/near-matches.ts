import { defineCandidateArtifact, NotApplicable } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { realRows } from './real-rows.ts';
import { identifyRows } from './row-identities.ts';
import { type CodedCells, type NumberCells, type Rows, sharedColumns } from './rows.ts';

/** How many rows of each real dataset have a synthetic row nearly like them. */
export interface NearMatches {
  readonly train: number;
  readonly holdout: number | null;
}

/**
 * Nearly alike: equal categories, missing where the other is, and every number within a thirtieth of the column's range
 * among real rows (train and holdout together). Nothing is sampled.
 */
export const nearMatches = defineCandidateArtifact({
  id: 'near-matches',
  requires: { realRows, candidateRows },
  make({ realRows, candidateRows }): NearMatches {
    const { train, holdout } = realRows;
    const names = sharedColumns(train, candidateRows).map(({ name }) => name);
    if (names.length === 0) throw new NotApplicable('the candidate shares no compared column with train');
    const datasets = [candidateRows, train, ...(holdout ? [holdout] : [])];
    // Groups of rows with equal categories and the same cells missing: only within them are numbers compared.
    const { identities } = identifyRows(
      datasets.map((rows) => patterns(rows, names)),
      names,
    );
    const numbers = names.filter((name) => train.columns.get(name)?.type === 'number');
    const reaches = numbers.map((name) => reachOf([train, ...(holdout ? [holdout] : [])], name));
    const columnsOf = (rows: Rows) => numbers.map((name) => (rows.columns.get(name) as NumberCells).values);
    const isMatched = matcher(columnsOf(candidateRows), identities[0] as Int32Array, reaches);
    const count = (rows: Rows, groups: Int32Array) => {
      const columns = columnsOf(rows);
      let matched = 0;
      for (let row = 0; row < groups.length; row++)
        if (isMatched(columns, row, groups[row] as number)) matched++;
      return matched;
    };
    return {
      train: count(train, identities[1] as Int32Array),
      holdout: holdout && count(holdout, identities[2] as Int32Array),
    };
  },
});

/** Numbers as whether they are missing. */
function patterns(rows: Rows, names: readonly string[]): Rows {
  const columns = new Map<string, CodedCells>();
  for (const name of names) {
    const cells = rows.columns.get(name);
    if (cells?.type === 'coded') columns.set(name, cells);
    if (cells?.type !== 'number') continue;
    const codes = Int32Array.from(cells.values, (value) => (Number.isNaN(value) ? -1 : 0));
    columns.set(name, { type: 'coded', schema: cells.schema, codes, levels: ['filled'] });
  }
  return { rowCount: rows.rowCount, columns };
}

function reachOf(datasets: readonly Rows[], name: string): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const rows of datasets) {
    for (const value of (rows.columns.get(name) as NumberCells).values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return high > low ? (high - low) / 30 : 0;
}

/** Looks for a row of the group whose numbers are all within reach, in the order of the column that tells rows apart best. */
function matcher(columns: readonly Float64Array[], groups: Int32Array, reaches: readonly number[]) {
  const byGroup = new Map<number, number[]>();
  for (let row = 0; row < groups.length; row++) {
    const group = groups[row] as number;
    const rows = byGroup.get(group);
    if (rows) rows.push(row);
    else byGroup.set(group, [row]);
  }
  const first = mostTelling(columns, reaches);
  const order = columns[first];
  if (order) {
    // Within a group a missing cell is missing in all rows: any order does.
    for (const rows of byGroup.values())
      rows.sort((a, b) => (order[a] as number) - (order[b] as number) || a - b);
  }
  return (queries: readonly Float64Array[], query: number, group: number): boolean => {
    const rows = byGroup.get(group);
    if (!rows) return false;
    const value = queries[first]?.[query];
    if (!order || value === undefined) return true;
    const reach = reaches[first] as number;
    const isMissing = Number.isNaN(value);
    for (let place = isMissing ? 0 : firstAtLeast(rows, order, value - reach); place < rows.length; place++) {
      const row = rows[place] as number;
      if (!isMissing && (order[row] as number) > value + reach) return false;
      if (isNear(columns, row, queries, query, reaches)) return true;
    }
    return false;
  };
}

function isNear(
  columns: readonly Float64Array[],
  row: number,
  queries: readonly Float64Array[],
  query: number,
  reaches: readonly number[],
): boolean {
  for (let column = 0; column < columns.length; column++) {
    const apart = Math.abs((columns[column]?.[row] as number) - (queries[column]?.[query] as number));
    // Two missing values give NaN, which is not above the reach.
    if (apart > (reaches[column] as number)) return false;
  }
  return true;
}

function firstAtLeast(rows: readonly number[], values: Float64Array, bound: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[rows[middle] as number] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The column in which two rows lie within reach least often, as a few hundred pairs show it. */
function mostTelling(columns: readonly Float64Array[], reaches: readonly number[]): number {
  let best = 0;
  let fewest = Number.POSITIVE_INFINITY;
  for (const [column, values] of columns.entries()) {
    let near = 0;
    const pairs = Math.min(500, values.length - 1);
    for (let i = 0; i < pairs; i++) {
      const a = values[Math.floor((i * values.length) / pairs)] as number;
      const b = values[(i * 7919 + 1) % values.length] as number;
      if (!(Math.abs(a - b) > (reaches[column] as number))) near++;
    }
    if (near < fewest) {
      fewest = near;
      best = column;
    }
  }
  return best;
}
