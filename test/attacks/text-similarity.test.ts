import { describe, expect, it } from 'vitest';
import { membershipInference } from '../../src/audits/privacy/membership-inference.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../audits/harness.ts';
import { expectAtMost } from '../statistics/rate-bound.ts';

const syllables = ['ka', 'lo', 'mi', 'ren', 'tus', 'pa', 'gor', 'vel', 'shi', 'dan', 'bre', 'nox'];
const stock = 'The patient was seen in the clinic and will come again.';

/** Notes of made-up words between phrases that everybody uses, beside a number that tells nothing. */
function notes(rows: number, random: Random): { age: number[]; note: (string | null)[] } {
  const word = () =>
    Array.from({ length: 2 + random.below(2) }, () => syllables[random.below(syllables.length)]).join('');
  return {
    age: Array.from({ length: rows }, () => 20 + random.below(60)),
    note: Array.from({ length: rows }, () => {
      const chance = random.uniform();
      if (chance < 0.05) return null;
      if (chance < 0.2) return stock;
      return `${stock} ${Array.from({ length: 14 }, word).join(' ')}.`;
    }),
  };
}

/** Every fifth word replaced, and the rest in capitals here and there. */
function paraphrased(text: string | null, random: Random): string | null {
  if (text === null) return null;
  const words = text.split(' ').map((word, place) => (place % 5 === 4 ? syllables[random.below(12)] : word));
  return words.join('  ').toUpperCase();
}

function attackOn(train: SmallTable, holdout: SmallTable, synthetic: SmallTable) {
  return runOn(membershipInference, { train, holdout, synthetic, kinds: { note: 'text' } });
}

const labels = { attack: 'text-similarity' };

describe('text-similarity', () => {
  it.each([
    ['copied', (text: string | null) => text],
    ['paraphrased', paraphrased],
  ])('recognises people whose notes were %s, though all else is invented', async (_, change) => {
    const random = randomStream(1, 'texts');
    const train = notes(300, random);
    const synthetic = notes(300, random);
    for (let row = 0; row < 90; row++)
      synthetic.note[299 - row] = change(train.note[row] as string | null, random);
    const outcome = await attackOn(train, notes(300, random), synthetic);
    const told = train.note.slice(0, 90).filter((note) => note !== null && note !== stock).length / 300;
    const leak = measureIn(outcome, 'leak-rate', [], labels);
    // All notes of one's own are recognised, and stock phrases are nobody's.
    expect(intervalOf(leak).low).toBeLessThan(told);
    expect(intervalOf(leak).high).toBeGreaterThan(told);
    expect(leak.estimate.value).toBeGreaterThan(0.8 * told);
    const area = measureIn(outcome, 'auc', [], labels);
    expect(area.test?.adjusted).toBeLessThanOrEqual(0.001);
    const distance = measureIn(outcome, 'auc', [], { attack: 'distance-to-closest' });
    expect(distance.test?.adjusted).toBeGreaterThan(0.01);
  });

  it('is silent on fresh notes, with unequal sides', async () => {
    let alarms = 0;
    const seeds = 40;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'fresh texts');
      const outcome = await attackOn(notes(120, random), notes(80, random), notes(100, random));
      if ((measureIn(outcome, 'auc', [], labels).test?.pValue ?? 0) <= 0.05) alarms++;
    }
    expectAtMost(alarms, seeds, 0.05);
  });

  it('is not tried where there is no text, and bears candidates without any', async () => {
    const random = randomStream(3, 'texts');
    const [train, holdout, synthetic] = [notes(60, random), notes(60, random), notes(60, random)];
    const { age } = synthetic;
    const without = await attackOn(train, holdout, { age });
    if (without.status !== 'measured') throw new Error('not measured');
    expect(without.measures.some((measure) => measure.labels.attack === 'text-similarity')).toBe(false);
    const empty = await attackOn(train, holdout, { age, note: age.map(() => null) });
    expect(measureIn(empty, 'auc', [], labels).estimate.value).toBeCloseTo(0.5, 0);
  });

  it('does not know the order of train and holdout', async () => {
    const random = randomStream(4, 'texts');
    const [train, holdout, synthetic] = [notes(80, random), notes(80, random), notes(80, random)];
    const there = measureIn(await attackOn(train, holdout, synthetic), 'auc', [], labels);
    const back = measureIn(await attackOn(holdout, train, synthetic), 'auc', [], labels);
    expect(there.estimate.value).toBeCloseTo(1 - back.estimate.value, 10);
  });
});
