import { NotApplicable } from '../../artifacts/artifact.ts';
import {
  candidatePatterns,
  type PatternDistance,
  referencePatterns,
} from '../../artifacts/datetime-patterns.ts';
import type { MeasureMeta } from '../../result/document.ts';
import { noiseScaling, scaleDistance } from '../../statistics/noise-scaling.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { unitRange, withStandardError } from '../estimate.ts';

/** Do dates keep the week's, the year's and the day's rhythm? */
export const datetimePatterns = defineAudit({
  meta: {
    id: 'datetime-patterns',
    category: 'fidelity',
    title: 'Dates keep the rhythm of the week, the year and the day',
    failureTitle: 'Dates lose the rhythm of the week, the year or the day',
    why: 'Weekends, seasons and office hours are the first thing that anyone plots of a date; a date that was modelled as a mere number loses them although its distribution looks right.',
    remedy: 'Model weekday, month and hour as columns of their own, and put the date together afterwards.',
    evidence: ['fidelity'],
    measures: {
      weekday: metaOf('Weekdays', 'weekdays'),
      month: metaOf('Months', 'months of the year'),
      hour: metaOf('Hours', 'hours of the day'),
    },
    sources: ['Levin, Peres & Wilmer (2009). Markov Chains and Mixing Times, sec. 4.1, for total variation'],
  },
  requires: { candidatePatterns, referencePatterns },
  measure({ candidatePatterns: found, referencePatterns: references }) {
    if (found.length === 0)
      throw new NotApplicable('there is no shared column of dates that varies in train');
    const worst = found.reduce((most, of) => (of.value > most.value ? of : most));
    const match = (patterns: readonly PatternDistance[] | null, { column, part }: PatternDistance) =>
      patterns?.find((of) => of.column === column && of.part === part);
    return {
      summary: `Least like train is the ${worst.part} of “${worst.column}”, with a similarity of ${(1 - worst.value).toFixed(3)}.`,
      measures: found.map((pattern) => {
        const present = (of: PatternDistance, factor: number, method: string) =>
          withStandardError(
            1 - scaleDistance(of.value, factor),
            pattern.otherFilled,
            of.standardError * factor,
            method,
            unitRange,
          );
        const fresh = match(references.holdout, pattern);
        const naive = match(references.naive, pattern);
        return measureOf({
          name: pattern.part,
          subject: [pattern.column],
          estimate: present(pattern, 1, linearized),
          ceiling: fresh
            ? present(fresh, noiseScaling(fresh.realFilled, fresh.otherFilled, pattern.otherFilled), scaled)
            : null,
          floor: naive ? present(naive, 1, linearized) : null,
        });
      }),
      details: [],
    };
  },
});

const linearized = 'linearization: both files resampled, at these row counts';
const scaled = 'train against holdout, its sampling noise scaled to the candidate’s row count';

function metaOf(title: string, what: string): MeasureMeta {
  return {
    title: `${title}, total variation complement`,
    unit: 'score',
    better: 'higher',
    formula: `1 − ½ Σ |p_T − p_S| over ${what} (UTC), missing cells left out`,
    reference: null,
    counts: 'none',
  };
}
