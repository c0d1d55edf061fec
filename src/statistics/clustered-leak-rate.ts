import { percentileInterval } from './bootstrap-interval.ts';
import { clusteredRate } from './clustered-rate.ts';
import type { Interval } from './interval.ts';
import type { Random } from './random.ts';
import {
  allowedFalsePositives,
  rateAtFalsePositiveRate,
  sortedScores,
} from './rate-at-false-positive-rate.ts';
import { countAtMost } from './sorted-copy.ts';
import { wilsonInterval } from './wilson-interval.ts';

/**
 * The leak rate of `membershipLeakRate` where rows of one unit (a person, a household) hang together. Its two parts are
 * combined in the same way (MOVER): how many members pass a threshold, by Wilson's limits for as many rows as the units
 * are worth; and where the threshold lies, by drawing the non-members' units with replacement and placing it anew.
 *
 * `memberUnits` and `nonMemberUnits` number each row's unit. `level` is two-sided. Throws a RangeError where a group is
 * empty, a score is missing, or the target is not in (0, 1).
 * Sources: Zou and Donner (2008), Statistics in Medicine 27 (MOVER); Davison and Hinkley (1997), Bootstrap Methods and
 * their Application, section 3.8 (units).
 */
export function clusteredLeakRate(options: {
  memberScores: Float64Array;
  nonMemberScores: Float64Array;
  memberUnits: Int32Array;
  nonMemberUnits: Int32Array;
  targetFpr: number;
  replicates: number;
  random: Random;
  level?: number;
}): { value: number; fpr: number; tpr: number; threshold: number } & Interval {
  const { memberScores, nonMemberScores, targetFpr, replicates, random, level = 0.95 } = options;
  if (!(targetFpr > 0 && targetFpr < 1)) throw new RangeError(`${targetFpr} is not a false positive rate`);
  const members = sortedScores(memberScores);
  const { threshold, fpr, tpr } = rateAtFalsePositiveRate(members, nonMemberScores, targetFpr);
  const value = leak(tpr, fpr);
  const { effectiveRows } = clusteredRate(
    memberScores.map((score) => (score >= threshold ? 1 : 0)),
    options.memberUnits,
  );
  const passing = wilsonInterval(tpr * effectiveRows, effectiveRows, level);
  const drawOne = thresholdSampler(nonMemberScores, options.nonMemberUnits, targetFpr, random);
  const drawn = new Float64Array(replicates);
  for (let replicate = 0; replicate < replicates; replicate++) {
    const { bar, attained } = drawOne();
    drawn[replicate] = leak((members.length - countAtMost(members, bar)) / members.length, attained);
  }
  const placed = percentileInterval(drawn, level);
  return {
    value,
    low: value - Math.hypot(value - leak(passing.low, fpr), Math.max(0, value - placed.low)),
    high: Math.min(1, value + Math.hypot(leak(passing.high, fpr) - value, Math.max(0, placed.high - value))),
    fpr,
    tpr,
    threshold,
  };
}

function leak(tpr: number, fpr: number): number {
  return (tpr - fpr) / (1 - fpr);
}

/**
 * Draws units with replacement; the bar is the highest score that would let too many pass, if rows at it passed too.
 * Scores are sorted once: a draw walks down from the highest no further than to its bar.
 */
function thresholdSampler(scores: Float64Array, units: Int32Array, targetFpr: number, random: Random) {
  const order = Int32Array.from(scores, (_, row) => row).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number),
  );
  const numbers = new Map<number, number>();
  const unitOf = units.map((unit) => {
    const known = numbers.get(unit);
    if (known !== undefined) return known;
    numbers.set(unit, numbers.size);
    return numbers.size - 1;
  });
  const sizes = new Int32Array(numbers.size);
  for (const unit of unitOf) sizes[unit] = (sizes[unit] as number) + 1;
  const times = new Int32Array(numbers.size);
  return (): { bar: number; attained: number } => {
    times.fill(0);
    let rows = 0;
    for (let draw = 0; draw < times.length; draw++) {
      const unit = random.below(times.length);
      times[unit] = (times[unit] as number) + 1;
      rows += sizes[unit] as number;
    }
    const allowed = allowedFalsePositives(targetFpr, rows);
    let above = 0;
    let place = 0;
    while (place < order.length) {
      const bar = scores[order[place] as number] as number;
      let tied = 0;
      while (place < order.length && scores[order[place] as number] === bar) {
        tied += times[unitOf[order[place] as number] as number] as number;
        place++;
      }
      if (above + tied > allowed) return { bar, attained: above / rows };
      above += tied;
    }
    return { bar: Number.NEGATIVE_INFINITY, attained: above / rows };
  };
}
