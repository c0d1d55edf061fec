import type { Random } from '../statistics/random.ts';
import { rowsByCode } from '../statistics/rows-by-code.ts';
import type { CombinedColumn } from './unique-combinations.ts';

/**
 * Subsets of three to seven columns in which synthetic rows agree with single real rows more often than real rows do with
 * one another: where to look for copied parts among more subsets than can be looked through. For some rows of each side
 * the sixteen real rows are found that agree with it in the rarest values, itself and its unit left out; then columns in
 * which synthetic rows agree with theirs together, beyond what real rows do with theirs, are joined one by one, the most
 * promising first.
 *
 * It does not know which real rows were trained on.
 */
export function sharedCells(
  columns: readonly CombinedColumn[],
  units: Int32Array | null,
  random: Random,
): number[][] {
  const realRows = columns[0]?.real.length ?? 0;
  const syntheticRows = columns[0]?.synthetic.length ?? 0;
  const cells = realRows * columns.length;
  const wanted = Math.min(rowsAtMost, Math.max(rowsAtLeast, Math.floor(cellsUsually / Math.max(1, cells))));
  const sampled = Math.min(wanted, syntheticRows, realRows);
  if (columns.length < 3 || sampled < rowsAtLeast || sampled * cells > cellsAtMost) return [];
  const closest = closestRows(columns, units);
  const agreeing = (side: 'real' | 'synthetic') =>
    agreements(columns, random.sample(sampled, columns[0]?.[side].length ?? 0), side, closest);
  return join(agreeing('synthetic'), agreeing('real'));
}

/** Cells that are looked at on each side: a third of a second, or twice that for few rows of a very large table. */
const cellsUsually = 1e8;
const cellsAtMost = 2e8;
const rowsAtMost = 300;
const rowsAtLeast = 40;
const closestKept = 16;

/** Writes the real rows that agree with a row's cells in the rarest values; returns how many there are. */
type ClosestRows = (cells: Int32Array, self: number, into: Int32Array) => number;

function closestRows(columns: readonly CombinedColumn[], units: Int32Array | null): ClosestRows {
  const holders = columns.map(({ real, size }) => rowsByCode(real, size));
  const rows = columns[0]?.real.length ?? 0;
  const scores = new Float64Array(rows);
  const best = new Float64Array(closestKept);
  const isOwn = (row: number, self: number) =>
    self >= 0 && (row === self || (units !== null && units[row] === units[self]));
  return (cells, self, into) => {
    scores.fill(0);
    for (const [index, { starts, rows: holding }] of holders.entries()) {
      const code = cells[index] as number;
      if (code === 0) continue;
      const end = starts[code + 1] as number;
      const weight = Math.log(rows / (end - (starts[code] as number)));
      for (let at = starts[code] as number; at < end; at++) {
        const row = holding[at] as number;
        scores[row] = (scores[row] as number) + weight;
      }
    }
    let kept = 0;
    for (let row = 0; row < rows; row++) {
      const score = scores[row] as number;
      if (score === 0 || (kept === closestKept && score <= (best[kept - 1] as number))) continue;
      if (isOwn(row, self)) continue;
      let at = kept < closestKept ? kept++ : kept - 1;
      for (; at > 0 && (best[at - 1] as number) < score; at--) {
        best[at] = best[at - 1] as number;
        into[at] = into[at - 1] as number;
      }
      best[at] = score;
      into[at] = row;
    }
    return kept;
  };
}

/** Per column, one bit for each sampled row and each of its closest ones: whether they agree there. */
function agreements(
  columns: readonly CombinedColumn[],
  sample: ArrayLike<number>,
  side: 'real' | 'synthetic',
  closest: ClosestRows,
): Uint32Array[] {
  const bits = columns.map(() => new Uint32Array(Math.ceil((sample.length * closestKept) / 32)));
  const cells = new Int32Array(columns.length);
  const others = new Int32Array(closestKept);
  for (let place = 0; place < sample.length; place++) {
    const row = sample[place] as number;
    for (const [index, column] of columns.entries()) cells[index] = column[side][row] as number;
    const found = closest(cells, side === 'real' ? row : -1, others);
    for (let rank = 0; rank < found; rank++) {
      const bit = place * closestKept + rank;
      for (const [index, { real }] of columns.entries()) {
        if (cells[index] === 0 || real[others[rank] as number] !== cells[index]) continue;
        const words = bits[index] as Uint32Array;
        words[bit >> 5] = (words[bit >> 5] as number) | (1 << (bit & 31));
      }
    }
  }
  return bits;
}

/** Columns on the way, with the pairs of rows that agree in all of them. */
interface Joined {
  readonly columns: readonly number[];
  readonly synthetic: Uint32Array;
  readonly real: Uint32Array;
}

/** What is on the way and one column more; pairs of rows are only counted, since most are not followed. */
interface Longer {
  readonly start: Joined;
  readonly column: number;
  readonly columns: readonly number[];
  readonly excess: number;
}

const largest = 7;
/** Few columns together hardly show what is copied: many of the smaller sets are followed, the best of the larger kept. */
const followed = [Number.POSITIVE_INFINITY, 400, 120, 60, 40, 40, 40];
const keptPerSize = 12;

function join(synthetic: readonly Uint32Array[], real: readonly Uint32Array[]): number[][] {
  const found: number[][] = [];
  const all = new Uint32Array(synthetic[0]?.length ?? 0).fill(0xffffffff);
  let beam: Joined[] = [{ columns: [], synthetic: all, real: all }];
  for (let size = 1; size <= largest; size++) {
    const next = new Map<string, Longer>();
    for (const start of beam) {
      for (let column = 0; column < synthetic.length; column++) {
        if (start.columns.includes(column)) continue;
        const columns = [...start.columns, column].sort((a, b) => a - b);
        const key = columns.join();
        if (next.has(key)) continue;
        const a = onesOfBoth(start.synthetic, synthetic[column] as Uint32Array);
        const b = onesOfBoth(start.real, real[column] as Uint32Array);
        next.set(key, { start, column, columns, excess: (a - b) / Math.sqrt(a + b + 1) });
      }
    }
    beam = [...next.values()]
      .sort((a, b) => b.excess - a.excess)
      .slice(0, followed[size - 1])
      .map(({ start, column, columns }) => ({
        columns,
        synthetic: both(start.synthetic, synthetic[column] as Uint32Array),
        real: both(start.real, real[column] as Uint32Array),
      }));
    if (size >= 3) found.push(...beam.slice(0, keptPerSize).map((one) => [...one.columns]));
  }
  return found;
}

function both(a: Uint32Array, b: Uint32Array): Uint32Array {
  return a.map((word, index) => word & (b[index] as number));
}

/** Bits that are set in both, counted in parallel (Warren, Hacker's Delight, 5-1). */
function onesOfBoth(a: Uint32Array, b: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) {
    let word = (a[i] as number) & (b[i] as number);
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
