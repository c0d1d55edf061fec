/** A category's score: many measures of a candidate put on one scale, from the floor to what fresh real rows reach. */
import { z } from 'zod';
import { finite, knownEstimateSchema, share } from './estimate.ts';

export const scoreNames = ['fidelity', 'diversity'] as const;

/** One measure of an audit on the scale; the score is the weighted mean of its parts. */
export const scorePartSchema = z.strictObject({
  audit: z.string(),
  measure: z.string(),
  labels: z.record(z.string(), z.string()),
  /** Columns whose values were averaged; 0 where the measure is one of the whole table. */
  columns: z.number().int().nonnegative(),
  /** Weights of all parts add up to 1; audits weigh alike. */
  weight: share,
  /** In the measure's own unit. */
  value: finite,
  /** Where the scale is 0: what the naive candidate gets, or the value of a candidate that keeps nothing. */
  floor: z.strictObject({ kind: z.enum(['naive', 'nothing-kept']), value: finite }),
  /** Where the scale is 100: what fresh real rows get, or the reference value that is expected of them. */
  ceiling: z.strictObject({ kind: z.enum(['fresh-rows', 'reference']), value: finite }),
  /** 0 to 100. */
  estimate: knownEstimateSchema,
  /** Whether the value lies beyond an end of the scale, where it counts as 0 or 100. */
  beyond: z.enum(['neither', 'floor', 'ceiling']),
});

const common = {
  name: z.enum(scoreNames),
  /** What the score is, in words that can stand beside it. */
  definition: z.string(),
  parts: z.array(scorePartSchema),
  /** Audits or single measures that have no part in it, each with the reason. */
  leftOut: z.array(z.strictObject({ audit: z.string(), measure: z.string().nullable(), reason: z.string() })),
};

export const scoreSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('known'), ...common, estimate: knownEstimateSchema }),
  /** No number: an audit failed or did not run, or there is no ceiling. The parts that were measured stand there all the same. */
  z.strictObject({ status: z.literal('undefined'), ...common, reason: z.string() }),
]);

export type ScoreName = (typeof scoreNames)[number];
export type ScorePart = z.infer<typeof scorePartSchema>;
export type Score = z.infer<typeof scoreSchema>;
