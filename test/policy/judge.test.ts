import { describe, expect, test } from 'vitest';
import { judge } from '../../src/policy/judge.ts';
import { parsePolicy } from '../../src/policy/policy.ts';
import { canonicalJson } from '../../src/result/canonical-json.ts';
import {
  type Control,
  type Estimate,
  type Outcome,
  type Policy,
  type ResultDocument,
  resultSchema,
  type VerdictLevel,
} from '../../src/result/document.ts';
import { between, committedSample, exactly, measure, measured, planted, resultOf } from './small-result.ts';

const today = '2026-11-21';

const membership = `
name: test
rules:
  - id: membership
    measure: membership-inference.leak-rate
    limit: { at-most: 0.05 }
    needs-control: true
    rationale: A test.
`;

function policyOf(text: string): Policy {
  return parsePolicy(text, 'test.yaml');
}

/** The only verdict of a rule on the leak rate. */
function judgeLeak(
  estimates: readonly Estimate[],
  rule = '',
  controls = found,
): ReturnType<typeof verdictOf> {
  const outcome = measured(
    ...estimates.map((estimate, index) =>
      measure('leak-rate', estimate, { labels: { attack: `a${index}` } }),
    ),
  );
  return verdictOf(resultOf({ 'membership-inference': outcome }, controls), membership + rule);
}

function verdictOf(result: ResultDocument, policy: string) {
  const judged = judge(result, policyOf(policy), { today });
  resultSchema.parse(judged);
  return judged.candidates.only!.verdicts[0]!;
}

const found = [planted('exact', 0.05), planted('noisy', 0.05), planted('exact', 0.1), planted('noisy', 0.1)];
// The larger leak was found, the one at the limit was not.
const missed = [planted('exact', 0.05), planted('noisy', 0.05, false), planted('noisy', 0.1)];

const outcomes: Readonly<Record<string, Outcome | null>> = {
  'not run': null,
  'not applicable': { status: 'not-applicable', reason: 'no holdout was given' },
  broken: { status: 'error', code: 'internal', message: 'out of memory' },
  below: measured(measure('leak-rate', between(-0.01, 0.01, 0.03))),
  straddling: measured(measure('leak-rate', between(0.03, 0.045, 0.06))),
  above: measured(measure('leak-rate', between(0.08, 0.1, 0.12))),
};

const controls: Readonly<Record<string, readonly Control[]>> = { found, missed, absent: [] };

const table: readonly (readonly [outcome: string, control: string, level: VerdictLevel])[] = [
  ['not run', 'found', 'inconclusive'],
  ['not run', 'missed', 'inconclusive'],
  ['not run', 'absent', 'inconclusive'],
  ['not applicable', 'found', 'inconclusive'],
  ['not applicable', 'missed', 'inconclusive'],
  ['not applicable', 'absent', 'inconclusive'],
  ['broken', 'found', 'inconclusive'],
  ['broken', 'missed', 'inconclusive'],
  ['broken', 'absent', 'inconclusive'],
  ['below', 'found', 'pass'],
  ['below', 'missed', 'inconclusive'],
  ['below', 'absent', 'inconclusive'],
  ['straddling', 'found', 'inconclusive'],
  ['straddling', 'missed', 'inconclusive'],
  ['straddling', 'absent', 'inconclusive'],
  ['above', 'found', 'fail'],
  ['above', 'missed', 'fail'],
  ['above', 'absent', 'fail'],
];

/** What a waiver makes of a rule's level, and what becomes of the candidate. */
const waivers: readonly {
  readonly name: string;
  readonly yaml: string;
  readonly makes: Readonly<
    Record<string, readonly [rule: VerdictLevel, candidate: VerdictLevel, remarks: number]>
  >;
}[] = [
  {
    name: 'no waiver',
    yaml: '',
    makes: {
      pass: ['pass', 'pass', 0],
      fail: ['fail', 'fail', 0],
      inconclusive: ['inconclusive', 'inconclusive', 0],
    },
  },
  {
    name: 'a valid waiver',
    yaml: waiver({ expires: today }),
    // Nothing to accept: it is unused, and says so.
    makes: { pass: ['pass', 'warn', 1], fail: ['warn', 'warn', 0], inconclusive: ['warn', 'warn', 0] },
  },
  {
    name: 'a waiver of what is open alone',
    yaml: waiver({ expires: today, accepts: 'inconclusive' }),
    makes: { pass: ['pass', 'warn', 1], fail: ['fail', 'fail', 1], inconclusive: ['warn', 'warn', 0] },
  },
  {
    name: 'an expired waiver',
    yaml: waiver({ expires: '2026-11-20' }),
    makes: {
      pass: ['pass', 'warn', 1],
      fail: ['fail', 'fail', 1],
      inconclusive: ['inconclusive', 'inconclusive', 1],
    },
  },
  {
    // Whatever happens, nothing needs it.
    name: 'an unused waiver, for another candidate',
    yaml: waiver({ expires: today, candidate: 'Other' }),
    makes: {
      pass: ['pass', 'warn', 1],
      fail: ['fail', 'fail', 1],
      inconclusive: ['inconclusive', 'inconclusive', 1],
    },
  },
];

function waiver(entries: Readonly<Record<string, string>>): string {
  const lines = Object.entries(entries).map(([name, value]) => `    ${name}: ${value}\n`);
  return `waivers:\n  - rule: membership\n    owner: Ada\n    reason: Agreed with the board.\n${lines.join('')}`;
}

describe('the truth table', () => {
  test('is the whole product of outcomes and controls, each waiver says what it makes of every level', () => {
    const product = Object.keys(outcomes).flatMap((outcome) =>
      Object.keys(controls).map((control) => `${outcome}, ${control}`),
    );
    expect(table.map(([outcome, control]) => `${outcome}, ${control}`)).toEqual(product);
    const reached = new Set(table.map(([, , level]) => level));
    for (const { name, makes } of waivers) expect(new Set(Object.keys(makes)), name).toEqual(reached);
  });

  test.each(
    table.flatMap(([outcome, control, level]) => waivers.map((one) => ({ outcome, control, level, ...one }))),
  )('$outcome, control $control, $name', ({ outcome, control, level, yaml, makes }) => {
    const measuredAs = outcomes[outcome];
    const result = resultOf(measuredAs ? { 'membership-inference': measuredAs } : {}, controls[control]);
    const judged = judge(result, policyOf(membership + yaml), { today });
    const { verdicts, verdict } = judged.candidates.only!;
    const [rule, candidate, remarks] = makes[level]!;
    expect(verdicts[0]!.level).toBe(rule);
    expect(verdict).toBe(candidate);
    expect(judged.verdict).toBe(candidate);
    expect(verdicts.slice(1).map((one) => one.level)).toEqual(Array(remarks).fill('warn'));
    // A waived failure is still told, with who answers for it.
    if (rule !== level) {
      expect(verdicts[0]!.because).toContain('by Ada until');
      expect(verdicts[0]!.waiver?.owner).toBe('Ada');
    }
    for (const { because } of verdicts) expect(because).toMatch(/^[A-Z].*[.!]$/s);
    // Saved and read again it is judged the same; another limit changes the verdicts and nothing else.
    const saved = resultSchema.parse(JSON.parse(canonicalJson(judged)));
    expect(canonicalJson(judge(saved, policyOf(membership + yaml), { today }))).toBe(canonicalJson(judged));
    const looser = judge(saved, policyOf((membership + yaml).replace('0.05', '1')), { today });
    expect(measurements(looser)).toEqual(measurements(result));
    const kept = outcome === 'below' || outcome === 'straddling' || outcome === 'above';
    if (kept && control === 'found') expect(looser.candidates.only!.verdicts[0]!.level).toBe('pass');
  });
});

/** All but what a policy says. */
function measurements({ policy, baseline, verdict, candidates, ...rest }: ResultDocument) {
  return {
    ...rest,
    candidates: Object.values(candidates).map((one) => ({ ...one, verdicts: null, verdict: null })),
  };
}

describe('an interval and a limit', () => {
  test('the lower end is widened for the number of measures, the upper is not', () => {
    // Alone 5.5 % is above; the worst of four needs z(1 − .025/4)/1.96 = 1.27 as much room: 8 − 2.5 · 1.27 = 4.8 %.
    const one = between(0.055, 0.08, 0.105);
    const none = between(-0.01, 0, 0.01);
    expect(judgeLeak([one]).level).toBe('fail');
    expect(judgeLeak([one, none, none, none]).level).toBe('inconclusive');
    expect(judgeLeak([between(0.02, 0.035, 0.05), none, none, none]).level).toBe('pass');
  });

  test('the worst measure decides and is named', () => {
    const verdict = judgeLeak([between(-0.01, 0, 0.01), between(0.07, 0.1, 0.13), between(0.2, 0.25, 0.3)]);
    expect(verdict.labels).toEqual({ attack: 'a2' });
    expect(verdict.because).toBe(
      'Membership inference: at least 18.8 % of training people can be recognised (a2 attack); the policy allows 5 %. 1 more of the measures it holds for breaks it, too.',
    );
  });

  test('what is hidden is judged by its range', () => {
    const hidden = (low: number, high: number): Estimate => ({
      value: null,
      censored: { low, high, reason: 'fewer than 11 people' },
    });
    expect(judgeLeak([hidden(0, 0.05)]).level).toBe('pass');
    expect(judgeLeak([hidden(0, 0.06)]).level).toBe('inconclusive');
    expect(judgeLeak([hidden(0.051, 0.06)]).level).toBe('fail');
  });

  test('a value without an interval settles nothing, unless the value is what the rule asks for', () => {
    const bare: Estimate = {
      value: 0.01,
      sampleSize: 9,
      uncertainty: { kind: 'unknown', reason: 'one draw' },
    };
    expect(judgeLeak([bare]).level).toBe('inconclusive');
    expect(judgeLeak([bare], '    end: value\n').level).toBe('pass');
    expect(judgeLeak([bare], '    end: low\n').level).toBe('inconclusive');
  });

  test.each([
    ['low', between(0.03, 0.045, 0.06), 'pass'],
    ['low', between(0.06, 0.1, 0.14), 'fail'],
    ['high', between(0.03, 0.045, 0.06), 'fail'],
    ['high', between(0, 0.02, 0.05), 'pass'],
    ['value', between(0.03, 0.045, 0.06), 'pass'],
    ['value', between(0, 0.051, 0.2), 'fail'],
  ] as const)('end %s has two values', (end, estimate, level) => {
    expect(judgeLeak([estimate], `    end: ${end}\n`).level).toBe(level);
  });

  test.each([
    [between(0.91, 0.95, 0.99), 'pass'],
    [between(0.89, 0.95, 0.99), 'inconclusive'],
    [between(0.7, 0.8, 0.89), 'fail'],
  ])('at least, relative to the ceiling: %j is %s', (estimate, level) => {
    const rule = (ceiling: Estimate | null) =>
      verdictOf(
        resultOf({ 'column-shapes': measured(measure('column-shapes', scaled(estimate), { ceiling })) }),
        'rules:\n  - measure: column-shapes.column-shapes\n    limit: { at-least: 0.9 }\n    relative-to: ceiling\n    rationale: A test.\n',
      );
    expect(rule(exactly(0.5)).level).toBe(level);
    expect(rule(null)).toMatchObject({ level: 'inconclusive' });
  });

  test('a planted leak larger than the limit does not do', () => {
    const verdict = judgeLeak([between(0, 0.01, 0.02)], '', [planted('exact', 0.1), planted('noisy', 0.1)]);
    expect(verdict.level).toBe('inconclusive');
    expect(verdict.because).toContain('no exact copies of so few training rows were planted');
  });

  test('what is open says how many holdout rows would have settled it', () => {
    // Half-width 2.5 points, 1.25 to the limit: four times the sample's 1,500 rows.
    expect(judgeLeak([between(0.0125, 0.0375, 0.0625)]).because).toContain(
      'About 6,000 holdout rows instead of 1,500 would have settled it',
    );
    // Above the limit the lower half counts.
    expect(judgeLeak([between(0.03, 0.07, 0.11)]).because).toContain('About 6,000 holdout rows');
    expect(judgeLeak([between(0.03, 0.05, 0.07)]).because).not.toContain('would have settled');
  });

  test('what rests on guesses is not settled by rows', () => {
    const { because } = judgeLeak([between(0, 0.03, 0.1, 140)]);
    expect(because).not.toContain('holdout rows');
    expect(because).toContain(
      'It rests on 140 attempts, not on all rows; a fuller --preset or more rows may make more.',
    );
  });

  test('rounding never makes a sentence contradict its verdict', () => {
    expect(judgeLeak([between(0.05004, 0.06, 0.07)]).because).toContain('at least 5.004 %');
    expect(judgeLeak([between(0.01, 0.03, 0.05002)]).because).toContain('between 1.0 % and 5.1 %');
  });
});

describe('levels of rules', () => {
  test('a rule that warns never blocks', () => {
    for (const estimate of [between(0.03, 0.045, 0.06), between(0.1, 0.2, 0.3)])
      expect(judgeLeak([estimate], '    level: warn\n').level).toBe('warn');
    expect(verdictOf(resultOf({}), `${membership}    level: warn\n`).level).toBe('warn');
  });

  test('a breach may mean that the evidence cannot be trusted', () => {
    expect(judgeLeak([between(0.1, 0.2, 0.3)], '    level: inconclusive\n').level).toBe('inconclusive');
  });

  test.each(['fail', 'warn', 'inconclusive'])('an absent audit may mean %s', (level) => {
    expect(verdictOf(resultOf({}), `${membership}    when-absent: ${level}\n`).level).toBe(level);
  });

  test('what is ignored is no pass: a policy that judged nothing is inconclusive', () => {
    const judged = judge(resultOf({}), policyOf(`${membership}    when-absent: ignore\n`), { today });
    expect(judged.candidates.only!.verdicts[0]!.level).toBe('informative');
    expect(judged.verdict).toBe('inconclusive');
  });

  test('a broken audit is never ignored, nor hidden by one that was measured', () => {
    const broken = outcomes.broken!;
    const ignoring = `${membership}    when-absent: ignore\n`;
    expect(verdictOf(resultOf({ 'membership-inference': broken }), ignoring).level).toBe('inconclusive');
    const all = membership.replace('membership-inference.leak-rate', '"*.leak-rate"');
    const result = (other: string) =>
      resultOf({ 'membership-inference': outcomes[other]!, 'exact-copies': broken }, found);
    expect(verdictOf(result('below'), all)).toMatchObject({ level: 'inconclusive', audit: 'exact-copies' });
    expect(verdictOf(result('above'), all)).toMatchObject({ level: 'fail', audit: 'membership-inference' });
  });

  test('without a holdout a rule on people says so', () => {
    const copies = membership.replace('membership-inference', 'exact-copies');
    const result = resultOf({
      'exact-copies': measured(measure('identical-match-excess', between(0, 0, 0.01))),
    });
    const { level, because } = verdictOf({ ...result, inputs: { ...result.inputs, holdout: null } }, copies);
    expect([level, because]).toEqual([
      'inconclusive',
      'Exact copies gave no value for leak-rate without a holdout, and the policy asks for it.',
    ]);
  });

  test('p-values decide nothing', () => {
    const test = { pValue: 1e-12, adjusted: 1e-12, family: 'one test' };
    const outcome = measured({ ...measure('leak-rate', between(0, 0.01, 0.02)), test });
    expect(verdictOf(resultOf({ 'membership-inference': outcome }, found), membership).level).toBe('pass');
  });
});

describe('the committed sample', () => {
  const policy = policyOf(`
rules:
  - { id: copies, measure: exact-copies.leak-rate, limit: { at-most: 0.01 }, rationale: A test. }
  - { id: pairs, measure: "column-pair-trends.column-pair-trends{pairs=with-trend}", limit: { at-least: 0.95 }, relative-to: ceiling, level: warn, rationale: A test. }
`);

  test('copies fail, a collapsed candidate warns, an honest one passes; the worst decides', () => {
    const judged = judge(committedSample(), policy, { today });
    expect(Object.values(judged.candidates).map(({ verdict }) => verdict)).toEqual(['pass', 'fail', 'warn']);
    expect(judged.verdict).toBe('fail');
    expect(judge(committedSample(), policy, { today, gateOn: ['C', 'a'] }).verdict).toBe('warn');
    expect(() => judge(committedSample(), policy, { today, gateOn: ['D'] })).toThrow('no candidate');
  });

  test('a saved result is judged the same, and judging again changes nothing', () => {
    const judged = judge(committedSample(), policy, { today });
    const saved = resultSchema.parse(JSON.parse(canonicalJson(judged)));
    expect(canonicalJson(judge(saved, policy, { today }))).toBe(canonicalJson(judged));
  });

  test('another limit changes the verdicts and nothing else', () => {
    const judged = judge(committedSample(), policy, { today });
    const looser = {
      ...policy,
      rules: policy.rules.map((rule) => ({ ...rule, limit: { ...rule.limit, value: 0.5 } })),
    };
    const again = judge(judged, looser, { today });
    expect(again.verdict).toBe('pass');
    expect(measurements(again)).toEqual(measurements(judged));
    expect(again.policy!.sha256).not.toBe(judged.policy!.sha256);
  });
});

/** Half of it: what a ceiling of 0.5 turns back. */
function scaled(estimate: Estimate): Estimate {
  if (estimate.value === null || estimate.uncertainty.kind !== 'interval') return estimate;
  const { low, high } = estimate.uncertainty;
  return between(low / 2, estimate.value / 2, high / 2);
}
