import { fitLogisticRegression, predictLogistic } from './logistic-regression.ts';
import { type Design, takeDesignRows } from './main-effects.ts';

/** A fold of a cross-fit, as it travels to a worker. */
export interface ScoreFoldInput {
  readonly design: Design;
  /** 1 or 0 per row of the design. */
  readonly labels: Uint8Array;
  readonly learn: Int32Array;
  readonly test: Int32Array;
}

/** Task of the worker pool: fits a logistic regression on the rows to learn from; the probability of label 1 per row to test. */
export function run({ design, labels, learn, test }: ScoreFoldInput): Float64Array {
  const learnt = Uint8Array.from(learn, (row) => labels[row] as number);
  const { coefficients } = fitLogisticRegression(takeDesignRows(design, learn), learnt);
  return predictLogistic(takeDesignRows(design, test), coefficients);
}
