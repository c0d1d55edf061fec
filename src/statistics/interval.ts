/** An interval with both ends included, in the units of what it bounds. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}
