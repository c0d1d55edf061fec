import type { Interval } from './interval.ts';

/** How far the largest of some fresh values may stay below a bound. */
export interface Shortfall {
  readonly mean: number;
  /** What is exceeded with chance 1 − `low`, and with chance 1 − `high`: each end as far out as ranks allow. */
  between(low: number, high: number): Interval;
}

/**
 * Predicts how far the largest of `rows` fresh values stays below `top`, from values of the same population.
 *
 * Fresh and known values are exchangeable, whatever their distribution: that no fresh one of n exceeds the k-th largest of
 * N known ones has the chance Π (N − j) / (N + n − j) over j < k. So it is known exactly between which two known values the
 * largest fresh one lies, and how often. Where between them is not: the mean takes the lower one, which is right on average
 * where the tail is exponential (its k-th spacing from the top has the mean 1/k, be it among known values or among all: Rényi).
 * The ends of `between` assume nothing.
 * Sources: Wilks (1962), Mathematical Statistics, sec. 8.7 (prediction by order statistics); Rényi (1953), On the theory of
 * order statistics, Acta Math. Hung. 4.
 *
 * @param descending known values, largest first; `top` must be one of them
 */
export function shortfallOfLargest(descending: Float64Array, rows: number, top: number): Shortfall {
  const known = descending.length;
  const gaps: Gap[] = [];
  let mean = 0;
  let noneAbove = 1;
  for (let k = 0; k <= known && noneAbove > negligible; k++) {
    const next = k === known ? 0 : (noneAbove * (known - k)) / (known + rows - k);
    const chance = noneAbove - next;
    const least = k === 0 ? 0 : Math.max(0, top - (descending[k - 1] as number));
    const most = k === 0 ? 0 : Math.max(0, top - (descending[Math.min(k, known - 1)] as number));
    gaps.push({ chance, least, most });
    mean += chance * most;
    noneAbove = next;
  }
  return {
    mean,
    between: (low, high) => ({
      low: atShare(gaps, low).least,
      high: atShare(gaps, high).most,
    }),
  };
}

/** Where the largest fresh value may lie: its chance, and the shortfall at the gap's upper and lower end. */
interface Gap {
  readonly chance: number;
  readonly least: number;
  readonly most: number;
}

function atShare(gaps: readonly Gap[], share: number): Gap {
  let total = 0;
  for (const gap of gaps) {
    total += gap.chance;
    if (total >= share) return gap;
  }
  return gaps[gaps.length - 1] as Gap;
}

/** Chances below this change no digit that is shown. */
const negligible = 1e-9;
