import { chiSquareHomogeneity } from '../statistics/chi-square-homogeneity.ts';
import { totalVariation } from '../statistics/total-variation.ts';
import { defineRunArtifact } from './artifact.ts';
import { type Bins, bins, cutColumn } from './bins.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import { type Cells, isCompared, type Rows } from './rows.ts';

/** A small group of people: a category, or two categories of two columns together. */
export interface MinorityGroup {
  readonly columns: readonly string[];
  readonly levels: readonly string[];
  readonly codes: readonly number[];
  readonly trainRows: number;
  /** Whether enough real rows are in it, in train and in the holdout, for its name to be shown. */
  readonly isNamed: boolean;
}

/** Groups of 1 to 5 % of train with at least 50 rows, and how many were left out for their number. */
export const minorityGroups = defineRunArtifact({
  id: 'minority-groups',
  requires: { realRows },
  make({ realRows: { train, holdout } }): { groups: readonly MinorityGroup[]; leftOut: number } {
    const columns = [...train.columns].filter(
      ([, { type, schema }]) =>
        type === 'coded' &&
        isCompared(schema) &&
        (schema.kind === 'categorical' || schema.kind === 'boolean'),
    ) as [string, Extract<Cells, { type: 'coded' }>][];
    const least = Math.max(fewestRows, 0.01 * train.rowCount);
    const most = 0.05 * train.rowCount;
    const counts = new Map(
      columns.map(([name, { codes, levels }]) => [name, countCodes(codes, levels.length)]),
    );
    const singles: Omit<MinorityGroup, 'isNamed'>[] = [];
    const pairs: Omit<MinorityGroup, 'isNamed'>[] = [];
    const group = (
      parts: readonly [string, Extract<Cells, { type: 'coded' }>, number][],
      trainRows: number,
    ): Omit<MinorityGroup, 'isNamed'> => ({
      columns: parts.map(([name]) => name),
      levels: parts.map(([, cells, code]) => cells.levels[code] as string),
      codes: parts.map(([, , code]) => code),
      trainRows,
    });
    for (const [name, cells] of columns) {
      for (const [code, rows] of (counts.get(name) as Float64Array).entries()) {
        if (rows >= least && rows <= most) singles.push(group([[name, cells, code]], rows));
      }
    }
    for (const [index, [a, first]] of columns.entries()) {
      for (const [b, second] of columns.slice(index + 1)) {
        const width = second.levels.length;
        const ofA = counts.get(a) as Float64Array;
        const ofB = counts.get(b) as Float64Array;
        for (const [joint, rows] of countPairs(first.codes, second.codes, { ofA, ofB, least })) {
          if (rows < least || rows > most) continue;
          const [x, y] = [Math.floor(joint / width), joint % width];
          // Nearly all of a single category: the category says it.
          if (rows > mostOfSingle * Math.min(ofA[x] as number, ofB[y] as number)) continue;
          pairs.push(
            group(
              [
                [a, first, x],
                [b, second, y],
              ],
              rows,
            ),
          );
        }
      }
    }
    // The largest first: what is known of them is known best. The order of equals is that of the schema.
    const all = [...singles, ...pairs.sort((a, b) => b.trainRows - a.trainRows)];
    // The holdout is searched for the groups that are kept: a wide table has tens of thousands of them.
    const groups = all.slice(0, mostGroups).map((one) => {
      const held = holdout ? rowsIn(holdout, one).length : fewestNamed;
      return { ...one, isNamed: one.trainRows >= fewestNamed && held >= fewestNamed };
    });
    return { groups, leftOut: all.length - groups.length };
  },
});

const fewestRows = 50;
const fewestNamed = 11;
const mostOfSingle = 0.95;
const mostGroups = 100;

/** The rows of a group. */
export function rowsIn(rows: Rows, { columns, codes }: Pick<MinorityGroup, 'columns' | 'codes'>): Int32Array {
  const cells = columns.map((name) => rows.columns.get(name));
  if (cells.some((column) => column?.type !== 'coded')) return new Int32Array(0);
  const [first, ...others] = cells.map((column) => (column as Extract<Cells, { type: 'coded' }>).codes);
  if (!first) return Int32Array.from({ length: rows.rowCount }, (_, row) => row);
  const [code, ...otherCodes] = codes as [number, ...number[]];
  let found = rowsOfCode(first, code);
  for (const [place, source] of others.entries()) {
    const wanted = otherCodes[place];
    let count = 0;
    for (let at = 0; at < found.length; at++) {
      const row = found[at] as number;
      if (source[row] === wanted) found[count++] = row;
    }
    found = found.slice(0, count);
  }
  return found;
}

function rowsOfCode(codes: Int32Array, wanted: number): Int32Array {
  let count = 0;
  for (let row = 0; row < codes.length; row++) if (codes[row] === wanted) count++;
  const found = new Int32Array(count);
  count = 0;
  for (let row = 0; row < codes.length; row++) if (codes[row] === wanted) found[count++] = row;
  return found;
}

/** A dataset as cells, over the columns that are compared within groups. */
export interface GroupCells {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, { readonly cells: CellNumbers; readonly cellCount: number }>;
}

/** Two bytes a row where they do: groups pick their rows from all over the column. */
type CellNumbers = Uint16Array | Int32Array;

/** Every compared column cut into cells, missing one of them. */
export function cutForGroups(rows: Rows, bins: Bins): GroupCells {
  const columns = new Map<string, { cells: CellNumbers; cellCount: number }>();
  for (const [name, column] of rows.columns) {
    if (!isCompared(column.schema)) continue;
    const { cells, cellCount } = cutColumn(column, bins);
    columns.set(name, { cells: cellCount <= 2 ** 16 ? new Uint16Array(cells) : cells, cellCount });
  }
  return { rowCount: rows.rowCount, columns };
}

/** What all candidates' groups are compared with. */
export interface MinorityReferences {
  readonly train: GroupCells;
  /** Train's rows of every group. */
  readonly inTrain: readonly Int32Array[];
  /** Train against the holdout, null where it has too few rows of the group; and against the naive candidate. */
  readonly holdout: readonly (GroupDistance | null)[];
  readonly naive: readonly GroupDistance[];
}

export const minorityReferences = defineRunArtifact({
  id: 'minority-references',
  requires: { realRows, naiveRows, bins, minorityGroups },
  make({ realRows: { train, holdout }, naiveRows, bins, minorityGroups: { groups } }): MinorityReferences {
    const cells = cutForGroups(train, bins);
    const inTrain = groups.map((group) => rowsIn(train, group));
    const against = (rows: Rows) => {
      const other = cutForGroups(rows, bins);
      return groups.map((group, index) =>
        compareGroup(group, cells, inTrain[index] as Int32Array, other, rowsIn(rows, group)),
      );
    };
    const ofHoldout = holdout && against(holdout);
    return {
      train: cells,
      inTrain,
      holdout: groups.map((_, index) => {
        const distance = ofHoldout?.[index];
        return distance && distance.otherRows >= fewestNamed ? distance : null;
      }),
      naive: against(naiveRows),
    };
  },
});

/** How a group's other columns differ between train and another dataset. */
export interface GroupDistance {
  /** Mean total variation over the other columns. */
  readonly value: number;
  readonly standardError: number;
  readonly otherRows: number;
  /** That nothing differs: the columns' chi-square tests and the test of the group's size, by Bonferroni. */
  readonly pValue: number;
}

/** Compares a group's rows. Where the other dataset has none of them the distance is 1. */
export function compareGroup(
  { columns: own, trainRows }: Pick<MinorityGroup, 'columns' | 'trainRows'>,
  train: GroupCells,
  inTrain: Int32Array,
  other: GroupCells,
  inOther: Int32Array,
): GroupDistance {
  const sizes = chiSquareHomogeneity(
    [trainRows, train.rowCount - trainRows],
    [inOther.length, other.rowCount - inOther.length],
  ).pValue;
  if (inOther.length === 0) return { value: 1, standardError: 0, otherRows: 0, pValue: sizes };
  const ofTrain = new Float64Array(inTrain.length);
  const ofOther = new Float64Array(inOther.length);
  let total = 0;
  let smallest = sizes;
  let compared = 0;
  for (const [name, { cells, cellCount }] of train.columns) {
    const match = other.columns.get(name);
    if (!match || own.includes(name)) continue;
    const count = Math.max(cellCount, match.cellCount);
    const realCells = pick(cells, inTrain);
    const otherCells = pick(match.cells, inOther);
    const real = countOf(realCells, count);
    const found = countOf(otherCells, count);
    total += totalVariation(real, found);
    compared++;
    smallest = Math.min(smallest, chiSquareHomogeneity(real, found).pValue);
    addInfluence(ofTrain, realCells, real, found);
    addInfluence(ofOther, otherCells, found, real);
  }
  if (compared === 0) return { value: 0, standardError: 0, otherRows: inOther.length, pValue: sizes };
  const variance = meanSquare(ofTrain) / inTrain.length + meanSquare(ofOther) / inOther.length;
  return {
    value: total / compared,
    standardError: Math.sqrt(variance) / compared,
    otherRows: inOther.length,
    pValue: Math.min(1, smallest * (compared + 1)),
  };
}

/** Adds a row's part in half the summed absolute difference of shares. */
function addInfluence(
  influence: Float64Array,
  cells: CellNumbers,
  own: Float64Array,
  other: Float64Array,
): void {
  let otherRows = 0;
  for (const count of other) otherRows += count;
  const rows = cells.length;
  const sign = own.map((count, cell) => (count / rows >= (other[cell] as number) / otherRows ? 0.5 : -0.5));
  let mean = 0;
  for (let cell = 0; cell < own.length; cell++) {
    mean += ((sign[cell] as number) * (own[cell] as number)) / rows;
  }
  for (let i = 0; i < rows; i++) {
    influence[i] = (influence[i] as number) + (sign[cells[i] as number] as number) - mean;
  }
}

/** The cells of a group's rows. */
function pick(cells: CellNumbers, rows: Int32Array): CellNumbers {
  const picked = cells instanceof Uint16Array ? new Uint16Array(rows.length) : new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = cells[rows[i] as number] as number;
  return picked;
}

function meanSquare(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum / values.length;
}

function countOf(cells: CellNumbers, cellCount: number): Float64Array {
  const counts = new Float64Array(cellCount);
  for (let i = 0; i < cells.length; i++) counts[cells[i] as number]! += 1;
  return counts;
}

function countCodes(codes: Int32Array, levelCount: number): Float64Array {
  const counts = new Float64Array(levelCount);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] as number) + 1;
  return counts;
}

/** Rows per pair of levels that are frequent enough each; a pair is first level × width + second level. */
function* countPairs(
  a: Int32Array,
  b: Int32Array,
  levels: { ofA: Float64Array; ofB: Float64Array; least: number },
): Generator<[pair: number, rows: number]> {
  const { ofA, ofB, least } = levels;
  const width = ofB.length;
  // Numbers of the frequent levels only: no column has more than a hundred of them.
  const frequentA = frequent(ofA, least);
  const frequentB = frequent(ofB, least);
  const counts = new Int32Array(frequentA.levels.length * frequentB.levels.length);
  for (let row = 0; row < a.length; row++) {
    const x = frequentA.numbers[a[row] as number] ?? -1;
    const y = frequentB.numbers[b[row] as number] ?? -1;
    if (x < 0 || y < 0) continue;
    const pair = x * frequentB.levels.length + y;
    counts[pair] = (counts[pair] as number) + 1;
  }
  for (const [joint, rows] of counts.entries()) {
    const x = frequentA.levels[Math.floor(joint / frequentB.levels.length)] as number;
    const y = frequentB.levels[joint % frequentB.levels.length] as number;
    yield [x * width + y, rows];
  }
}

function frequent(counts: Float64Array, least: number): { numbers: Int32Array; levels: number[] } {
  const numbers = new Int32Array(counts.length).fill(-1);
  const levels: number[] = [];
  for (const [level, count] of counts.entries()) {
    if (count < least) continue;
    numbers[level] = levels.length;
    levels.push(level);
  }
  return { numbers, levels };
}
