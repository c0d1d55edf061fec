import { z } from 'zod';
import { estimateSchema, finite } from './estimate.ts';

const placeSchema = z.strictObject({
  audit: z.string(),
  measure: z.string(),
  subject: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
});

/** A measure that differs from the earlier result's by more than sampling and rounding explain. */
export const changeSchema = placeSchema.extend({
  direction: z.enum(['worse', 'better']),
  before: estimateSchema,
  now: estimateSchema,
  /** Now minus before (distances to the reference for `nearer-reference`), its interval allowing for all measures compared. */
  difference: z.strictObject({
    value: finite,
    low: finite,
    high: finite,
    /** Whether both rest on the same resamples of the same real rows. */
    paired: z.boolean(),
  }),
});

/** A measure that the earlier result has and this one lacks. */
export const vanishedSchema = placeSchema.extend({ before: estimateSchema, because: z.string() });

export const baselineSchema = z.strictObject({
  /** The earlier result's file: base name and hash. */
  name: z.string(),
  sha256: z.string(),
  startedAt: z.string(),
  toolVersion: z.string(),
  /** By how much a measure may be worse, in its own unit, beyond what sampling explains. */
  margin: finite.min(0),
  /** In what the runs differ, in words. */
  differs: z.array(z.string()),
  /** By candidate. */
  candidates: z.record(
    z.string(),
    z.strictObject({
      /** The name of the candidate that it is held against; null where the earlier result has none. */
      against: z.string().nullable(),
      /** Measures looked at. */
      compared: z.number().int().nonnegative(),
      /** Measures that have no interval in one of the two, and so tell nothing. */
      undecided: z.number().int().nonnegative(),
      changes: z.array(changeSchema),
      vanished: z.array(vanishedSchema),
    }),
  ),
});

export type Change = z.infer<typeof changeSchema>;
export type Vanished = z.infer<typeof vanishedSchema>;
export type BaselineComparison = z.infer<typeof baselineSchema>;
