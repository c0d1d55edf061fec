import { defineRunArtifact } from './artifact.ts';
import { rememberedCounts, sortedValues } from './column-counts.ts';
import { realRows } from './real-rows.ts';
import { type Cells, isCompared } from './rows.ts';

export const tailNames = [
  'below-1-percent',
  'below-5-percent',
  'above-95-percent',
  'above-99-percent',
] as const;

/** One end of a column: the values strictly beyond a quantile of train. */
export interface Tail {
  readonly column: string;
  readonly tail: (typeof tailNames)[number];
  readonly side: 'below' | 'above';
  readonly bound: number;
  /** Rows of train beyond the bound: with ties fewer than the tail's name says. */
  readonly trainRows: number;
  readonly trainFilled: number;
}

/**
 * The tails of train's numbers and dates. A bound is a value of train, and only what lies strictly beyond it counts, so
 * a tail that ties take up whole (the zeros of a zero-inflated column) has no rows and is left out.
 */
export const tails = defineRunArtifact({
  id: 'tails',
  requires: { realRows },
  make({ realRows }): readonly Tail[] {
    const found: Tail[] = [];
    for (const [column, cells] of realRows.train.columns) {
      if (cells.type !== 'number' || !isCompared(cells.schema)) continue;
      const sorted = sortedValues(cells);
      if (sorted.length === 0) continue;
      for (const [index, share] of [0.01, 0.05, 0.05, 0.01].entries()) {
        const side = index < 2 ? ('below' as const) : ('above' as const);
        const place = Math.floor(share * sorted.length);
        const bound = sorted[side === 'below' ? place : sorted.length - 1 - place] as number;
        const tail = {
          column,
          tail: tailNames[index] as Tail['tail'],
          side,
          bound,
          trainFilled: sorted.length,
        };
        const trainRows = countBeyond(cells, tail).beyond;
        if (trainRows >= fewestInTail) found.push({ ...tail, trainRows });
      }
    }
    return found;
  },
});

/** With fewer rows of train beyond a bound, the expected share is itself hardly known. */
const fewestInTail = 5;

/** How many filled cells lie beyond the bound, of how many. */
export function countBeyond(
  cells: Cells,
  { side, bound }: Pick<Tail, 'side' | 'bound'>,
): { beyond: number; filled: number } {
  if (cells.type !== 'number') return { beyond: 0, filled: 0 };
  const counts = rememberedCounts(cells);
  if (!counts) return scanBeyond(cells.values, side, bound);
  const { rows, distinct, below, placeOf } = counts;
  const place = placeOf(bound);
  const under = below[place] as number;
  if (side === 'below') return { beyond: under, filled: rows };
  return { beyond: rows - (distinct[place] === bound ? (below[place + 1] as number) : under), filled: rows };
}

function scanBeyond(
  values: Float64Array,
  side: Tail['side'],
  bound: number,
): { beyond: number; filled: number } {
  let beyond = 0;
  let filled = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    filled++;
    if (side === 'below' ? value < bound : value > bound) beyond++;
  }
  return { beyond, filled };
}
