import { describe, expect, it } from 'vitest';
import { textShapes } from '../../../src/audits/fidelity/text-shapes.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

const kinds = { t: 'text' } as const;
const words = ['red', 'green', 'blue', 'black'];

/** Texts of so many words, of the first so many known ones; in capitals where asked for. */
function sample(name: string, rows: number, count: number, known = 4, loud = false): SmallTable {
  const random = randomStream(97, name);
  const t = Array.from({ length: rows }, () => {
    const text = Array.from({ length: count }, () => words[random.below(known)]).join(' ');
    return loud ? text.toUpperCase() : text;
  });
  return { t };
}

describe('text-shapes', () => {
  it('tells words, characters and lengths apart', async () => {
    const train = sample('train', 5000, 3);
    const holdout = sample('holdout', 5000, 3);
    const fewer = await runOn(textShapes, { train, holdout, synthetic: sample('two', 5000, 3, 2), kinds });
    // Half of the words are gone.
    expect(measureIn(fewer, 'token-similarity', ['t']).estimate.value).toBeCloseTo(0.5, 1.7);
    expect(measureIn(fewer, 'token-similarity', ['t']).ceiling?.value).toBeGreaterThan(0.97);
    const loud = await runOn(textShapes, { train, synthetic: sample('loud', 5000, 3, 4, true), kinds });
    expect(measureIn(loud, 'token-similarity', ['t']).estimate.value).toBeGreaterThan(0.97);
    // Letters are all but the two spaces of a text of 3 · 4.25 letters in the mean.
    expect(measureIn(loud, 'character-similarity', ['t']).estimate.value).toBeCloseTo(2 / 14.75, 1.9);
    const long = await runOn(textShapes, { train, synthetic: sample('long', 5000, 9), kinds });
    expect(measureIn(long, 'length-similarity', ['t']).estimate.value).toBe(0);
  });

  it('intervals count rows, not words: they hold what other samples give', async () => {
    const runs = 120;
    const found: { value: number; low: number; high: number }[] = [];
    for (let seed = 0; seed < runs; seed++) {
      // Every word of a text is the same one: a row is one observation.
      const repeat = (table: SmallTable) => ({
        t: (table.t as string[]).map((text) => `${text} ${text} ${text}`),
      });
      const outcome = await runOn(textShapes, {
        train: repeat(sample(`t${seed}`, 150, 1)),
        synthetic: repeat(sample(`s${seed}`, 150, 1, 2)),
        kinds,
      });
      const measure = measureIn(outcome, 'token-similarity', ['t']);
      found.push({ value: measure.estimate.value, ...intervalOf(measure) });
    }
    const mean = found.reduce((sum, { value }) => sum + value, 0) / runs;
    expect(found.filter(({ low, high }) => low <= mean && mean <= high).length).toBeGreaterThanOrEqual(105);
  });

  it('copes with empty vocabulary, and is not applicable without text', async () => {
    const odd = await runOn(textShapes, { train: { t: ['...', '!'] }, synthetic: { t: ['?', null] }, kinds });
    expect(measureIn(odd, 'length-similarity', ['t']).estimate.value).toBe(0.5);
    const none = await runOn(textShapes, { train: { x: [1, 2] }, synthetic: { x: [1, 2] } });
    expect(none.status).toBe('not-applicable');
  });
});
