import type { Interval } from './interval.ts';
import { wilsonInterval } from './wilson-interval.ts';

/**
 * A share over trials that hang together in clusters (queries that have one nearest row in common): its mean, and
 * Wilson's interval on as many independent trials as would give the share the same variance, that is
 * `inflation` × Σ over clusters of (Σ (x − mean))² / n². Values lie in [0, 1]; clusters are numbered from 0.
 * Never more trials than there are. Throws a RangeError without trials.
 * Sources: Kish (1965), Survey Sampling (design effect); Wilson (1927).
 */
export function clusteredShare(
  values: Float64Array,
  clusters: Int32Array,
  inflation = 1,
  level = 0.95,
): { value: number } & Interval {
  const trials = values.length;
  if (trials === 0) throw new RangeError('a share needs trials');
  let sum = 0;
  let largest = 0;
  for (let i = 0; i < trials; i++) {
    sum += values[i] as number;
    largest = Math.max(largest, clusters[i] as number);
  }
  const value = sum / trials;
  const sums = new Float64Array(largest + 1);
  for (let i = 0; i < trials; i++) {
    const cluster = clusters[i] as number;
    sums[cluster] = (sums[cluster] as number) + (values[i] as number) - value;
  }
  let squares = 0;
  for (const deviation of sums) squares += deviation * deviation;
  const variance = (inflation * squares) / (trials * trials);
  const plain = (value * (1 - value)) / trials;
  const effective = trials / (plain > 0 ? Math.max(1, variance / plain) : Math.max(1, inflation));
  // The share itself may differ from 0 or 1 by rounding only.
  return { value, ...wilsonInterval(Math.min(effective, Math.max(0, value * effective)), effective, level) };
}
