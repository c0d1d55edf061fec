import type { Random } from '../statistics/random.ts';
import { type ColumnSubsets, chooseSubsets } from './column-subsets.ts';
import { hitResiduals } from './hit-residuals.ts';
import { type CombinedColumn, combinationSearch } from './unique-combinations.ts';
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
 * Looks for combinations of values that exactly one real unit holds, in subsets of two to five columns, among the
 * candidate's rows. It does not know which real rows were trained on.
 *
 * A generator that keeps train's columns and invents how they hang together leaks no combination, yet meets train's more
 * often, for two reasons. A value is the more frequent in the candidate the more of its holders are in train; and of two
 * combinations that are as frequent in the candidate, that of train is held by fewer real rows, so that it is the one
 * which how columns hang together makes likely (else nobody would hold it). So only values that at least five units and
 * some synthetic row hold are combined, and a hit counts beyond what two counts explain (`hitResiduals`): how often the
 * combination would be met in the candidate, and how often in the real rows, were columns independent. Given both, such
 * a generator hits the combinations of members and non-members alike.
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
  const surprise = new Float64Array(realRows);
  const anyHit = new Uint8Array(realRows);
  const search = combinationSearch(realRows, units);
  const expected = { inSynthetic: new Float64Array(realRows), inReal: new Float64Array(realRows) };
  for (const subset of subsets) {
    const members = subset.map((index) => common[index] as CommonValues);
    const { count, rows, hit } = search(members);
    expectCounts(members, rows.subarray(0, count), { realRows, syntheticRows }, expected);
    const residuals = hitResiduals(hit.subarray(0, count), expected.inSynthetic, expected.inReal);
    for (let i = 0; i < count; i++) {
      const row = rows[i] as number;
      surprise[row] = (surprise[row] as number) + (residuals[i] as number);
      if (hit[i]) anyHit[row] = 1;
    }
  }
  return { surprise, anyHit, sizes, columns: common.length };
}

const fewestHolders = 5;

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
