import type { EncodedRows } from '../kernels/nearest-rows.ts';

/**
 * How many searches for nearest rows an audit makes of those it wants: rows are never sampled, so on large tables there
 * are fewer searches. The bound counts comparisons of cells and leaves tables of 25,000 rows and 20 columns alone.
 */
export function affordableSearches(
  { real, synthetic, columns }: { real: EncodedRows; synthetic: EncodedRows; columns: readonly string[] },
  { wanted, least }: { wanted: number; least: number },
): number {
  const comparisons = real.rowCount * synthetic.rowCount * Math.max(1, columns.length);
  return Math.min(wanted, Math.max(least, Math.floor(mostComparisons / comparisons)));
}

const mostComparisons = 1.6e12;
