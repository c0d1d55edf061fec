import { NotApplicable } from '../../artifacts/artifact.ts';
import {
  candidateTexts,
  referenceTexts,
  type TextDistance,
  type TextDistances,
  tokensKept,
} from '../../artifacts/text-shapes.ts';
import type { KnownEstimate, Measure, MeasureMeta } from '../../result/document.ts';
import { noiseScaling, scaleDistance } from '../../statistics/noise-scaling.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { unitRange, withStandardError } from '../estimate.ts';

/** Do free texts have the lengths, characters and words of train's? */
export const textShapes = defineAudit({
  meta: {
    id: 'text-shapes',
    category: 'fidelity',
    title: 'Free texts have the lengths, characters and words of the training data',
    failureTitle: 'Free texts differ from the training data in length, characters or words',
    why: 'Text columns are left out of most comparisons; placeholders, cut-off texts and a foreign vocabulary show in these three shares.',
    remedy:
      'Look at a few synthetic texts: placeholder text, truncation and repeated phrases are seen at once.',
    evidence: ['fidelity'],
    measures: {
      'length-similarity': metaOf('Lengths', '1 − sup |F_T − F_S| of the number of characters'),
      'character-similarity': metaOf(
        'Kinds of characters',
        '1 − ½ Σ |p_T − p_S| over lower case, upper case and other letters, digits, spaces and the rest',
      ),
      'token-similarity': metaOf(
        'Words',
        `1 − ½ Σ |p_T − p_S| over train’s ${tokensKept} most frequent words, case ignored, and one cell for all others`,
      ),
    },
    sources: [
      'Cochran (1977). Sampling Techniques, sec. 6.3, for shares of what rows hold several of',
      'Levin, Peres & Wilmer (2009). Markov Chains and Mixing Times, sec. 4.1, for total variation',
    ],
  },
  requires: { candidateTexts, referenceTexts },
  measure({ candidateTexts: found, referenceTexts: references }) {
    if (found.length === 0) throw new NotApplicable('there is no shared column of free text');
    const measures = found.flatMap((text) => {
      const sides: Sides = {
        found: text,
        holdout: references.holdout?.find(({ column }) => column === text.column),
        naive: references.naive.find(({ column }) => column === text.column),
      };
      return [
        measureFrom('length-similarity', sides, ({ length }) => length),
        measureFrom('character-similarity', sides, ({ characters }) => characters),
        measureFrom('token-similarity', sides, ({ tokens }) => tokens),
      ].filter((measure) => measure !== null);
    });
    const worst = found.reduce((most, of) => (leastSimilar(of) > leastSimilar(most) ? of : most));
    return {
      summary: `Of ${found.length} text columns “${worst.column}” is least like train, with a similarity of ${(1 - leastSimilar(worst)).toFixed(3)} at the lowest.`,
      measures,
      details: [],
    };
  },
});

interface Sides {
  readonly found: TextDistances;
  readonly holdout: TextDistances | undefined;
  readonly naive: TextDistances | undefined;
}

function measureFrom(
  name: string,
  { found, holdout, naive }: Sides,
  pick: (of: TextDistances) => TextDistance | null,
): Measure | null {
  const present = (of: TextDistances | undefined, factor: number, method: string): KnownEstimate | null => {
    const distance = of && pick(of);
    if (!distance) return null;
    return withStandardError(
      1 - scaleDistance(distance.value, factor),
      found.otherFilled,
      distance.standardError * factor,
      method,
      unitRange,
    );
  };
  const estimate = present(found, 1, linearized);
  if (!estimate) return null;
  return measureOf({
    name,
    subject: [found.column],
    estimate,
    ceiling: present(
      holdout,
      holdout ? noiseScaling(holdout.realFilled, holdout.otherFilled, found.otherFilled) : 1,
      scaled,
    ),
    floor: present(naive, 1, linearized),
  });
}

function leastSimilar({ length, characters, tokens }: TextDistances): number {
  return Math.max(length.value, characters?.value ?? 0, tokens?.value ?? 0);
}

const linearized = 'linearization: rows of both files resampled, at these row counts';
const scaled = 'train against holdout, its sampling noise scaled to the candidate’s row count';

function metaOf(title: string, formula: string): MeasureMeta {
  return {
    title: `${title}, similarity`,
    unit: 'score',
    better: 'higher',
    formula,
    reference: null,
    counts: 'none',
  };
}
