import type { Random } from './random.ts';
import { batchesOf, drawSubsets, type RandomSubsets, subsetSums } from './random-subsets.ts';

/**
 * The chance that relabelled people would have as many more replicated uniques on train's side than on the holdout's.
 * Who is unique depends on who stands on the same side, so uniques are counted anew under every relabelling; labels are
 * dealt to whole units where there are any. The observed labelling counts as one, so the p-value is valid at any number
 * of permutations (Phipson & Smyth 2010).
 *
 * @param group the keys' group of every row, train's rows first
 * @param replicated per group, whether a row that is unique with these keys counts
 * @param units the unit of every row; null where every row is its own
 */
export function replicatedUniquesPValue(of: {
  readonly group: Int32Array;
  readonly trainRows: number;
  readonly replicated: Uint8Array;
  readonly units: Int32Array | null;
  readonly permutations: number;
  readonly random: Random;
}): number {
  const { group, trainRows, replicated, permutations, random } = of;
  const { unitOf, sizes, ofTrain } = numberUnits(group.length, trainRows, of.units);
  const rows = rowsOfGroups(group, replicated);
  const sides = { unitOf, sizes, rowCount: group.length };
  const observed = excesses(rows, theFirst(ofTrain, sizes.length), sides)[0] as number;
  let asLarge = 0;
  for (const draws of batchesOf(permutations, sizes.length)) {
    const members = drawSubsets({ size: sizes.length, count: ofTrain, draws, random });
    for (const excess of excesses(rows, members, sides)) {
      // Shares in another order differ in the last digits.
      if (excess >= observed - 1e-12) asLarge++;
    }
  }
  return (1 + asLarge) / (1 + permutations);
}

/** Per draw of members: the share of their rows that are unique and replicated, less the same share of the others. */
function excesses(
  rows: readonly Int32Array[],
  members: RandomSubsets,
  { unitOf, sizes, rowCount }: { unitOf: Int32Array; sizes: Float64Array; rowCount: number },
): Float64Array {
  const { draws, packed } = members;
  const uniques = [new Float64Array(draws), new Float64Array(draws)] as const;
  const onTrain = new Uint32Array(draws);
  for (const group of rows) {
    onTrain.fill(0);
    for (const row of group) {
      const unit = unitOf[row] as number;
      const from = (unit >> 3) * draws;
      const bit = unit & 7;
      for (let draw = 0; draw < draws; draw++) {
        onTrain[draw] = (onTrain[draw] as number) + (((packed[from + draw] as number) >> bit) & 1);
      }
    }
    for (let draw = 0; draw < draws; draw++) {
      if (onTrain[draw] === 1) uniques[0][draw] = (uniques[0][draw] as number) + 1;
      if (onTrain[draw] === group.length - 1) uniques[1][draw] = (uniques[1][draw] as number) + 1;
    }
  }
  return subsetSums(sizes, members).map(
    (rowsOfTrain, draw) =>
      (uniques[0][draw] as number) / rowsOfTrain - (uniques[1][draw] as number) / (rowCount - rowsOfTrain),
  );
}

/** The labels as they are: the first `count` units are train's. */
function theFirst(count: number, size: number): RandomSubsets {
  const packed = new Uint8Array(Math.ceil(size / 8));
  for (let unit = 0; unit < count; unit++)
    packed[unit >> 3] = (packed[unit >> 3] as number) | (1 << (unit & 7));
  return { draws: 1, bytes: packed.length, packed };
}

/** The rows of every group that counts. */
function rowsOfGroups(group: Int32Array, counts: Uint8Array): Int32Array[] {
  const rows = new Map<number, number[]>();
  for (const [row, number] of group.entries()) {
    if (!counts[number]) continue;
    const held = rows.get(number);
    if (held) held.push(row);
    else rows.set(number, [row]);
  }
  return [...rows.values()].map((held) => Int32Array.from(held));
}

/** Units by first appearance, so that train's come first; how many rows each has. */
function numberUnits(rowCount: number, trainRows: number, units: Int32Array | null) {
  const numbers = new Map<number, number>();
  const unitOf = new Int32Array(rowCount);
  const sizes: number[] = [];
  let ofTrain = 0;
  for (let row = 0; row < rowCount; row++) {
    const unit = units ? (units[row] as number) : row;
    let number = numbers.get(unit);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(unit, number);
      sizes.push(0);
    }
    unitOf[row] = number;
    sizes[number] = (sizes[number] as number) + 1;
    if (row < trainRows) ofTrain = numbers.size;
  }
  return { unitOf, sizes: Float64Array.from(sizes), ofTrain };
}
