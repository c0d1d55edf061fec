import { z } from 'zod';
import { categories } from './terms.ts';

const finite = z.number();
const share = finite.min(0).max(1);
const spanSchema = z.strictObject({ value: finite, low: finite, high: finite });

/** Candidates beside each other: what differs beyond chance, and what does not. Names no winner. */
export const comparisonSchema = z.strictObject({
  /** Intervals hold together, and a false “distinguishable” among all differences is as rare, at this level. */
  level: share,
  measures: z.array(
    z.strictObject({
      audit: z.string(),
      measure: z.string(),
      labels: z.record(z.string(), z.string()),
      category: z.enum(categories),
      /** Whether both sides have replicates on shared resamples; else intervals were taken as independent. */
      paired: z.boolean(),
    }),
  ),
  pairs: z.array(
    z.strictObject({
      first: z.string(),
      second: z.string(),
      /** Whether any measure tells them apart; if not, they are not distinguishable on this data. */
      distinguishable: z.boolean(),
      /** First minus second, in the order of `measures`; null where one side has no value. */
      differences: z.array(
        spanSchema
          .extend({
            pValue: share,
            /** Holm, over all differences of all pairs. */
            adjusted: share,
            /** `neither` where they cannot be told apart, or lie on two sides of what is best. */
            better: z.enum(['first', 'second', 'neither']),
            distinguishable: z.boolean(),
          })
          .nullable(),
      ),
    }),
  ),
  /** Privacy against utility, and against fidelity. */
  planes: z.array(
    z.strictObject({
      category: z.enum(categories),
      points: z.array(
        z.strictObject({
          candidate: z.string(),
          /** Of the category's leading measure. */
          x: spanSchema,
          /** The highest leak rate; ends widened for having looked at several. */
          y: spanSchema,
          /** Candidates that are distinguishably better in something here, while this one is better in nothing. */
          dominatedBy: z.array(z.string()),
        }),
      ),
      x: z.strictObject({ audit: z.string(), measure: z.string(), labels: z.record(z.string(), z.string()) }),
      y: z.strictObject({ measures: z.number().int() }),
    }),
  ),
  /** Only where the user gave weights. */
  decision: z
    .strictObject({
      weights: z.record(z.string(), finite),
      candidates: z.array(
        spanSchema.extend({
          candidate: z.string(),
          categories: z.record(z.string(), finite),
          rank: z.number().int(),
          /** Ranks in 90 % of the draws. */
          rankLow: z.number().int(),
          rankHigh: z.number().int(),
          /** Share of draws in which it came first. */
          first: share,
        }),
      ),
    })
    .nullable(),
});
