import { createRanksAmong } from '../statistics/ranks-among.ts';
import {
  type ScoredColumn,
  type ScoredPair,
  scoreColumn,
  scoredCorrelation,
  scorePair,
} from '../statistics/scored-correlation.ts';
import type { Correlations, PairColumn, RankedColumn } from './pair-columns.ts';
import type { ScoredCorrelations } from './scored-correlations.ts';

/** The correlation of two columns of one dataset, and the scores that it was computed from. */
export interface Correlated {
  readonly value: number;
  readonly standardError: number;
  readonly pair: ScoredPair;
}

/** Looks up or computes correlations of one dataset; null where they are not defined. */
export interface SideCorrelations {
  ofValues(a: PairColumn, b: PairColumn): Correlated | null;
  /**
   * Ranks among the rows where the other column is filled too: Spearman's coefficient is that of the rows compared, and
   * ranks that count further rows have gaps. Ranking ranks gives the values' own ranks.
   */
  ofRanks(a: PairColumn, b: PairColumn): Correlated | null;
}

/** Pairs without gaps are known already. One with gaps lies in room of its own, until the next pair of its kind. */
export function openCorrelations(known: Correlations, rows: number): SideCorrelations {
  const floats = () => new Float64Array(rows);
  const createRoom = () => ({ x: floats(), y: floats() });
  let forValues: ReturnType<typeof createRoom> | null = null;
  let forRanks: ReturnType<typeof createRoom> | null = null;
  let among: ReturnType<typeof createRanksAmong> | null = null;
  const rankAnew = (own: RankedColumn, beside: RankedColumn, room: Float64Array): ScoredColumn => {
    if (beside.isComplete) return own;
    among ??= createRanksAmong(rows);
    return scoreColumn(among(own.ranks, beside.ranks, room), room);
  };
  const lookUp = (
    table: ScoredCorrelations,
    [a, b]: readonly [number, number],
    pair: ScoredPair | null,
  ): Correlated | null => {
    const at = Math.max(a, b) * known.columns + Math.min(a, b);
    return (
      pair && { value: table.values[at] as number, standardError: table.standardErrors[at] as number, pair }
    );
  };
  return {
    ofValues({ numbers: a }, { numbers: b }) {
      if (!a || !b) return null;
      const [x, y] = [a.values, b.values];
      if (x.isComplete && y.isComplete)
        return lookUp(known.values, [a.place, b.place], scorePair(x, y, noRoom));
      forValues ??= createRoom();
      return correlate(scorePair(x, y, forValues));
    },
    ofRanks({ numbers: a }, { numbers: b }) {
      if (!a || !b) return null;
      const [x, y] = [a.ranks, b.ranks];
      if (x.isComplete && y.isComplete)
        return lookUp(known.ranks, [a.place, b.place], scorePair(x, y, noRoom));
      forRanks ??= createRoom();
      return correlate(scorePair(rankAnew(x, y, forRanks.x), rankAnew(y, x, forRanks.y), forRanks));
    },
  };
}

const noRoom = { x: new Float64Array(0), y: new Float64Array(0) };

function correlate(pair: ScoredPair | null): Correlated | null {
  return pair && { ...scoredCorrelation(pair), pair };
}
