import { describe, expect, it } from 'vitest';
import { missingBin } from '../../src/models/bin-features.ts';
import { createClassCriterion } from '../../src/models/class-criterion.ts';
import { createMomentCriterion } from '../../src/models/moment-criterion.ts';
import { createSplit, type Split } from '../../src/models/split.ts';
import { randomStream } from '../../src/statistics/random.ts';

const rowCount = 40;
const order = Int32Array.from({ length: rowCount }, (_, row) => row);

/** Which rows go left. */
function leftRows(split: Split, bins: Uint8Array): boolean[] {
  return Array.from(bins, (bin) =>
    split.categorical
      ? ((split.set[bin >> 5]! >>> (bin & 31)) & 1) === 1
      : ((bin + split.shift) & 255) <= split.threshold,
  );
}

/** Weighted sum of squared deviations from each side's mean: what the split is to make small. */
function spread(left: boolean[], target: ArrayLike<number>, weights: ArrayLike<number>): number {
  let total = 0;
  for (const side of [true, false]) {
    let weight = 0;
    let sum = 0;
    for (let row = 0; row < rowCount; row++) {
      if (left[row] !== side) continue;
      weight += weights[row]!;
      sum += weights[row]! * target[row]!;
    }
    for (let row = 0; row < rowCount; row++) {
      if (left[row] === side) total += weights[row]! * (target[row]! - sum / weight) ** 2;
    }
  }
  return total;
}

/** Weighted Gini impurity of both sides, times their weight. */
function gini(left: boolean[], target: ArrayLike<number>, weights: ArrayLike<number>): number {
  let total = 0;
  for (const side of [true, false]) {
    const classes = [0, 0, 0];
    for (let row = 0; row < rowCount; row++) {
      if (left[row] === side) classes[target[row]!]! += weights[row]!;
    }
    const weight = classes.reduce((sum, value) => sum + value, 0);
    if (weight > 0) total += weight - classes.reduce((sum, value) => sum + value * value, 0) / weight;
  }
  return total;
}

function rowsOnBothSides(left: boolean[], counts: ArrayLike<number>): number {
  let rows = 0;
  let all = 0;
  for (let row = 0; row < rowCount; row++) {
    all += counts[row]!;
    if (left[row]) rows += counts[row]!;
  }
  return Math.min(rows, all - rows);
}

/** All ways to part the bins: by threshold with missing cells on either side, or into any two sets. */
function allSplits(bins: Uint8Array, categorical: boolean): boolean[][] {
  const present = [...new Set(bins)].sort((a, b) => a - b);
  const splits: boolean[][] = [];
  if (categorical) {
    for (let subset = 1; subset < 2 ** present.length - 1; subset++) {
      splits.push(Array.from(bins, (bin) => ((subset >> present.indexOf(bin)) & 1) === 1));
    }
    return splits;
  }
  for (const threshold of present) {
    for (const missingLeft of [true, false]) {
      splits.push(Array.from(bins, (bin) => (bin === missingBin ? missingLeft : bin <= threshold)));
    }
  }
  return splits;
}

const cases = Array.from({ length: 60 }, (_, seed) => {
  const random = randomStream(seed, 'split-search');
  const levels = 2 + random.below(6);
  const withMissing = random.below(2) === 1;
  const bins = Uint8Array.from({ length: rowCount }, () =>
    withMissing && random.uniform() < 0.2 ? missingBin : 3 * random.below(levels),
  );
  const counts = Float64Array.from({ length: rowCount }, () => 1 + random.below(3));
  // `binCount` decides how bins are found: few rows for many bins are listed, otherwise all bins are looked at.
  return { random, bins, counts, binCount: seed % 2 === 0 ? 21 : 200, minLeafRows: 1 + random.below(6) };
});

describe('split search against all splits there are', () => {
  it.each([false, true])('finds the least variance (categorical: %s)', (categorical) => {
    for (const { random, bins, counts, binCount, minLeafRows } of cases) {
      const target = Float64Array.from(bins, () => random.normal());
      const criterion = createMomentCriterion(target, { perRow: 1, perTarget: 0, scale: 1 }, minLeafRows);
      const split = createSplit();
      criterion.beginTree(counts);
      expect(criterion.beginNode(order, 0, rowCount)).toBe(true);
      criterion.search(split, 0, categorical, binCount, bins, 0, order, 0, rowCount);
      const found = leftRows(split, bins);
      const best = Math.min(
        ...allSplits(bins, categorical)
          .filter((left) => rowsOnBothSides(left, counts) >= minLeafRows)
          .map((left) => spread(left, target, counts)),
      );
      expect(rowsOnBothSides(found, counts)).toBeGreaterThanOrEqual(minLeafRows);
      // Categories in order of their means contain the best split unless a minimum leaf size rules it out.
      if (!categorical || minLeafRows === 1) expect(spread(found, target, counts)).toBeCloseTo(best, 9);
      else expect(spread(found, target, counts)).toBeGreaterThanOrEqual(best - 1e-9);
    }
  });

  it('finds the least Gini impurity of two weighted classes', () => {
    const classWeights = [0.5, 3] as const;
    for (const { random, bins, counts, binCount } of cases) {
      const target = Float64Array.from(bins, () => random.below(2));
      const weights = counts.map((count, row) => count * classWeights[target[row]! as 0 | 1]);
      const [negative, positive] = classWeights;
      const criterion = createMomentCriterion(
        target,
        { perRow: negative, perTarget: positive - negative, scale: positive },
        1,
      );
      for (const categorical of [false, true]) {
        const split = createSplit();
        criterion.beginTree(counts);
        criterion.beginNode(order, 0, rowCount);
        criterion.search(split, 0, categorical, binCount, bins, 0, order, 0, rowCount);
        const best = Math.min(...allSplits(bins, categorical).map((left) => gini(left, target, weights)));
        expect(gini(leftRows(split, bins), target, weights)).toBeCloseTo(best, 9);
      }
    }
  });

  it('finds the least Gini impurity of three weighted classes, for categories nearly', () => {
    const classWeights = Float64Array.of(0.5, 3, 1);
    let lost = 0;
    let gained = 0;
    for (const { random, bins, counts, binCount } of cases) {
      const target = Int32Array.from(bins, () => random.below(3));
      const weights = counts.map((count, row) => count * classWeights[target[row]!]!);
      const criterion = createClassCriterion(target, 3, classWeights, 1);
      const whole = gini(Array<boolean>(rowCount).fill(true), target, weights);
      for (const categorical of [false, true]) {
        const split = createSplit();
        criterion.beginTree(counts);
        criterion.beginNode(order, 0, rowCount);
        criterion.search(split, 0, categorical, binCount, bins, 0, order, 0, rowCount);
        const best = Math.min(...allSplits(bins, categorical).map((left) => gini(left, target, weights)));
        const found = gini(leftRows(split, bins), target, weights);
        if (!categorical) expect(found).toBeCloseTo(best, 9);
        expect(found).toBeGreaterThanOrEqual(best - 1e-9);
        if (!categorical) continue;
        lost += found - best;
        gained += whole - best;
      }
    }
    // The order along the first principal direction need not contain the best split, but loses little of its gain.
    expect(lost / gained).toBeLessThan(0.1);
  });
});
