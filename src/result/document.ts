/**
 * The result document: the one source that every renderer, every policy and every outsider reads.
 * Types follow from the schemas, so that a document read from disk is checked by what the compiler knows.
 */
import { z } from 'zod';
import { baselineSchema } from './baseline.ts';
import { comparisonSchema } from './comparison.ts';
import { estimateSchema, finite, share } from './estimate.ts';
import { scoreSchema } from './score.ts';
import { seriesSchema } from './series.ts';
import { categories, verdictLevels } from './terms.ts';

export { categories, verdictLevels } from './terms.ts';

export const schemaVersion = '1.0';

export const measureSchema = z.strictObject({
  name: z.string(),
  /** `[]` is the whole table, `['age']` a column, `['age', 'sex']` a pair. */
  subject: z.array(z.string()),
  /** What else tells measures of one name apart: `{ model: 'random-forest', target: 'income' }`. */
  labels: z.record(z.string(), z.string()),
  estimate: estimateSchema,
  test: z
    .strictObject({
      pValue: share,
      adjusted: share,
      /** How many tests were corrected for together, and how: `benjamini-hochberg over 15 columns`. */
      family: z.string(),
    })
    .nullable(),
  /** The same measure between train and holdout: what a fresh real sample would get. */
  ceiling: estimateSchema.nullable(),
  /** The same measure for a naive candidate: independently drawn columns. */
  floor: estimateSchema.nullable(),
  /** For the paired comparison of candidates; compared measures only. */
  replicates: z
    .strictObject({
      /** Equal where the same real rows were resampled in the same way. */
      resampleId: z.string(),
      /** Deviations on shared resamples, with mean 0 and variance 1: correlated as two candidates' estimates are. */
      values: z.array(finite),
      /** Of the estimate, the candidate's own sampling included, where the interval leaves that out; else null. */
      standardError: finite.nonnegative().nullable(),
    })
    .nullable(),
});

/** One series of counts over shared bins, with the holdout's where there is one. */
const countsSchema = z.strictObject({
  real: z.array(finite),
  holdout: z.array(finite).nullable(),
  synthetic: z.array(finite),
});

/** A value with the ends of its interval; both are the value where none is known. */
const pointSchema = z.strictObject({ value: finite, low: finite, high: finite });

/**
 * Evidence behind the measures, in the few shapes that a report can draw.
 * Audits deliver raw counts of rows; the disclosure door pools, merges and rounds them.
 */
export const detailSchema = z.discriminatedUnion('kind', [
  /** A sentence or two. `text` must not quote cell values of any input. */
  z.strictObject({ kind: z.literal('note'), text: z.string() }),
  /**
   * A small table of facts. Cells are numbers, texts or null; they must not hold values of real rows
   * (column names, codes of the tool and numbers about the candidate are fine).
   */
  z.strictObject({
    kind: z.literal('table'),
    title: z.string(),
    columns: z.array(z.strictObject({ name: z.string(), unit: z.string().nullable() })),
    rows: z.array(z.array(z.union([z.string(), finite, z.null()]))),
  }),
  /** A numeric or datetime column: rows per bin. `edges` has one more entry than the counts. */
  z.strictObject({
    kind: z.literal('histogram'),
    column: z.string(),
    scale: z.enum(['number', 'date']),
    /** Bin edges in the column's units (epoch milliseconds for dates); edges are quantiles of train, never its extremes. */
    edges: z.array(finite),
    counts: countsSchema,
  }),
  /** A categorical column: rows per level, as labels and counts in the same order. */
  z.strictObject({
    kind: z.literal('categories'),
    column: z.string(),
    levels: z.array(z.string()),
    counts: countsSchema,
  }),
  /** Many pairs: values[i][j] belongs to rows[i] and columns[j]; null where the pair has no value. */
  z.strictObject({
    kind: z.literal('matrix'),
    measure: z.string(),
    title: z.string(),
    rows: z.array(z.string()),
    columns: z.array(z.string()),
    values: z.array(z.array(finite.nullable())),
    /** The same matrix between train and holdout. */
    ceiling: z.array(z.array(finite.nullable())).nullable(),
  }),
  /**
   * Estimates side by side on one axis, what real rows give and what synthetic rows give: coefficients, importances,
   * scores of models. Values are statistics of models over many rows; labels name columns, and categories only where
   * at least eleven real rows have them.
   */
  z.strictObject({
    kind: z.literal('forest-plot'),
    title: z.string(),
    axis: z.strictObject({ label: z.string(), unit: z.string().nullable() }),
    /** Where no effect would lie; null where nothing is special. */
    reference: finite.nullable(),
    items: z.array(
      z.strictObject({
        label: z.string(),
        /** Null where this side gives none. */
        real: pointSchema.nullable(),
        synthetic: pointSchema.nullable(),
      }),
    ),
  }),
  /** A curve or several over one axis: ROC, distance distributions, calibration. */
  z.strictObject({
    kind: z.literal('curves'),
    /** What the curves are: `roc`, `distance-distribution`, … chooses the drawing. */
    role: z.enum(['roc', 'distance-distribution', 'calibration', 'line']),
    title: z.string(),
    x: z.strictObject({ label: z.string(), unit: z.string().nullable() }),
    y: z.strictObject({ label: z.string(), unit: z.string().nullable() }),
    series: z.array(
      z.strictObject({
        name: z.string(),
        /** `real`, `holdout`, `synthetic`, `naive`, `chance` choose the colour. */
        role: z.enum(['real', 'holdout', 'synthetic', 'naive', 'chance', 'other']),
        x: z.array(finite),
        y: z.array(finite),
        /** How many rows a curve's shares are taken over: disclosure control needs it. Null where no real rows are counted. */
        rows: z.number().int().nullable(),
      }),
    ),
  }),
]);

export const outcomeSchema = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('measured'),
    /** One sentence on what was observed, for the findings list and the compact table. Quotes no cell values. */
    summary: z.string(),
    measures: z.array(measureSchema),
    details: z.array(detailSchema),
  }),
  z.strictObject({ status: z.literal('not-applicable'), reason: z.string() }),
  z.strictObject({
    status: z.literal('error'),
    code: z.string(),
    message: z.string(),
    artifact: z.string().optional(),
  }),
]);

export const measureMetaSchema = z.strictObject({
  title: z.string(),
  unit: z.enum(['share', 'score', 'ratio', 'distance', 'auc', 'count', 'difference', 'number']),
  better: z.enum(['higher', 'lower', 'nearer-reference', 'none']),
  /** The measure's formula in plain text. */
  formula: z.string(),
  /** The value that a fresh real sample would have, for `nearer-reference`. */
  reference: finite.nullable(),
  /** `real-rows`: value × sampleSize counts real people, so disclosure control coarsens it; `real-rows-in-ceiling`: so does the ceiling's. */
  counts: z.enum(['real-rows', 'real-rows-in-ceiling', 'none']),
});

export const auditMetaSchema = z.strictObject({
  id: z.string(),
  category: z.enum(categories),
  title: z.string(),
  failureTitle: z.string(),
  why: z.string(),
  /** What to try where the finding is bad. */
  remedy: z.string(),
  evidence: z.array(z.string()),
  measures: z.record(z.string(), measureMetaSchema),
  sources: z.array(z.string()),
});

const fileSchema = z.strictObject({
  /** Base name only: paths tell about machines. */
  name: z.string(),
  sha256: z.string(),
  bytes: z.number().int().nonnegative(),
});

export const inputSchema = z.strictObject({
  name: z.string(),
  files: z.array(fileSchema),
  /** Of the one file, or over the files' hashes in order where there are several. */
  sha256: z.string(),
  bytes: z.number().int().nonnegative(),
  rows: z.number().int().nonnegative(),
  columns: z.number().int().nonnegative(),
});

export const columnKinds = [
  'numeric',
  'categorical',
  'boolean',
  'datetime',
  'identifier',
  'text',
  'constant',
] as const;

export const columnSchema = z.strictObject({
  name: z.string(),
  type: z.enum(columnKinds),
  /** For numeric columns. */
  numeric: z.enum(['integer', 'continuous']).nullable(),
  /** What the column is for in this run. */
  role: z.enum(['feature', 'target', 'sensitive', 'key', 'group', 'unit', 'identifier', 'ignored']),
  /** Where the type comes from. */
  source: z.enum(['inferred', 'metadata']),
  /** Spellings read as missing in this column, beside the empty cell. */
  missingCodes: z.array(z.string()),
  datetimeFormat: z.string().nullable(),
  /** Share of missing cells in train. */
  missingShare: share,
});

/** A limit: the value may be at most, or must be at least, so much. */
export const limitSchema = z.strictObject({ at: z.enum(['most', 'least']), value: finite });

/** Somebody answers for a breach until a day: the verdict stays visible and no longer blocks. */
export const waiverSchema = z.strictObject({
  rule: z.string(),
  /** Name or id of the one candidate it covers; null covers all. */
  candidate: z.string().nullable(),
  /** `fail` accepts a breach, and with it what could not be settled; `inconclusive` only the latter. */
  accepts: z.enum(['fail', 'inconclusive']),
  owner: z.string(),
  reason: z.string(),
  /** The last day on which it holds: 2027-03-31. */
  expires: z.string(),
});

export const policyRuleSchema = z.strictObject({
  id: z.string(),
  /** `audit.measure[subject]{label=value}`. */
  address: z.string(),
  limit: limitSchema,
  /** Which end of the interval the limit holds for; `interval` asks both: three values. */
  end: z.enum(['interval', 'value', 'low', 'high']),
  /** `ceiling`: the limit is a multiple of what a fresh real sample gets. */
  relativeTo: z.enum(['none', 'ceiling']),
  /** What a breach means. */
  level: z.enum(['fail', 'inconclusive', 'warn']),
  /** Kinds of planted leaks of up to the limit that must have been found before this rule can pass. */
  needsControl: z.array(z.enum(['exact', 'noisy'])),
  /** Where nothing was measured. */
  whenAbsent: z.enum(['inconclusive', 'fail', 'warn', 'ignore']),
  /** Where the audit broke. */
  whenBroken: z.enum(['inconclusive', 'fail', 'warn']),
  rationale: z.string(),
  source: z.string().nullable(),
});

/** The whole policy that judged a result, its presets included. */
export const policySchema = z.strictObject({
  name: z.string(),
  title: z.string().nullable(),
  extends: z.string().nullable(),
  rules: z.array(policyRuleSchema),
  waivers: z.array(waiverSchema),
});

export const verdictSchema = z.strictObject({
  /** The rule's id. */
  rule: z.string(),
  /** Of the measure that decided; what the rule addresses where there was none. */
  audit: z.string(),
  measure: z.string(),
  subject: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  level: z.enum(verdictLevels),
  because: z.string(),
  /** What makes a breach a warning. */
  waiver: waiverSchema.nullable().default(null),
});

/** A leak of known size that was planted in the candidate to see whether it is found; independent of any policy. */
export const controlSchema = z.strictObject({
  kind: z.enum(['exact', 'noisy']),
  /** Share of train's rows that were planted. */
  share,
  replicates: z.number().int().nonnegative(),
  found: z.number().int().nonnegative(),
  /** Found in at least 80 % of replicates. */
  detected: z.boolean(),
});

export const candidateResultSchema = z.strictObject({
  /** Empty where no holdout was given, or where `detection-power` was not run. */
  controls: z.array(controlSchema).default([]),
  outcomes: z.record(z.string(), outcomeSchema),
  /** Of the categories that have one; computed from the disclosed outcomes. */
  scores: z.array(scoreSchema).default([]),
  verdicts: z.array(verdictSchema),
  verdict: z.enum(verdictLevels),
});

/** A clause or criterion in a paraphrase, the audits that speak to it, and what they leave to a human. */
export const clauseSchema = z.strictObject({
  id: z.string(),
  /** Where it stands: `Section 2.2`, `Article 10(5)`. */
  reference: z.string(),
  asks: z.string(),
  audits: z.array(z.strictObject({ audit: z.string(), says: z.string() })),
  remains: z.string(),
});

/** A law, opinion or standard that a release is held against. */
export const frameworkSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  issuer: z.string(),
  nature: z.enum(['law', 'opinion', 'guidance', 'standard']),
  /** Its state as of `asOf` (year and month). */
  status: z.string(),
  asOf: z.string(),
  clauses: z.array(clauseSchema),
});

export const resultSchema = z.strictObject({
  schemaVersion: z.literal(schemaVersion),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  run: z.strictObject({
    seed: z.number().int(),
    preset: z.enum(['quick', 'standard', 'full']),
    disclosure: z.enum(['shared', 'internal']),
    /** What may differ between two runs of the same inputs, configuration and seed. */
    volatile: z.strictObject({
      startedAt: z.string(),
      durationMs: z.number().nonnegative(),
      machine: z.strictObject({
        platform: z.string(),
        node: z.string(),
        cores: z.number().int(),
        threads: z.number().int(),
      }),
      stages: z.array(z.strictObject({ name: z.string(), durationMs: z.number().nonnegative() })),
    }),
  }),
  inputs: z.strictObject({
    train: inputSchema,
    holdout: inputSchema.nullable(),
    candidates: z.array(inputSchema.extend({ id: z.string() })),
    metadata: fileSchema.nullable(),
    /** Made-up records whose inclusion in train a coin decided. */
    canaries: inputSchema.nullable().default(null),
    /** The claim of (ε, δ)-differential privacy that was looked at. */
    dpClaim: z.strictObject({ epsilon: finite.nonnegative(), delta: share }).nullable().default(null),
    targets: z.array(z.string()),
    unit: z.string().nullable(),
    keys: z.array(z.string()),
    sensitive: z.array(z.string()),
    groups: z.array(z.string()),
    ignored: z.array(z.string()),
  }),
  columns: z.array(columnSchema),
  audits: z.record(z.string(), auditMetaSchema),
  candidates: z.record(z.string(), candidateResultSchema),
  /** Null where there is one candidate only. */
  comparison: comparisonSchema.nullable().default(null),
  /** Where the candidates are generations or releases of one generator. */
  series: seriesSchema.nullable().default(null),
  /** How the run's shared parts were made: encoding, distance, sample sizes. Shown in the report's method part. */
  method: z.array(z.strictObject({ title: z.string(), text: z.string() })),
  /** What disclosure control did to this document. */
  disclosed: z.array(z.string()),
  /** Which audits speak to which clause of which law or standard; what they say stands in the outcomes. */
  evidence: z.array(frameworkSchema).default([]),
  policy: policySchema
    .extend({
      /** Of the policy's canonical JSON, presets included. */
      sha256: z.string(),
      /** Ids of the candidates that decide for the run; all where it is empty. */
      gateOn: z.array(z.string()),
    })
    .nullable()
    .default(null),
  /** What has become worse or better since an earlier result; its verdicts stand among the candidates'. */
  baseline: baselineSchema.nullable().default(null),
  /** The worst of its candidates' verdicts. */
  verdict: z.enum(verdictLevels),
});

export type { BaselineComparison } from './baseline.ts';
export type { Estimate, KnownEstimate, Uncertainty } from './estimate.ts';
export { estimateSchema } from './estimate.ts';
export type { Score, ScoreName, ScorePart } from './score.ts';
export type { Collapse, Series, Trend, TrendPointOf } from './series.ts';
export type Measure = z.infer<typeof measureSchema>;
export type Detail = z.infer<typeof detailSchema>;
export type Outcome = z.infer<typeof outcomeSchema>;
export type Category = (typeof categories)[number];
export type MeasureMeta = z.infer<typeof measureMetaSchema>;
export type AuditMeta = z.infer<typeof auditMetaSchema>;
export type ResultInput = z.infer<typeof inputSchema>;
export type ColumnKind = (typeof columnKinds)[number];
export type ResultColumn = z.infer<typeof columnSchema>;
export type VerdictLevel = (typeof verdictLevels)[number];
export type Limit = z.infer<typeof limitSchema>;
export type Waiver = z.infer<typeof waiverSchema>;
export type PolicyRule = z.infer<typeof policyRuleSchema>;
export type Policy = z.infer<typeof policySchema>;
export type Verdict = z.infer<typeof verdictSchema>;
export type Control = z.infer<typeof controlSchema>;
export type Comparison = z.infer<typeof comparisonSchema>;
export type CandidateResult = z.infer<typeof candidateResultSchema>;
export type Clause = z.infer<typeof clauseSchema>;
export type Framework = z.infer<typeof frameworkSchema>;
export type ResultDocument = z.infer<typeof resultSchema>;
