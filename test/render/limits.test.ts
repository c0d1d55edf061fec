import { expect, test } from 'vitest';
import { judge } from '../../src/policy/judge.ts';
import { parsePolicy } from '../../src/policy/policy.ts';
import { renderHtml } from '../../src/render/html.ts';
import { candidateViews } from '../../src/render/view/candidates.ts';
import { decidingTable } from '../../src/render/view/deciding.ts';
import { limitOf } from '../../src/render/view/limits.ts';
import { between, committedSample, exactly, measure, measured, resultOf } from '../policy/small-result.ts';

function limitUnder(
  rules: string,
  of = measure('column-shapes', between(0.9, 0.95, 1), { ceiling: exactly(0.8) }),
) {
  const policy = parsePolicy(`rules:\n${rules}`, 'test.yaml');
  const judged = judge(resultOf({ 'column-shapes': measured(of) }), policy, { today: '2026-11-21' });
  return limitOf(judged, 'only', 'column-shapes', of);
}

const rule = (address: string, limit: string, more = '') =>
  `  - { id: "${address} ${limit}", measure: "${address}", limit: { ${limit} }, rationale: A test. ${more} }\n`;

test.each([
  ['no rule', rule('column-shapes.tv-complement', 'at-least: 0.9'), null],
  ['a rule', rule('column-shapes.column-shapes', 'at-least: 0.9'), { at: 'least', value: 0.9 }],
  ['any audit', rule('*.column-shapes', 'at-least: 0.7'), { at: 'least', value: 0.7 }],
  ['any measure', rule('column-shapes.*', 'at-least: 0.7'), { at: 'least', value: 0.7 }],
  ['a column', rule('column-shapes.column-shapes[age]', 'at-least: 0.7'), null],
  [
    'a multiple of the ceiling',
    rule('column-shapes.column-shapes', 'at-least: 0.5', ', relative-to: ceiling'),
    { at: 'least', value: 0.4 },
  ],
  [
    'the stricter of two',
    rule('column-shapes.column-shapes', 'at-least: 0.9') + rule('column-shapes.*', 'at-least: 0.7'),
    { at: 'least', value: 0.9 },
  ],
  [
    'one that fails before one that warns',
    rule('column-shapes.column-shapes', 'at-least: 0.9', ', level: warn') +
      rule('column-shapes.*', 'at-least: 0.7'),
    { at: 'least', value: 0.7 },
  ],
])('%s', (_, rules, expected) => {
  expect(limitUnder(rules)).toEqual(expected);
});

test('labels: a rule about other labels is not drawn, the one that decided is', () => {
  const labelled = measure('column-shapes', exactly(0.9), { labels: { part: 'a' } });
  expect(limitUnder(rule('column-shapes.column-shapes{part=a}', 'at-least: 0.5'), labelled)).not.toBeNull();
  expect(limitUnder(rule('column-shapes.column-shapes{part=b}', 'at-least: 0.5'), labelled)).toBeNull();
});

test('the first screen draws intervals against limits, inside their axis', () => {
  const policy = parsePolicy(
    rule('*.leak-rate', 'at-most: 0.3')
      .replace('rationale', 'when-absent: ignore, rationale')
      .replace(/^/, 'rules:\n'),
    'test.yaml',
  );
  const judged = judge(committedSample(), policy, { today: '2026-11-21' });
  const { heads, rows } = decidingTable(judged, candidateViews(judged));
  expect(heads[0]!.caption).toContain('dashed: limit');
  // The axis reaches beyond the limit, though no interval does.
  expect(heads[0]!.caption).toMatch(/axis 0 to (40|30|60|100)/);
  for (const row of rows)
    if (row[0]!.known) expect(JSON.stringify(row[0]!.drawing)).toMatch(/limit at most 30/);
  expect(renderHtml(judged)).toContain('class="limit"');
  expect(renderHtml(committedSample())).not.toContain('class="limit"');
});
