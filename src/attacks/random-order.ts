import type { EncodedRows } from '../kernels/nearest-rows.ts';
import type { Random } from '../statistics/random.ts';

/** The same rows in another order; or some of them, also repeatedly. */
export function reorderRows({ numeric, codes }: EncodedRows, order: Int32Array): EncodedRows {
  return {
    rowCount: order.length,
    numeric: numeric.map((values) => takeInOrder(new Float64Array(order.length), values, order)),
    codes: codes.map((column) => takeInOrder(new Int32Array(order.length), column, order)),
  };
}

function takeInOrder<Values extends Float64Array | Int32Array>(
  taken: Values,
  values: Values,
  order: Int32Array,
): Values {
  for (let place = 0; place < order.length; place++) taken[place] = values[order[place] as number] as number;
  return taken;
}

/**
 * A random order of the synthetic rows. Of rows at equal distance the search takes the first, so in this order it takes
 * a random one; and since it starts from the order by content, the order of the file does not matter.
 */
export function randomOrder(contentOrder: Int32Array, random: Random): Int32Array {
  const order = contentOrder.slice();
  random.shuffle(order);
  return order;
}
