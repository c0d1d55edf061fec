import type { Estimate, KnownEstimate, Measure, MeasureMeta } from '../result/document.ts';
import { stepFor, toSignificant, toStep } from './rounding.ts';

/** A measure as it may be shared: shares that count real people in coarse steps, everything else rounded. */
export function discloseMeasure(measure: Measure, meta: MeasureMeta | undefined): Measure {
  const countsPeople = meta?.counts === 'real-rows';
  const change = (estimate: Estimate) => discloseEstimate(estimate, countsPeople);
  return {
    ...measure,
    estimate: change(measure.estimate),
    ceiling:
      measure.ceiling &&
      discloseEstimate(measure.ceiling, countsPeople || meta?.counts === 'real-rows-in-ceiling'),
    floor: measure.floor && change(measure.floor),
    test: measure.test && {
      ...measure.test,
      pValue: shownP(measure.test.pValue),
      adjusted: shownP(measure.test.adjusted),
    },
    replicates: measure.replicates && {
      ...measure.replicates,
      // Where people are counted, the spread of a rare success would tell how many they are.
      standardError: countsPeople ? null : shownError(measure.replicates.standardError),
    },
  };
}

/** Two digits; no p-value is known to be smaller than 10⁻¹⁶, let alone 0. */
function shownP(p: number): number {
  return Math.max(1e-16, toSignificant(p, 2));
}

function shownError(error: number | null): number | null {
  return error === null ? null : toSignificant(error, 2);
}

function discloseEstimate(estimate: Estimate, countsPeople: boolean): Estimate {
  if (estimate.value === null) return estimate;
  const { sampleSize } = estimate;
  // A sample size near a file's row count would tell how few cells of a column are missing.
  const known = { ...estimate, sampleSize: toSignificant(sampleSize, 2) };
  return countsPeople ? inSteps(known, stepFor(sampleSize)) : rounded(known);
}

/** Rounded to the step; the interval outward, so that it still holds what it held. */
function inSteps(estimate: KnownEstimate, step: number): KnownEstimate {
  return change(
    estimate,
    (value) => toStep(value, step),
    (low) => toStep(low, step, 'down'),
    (high) => toStep(high, step, 'up'),
  );
}

/** Three decimals below one, four significant digits above. */
function rounded(estimate: KnownEstimate): KnownEstimate {
  const round = (value: number) => (Math.abs(value) < 1 ? toStep(value, 0.001) : toSignificant(value, 4));
  return change(estimate, round, round, round);
}

function change(
  estimate: KnownEstimate,
  value: (value: number) => number,
  low: (value: number) => number,
  high: (value: number) => number,
): KnownEstimate {
  const { uncertainty } = estimate;
  return {
    ...estimate,
    value: value(estimate.value),
    uncertainty:
      uncertainty.kind === 'interval'
        ? { ...uncertainty, low: low(uncertainty.low), high: high(uncertainty.high) }
        : uncertainty,
  };
}
