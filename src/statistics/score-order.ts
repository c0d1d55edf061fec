/** Rows by score, with ties marked. */
export interface ScoreOrder {
  /** Row numbers, by descending score; ties by row number. */
  readonly order: Int32Array;
  /** 1 at the last row of each block of equal scores, by place in `order`. */
  readonly blockEnds: Uint8Array;
}

/** Sorts rows by descending score. Throws a RangeError on NaN. */
export function orderByScore(scores: Float64Array): ScoreOrder {
  const order = new Int32Array(scores.length);
  for (let row = 0; row < order.length; row++) {
    order[row] = row;
    if (Number.isNaN(scores[row]!)) throw new RangeError('A score is not a number.');
  }
  order.sort((a, b) => {
    const first = scores[a]!;
    const second = scores[b]!;
    return first > second ? -1 : first < second ? 1 : a - b;
  });
  const blockEnds = new Uint8Array(order.length);
  for (let i = 0; i < order.length; i++) {
    blockEnds[i] = i + 1 === order.length || scores[order[i]!] !== scores[order[i + 1]!] ? 1 : 0;
  }
  return { order, blockEnds };
}

/** The labels in the given order, 1 for positive. */
export function labelsInOrder(labels: Int32Array | Uint8Array, order: Int32Array): Uint8Array {
  const sorted = new Uint8Array(order.length);
  for (let i = 0; i < order.length; i++) sorted[i] = labels[order[i]!] === 1 ? 1 : 0;
  return sorted;
}
