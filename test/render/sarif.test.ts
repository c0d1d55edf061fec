import { describe, expect, test } from 'vitest';
import { judge } from '../../src/policy/judge.ts';
import { parsePolicy } from '../../src/policy/policy.ts';
import { renderSarif } from '../../src/render/sarif.ts';
import type { ResultDocument } from '../../src/result/document.ts';
import { committedSample, resultOf } from '../policy/small-result.ts';

const policy = parsePolicy(
  `
name: house
rules:
  - { id: copies, measure: exact-copies.leak-rate, limit: { at-most: 0.01 }, rationale: Copies are people. }
  - { id: links, measure: group-trust.agreement, limit: { at-most: 0.05 }, rationale: A test. }
  - { id: pairs, measure: "column-pair-trends.column-pair-trends{pairs=with-trend}", limit: { at-least: 0.95 }, relative-to: ceiling, level: warn, rationale: A test. }
waivers:
  - { rule: copies, candidate: B, owner: Ada, reason: Agreed., expires: 2026-12-31 }
  - { rule: links, candidate: A, owner: Ada, reason: Agreed., expires: 2026-01-31 }
`,
  'house.yaml',
);

interface Log {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] };
    };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
      }[];
      readonly suppressions?: readonly { readonly kind: string; readonly justification: string }[];
    }[];
  }[];
}

describe('results.sarif', () => {
  const log = sarifOf(judge(committedSample(), policy, { today: '2026-11-21' }));

  test('tells failures and what is open as errors, warnings as warnings, and what passes not at all', () => {
    const told = log.runs[0]!.results.map(({ ruleId, level, message }) => [message.text[0], ruleId, level]);
    expect(told).toEqual([
      ['A', 'links', 'error'],
      ['A', 'links', 'warning'],
      ['B', 'copies', 'warning'],
      ['B', 'links', 'error'],
      ['C', 'links', 'error'],
      ['C', 'pairs', 'warning'],
    ]);
  });

  test('a waived failure is suppressed with its reason; an expired waiver suppresses nothing', () => {
    const suppressed = log.runs[0]!.results.filter(({ suppressions }) => suppressions);
    expect(suppressed.map(({ ruleId }) => ruleId)).toEqual(['copies']);
    expect(suppressed[0]!.suppressions![0]).toEqual({
      kind: 'external',
      status: 'accepted',
      justification: 'Ada, until 2026-12-31: Agreed.',
    });
  });

  test('without a policy only audits that broke are told', () => {
    const broken = sarifOf(
      resultOf({ 'exact-copies': { status: 'error', code: 'x', message: 'out of memory' } }),
    );
    expect(broken.runs[0]!.results).toMatchObject([{ ruleId: 'exact-copies', level: 'error' }]);
  });

  test('names of files are relative references, whatever they hold', () => {
    const result = resultOf({ 'exact-copies': { status: 'error', code: 'x', message: 'a\u0000\ud800' } });
    result.inputs.candidates[0]!.files[0]!.name = 'a b:#?%ä\ud800.csv';
    const { locations, message } = sarifOf(result).runs[0]!.results[0]!;
    expect(locations[0]!.physicalLocation.artifactLocation.uri).toBe('a%20b%3A%23%3F%25%C3%A4%EF%BF%BD.csv');
    expect(message.text).toBe('Only: a\ufffd\ufffd');
  });
});

/** The log, after what SARIF 2.1.0 requires of the parts that are used has been looked at. */
function sarifOf(result: ResultDocument): Log {
  const log = JSON.parse(renderSarif(result)) as Log;
  expect(log.version).toBe('2.1.0');
  expect(log.runs).toHaveLength(1);
  const { tool, results } = log.runs[0]!;
  expect(tool.driver.name).toBe('synthaudit');
  const ids = tool.driver.rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { ruleId, ruleIndex, level, message, locations } of results) {
    expect(['none', 'note', 'warning', 'error']).toContain(level);
    expect(ids[ruleIndex]).toBe(ruleId);
    expect(message.text).not.toBe('');
    for (const { physicalLocation } of locations)
      expect(physicalLocation.artifactLocation.uri).toMatch(/^[\w.~%-]+$/);
  }
  return log;
}
