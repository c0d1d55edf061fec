import { z } from 'zod';

const finite = z.number();
const share = finite.min(0).max(1);
export const collapses = ['none', 'early', 'late'] as const;

/** One measure over the candidates of a series. */
export const trendSchema = z.strictObject({
  audit: z.string(),
  measure: z.string(),
  subject: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  /** In which direction the measure goes where diversity or fidelity is lost. */
  loss: z.enum(['falling', 'rising']),
  /** `unclear`: no slope beyond chance and scatter, adjusted. */
  direction: z.enum(['falling', 'rising', 'unclear']),
  /** Change per step of the series: a `factor` for ratios, else a `difference`. */
  slope: z.strictObject({
    kind: z.enum(['factor', 'difference']),
    value: finite,
    level: share,
    low: finite,
    high: finite,
    method: z.string(),
  }),
  test: z.strictObject({ pValue: share, adjusted: share, family: z.string() }),
  /** How many times as far as sampling explains the points scatter about the line; null with two points. */
  scatter: finite.nonnegative().nullable(),
  /** In the series' order; a candidate without a value is left out. */
  points: z.array(
    z.strictObject({
      candidate: z.string(),
      value: finite,
      /** Null where the value has no interval: it is then shown and not counted. */
      interval: z.strictObject({ low: finite, high: finite }).nullable(),
      /** What a fresh real sample of this size would have. */
      reference: finite.nullable(),
    }),
  ),
  /** `early`: worse than fresh real data, without growing; `late`: the last is worse than the first. */
  collapse: z.enum(collapses),
  /** The first candidate that is worse than fresh real data beyond chance. */
  since: z.string().nullable(),
});

/** Candidates in their order, as generations or releases, and what became of each measure over them. */
export const seriesSchema = z.strictObject({
  /** Ids of the candidates. */
  order: z.array(z.string()),
  /** What the axis calls them, in the same order. */
  labels: z.array(z.string()),
  trends: z.array(trendSchema),
  /** The worst of the trends of the whole table. */
  collapse: z.enum(collapses),
  /** The earliest `since` of the trends of the whole table. */
  since: z.string().nullable(),
});

export type Collapse = (typeof collapses)[number];
export type Trend = z.infer<typeof trendSchema>;
export type TrendPointOf = Trend['points'][number];
export type Series = z.infer<typeof seriesSchema>;
