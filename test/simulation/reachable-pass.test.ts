import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { positiveControls } from '../../src/artifacts/positive-controls.ts';
import { catalogue } from '../../src/audits/index.ts';
import { runAudit } from '../../src/audits/run-audit.ts';
import { createInlinePool } from '../../src/kernels/worker-pool.ts';
import { judge } from '../../src/policy/judge.ts';
import { parsePolicy } from '../../src/policy/policy.ts';
import type { Outcome, ResultDocument, Verdict } from '../../src/result/document.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { storeOf } from '../audits/harness.ts';
import { resultOf } from '../policy/small-result.ts';
import { expectAtLeast, seedCount, show } from './binomial-bound.ts';
import { mixedPeople } from './populations.ts';

const rows = Number(process.env.SYNTHAUDIT_ROWS ?? 6000);
const privacy = catalogue.filter(({ meta }) => meta.category === 'privacy');
const policy = parsePolicy(
  readFileSync(new URL('../../templates/policies/public-release.yaml', import.meta.url), 'utf8'),
  'public-release.yaml',
);
const rules = policy.rules.filter(({ address }) =>
  privacy.some(({ meta }) => address.startsWith(`${meta.id}.`)),
);

/**
 * An honest sample must be able to pass: a limit that nobody keeps visibly gates nothing. At 24,000 rows each (set
 * SYNTHAUDIT_ROWS) 25 of 25 seeds of such a population passed all privacy rules.
 */
describe('an honest sample under the strictest preset', () => {
  it('passes the privacy rules in at least 90 % of seeds', async () => {
    const seeds = Math.ceil(seedCount / 50);
    const levels: Record<string, number> = {};
    let passed = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const verdicts = await judged(seed);
      for (const { rule, level } of verdicts) {
        if (level === 'pass' || level === 'informative') continue;
        levels[`${rule} ${level}`] = (levels[`${rule} ${level}`] ?? 0) + 1;
      }
      // A warning is what too small a group of isolated people leaves: it blocks nothing.
      if (verdicts.every(({ level }) => level !== 'fail' && level !== 'inconclusive')) passed++;
    }
    show(`honest samples of ${rows} rows, public release`, { seeds, passed, ...levels });
    expectAtLeast(passed, seeds, 0.9);
    expect(Object.keys(levels).filter((level) => level.endsWith(' fail'))).toEqual([]);
  });
});

async function judged(seed: number): Promise<readonly Verdict[]> {
  const random = randomStream(seed, 'reachable-pass');
  const draw = (name: string) => mixedPeople(rows, random.stream(name));
  const store = storeOf({
    train: draw('train'),
    holdout: draw('holdout'),
    synthetic: draw('synthetic'),
    options: { seed, preset: 'standard' },
  });
  const outcomes: Record<string, Outcome> = {};
  for (const audit of privacy) {
    outcomes[audit.meta.id] = await runAudit(audit, 'candidate', store, {
      random: randomStream(seed, audit.meta.id, 'candidate'),
      pool: createInlinePool(),
    });
  }
  const frame = resultOf(outcomes, await store.get(positiveControls, 'candidate'));
  const sized = (input: ResultDocument['inputs']['train']) => ({ ...input, rows });
  const { train, holdout } = frame.inputs;
  const result: ResultDocument = {
    ...frame,
    audits: Object.fromEntries(catalogue.map(({ meta }) => [meta.id, meta])),
    inputs: { ...frame.inputs, train: sized(train), holdout: holdout && sized(holdout) },
  };
  const { candidates } = judge(result, { ...policy, rules }, { today: '2026-11-21' });
  return candidates.only?.verdicts ?? [];
}
