/** A value and how far it can be trusted: the smallest part of the result document. */
import { z } from 'zod';

export const finite = z.number();
export const share = finite.min(0).max(1);

export const uncertaintySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('exact') }),
  z.strictObject({
    kind: z.literal('interval'),
    level: share,
    low: finite,
    high: finite,
    method: z.string(),
  }),
  z.strictObject({ kind: z.literal('unknown'), reason: z.string() }),
]);

export const knownEstimateSchema = z.strictObject({
  value: finite,
  sampleSize: z.number().int().nonnegative(),
  uncertainty: uncertaintySchema,
});

/** Disclosure control hides the value, not its range. */
const censoredEstimateSchema = z.strictObject({
  value: z.null(),
  censored: z.strictObject({ low: finite, high: finite, reason: z.string() }),
});

export const estimateSchema = z.union([knownEstimateSchema, censoredEstimateSchema]);

export type Uncertainty = z.infer<typeof uncertaintySchema>;
export type KnownEstimate = z.infer<typeof knownEstimateSchema>;
export type Estimate = z.infer<typeof estimateSchema>;
