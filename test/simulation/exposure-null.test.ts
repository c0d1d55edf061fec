import { describe, it } from 'vitest';
import { attributeDisclosure } from '../../src/audits/privacy/attribute-disclosure.ts';
import { attributeInference } from '../../src/audits/privacy/attribute-inference.ts';
import { linkability } from '../../src/audits/privacy/linkability.ts';
import { runOn } from '../audits/harness.ts';
import { expectPValues, seedCount, show } from './binomial-bound.ts';
import { drawNull, nullDesigns } from './populations.ts';

/** A fresh sample: relabelled people are told apart as well, by person and by household. */
describe.each(nullDesigns)('attacks on records, $name', (design) => {
  it.each([linkability, attributeInference, attributeDisclosure])('$meta.id', async (audit) => {
    const raw: Record<string, number[]> = {};
    const smallest: number[] = [];
    for (let seed = 0; seed < seedCount; seed++) {
      const outcome = await runOn(audit, drawNull(design, seed));
      if (outcome.status !== 'measured') continue;
      let least = 1;
      for (const { test, subject, labels } of outcome.measures) {
        if (!test) continue;
        const { attack, ...others } = labels;
        const name = [attack, ...subject, ...Object.values(others)].join(' ');
        raw[name] ??= [];
        raw[name].push(test.pValue);
        least = Math.min(least, test.adjusted);
      }
      smallest.push(least);
    }
    const shareOf = (pValues: readonly number[]) =>
      pValues.filter((pValue) => pValue <= 0.05).length / Math.max(1, pValues.length);
    show(`${audit.meta.id}, ${design.name}, p ≤ .05 in ${smallest.length} runs`, {
      'any, adjusted': shareOf(smallest),
      'most of one': Math.max(...Object.values(raw).map(shareOf), 0),
    });
    // Of up to eighteen risks a design each is held to chance at .1 % as they come; all together by the adjusted ones.
    for (const pValues of Object.values(raw)) expectPValues(pValues, true);
    expectPValues(smallest, true);
  });
});
