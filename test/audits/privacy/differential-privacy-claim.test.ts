import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { boundFromCanaries } from '../../../src/audits/privacy/canary-guesses.ts';
import type { Outcome } from '../../../src/result/document.ts';
import { parseDpClaim } from '../../../src/run/privacy-claim.ts';
import type { AuditRequest } from '../../../src/run/request.ts';
import { auditDatasets } from '../../../src/run-audits.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { expectAtMost } from '../../statistics/rate-bound.ts';
import { measureIn } from '../harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'synthaudit-claim-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a claim of differential privacy', () => {
  it('is refuted for randomised response in at most 5 % of runs, at its own ε', () => {
    const runs = 300;
    let exceeded = 0;
    let refuted = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const { epsilon, pValue } = respond(seed, 300, 1);
      if (epsilon > 1) exceeded++;
      if (pValue <= 0.05) refuted++;
    }
    expectAtMost(exceeded, runs, 0.05);
    expectAtMost(refuted, runs, 0.05);
  });

  it('is refuted where canaries are answered far more truly than claimed, and the bound stays below the truth', () => {
    const { epsilon, pValue, provable } = respond(1, 300, 4);
    expect(pValue).toBeLessThan(0.001);
    expect(epsilon).toBeGreaterThan(2);
    expect(epsilon).toBeLessThan(4);
    expect(provable).toBeGreaterThan(epsilon);
  });

  it('is refuted by canaries that a generator copies', async () => {
    const outcome = await auditCopies({ dpClaim: { epsilon: 1, delta: 1e-6 } });
    const bound = measureIn(outcome, 'epsilon-lower-bound');
    expect(bound.estimate.value).toBeGreaterThan(1);
    expect(bound.test?.adjusted).toBeLessThan(0.001);
    expect(measureIn(outcome, 'largest-provable-epsilon').estimate.value).toBeGreaterThanOrEqual(
      bound.estimate.value,
    );
    // All but those by which the coins missed the half.
    expect(measureIn(outcome, 'guesses-right').estimate.value).toBeGreaterThan(0.95);
  });

  it('without canaries is stated and not tested: nothing bounds ε', async () => {
    const outcome = await audit({ dpClaim: { epsilon: Math.log(3), delta: 0 } });
    if (outcome.status !== 'measured') throw new Error('not measured');
    expect(outcome.measures.map(({ name }) => name)).toEqual(['claimed-epsilon', 'largest-auc']);
    // σ(ln 3).
    expect(measureIn(outcome, 'largest-auc').estimate.value).toBeCloseTo(0.75, 12);
    expect(outcome.summary).toContain('not tested');
  });

  it('is not applicable without a claim, and says how to give one', async () => {
    const outcome = await audit({});
    expect(outcome).toMatchObject({
      status: 'not-applicable',
      reason: expect.stringContaining('--dp-claim'),
    });
  });

  it('allows an attack on randomised response its AUC, and no more', async () => {
    const outcome = await audit({ dpClaim: { epsilon: 1, delta: 0.01 } });
    const auc = measureIn(outcome, 'largest-auc').estimate.value;
    // By the trapezoid rule over the trade-off of error rates.
    let area = 0;
    const tpr = (fpr: number) => Math.min(1, 0.01 + Math.E * fpr, 1 - (1 - 0.01 - fpr) / Math.E);
    for (let i = 0; i < 1e5; i++) area += (tpr(i / 1e5) + tpr((i + 1) / 1e5)) / 2e5;
    expect(auc).toBeCloseTo(area, 6);
  });

  it('needs fair coins: other shares of included canaries give no bound', async () => {
    const outcome = await audit({
      dpClaim: { epsilon: 1, delta: 0 },
      canaries: write('unfair.csv', `a,b,included\n${'1,2,1\n'.repeat(40)}`),
    });
    expect(outcome).toMatchObject({ status: 'not-applicable', reason: expect.stringContaining('coin') });
  });

  it('refuses what it cannot read', async () => {
    const dpClaim = { epsilon: 1, delta: 0 };
    const refused = (canaries: string, request: Partial<AuditRequest> = { dpClaim }) =>
      expect(audit({ ...request, canaries: write('bad.csv', canaries) })).rejects;
    await refused('a,b\n1,2\n').toMatchObject({ code: 'no-included-column' });
    await refused('a,b,included\n1,2,maybe\n').toMatchObject({ code: 'bad-included-value' });
    await refused('a,b,included\n1,2,\n3,4,1\n').toMatchObject({ code: 'bad-included-value' });
    await refused('a,b,included\n1,2,1\n', {}).toMatchObject({ code: 'canaries-without-claim' });
    await expect(audit({ dpClaim: { epsilon: -1, delta: 0 } })).rejects.toMatchObject({
      code: 'bad-dp-claim',
    });
  });

  it.each([
    ['eps=1,delta=1e-5', { epsilon: 1, delta: 1e-5 }],
    ['epsilon = 2.5', { epsilon: 2.5, delta: 0 }],
    ['delta=0,eps=0', { epsilon: 0, delta: 0 }],
  ])('reads %s', (text, claim) => {
    expect(parseDpClaim(text)).toEqual(claim);
  });

  it.each([
    '',
    '1',
    'eps',
    'eps=',
    'eps=x',
    'delta=1e-5',
    'eps=1,eps=2',
    'eps=1,delta=1',
    'eps=1=2',
    'constructor=1',
  ])('refuses “%s”', (text) => {
    expect(() => parseDpClaim(text)).toThrowError(expect.objectContaining({ code: 'bad-dp-claim' }));
  });
});

/** Randomised response: a canary shows in the output truly with chance e^ε / (1 + e^ε). Claimed is ε = 1. */
function respond(seed: number, canaries: number, epsilon: number) {
  const random = randomStream(seed, 'response');
  const included = Uint8Array.from({ length: canaries }, () => (random.uniform() < 0.5 ? 1 : 0));
  const distances = Float64Array.from(included, (inside) => {
    const isTrue = random.uniform() < 1 / (1 + Math.exp(-epsilon));
    return (inside === 1) === isTrue ? 0 : 1;
  });
  return boundFromCanaries({
    distances,
    included,
    claim: { epsilon: 1, delta: 0 },
    random: random.stream('ties'),
  });
}

/** Canaries far from everybody; the candidate holds the included ones. */
function auditCopies(request: Partial<AuditRequest>): Promise<Outcome> {
  const random = randomStream(9, 'copies');
  const rows = (count: number) =>
    Array.from({ length: count }, () => `${random.normal().toFixed(4)},${random.normal().toFixed(4)}`);
  const canaries = rows(120).map((row) => ({ row, included: random.uniform() < 0.5 ? 1 : 0 }));
  const inside = canaries.filter(({ included }) => included === 1).map(({ row }) => row);
  const file = (name: string, lines: string[]) => write(name, `a,b\n${lines.join('\n')}\n`);
  return audit({
    ...request,
    train: file('train-with.csv', [...rows(300), ...inside]),
    synthetic: [{ path: file('copies.csv', [...rows(300), ...inside]) }],
    canaries: write(
      'canaries.csv',
      `a,b,included\n${canaries.map(({ row, included }) => `${row},${included}`).join('\n')}\n`,
    ),
  });
}

async function audit(request: Partial<AuditRequest>): Promise<Outcome> {
  const result = await auditDatasets(
    {
      train: write('train.csv', numbers(1)),
      synthetic: [{ name: 'candidate', path: write('candidate.csv', numbers(2)) }],
      only: ['differential-privacy-claim'],
      disclosure: 'internal',
      threads: 1,
      ...request,
    },
    { platform: 'any', runtime: 'any', cores: 1 },
  );
  const [candidate] = Object.values(result.candidates);
  return candidate?.outcomes['differential-privacy-claim'] as Outcome;
}

function numbers(seed: number): string {
  const random = randomStream(seed, 'numbers');
  return `a,b\n${Array.from({ length: 60 }, () => `${random.normal()},${random.normal()}`).join('\n')}\n`;
}

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
