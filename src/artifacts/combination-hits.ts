import type { Random } from '../statistics/random.ts';
import { type ColumnSubsets, chooseSubsets } from './column-subsets.ts';
import type { ValueCodes } from './value-codes.ts';

export interface CombinationHits {
  /** Per real row: over its unique combinations, whether they occur in the candidate, beyond what their values explain. */
  readonly surprise: Float64Array;
  /** Per real row: 1 where some unique combination of it occurs in the candidate. */
  readonly anyHit: Uint8Array;
  readonly sizes: ColumnSubsets['sizes'];
  /** Columns that have values common enough to be combined. */
  readonly columns: number;
}

/**
 * Looks for combinations of values that exactly one real row holds, in subsets of two to five columns, among the
 * candidate's rows. It does not know which real rows were trained on.
 *
 * A generator that draws each column from train on its own leaks no combination, yet meets train's more often: a value
 * is the more frequent in the candidate the more of its holders are in train. So only values that at least five real
 * rows and some synthetic row hold are combined, and a hit counts against the rate of hits among combinations of the same
 * columns whose values are as frequent in the candidate (within a factor of √2 of the count expected were its columns
 * independent). Given those counts, drawing columns on their own, or from an empirical copula, hits the combinations of
 * members and non-members alike, and the mean of the score is the same for both.
 */
export function findCombinationHits(
  columns: readonly ValueCodes[],
  cellsAtMost: number,
  random: Random,
): CombinationHits {
  const realRows = columns[0]?.real.length ?? 0;
  const syntheticRows = columns[0]?.synthetic.length ?? 0;
  const common = columns.map((column) => commonValues(column, syntheticRows)).filter(({ size }) => size > 2);
  const affordable = Math.floor(cellsAtMost / Math.max(1, realRows + syntheticRows));
  const limit = Math.min(2000, Math.max(12, affordable));
  const { subsets, sizes } = chooseSubsets(common.length, limit, random);
  const surprise = new Float64Array(realRows);
  const anyHit = new Uint8Array(realRows);
  const memory = reserve(realRows);
  for (const subset of subsets) {
    const members = subset.map((index) => common[index] as CommonValues);
    scoreSubset(members, syntheticRows, memory, surprise, anyHit);
  }
  return { surprise, anyHit, sizes, columns: common.length };
}

const fewestHolders = 5;

interface CommonValues {
  /** 0 where the value takes no part, else 1, 2, … */
  readonly real: Int32Array;
  readonly synthetic: Int32Array;
  /** One more than the largest code. */
  readonly size: number;
  /** Natural logarithm of each value's share of the candidate's rows. */
  readonly logShare: Float64Array;
}

function commonValues(column: ValueCodes, syntheticRows: number): CommonValues {
  const codeOf = new Int32Array(column.realCounts.length);
  const logShare = [0];
  for (let value = 0; value < codeOf.length; value++) {
    const found = column.syntheticCounts[value] as number;
    if ((column.realCounts[value] as number) < fewestHolders || found === 0) continue;
    codeOf[value] = logShare.push(Math.log(found / syntheticRows)) - 1;
  }
  return {
    real: column.real.map((value) => codeOf[value] as number),
    synthetic: column.synthetic.map((value) => (value < 0 ? 0 : (codeOf[value] as number))),
    size: logShare.length,
    logShare: Float64Array.from(logShare),
  };
}

/** Tables that all subsets share. */
interface Memory {
  readonly direct: Int32Array;
  readonly keys: Float64Array;
  readonly owners: Int32Array;
  readonly hits: Uint8Array;
  readonly owned: Int32Array;
}

const directSize = 2 ** 20;

function reserve(realRows: number): Memory {
  const slots = 2 ** Math.ceil(Math.log2(2 * realRows + 2));
  return {
    direct: new Int32Array(directSize),
    keys: new Float64Array(slots),
    owners: new Int32Array(slots),
    hits: new Uint8Array(realRows),
    owned: new Int32Array(realRows),
  };
}

/** Half octaves of the expected count. */
const bins = 160;

function scoreSubset(
  members: readonly CommonValues[],
  syntheticRows: number,
  memory: Memory,
  surprise: Float64Array,
  anyHit: Uint8Array,
): void {
  const combinations = members.reduce((product, { size }) => product * size, 1);
  if (combinations > Number.MAX_SAFE_INTEGER) return;
  const { hits, owned } = memory;
  const unique =
    combinations <= directSize ? matchDirectly(members, combinations, memory) : matchByHash(members, memory);
  const tried = new Float64Array(bins);
  const found = new Float64Array(bins);
  for (let i = 0; i < unique; i++) {
    const row = owned[i] as number;
    const bin = binOf(members, row, syntheticRows);
    tried[bin] = (tried[bin] as number) + 1;
    if (hits[row]) found[bin] = (found[bin] as number) + 1;
  }
  for (let i = 0; i < unique; i++) {
    const row = owned[i] as number;
    const bin = binOf(members, row, syntheticRows);
    const rate = (found[bin] as number) / (tried[bin] as number);
    // A hit where hits are rare tells more; the floor keeps single ones from drowning the rest.
    const scale = Math.sqrt(Math.max(rate * (1 - rate), 0.01));
    surprise[row] = (surprise[row] as number) + ((hits[row] as number) - rate) / scale;
    if (hits[row]) anyHit[row] = 1;
    hits[row] = 0;
  }
}

function binOf(members: readonly CommonValues[], row: number, syntheticRows: number): number {
  let expected = Math.log(syntheticRows);
  for (const { real, logShare } of members) expected += logShare[real[row] as number] as number;
  return Math.min(bins - 1, Math.max(0, Math.floor(2 * Math.LOG2E * expected) + 120));
}

/** Finds who owns a combination alone, and which of those occur; returns how many owners there are. */
function matchDirectly(members: readonly CommonValues[], combinations: number, memory: Memory): number {
  const { direct, hits, owned } = memory;
  direct.fill(0, 0, combinations);
  const rows = hits.length;
  for (let row = 0; row < rows; row++) {
    const key = keyOf(members, 'real', row);
    // 0 free, row + 1 owned alone, -1 shared.
    if (key >= 0) direct[key] = direct[key] === 0 ? row + 1 : -1;
  }
  const syntheticRows = members[0]?.synthetic.length ?? 0;
  for (let row = 0; row < syntheticRows; row++) {
    const key = keyOf(members, 'synthetic', row);
    if (key < 0) continue;
    const owner = direct[key] as number;
    if (owner > 0) hits[owner - 1] = 1;
  }
  let unique = 0;
  for (let key = 0; key < combinations; key++) {
    const owner = direct[key] as number;
    if (owner > 0) owned[unique++] = owner - 1;
  }
  return unique;
}

function matchByHash(members: readonly CommonValues[], memory: Memory): number {
  const { keys, owners, hits, owned } = memory;
  owners.fill(0);
  const mask = keys.length - 1;
  const rows = hits.length;
  for (let row = 0; row < rows; row++) {
    const key = keyOf(members, 'real', row);
    if (key < 0) continue;
    const slot = slotOf(keys, owners, key, mask);
    keys[slot] = key;
    owners[slot] = owners[slot] === 0 ? row + 1 : -1;
  }
  const syntheticRows = members[0]?.synthetic.length ?? 0;
  for (let row = 0; row < syntheticRows; row++) {
    const key = keyOf(members, 'synthetic', row);
    if (key < 0) continue;
    const owner = owners[slotOf(keys, owners, key, mask)] as number;
    if (owner > 0) hits[owner - 1] = 1;
  }
  let unique = 0;
  for (const owner of owners) if (owner > 0) owned[unique++] = owner - 1;
  return unique;
}

/** -1 where a value takes no part. */
function keyOf(members: readonly CommonValues[], side: 'real' | 'synthetic', row: number): number {
  let key = 0;
  for (let m = 0; m < members.length; m++) {
    const member = members[m] as CommonValues;
    const code = (side === 'real' ? member.real : member.synthetic)[row] as number;
    if (code === 0) return -1;
    key = key * member.size + code;
  }
  return key;
}

function slotOf(keys: Float64Array, owners: Int32Array, key: number, mask: number): number {
  const low = (key % 4294967296) | 0;
  let hash = Math.imul(low ^ Math.imul((key / 4294967296) | 0, 0x85ebca6b), 0x9e3779b1);
  hash ^= hash >>> 15;
  let slot = hash & mask;
  while (owners[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & mask;
  return slot;
}
