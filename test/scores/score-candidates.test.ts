import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/audits/index.ts';
import type { Estimate, Measure, Outcome, ResultDocument, Score } from '../../src/result/document.ts';
import { resultSchema } from '../../src/result/document.ts';
import { scoreDefinitions } from '../../src/scores/definitions.ts';
import { scoreCandidates } from '../../src/scores/score-candidates.ts';
import { between, committedSample, exactly, measure, measured, resultOf } from '../policy/small-result.ts';

/** Every diversity audit at the same place between its floor and its ceiling, with the same arms. */
function diversity(share: number, reach = 0.05): Record<string, Outcome> {
  const at = (value: number) => between(value - reach, value, value + reach);
  return {
    'tail-coverage': measured(measure('tail-coverage', at(share))),
    'rare-category-retention': measured(
      scaled('rare-category-retention', at(share / 2), exactly(0.5), null),
      measure('rare-category-mass-ratio', at(share)),
    ),
    spread: measured(
      measure('generalized-variance-ratio', at(share)),
      measure('entropy-ratio', at(share - 0.1), { subject: ['a'] }),
      measure('entropy-ratio', at(share + 0.1), { subject: ['b'] }),
    ),
    'mode-collapse': measured(
      scaled('near-duplicate-share', at(1 - 0.8 * share), exactly(0.2), null),
      measure('effective-rows-ratio', at(share)),
      { ...scaled('beta-recall', at(share * 0.4), exactly(0.4), null), labels: { region: 'sparse' } },
    ),
    'minority-fidelity': measured(
      scaled('minority-fidelity', at(0.5 + 0.4 * share), exactly(0.9), exactly(0.5)),
    ),
  };
}

function scaled(name: string, estimate: Estimate, ceiling: Estimate, floor: Estimate | null): Measure {
  return { ...measure(name, estimate, { ceiling }), floor };
}

function scoreOf(result: ResultDocument, name: Score['name'] = 'diversity'): Score {
  const found = scoreCandidates(result).candidates.only?.scores.find((score) => score.name === name);
  if (!found) throw new Error(`there is no score of ${name}`);
  return found;
}

function known(score: Score): { value: number; low: number; high: number } {
  if (score.status !== 'known') throw new Error(score.reason);
  const { value, uncertainty } = score.estimate;
  if (uncertainty.kind !== 'interval') throw new Error('no interval');
  return { value, low: uncertainty.low, high: uncertainty.high };
}

describe('scores', () => {
  it('put floor and ceiling at 0 and 100, whichever way is better', () => {
    for (const share of [0, 0.25, 0.5, 1]) {
      const score = scoreOf(resultOf(diversity(share, 0)));
      expect(known(score).value).toBeCloseTo(100 * share, 9);
      expect(score.parts.map(({ estimate }) => estimate.value)).toEqual(
        score.parts.map(() => expect.closeTo(100 * share, 9)),
      );
      expect(score.leftOut).toEqual([]);
    }
  });

  it('weigh audits alike, however many measures stand for one', () => {
    const outcomes = diversity(1, 0);
    outcomes['tail-coverage'] = measured(measure('tail-coverage', exactly(0)));
    const score = scoreOf(resultOf(outcomes));
    expect(known(score).value).toBeCloseTo(80, 9);
    expect(score.parts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    const perAudit = score.parts.filter(({ audit }) => audit === 'mode-collapse');
    expect(perAudit.map(({ weight }) => weight)).toEqual([1, 1, 1].map(() => expect.closeTo(1 / 15, 12)));
  });

  it('add the arms of value, ceiling and floor in one part, and of parts as if all erred together', () => {
    const outcomes = diversity(0.5, 0);
    outcomes['minority-fidelity'] = measured(
      scaled(
        'minority-fidelity',
        between(0.66, 0.7, 0.74),
        between(0.87, 0.9, 0.93),
        between(0.48, 0.5, 0.52),
      ),
    );
    const score = scoreOf(resultOf(outcomes));
    const part = score.parts.find(({ audit }) => audit === 'minority-fidelity');
    // Slopes: 1, −1/2 and −1/2, over a scale of .4.
    const arm = (100 * Math.hypot(0.04, 0.5 * 0.03, 0.5 * 0.02)) / 0.4;
    expect(part?.estimate).toMatchObject({
      value: expect.closeTo(50, 9),
      uncertainty: { low: expect.closeTo(50 - arm, 9), high: expect.closeTo(50 + arm, 9) },
    });
    const { low, high } = known(score);
    expect(high - low).toBeCloseTo((2 * arm) / 5, 9);
    const all = scoreOf(resultOf(diversity(0.5)));
    const arms = all.parts.map(({ weight, estimate: { value, uncertainty } }) =>
      uncertainty.kind === 'interval' ? weight * (uncertainty.high - value) : 0,
    );
    expect(known(all).high - known(all).value).toBeCloseTo(
      arms.reduce((sum, arm) => sum + arm, 0),
      9,
    );
  });

  it('count what lies beyond an end as the end, and say so', () => {
    const outcomes = diversity(1, 0.01);
    outcomes['tail-coverage'] = measured(measure('tail-coverage', between(1.95, 2, 2.05)));
    outcomes['minority-fidelity'] = measured(
      scaled('minority-fidelity', between(0.3, 0.32, 0.34), exactly(0.9), exactly(0.5)),
    );
    const score = scoreOf(resultOf(outcomes));
    const part = (audit: string) => score.parts.find((of) => of.audit === audit);
    expect(part('tail-coverage')).toMatchObject({ beyond: 'ceiling', estimate: { value: 100 } });
    // The whole interval lies beyond, so nothing is uncertain about the 100.
    expect(part('tail-coverage')?.estimate.uncertainty).toMatchObject({ low: 100, high: 100 });
    expect(part('minority-fidelity')).toMatchObject({ beyond: 'floor', estimate: { value: 0 } });
    expect(part('minority-fidelity')?.estimate.uncertainty).toMatchObject({ low: 0, high: 0 });
    expect(known(score).value).toBeCloseTo(80, 6);
  });

  it('are undefined where an audit failed, and keep the parts that were measured', () => {
    const outcomes = diversity(1);
    outcomes.spread = { status: 'error', code: 'audit-failed', message: 'it broke' };
    const score = scoreOf(resultOf(outcomes));
    expect(score).toMatchObject({ status: 'undefined', reason: 'could not be measured: spread' });
    expect(score.parts.length).toBeGreaterThan(4);
    expect(score.parts.some(({ audit }) => audit === 'spread')).toBe(false);
  });

  it('leave out and name what does not apply or has no scale', () => {
    const outcomes = diversity(1, 0);
    outcomes['rare-category-retention'] = { status: 'not-applicable', reason: 'no category is rare' };
    outcomes['minority-fidelity'] = measured(
      // Twice the noise of the ends, √(.03² + .04²), is the whole length of the scale and more.
      scaled('minority-fidelity', exactly(0.6), between(0.57, 0.6, 0.63), between(0.47, 0.51, 0.55)),
    );
    outcomes['mode-collapse'] = measured(
      scaled('near-duplicate-share', exactly(0.2), exactly(0.2), null),
      measure('effective-rows-ratio', exactly(1)),
    );
    const score = scoreOf(resultOf(outcomes));
    expect(known(score).value).toBeCloseTo(100, 9);
    expect(score.leftOut).toEqual([
      { audit: 'rare-category-retention', measure: null, reason: 'no category is rare' },
      { audit: 'mode-collapse', measure: 'beta-recall', reason: 'was not measured here' },
      {
        audit: 'minority-fidelity',
        measure: 'minority-fidelity',
        reason: 'floor and ceiling lie too near to each other for this many rows',
      },
    ]);
    expect(new Set(score.parts.map(({ audit }) => audit)).size).toBe(3);
  });

  it('leave out a scale that rounding has made a point', () => {
    const outcomes = diversity(1, 0);
    outcomes['minority-fidelity'] = measured(scaled('minority-fidelity', exactly(0), exactly(0), exactly(0)));
    const score = scoreOf(resultOf(outcomes));
    expect(known(score).value).toBeCloseTo(100, 9);
    expect(score.leftOut).toEqual([
      expect.objectContaining({ audit: 'minority-fidelity', reason: expect.stringContaining('too near') }),
    ]);
  });

  it('have no part that rests on a few rare categories', () => {
    const outcomes = diversity(1, 0);
    outcomes['rare-category-retention'] = measured(
      scaled('rare-category-retention', between(0.1, 0.5, 0.9, 2), exactly(0.5), null),
      measure('rare-category-mass-ratio', between(0.3, 0.7, 1.5, 24)),
    );
    const { leftOut } = scoreOf(resultOf(outcomes));
    expect(leftOut.map(({ reason }) => reason)).toEqual([
      'rests on fewer than 10 cases in train',
      'rests on fewer than 100 cases in train',
    ]);
  });

  it('are undefined without a holdout or where audits were not run, and absent where none was', () => {
    const result = resultOf(diversity(1));
    const without = { ...result, inputs: { ...result.inputs, holdout: null } };
    expect(scoreOf(without)).toMatchObject({
      status: 'undefined',
      reason: 'without a holdout there is no ceiling to score against',
    });
    const { spread: _, ...few } = diversity(1);
    expect(scoreOf(resultOf(few))).toMatchObject({ status: 'undefined', reason: 'not run: spread' });
    const names = scoreCandidates(result).candidates.only?.scores.map(({ name }) => name);
    expect(names).toEqual(['diversity']);
  });

  it('take a part without an interval as if it could lie anywhere', () => {
    const outcomes = diversity(0.5, 0);
    outcomes.spread = measured(
      measure('generalized-variance-ratio', {
        value: 0.5,
        sampleSize: 10,
        uncertainty: { kind: 'unknown', reason: 'too few rows' },
      }),
    );
    const score = scoreOf(resultOf(outcomes));
    expect(score.parts.find(({ audit }) => audit === 'spread')?.estimate.uncertainty.kind).toBe('unknown');
    // A fifth of the score; the other parts are exact.
    expect(known(score)).toEqual({
      value: expect.closeTo(50, 9),
      low: expect.closeTo(40, 9),
      high: expect.closeTo(60, 9),
    });
  });

  it('come out the same of a saved result, and replace those of before', () => {
    const once = scoreCandidates(committedSample());
    const saved = resultSchema.parse(JSON.parse(JSON.stringify(once)));
    expect(scoreCandidates(saved)).toEqual(once);
    for (const { scores } of Object.values(once.candidates)) expect(scores.length).toBe(2);
  });

  it('name only measures that the catalogue has, and floors that are possible', () => {
    for (const { name, audits } of scoreDefinitions) {
      for (const { audit, leads } of audits) {
        const meta = catalogue.find((of) => of.meta.id === audit)?.meta;
        expect(meta?.category).toBe(name);
        for (const lead of leads) {
          const measured = meta?.measures[lead.measure];
          expect(measured, `${audit}.${lead.measure}`).toBeDefined();
          if (lead.ceiling === 'reference') expect(measured?.reference).toBe(1);
        }
      }
    }
  });
});
