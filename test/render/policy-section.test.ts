import { expect, test } from 'vitest';
import { judge } from '../../src/policy/judge.ts';
import { parsePolicy } from '../../src/policy/policy.ts';
import { renderHtml } from '../../src/render/html.ts';
import { renderMarkdown } from '../../src/render/markdown.ts';
import { committedSample } from '../policy/small-result.ts';

const policy = parsePolicy(
  `
title: Rules of the house
rules:
  - { id: copies, measure: exact-copies.leak-rate, limit: { at-most: 0.01 }, rationale: Copies <are> people. }
  - { id: links, measure: group-trust.agreement, limit: { at-most: 0.05 }, level: warn, rationale: A test. }
`,
  'house.yaml',
);
const judged = judge(committedSample(), policy, { today: '2026-11-21' });

test('the report holds every rule, its limit and reason, and what the evidence says of each candidate', () => {
  const page = renderHtml(judged);
  const section = /<section id="policy">([\s\S]*?)<\/section>/.exec(page)![1]!;
  const text = section.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  expect(text).toContain('house: Rules of the house');
  expect(text).toContain('at most 0.01');
  expect(text).toContain('Copies &lt;are&gt; people.');
  expect(text).toMatch(/A ✓ Kept Exact copies: at most .* B ✕ Broken Exact copies: at least .* C ✓ Kept/);
  expect(text).toContain('! Warning Group trust was not run');
  expect(page).toContain('policy house');
  expect(page).toContain('Do not release: Exact copies: at least 8.5 %');
  expect(renderMarkdown(judged)).toContain('Do not release: Exact copies: at least 8.5 %');
});

test('a result that nobody judged has no such section', () => {
  expect(renderHtml(committedSample())).not.toContain('id="policy"');
});
