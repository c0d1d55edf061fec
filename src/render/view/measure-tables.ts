import type { Category, Estimate, Measure } from '../../result/document.ts';
import { strip } from '../charts/strip.ts';
import type { Drawing } from '../charts/svg.ts';
import { type CandidateView, referenceName } from './candidates.ts';
import { estimateRange, estimateText, estimateView, isKnown, middle } from './estimates.ts';
import type { MeasureGroup } from './measures.ts';
import { formatCount, formatPValue, formatValue } from './numbers.ts';

/** Table-level measures, grouped; columns that would stay empty are left out. */
export interface MeasureTable {
  readonly intervalHead: string;
  readonly referenceHead: string;
  readonly hasCeiling: boolean;
  readonly hasFloor: boolean;
  readonly hasTest: boolean;
  readonly span: number;
  readonly blocks: readonly MeasureBlock[];
}

interface MeasureBlock {
  readonly title: string;
  readonly detail: string;
  readonly rows: readonly MeasureRow[];
}

interface MeasureRow {
  /** Null where the row stands for all candidates, because it is the same for all. */
  readonly candidate: CandidateView | null;
  readonly value: string;
  readonly interval: string;
  readonly drawing: Drawing | null;
  readonly ceiling: string;
  /** What lying beyond the ceiling means. */
  readonly remark: string;
  readonly floor: string;
  readonly test: string;
  readonly size: string;
}

/** Rows drawn as strips; a table with more shows its numbers only. */
const mostDrawn = 240;

/** Null where the audit has no measure of the whole table. */
export function measureTable(
  groups: readonly MeasureGroup[],
  intervalHead: string,
  category: Category,
): MeasureTable | null {
  if (groups.length === 0) return null;
  const rowCount = groups.reduce((total, group) => total + group.entries.length, 0);
  const blocks = groups.map((group) => measureBlock(group, category, rowCount <= mostDrawn));
  const rows = blocks.flatMap((block) => block.rows);
  const hasCeiling = rows.some(({ ceiling }) => ceiling !== '');
  const hasFloor = rows.some(({ floor }) => floor !== '');
  const hasTest = rows.some(({ test }) => test !== '');
  const span = 5 + [hasCeiling, hasFloor, hasTest].filter(Boolean).length;
  return {
    intervalHead,
    referenceHead: referenceName(category),
    hasCeiling,
    hasFloor,
    hasTest,
    span,
    blocks,
  };
}

/** Whether a fidelity score lies clearly above what fresh real data reaches: then it is closer to train than fresh data is. */
export function isBeyondCeiling(measure: Measure, better: MeasureGroup['meta']['better']): boolean {
  if (measure.ceiling === null) return false;
  const own = estimateRange(measure.estimate);
  const ceiling = estimateRange(measure.ceiling);
  if (own === null || ceiling === null) return false;
  return better === 'higher' ? own.low > ceiling.high : better === 'lower' && own.high < ceiling.low;
}

function measureBlock(group: MeasureGroup, category: Category, drawn: boolean): MeasureBlock {
  const domain = domainOf(group);
  const rows = group.entries.map(({ candidate, measure }) => rowOf(candidate, measure, group, category));
  const [first] = rows;
  const same = rows.length > 1 && rows.every((row) => sameText(row, first!));
  const entries = same ? group.entries.slice(0, 1) : group.entries;
  return {
    title: group.title,
    detail: group.detail,
    rows: entries.map(({ candidate, measure }, index) => ({
      ...rows[index]!,
      candidate: same ? null : candidate,
      drawing: drawn ? drawingOf(same ? null : candidate, measure, group, domain) : null,
    })),
  };
}

function rowOf(
  candidate: CandidateView,
  measure: Measure,
  { meta }: MeasureGroup,
  category: Category,
): Omit<MeasureRow, 'drawing'> {
  const { unit, reference } = meta;
  const view = estimateView(measure.estimate, unit);
  const fallback = reference === null ? '' : formatValue(reference, unit);
  const beyond = category === 'fidelity' && isBeyondCeiling(measure, meta.better);
  return {
    candidate,
    value: view.text,
    interval: view.interval ?? intervalWord(measure.estimate),
    ceiling: measure.ceiling === null ? fallback : estimateText(measure.ceiling, unit),
    remark: beyond ? 'closer to training than fresh data is: look at memorisation' : '',
    floor: measure.floor === null ? '' : estimateText(measure.floor, unit),
    test: measure.test === null ? '' : formatPValue(measure.test.adjusted),
    size: isKnown(measure.estimate) ? formatCount(measure.estimate.sampleSize) : '',
  };
}

function drawingOf(
  candidate: CandidateView | null,
  measure: Measure,
  { meta }: MeasureGroup,
  domain: { low: number; high: number },
): Drawing {
  const who = candidate === null ? 'All candidates' : candidate.letter;
  return strip({
    hue: candidate?.hue ?? 'neutral',
    domain,
    value: isKnown(measure.estimate) ? measure.estimate.value : null,
    range: estimateRange(measure.estimate),
    reference: measure.ceiling === null ? meta.reference : middle(measure.ceiling),
    floor: measure.floor === null ? null : middle(measure.floor),
    label: `${who}: ${estimateText(measure.estimate, meta.unit)}`,
    width: 132,
  });
}

function sameText(a: Omit<MeasureRow, 'drawing'>, b: Omit<MeasureRow, 'drawing'>): boolean {
  return (['value', 'interval', 'ceiling', 'remark', 'floor', 'test', 'size'] as const).every(
    (field) => a[field] === b[field],
  );
}

function intervalWord(estimate: Estimate): string {
  if (!isKnown(estimate)) return 'range';
  return estimate.uncertainty.kind === 'exact' ? 'exact' : 'not known';
}

/** One axis for a measure's rows, over values, intervals and references. */
function domainOf(group: MeasureGroup): { low: number; high: number } {
  const values = group.entries.flatMap(({ measure }) => {
    const range = estimateRange(measure.estimate);
    return [
      ...(range === null ? [middle(measure.estimate)] : [range.low, range.high]),
      ...(measure.ceiling === null ? [] : [middle(measure.ceiling)]),
      ...(measure.floor === null ? [] : [middle(measure.floor)]),
      ...(group.meta.reference === null ? [] : [group.meta.reference]),
    ];
  });
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = high > low ? (high - low) * 0.03 : Math.max(Math.abs(high) * 0.1, 0.01);
  return { low: low - room, high: high + room };
}
