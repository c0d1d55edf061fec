import { describe, expect, it } from 'vitest';
import type { Audit } from '../../src/audits/audit.ts';
import { attributeDisclosure } from '../../src/audits/privacy/attribute-disclosure.ts';
import { attributeInference } from '../../src/audits/privacy/attribute-inference.ts';
import { distanceToClosestRecord } from '../../src/audits/privacy/distance-to-closest-record.ts';
import { exactCopies } from '../../src/audits/privacy/exact-copies.ts';
import { linkability } from '../../src/audits/privacy/linkability.ts';
import { rareCombinations } from '../../src/audits/privacy/rare-combinations.ts';
import { singlingOut } from '../../src/audits/privacy/singling-out.ts';
import type { Outcome } from '../../src/result/document.ts';
import { runOn } from '../audits/harness.ts';
import { expectCoverage, meanOf, seedCount, show } from './binomial-bound.ts';
import { intervalsOf, measuresByKey, truths } from './nothing-found.ts';
import { type Design, drawNull, familyDesign, nullDesigns } from './populations.ts';

/** Rates over real people, and over synthetic rows. */
const designs = nullDesigns.filter(({ name }) => name === 'missing values' || name === 'unequal sizes');

const cases: readonly {
  id: string;
  audit: Audit;
  stays: 'candidate' | 'real data';
  designs: readonly Design[];
}[] = [
  caseOf(exactCopies, 'candidate'),
  caseOf(rareCombinations, 'candidate'),
  caseOf(singlingOut, 'candidate'),
  caseOf(linkability, 'candidate'),
  caseOf(attributeInference, 'candidate'),
  caseOf(attributeDisclosure, 'candidate', [...designs, familyDesign]),
  caseOf(distanceToClosestRecord, 'real data'),
];

/**
 * Rates whose truth only the population knows: the candidate stays while people are drawn anew with every seed, or the
 * other way round, and the mean over all seeds stands for the truth.
 */
describe.each(cases)('rates of $id where the $stays stays', ({ id, audit, stays, designs: of }) => {
  it.each(of)('$name', async (design) => {
    const first = drawNull(design, 0);
    const outcomes: Outcome[] = [];
    for (let seed = 1; seed <= Math.ceil(seedCount / 4); seed++) {
      const drawn = drawNull(design, seed);
      // The seed of the options says through which columns people are attacked.
      const options = first.options;
      outcomes.push(
        await runOn(
          audit,
          stays === 'candidate'
            ? { ...drawn, options, synthetic: first.synthetic }
            : { ...first, synthetic: drawn.synthetic },
        ),
      );
    }
    for (const [key, measures] of measuresByKey(outcomes)) {
      const intervals = measures.flatMap(intervalsOf);
      const known = measures.flatMap(({ estimate }) => (estimate.value === null ? [] : [estimate]));
      const truth = meanOf(known.map(({ value }) => value));
      const count = meanOf(known.map(({ sampleSize }) => sampleSize));
      if (truths[measures[0]?.name as string] !== undefined || intervals.length === 0) continue;
      // Wilson's intervals of a handful of successes are a step function, and miss more often at some steps.
      if (count * Math.min(truth, 1 - truth) < 10) continue;
      const missed = expectCoverage(intervals, truth);
      show(`${id}, ${design.name}, ${key}`, { mean: truth, seeds: intervals.length, ...missed });
    }
    expect(outcomes.every(({ status }) => status === 'measured')).toBe(true);
  });
});

function caseOf(audit: Audit, stays: 'candidate' | 'real data', of = designs) {
  return { id: audit.meta.id, audit, stays, designs: of };
}
