import type { Random } from './random.ts';

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
  const rows = Int32Array.from({ length: group.length }, (_, row) => row).filter(
    (row) => replicated[group[row] as number],
  );
  const members = new Uint8Array(sizes.length);
  const counts = [new Int32Array(replicated.length), new Int32Array(replicated.length)] as const;
  const excess = () => {
    const uniques = [0, 0] as [number, number];
    for (const row of rows) {
      const side = members[unitOf[row] as number] ? 0 : 1;
      const number = group[row] as number;
      const held = counts[side][number] as number;
      counts[side][number] = held + 1;
      if (held === 0) uniques[side]++;
      else if (held === 1) uniques[side]--;
    }
    for (const row of rows) {
      counts[0][group[row] as number] = 0;
      counts[1][group[row] as number] = 0;
    }
    let onTrain = 0;
    for (let unit = 0; unit < sizes.length; unit++) if (members[unit]) onTrain += sizes[unit] as number;
    return uniques[0] / onTrain - uniques[1] / (group.length - onTrain);
  };
  members.fill(1, 0, ofTrain);
  const observed = excess();
  let asLarge = 0;
  for (let round = 0; round < permutations; round++) {
    dealLabels(members, ofTrain, random);
    // Shares in another order differ in the last digits.
    if (excess() >= observed - 1e-12) asLarge++;
  }
  return (1 + asLarge) / (1 + permutations);
}

/** Selection sampling (Knuth, algorithm S). One 32-bit draw a unit: its bias is far below what permutations resolve. */
function dealLabels(members: Uint8Array, count: number, random: Random): void {
  let left = count;
  for (let unit = 0; unit < members.length; unit++) {
    const isMember = (random.uint32() / 4294967296) * (members.length - unit) < left;
    members[unit] = isMember ? 1 : 0;
    if (isMember) left--;
  }
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
  return { unitOf, sizes, ofTrain };
}
