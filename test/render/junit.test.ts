import { describe, expect, test } from 'vitest';
import { judge } from '../../src/policy/judge.ts';
import { parsePolicy } from '../../src/policy/policy.ts';
import { renderJunit } from '../../src/render/junit.ts';
import { committedSample, measured, resultOf } from '../policy/small-result.ts';

const policy = parsePolicy(
  `
name: house
rules:
  - { id: copies, measure: exact-copies.leak-rate, limit: { at-most: 0.01 }, rationale: A test. }
  - { id: links, measure: group-trust.agreement, limit: { at-most: 0.05 }, rationale: A test. }
  - { id: units, measure: split-integrity.shared-units, limit: { at-most: 0 }, when-absent: ignore, rationale: A test. }
  - { id: pairs, measure: "column-pair-trends.column-pair-trends{pairs=with-trend}", limit: { at-least: 0.95 }, relative-to: ceiling, level: warn, rationale: A test. }
`,
  'house.yaml',
);

describe('junit.xml', () => {
  test('a suite per candidate, a case per rule', () => {
    const { inputs, ...rest } = committedSample();
    const xml = renderJunit(
      judge({ ...rest, inputs: { ...inputs, candidates: inputs.candidates.slice(1) } }, policy, {
        today: '2026-11-21',
      }),
    );
    expect(xml).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="synthaudit, policy house" tests="8" failures="1" errors="2" time="0">
        <testsuite name="B" tests="4" failures="1" errors="1" skipped="1" time="0" timestamp="2026-01-01T00:00:00">
          <testcase classname="house.B" name="copies: exact-copies.leak-rate at most 0.01" time="0">
            <failure type="fail" message="Exact copies: at least 8.5 % of training people’s rows stand in it cell for cell, beyond what chance gives (exact match attack); the policy allows 1 %.">Exact copies: at least 8.5 % of training people’s rows stand in it cell for cell, beyond what chance gives (exact match attack); the policy allows 1 %.</failure>
          </testcase>
          <testcase classname="house.B" name="links: group-trust.agreement at most 0.05" time="0">
            <error type="inconclusive" message="Group trust was not run, and the policy asks for it.">Group trust was not run, and the policy asks for it.</error>
          </testcase>
          <testcase classname="house.B" name="units: split-integrity.shared-units at most 0" time="0">
            <skipped message="Split integrity gave no value for shared-units, the policy does not ask for it."/>
          </testcase>
          <testcase classname="house.B" name="pairs: column-pair-trends.column-pair-trends{pairs=with-trend} at least 0.95 × fresh real data" time="0">
            <system-out>Column pair trends: at least 0.991 of what fresh real data gets in “Column pair trends, mean over pairs” (pairs with-trend); the policy asks for at least 0.95 of that.</system-out>
          </testcase>
        </testsuite>
        <testsuite name="C" tests="4" failures="0" errors="1" skipped="1" time="0" timestamp="2026-01-01T00:00:00">
          <testcase classname="house.C" name="copies: exact-copies.leak-rate at most 0.01" time="0">
            <system-out>Exact copies: at most 0.5 % of training people’s rows stand in it cell for cell, beyond what chance gives (exact match attack); the policy allows 1 %.</system-out>
          </testcase>
          <testcase classname="house.C" name="links: group-trust.agreement at most 0.05" time="0">
            <error type="inconclusive" message="Group trust was not run, and the policy asks for it.">Group trust was not run, and the policy asks for it.</error>
          </testcase>
          <testcase classname="house.C" name="units: split-integrity.shared-units at most 0" time="0">
            <skipped message="Split integrity gave no value for shared-units, the policy does not ask for it."/>
          </testcase>
          <testcase classname="house.C" name="pairs: column-pair-trends.column-pair-trends{pairs=with-trend} at least 0.95 × fresh real data" time="0">
            <system-out>Warning: Column pair trends: at most 0.943 of what fresh real data gets in “Column pair trends, mean over pairs” (pairs with-trend); the policy asks for at least 0.95 of that.</system-out>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });

  test('without a policy a case per audit', () => {
    const xml = renderJunit(
      resultOf({
        one: measured(),
        two: { status: 'not-applicable', reason: 'no holdout was given' },
        three: { status: 'error', code: 'internal', message: 'out of memory' },
      }),
    );
    expect(xml).toContain('tests="3" failures="0" errors="1" skipped="1"');
    expect(xml).toContain('<skipped message="no holdout was given"/>');
    expect(xml).toContain('<error type="error" message="out of memory">out of memory</error>');
  });

  test('holds no character that XML lacks, and no markup from names', () => {
    const result = resultOf({
      one: {
        status: 'error',
        code: 'internal',
        message: 'a\u0000b\u001b[1m \ud800 \uffff <x y="1">&amp;\n]]>',
      },
    });
    result.inputs.candidates[0]!.name = '"><system-out>';
    const xml = renderJunit(result);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u);
    expect(xml).toContain('a\ufffdb\ufffd[1m \ufffd \ufffd &lt;x y=&quot;1&quot;&gt;&amp;amp; ]]&gt;"');
    expect(xml).toContain('name="&quot;&gt;&lt;system-out&gt;"');
    expect(xml.match(/<(\w[\w-]*)/g)!.filter((tag) => !/^<(testsuites?|testcase|error)$/.test(tag))).toEqual(
      [],
    );
  });
});
