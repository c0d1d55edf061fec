import type { Measure } from '../result/document.ts';
import type { Random } from '../statistics/random.ts';
import { westfallYoung } from '../statistics/westfall-young.ts';

/** Relabellings of real people: p-values inform and decide nothing, so a thousandth is small enough. */
export const relabellings = 999;

/** Attacks on real people whose success, row by row, was found without a look at who was trained on. */
export interface AttackedRows {
  /** Per attack, success (0 to 1) on every real row, train's first. */
  readonly successes: readonly Float64Array[];
  readonly trainRows: number;
  /** The unit of every row; null where every row is its own. */
  readonly units: Int32Array | null;
}

/**
 * For each attack, the chance that relabelled people would be told from the others as well: membership labels are dealt
 * out anew, to whole units where there are any. Adjusted for having looked at all attacks (Westfall–Young), and by
 * Bonferroni where there are `families` such families in the audit.
 */
export function exposureTests(
  { successes, trainRows, units }: AttackedRows,
  random: Random,
  families = 1,
): Measure['test'][] {
  if (successes.length === 0) return [];
  const { raw, adjusted } = westfallYoung({
    weights: successes,
    memberCount: trainRows,
    permutations: relabellings,
    random,
    units,
  });
  const over = `Westfall–Young over ${successes.length} ${successes.length === 1 ? 'risk' : 'risks'}, ${relabellings} relabellings of ${units ? 'units' : 'people'}`;
  return raw.map((pValue, index) => ({
    pValue,
    adjusted: Math.min(1, families * (adjusted[index] as number)),
    family: families === 1 ? over : `${over}; Bonferroni over ${families} families`,
  }));
}
