/** A column of codes 0, 1, …, below `size`. */
export interface MarginColumn {
  readonly codes: Int32Array;
  readonly size: number;
}

/**
 * What is left of the rows' weights when a sum of one number per value of each column has explained what it can (least
 * squares). Weights whose sum over members is then compared with relabellings say nothing any more of how many members
 * hold each value: a candidate that is made from these counts alone, whatever it makes of them, is as likely to favour
 * members as the others, to first order in the number of rows.
 *
 * Columns are adjusted in turn until nothing moves (backfitting; Buja, Hastie & Tibshirani 1989, Annals of Statistics 17).
 * Source: Rosenbaum (2002), Covariance adjustment in randomized experiments and observational studies, Stat. Science 17.
 */
export function beyondMargins(weights: Float64Array, columns: readonly MarginColumn[]): Float64Array {
  const left = weights.slice();
  const holders = columns.map(({ codes, size }) => {
    const counts = new Float64Array(size);
    for (const code of codes) counts[code] = (counts[code] as number) + 1;
    return counts;
  });
  const enough = tolerance * largestOf(weights);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let moved = 0;
    for (const [index, { codes, size }] of columns.entries()) {
      const means = new Float64Array(size);
      for (let row = 0; row < left.length; row++) {
        const code = codes[row] as number;
        means[code] = (means[code] as number) + (left[row] as number);
      }
      for (let code = 0; code < size; code++) {
        means[code] = (means[code] as number) / Math.max(1, holders[index]?.[code] as number);
      }
      for (let row = 0; row < left.length; row++) {
        left[row] = (left[row] as number) - (means[codes[row] as number] as number);
      }
      moved = Math.max(moved, largestOf(means));
    }
    if (moved <= enough) break;
  }
  return left;
}

const tolerance = 1e-4;
const mostSweeps = 60;

function largestOf(values: Float64Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}
