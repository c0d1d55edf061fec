import type {
  AuditMeta,
  Category,
  Limit,
  Measure,
  MeasureMeta,
  ResultDocument,
} from '../../result/document.ts';
import { type StripDomain, strip } from '../charts/strip.ts';
import type { Drawing } from '../charts/svg.ts';
import { auditName, auditsOf, type CandidateView, outcomeOf, referenceName } from './candidates.ts';
import { estimateRange, estimateText, estimateView, intervalHead, isKnown, middle } from './estimates.ts';
import { leakEvidence } from './leaks.ts';
import { limitOf } from './limits.ts';
import { labelText, measuresOf, metaOf, shortfallOf, subjectText } from './measures.ts';
import { formatValue } from './numbers.ts';

/** The measure by which a category is read on the first screen. */
export interface Picked {
  readonly audit: AuditMeta;
  readonly measure: Measure;
  readonly meta: MeasureMeta;
  /** Which one it is where there are several: `exact copies`, `age`. */
  readonly which: string;
}

/** A measure with the policy's limit for it. */
interface Read extends Picked {
  readonly limit: Limit | null;
}

export interface DecidingColumn {
  readonly category: Category;
  readonly title: string;
  readonly caption: string;
  pick(result: ResultDocument, candidate: CandidateView): Picked | null;
  readonly domain: 'from-zero' | 'around-reference';
}

export interface DecidingHead {
  readonly title: string;
  readonly caption: string;
}

export interface DecidingCell {
  readonly title: string;
  readonly text: string;
  readonly interval: string | null;
  readonly which: string;
  readonly drawing: Drawing | null;
  readonly known: boolean;
}

/** The columns of the first screen in reading order; a column without any measure is left out, privacy never is. */
export const decidingColumns: readonly DecidingColumn[] = [
  {
    category: 'privacy',
    title: 'Training rows recognisable',
    caption: '',
    domain: 'from-zero',
    pick: (result, candidate) => {
      const { state, leaks } = leakEvidence(result, candidate);
      const leak = leaks[0];
      return leak === undefined || state === 'unknown' ? null : { ...leak, which: leak.attack };
    },
  },
  {
    category: 'fidelity',
    title: 'Column shapes',
    caption: 'mark: fresh real data',
    domain: 'around-reference',
    pick: (result, candidate) => tableMeasure(result, candidate, 'column-shapes', 'column-shapes'),
  },
  {
    category: 'fidelity',
    title: 'Pair trends',
    caption: 'short mark: naive, long: fresh real data',
    domain: 'around-reference',
    pick: (result, candidate) => tableMeasure(result, candidate, 'column-pair-trends', 'column-pair-trends'),
  },
  {
    category: 'diversity',
    title: 'Tails kept',
    caption: 'mark: fresh real data',
    domain: 'around-reference',
    pick: (result, candidate) => tableMeasure(result, candidate, 'tail-coverage', 'tail-coverage'),
  },
  {
    category: 'utility',
    title: 'Utility kept',
    caption: 'mark: trained on real data',
    domain: 'around-reference',
    pick: utilityRatio,
  },
  {
    category: 'fairness',
    title: 'Least represented',
    caption: 'group’s share against train’s',
    domain: 'around-reference',
    pick: (result, candidate) =>
      tableMeasure(result, candidate, 'group-representation', 'smallest-representation-ratio'),
  },
  {
    category: 'validity',
    title: 'Well-formed, least',
    caption: 'share of cells or columns',
    domain: 'around-reference',
    pick: leastWellFormed,
  },
];

/** More do not fit the page's width; then pair trends, which suffer first, speak for fidelity alone. */
const mostColumns = 6;
const dispensable = 'Column shapes';

/** The first screen's table cells: one list per candidate, in the order of the heads. */
export function decidingTable(
  result: ResultDocument,
  candidates: readonly CandidateView[],
): {
  heads: DecidingHead[];
  rows: DecidingCell[][];
  picks: { column: DecidingColumn; picked: Picked | null }[][];
} {
  const columns = decidingColumns
    .map((column) => ({
      column,
      picks: candidates.map((candidate): Read | null => {
        const picked = column.pick(result, candidate);
        return picked && { ...picked, limit: limitOf(result, candidate.id, picked.audit.id, picked.measure) };
      }),
    }))
    .filter(({ column, picks }) => column.category === 'privacy' || picks.some((picked) => picked !== null))
    .filter(({ column }, _, shown) => shown.length <= mostColumns || column.title !== dispensable);
  const domains = columns.map(({ column, picks }) => domainOf(column, picks));
  return {
    heads: columns.map(({ column }, index) => ({
      title: column.title,
      caption: [
        column.domain === 'from-zero' && columns[index]!.picks.some((picked) => picked !== null)
          ? `${intervalHead(result)}, axis 0 to ${formatValue(domains[index]!.high, 'share').replace('.0', '')}`
          : column.caption,
        columns[index]!.picks.some((picked) => picked?.limit) ? 'dashed: limit' : '',
      ]
        .filter((part) => part !== '')
        .join(', '),
    })),
    rows: candidates.map((candidate, row) =>
      columns.map(({ column, picks }, index) =>
        cellOf(column, picks[row] ?? null, domains[index]!, candidate),
      ),
    ),
    picks: candidates.map((_, row) =>
      columns.map(({ column, picks }) => ({ column, picked: picks[row] ?? null })),
    ),
  };
}

function cellOf(
  column: DecidingColumn,
  picked: Read | null,
  domain: StripDomain,
  candidate: CandidateView,
): DecidingCell {
  if (picked === null) {
    return { title: column.title, text: 'not known', interval: null, which: '', drawing: null, known: false };
  }
  const { measure, meta, limit } = picked;
  const view = estimateView(measure.estimate, meta.unit);
  const ceiling = measure.ceiling === null ? meta.reference : middle(measure.ceiling);
  const against =
    measure.ceiling === null
      ? ''
      : `, ${referenceName(picked.audit.category).toLowerCase()} ${estimateText(measure.ceiling, meta.unit)}`;
  const allowed = limit === null ? '' : `, limit at ${limit.at} ${formatValue(limit.value, meta.unit)}`;
  const naive = measure.floor === null ? '' : `, naive ${estimateText(measure.floor, meta.unit)}`;
  return {
    title: column.title,
    text: view.text,
    interval: view.interval,
    which: picked.which,
    known: true,
    drawing: strip({
      hue: candidate.hue,
      domain,
      value: isKnown(measure.estimate) ? measure.estimate.value : null,
      range: estimateRange(measure.estimate),
      reference:
        column.domain === 'from-zero' ? null : (ceiling ?? (column.category === 'validity' ? 1 : null)),
      floor: measure.floor === null ? null : middle(measure.floor),
      limit,
      width: column.domain === 'from-zero' ? 96 : 76,
      label: `${column.title}: ${estimateText(measure.estimate, meta.unit)}${against}${naive}${allowed}`,
    }),
  };
}

/** One axis for all candidates, so that the eye may compare down the column. */
function domainOf(column: DecidingColumn, picks: readonly (Read | null)[]): StripDomain {
  const values = picks.flatMap((picked) => {
    if (picked === null) return [];
    const { measure, meta, limit } = picked;
    const range = estimateRange(measure.estimate);
    const ends = range === null ? [middle(measure.estimate)] : [range.low, range.high];
    const ceiling = measure.ceiling === null ? [] : [middle(measure.ceiling)];
    const reference = column.domain === 'around-reference' && meta.reference !== null ? [meta.reference] : [];
    const limits = limit === null ? [] : [limit.value];
    return [
      ...ends,
      ...limits,
      ...ceiling,
      ...reference,
      ...(measure.floor === null ? [] : [middle(measure.floor)]),
    ];
  });
  if (column.domain === 'from-zero') {
    const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1];
    const most = Math.max(0, ...values);
    return { low: 0, high: steps.find((step) => most <= step) ?? 1 };
  }
  if (column.category === 'validity') values.push(1);
  if (values.length === 0) return { low: 0, high: 1 };
  const high = Math.max(...values);
  // A narrow axis would make a small distance to the ceiling look like a large one.
  const low = Math.min(...values, high - (column.category === 'validity' ? 0.05 : 0.2));
  const room = Math.max((high - low) * 0.04, 0.005);
  return { low: low - room, high: column.category === 'validity' ? high : high + room };
}

function tableMeasure(
  result: ResultDocument,
  candidate: CandidateView,
  audit: string,
  name: string,
): Picked | null {
  const meta = Object.hasOwn(result.audits, audit) ? result.audits[audit]! : null;
  if (meta === null) return null;
  const measures = measuresOf(outcomeOf(result, candidate, audit)).filter(
    (measure) => measure.name === name && measure.subject.length === 0,
  );
  const plain = measures.find((measure) => Object.keys(measure.labels).length === 0) ?? measures[0];
  return plain === undefined ? null : { audit: meta, measure: plain, meta: metaOf(meta, name), which: '' };
}

/** The lowest ratio of the first of these metrics that was measured, over models and targets. */
function utilityRatio(result: ResultDocument, candidate: CandidateView): Picked | null {
  const id = 'train-on-synthetic-test-on-real';
  const audit = Object.hasOwn(result.audits, id) ? result.audits[id]! : null;
  if (audit === null) return null;
  const ratios = measuresOf(outcomeOf(result, candidate, id)).filter(
    (measure) => measure.name === 'tstr-trtr-ratio' && measure.subject.length === 0,
  );
  const metrics = ['auc', 'r2', 'balanced-accuracy', 'macro-f1', 'accuracy', 'rmse'];
  const metric = metrics.find((name) => ratios.some((measure) => measure.labels.metric === name));
  const chosen = metric === undefined ? ratios : ratios.filter((measure) => measure.labels.metric === metric);
  const lowest = [...chosen].sort((a, b) => middle(a.estimate) - middle(b.estimate))[0];
  if (lowest === undefined) return null;
  return { audit, measure: lowest, meta: metaOf(audit, lowest.name), which: labelText(audit, lowest.labels) };
}

/**
 * The share of what is well-formed that lies furthest below its reference. Shares of what is not (duplicate rows) would read
 * the wrong way round in its column: 1 % of duplicates as 1 % well-formed.
 */
function leastWellFormed(result: ResultDocument, candidate: CandidateView): Picked | null {
  let worst: (Picked & { size: number }) | null = null;
  for (const audit of auditsOf(result, 'validity')) {
    for (const measure of measuresOf(outcomeOf(result, candidate, audit.id))) {
      const meta = metaOf(audit, measure.name);
      if (meta.unit !== 'share' || meta.better !== 'higher') continue;
      const shortfall = shortfallOf(measure, meta, 'validity');
      if (shortfall === null || (worst !== null && shortfall.size <= worst.size)) continue;
      const subject = subjectText(measure.subject, 20);
      const labels = labelText(audit, measure.labels);
      const which = [auditName(audit), labels, subject].filter((part) => part !== '').join(', ');
      worst = { audit, measure, meta, which, size: shortfall.size };
    }
  }
  return worst;
}
