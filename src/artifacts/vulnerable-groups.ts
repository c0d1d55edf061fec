import { defineCandidateArtifact, runData } from './artifact.ts';
import { fewestOfGroup, levelNames } from './group-levels.ts';
import { holdoutRows } from './holdout-rows.ts';
import { nearestStrangers } from './nearest-strangers.ts';
import { realRows } from './real-rows.ts';
import type { Rows } from './rows.ts';

/** Real people among whom a leak would be hidden by an average over everybody. */
export interface VulnerableGroup {
  /** `most isolated 1 %`, or `sex=F`. */
  readonly name: string;
  /** Rows among all real rows, ascending: train's come first. */
  readonly rows: Int32Array;
  /** The first so many are train's. */
  readonly memberCount: number;
}

/** The most isolated people, and every level of the group columns; found without a look at who was trained on. */
export const vulnerableGroups = defineCandidateArtifact({
  id: 'vulnerable-groups',
  requires: { runData, realRows, holdoutRows, nearestStrangers },
  make({ runData, realRows: { train }, holdoutRows, nearestStrangers }): readonly VulnerableGroup[] {
    const toOthers = Float64Array.from(
      nearestStrangers.tieCounts,
      (_, row) => nearestStrangers.distances[row * nearestStrangers.k] as number,
    );
    const groups = [
      groupOf('most isolated 1 %', mostIsolated(toOthers, 0.01), train.rowCount),
      ...runData.options.groups.flatMap((column) => levelsOf(column, train, holdoutRows)),
    ];
    return groups.filter(
      ({ rows, memberCount }) => memberCount >= fewestOfGroup && rows.length - memberCount >= fewestOfGroup,
    );
  },
});

/** The given share of rows that are farthest from all others; rows tied at the border are all in. */
export function mostIsolated(toOthers: Float64Array, share: number): Int32Array {
  const sorted = Float64Array.from(toOthers).sort();
  const places = Math.max(1, Math.round(share * toOthers.length));
  const border = sorted[sorted.length - places] as number;
  return rowsWhere(toOthers.length, (row) => (toOthers[row] as number) >= border);
}

/** One group for every level of a column; numbers of more than ten values are cut into quarters. */
function levelsOf(column: string, train: Rows, holdout: Rows): VulnerableGroup[] {
  const own = train.columns.get(column);
  const other = holdout.columns.get(column);
  if (!own || !other) return [];
  const names = [...levelNames(own, [own, other]), ...levelNames(other, [own, other])];
  const byName = new Map<string, number[]>();
  for (const [row, name] of names.entries()) {
    const rows = byName.get(name);
    if (rows) rows.push(row);
    else byName.set(name, [row]);
  }
  return [...byName.keys()]
    .sort()
    .map((name) =>
      groupOf(`${column}=${name}`, Int32Array.from(byName.get(name) as number[]), train.rowCount),
    );
}

function groupOf(name: string, rows: Int32Array, trainRows: number): VulnerableGroup {
  return { name, rows, memberCount: rows.findLastIndex((row) => row < trainRows) + 1 };
}

function rowsWhere(count: number, holds: (row: number) => boolean): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < count; row++) if (holds(row)) rows.push(row);
  return Int32Array.from(rows);
}
