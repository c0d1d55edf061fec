import type { Estimate, Measure, ResultDocument, TrendPointOf } from '../result/document.ts';
import { normalQuantile } from '../statistics/normal-distribution.ts';
import type { TrendPoint } from '../statistics/trend-slope.ts';
import type { TrackedMeasure } from './tracked-measures.ts';

/** One measure of one subject over the candidates that have it. */
export interface FollowedMeasure {
  readonly tracked: TrackedMeasure;
  readonly subject: readonly string[];
  /** Whether it is read against a constant that fresh data has. */
  readonly isRatio: boolean;
  /** A measure of fidelity falls short of fresh data without any variety being lost: alone it is no collapse. */
  readonly isDiversity: boolean;
  /** All that have a value. */
  readonly shown: TrendPointOf[];
  /** Those whose value has an interval, at least two. */
  readonly points: readonly FollowedPoint[];
}

export interface FollowedPoint {
  readonly candidate: string;
  /** On the axis of steps, brought to the first point's row count, with the candidate's own errors. */
  readonly point: TrendPoint;
  /** The value as it is, with all of its errors: for a comparison with fresh real data. */
  readonly value: Errors;
  /** What fresh real data has; exact where it is a constant. Null where nothing says. */
  readonly reference: Errors | null;
}

export interface Errors {
  readonly value: number;
  readonly below: number;
  readonly above: number;
}

/** A tracked measure over all candidates, once per subject; those with fewer than two intervals are left out. */
export function followMeasure(result: ResultDocument, tracked: TrackedMeasure): FollowedMeasure[] {
  const bySubject = new Map<string, { at: number; measure: Measure }[]>();
  for (const [at, { id }] of result.inputs.candidates.entries()) {
    const outcome = result.candidates[id]?.outcomes[tracked.audit];
    if (outcome?.status !== 'measured') continue;
    for (const measure of outcome.measures) {
      if (measure.name !== tracked.measure || Object.keys(measure.labels).length > 0) continue;
      if ((tracked.of === 'table') !== (measure.subject.length === 0)) continue;
      const key = JSON.stringify(measure.subject);
      bySubject.set(key, [...(bySubject.get(key) ?? []), { at, measure }]);
    }
  }
  return [...bySubject.values()]
    .map((entries) => follow(result, tracked, entries))
    .filter(({ points }) => points.length >= 2);
}

function follow(
  result: ResultDocument,
  tracked: TrackedMeasure,
  entries: readonly { at: number; measure: Measure }[],
): FollowedMeasure {
  const constant = constantReference(result, tracked);
  const shown: TrendPointOf[] = [];
  const points: FollowedPoint[] = [];
  // A score's ceiling depends on the row count: where that differs, values are brought to the first one's.
  const rowsOf = (place: number) => result.inputs.candidates[place]?.rows;
  const rows = rowsOf(entries[0]?.at ?? 0);
  const first = constant === null ? (entries[0]?.measure.ceiling?.value ?? null) : null;
  for (const { at, measure } of entries) {
    const { estimate, ceiling } = measure;
    if (estimate.value === null) continue;
    const candidate = result.inputs.candidates[at]?.id as string;
    const value = errorsOf(estimate);
    const interval = value && intervalOf(estimate);
    shown.push({
      candidate,
      value: estimate.value,
      interval,
      reference: constant ?? ceiling?.value ?? null,
    });
    if (value === null) continue;
    const own = Math.sqrt(ownShare(result, tracked, at, estimate.value));
    const isMoved = first !== null && typeof ceiling?.value === 'number' && rowsOf(at) !== rows;
    const moved = isMoved ? first - (ceiling.value as number) : 0;
    points.push({
      candidate,
      point: { at, value: value.value + moved, below: own * value.below, above: own * value.above },
      value,
      reference: constant === null ? ceiling && errorsOf(ceiling) : { value: constant, below: 0, above: 0 },
    });
  }
  return {
    tracked,
    subject: entries[0]?.measure.subject ?? [],
    isRatio: constant !== null,
    isDiversity: result.audits[tracked.audit]?.category === 'diversity',
    shown,
    points,
  };
}

function constantReference(result: ResultDocument, { audit, measure }: TrackedMeasure): number | null {
  const meta = result.audits[audit]?.measures[measure];
  return meta?.better === 'nearer-reference' ? meta.reference : null;
}

/**
 * The candidate's share of a ratio's variance. Between two samples of one source it is 1/n_S of 1/n_S + 1/n_T. A ratio
 * r below 1 rests on fewer of the candidate's rows, as r·n_S, so its share is larger.
 */
function ownShare(
  { inputs }: ResultDocument,
  { realNoise }: TrackedMeasure,
  at: number,
  ratio: number,
): number {
  if (realNoise === 'own') return 1;
  const rows = inputs.candidates[at]?.rows as number;
  return inputs.train.rows / (inputs.train.rows + Math.min(1, Math.max(0, ratio)) * rows);
}

/** Standard errors to both sides from an estimate's interval; null where it has none. */
function errorsOf(estimate: Estimate): Errors | null {
  const interval = intervalOf(estimate);
  if (estimate.value === null || interval === null) return null;
  const { value } = estimate;
  const reach = normalQuantile((1 + levelOf(estimate)) / 2);
  return {
    value,
    below: Math.hypot((value - interval.low) / reach, rounding),
    above: Math.hypot((interval.high - value) / reach, rounding),
  };
}

/** Shared results have three decimals: the standard deviation of what was rounded away. */
const rounding = 0.001 / Math.sqrt(12);

function intervalOf(estimate: Estimate): { low: number; high: number } | null {
  if (estimate.value === null || estimate.uncertainty.kind === 'unknown') return null;
  if (estimate.uncertainty.kind === 'exact') return { low: estimate.value, high: estimate.value };
  const { low, high } = estimate.uncertainty;
  return { low, high };
}

function levelOf(estimate: Estimate): number {
  return estimate.value !== null && estimate.uncertainty.kind === 'interval'
    ? estimate.uncertainty.level
    : 0.95;
}
