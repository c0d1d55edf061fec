import { beforeAll, describe, it } from 'vitest';
import { attacks } from '../../src/attacks/index.ts';
import type { Audit } from '../../src/audits/audit.ts';
import { membershipInference } from '../../src/audits/privacy/membership-inference.ts';
import { vulnerableRecords } from '../../src/audits/privacy/vulnerable-records.ts';
import { runAudit } from '../../src/audits/run-audit.ts';
import { createInlinePool } from '../../src/kernels/worker-pool.ts';
import type { Outcome } from '../../src/result/document.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { intervalOf, measureIn, storeOf } from '../audits/harness.ts';
import { expectCoverage, expectPValues, expectUniform, seedCount, show } from './binomial-bound.ts';
import { expectNothing } from './nothing-found.ts';
import { drawNull, nullDesigns } from './populations.ts';

/** A fresh sample carries nothing on who was in train: alarms come as often as levels say, intervals cover nought. */
describe.each(nullDesigns)('membership inference on a fresh sample, $name', (design) => {
  const outcomes: Outcome[] = [];
  const ofGroups: Outcome[] = [];
  const valuesOf = (name: string, attack: string) =>
    outcomes.map((outcome) => measureIn(outcome, name, [], { attack }));
  const pValuesOf = (attack: string) => valuesOf('auc', attack).map(({ test }) => test?.pValue as number);
  const familyOf = () => valuesOf('family-p-value', 'ensemble').map(({ estimate }) => estimate.value);
  const intervalsOf = (name: string, attack: string) => valuesOf(name, attack).map(intervalOf);

  beforeAll(async () => {
    for (let seed = 0; seed < seedCount; seed++) {
      const run = drawNull(design, seed);
      // One store, so that all attacks are made once for both.
      const store = storeOf({ ...run, options: { ...run.options, groups: ['c'] } });
      const audited = (audit: Audit) =>
        runAudit(audit, 'candidate', store, {
          random: randomStream(seed, audit.meta.id, 'candidate'),
          pool: createInlinePool(),
        });
      outcomes.push(await audited(membershipInference));
      ofGroups.push(await audited(vulnerableRecords));
    }
    show(`membership, ${design.name}, p ≤ .05`, {
      family: shareOf(familyOf(), (pValue) => pValue <= 0.05),
      ...byAttack((id) => shareOf(pValuesOf(id), (pValue) => pValue <= 0.05)),
    });
    show(
      `membership, ${design.name}, leak rate above 0`,
      byAttack((id) => shareOf(intervalsOf('leak-rate', id), ({ low }) => low > 0)),
    );
  });

  for (const { id } of attacks) {
    it(id, () => {
      const pValues = pValuesOf(id);
      expectPValues(pValues, !design.isContinuous);
      // The plagiarism index counts in twentieths.
      if (design.isContinuous && id !== 'data-plagiarism-index') expectUniform(pValues);
      expectCoverage(intervalsOf('leak-rate', id), 0);
      expectCoverage(intervalsOf('auc', id), 0.5);
      expectCoverage(intervalsOf('advantage', id), 0);
    });
  }

  it('ensemble', () => expectPValues(familyOf(), true));

  it('within groups', () => expectNothing(`vulnerable records, ${design.name}`, ofGroups));
});

function byAttack(value: (id: string) => number): Record<string, number> {
  return Object.fromEntries(attacks.map(({ id }) => [id, value(id)]));
}

function shareOf<Value>(values: readonly Value[], holds: (value: Value) => boolean): number {
  return values.filter(holds).length / values.length;
}
