/** A column as cell numbers. */
interface Cut {
  readonly cells: Int32Array;
}

/** Rows of several datasets by their combination of keys: equal combinations have equal numbers. */
export interface KeyGroups {
  /** Per dataset, the group of every row. */
  readonly groups: readonly Int32Array[];
  /** Groups lie in [0, count). */
  readonly count: number;
}

/** @param cuts per dataset, the cut key columns in one order */
export function groupByKeys(cuts: readonly (readonly Cut[])[]): KeyGroups {
  const groups = cuts.map(([first]) => new Int32Array(first?.cells.length ?? 0));
  let count = 1;
  for (let column = 0; column < (cuts[0]?.length ?? 0); column++) {
    const numbers = new Map<number, number>();
    for (const [dataset, group] of groups.entries()) {
      const { cells } = (cuts[dataset] as readonly Cut[])[column] as Cut;
      for (let row = 0; row < group.length; row++) {
        // Far below 2^53: cells and groups are fewer than rows and levels.
        const key = (cells[row] as number) * count + (group[row] as number);
        let number = numbers.get(key);
        if (number === undefined) {
          number = numbers.size;
          numbers.set(key, number);
        }
        group[row] = number;
      }
    }
    count = numbers.size;
  }
  return { groups, count };
}

/** Rows per group. */
export function countGroups(group: Int32Array, count: number): Int32Array {
  const counts = new Int32Array(count);
  for (const number of group) counts[number]! += 1;
  return counts;
}

/** 1 for every row whose keys nobody else in its dataset has, and exactly one synthetic row. */
export function replicatedUniques(group: Int32Array, inSynthetic: Int32Array): Float64Array {
  const own = countGroups(group, inSynthetic.length);
  return Float64Array.from(group, (number) => (own[number] === 1 && inSynthetic[number] === 1 ? 1 : 0));
}

/** What synthetic rows with the same keys say about a target. */
export interface Disclosure {
  /** 1 where synthetic rows with these keys exist and all have one value of the target. */
  readonly disclosive: Float64Array;
  /** 1 where they do, and the value is the row's. */
  readonly correct: Float64Array;
  /** Share of the synthetic rows with these keys that have the row's value; 0 where there are none. */
  readonly attributed: Float64Array;
  /** 1 where synthetic rows with these keys exist. */
  readonly matched: Float64Array;
}

/**
 * Row by row: DiSCO's and TCAP's conditions (Raab, Nowok & Dibben 2024; Taub & Elliot 2019) and the correct attribution
 * probability (Elliot 2014). Missing is a value of the target like any other.
 */
export function discloseTarget(
  real: { groups: Int32Array; target: Int32Array },
  synthetic: { groups: Int32Array; target: Int32Array; counts: Int32Array },
): Disclosure {
  const pairs = new Map<number, number>();
  const groupCount = synthetic.counts.length;
  const pairOf = (group: number, cell: number) => cell * groupCount + group;
  for (let row = 0; row < synthetic.groups.length; row++) {
    const pair = pairOf(synthetic.groups[row] as number, synthetic.target[row] as number);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  const pure = new Uint8Array(groupCount);
  for (let row = 0; row < synthetic.groups.length; row++) {
    const group = synthetic.groups[row] as number;
    const same = pairs.get(pairOf(group, synthetic.target[row] as number));
    if (same === synthetic.counts[group]) pure[group] = 1;
  }
  const size = real.groups.length;
  const found: Disclosure = {
    disclosive: new Float64Array(size),
    correct: new Float64Array(size),
    attributed: new Float64Array(size),
    matched: new Float64Array(size),
  };
  for (let row = 0; row < size; row++) {
    const group = real.groups[row] as number;
    const all = synthetic.counts[group] as number;
    if (all === 0) continue;
    const same = pairs.get(pairOf(group, real.target[row] as number)) ?? 0;
    found.matched[row] = 1;
    found.disclosive[row] = pure[group] as number;
    found.correct[row] = same === all ? 1 : 0;
    found.attributed[row] = same / all;
  }
  return found;
}
