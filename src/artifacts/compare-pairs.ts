import { biasCorrectedCramersV } from '../statistics/bias-corrected-cramers-v.ts';
import { cellVariance } from '../statistics/cell-variance.ts';
import { totalVariation } from '../statistics/total-variation.ts';
import { type Correlated, openCorrelations, type SideCorrelations } from './correlated-pair.ts';
import { createInfluenceSum, type InfluenceSum } from './influence-sum.ts';
import { createJointCounter, type JointCells, squaredContingency } from './joint-cells.ts';
import type { Correlations, PairColumn } from './pair-columns.ts';

/** A chunk of the pairs of columns, as it travels to a worker. */
export interface ComparePairsInput {
  readonly realRows: number;
  readonly otherRows: number;
  /** The same columns of both sides. */
  readonly real: readonly PairColumn[];
  readonly other: readonly PairColumn[];
  readonly realCorrelations: Correlations;
  readonly otherCorrelations: Correlations;
  /** Pairs are numbered (0, 1), (0, 2) … (1, 2) …; this chunk's are `first` to `last`, without `last`. */
  readonly first: number;
  readonly last: number;
  /** From this strength on a pair has a trend. */
  readonly trendFrom: number;
}

/** Per pair of the chunk; NaN in `distance` where train does not vary, and in `rankDistance` where nothing was ranked. */
export interface ComparedPairs {
  readonly distance: Float64Array;
  readonly standardError: Float64Array;
  readonly rankDistance: Float64Array;
  readonly rankStandardError: Float64Array;
  readonly strength: Float64Array;
  readonly realRows: Float64Array;
  readonly otherRows: Float64Array;
  /** What every row adds to the chunk's sum of distances: over all pairs, and over those with a trend. */
  readonly all: Influence;
  readonly withTrend: Influence;
}

export interface Influence {
  readonly real: Float64Array;
  readonly other: Float64Array;
}

/** Task of the worker pool: compares pairs `first` … of two datasets. */
export function run(input: ComparePairsInput): ComparedPairs {
  const { real, other, realRows, otherRows, first, last, trendFrom } = input;
  const counter = createJointCounter(realRows, otherRows);
  const correlations = {
    real: openCorrelations(input.realCorrelations, realRows),
    other: openCorrelations(input.otherCorrelations, otherRows),
  };
  const perPair = () => new Float64Array(last - first).fill(Number.NaN);
  const found = {
    distance: perPair(),
    standardError: perPair(),
    rankDistance: perPair(),
    rankStandardError: perPair(),
    strength: perPair(),
    realRows: perPair(),
    otherRows: perPair(),
  };
  const { tables } = counter;
  const createSums = () => ({
    real: createInfluenceSum(realRows, tables.real),
    other: createInfluenceSum(otherRows, tables.other),
  });
  const [withTrend, withoutTrend] = [createSums(), createSums()];
  let [i, j] = pairAt(first, real.length);
  for (let place = 0; place < last - first; place++) {
    const [a, b] = [real[i] as PairColumn, real[j] as PairColumn];
    const [c, d] = [other[i] as PairColumn, other[j] as PairColumn];
    const compared =
      a.numbers && b.numbers
        ? compareCorrelations([a, b], [c, d], correlations)
        : compareContingency([a, b], [c, d], counter.count(a.cut, b.cut, c.cut, d.cut));
    if (compared) {
      found.distance[place] = compared.distance;
      found.standardError[place] = compared.standardError;
      found.rankDistance[place] = compared.ranks?.distance ?? Number.NaN;
      found.rankStandardError[place] = compared.ranks?.standardError ?? Number.NaN;
      found.strength[place] = compared.strength;
      found.realRows[place] = compared.realRows;
      found.otherRows[place] = compared.otherRows;
      compared.addInfluence(compared.strength >= trendFrom ? withTrend : withoutTrend);
    }
    j++;
    if (j === real.length) {
      i++;
      j = i + 1;
    }
  }
  const [trending, others] = [totalsOf(withTrend), totalsOf(withoutTrend)];
  counter.close();
  return {
    ...found,
    all: { real: addUp(others.real, trending.real), other: addUp(others.other, trending.other) },
    withTrend: trending,
  };
}

/** The two columns of a numbered pair. */
export function pairAt(number: number, columns: number): [number, number] {
  let left = number;
  let i = 0;
  while (i < columns - 1 && left >= columns - 1 - i) {
    left -= columns - 1 - i;
    i++;
  }
  return [i, i + 1 + left];
}

interface Distance {
  readonly distance: number;
  readonly standardError: number;
}

interface Compared extends Distance {
  readonly ranks: Distance | null;
  readonly strength: number;
  readonly realRows: number;
  readonly otherRows: number;
  /** Adds what every row adds to the distance. */
  addInfluence(sums: Sums): void;
}

interface Sums {
  readonly real: InfluenceSum;
  readonly other: InfluenceSum;
}

function compareCorrelations(
  real: readonly [PairColumn, PairColumn],
  other: readonly [PairColumn, PairColumn],
  sides: { real: SideCorrelations; other: SideCorrelations },
): Compared | null {
  const ofReal = sides.real.ofValues(...real);
  if (!ofReal) return null;
  const ofOther = sides.other.ofValues(...other);
  const compared = correlationDistance(ofReal, ofOther);
  const rankOfReal = sides.real.ofRanks(...real);
  const weight = compared.difference >= 0 ? 0.5 : -0.5;
  return {
    distance: compared.distance,
    standardError: compared.standardError,
    ranks: rankOfReal && correlationDistance(rankOfReal, sides.other.ofRanks(...other)),
    strength: Math.abs(ofReal.value),
    realRows: ofReal.pair.rows,
    otherRows: ofOther?.pair.rows ?? other[0].cut.cells.length,
    addInfluence(sums) {
      sums.real.addOfCorrelation(ofReal, weight);
      if (ofOther) sums.other.addOfCorrelation(ofOther, -weight);
    },
  };
}

/** A candidate that does not vary has no correlation: train's is lost. */
function correlationDistance(real: Correlated, other: Correlated | null) {
  const difference = real.value - (other?.value ?? 0);
  return {
    difference,
    distance: Math.abs(difference) / 2,
    standardError: Math.hypot(real.standardError, other?.standardError ?? 0) / 2,
  };
}

function compareContingency(
  [a, b]: readonly [PairColumn, PairColumn],
  [c, d]: readonly [PairColumn, PairColumn],
  joint: JointCells,
): Compared | null {
  const realTotal = a.cut.cells.length;
  const otherTotal = c.cut.cells.length;
  const strength = biasCorrectedCramersV(
    squaredContingency(joint, [a.cut, b.cut], [a.counts, b.counts]) - 1,
    realTotal,
    nonEmpty(a.counts),
    nonEmpty(b.counts),
  );
  if (strength === null || realTotal === 0 || otherTotal === 0) return null;
  const { realCounts, otherCounts } = joint;
  const slopes = new Float64Array(realCounts.length);
  const steps = new Int8Array(realCounts.length);
  for (let cell = 0; cell < slopes.length; cell++) {
    const isMore = (realCounts[cell] as number) / realTotal >= (otherCounts[cell] as number) / otherTotal;
    steps[cell] = isMore ? 1 : -1;
    slopes[cell] = isMore ? 0.5 : -0.5;
  }
  const variance = cellVariance(slopes, realCounts) + cellVariance(slopes, otherCounts);
  return {
    distance: totalVariation(realCounts, otherCounts),
    standardError: Math.sqrt(variance),
    ranks: null,
    strength,
    realRows: realTotal,
    otherRows: otherTotal,
    addInfluence({ real, other }) {
      const back = steps.map((step) => -step);
      if (joint.kind === 'table') {
        real.addOfTable(steps, realCounts, [a.cut.cells, b.cut.cells], joint.shape);
        other.addOfTable(back, otherCounts, [c.cut.cells, d.cut.cells], joint.shape);
      } else {
        real.addOfCells(steps, realCounts, joint.real);
        other.addOfCells(back, otherCounts, joint.other);
      }
    },
  };
}

function nonEmpty(counts: Float64Array): number {
  let filled = 0;
  for (const count of counts) if (count > 0) filled++;
  return filled;
}

function totalsOf({ real, other }: Sums): Influence {
  return { real: real.total(), other: other.total() };
}

function addUp(sum: Float64Array, values: Float64Array): Float64Array {
  for (let row = 0; row < sum.length; row++) sum[row] = (sum[row] as number) + (values[row] as number);
  return sum;
}
