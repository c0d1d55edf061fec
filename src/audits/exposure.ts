import type { KnownEstimate, Measure, MeasureMeta } from '../result/document.ts';
import { type ClusteredRate, clusteredRate } from '../statistics/clustered-rate.ts';
import { leakRate } from '../statistics/leak-rate.ts';
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import { measureOf } from './audit.ts';
import { exactly, level, withInterval } from './estimate.ts';

/** An attack's success on training rows, on holdout rows, and of somebody who guesses without the candidate's rows. */
export interface Exposure {
  readonly attack: ClusteredRate;
  readonly control: ClusteredRate;
  /** A rate that was tried, or a chance that is known. */
  readonly baseline: ClusteredRate | number;
}

/** Where nearly every holdout row is hit too, the attack tells nothing about training rows. */
export function tellsNothing({ control }: Pick<Exposure, 'control'>): boolean {
  return limitsOf(control).high > highestControl;
}

const highestControl = 0.9;

/** Said of attacks that are left out for that reason. */
export const tellsNothingReason =
  'the upper end of its success on the holdout is above 90 %, so it cannot tell training people from others';

/** The three rates of an attack. */
export function rateMeasures(
  { attack, control, baseline }: Exposure,
  labels: Readonly<Record<string, string>>,
  subject: readonly string[] = [],
): Measure[] {
  const rate = (name: string, of: ClusteredRate) =>
    measureOf({
      name,
      subject,
      labels,
      estimate: rateEstimate(of),
    });
  return [
    rate('attack-rate', attack),
    rate('control-rate', control),
    typeof baseline === 'number'
      ? measureOf({ name: 'baseline-rate', subject, labels, estimate: exactly(baseline, attack.rows) })
      : rate('baseline-rate', baseline),
  ];
}

/** A rate with its Wilson interval. */
export function rateEstimate(of: ClusteredRate): KnownEstimate {
  return withInterval(of.value, of.rows, limitsOf(of), wilsonMethod(of));
}

/** The leak rate of an attack, under the name that users of Anonymeter know; never clipped. */
export function riskMeasure(
  { attack, control }: Pick<Exposure, 'attack' | 'control'>,
  labels: Readonly<Record<string, string>>,
  {
    name = 'risk',
    subject = [],
    test = null,
    floor = null,
    replicates = null,
  }: {
    name?: string;
    subject?: readonly string[];
    test?: Measure['test'];
    floor?: KnownEstimate | null;
    replicates?: Measure['replicates'];
  } = {},
): Measure {
  const rate = leakRate(
    attack.value * attack.effectiveRows,
    attack.effectiveRows,
    control.value * control.effectiveRows,
    control.effectiveRows,
    level,
  );
  return measureOf({
    name,
    subject,
    labels,
    estimate: withInterval(
      rate.value,
      attack.rows,
      rate,
      `MOVER-R on (1 − A)/(1 − C) with Wilson limits${isAdjusted(attack) || isAdjusted(control) ? ', at the effective number of trials' : ''}`,
    ),
    test,
    floor,
    replicates,
  });
}

export const riskMeta: MeasureMeta = {
  title: 'Training rows exposed beyond what holdout rows are',
  unit: 'share',
  better: 'lower',
  formula: '(A − C) / (1 − C); A: attack rate on train, C: on the holdout; not clipped at 0',
  reference: 0,
  counts: 'real-rows',
};

/** Meta of the four measures; `trial` says what is counted. */
export function exposureMeta(trial: {
  attack: string;
  control: string;
  baseline: string;
}): Record<'attack-rate' | 'control-rate' | 'baseline-rate' | 'risk', MeasureMeta> {
  const rate = (title: string, formula: string) => ({
    title,
    unit: 'share' as const,
    better: 'none' as const,
    formula,
    reference: null,
    counts: 'real-rows' as const,
  });
  return {
    risk: riskMeta,
    'attack-rate': rate('Attack rate on train', trial.attack),
    'control-rate': rate('Attack rate on the holdout', trial.control),
    'baseline-rate': rate('Success of guessing', trial.baseline),
  };
}

function limitsOf({ value, effectiveRows }: ClusteredRate) {
  return wilsonInterval(Math.min(value * effectiveRows, effectiveRows), effectiveRows, level);
}

function wilsonMethod(of: ClusteredRate): string {
  return isAdjusted(of) ? 'Wilson score interval at the effective number of trials' : 'Wilson score interval';
}

function isAdjusted({ rows, effectiveRows }: ClusteredRate): boolean {
  return effectiveRows !== rows;
}

/** Whether the whole interval of a risk lies above 0. */
export function isExposed({ estimate }: Measure): boolean {
  return estimate.value !== null && estimate.uncertainty.kind === 'interval' && estimate.uncertainty.low > 0;
}

/** Attack and control rates from successes on all real rows, train's first: each the mean of so many `trials`. */
export function exposureOfRows(
  successes: Float64Array,
  trainRows: number,
  units: Int32Array | null,
  trials = 1,
): Pick<Exposure, 'attack' | 'control'> {
  const rate = (from: number, to: number) =>
    clusteredRate(successes.subarray(from, to), units?.subarray(from, to) ?? null, trials);
  return { attack: rate(0, trainRows), control: rate(trainRows, successes.length) };
}

/** Row by row, the mean over several attacks on the same rows. */
export function meanOfRows(attacks: readonly Float64Array[]): Float64Array {
  const means = new Float64Array(attacks[0]?.length ?? 0);
  for (const successes of attacks) {
    for (let row = 0; row < means.length; row++) {
      means[row] = (means[row] as number) + (successes[row] as number) / attacks.length;
    }
  }
  return means;
}
