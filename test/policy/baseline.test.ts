import { describe, expect, test } from 'vitest';
import { holdAgainst } from '../../src/policy/baseline.ts';
import { judge, noLimits } from '../../src/policy/judge.ts';
import { parsePolicy } from '../../src/policy/policy.ts';
import { renderHtml } from '../../src/render/html.ts';
import { renderJunit } from '../../src/render/junit.ts';
import { renderMarkdown } from '../../src/render/markdown.ts';
import { renderSarif } from '../../src/render/sarif.ts';
import { canonicalJson } from '../../src/result/canonical-json.ts';
import { type Estimate, type Measure, type ResultDocument, resultSchema } from '../../src/result/document.ts';
import { widening } from '../../src/result/widening.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { junitErrors, sarifErrors } from '../render/schemas.ts';
import { between, committedSample, exactly, measure, measured, resultOf } from './small-result.ts';

const today = '2026-11-21';
const sha256 = 'a'.repeat(64);

/** A result whose intervals are not rounded, so that answers can be worked out by hand. */
function internal(outcomes: Parameters<typeof resultOf>[0]): ResultDocument {
  const result = resultOf(outcomes);
  return { ...result, run: { ...result.run, disclosure: 'internal' } };
}

function shapes(...measures: Measure[]): ResultDocument {
  return internal({ 'column-shapes': measured(...measures) });
}

function of(result: ResultDocument, margin = 0) {
  return { name: 'old.json', sha256, result, margin };
}

/** Levels of the verdicts when the second is held against the first. */
function levels(before: ResultDocument, now: ResultDocument, policy = noLimits, margin = 0) {
  const judged = judge(now, policy, { today, baseline: of(before, margin) });
  resultSchema.parse(judged);
  return judged.candidates.only!.verdicts.map(({ rule, level }) => [rule, level]);
}

const score = (estimate: Estimate) => shapes(measure('column-shapes', estimate));

describe('a change', () => {
  test.each([
    // Halves of 3 and 4 points: together 5.
    [between(0.92, 0.95, 0.98), between(0.86, 0.899, 0.939), 'fail'],
    [between(0.92, 0.95, 0.98), between(0.861, 0.901, 0.941), 'pass'],
    [between(0.86, 0.899, 0.939), between(0.92, 0.95, 0.98), 'pass'],
    // Only the halves that face each other count.
    [between(0.92, 0.95, 0.96), between(0.8, 0.899, 0.939), 'fail'],
    [between(0.7, 0.95, 0.98), between(0.86, 0.899, 0.9), 'pass'],
    [exactly(1), exactly(0.99), 'fail'],
    [exactly(1), exactly(1), 'pass'],
  ] as const)('from %j to %j is %s', (before, now, level) => {
    expect(levels(score(before), score(now)).map(([, found]) => found)).toEqual([level]);
  });

  test('is corrected for the number of measures compared', () => {
    // Twenty measures: an interval 3.024 / 1.96 = 1.54 times as wide. 5 points alone are enough, then 7.7.
    const many = (value: number) =>
      shapes(
        ...Array.from({ length: 20 }, (_, index) => {
          const here = index === 0 ? value : 0.9;
          return measure('column-shapes', between(here - 0.03, here, here + 0.04), {
            labels: { part: `${index}` },
          });
        }),
      );
    expect(widening(20) * 0.05).toBeCloseTo(0.0772, 3);
    expect(levels(many(0.95), many(0.874))).toEqual([['baseline:*', 'pass']]);
    expect(levels(many(0.95), many(0.872))).toEqual([
      ['baseline:column-shapes.column-shapes{part=0}', 'fail'],
    ]);
  });

  test('of a measure that is better lower or nearer to a reference is seen from its good side', () => {
    const leak = (value: number) =>
      internal({
        'membership-inference': measured(measure('leak-rate', between(value - 0.01, value, value + 0.01))),
      });
    expect(levels(leak(0.01), leak(0.05))[0]![1]).toBe('fail');
    expect(levels(leak(0.05), leak(0.01))[0]![1]).toBe('pass');
    const [audit, name, reference] = Object.values(committedSample().audits).flatMap(({ id, measures }) =>
      Object.entries(measures).flatMap(([one, meta]) =>
        meta.better === 'nearer-reference' && meta.reference !== null
          ? [[id, one, meta.reference] as const]
          : [],
      ),
    )[0]!;
    const near = (offset: number) =>
      internal({
        [audit]: measured(
          measure(name, between(reference + offset - 0.01, reference + offset, reference + offset + 0.01)),
        ),
      });
    expect(levels(near(-0.02), near(0.2))[0]![1]).toBe('fail');
    expect(levels(near(0.2), near(-0.02))[0]![1]).toBe('pass');
    // From one side to the other, as far as before.
    expect(levels(near(-0.2), near(0.2))[0]![1]).toBe('pass');
  });

  test('within rounding, or within the margin, is none', () => {
    const shared = (value: number) => ({ ...score(exactly(value)), run: committedSample().run });
    expect(levels(shared(0.999), shared(0.998))).toEqual([['baseline:*', 'pass']]);
    expect(levels(shared(0.999), shared(0.997))[0]![1]).toBe('fail');
    expect(levels(score(exactly(0.95)), score(exactly(0.93)), noLimits, 0.03)[0]![1]).toBe('pass');
    expect(levels(score(exactly(0.95)), score(exactly(0.91)), noLimits, 0.03)[0]![1]).toBe('fail');
  });

  test('of what is hidden is judged by its range, of what has no interval not at all', () => {
    const hidden = (low: number, high: number): Estimate => ({
      value: null,
      censored: { low, high, reason: 'few' },
    });
    expect(levels(score(hidden(0.9, 1)), score(hidden(0.7, 0.89)))[0]![1]).toBe('fail');
    expect(levels(score(hidden(0.9, 1)), score(hidden(0.7, 0.91)))[0]![1]).toBe('pass');
    const bare: Estimate = {
      value: 0.1,
      sampleSize: 9,
      uncertainty: { kind: 'unknown', reason: 'one draw' },
    };
    const both = (estimate: Estimate) =>
      shapes(
        measure('column-shapes', estimate),
        measure('column-shapes', exactly(1), { labels: { b: 'c' } }),
      );
    expect(levels(both(between(0.9, 0.95, 1)), both(bare))).toEqual([['baseline:*', 'pass']]);
    const held = holdAgainst(both(bare), of(both(between(0.9, 0.95, 1))), noLimits);
    expect(held.candidates.only).toMatchObject({ compared: 1, undecided: 1 });
  });

  test('on shared resamples is paired: what moves both alike tells nothing', () => {
    const values = Array.from({ length: 200 }, (_, index) => Math.sin(index * 12.9898) * Math.SQRT2);
    const on = (resampleId: string, value: number) =>
      score(between(value - 0.05, value, value + 0.05)) && {
        ...shapes({
          ...measure('column-shapes', between(value - 0.05, value, value + 0.05)),
          replicates: { resampleId, values, standardError: null },
        }),
      };
    expect(levels(on('r', 0.95), on('r', 0.94))[0]![1]).toBe('fail');
    expect(levels(on('r', 0.95), on('s', 0.94))[0]![1]).toBe('pass');
  });
});

test('two releases of the same generator rarely differ: at most 5 % of comparisons fail', () => {
  // Thirty normal measures each with known error, 400 pairs under the null.
  const random = randomStream(7, 'baseline-null');
  const normal = () => random.normal();
  const frame = shapes();
  const release = (): ResultDocument => {
    const measures = Array.from({ length: 30 }, (_, index) => {
      const value = 0.5 + 0.01 * normal();
      return measure('column-shapes', between(value - 0.0196, value, value + 0.0196), {
        labels: { part: `${index}` },
      });
    });
    const only = { ...frame.candidates.only!, outcomes: { 'column-shapes': measured(...measures) } };
    return { ...frame, candidates: { only } };
  };
  let failed = 0;
  const pairs = 400;
  for (let pair = 0; pair < pairs; pair++) {
    const held = holdAgainst(release(), of(release()), noLimits);
    if (held.candidates.only!.changes.length > 0) failed++;
  }
  // Either side of thirty: a family-wise level of 5 %, plus three standard errors; and not far below.
  expect(failed / pairs).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / pairs));
  expect(failed / pairs).toBeGreaterThan(0.005);
});

describe('what is looked at', () => {
  const column = (value: number) =>
    shapes(
      measure('column-shapes', exactly(1)),
      measure('ks-complement', exactly(value), { subject: ['age'] }),
    );

  test('are measures of the whole table, and of columns those that the policy addresses', () => {
    expect(levels(column(0.9), column(0.1))).toEqual([['baseline:*', 'pass']]);
    const policy = parsePolicy(
      'rules:\n  - { id: age, measure: "column-shapes.ks-complement[age]", limit: { at-least: 0.01 }, rationale: A test. }\n',
      'age.yaml',
    );
    expect(levels(column(0.9), column(0.1), policy)).toEqual([
      ['age', 'pass'],
      ['baseline:column-shapes.ks-complement[age]', 'fail'],
    ]);
  });

  test('a measure that is gone is inconclusive, with the reason', () => {
    const before = internal({
      'column-shapes': measured(measure('column-shapes', exactly(1))),
      'exact-copies': measured(
        measure('leak-rate', exactly(0)),
        measure('identical-match-share', exactly(0)),
      ),
    });
    const now = internal({
      'column-shapes': measured(measure('column-shapes', exactly(1))),
      'exact-copies': { status: 'not-applicable', reason: 'no holdout was given' },
    });
    const judged = judge(now, noLimits, { today, baseline: of(before) });
    expect(judged.verdict).toBe('inconclusive');
    expect(judged.candidates.only!.verdicts).toMatchObject([
      { rule: 'baseline:exact-copies.*', audit: 'exact-copies', level: 'inconclusive' },
    ]);
    expect(judged.candidates.only!.verdicts[0]!.because).toMatch(
      /^Exact copies: “.+” and 1 more stood in old.json and is not known now: no holdout was given\.$/,
    );
    expect(judge(before, noLimits, { today, baseline: of(now) }).verdict).toBe('pass');
  });

  test('candidates of one id are held against each other, single ones whatever their names', () => {
    const sample = committedSample();
    const held = holdAgainst(sample, of(sample), noLimits);
    expect(
      Object.values(held.candidates).map(({ against, changes, vanished }) => [against, changes, vanished]),
    ).toEqual(sample.inputs.candidates.map(({ name }) => [name, [], []]));
    const renamed = structuredClone(score(exactly(1)));
    renamed.inputs.candidates[0]!.id = 'release-7';
    renamed.candidates = { 'release-7': renamed.candidates.only! };
    expect(levels(renamed, score(exactly(0.5)))[0]![1]).toBe('fail');
    const judged = judge(sample, noLimits, { today, baseline: of(renamed) });
    expect(Object.values(judged.candidates).map(({ verdict }) => verdict)).toEqual(
      Array(3).fill('inconclusive'),
    );
  });

  test('what has nothing in common is refused; what differs in the runs is said', () => {
    const other = internal({ 'exact-copies': measured(measure('leak-rate', exactly(0))) });
    expect(() => holdAgainst(score(exactly(1)), of(other), noLimits)).toThrow('no measure in common');
    const before = score(exactly(1));
    before.inputs.train.sha256 = 'b'.repeat(64);
    before.inputs.targets = ['something'];
    before.run.disclosure = 'shared';
    before.tool.version = '0.0.1';
    expect(holdAgainst(score(exactly(1)), of(before), noLimits).differs).toEqual([
      'other training data',
      'other targets',
      'another disclosure',
      'another version of the tool',
    ]);
  });
});

describe('verdicts', () => {
  const before = score(between(0.93, 0.95, 0.97));
  const now = score(between(0.7, 0.75, 0.8));

  test('a regression fails, naming old and new value; its waiver makes a warning', () => {
    const judged = judge(now, noLimits, { today, baseline: of(before) });
    const [verdict] = judged.candidates.only!.verdicts;
    expect(verdict!.because).toBe(
      'Column shapes: “Column shapes, mean over columns” was 0.950 (0.930 to 0.970) in old.json and is 0.750 (0.700 to 0.800) now, worse beyond chance.',
    );
    expect(judged.verdict).toBe('fail');
    const waived = parsePolicy(
      `rules:
  - { id: shapes, measure: column-shapes.column-shapes, limit: { at-least: 0.1 }, rationale: A test. }
waivers:
  - { rule: "baseline:column-shapes.column-shapes", owner: Ada, reason: Privacy was worth it., expires: 2027-01-01 }
`,
      'house.yaml',
    );
    expect(judge(now, waived, { today, baseline: of(before) }).verdict).toBe('warn');
    // Without an earlier result there is nothing to accept, and nothing to remark.
    expect(judge(now, waived, { today }).candidates.only!.verdicts.map(({ level }) => level)).toEqual([
      'pass',
    ]);
    expect(
      judge(before, waived, { today, baseline: of(before) }).candidates.only!.verdicts.at(-1)!.because,
    ).toContain('accepts what did not occur');
  });

  test('an improvement passes and is listed', () => {
    const judged = judge(before, noLimits, { today, baseline: of(now) });
    expect(judged.verdict).toBe('pass');
    expect(judged.baseline!.candidates.only!.changes).toMatchObject([{ direction: 'better' }]);
    expect(judged.candidates.only!.verdicts[0]!.because).toContain('one is better');
  });

  test('judging again without it leaves no trace; with it, gives the same', () => {
    const judged = judge(now, noLimits, { today, baseline: of(before) });
    const saved = resultSchema.parse(JSON.parse(canonicalJson(judged)));
    expect(canonicalJson(judge(saved, noLimits, { today, baseline: of(before) }))).toBe(
      canonicalJson(judged),
    );
    expect(judge(saved, noLimits, { today }).baseline).toBeNull();
    expect(judge(saved, noLimits, { today }).candidates.only!.verdicts).toEqual([]);
  });

  test('every output tells it', async () => {
    const judged = judge(now, noLimits, { today, baseline: of(before) });
    expect(renderHtml(judged)).toContain('Against the last release');
    expect(renderHtml(judged)).toContain('worse than the last release');
    expect(renderMarkdown(judged)).toContain('✕ Worse: Column shapes');
    expect(renderJunit(judged)).toContain('name="baseline:column-shapes.column-shapes"');
    expect(await junitErrors(renderJunit(judged))).toEqual([]);
    const sarif = JSON.parse(renderSarif(judged));
    expect(sarifErrors(sarif)).toEqual([]);
    expect(sarif.runs[0].results).toMatchObject([
      { ruleId: 'baseline:column-shapes.column-shapes', ruleIndex: 0, level: 'error' },
    ]);
  });
});
