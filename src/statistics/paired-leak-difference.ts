import type { Interval } from './interval.ts';
import { criticalValue } from './wilson-interval.ts';

/** Whom an attack calls a member, before and after a change: counts of rows by (before, after). */
export interface PairedCalls {
  readonly neither: number;
  readonly onlyBefore: number;
  readonly onlyAfter: number;
  readonly both: number;
}

/** Counts rows by whether they pass before and after; the groups may be parts of larger arrays. */
export function pairCalls(before: Uint8Array, after: Uint8Array, from: number, to: number): PairedCalls {
  const counts = [0, 0, 0, 0];
  for (let row = from; row < to; row++) {
    const cell = 2 * (before[row] as number) + (after[row] as number);
    counts[cell] = (counts[cell] as number) + 1;
  }
  const [neither, onlyAfter, onlyBefore, both] = counts as [number, number, number, number];
  return { neither, onlyBefore, onlyAfter, both };
}

/**
 * How much a leak rate R = (A − C)/(1 − C) grew when the same people were attacked a second time, with an interval that
 * uses the pairing: people who are called alike both times cancel, so small changes show.
 *
 * Delta method on the four cells of members and of non-members. One row is added to both discordant cells of each
 * side, as in Agresti and Min (2005), Statistics in Medicine 24, so that a handful of changed rows is not taken for
 * certainty. `level` is two-sided; `inflation` multiplies the two sides' variances where rows hang together. Throws a RangeError where a group is empty or all its non-members are called.
 */
export function pairedLeakDifference(
  members: PairedCalls,
  nonMembers: PairedCalls,
  level = 0.95,
  inflation: { readonly members: number; readonly nonMembers: number } = { members: 1, nonMembers: 1 },
): { value: number } & Interval {
  const memberRows = rowsOf(members);
  const nonMemberRows = rowsOf(nonMembers);
  if (memberRows === 0 || nonMemberRows === 0) throw new RangeError('a leak rate needs both groups');
  const hit = ratesOf(members, memberRows);
  const missed = ratesOf(nonMembers, nonMemberRows);
  if (missed.before === 1 || missed.after === 1) {
    throw new RangeError('the attack succeeds on every control row: its leak rate is undefined');
  }
  const restBefore = 1 - missed.before;
  const restAfter = 1 - missed.after;
  const value = (1 - hit.before) / restBefore - (1 - hit.after) / restAfter;
  const ofMembers = contrastVariance(members, 1 / restBefore, 1 / restAfter);
  const ofNonMembers = contrastVariance(
    nonMembers,
    (1 - hit.before) / restBefore ** 2,
    (1 - hit.after) / restAfter ** 2,
  );
  const variance =
    (inflation.members * ofMembers) / memberRows + (inflation.nonMembers * ofNonMembers) / nonMemberRows;
  const reach = criticalValue(level) * Math.sqrt(variance);
  return { value, low: value - reach, high: value + reach };
}

function rowsOf({ neither, onlyBefore, onlyAfter, both }: PairedCalls): number {
  return neither + onlyBefore + onlyAfter + both;
}

function ratesOf({ onlyBefore, onlyAfter, both }: PairedCalls, rows: number) {
  return { before: (onlyBefore + both) / rows, after: (onlyAfter + both) / rows };
}

/** Variance over rows of `weightAfter × called after − weightBefore × called before`. */
function contrastVariance(calls: PairedCalls, weightBefore: number, weightAfter: number): number {
  const onlyBefore = calls.onlyBefore + 1;
  const onlyAfter = calls.onlyAfter + 1;
  const rows = rowsOf(calls) + 2;
  const change = weightAfter - weightBefore;
  const mean = (weightAfter * onlyAfter - weightBefore * onlyBefore + change * calls.both) / rows;
  const square =
    (weightAfter ** 2 * onlyAfter + weightBefore ** 2 * onlyBefore + change ** 2 * calls.both) / rows;
  return Math.max(0, square - mean ** 2);
}
