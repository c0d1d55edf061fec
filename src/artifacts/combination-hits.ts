import { quantile } from '../statistics/quantile.ts';
import type { Random } from '../statistics/random.ts';
import { beyondMargins } from './beyond-margins.ts';
import { type ColumnSubsets, chooseSubsets } from './column-subsets.ts';
import { hitResiduals } from './hit-residuals.ts';
import { marginsOf } from './margins.ts';
import { sharedCells } from './shared-cells.ts';
import { type CombinedColumn, combinationSearch, type UniqueCombinations } from './unique-combinations.ts';
import type { ValueCodes } from './value-codes.ts';

export interface CombinationHits {
  /** Per real row: over its unique combinations, whether they occur in the candidate, beyond what their values explain. */
  readonly surprise: Float64Array;
  /** The same less what a sum over the row's common values explains: for tests by relabelling. */
  readonly beyondMargins: Float64Array;
  /** Per real row: 1 where some unique combination of it occurs in the candidate. */
  readonly anyHit: Uint8Array;
  readonly sizes: ColumnSubsets['sizes'];
  /** Subsets beside these, in which synthetic rows agree with real ones more than real rows do with one another. */
  readonly shared: number;
  /** Columns that have values common enough to be combined. */
  readonly columns: number;
}

/**
 * Looks for combinations of values that exactly one real unit holds among the candidate's rows: in pairs, triples and
 * some larger subsets of columns, and in those that `sharedCells` suggests. It does not know which real rows were trained
 * on. Where a subset has far more combinations of a real and a synthetic row than others of its size have, it counts for
 * more: of the hundreds that are looked through, those that were copied speak, and the others hardly add noise.
 *
 * A generator that keeps train's columns and invents how they hang together leaks no combination, yet meets train's more
 * often, for two reasons. A value is the more frequent in the candidate the more of its holders are in train; and of two
 * combinations that are as frequent in the candidate, that of train is held by fewer real rows, so that it is the one
 * which how columns hang together makes likely (else nobody would hold it). So only values that at least five units and
 * some synthetic row hold are combined, and a hit counts beyond what two counts explain (`hitResiduals`): how often the
 * combination would be met in the candidate, and how often in the real rows, were columns independent. Given both, such
 * a generator hits the combinations of members and non-members about alike. Where it also knows how columns hang together
 * a little is left, which train's counts of values explain: for tests what these can explain is taken off as well.
 */
export function findCombinationHits(
  columns: readonly ValueCodes[],
  units: Int32Array | null,
  cellsAtMost: number,
  random: Random,
): CombinationHits {
  const realRows = columns[0]?.real.length ?? 0;
  const syntheticRows = columns[0]?.synthetic.length ?? 0;
  const common = columns.map(commonValues).filter(({ size }) => size > 2);
  const affordable = Math.floor(cellsAtMost / Math.max(1, realRows + syntheticRows));
  const limit = Math.min(2000, Math.max(12, affordable));
  const { subsets, sizes } = chooseSubsets(common.length, limit, random);
  const known = new Set(subsets.map((subset) => subset.join()));
  const shared = sharedCells(common, units, random.stream('shared')).filter(
    (subset) => !known.has(subset.join()),
  );
  const surprise = new Float64Array(realRows);
  const anyHit = new Uint8Array(realRows);
  const search = combinationSearch(realRows, units);
  const expected = { inSynthetic: new Float64Array(realRows), inReal: new Float64Array(realRows) };
  const membersOf = (subset: readonly number[]) => subset.map((index) => common[index] as CommonValues);
  const excessOf = (found: UniqueCombinations) => excessOfPairs(found, realRows, syntheticRows);
  const usual = sizes.map(({ size }) => {
    const ofSize = subsets.filter(({ length }) => length === size);
    const some = random.stream(`usual ${size}`).sample(Math.min(usualFrom, ofSize.length), ofSize.length);
    return usualOf(Float64Array.from(some, (at) => excessOf(search(membersOf(ofSize[at] as number[])))));
  });
  for (const [place, subset] of [...subsets, ...shared].entries()) {
    const members = membersOf(subset);
    const found = search(members);
    const { count, rows, hit } = found;
    const { middle, spread } = usual[Math.min(subset.length, usual.length + 1) - 2] as Usual;
    const excess = (excessOf(found) - middle) / spread;
    // What is suggested lies close together, and would outvote the rest by numbers where nothing stands out.
    const weight = excess > outstanding ? excess ** 2 : place < subsets.length ? 1 : 0;
    if (weight === 0) continue;
    expectCounts(members, rows.subarray(0, count), { realRows, syntheticRows }, expected);
    const residuals = hitResiduals(hit.subarray(0, count), expected.inSynthetic, expected.inReal);
    for (let i = 0; i < count; i++) {
      const row = rows[i] as number;
      surprise[row] = (surprise[row] as number) + weight * (residuals[i] as number);
      if (hit[i]) anyHit[row] = 1;
    }
  }
  return {
    surprise,
    beyondMargins: beyondMargins(surprise, marginsOf(columns)),
    anyHit,
    sizes,
    shared: shared.length,
    columns: common.length,
  };
}

const fewestHolders = 5;

interface Usual {
  readonly middle: number;
  readonly spread: number;
}

/** Of hundreds of subsets hardly any has so many standard deviations by chance. */
const outstanding = 3;

/** Subsets of a size from which it is seen what is usual there: generators differ from real rows in all of them. */
const usualFrom = 24;

/** Median, and median absolute deviation in standard deviations, which is 1 at least. */
function usualOf(excesses: Float64Array): Usual {
  const sorted = excesses.slice().sort();
  const middle = quantile(sorted, 0.5);
  const deviations = sorted.map((excess) => Math.abs(excess - middle)).sort();
  return { middle, spread: Math.max(1, 1.4826 * quantile(deviations, 0.5)) };
}

/**
 * By how many standard deviations more of the combinations that two rows hold, one of them real, are held by a real and a
 * synthetic row than were the candidate a sample from where the real rows come from: of two rows of the pool the share
 * with both real is p², with one of each 2pq.
 */
function excessOfPairs(
  { mixedPairs, realPairs }: UniqueCombinations,
  realRows: number,
  syntheticRows: number,
): number {
  const pairs = mixedPairs + realPairs;
  const [p, q] = [realRows, syntheticRows].map((rows) => rows / (realRows + syntheticRows)) as [
    number,
    number,
  ];
  const expected = (2 * q) / (p + 2 * q);
  return (mixedPairs - expected * pairs) / Math.sqrt(expected * (1 - expected) * pairs + 0.25);
}

interface CommonValues extends CombinedColumn {
  /** Natural logarithm of each value's number of synthetic and of real rows. */
  readonly logSynthetic: Float64Array;
  readonly logReal: Float64Array;
}

function commonValues(column: ValueCodes): CommonValues {
  const codeOf = new Int32Array(column.realCounts.length);
  const logSynthetic = [0];
  const logReal = [0];
  for (let value = 0; value < codeOf.length; value++) {
    const found = column.syntheticCounts[value] as number;
    if ((column.holderCounts[value] as number) < fewestHolders || found === 0) continue;
    logReal.push(Math.log(column.realCounts[value] as number));
    codeOf[value] = logSynthetic.push(Math.log(found)) - 1;
  }
  return {
    real: column.real.map((value) => codeOf[value] as number),
    synthetic: column.synthetic.map((value) => (value < 0 ? 0 : (codeOf[value] as number))),
    size: logSynthetic.length,
    logSynthetic: Float64Array.from(logSynthetic),
    logReal: Float64Array.from(logReal),
  };
}

/** Logarithms of how many rows would hold each row's combination, were columns independent. */
function expectCounts(
  members: readonly CommonValues[],
  rows: Int32Array,
  { realRows, syntheticRows }: { realRows: number; syntheticRows: number },
  expected: { inSynthetic: Float64Array; inReal: Float64Array },
): void {
  const others = members.length - 1;
  for (let i = 0; i < rows.length; i++) {
    let inSynthetic = -others * Math.log(syntheticRows);
    let inReal = -others * Math.log(realRows);
    for (const { real, logSynthetic, logReal } of members) {
      const code = real[rows[i] as number] as number;
      inSynthetic += logSynthetic[code] as number;
      inReal += logReal[code] as number;
    }
    expected.inSynthetic[i] = inSynthetic;
    expected.inReal[i] = inReal;
  }
}
