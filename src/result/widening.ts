/**
 * The factor by which one half of a 95 % interval grows where the worst of several such intervals decides, so that all
 * of them together err as seldom as one (Bonferroni).
 */
export function widening(intervals: number): number {
  return quantile(intervals) / quantile(1);
}

/** Standard normal quantile at 1 − 0.025/k, from a table and rounded up between its entries. */
function quantile(k: number): number {
  const table: readonly (readonly [number, number])[] = [
    [1, 1.96],
    [2, 2.242],
    [3, 2.394],
    [4, 2.498],
    [6, 2.639],
    [10, 2.808],
    [20, 3.024],
    [50, 3.291],
    [200, 3.663],
  ];
  return table.find(([intervals]) => k <= intervals)?.[1] ?? 4.5;
}
