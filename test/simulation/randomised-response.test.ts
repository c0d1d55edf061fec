import { describe, expect, it } from 'vitest';
import { attacks } from '../../src/attacks/index.ts';
import { boundFromCanaries } from '../../src/audits/privacy/canary-guesses.ts';
import { exactCopies } from '../../src/audits/privacy/exact-copies.ts';
import { membershipInference } from '../../src/audits/privacy/membership-inference.ts';
import { normalUpperTail } from '../../src/statistics/normal-distribution.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn } from '../audits/harness.ts';
import { pick, stackTables } from '../audits/privacy/small-populations.ts';
import { expectAtMost, expectCoverage, expectMean, meanOf, seedCount, show } from './binomial-bound.ts';
import { continuous } from './populations.ts';

/**
 * A generator with a known ε: whether a person is in train is answered truly with chance σ(ε), and the person's row is
 * published where the answer is yes. No attack's area may then exceed σ(ε), nor its true positives e^ε times its false ones.
 */
describe('randomised response with a known ε', () => {
  it('lets no attack see more than ε allows', async () => {
    const epsilon = 1;
    const truth = 1 / (1 + Math.exp(-epsilon));
    const rows = 200;
    const areas = new Map<string, number[]>(attacks.map(({ id }) => [id, []]));
    const excess = new Map<string, number[]>(attacks.map(({ id }) => [id, []]));
    const copied: { low: number; high: number }[] = [];
    for (let seed = 0; seed < seedCount; seed++) {
      const random = randomStream(seed, 'randomised-response', String(epsilon));
      const [train, holdout] = [continuous(rows, random), continuous(rows, random)];
      const answer = (chance: number) =>
        Array.from({ length: rows }, (_, row) => row).filter(() => random.uniform() < chance);
      const run = {
        train,
        holdout,
        synthetic: stackTables(pick(train, answer(truth)), pick(holdout, answer(1 - truth))),
        options: { seed },
      };
      const outcome = await runOn(membershipInference, run);
      for (const { id: attack } of attacks) {
        areas.get(attack)?.push(measureIn(outcome, 'auc', [], { attack }).estimate.value);
        const tpr = measureIn(outcome, 'tpr-at-fpr-10', [], { attack }).estimate.value;
        // A tenth of non-members pass at most, and fresh ones so often.
        excess.get(attack)?.push(tpr - Math.exp(epsilon) * ((0.1 * rows + 1) / (rows + 1)));
      }
      copied.push(intervalOf(measureIn(await runOn(exactCopies, run), 'leak-rate')));
    }
    for (const { id } of attacks) {
      expectNoMore(areas.get(id) as number[], truth);
      expectNoMore(excess.get(id) as number[], 0);
    }
    // Exact matches are the answers themselves: they reach what is allowed.
    expectMean(areas.get('distance-to-closest') as number[], truth, 0.002);
    const missed = expectCoverage(copied, (2 * truth - 1) / truth);
    show(`randomised response, ε ${epsilon}`, {
      allowed: truth,
      ...Object.fromEntries([...areas].map(([id, values]) => [id, meanOf(values)])),
      'leak rate too high': missed.tooHigh,
      'too low': missed.tooLow,
    });
  });

  it.each([0.5, 1, 2])('of %f is bounded by more in at most 5 % of runs', (epsilon) => {
    const runs = 5 * seedCount;
    const bounds = Array.from({ length: runs }, (_, seed) =>
      boundOf(epsilon, randomStream(seed, 'canaries')),
    );
    const exceeded = bounds.filter((bound) => bound.epsilon > epsilon).length;
    const refuted = bounds.filter((bound) => bound.pValue <= 0.05).length;
    show(`canaries, ε ${epsilon}`, {
      'mean bound': meanOf(bounds.map((bound) => bound.epsilon)),
      exceeded: exceeded / runs,
      refuted: refuted / runs,
    });
    expectAtMost(exceeded, runs, 0.05);
    expectAtMost(refuted, runs, 0.05);
    expect(meanOf(bounds.map((bound) => bound.epsilon))).toBeGreaterThan(epsilon / 2);
  });
});

/** The true ε is claimed. */
function boundOf(epsilon: number, random: Random) {
  const included = Uint8Array.from({ length: 500 }, () => (random.uniform() < 0.5 ? 1 : 0));
  const distances = Float64Array.from(included, (inside) => {
    const isTrue = random.uniform() < 1 / (1 + Math.exp(-epsilon));
    return (inside === 1) === isTrue ? 0 : 1;
  });
  return boundFromCanaries({
    distances,
    included,
    claim: { epsilon, delta: 0 },
    random: random.stream('ties'),
  });
}

/** The mean over seeds is no surprise at .1 % if the truth is at most this. */
function expectNoMore(values: readonly number[], most: number): void {
  const mean = meanOf(values);
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const error = Math.sqrt(square / values.length);
  expect(normalUpperTail((mean - most) / error), `${mean} (± ${error}) is more than ${most}`).toBeGreaterThan(
    0.001,
  );
}
