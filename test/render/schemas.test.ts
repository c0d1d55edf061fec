import { describe, expect, test } from 'vitest';
import { judge } from '../../src/policy/judge.ts';
import { parsePolicy } from '../../src/policy/policy.ts';
import { renderJunit } from '../../src/render/junit.ts';
import { renderSarif } from '../../src/render/sarif.ts';
import type { ResultDocument } from '../../src/result/document.ts';
import { committedSample, resultOf } from '../policy/small-result.ts';
import { hostile } from './sample-result.ts';
import { junitErrors, sarifErrors } from './schemas.ts';

const policy = parsePolicy(
  `
name: house
rules:
  - { id: copies, measure: exact-copies.leak-rate, limit: { at-most: 0.01 }, rationale: Copies are people. }
  - { id: links, measure: group-trust.agreement, limit: { at-most: 0.05 }, rationale: A test., source: A decision. }
  - { id: units, measure: split-integrity.shared-units, limit: { at-most: 0 }, when-absent: ignore, rationale: A test. }
  - { id: pairs, measure: "column-pair-trends.column-pair-trends{pairs=with-trend}", limit: { at-least: 0.95 }, relative-to: ceiling, level: warn, rationale: A test. }
waivers:
  - { rule: copies, candidate: B, owner: Ada, reason: Agreed., expires: 2026-12-31 }
  - { rule: links, candidate: A, owner: Ada, reason: Agreed., expires: 2026-01-31 }
`,
  'house.yaml',
);

/** Every state that a case can be in, and names that try to break out. */
const results: Readonly<Record<string, () => ResultDocument>> = {
  'without a policy': committedSample,
  'with a policy: failures, warnings, waivers, what is open': () =>
    judge(committedSample(), policy, { today: '2026-11-21' }),
  'with audits that broke': () =>
    resultOf({
      one: { status: 'error', code: 'internal', message: Object.values(hostile).join('\u0000\ud800') },
      two: { status: 'not-applicable', reason: hostile.html },
    }),
  'with hostile names': () => {
    const result = judge(committedSample(), policy, { today: '2026-11-21' });
    for (const [index, candidate] of result.inputs.candidates.entries()) {
      candidate.name = Object.values(hostile)[index] as string;
      candidate.files[0]!.name = `${Object.values(hostile).at(-1 - index)}#?%\u0000.csv`;
    }
    return result;
  },
};

describe('outputs are as the schemas of their formats ask', () => {
  test.each(Object.entries(results))('SARIF 2.1.0, %s', (_, result) => {
    expect(sarifErrors(JSON.parse(renderSarif(result())))).toEqual([]);
  });

  test.each(Object.entries(results))('JUnit, %s', async (_, result) => {
    expect(await junitErrors(renderJunit(result()))).toEqual([]);
  });
});

describe('the validators themselves', () => {
  test('find what is wrong with a log', () => {
    const log = JSON.parse(renderSarif(judge(committedSample(), policy, { today: '2026-11-21' })));
    log.runs[0].results[0].level = 'fatal';
    log.runs[0].results[1].locations[0].physicalLocation.artifactLocation.uri = 'no uri {';
    delete log.runs[0].tool.driver.name;
    expect(sarifErrors(log).map((error) => error.split(' ')[0])).toEqual(
      expect.arrayContaining([
        '/runs/0/tool/driver',
        '/runs/0/results/0/level',
        '/runs/0/results/1/locations/0/physicalLocation/artifactLocation/uri',
      ]),
    );
  });

  test('find what is wrong with a report', async () => {
    const xml = renderJunit(committedSample());
    expect(await junitErrors(xml.replaceAll('testcase', 'case'))).not.toEqual([]);
    expect(await junitErrors(xml.replace(' name="', ' title="'))).not.toEqual([]);
    expect(await junitErrors(xml.replace('</testsuites>', ''))).not.toEqual([]);
  });
});
