import type { Estimate, KnownEstimate, Measure, MeasureMeta, ScorePart } from '../result/document.ts';
import type { Lead } from './definitions.ts';

/** A measure on the scale from 0 (floor) to 100 (ceiling), or why it has no place there. */
export type Scaled =
  | {
      readonly kind: 'part';
      readonly part: Omit<ScorePart, 'audit' | 'weight' | 'estimate'>;
      readonly points: Points;
    }
  | { readonly kind: 'left-out'; readonly reason: string };

/** A scale whose length is not known to one half says more about its ends than about the candidate. */
const clearance = 2;

/** A part in points, with how far the truth may lie below and above. */
export interface Points {
  readonly value: number;
  readonly below: number;
  readonly above: number;
  /** Whether it has an interval of its own. */
  readonly isKnown: boolean;
  readonly sampleSize: number;
}

/**
 * 100 · (value − floor) / (ceiling − floor), kept between 0 and 100. The arms are those of value, ceiling and floor, each
 * times its slope, as the root of their squares (MOVER): all three are taken against the same train, whose chance moves
 * them together and so cancels in part; to take them as independent is the wider choice.
 * Source: Donner & Zou (2012), Closed-form confidence intervals for functions of the normal mean and standard deviation,
 * Stat. Methods Med. Res. 21(4), for the method of variance estimates recovery.
 */
export function scalePart(lead: Lead, measures: readonly Measure[], meta: MeasureMeta | undefined): Scaled {
  const found = measures.filter((measure) => isMeant(measure, lead));
  const table = found.filter(({ subject }) => subject.length === 0);
  const meant = table.length > 0 ? table : found.filter(({ subject }) => subject.length === 1);
  if (meant.length === 0) return leftOut('was not measured here');
  const sides = meant.flatMap((measure) => sidesOf(measure, lead, meta) ?? []);
  if (sides.length === 0) return leftOut(lackOf(meant, lead));
  const cases = Math.min(...sides.map(({ rows }) => rows));
  if (cases < (lead.fewestCases ?? 0))
    return leftOut(`rests on fewer than ${lead.fewestCases} cases in train`);
  const value = meanArms(sides.map((side) => side.value));
  const ceiling = meanArms(sides.map((side) => side.ceiling));
  const floor = meanArms(sides.map((side) => side.floor));

  const range = ceiling.value - floor.value;
  const noise = range > 0 ? Math.hypot(ceiling.below, floor.above) : Math.hypot(ceiling.above, floor.below);
  // Rounding may leave a scale no length, and its ends no noise.
  if (range === 0 || Math.abs(range) < clearance * noise) {
    return leftOut('floor and ceiling lie too near to each other for this many rows');
  }
  const ratio = (value.value - floor.value) / range;
  const terms: readonly (readonly [Arms, slope: number])[] = [
    [value, 1 / range],
    [ceiling, -ratio / range],
    [floor, -(1 - ratio) / range],
  ];
  const above =
    100 * Math.hypot(...terms.map(([arms, slope]) => slope * (slope > 0 ? arms.above : arms.below)));
  const below =
    100 * Math.hypot(...terms.map(([arms, slope]) => slope * (slope > 0 ? arms.below : arms.above)));
  const isKnown = value.isKnown && ceiling.isKnown && floor.isKnown;
  return {
    kind: 'part',
    part: {
      measure: lead.measure,
      labels: { ...lead.labels },
      columns: table.length > 0 ? 0 : sides.length,
      value: value.value,
      floor: { kind: lead.floor === 'naive' ? 'naive' : 'nothing-kept', value: floor.value },
      ceiling: { kind: lead.ceiling, value: ceiling.value },
      beyond: ratio > 1 ? 'ceiling' : ratio < 0 ? 'floor' : 'neither',
    },
    points: {
      ...(isKnown ? kept(100 * ratio, below, above) : anywhere(100 * ratio)),
      isKnown,
      sampleSize: cases,
    },
  };
}

/**
 * What counts as 0 or 100 keeps its arms on the other side: only as far as they reach back over the end. On its own
 * side they stay, so that the mean of many parts that chance has cut off at 100 still reaches it.
 */
function kept(points: number, below: number, above: number): Omit<Points, 'isKnown' | 'sampleSize'> {
  return {
    value: Math.min(100, Math.max(0, points)),
    below: Math.min(100, Math.max(0, below - Math.max(0, points - 100))),
    above: Math.min(100, Math.max(0, above + Math.min(0, points))),
  };
}

/** Without an interval of its own a part may lie anywhere on the scale. */
function anywhere(points: number): Omit<Points, 'isKnown' | 'sampleSize'> {
  const { value } = kept(points, 0, 0);
  return { value, below: value, above: 100 - value };
}

interface Arms {
  readonly value: number;
  readonly below: number;
  readonly above: number;
  readonly isKnown: boolean;
}

interface Sides {
  readonly value: Arms;
  readonly ceiling: Arms;
  readonly floor: Arms;
  readonly rows: number;
}

function isMeant(measure: Measure, { measure: name, labels }: Lead): boolean {
  const keys = new Set([...Object.keys(labels), ...Object.keys(measure.labels)]);
  return measure.name === name && [...keys].every((key) => measure.labels[key] === labels[key]);
}

function sidesOf(measure: Measure, lead: Lead, meta: MeasureMeta | undefined): Sides | null {
  const { estimate } = measure;
  if (estimate.value === null) return null;
  const ceiling = lead.ceiling === 'reference' ? constant(meta?.reference ?? null) : armsOf(measure.ceiling);
  const floor = lead.floor === 'naive' ? armsOf(measure.floor) : constant(lead.floor);
  const value = armsOf(estimate);
  return value && ceiling && floor ? { value, ceiling, floor, rows: estimate.sampleSize } : null;
}

function lackOf(measures: readonly Measure[], { floor }: Lead): string {
  if (measures.every(({ estimate }) => estimate.value === null)) return 'disclosure control hides its value';
  const lacks = [
    ...(measures.every((measure) => !isKnown(measure.ceiling)) ? ['no ceiling'] : []),
    ...(floor === 'naive' && measures.every((measure) => !isKnown(measure.floor)) ? ['no floor'] : []),
  ];
  return lacks.length === 0 ? 'has no ceiling or no floor' : `has ${lacks.join(' and ')}`;
}

function isKnown(estimate: Estimate | null): estimate is KnownEstimate {
  return estimate !== null && estimate.value !== null;
}

function armsOf(estimate: Estimate | null): Arms | null {
  if (!isKnown(estimate)) return null;
  const { value, uncertainty } = estimate;
  switch (uncertainty.kind) {
    case 'exact':
      return { value, below: 0, above: 0, isKnown: true };
    case 'interval':
      return {
        value,
        // Rounding may have put an end on the wrong side of its value.
        below: Math.max(0, value - uncertainty.low),
        above: Math.max(0, uncertainty.high - value),
        isKnown: true,
      };
    case 'unknown':
      return { value, below: 0, above: 0, isKnown: false };
    default:
      return uncertainty satisfies never;
  }
}

function constant(value: number | null): Arms | null {
  return value === null ? null : { value, below: 0, above: 0, isKnown: true };
}

/** Columns share rows: their arms are averaged as if all erred together. */
function meanArms(all: readonly Arms[]): Arms {
  const mean = (pick: (arms: Arms) => number) => all.reduce((sum, arms) => sum + pick(arms), 0) / all.length;
  return {
    value: mean(({ value }) => value),
    below: mean(({ below }) => below),
    above: mean(({ above }) => above),
    isKnown: all.every(({ isKnown: known }) => known),
  };
}

function leftOut(reason: string): Scaled {
  return { kind: 'left-out', reason };
}
