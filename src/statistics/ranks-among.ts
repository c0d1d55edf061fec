/**
 * Makes a function that ranks a column anew over the rows where another column is filled too. Given mid-ranks of one column
 * and the other column (NaN is missing in both), it gives what `midRanks` gives for the rows where both are filled, and NaN
 * elsewhere. Twice a mid-rank is a whole number, so rows are counted instead of sorted.
 *
 * Its buffers are used again: an answer holds until the next question with the same `out`.
 */
export function createRanksAmong(rows: number) {
  const counts = new Int32Array(2 * rows + 1);
  const newRanks = new Float64Array(2 * rows + 1);
  return (ranks: Ranks, other: Ranks, out: Float64Array): Float64Array => {
    counts.fill(0);
    for (let row = 0; row < rows; row++) {
      const twice = 2 * (ranks[row] as number);
      if (Number.isNaN(twice + (other[row] as number))) continue;
      counts[twice] = (counts[twice] as number) + 1;
    }
    let below = 0;
    for (let twice = 0; twice < counts.length; twice++) {
      const ties = counts[twice] as number;
      if (ties === 0) continue;
      newRanks[twice] = below + (ties + 1) / 2;
      below += ties;
    }
    for (let row = 0; row < rows; row++) {
      const twice = 2 * (ranks[row] as number);
      out[row] = Number.isNaN(twice + (other[row] as number)) ? Number.NaN : (newRanks[twice] as number);
    }
    return out;
  };
}

/** Mid-ranks end in .0 or .5: up to 2²² rows four bytes hold them exactly. */
export type Ranks = Float32Array | Float64Array;

export const mostRowsInFourBytes = 2 ** 22;
