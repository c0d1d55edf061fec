import { correlationInfluence } from '../statistics/correlation-influence.ts';
import { randomStream } from '../statistics/random.ts';
import { type Association, correlationRatio, tableAssociations } from '../statistics/table-associations.ts';
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

export const candidateAssociations = defineCandidateArtifact({
  id: 'associations',
  requires: { runData, realRows, candidateRows, marginalCells },
  make: ({ runData, realRows, candidateRows, marginalCells }) =>
    compareAssociations(realRows.train, candidateRows, marginalCells, runData.options.seed),
});

/** Train against the holdout (null without one) and against the naive candidate. */
export const referenceAssociations = defineRunArtifact({
  id: 'reference-associations',
  requires: { runData, realRows, naiveRows, marginalCells },
  make: ({ runData: { options }, realRows: { train, holdout }, naiveRows, marginalCells }) => ({
    holdout: holdout && compareAssociations(train, holdout, marginalCells, options.seed),
    naive: compareAssociations(train, naiveRows, marginalCells, options.seed),
  }),
});

/** All pairs of shared columns that vary in train. A column that no longer varies elsewhere has lost its associations: 0. */
export function compareAssociations(
  train: Rows,
  other: Rows,
  cells: MarginalCells,
  seed: number,
): Associations {
  const names = sharedColumns(train, other).map(({ name }) => name);
  const pairCount = (names.length * (names.length - 1)) / 2;
  const most = Math.max(1000, Math.floor(associationWork / Math.max(1, 2 * pairCount)));
  const real = prepareAll(atMostRows(train, most, randomStream(seed, 'associations', 'real')), names, cells);
  const match = prepareAll(
    atMostRows(other, most, randomStream(seed, 'associations', 'other')),
    names,
    cells,
  );
  const pairs: PairAssociation[] = [];
  for (let i = 0; i < names.length; i++) {
    for (let j = i + 1; j < names.length; j++) {
      const own = associate(real[i] as Prepared, real[j] as Prepared);
      if (!own) continue;
      const theirs = associate(match[i] as Prepared, match[j] as Prepared) ?? lost;
      pairs.push({
        a: names[i] as string,
        b: names[j] as string,
        coefficient: own.coefficient,
        real: own.association,
        other: theirs.association,
        realInformation: own.information,
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

interface Prepared {
  readonly column: Cells;
  readonly cells: Uint8Array;
  readonly cellCount: number;
}

const none: Association = { value: 0, standardError: 0 };
const lost = { association: none, information: none };

function prepareAll(rows: Rows, names: readonly string[], cells: MarginalCells): Prepared[] {
  return names.map((name) => {
    const column = rows.columns.get(name) as Cells;
    return { column, cells: cells.cellsOf(column), cellCount: cells.cellCount(name) };
  });
}

function associate(a: Prepared, b: Prepared) {
  const counts = new Int32Array(a.cellCount * b.cellCount);
  for (let row = 0; row < a.cells.length; row++) {
    const cell = (a.cells[row] as number) * b.cellCount + (b.cells[row] as number);
    counts[cell] = (counts[cell] as number) + 1;
  }
  const table = tableAssociations(counts, a.cellCount, b.cellCount);
  if (!table) return null;
  const information = table.mutualInformation;
  if (a.column.type === 'number' && b.column.type === 'number') {
    const found = correlationInfluence(a.column.values, b.column.values);
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
  const ratio = correlationRatio(values, coded.cells, coded.cellCount);
  return ratio && { coefficient: 'correlation-ratio' as const, association: ratio, information };
}
