import { quantile } from '../statistics/quantile.ts';
import { defineCandidateArtifact, defineRunArtifact } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { sortedValues } from './column-counts.ts';
import { realRows } from './real-rows.ts';
import { type CodedCells, countLevels, isCompared, type NumberCells } from './rows.ts';

/** Rows per bin or level, to draw a column with. */
export type Profile =
  | {
      readonly kind: 'histogram';
      readonly scale: 'number' | 'date';
      readonly edges: readonly number[];
      readonly counts: ProfileCounts;
    }
  | { readonly kind: 'categories'; readonly levels: readonly string[]; readonly counts: ProfileCounts };

interface ProfileCounts {
  readonly real: number[];
  readonly holdout: number[] | null;
  readonly synthetic: number[];
}

/** Bin edges for drawing, from train alone: equal steps between the 1 % and 99 % quantiles, never the extremes. */
export const profileEdges = defineRunArtifact({
  id: 'profile-edges',
  requires: { realRows },
  make({ realRows }): ReadonlyMap<string, readonly number[]> {
    const edges = new Map<string, readonly number[]>();
    for (const [name, cells] of realRows.train.columns) {
      if (cells.type === 'number') edges.set(name, displayEdges(cells));
    }
    return edges;
  },
});

/** Counts of train, holdout and candidate for every column that is compared. */
export const profiles = defineCandidateArtifact({
  id: 'profiles',
  requires: { realRows, candidateRows, profileEdges },
  make({ realRows, candidateRows, profileEdges }): ReadonlyMap<string, Profile> {
    const made = new Map<string, Profile>();
    for (const [name, train] of realRows.train.columns) {
      const synthetic = candidateRows.columns.get(name);
      if (!synthetic || !isCompared(train.schema)) continue;
      const holdout = realRows.holdout?.columns.get(name) ?? null;
      if (synthetic.type === 'number') {
        const edges = profileEdges.get(name) ?? [];
        if (edges.length < 2) continue;
        const count = (cells: NumberCells) => countBins(cells.values, edges);
        made.set(name, {
          kind: 'histogram',
          scale: train.schema.kind === 'datetime' ? 'date' : 'number',
          edges,
          counts: {
            real: count(train as NumberCells),
            holdout: holdout && count(holdout as NumberCells),
            synthetic: count(synthetic),
          },
        });
        continue;
      }
      // The candidate's dictionary starts with the real levels, so its length fits all three.
      const count = (cells: CodedCells) => [...countLevels(cells.codes, synthetic.levels.length)];
      made.set(name, {
        kind: 'categories',
        levels: synthetic.levels,
        counts: {
          real: count(train as CodedCells),
          holdout: holdout && count(holdout as CodedCells),
          synthetic: count(synthetic),
        },
      });
    }
    return made;
  },
});

const binCount = 24;

function displayEdges(cells: NumberCells): readonly number[] {
  const sorted = sortedValues(cells);
  if (sorted.length === 0) return [];
  const low = quantile(sorted, 0.01);
  const high = quantile(sorted, 0.99);
  if (low === high) return [low - 0.5, low + 0.5];
  if (cells.schema.numeric === 'integer' && high - low < binCount) {
    // One bin per integer, so that bars do not come and go by rounding.
    return Array.from({ length: Math.round(high - low) + 2 }, (_, step) => Math.round(low) - 0.5 + step);
  }
  return Array.from({ length: binCount + 1 }, (_, step) => low + ((high - low) * step) / binCount);
}

/** Values beyond the edges count in the outermost bins. */
function countBins(values: Float64Array, edges: readonly number[]): number[] {
  const low = edges[0] as number;
  const bins = edges.length - 1;
  const width = ((edges[bins] as number) - low) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((value - low) / width)));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}
