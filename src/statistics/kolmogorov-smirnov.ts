import { kolmogorovUpperTail } from './kolmogorov-distribution.ts';
import type { Random } from './random.ts';

/**
 * The largest gap between two samples' empirical distribution functions, with ties jumped together.
 * `at` is the lowest value where the gap is largest, and the shares are those of each sample at or below it.
 * Both ascending and without missing values; throws a RangeError where one is empty.
 * Source: Smirnov (1939), Bulletin de l'Université de Moscou 2.
 */
export function kolmogorovSmirnov(
  sortedA: Float64Array,
  sortedB: Float64Array,
): { statistic: number; at: number; shareA: number; shareB: number } {
  const sizeA = sortedA.length;
  const sizeB = sortedB.length;
  requireValues(sizeA, sizeB);
  let largest = -1;
  let at = 0;
  let countA = 0;
  let countB = 0;
  eachDistinct(sortedA, sortedB, (value, upToA, upToB) => {
    // Gaps in units of 1/(sizeA·sizeB) are whole numbers, so equal gaps are equal.
    const gap = Math.abs(upToA * sizeB - upToB * sizeA);
    if (gap <= largest) return;
    largest = gap;
    at = value;
    countA = upToA;
    countB = upToB;
  });
  return { statistic: largest / (sizeA * sizeB), at, shareA: countA / sizeA, shareB: countB / sizeB };
}

/**
 * The chance of a gap at least as large as `statistic` when both samples come from one distribution.
 *
 * Small samples (their sizes' product up to two million): exact over all relabellings of the pooled values, ties
 * included. Larger ones without ties: the Kolmogorov distribution, the law of the largest absolute value of a Brownian
 * bridge. Larger ones with ties: that bridge is seen only at the distinct values' cumulative shares, which is simulated
 * (4000 draws, the observed counted among them). Where there are more than 500 distinct values, those that hold less
 * than .2 % of the rows count as a continuum, and the bridge's chance to cross between two seen points is known. P-values
 * too small to simulate come from the Kolmogorov distribution, which is an upper bound when there are ties.
 * Throws a RangeError where a sample is empty.
 * Sources: Hodges (1958), Arkiv för Matematik 3, and Schröer and Trenkler (1995), Computational Statistics & Data
 * Analysis 20, for exact counts; Noether (1963), Technometrics 5, for ties; Borodin and Salminen (2002), Handbook of Brownian Motion, for crossings.
 */
export function kolmogorovSmirnovPValue(
  sortedA: Float64Array,
  sortedB: Float64Array,
  statistic: number,
  random: Random,
): number {
  const sizeA = sortedA.length;
  const sizeB = sortedB.length;
  requireValues(sizeA, sizeB);
  const blockEnds = distinctEnds(sortedA, sortedB);
  if (statistic <= 0 || blockEnds.length < 2) return 1;
  if (sizeA * sizeB <= exactLimit) return exactPValue(sizeA, sizeB, blockEnds, statistic);
  const scaled = statistic * Math.sqrt((sizeA / (sizeA + sizeB)) * sizeB);
  const bound = kolmogorovUpperTail(scaled);
  if (bound < 1 / bridgeDraws) return bound;
  const view = bridgeView(blockEnds, sizeA + sizeB);
  return view === null ? bound : Math.min(bound, bridgePValue(view, scaled, random));
}

const exactLimit = 2_000_000;
const bridgeLimit = 500;
const bridgeDraws = 4000;
/** The chance to cross one line within a part is exact; to cross both within a twentieth is negligible. */
const continuumParts = 20;

/**
 * Walks the lattice of (rows of A, rows of B) seen so far; a cell holds the chance that a random path to it has met a
 * gap of the statistic's size at the end of a block of ties. The last step into (i, j) came from A with chance i/(i + j).
 */
function exactPValue(sizeA: number, sizeB: number, blockEnds: readonly number[], statistic: number): number {
  const isEnd = new Uint8Array(sizeA + sizeB + 1);
  for (const end of blockEnds) isEnd[end] = 1;
  const reached = statistic * sizeA * sizeB - 0.5;
  const chances = new Float64Array(sizeB + 1);
  for (let i = 0; i <= sizeA; i++) {
    for (let j = 0; j <= sizeB; j++) {
      if (i + j === 0) continue;
      if (isEnd[i + j] === 1 && Math.abs(i * sizeB - j * sizeA) >= reached) chances[j] = 1;
      else {
        const fromA = i === 0 ? 0 : (i * (chances[j] as number)) / (i + j);
        const fromB = j === 0 ? 0 : (j * (chances[j - 1] as number)) / (i + j);
        chances[j] = fromA + fromB;
      }
    }
  }
  return Math.min(1, chances[sizeB] as number);
}

/** Where the bridge is seen: cumulative shares, and whether it is also seen all the way up to each from the one before. */
interface BridgeView {
  readonly shares: Float64Array;
  readonly continuous: Uint8Array;
}

/** Null where no value holds enough rows to matter. */
function bridgeView(blockEnds: readonly number[], rows: number): BridgeView | null {
  const few = blockEnds.length <= bridgeLimit;
  const shares: number[] = [];
  const continuous: number[] = [];
  let jumps = 0;
  let seen = 0;
  let previous = 0;
  const see = (end: number, through: number) => {
    if (end === seen) return;
    shares.push(end / rows);
    continuous.push(through);
    seen = end;
  };
  for (const end of blockEnds) {
    if (few || (end - previous) * bridgeLimit >= rows) {
      see(previous, 1);
      see(end, 0);
      jumps++;
    } else if ((end - seen) * continuumParts >= rows) see(end, 1);
    previous = end;
  }
  see(previous, 1);
  return jumps === 0 ? null : { shares: Float64Array.from(shares), continuous: Uint8Array.from(continuous) };
}

function bridgePValue({ shares, continuous }: BridgeView, scaled: number, random: Random): number {
  const count = shares.length;
  const walk = new Float64Array(count);
  const gaps = shares.map((share, k) => share - (k === 0 ? 0 : (shares[k - 1] as number)));
  const steps = gaps.map(Math.sqrt);
  let exceeded = 0;
  for (let draw = 0; draw < bridgeDraws; draw++) {
    let end = 0;
    for (let k = 0; k < count; k++) {
      end += (steps[k] as number) * random.normal();
      walk[k] = end;
    }
    // The last share is 1: tying the walk down there makes it a bridge.
    let inside = 1;
    let before = 0;
    for (let k = 0; k < count && inside > 0; k++) {
      const here = (walk[k] as number) - (shares[k] as number) * end;
      if (Math.abs(here) >= scaled) inside = 0;
      else if (continuous[k] === 1) {
        const width = (gaps[k] as number) / 2;
        inside *= 1 - crossing((scaled - before) * (scaled - here), width);
        inside *= 1 - crossing((scaled + before) * (scaled + here), width);
      }
      before = here;
    }
    exceeded += 1 - inside;
  }
  return (1 + exceeded) / (1 + bridgeDraws);
}

/** The chance that the bridge crosses a line between two points, from the product of their distances to the line. */
function crossing(product: number, width: number): number {
  const exponent = product / width;
  return exponent > 30 ? 0 : Math.exp(-exponent);
}

/** How many pooled values are at or below each distinct value. */
function distinctEnds(sortedA: Float64Array, sortedB: Float64Array): number[] {
  const ends: number[] = [];
  eachDistinct(sortedA, sortedB, (_, upToA, upToB) => {
    ends.push(upToA + upToB);
  });
  return ends;
}

function eachDistinct(
  sortedA: Float64Array,
  sortedB: Float64Array,
  visit: (value: number, upToA: number, upToB: number) => void,
): void {
  let i = 0;
  let j = 0;
  while (i < sortedA.length || j < sortedB.length) {
    const value = Math.min(sortedA[i] ?? Infinity, sortedB[j] ?? Infinity);
    while (i < sortedA.length && (sortedA[i] as number) <= value) i++;
    while (j < sortedB.length && (sortedB[j] as number) <= value) j++;
    visit(value, i, j);
  }
}

function requireValues(sizeA: number, sizeB: number): void {
  if (sizeA === 0 || sizeB === 0) throw new RangeError('a comparison of samples needs values in both');
}
