import type { Estimate, KnownEstimate, ResultDocument } from '../../result/document.ts';
import { formatInterval, formatValue, type Unit } from './numbers.ts';

/** An estimate in words and figures. */
export interface EstimateView {
  /** `33.7 %`; the range where the value is hidden. */
  readonly text: string;
  /** `33.1–34.3 %`, or null where there is none. */
  readonly interval: string | null;
  /** Why there is no interval or no value. */
  readonly reason: string | null;
  readonly hidden: boolean;
}

export function estimateView(estimate: Estimate, unit: Unit): EstimateView {
  if (!isKnown(estimate)) {
    const { low, high, reason } = estimate.censored;
    return {
      text: formatInterval(low, high, unit),
      interval: null,
      reason: `range only: ${reason}`,
      hidden: true,
    };
  }
  const text = formatValue(estimate.value, unit);
  const { uncertainty } = estimate;
  if (uncertainty.kind === 'interval') {
    const interval = formatInterval(uncertainty.low, uncertainty.high, unit);
    return { text, interval, reason: null, hidden: false };
  }
  const reason = uncertainty.kind === 'unknown' ? `no interval: ${uncertainty.reason}` : null;
  return { text, interval: null, reason, hidden: false };
}

/** `33.7 % (33.1–34.3 %)`. */
export function estimateText(estimate: Estimate, unit: Unit): string {
  const view = estimateView(estimate, unit);
  return view.interval === null ? view.text : `${view.text} (${view.interval})`;
}

/** `95 % interval`, or `Interval` where the document's intervals have several levels. */
export function intervalHead(result: ResultDocument): string {
  const levels = new Set<number>();
  for (const { outcomes } of Object.values(result.candidates)) {
    for (const outcome of Object.values(outcomes)) {
      if (outcome.status !== 'measured') continue;
      for (const { estimate } of outcome.measures) {
        if (isKnown(estimate) && estimate.uncertainty.kind === 'interval')
          levels.add(estimate.uncertainty.level);
      }
    }
  }
  return levels.size === 1 ? `${Number(([...levels][0]! * 100).toFixed(2))}\u00a0% interval` : 'Interval';
}

export function isKnown(estimate: Estimate): estimate is KnownEstimate {
  return estimate.value !== null;
}

/** Where the true value lies as far as the evidence tells; null where nothing is known about it. */
export function estimateRange(estimate: Estimate): { low: number; high: number } | null {
  if (!isKnown(estimate)) return { low: estimate.censored.low, high: estimate.censored.high };
  if (estimate.uncertainty.kind === 'interval') {
    return { low: estimate.uncertainty.low, high: estimate.uncertainty.high };
  }
  if (estimate.uncertainty.kind === 'exact') return { low: estimate.value, high: estimate.value };
  return null;
}

/** The value, or the middle of its range where disclosure control hides it: for ordering and drawing only. */
export function middle(estimate: Estimate): number {
  return isKnown(estimate) ? estimate.value : (estimate.censored.low + estimate.censored.high) / 2;
}
