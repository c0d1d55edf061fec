import { chiSquareUpperTail } from './chi-square-distribution.ts';

/**
 * Pearson's test that two samples fall into the same cells alike. `pValue` is P(chi-square ≥ `statistic`).
 *
 * The approximation wants about 5 expected rows per cell in both samples. So the rarest cells, by their total over both
 * samples, are pooled into one until it and every other cell has them. Totals are fixed under the null hypothesis:
 * pooling by them does not look at the difference. Where one cell is left there is nothing to compare: p is 1.
 * Throws a RangeError where the cells differ in number or a sample is empty.
 * Sources: Pearson (1900), Philosophical Magazine 50; Cochran (1954), Biometrics 10, on expected counts.
 */
export function chiSquareHomogeneity(
  countsA: ArrayLike<number>,
  countsB: ArrayLike<number>,
): { statistic: number; degrees: number; pValue: number } {
  if (countsA.length !== countsB.length) {
    throw new RangeError(`the samples have ${countsA.length} and ${countsB.length} cells`);
  }
  const totalA = sum(countsA);
  const totalB = sum(countsB);
  if (!(totalA > 0 && totalB > 0)) throw new RangeError('a sample without counts cannot be compared');
  const total = totalA + totalB;
  const cells = pooledCells(countsA, countsB, (leastExpected * total) / Math.min(totalA, totalB));
  let statistic = 0;
  for (const [a, b] of cells) {
    const expectedA = (totalA * (a + b)) / total;
    const expectedB = (totalB * (a + b)) / total;
    statistic += (a - expectedA) ** 2 / expectedA + (b - expectedB) ** 2 / expectedB;
  }
  const degrees = cells.length - 1;
  if (degrees === 0) return { statistic: 0, degrees, pValue: 1 };
  return { statistic, degrees, pValue: chiSquareUpperTail(statistic, degrees) };
}

const leastExpected = 5;

function pooledCells(
  countsA: ArrayLike<number>,
  countsB: ArrayLike<number>,
  needed: number,
): [number, number][] {
  const cells: [number, number][] = [];
  for (let i = 0; i < countsA.length; i++) {
    const a = countsA[i] as number;
    const b = countsB[i] as number;
    if (a + b > 0) cells.push([a, b]);
  }
  cells.sort((one, other) => one[0] + one[1] - other[0] - other[1]);
  const pool: [number, number] = [0, 0];
  const kept: [number, number][] = [];
  for (const cell of cells) {
    const pooled = pool[0] + pool[1];
    const tooRare = cell[0] + cell[1] < needed;
    if (tooRare || (pooled > 0 && pooled < needed)) {
      pool[0] += cell[0];
      pool[1] += cell[1];
    } else kept.push(cell);
  }
  return pool[0] + pool[1] > 0 ? [pool, ...kept] : kept;
}

function sum(counts: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    if (!(count >= 0 && count < Infinity)) throw new RangeError(`${count} is not a count`);
    total += count;
  }
  return total;
}
