import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/audits/index.ts';
import { presetNames, presetText } from '../../src/cli/policy-file.ts';
import { UserError } from '../../src/errors.ts';
import { parsePolicy } from '../../src/policy/policy.ts';
import { parseAddress } from '../../src/policy/rule-address.ts';
import { policySchema } from '../../src/result/document.ts';

const rule = (more = '') => `  - id: copies
    measure: exact-copies.leak-rate
    limit: { at-most: 0.01 }
    rationale: A test.
${more}`;

describe('a policy file', () => {
  test('is read with its defaults', () => {
    expect(parsePolicy(`rules:\n${rule()}`, 'house.yaml')).toEqual({
      name: 'house',
      title: null,
      extends: null,
      rules: [
        {
          id: 'copies',
          address: 'exact-copies.leak-rate',
          limit: { at: 'most', value: 0.01 },
          end: 'interval',
          relativeTo: 'none',
          level: 'fail',
          needsControl: [],
          whenAbsent: 'inconclusive',
          whenBroken: 'inconclusive',
          rationale: 'A test.',
          source: null,
        },
      ],
      waivers: [],
    });
  });

  test('a rule with a preset’s id takes its place, others are added', () => {
    const base = parsePolicy(presetText('public-release')!, 'public-release', presetText);
    const policy = parsePolicy(
      `extends: public-release\nrules:\n  - id: membership\n    measure: membership-inference.leak-rate\n    limit: { at-most: 0.02 }\n    rationale: A test.\n${rule()}`,
      'house.yaml',
      presetText,
    );
    expect(policy.rules.map(({ id }) => id)).toEqual([...base.rules.map(({ id }) => id), 'copies']);
    expect(policy.rules.find(({ id }) => id === 'membership')!.limit.value).toBe(0.02);
    expect(policy.rules.filter(({ id }) => id !== 'membership' && id !== 'copies')).toEqual(
      base.rules.filter(({ id }) => id !== 'membership'),
    );
  });

  test('the documentation’s example is one', () => {
    const page = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8');
    const example = /```yaml\n([\s\S]*?)```/.exec(page)![1]!;
    const policy = parsePolicy(example, 'house.yaml', presetText);
    expect(policy.rules.at(-1)!.address).toBe('column-pair-trends.*["age (years)",smoker]');
    expect(policy.waivers).toHaveLength(1);
  });

  test.each([
    ['rules: [', /house\.yaml, line 1: /],
    ['rules:\n  - measure: [', /line 2: /],
    [`# one\nrules:\n${rule('    lvel: warn\n')}`, /line 7: there is no entry “lvel” here/],
    [`rules:\n${rule('    level: wrong\n')}`, /line 6: “rules\.0\.level” must be fail, inconclusive or warn/],
    [
      'rules:\n  - id: x\n    measure: a.b\n    limit: { at-most: 1 }\n',
      /line 2: “rules\.0\.rationale” is missing/,
    ],
    [`rules:\n${rule()}${rule()}`, /line 6: there is a rule “copies” already/],
    [
      `rules:\n${rule().replace('copies', 'baseline:copies')}`,
      /line 2: “baseline:copies” begins with baseline:, which names what is worse/,
    ],
    [
      'rules:\n  - measure: a.b[\n    limit: { at-most: 1 }\n    rationale: x\n',
      /line 2: “a\.b\[” is no address/,
    ],
    [
      'rules:\n  - measure: a.b\n    limit: { at-most: 1, at-least: 0 }\n    rationale: x\n',
      /line 3: .* either at-most or at-least/,
    ],
    [
      'rules:\n  - measure: a.b\n    limit: { at-most: much }\n    rationale: x\n',
      /line 3: .*at-most” must be a number/,
    ],
    [
      `rules:\n${rule('    relative-to: ceiling\n    needs-control: true\n')}`,
      /line 7: planted leaks say something/,
    ],
    ['name: x\n', /has no rules/],
    ['extends: house-rules\n', /line 1: there is no preset “house-rules”/],
    [
      `rules:\n${rule()}waivers:\n  - rule: membership\n    owner: A\n    reason: B\n    expires: 2027-01-01\n`,
      /line 7: there is no rule “membership”/,
    ],
    [
      `rules:\n${rule()}waivers:\n  - rule: copies\n    owner: A\n    reason: B\n    expires: 2027-02-30\n`,
      /line 10: .*must be a day/,
    ],
    [
      `rules:\n${rule()}waivers:\n  - rule: copies\n    owner: A\n    reason: B\n`,
      /line 7: .*expires” is missing/,
    ],
    ['- a\n- b\n', /line 1: the file must hold entries/],
    ['rules:\n  - measure: *.leak-rate\n', /line 2: nothing is named “\.leak-rate”/],
    ['', /has no rules/],
  ])('%j is refused with its line', (text, message) => {
    const read = () => parsePolicy(text, 'house.yaml');
    expect(read).toThrow(UserError);
    expect(read).toThrow(message);
  });
});

describe('the presets', () => {
  test('are the four that the documentation names', () => {
    expect(presetNames()).toEqual([
      'internal-development',
      'model-training',
      'public-release',
      'restricted-sharing',
    ]);
  });

  test.each(presetNames())('%s addresses measures of the catalogue, each with its reason', (name) => {
    const policy = parsePolicy(presetText(name)!, name, presetText);
    policySchema.parse(policy);
    expect(policy.name).toBe(name);
    for (const { address, rationale, limit, needsControl } of policy.rules) {
      const { audit, measure } = parseAddress(address);
      const meta = catalogue.find((one) => one.meta.id === audit)?.meta;
      expect([address, Object.keys(meta?.measures ?? {})]).toEqual([
        address,
        expect.arrayContaining([measure]),
      ]);
      expect(rationale.length).toBeGreaterThan(20);
      // A limit must not forbid what the measure calls good.
      const better = meta!.measures[measure!]!.better;
      if (better === 'higher') expect([address, limit.at]).toEqual([address, 'least']);
      if (better === 'lower') expect([address, limit.at]).toEqual([address, 'most']);
      if (needsControl.length > 0) expect([address, meta!.category]).toEqual([address, 'privacy']);
    }
  });

  test('a stricter use is never allowed more', () => {
    const limitsOf = (name: string) =>
      new Map(
        parsePolicy(presetText(name)!, name, presetText).rules.map(({ id, limit }) => [id, limit.value]),
      );
    const [strict, shared] = [limitsOf('public-release'), limitsOf('restricted-sharing')];
    for (const id of [
      'exact-copies',
      'membership',
      'singling-out',
      'linkability',
      'attribute-inference',
      'rare-combinations',
    ])
      expect([id, shared.get(id)]).toEqual([id, 2 * strict.get(id)!]);
  });
});
