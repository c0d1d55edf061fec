import type { Category, Comparison } from '../result/document.ts';
import { widening } from '../result/widening.ts';
import type { Readings } from './compare-candidates.ts';
import type { ComparedMeasure } from './compared-measures.ts';
import type { Reading } from './reading.ts';

interface Compared {
  readonly ids: readonly string[];
  readonly measures: readonly ComparedMeasure[];
  readonly readings: Readings;
  readonly pairs: Comparison['pairs'];
}

/**
 * Privacy against utility, and against fidelity. A candidate is dominated by another that is distinguishably better in
 * some compared measure of the two categories while it is distinguishably better in none: what chance may
 * explain dominates nobody, so a front may hold every candidate. Candidates whose position is not known are left out.
 */
export function planesOf(compared: Compared): Comparison['planes'] {
  return (['utility', 'fidelity'] as const).flatMap((category) => planeOf(category, compared) ?? []);
}

function planeOf(
  category: Category,
  { ids, measures, readings, pairs }: Compared,
): Comparison['planes'][number] | null {
  const leading = measures.findIndex(
    (measure, index) => measure.category === category && ids.every((id) => readings.get(id)?.[index]),
  );
  const leaks = measures.flatMap(({ category: of }, index) => (of === 'privacy' ? [index] : []));
  const lead = measures[leading];
  if (lead === undefined || leaks.length === 0) return null;
  const concerned = measures.flatMap(({ category: of }, index) =>
    of === 'privacy' || of === category ? [index] : [],
  );
  const points = ids.flatMap((candidate) => {
    const x = readings.get(candidate)?.[leading];
    const y = highestLeak(leaks.flatMap((index) => readings.get(candidate)?.[index] ?? []));
    if (!x || y === null) return [];
    return [{ candidate, x: spanOf(x, 1), y, dominatedBy: dominators(candidate, pairs, concerned) }];
  });
  if (points.length < 2) return null;
  return {
    category,
    points,
    x: { audit: lead.audit, measure: lead.measure, labels: { ...lead.labels } },
    y: { measures: leaks.length },
  };
}

/** The highest of several rates, between the highest of their ends, each widened for having looked at all. */
export function highestLeak(leaks: readonly Reading[]): { value: number; low: number; high: number } | null {
  if (leaks.length === 0) return null;
  const wider = widening(leaks.length);
  const spans = leaks.map((leak) => spanOf(leak, wider));
  const most = (pick: 'value' | 'low' | 'high') => Math.max(...spans.map((span) => span[pick]));
  return { value: most('value'), low: Math.min(most('low'), most('value')), high: most('high') };
}

function spanOf({ value, below, above }: Reading, wider: number) {
  const round = (number: number) => Math.round(number * 1e6) / 1e6 + 0;
  return { value, low: round(value - below * wider), high: round(value + above * wider) };
}

function dominators(candidate: string, pairs: Comparison['pairs'], concerned: readonly number[]): string[] {
  return pairs.flatMap(({ first, second, differences }) => {
    if (first !== candidate && second !== candidate) return [];
    const own = first === candidate ? 'first' : 'second';
    const marks = concerned.flatMap((index) => differences[index]?.better ?? []);
    const isWorse = marks.some((better) => better !== own && better !== 'neither');
    const isBetter = marks.includes(own);
    return isWorse && !isBetter ? [own === 'first' ? second : first] : [];
  });
}
