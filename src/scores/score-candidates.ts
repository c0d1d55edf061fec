import type { CandidateResult, KnownEstimate, ResultDocument, Score, ScorePart } from '../result/document.ts';
import { type ScoreDefinition, scoreDefinitions } from './definitions.ts';
import { type Points, scalePart } from './scale-part.ts';

/**
 * Adds the category scores to every candidate. A pure function of the disclosed outcomes: a saved result scores the same.
 * Scores of an earlier computation are replaced; a category of which nothing was run has none.
 */
export function scoreCandidates(result: ResultDocument): ResultDocument {
  const candidates: Record<string, CandidateResult> = {};
  for (const [id, candidate] of Object.entries(result.candidates)) {
    const scores = scoreDefinitions.flatMap((definition) => scoreOf(definition, candidate, result) ?? []);
    candidates[id] = { ...candidate, scores };
  }
  return { ...result, candidates };
}

function scoreOf(
  { name, about, audits }: ScoreDefinition,
  { outcomes }: CandidateResult,
  result: ResultDocument,
): Score | null {
  const run = audits.filter(({ audit }) => Object.hasOwn(outcomes, audit));
  if (run.length === 0) return null;
  const leftOut: Score['leftOut'] = [];
  const failed: string[] = [];
  const scaled: Scored[] = [];
  for (const { audit, leads } of run) {
    const outcome = outcomes[audit];
    if (outcome?.status === 'error') failed.push(audit);
    if (outcome?.status === 'not-applicable') leftOut.push({ audit, measure: null, reason: outcome.reason });
    if (outcome?.status !== 'measured') continue;
    const found: Omit<Scored, 'weight'>[] = [];
    for (const lead of leads) {
      const one = scalePart(lead, outcome.measures, result.audits[audit]?.measures[lead.measure]);
      if (one.kind === 'part') found.push({ audit, part: one.part, points: one.points });
      else leftOut.push({ audit, measure: lead.measure, reason: one.reason });
    }
    // Audits weigh alike, however many measures stand for one.
    scaled.push(...found.map((one) => ({ ...one, weight: 1 / found.length })));
  }
  const total = scaled.reduce((sum, { weight }) => sum + weight, 0);
  const parts = scaled.map(
    ({ audit, weight, part, points }): ScorePart => ({
      audit,
      ...part,
      weight: weight / total,
      estimate: estimateOf(points, 'MOVER of value, ceiling and floor'),
    }),
  );
  const common = { name, definition: definitionOf(about), parts, leftOut };
  const notRun = audits.filter(({ audit }) => !Object.hasOwn(outcomes, audit)).map(({ audit }) => audit);
  const reason = reasonFor(result, failed, notRun, parts.length);
  if (reason !== null) return { status: 'undefined', ...common, reason };
  const mean = (pick: (points: Points) => number) =>
    scaled.reduce((sum, { weight, points }) => sum + (weight / total) * pick(points), 0);
  const points: Points = {
    value: mean(({ value }) => value),
    below: mean(({ below }) => below),
    above: mean(({ above }) => above),
    isKnown: true,
    sampleSize: Math.min(...scaled.map(({ points: { sampleSize } }) => sampleSize)),
  };
  return { status: 'known', ...common, estimate: estimateOf(points, together) };
}

interface Scored {
  readonly audit: string;
  readonly weight: number;
  readonly part: Omit<ScorePart, 'audit' | 'weight' | 'estimate'>;
  readonly points: Points;
}

const together = 'the parts’ arms added as if all erred together: an upper bound, whatever their correlation';

function definitionOf(about: string): string {
  return `${about}, from 0 (floor) to 100 (fresh real rows): the mean over audits, each of equal weight, of 100 · (value − floor) / (ceiling − floor). The ceiling is what fresh real rows get; the floor is what independently drawn columns get, and for measures of single columns, which these keep, the value where nothing is alike or left. What is beyond an end counts as 0 or 100.`;
}

function reasonFor(
  { inputs }: ResultDocument,
  failed: readonly string[],
  notRun: readonly string[],
  parts: number,
): string | null {
  if (failed.length > 0) return `could not be measured: ${failed.join(', ')}`;
  if (inputs.holdout === null) return 'without a holdout there is no ceiling to score against';
  if (notRun.length > 0) return `not run: ${notRun.join(', ')}`;
  return parts === 0 ? 'no measure has a floor and a ceiling that lie far enough apart' : null;
}

function estimateOf({ value, below, above, isKnown, sampleSize }: Points, method: string): KnownEstimate {
  if (!isKnown) {
    const reason = 'the measure has none; in the score it may lie anywhere on the scale';
    return { value, sampleSize, uncertainty: { kind: 'unknown', reason } };
  }
  const low = Math.max(0, value - below);
  const high = Math.min(100, value + above);
  return { value, sampleSize, uncertainty: { kind: 'interval', level: 0.95, low, high, method } };
}
