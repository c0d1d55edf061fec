import { countTable } from '../kernels/plain-marginal-tables.ts';
import { correlationInfluence } from '../statistics/correlation-influence.ts';
import { randomStream } from '../statistics/random.ts';
import {
  type Association,
  correlationRatio,
  momentsOf,
  type NumberMoments,
  tableAssociations,
} from '../statistics/table-associations.ts';
import { defineCandidateArtifact, defineRunArtifact, runData } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { type MarginalCells, marginalCells } from './marginal-cells.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import { type Cells, type Rows, sharedColumns } from './rows.ts';
import { atMostRows } from './take-rows.ts';

export type Coefficient = 'pearson' | 'cramers-v' | 'correlation-ratio';

/** One pair of columns in train and in another dataset. */
export interface PairAssociation {
  readonly a: string;
  readonly b: string;
  readonly coefficient: Coefficient;
  readonly real: Association;
  readonly other: Association;
  readonly realInformation: Association;
  readonly otherInformation: Association;
}

export interface Associations {
  readonly names: readonly string[];
  readonly pairs: readonly PairAssociation[];
  /** Rows that were read of each side. */
  readonly realRows: number;
  readonly otherRows: number;
}

/** Pairs × rows: beyond it, wide tables are read on a random sample of rows. */
export const associationWork = 2e8;

/** Train's own associations over the named columns: what it is compared with most often shares all of them. */
export const trainAssociations = defineRunArtifact({
  id: 'train-associations',
  requires: { runData, realRows, marginalCells },
  make: ({ runData: { options }, realRows: { train }, marginalCells }): OwnAssociations =>
    ownAssociations(train, marginalCells, options.seed),
});

export const candidateAssociations = defineCandidateArtifact({
  id: 'associations',
  requires: { runData, realRows, candidateRows, marginalCells, trainAssociations },
  make: ({ runData, realRows, candidateRows, marginalCells, trainAssociations }) =>
    compareAssociations(
      realRows.train,
      candidateRows,
      marginalCells,
      runData.options.seed,
      trainAssociations,
    ),
});

/** Train against the holdout (null without one) and against the naive candidate. */
export const referenceAssociations = defineRunArtifact({
  id: 'reference-associations',
  requires: { runData, realRows, naiveRows, marginalCells, trainAssociations },
  make({ runData: { options }, realRows: { train, holdout }, naiveRows, marginalCells, trainAssociations }) {
    const against = (rows: Rows) =>
      compareAssociations(train, rows, marginalCells, options.seed, trainAssociations);
    return { holdout: holdout && against(holdout), naive: against(naiveRows) };
  },
});

/** All pairs of shared columns that vary in train. A column that no longer varies elsewhere has lost its associations: 0. */
export function compareAssociations(
  train: Rows,
  other: Rows,
  cells: MarginalCells,
  seed: number,
  ofTrain: OwnAssociations = ownAssociations(train, cells, seed),
): Associations {
  const names = sharedColumns(train, other).map(({ name }) => name);
  const most = mostRowsOf(names);
  const own = ofTrain(names);
  const match = prepareAll(
    atMostRows(other, most, randomStream(seed, 'associations', 'other')),
    names,
    cells,
  );
  const pairs: PairAssociation[] = [];
  let place = 0;
  for (let i = 0; i < names.length; i++) {
    for (let j = i + 1; j < names.length; j++) {
      const real = own[place++];
      if (!real) continue;
      const theirs = associate(match[i] as Prepared, match[j] as Prepared) ?? lost;
      pairs.push({
        a: names[i] as string,
        b: names[j] as string,
        coefficient: real.coefficient,
        real: real.association,
        other: theirs.association,
        realInformation: real.information,
        otherInformation: theirs.information,
      });
    }
  }
  return {
    names,
    pairs,
    realRows: Math.min(most, train.rowCount),
    otherRows: Math.min(most, other.rowCount),
  };
}

/** Per pair (0, 1), (0, 2) … (1, 2) … of the named columns; null where train does not vary. */
type OwnAssociations = (names: readonly string[]) => readonly ReturnType<typeof associate>[];

function ownAssociations(train: Rows, cells: MarginalCells, seed: number): OwnAssociations {
  const known = new Map<string, readonly ReturnType<typeof associate>[]>();
  return (names) => {
    const key = JSON.stringify(names);
    const found = known.get(key);
    if (found) return found;
    const rows = atMostRows(train, mostRowsOf(names), randomStream(seed, 'associations', 'real'));
    const columns = prepareAll(rows, names, cells);
    const pairs = columns.flatMap((a, i) => columns.slice(i + 1).map((b) => associate(a, b)));
    known.set(key, pairs);
    return pairs;
  };
}

function mostRowsOf(names: readonly string[]): number {
  const pairCount = (names.length * (names.length - 1)) / 2;
  return Math.max(1000, Math.floor(associationWork / Math.max(1, 2 * pairCount)));
}

interface Prepared {
  readonly column: Cells;
  readonly cells: Uint8Array;
  readonly cellCount: number;
  /** Of numbers; null for categories. */
  readonly moments: NumberMoments | null;
  /** A number for every row, which the next pair of columns takes. */
  readonly room: Float64Array;
}

const none: Association = { value: 0, standardError: 0 };
const lost = { association: none, information: none };

function prepareAll(rows: Rows, names: readonly string[], cells: MarginalCells): Prepared[] {
  const room = new Float64Array(rows.rowCount);
  return names.map((name) => {
    const column = rows.columns.get(name) as Cells;
    const moments = column.type === 'number' ? momentsOf(column.values) : null;
    return { column, cells: cells.cellsOf(column), cellCount: cells.cellCount(name), moments, room };
  });
}

function associate(a: Prepared, b: Prepared) {
  const counts = countTable([
    { cells: a.cells, width: a.cellCount },
    { cells: b.cells, width: b.cellCount },
  ]);
  const table = tableAssociations(counts, a.cellCount, b.cellCount);
  if (!table) return null;
  const information = table.mutualInformation;
  if (a.column.type === 'number' && b.column.type === 'number') {
    const found = correlationInfluence(a.column.values, b.column.values, a.room);
    return (
      found && {
        coefficient: 'pearson' as const,
        association: { value: found.value, standardError: found.standardError },
        information,
      }
    );
  }
  if (a.column.type === 'coded' && b.column.type === 'coded') {
    return { coefficient: 'cramers-v' as const, association: table.cramersV, information };
  }
  const [number, coded] = a.column.type === 'number' ? [a, b] : [b, a];
  const values = number.column.type === 'number' ? number.column.values : new Float64Array(0);
  const moments = number.moments ?? momentsOf(values);
  const ratio = correlationRatio(values, coded.cells, coded.cellCount, moments);
  return ratio && { coefficient: 'correlation-ratio' as const, association: ratio, information };
}
