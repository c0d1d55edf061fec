import { quantile } from '../statistics/quantile.ts';
import { defineCandidateArtifact, NotApplicable, runData } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { realRows } from './real-rows.ts';
import type { Cells, Rows } from './rows.ts';

/** A `--group` column, or all of them crossed: which group every row is in. */
export interface GroupColumn {
  /** `['sex']`, or `['sex', 'race']` for the groups that both make together. */
  readonly columns: readonly string[];
  /** `sex=F`, or `sex=F, race=Black`. */
  readonly groups: readonly string[];
  /** Number of its group by row; -1 in a group that is not looked at. */
  readonly train: Int32Array;
  readonly holdout: Int32Array | null;
  readonly synthetic: Int32Array;
  /** Groups that too few real people are in, for them to be looked at or named. */
  readonly leftOut: number;
}

/** Groups with fewer people in train or in the holdout are left out: nothing can be said of them, nor be shown. */
export const fewestOfGroup = 11;

/** The groups of every `--group` column, and of all of them together where there are several. */
export const groupLevels = defineCandidateArtifact({
  id: 'group-levels',
  requires: { runData, realRows, candidateRows },
  make({ runData, realRows: { train, holdout }, candidateRows }): readonly GroupColumn[] {
    const { groups } = runData.options;
    if (groups.length === 0) throw new NotApplicable('no group was named: give its column with --group');
    const named = groups.filter((column) => candidateRows.columns.has(column));
    if (named.length === 0) throw new NotApplicable('the candidate lacks the columns of all groups');
    const sides = { train, holdout, synthetic: candidateRows };
    const single = named.map((column) => [column]);
    return (named.length > 1 ? [...single, named] : single).map((columns) => groupsOf(columns, sides));
  },
});

interface Sides {
  readonly train: Rows;
  readonly holdout: Rows | null;
  readonly synthetic: Rows;
}

function groupsOf(columns: readonly string[], { train, holdout, synthetic }: Sides): GroupColumn {
  const real = holdout ? [train, holdout] : [train];
  const names = (rows: Rows) => {
    const parts = columns.map((column) =>
      levelNames(
        rows.columns.get(column) as Cells,
        real.map((side) => side.columns.get(column) as Cells),
      ).map((level) => `${column}=${level}`),
    );
    return Array.from({ length: rows.rowCount }, (_, row) => parts.map((part) => part[row]).join(', '));
  };
  const ofTrain = names(train);
  const ofHoldout = holdout && names(holdout);
  const counts = countNames(ofTrain);
  const held = ofHoldout && countNames(ofHoldout);
  const all = new Set([...counts.keys(), ...(held?.keys() ?? [])]);
  const groups = [...all]
    .filter((name) => [counts, ...(held ? [held] : [])].every((of) => (of.get(name) ?? 0) >= fewestOfGroup))
    .sort();
  const numbers = new Map(groups.map((name, number) => [name, number]));
  const numbered = (rows: readonly string[]) => Int32Array.from(rows, (name) => numbers.get(name) ?? -1);
  return {
    columns,
    groups,
    train: numbered(ofTrain),
    holdout: ofHoldout && numbered(ofHoldout),
    synthetic: numbered(names(synthetic)),
    leftOut: all.size - groups.length,
  };
}

const quarters = ['lowest quarter', 'second quarter', 'third quarter', 'highest quarter'];

/** The level of every cell as a text: a category, `missing`, one of few numbers, or a quarter of the real ones. */
export function levelNames(cells: Cells, real: readonly Cells[]): string[] {
  if (cells.type === 'coded') {
    return Array.from(cells.codes, (code) => (code < 0 ? 'missing' : (cells.levels[code] as string)));
  }
  const known = Float64Array.from(
    real
      .flatMap((side) => (side.type === 'number' ? [...side.values] : []))
      .filter((value) => !Number.isNaN(value)),
  ).sort();
  const few = new Set(known).size <= 10;
  const cuts = few ? [] : [0.25, 0.5, 0.75].map((share) => quantile(known, share));
  return Array.from(cells.values, (value) => {
    if (Number.isNaN(value)) return 'missing';
    return few ? String(value) : (quarters[cuts.filter((cut) => value > cut).length] as string);
  });
}

/** Rows by group: the rows of group `number` are `rows[number]`, ascending. */
export function rowsByGroup(numbers: Int32Array, groupCount: number): Int32Array[] {
  const rows: number[][] = Array.from({ length: groupCount }, () => []);
  for (const [row, number] of numbers.entries()) rows[number]?.push(row);
  return rows.map((list) => Int32Array.from(list));
}

function countNames(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
