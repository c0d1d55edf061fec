import type { Collapse, ResultDocument, Series, Trend } from '../result/document.ts';
import { holm } from '../statistics/holm.ts';
import { type TrendPoint, trendSlope } from '../statistics/trend-slope.ts';
import { type FollowedMeasure, followMeasure } from './follow-measure.ts';
import { level, lossAgainstFirst, lossAgainstReference } from './loss-tests.ts';
import { trackedMeasures } from './tracked-measures.ts';

/**
 * Reads a result's candidates as a series in the order of its inputs: the trend of every tracked measure, and whether
 * anything collapses. A pure function of the disclosed document, so a saved result gives the same.
 *
 * @param labels what the axis calls the candidates, one each
 */
export function seriesOf(result: ResultDocument, labels: readonly string[]): Series {
  const order = result.inputs.candidates.map(({ id }) => id);
  if (labels.length !== order.length) throw new RangeError('a series needs one label per candidate');
  const families = trackedFamilies(result);
  const trends = families.flatMap(trendsOf);
  const ofTable = trends.filter(({ subject }) => subject.length === 0);
  return {
    order,
    labels: [...labels],
    trends,
    collapse: worst(ofTable.map(({ collapse }) => collapse)),
    since:
      order.find((id) => ofTable.some(({ collapse, since }) => collapse !== 'none' && since === id)) ?? null,
  };
}

/** Measures of the whole table are corrected for together; columns among the columns of one measure. */
function trackedFamilies(result: ResultDocument): FollowedMeasure[][] {
  const followed = trackedMeasures.map((tracked) => followMeasure(result, tracked));
  return [
    followed.flatMap((measures, index) => (trackedMeasures[index]?.of === 'table' ? measures : [])),
    ...followed.filter((_, index) => trackedMeasures[index]?.of === 'columns'),
  ];
}

/**
 * One family: slopes corrected among themselves; what names a collapse, which is a comparison of the last candidate
 * with the first and one of every candidate with fresh real data, all together.
 */
function trendsOf(family: readonly FollowedMeasure[]): Trend[] {
  const slopes = family.map(slopeOf);
  const adjustedSlopes = holm(slopes.map(({ pValue }) => pValue));
  const tests = family.flatMap((measure, index) => [
    { index, candidate: null, pValue: lossAgainstFirst(measure) },
    ...lossAgainstReference(measure).map((test) => ({ index, ...test })),
  ]);
  const adjustedTests = holm(tests.map(({ pValue }) => pValue));
  return family.map((measure, index): Trend => {
    const slope = slopes[index] as (typeof slopes)[number];
    const adjusted = adjustedSlopes[index] as number;
    const found = tests.filter((test, at) => test.index === index && isFound(adjustedTests[at] as number));
    const since = found.find(({ candidate }) => candidate !== null)?.candidate ?? null;
    const grows = found.some(({ candidate }) => candidate === null);
    return {
      audit: measure.tracked.audit,
      measure: measure.tracked.measure,
      subject: [...measure.subject],
      labels: {},
      loss: measure.tracked.loss,
      direction: !isFound(adjusted) ? 'unclear' : slope.value < 0 ? 'falling' : 'rising',
      slope: {
        kind: slope.kind,
        value: rounded(slope.shown(slope.value)),
        level,
        low: rounded(slope.shown(slope.low)),
        high: rounded(slope.shown(slope.high)),
        method: slope.widened ? widenedMethod : plainMethod,
      },
      test: {
        pValue: shown(slope.pValue),
        adjusted: shown(adjusted),
        family: `Holm over ${family.length} ${measure.subject.length === 0 ? 'measures' : 'columns'}`,
      },
      scatter: slope.scatter === null ? null : rounded(slope.scatter),
      points: measure.shown,
      collapse: grows ? 'late' : since !== null && measure.isDiversity ? 'early' : 'none',
      since,
    };
  });
}

/** What decays by a constant share has a straight logarithm; at 0, or where a score has its own scale, values are taken as they are. */
function slopeOf({ points, isRatio }: FollowedMeasure) {
  if (isRatio && points.every(({ point }) => point.value > 0)) {
    const slope = trendSlope(
      points.map(({ point }) => inLogarithms(point)),
      level,
    );
    return { ...slope, kind: 'factor' as const, shown: Math.exp };
  }
  const slope = trendSlope(
    points.map(({ point }) => point),
    level,
  );
  return { ...slope, kind: 'difference' as const, shown: (value: number) => value };
}

function inLogarithms({ at, value, below, above }: TrendPoint): TrendPoint {
  const up = Math.log1p(above / value);
  // An interval that reaches 0 has no logarithm downwards.
  return {
    at,
    value: Math.log(value),
    below: below < 0.9 * value ? -Math.log1p(-below / value) : up,
    above: up,
  };
}

const plainMethod = 'weighted least squares, the points’ errors recovered from their intervals (MOVER)';
const widenedMethod = `${plainMethod}; widened, because the points scatter more than sampling explains (Birge), Student’s t`;

function isFound(adjusted: number): boolean {
  return adjusted < 1 - level;
}

function worst(all: readonly Collapse[]): Collapse {
  if (all.includes('late')) return 'late';
  return all.includes('early') ? 'early' : 'none';
}

/** Four significant digits: what it is computed from has no more. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function shown(pValue: number): number {
  return Math.max(1e-16, Number(pValue.toPrecision(2)));
}
