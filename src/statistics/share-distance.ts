import { standardErrorOfMean } from './linear-influence.ts';

/** What each row adds to which kind: rows hold entries start[row] to start[row + 1]. */
export interface RowCounts {
  readonly start: Int32Array;
  readonly kinds: Int32Array;
  readonly counts: Float64Array;
}

/**
 * Total variation distance of two files' shares of kinds (of characters, of words), where a row adds several at once.
 * The standard error counts rows, not characters: what one row adds hangs together (linearization of a ratio; Cochran 1977,
 * Sampling Techniques, section 6.3). Null where a side adds nothing.
 */
export function shareDistance(
  a: RowCounts,
  b: RowCounts,
  kinds: number,
): { value: number; standardError: number } | null {
  const sharesA = sharesOf(a, kinds);
  const sharesB = sharesOf(b, kinds);
  if (!sharesA || !sharesB) return null;
  let sum = 0;
  const slopes = new Float64Array(kinds);
  for (let kind = 0; kind < kinds; kind++) {
    const apart = (sharesA.shares[kind] as number) - (sharesB.shares[kind] as number);
    sum += Math.abs(apart);
    slopes[kind] = apart >= 0 ? 0.5 : -0.5;
  }
  const standardError = Math.hypot(errorOf(a, sharesA, slopes), errorOf(b, sharesB, slopes));
  return { value: Math.min(1, sum / 2), standardError };
}

interface Shares {
  readonly total: number;
  readonly shares: Float64Array;
}

function sharesOf({ kinds, counts }: RowCounts, size: number): Shares | null {
  const shares = new Float64Array(size);
  let total = 0;
  for (let i = 0; i < kinds.length; i++) {
    const kind = kinds[i] as number;
    shares[kind] = (shares[kind] as number) + (counts[i] as number);
    total += counts[i] as number;
  }
  return total > 0 ? { total, shares: shares.map((count) => count / total) } : null;
}

function errorOf(
  { start, kinds, counts }: RowCounts,
  { total, shares }: Shares,
  slopes: Float64Array,
): number {
  const rows = start.length - 1;
  if (rows < 2) return 0.5;
  let mean = 0;
  for (let kind = 0; kind < slopes.length; kind++)
    mean += (slopes[kind] as number) * (shares[kind] as number);
  const influence = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let i = start[row] as number; i < (start[row + 1] as number); i++) {
      const slope = (slopes[kinds[i] as number] as number) - mean;
      influence[row] = (influence[row] as number) + (slope * (counts[i] as number) * rows) / total;
    }
  }
  return standardErrorOfMean(influence);
}
