import { describe, expect, test } from 'vitest';
import { judge } from '../../src/policy/judge.ts';
import { parsePolicy } from '../../src/policy/policy.ts';
import type { Outcome } from '../../src/result/document.ts';
import { between, measure, resultOf } from './small-result.ts';

const names = ['a', 'b', 'c'];
const outcome: Outcome = {
  status: 'measured',
  summary: 'Pairs.',
  // The least alike pair has an interval.
  measures: [
    measure('contingency-similarity', between(0.5, 0.6, 0.7), {
      subject: ['a', 'b'],
      labels: { trend: 'yes' },
    }),
  ],
  details: [
    {
      kind: 'matrix',
      measure: 'pair-similarity',
      title: 'Pairs',
      rows: names,
      columns: names,
      values: [
        [null, 0.6, 0.9],
        [0.6, null, 0.95],
        [0.9, 0.95, null],
      ],
      ceiling: [
        [null, 1, 0.9],
        [1, null, 1],
        [0.9, 1, null],
      ],
    },
  ],
};

function verdictOf(address: string, limit: number, more = '') {
  const policy = parsePolicy(
    `rules:\n  - measure: ${JSON.stringify(address)}\n    limit: { at-least: ${limit} }\n    rationale: A test.\n${more}`,
    'test.yaml',
  );
  return judge(resultOf({ 'column-pair-trends': outcome }), policy, { today: '2026-11-21' }).candidates.only!
    .verdicts[0]!;
}

const byValue = '    end: value\n';

describe('pairs that stand in a matrix alone', () => {
  test.each([
    ['column-pair-trends.pair-similarity[a,c]', 0.89, 'pass'],
    ['column-pair-trends.pair-similarity[c,a]', 0.89, 'pass'],
    ['column-pair-trends.pair-similarity[a,c]', 0.91, 'fail'],
    ['column-pair-trends.pair-similarity[*,c]', 0.89, 'pass'],
    ['column-pair-trends.pair-similarity[*,c]', 0.94, 'fail'],
    ['column-pair-trends.*[b,c]', 0.96, 'fail'],
  ])('%s at least %d by value: %s', (address, limit, level) => {
    expect(verdictOf(address, limit, byValue).level).toBe(level);
  });

  test('have no interval: any other end is inconclusive, and says what would decide', () => {
    const verdict = verdictOf('column-pair-trends.pair-similarity[a,c]', 0.5);
    expect(verdict.level).toBe('inconclusive');
    expect(verdict.because).toContain('`end: value` judges it by its value');
    expect(verdict.subject).toEqual(['a', 'c']);
  });

  test('relative to the ceiling the matrix’s own ceiling counts', () => {
    const relative = `${byValue}    relative-to: ceiling\n`;
    expect(verdictOf('column-pair-trends.pair-similarity[a,c]', 0.99, relative).level).toBe('pass');
    expect(verdictOf('column-pair-trends.pair-similarity[b,c]', 0.96, relative).level).toBe('fail');
  });
});

describe('pairs that are measures, too', () => {
  test('are judged by their interval, and once', () => {
    expect(verdictOf('column-pair-trends.pair-similarity[a,b]', 0.5).level).toBe('pass');
    expect(verdictOf('column-pair-trends.pair-similarity[b,a]', 0.65).level).toBe('inconclusive');
    const own = verdictOf('column-pair-trends.*[a,b]', 0.8);
    expect(own).toMatchObject({ level: 'fail', measure: 'contingency-similarity' });
    expect(own.because).not.toContain('more of the measures');
  });

  test('all pairs: the worst decides, each pair counts once', () => {
    const verdict = verdictOf('column-pair-trends.*[*,*]', 0.92, byValue);
    expect(verdict).toMatchObject({ level: 'fail', subject: ['a', 'b'] });
    expect(verdict.because).toContain('1 more of the measures it holds for breaks it, too.');
  });
});

test('a label, a single column or another name is no matter of the matrix', () => {
  for (const address of [
    'column-pair-trends.pair-similarity[a,c]{trend=no}',
    'column-pair-trends.pair-similarity[a]',
    'column-pair-trends.contingency-similarity[a,c]',
    'column-pair-trends.pair-similarity[a,d]',
  ])
    expect(verdictOf(address, 0.1, byValue)).toMatchObject({ level: 'inconclusive', subject: [] });
});

test('45,000 pairs are judged in a moment', () => {
  const many = Array.from({ length: 300 }, (_, index) => `c${index}`);
  const values = many.map((_, i) => many.map((__, j) => (i === j ? null : 0.9)));
  const large: Outcome = {
    ...outcome,
    measures: [],
    details: [
      {
        kind: 'matrix',
        measure: 'pair-similarity',
        title: 'Pairs',
        rows: many,
        columns: many,
        values,
        ceiling: null,
      },
    ],
  };
  const policy = parsePolicy(
    'rules:\n  - { measure: "column-pair-trends.pair-similarity[*,*]", limit: { at-least: 0.5 }, end: value, rationale: A test. }\n',
    'test.yaml',
  );
  const began = performance.now();
  const judged = judge(resultOf({ 'column-pair-trends': large }), policy, { today: '2026-11-21' });
  expect(judged.verdict).toBe('pass');
  expect(performance.now() - began).toBeLessThan(5000);
});
