import type { Interval } from './interval.ts';
import { criticalValue, wilsonInterval } from './wilson-interval.ts';

/**
 * The interval of an area under the ROC curve from its standard error, symmetric in log odds so that it stays inside
 * 0 to 1. `sizes` are the two groups' row counts. Where the area is 0 or 1, or its standard error 0, the log odds say
 * nothing: the interval is then that of a share seen in as many rows as the smaller group has.
 * Sources: Pepe (2003), The Statistical Evaluation of Medical Tests, section 5.2; Wilson (1927) at the boundary.
 */
export function aucInterval(
  auc: number,
  standardError: number,
  sizes: readonly [number, number],
  level = 0.95,
): Interval {
  if (!(auc >= 0 && auc <= 1 && standardError >= 0)) {
    throw new RangeError(`no interval for an area of ${auc} with standard error ${standardError}`);
  }
  const rows = Math.min(sizes[0], sizes[1]);
  if (auc === 0 || auc === 1 || standardError === 0) return wilsonInterval(auc * rows, rows, level);
  const logOdds = Math.log(auc / (1 - auc));
  const reach = (criticalValue(level) * standardError) / (auc * (1 - auc));
  return { low: share(logOdds - reach), high: share(logOdds + reach) };
}

function share(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
