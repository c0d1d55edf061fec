import { defineCandidateArtifact } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { realRows } from './real-rows.ts';
import { type Cells, sharedColumns } from './rows.ts';
import { unitsOfReal } from './units.ts';

/** A column's distinct real values, numbered; train and holdout are one, so nothing here knows who was trained on. */
export interface ValueCodes {
  readonly name: string;
  /** The code of every real row's value, train's rows first. */
  readonly real: Int32Array;
  /** The code of every synthetic row's value; -1 where no real row holds it. */
  readonly synthetic: Int32Array;
  /** How many real rows hold each value. */
  readonly realCounts: Int32Array;
  /** How many units (persons, households; rows where none are named) hold each value. */
  readonly holderCounts: Int32Array;
  /** How many synthetic rows hold each value. */
  readonly syntheticCounts: Int32Array;
  /** The code of a missing cell, -1 where no real cell is missing. */
  readonly missing: number;
  /** All codes but the missing one, by ascending value; texts by code unit. */
  readonly ascending: Int32Array;
}

/** Compared columns as codes of exact typed values (5.0 = 5; missing is a value), over train and holdout pooled. */
export const valueCodes = defineCandidateArtifact({
  id: 'value-codes',
  requires: { realRows, candidateRows, unitsOfReal },
  make({ realRows, candidateRows, unitsOfReal }): readonly ValueCodes[] {
    const { train, holdout } = realRows;
    return sharedColumns(train, candidateRows).map(({ name, real, other }) =>
      encode(name, [real, ...(holdout ? [holdout.columns.get(name) as Cells] : [])], other, unitsOfReal),
    );
  },
});

function encode(
  name: string,
  real: readonly Cells[],
  synthetic: Cells,
  units: Int32Array | null,
): ValueCodes {
  const numbers = new Map<number, number>();
  const sources = real.map(sourceOf);
  const codes = new Int32Array(sources.reduce((rows, { length }) => rows + length, 0));
  let row = 0;
  for (const source of sources) {
    for (const value of source) {
      // Maps take NaN for equal to itself, as missing cells are.
      let code = numbers.get(value);
      if (code === undefined) {
        code = numbers.size;
        numbers.set(value, code);
      }
      codes[row++] = code;
    }
  }
  const others = Int32Array.from(sourceOf(synthetic), (value) => numbers.get(value) ?? -1);
  const missing = numbers.get(real[0]?.type === 'number' ? Number.NaN : -1) ?? -1;
  const realCounts = countsOf(codes, numbers.size);
  const values = Float64Array.from(numbers.keys());
  const ascending = Int32Array.from(numbers.values())
    .filter((code) => code !== missing)
    .sort((a, b) => (values[a] as number) - (values[b] as number));
  return {
    name,
    real: codes,
    synthetic: others,
    realCounts,
    holderCounts: units ? unitsPerCode(codes, units, numbers.size) : realCounts,
    syntheticCounts: countsOf(others, numbers.size),
    missing,
    ascending,
  };
}

function sourceOf(cells: Cells): Float64Array | Int32Array {
  return cells.type === 'number' ? cells.values : cells.codes;
}

function countsOf(codes: Int32Array, distinct: number): Int32Array {
  const counts = new Int32Array(distinct);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] as number) + 1;
  return counts;
}

function unitsPerCode(codes: Int32Array, units: Int32Array, distinct: number): Int32Array {
  const pairs = new Set<number>();
  const counts = new Int32Array(distinct);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    const pair = (units[row] as number) * distinct + code;
    if (pairs.has(pair)) continue;
    pairs.add(pair);
    counts[code] = (counts[code] as number) + 1;
  }
  return counts;
}
