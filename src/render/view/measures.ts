import type { AuditMeta, Measure, MeasureMeta, Outcome, ResultDocument } from '../../result/document.ts';
import { type CandidateView, outcomeOf } from './candidates.ts';
import { estimateRange, middle } from './estimates.ts';
import { inline, sentenceCase, words } from './text.ts';

/** One measure of an audit under one set of labels, over all candidates. */
export interface MeasureGroup {
  readonly name: string;
  readonly meta: MeasureMeta;
  /** `Area under the curve`. */
  readonly title: string;
  /** `random forest, trained on synthetic, target income`, or an empty text. */
  readonly detail: string;
  readonly entries: readonly { readonly candidate: CandidateView; readonly measure: Measure }[];
}

const unknownMeasure: Omit<MeasureMeta, 'title'> = {
  unit: 'number',
  better: 'none',
  formula: '',
  reference: null,
  counts: 'none',
};

/** What a measure is, also where the audit forgot to say. */
export function metaOf(audit: AuditMeta, name: string): MeasureMeta {
  if (Object.hasOwn(audit.measures, name)) return audit.measures[name]!;
  return { ...unknownMeasure, title: sentenceCase(words(name)) };
}

export function measuresOf(outcome: Outcome | null): readonly Measure[] {
  return outcome?.status === 'measured' ? outcome.measures : [];
}

/** The audit's measures of the wanted level, grouped by name and labels in the order of their first appearance. */
export function measureGroups(
  result: ResultDocument,
  audit: AuditMeta,
  candidates: readonly CandidateView[],
  level: 'table' | 'subjects',
): MeasureGroup[] {
  const groups = new Map<string, { candidate: CandidateView; measure: Measure }[]>();
  for (const candidate of candidates) {
    for (const measure of measuresOf(outcomeOf(result, candidate, audit.id))) {
      if ((measure.subject.length === 0) !== (level === 'table')) continue;
      const key = groupKey(measure);
      const entries = groups.get(key);
      if (entries === undefined) groups.set(key, [{ candidate, measure }]);
      else entries.push({ candidate, measure });
    }
  }
  return [...groups.values()].map((entries) => {
    const { name, labels } = entries[0]!.measure;
    const meta = metaOf(audit, name);
    return { name, meta, title: meta.title, detail: labelText(audit, labels), entries };
  });
}

/** `random forest, trained on synthetic, target income`. */
export function labelText(audit: AuditMeta, labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => labelPart(audit, key, value))
    .join(', ');
}

/** `age`, `age × sex`. */
export function subjectText(subject: readonly string[], length = 32): string {
  return subject.map((part) => inline(part, length)).join(' × ');
}

/**
 * How far a measure lies on the bad side of what it is compared with: its ceiling, else its meta's reference,
 * else 1 for an exact share that should be whole. Null where nothing says what good would be.
 */
export interface Shortfall {
  /** The whole interval lies beyond the reference's interval. */
  readonly clear: boolean;
  /** 0 at the reference, 1 at the floor (or, without a clearly worse floor, one unit away): for ordering only. */
  readonly size: number;
}

export function shortfallOf(
  measure: Measure,
  meta: MeasureMeta,
  category: AuditMeta['category'],
): Shortfall | null {
  const reference = referenceOf(measure, meta, category);
  if (reference === null || meta.better === 'none') return null;
  const range = estimateRange(measure.estimate);
  const value = middle(measure.estimate);
  const above = value - reference.value;
  const bad = meta.better === 'higher' ? -above : meta.better === 'lower' ? above : Math.abs(above);
  const tolerance = 1e-12;
  const below = range !== null && range.high < reference.low - tolerance;
  const beyond = range !== null && range.low > reference.high + tolerance;
  const clear = meta.better === 'higher' ? below : meta.better === 'lower' ? beyond : below || beyond;
  const span = spanOf(measure, meta, reference.value);
  return { clear, size: span === null ? 0 : Math.max(0, bad) / span };
}

/**
 * The way from the reference to the floor where the floor is clearly worse; else one unit for measures on a scale
 * from 0 to 1. Null where neither gives a scale: such a measure can be clear, but not large.
 */
function spanOf(measure: Measure, meta: MeasureMeta, reference: number): number | null {
  const least = 0.05;
  if (measure.floor !== null) {
    const below = reference - middle(measure.floor);
    const span = meta.better === 'lower' ? -below : meta.better === 'higher' ? below : Math.abs(below);
    if (span >= least) return span;
  }
  return ['share', 'score', 'ratio', 'auc'].includes(meta.unit) ? 1 : null;
}

function referenceOf(
  measure: Measure,
  meta: MeasureMeta,
  category: AuditMeta['category'],
): { value: number; low: number; high: number } | null {
  if (measure.ceiling !== null) {
    const value = middle(measure.ceiling);
    return { value, ...(estimateRange(measure.ceiling) ?? { low: value, high: value }) };
  }
  if (meta.reference !== null) return { value: meta.reference, low: meta.reference, high: meta.reference };
  if (
    category === 'validity' &&
    meta.better === 'higher' &&
    (meta.unit === 'share' || meta.unit === 'score')
  ) {
    return { value: 1, low: 1, high: 1 };
  }
  return null;
}

function labelPart(audit: AuditMeta, key: string, value: string): string {
  const shown = inline(words(value));
  switch (key) {
    case 'model':
      return value === 'linear' ? 'linear model' : shown;
    case 'coefficient':
    case 'pairs':
      return shown;
    case 'trainedOn':
      return value === 'train' ? 'trained on real data' : `trained on ${shown} data`;
    case 'metric':
      return Object.hasOwn(audit.measures, value)
        ? audit.measures[value]!.title
        : (metricNames[value] ?? shown);
    case 'attack':
      return `${shown} attack`;
    case 'against':
      return `against ${value === 'train' ? 'training rows' : value === 'holdout' ? 'holdout rows' : shown}`;
    case 'fpr':
      return `at ${rateText(value)} false positives`;
    case 'realShare':
      return value === '1' ? 'all real rows' : `${rateText(value)} of the real rows`;
    case 'target':
      return `target ${inline(value)}`;
    default:
      return `${inline(words(key))} ${inline(value)}`;
  }
}

/** Metrics that an audit names in labels only. */
const metricNames: Readonly<Record<string, string>> = { auc: 'AUC', r2: 'R²' };

/** A rate given as a share: `0.01` is one per cent. */
function rateText(value: string): string {
  const rate = Number(value);
  return rate > 0 && rate < 1 ? `${Number((rate * 100).toPrecision(3))}\u00a0%` : inline(value);
}

function groupKey(measure: Measure): string {
  const labels = Object.entries(measure.labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([measure.name, labels]);
}
