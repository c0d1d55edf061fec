import { type Random, randomStream } from '../statistics/random.ts';

/**
 * Which rows go to the holdout, as 0 or 1 per row. Units, not rows, are drawn, so that one is never on both sides;
 * `share` is of units. With strata, each gives its share, and what rounding leaves over goes to the largest
 * remainders. A unit belongs to the stratum of most of its rows.
 *
 * @param units the unit of each row, as a code from 0; null where every row is a unit of its own
 * @param strata the stratum of each row, as a code from 0 whose order must not depend on chance; null for none
 */
export function assignHoldout(
  rowCount: number,
  units: Int32Array | null,
  strata: Int32Array | null,
  share: number,
  seed: number,
): { sides: Uint8Array; units: { train: number; holdout: number } } {
  const unitOf = units ?? Int32Array.from({ length: rowCount }, (_, row) => row);
  const unitCount = unitOf.reduce((most, unit) => Math.max(most, unit + 1), 0);
  const members = membersOf(strata ? majority(unitOf, unitCount, strata) : new Int32Array(unitCount));
  const drawn = apportion(
    members.map(({ length }) => length),
    share,
  );
  const random = randomStream(seed, 'split');
  const unitSides = new Uint8Array(unitCount);
  for (const [stratum, candidates] of members.entries()) {
    for (const unit of draw(candidates, drawn[stratum]!, random.stream(String(stratum)))) unitSides[unit] = 1;
  }
  const holdout = drawn.reduce((sum, count) => sum + count, 0);
  return {
    sides: Uint8Array.from(unitOf, (unit) => unitSides[unit]!),
    units: { train: unitCount - holdout, holdout },
  };
}

/** Whole numbers near `share` of each size that add up to `share` of all (Hamilton's method). */
export function apportion(sizes: readonly number[], share: number): number[] {
  const total = Math.round(sizes.reduce((sum, size) => sum + size, 0) * share);
  const counts = sizes.map((size) => Math.floor(size * share));
  const byRemainder = sizes
    .map((size, i) => ({ i, remainder: size * share - counts[i]! }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  let left = total - counts.reduce((sum, count) => sum + count, 0);
  for (const { i } of byRemainder) {
    if (left-- <= 0) break;
    counts[i]!++;
  }
  return counts;
}

function draw(candidates: Int32Array, count: number, random: Random): Int32Array {
  const shuffled = candidates.slice();
  random.shuffle(shuffled);
  return shuffled.subarray(0, count);
}

function membersOf(stratumOf: Int32Array): Int32Array[] {
  const members: number[][] = [];
  for (const [unit, stratum] of stratumOf.entries()) {
    members[stratum] ??= [];
    members[stratum].push(unit);
  }
  return Array.from(members, (units) => Int32Array.from(units ?? []));
}

/** The stratum of most of a unit's rows; the first of equals. */
function majority(unitOf: Int32Array, unitCount: number, strata: Int32Array): Int32Array {
  const counts = Array.from({ length: unitCount }, () => new Map<number, number>());
  for (const [row, unit] of unitOf.entries()) {
    const count = counts[unit]!;
    count.set(strata[row]!, (count.get(strata[row]!) ?? 0) + 1);
  }
  return Int32Array.from(counts, (count) => {
    const [best] = [...count].sort(([a, m], [b, n]) => n - m || a - b);
    return best?.[0] ?? 0;
  });
}
