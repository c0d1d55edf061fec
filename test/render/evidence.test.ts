import { describe, expect, it } from 'vitest';
import { judge } from '../../src/policy/judge.ts';
import { parsePolicy } from '../../src/policy/policy.ts';
import { renderEvidence } from '../../src/render/evidence-markdown.ts';
import { renderHtml } from '../../src/render/html.ts';
import type { ResultDocument } from '../../src/result/document.ts';
import { sampleResult } from './sample-result.ts';

const policy = parsePolicy(
  'rules:\n  - { id: copies, measure: exact-copies.leak-rate, limit: { at-most: 0.01 }, rationale: A test. }\n',
  'house.yaml',
);
const judged = judge(sampleResult(), policy, { today: '2026-11-21' });

describe('the evidence map', () => {
  it('puts what was measured, what is open and what a human decides beside each clause', () => {
    const text = renderEvidence(judged, ['wp216']);
    expect(text).toContain('### Section 2.2: singling out');
    expect(text).toMatch(/- \*\*Exact copies\*\*: the share of training rows/);
    expect(text).toMatch(/ {2}- B: \*\*✕ Broken\.\*\* /);
    expect(text).toMatch(/- B: Above the policy’s limits: exact copies\./);
    expect(text).toMatch(/ {2}- A, B, C: \*\*\? Not assessed\.\*\* Was not run\./);
    expect(text).toContain('For a human to decide: Which other datasets exist.');
    expect(text).not.toContain('GDPR, recital 26');
  });

  it('shows all frameworks unless some are named, in the report as well', () => {
    const text = renderEvidence(judged);
    expect(text).toContain('## GDPR, recital 26');
    expect(text).toContain('## Proposed Guide on Synthetic Data Generation');
    const page = renderHtml(judged);
    const section = /<section id="evidence">([\s\S]*?)<\/section>/.exec(page)?.[1] ?? '';
    expect(section).toContain('HIPAA');
    for (const [, anchor] of section.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(`id="${anchor}"`);
  });

  it('refuses an unknown framework, and a result without a map', () => {
    expect(() => renderEvidence(judged, ['gdrp'])).toThrow(/no framework “gdrp”/);
    const old: ResultDocument = { ...judged, evidence: [] };
    expect(() => renderEvidence(old)).toThrow(/no evidence map/);
    expect(renderHtml(old)).not.toContain('id="evidence"');
  });
});
