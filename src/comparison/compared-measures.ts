import type { Category, Measure, MeasureMeta, ResultDocument } from '../result/document.ts';

/** A table-level measure by which candidates are compared, as it is addressed in every one of them. */
export interface ComparedMeasure {
  readonly audit: string;
  readonly measure: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly category: Category;
  readonly meta: MeasureMeta;
  /** The interval leaves out that the candidate was sampled: without the replicates' standard error it cannot compare. */
  readonly needsError: boolean;
}

/** A declared few: each further one costs all others power. Of a category the first that all candidates have leads. */
const declared: readonly {
  readonly audit: string;
  readonly measure: string;
  /** Values that a label must have; others may have any. */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  readonly needsError?: boolean;
}[] = [
  { audit: 'exact-copies', measure: 'leak-rate' },
  { audit: 'membership-inference', measure: 'leak-rate' },
  { audit: 'singling-out', measure: 'risk' },
  // Several random splits are one attack; with keys named there is one split.
  { audit: 'linkability', measure: 'risk', labels: { split: ['all', 'keys'] } },
  { audit: 'attribute-inference', measure: 'risk' },
  { audit: 'column-pair-trends', measure: 'column-pair-trends', labels: { pairs: ['with-trend'] } },
  { audit: 'column-shapes', measure: 'column-shapes' },
  { audit: 'marginals', measure: 'bivariate-accuracy' },
  { audit: 'tail-coverage', measure: 'tail-coverage' },
  { audit: 'spread', measure: 'generalized-variance-ratio' },
  { audit: 'rare-category-retention', measure: 'rare-category-retention' },
  ...(['gradient-boosting', 'random-forest', 'ml-random-forest', 'linear'] as const).flatMap((model) =>
    (['auc', 'r2'] as const).map((measure) => ({
      audit: 'train-on-synthetic-test-on-real',
      measure,
      labels: { model: [model], trainedOn: ['synthetic'] },
      needsError: true,
    })),
  ),
];

/** The declared measures that at least two candidates have, in the declared order, labels in the order they are met. */
export function comparedMeasures(result: ResultDocument): ComparedMeasure[] {
  return declared.flatMap(({ audit, measure, labels, needsError = false }) => {
    const meta = result.audits[audit];
    const measureMeta = meta?.measures[measure];
    if (meta === undefined || measureMeta === undefined) return [];
    const met = new Map<string, { labels: Readonly<Record<string, string>>; times: number }>();
    for (const { id } of result.inputs.candidates) {
      for (const found of tableMeasures(result, id, audit, measure)) {
        if (!hasLabels(found, labels ?? {})) continue;
        const key = keyOf(found.labels);
        const known = met.get(key);
        met.set(key, { labels: found.labels, times: (known?.times ?? 0) + 1 });
      }
    }
    return [...met.values()]
      .filter(({ times }) => times > 1)
      .map((one) => ({
        audit,
        measure,
        labels: one.labels,
        category: meta.category,
        meta: measureMeta,
        needsError,
      }));
  });
}

/** The candidate's measure of that address; null where it has none. */
export function measureOf(result: ResultDocument, candidate: string, of: ComparedMeasure): Measure | null {
  const key = keyOf(of.labels);
  return (
    tableMeasures(result, candidate, of.audit, of.measure).find(({ labels }) => keyOf(labels) === key) ?? null
  );
}

function tableMeasures(result: ResultDocument, candidate: string, audit: string, name: string): Measure[] {
  const outcomes = result.candidates[candidate]?.outcomes ?? {};
  const outcome = Object.hasOwn(outcomes, audit) ? outcomes[audit] : undefined;
  if (outcome?.status !== 'measured') return [];
  return outcome.measures.filter((measure) => measure.name === name && measure.subject.length === 0);
}

function hasLabels(measure: Measure, wanted: Readonly<Record<string, readonly string[]>>): boolean {
  return Object.entries(wanted).every(([name, values]) => values.includes(measure.labels[name] ?? ''));
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
