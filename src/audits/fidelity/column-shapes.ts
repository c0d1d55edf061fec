import { NotApplicable } from '../../artifacts/artifact.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { sortedValues } from '../../artifacts/column-counts.ts';
import {
  type ColumnShape,
  candidateShapes,
  referenceShapes,
  type ShapeDistance,
  type Shapes,
} from '../../artifacts/column-shapes.ts';
import { profiles } from '../../artifacts/profiles.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import { type Cells, countLevels } from '../../artifacts/rows.ts';
import { pairedReplicates } from '../../artifacts/shared-resamples.ts';
import type { Detail, KnownEstimate, Measure } from '../../result/document.ts';
import { benjaminiHochberg } from '../../statistics/benjamini-hochberg.ts';
import { chiSquareHomogeneity } from '../../statistics/chi-square-homogeneity.ts';
import { kolmogorovSmirnov, kolmogorovSmirnovPValue } from '../../statistics/kolmogorov-smirnov.ts';
import { noiseScaling, scaleDistance } from '../../statistics/noise-scaling.ts';
import type { Random } from '../../statistics/random.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { unitRange, withStandardError } from '../estimate.ts';
import { scoreReplicates } from '../replicates.ts';

/** Each column on its own: do its values come in the same shares as in train? */
export const columnShapes = defineAudit({
  meta: {
    id: 'column-shapes',
    category: 'fidelity',
    title: 'Each column is distributed as in the training data',
    failureTitle: 'Columns are distributed differently from the training data',
    why: 'Every count, mean and chart that an analyst draws from one column inherits the error of its distribution.',
    remedy:
      'Look at the columns listed worst first; check how the generator models skewed, zero-inflated or rare values there.',
    evidence: ['fidelity'],
    measures: {
      'column-shapes': {
        title: 'Column shapes, mean over columns',
        unit: 'score',
        better: 'higher',
        formula:
          'mean over columns of ks-complement (numbers, dates) and tv-complement (categories, booleans)',
        reference: null,
        counts: 'none',
      },
      'ks-complement': {
        title: 'Kolmogorov–Smirnov complement',
        unit: 'score',
        better: 'higher',
        formula: '1 − sup |F_T(x) − F_S(x)|, missing cells left out',
        reference: null,
        counts: 'none',
      },
      'tv-complement': {
        title: 'Total variation complement',
        unit: 'score',
        better: 'higher',
        formula: '1 − ½ Σ |p_T − p_S| over categories, missing cells left out',
        reference: null,
        counts: 'none',
      },
      'jensen-shannon-distance': {
        title: 'Jensen–Shannon distance',
        unit: 'distance',
        better: 'lower',
        formula:
          'square root of the Jensen–Shannon divergence in bits, over categories or ten cells of equal frequency in train',
        reference: null,
        counts: 'none',
      },
      'hellinger-distance': {
        title: 'Hellinger distance',
        unit: 'distance',
        better: 'lower',
        formula: '√(1 − Σ √(p_T p_S)) over categories or ten cells of equal frequency in train',
        reference: null,
        counts: 'none',
      },
      'wasserstein-distance': {
        title: 'Wasserstein distance in standard deviations',
        unit: 'distance',
        better: 'lower',
        formula: '∫ |F_T(x) − F_S(x)| dx / sd(T)',
        reference: null,
        counts: 'none',
      },
    },
    sources: [
      'KSComplement and TVComplement as in SDMetrics (DataCebo)',
      'Lin, J. (1991). Divergence measures based on the Shannon entropy. IEEE Trans. Inf. Theory 37(1)',
      'Benjamini & Hochberg (1995). Controlling the false discovery rate. JRSS B 57(1)',
    ],
  },
  requires: { realRows, candidateRows, candidateShapes, referenceShapes, profiles, pairedReplicates },
  measure(
    { realRows, candidateRows, candidateShapes, referenceShapes, profiles, pairedReplicates },
    { random },
  ) {
    if (!candidateShapes.mean)
      throw new NotApplicable('no compared column has filled cells in both train and the candidate');
    const references: References = {
      holdout: referenceShapes.holdout,
      naive: referenceShapes.naive,
    };
    const names = [...candidateShapes.columns.keys()];
    const tests = adjustedTests(names, realRows.train.columns, candidateRows.columns, random);

    const measures: Measure[] = [
      {
        ...meanMeasure(candidateShapes, references),
        replicates: scoreReplicates(pairedReplicates, 'column-shapes', candidateShapes.mean),
      },
    ];
    for (const name of names) {
      const shape = candidateShapes.columns.get(name) as ColumnShape;
      const isNumber = realRows.train.columns.get(name)?.type === 'number';
      const context = { name, shape, references };
      measures.push({
        ...distanceMeasure(context, isNumber ? 'ks-complement' : 'tv-complement', (of) => of.main, true),
        test: tests.get(name) ?? null,
      });
      measures.push(distanceMeasure(context, 'jensen-shannon-distance', (of) => of.jensenShannon, false));
      measures.push(distanceMeasure(context, 'hellinger-distance', (of) => of.hellinger, false));
      if (shape.wasserstein) {
        measures.push(distanceMeasure(context, 'wasserstein-distance', (of) => of.wasserstein, false));
      }
    }

    const worstFirst = [...names].sort(
      (a, b) => mainValue(candidateShapes, b) - mainValue(candidateShapes, a),
    );
    const details: Detail[] = [];
    for (const name of worstFirst) {
      const profile = profiles.get(name);
      if (!profile) continue;
      const counts = { ...profile.counts };
      details.push(
        profile.kind === 'histogram'
          ? { kind: 'histogram', column: name, scale: profile.scale, edges: [...profile.edges], counts }
          : { kind: 'categories', column: name, levels: [...profile.levels], counts },
      );
    }
    return { summary: summarize(candidateShapes, worstFirst), measures, details };
  },
});

interface References {
  readonly holdout: Shapes | null;
  readonly naive: Shapes;
}

const linearized = 'linearization: both files resampled, at these row counts';
const scaled = 'train against holdout, its sampling noise scaled to the candidate’s row count';

function meanMeasure(shapes: Shapes, references: References): Measure {
  const mean = shapes.mean as ShapeDistance;
  const rows = largest([...shapes.columns.values()].map((shape) => shape.otherFilled));
  // Only the columns that the candidate has too, so that all three means are over the same columns.
  const meanOf = (reference: Shapes | null, scale: boolean): KnownEstimate | null => {
    if (!reference?.mean) return null;
    let total = 0;
    let counted = 0;
    for (const [name, shape] of shapes.columns) {
      const match = reference.columns.get(name);
      if (!match) continue;
      total += scaleDistance(match.main.value, scale ? scalingFor(match, shape) : 1);
      counted++;
    }
    if (counted === 0) return null;
    const error = reference.mean.standardError;
    return complement({ value: total / counted, standardError: error }, rows, scale ? scaled : linearized);
  };
  return measureOf({
    name: 'column-shapes',
    estimate: complement(mean, rows, linearized),
    ceiling: meanOf(references.holdout, true),
    floor: meanOf(references.naive, false),
  });
}

function distanceMeasure(
  { name, shape, references }: { name: string; shape: ColumnShape; references: References },
  measure: string,
  pick: (shape: ColumnShape) => ShapeDistance | null,
  isComplement: boolean,
): Measure {
  const isBounded = measure !== 'wasserstein-distance';
  const present = (distance: ShapeDistance, rows: number, method: string) =>
    isComplement
      ? complement(distance, rows, method)
      : withStandardError(distance.value, rows, distance.standardError, method, {
          low: 0,
          high: isBounded ? 1 : Number.POSITIVE_INFINITY,
        });
  const holdout = references.holdout?.columns.get(name);
  const naive = references.naive.columns.get(name);
  const holdoutDistance = holdout && pick(holdout);
  const naiveDistance = naive && pick(naive);
  return measureOf({
    name: measure,
    subject: [name],
    estimate: present(pick(shape) as ShapeDistance, shape.otherFilled, linearized),
    ceiling:
      holdout && holdoutDistance
        ? present(times(holdoutDistance, scalingFor(holdout, shape), isBounded), shape.otherFilled, scaled)
        : null,
    floor: naive && naiveDistance ? present(naiveDistance, naive.otherFilled, linearized) : null,
  });
}

function complement(distance: ShapeDistance, rows: number, method: string): KnownEstimate {
  return withStandardError(1 - distance.value, rows, distance.standardError, method, unitRange);
}

function scalingFor(holdout: ColumnShape, candidate: ColumnShape): number {
  return noiseScaling(holdout.realFilled, holdout.otherFilled, candidate.otherFilled);
}

function times(distance: ShapeDistance, factor: number, isBounded: boolean): ShapeDistance {
  return {
    value: isBounded ? scaleDistance(distance.value, factor) : distance.value * factor,
    standardError: distance.standardError * factor,
  };
}

/** Kolmogorov–Smirnov or chi-square against train, adjusted over the columns. */
function adjustedTests(
  names: readonly string[],
  train: ReadonlyMap<string, Cells>,
  candidate: ReadonlyMap<string, Cells>,
  random: Random,
): ReadonlyMap<string, NonNullable<Measure['test']>> {
  const pValues = names.map((name) => testColumn(train.get(name), candidate.get(name), random.stream(name)));
  const adjusted = benjaminiHochberg(pValues);
  const family = `Benjamini–Hochberg over ${names.length} columns`;
  return new Map(
    names.map((name, i) => [name, { pValue: pValues[i] as number, adjusted: adjusted[i] as number, family }]),
  );
}

function testColumn(train: Cells | undefined, candidate: Cells | undefined, random: Random): number {
  if (train?.type === 'number' && candidate?.type === 'number') {
    const real = sortedValues(train);
    const synthetic = sortedValues(candidate);
    return kolmogorovSmirnovPValue(real, synthetic, kolmogorovSmirnov(real, synthetic).statistic, random);
  }
  if (train?.type === 'coded' && candidate?.type === 'coded') {
    return chiSquareHomogeneity(
      countLevels(train.codes, candidate.levels.length),
      countLevels(candidate.codes, candidate.levels.length),
    ).pValue;
  }
  throw new Error('a column is read alike in all datasets');
}

function summarize(shapes: Shapes, worstFirst: readonly string[]): string {
  const score = (1 - (shapes.mean as ShapeDistance).value).toFixed(3);
  const worst = worstFirst[0] as string;
  return `Over ${shapes.columns.size} columns the mean similarity to train is ${score}; the least similar column is “${worst}” at ${(1 - mainValue(shapes, worst)).toFixed(3)}.`;
}

function mainValue(shapes: Shapes, name: string): number {
  return shapes.columns.get(name)?.main.value ?? 0;
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
