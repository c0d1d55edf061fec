/** A column of codes: 0 where a value takes no part, else 1, 2, …, below `size`. */
export interface CombinedColumn {
  readonly real: Int32Array;
  readonly synthetic: Int32Array;
  readonly size: number;
}

/** Real rows whose combination of values no other unit holds. Only the first `count` entries are meant. */
export interface UniqueCombinations {
  readonly count: number;
  readonly rows: Int32Array;
  /** 1 where the combination occurs in the candidate. */
  readonly hit: Uint8Array;
  /** Combinations of one real unit and one synthetic row. */
  readonly mixedPairs: number;
  /** Combinations of two real units and no synthetic row. */
  readonly realPairs: number;
}

/** Looks for unique combinations in one subset of columns after another; each answer is overwritten by the next. */
export type CombinationSearch = (members: readonly CombinedColumn[]) => UniqueCombinations;

/**
 * @param units the unit (person, household) of every real row: rows of one unit share a combination and it stays unique;
 *   null where every row is its own
 */
export function combinationSearch(realRows: number, units: Int32Array | null): CombinationSearch {
  const slots = 2 ** Math.ceil(Math.log2(2 * realRows + 2));
  const direct = new Int32Array(directSize);
  const keys = new Float64Array(slots);
  const hashed = new Int32Array(slots);
  // Keys of rows; of real ones the slots once these are known. -1 where a value takes no part.
  const real = new Float64Array(realRows);
  let synthetic = new Float64Array(0);
  const found = new Uint8Array(realRows);
  const rows = new Int32Array(realRows);
  const hit = new Uint8Array(realRows);
  return (members) => {
    const combinations = members.reduce((product, { size }) => product * size, 1);
    if (combinations > Number.MAX_SAFE_INTEGER) return { count: 0, rows, hit, mixedPairs: 0, realPairs: 0 };
    const isDirect = combinations <= directSize;
    const owners = isDirect ? direct.subarray(0, combinations) : hashed;
    owners.fill(0);
    const slotOf = isDirect ? (key: number) => key : hashedSlots(keys, owners);
    writeKeys(members, 'real', real);
    for (let row = 0; row < realRows; row++) {
      const key = real[row] as number;
      if (key < 0) continue;
      const slot = slotOf(key);
      real[row] = slot;
      if (!isDirect) keys[slot] = key;
      // 0 free; row + 1 of the first holder, negative where there is a second unit; `several` where there may be a third.
      const owner = owners[slot] as number;
      if (owner === 0) owners[slot] = row + 1;
      else if (owner !== several && (units === null || units[Math.abs(owner) - 1] !== units[row]))
        owners[slot] = owner > 0 ? -owner : several;
    }
    found.fill(0);
    const syntheticRows = members[0]?.synthetic.length ?? 0;
    if (synthetic.length !== syntheticRows) synthetic = new Float64Array(syntheticRows);
    writeKeys(members, 'synthetic', synthetic);
    for (let row = 0; row < syntheticRows; row++) {
      const key = synthetic[row] as number;
      if (key < 0) continue;
      const owner = owners[slotOf(key)] as number;
      if (owner === 0 || owner === several) continue;
      const first = Math.abs(owner) - 1;
      found[first] = Math.min(2, (found[first] as number) + 1);
    }
    let count = 0;
    let mixedPairs = 0;
    let realPairs = 0;
    for (let row = 0; row < realRows; row++) {
      const slot = real[row] as number;
      const owner = slot < 0 ? 0 : (owners[slot] as number);
      if (owner === -1 - row && found[row] === 0) realPairs++;
      if (owner <= 0) continue;
      if (owner === row + 1 && found[row] === 1) mixedPairs++;
      rows[count] = row;
      hit[count++] = found[owner - 1] === 0 ? 0 : 1;
    }
    return { count, rows, hit, mixedPairs, realPairs };
  };
}

/** Of a slot: below any row. */
const several = -(2 ** 31);

/** So many combinations have a table of their own (4 MB); more are hashed. */
const directSize = 2 ** 20;

/** Of every row; -1 where a value takes no part. */
function writeKeys(members: readonly CombinedColumn[], side: 'real' | 'synthetic', keys: Float64Array): void {
  keys.fill(0);
  for (const { [side]: codes, size } of members) {
    for (let row = 0; row < keys.length; row++) {
      const key = keys[row] as number;
      const code = codes[row] as number;
      keys[row] = key < 0 || code === 0 ? -1 : key * size + code;
    }
  }
}

/** Open addressing; a slot is free where its owner is 0. */
function hashedSlots(keys: Float64Array, owners: Int32Array): (key: number) => number {
  const mask = keys.length - 1;
  return (key) => {
    const low = (key % 4294967296) | 0;
    let hash = Math.imul(low ^ Math.imul((key / 4294967296) | 0, 0x85ebca6b), 0x9e3779b1);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    while (owners[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  };
}
