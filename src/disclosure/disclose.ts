import type { CandidateResult, Detail, Measure, ResultDocument } from '../result/document.ts';
import { discloseDetail } from './disclose-detail.ts';
import { discloseMeasure } from './disclose-measure.ts';
import { stepFor, toStep } from './rounding.ts';

/**
 * The one door that every result passes before anyone sees it. `internal` lets everything through; `shared` takes out
 * or coarsens what could tell about a real individual. Nothing downstream has the undisclosed document.
 */
export function disclose(result: ResultDocument): ResultDocument {
  if (result.run.disclosure === 'internal') {
    return {
      ...result,
      disclosed: ['internal: values are shown unrounded; this document may describe real people.'],
    };
  }
  const candidates: Record<string, CandidateResult> = {};
  for (const [id, candidate] of Object.entries(result.candidates)) {
    candidates[id] = {
      ...candidate,
      outcomes: mapValues(candidate.outcomes, (outcome, audit) => {
        if (outcome.status !== 'measured') return outcome;
        const meta = result.audits[audit];
        return {
          ...outcome,
          measures: outcome.measures.map((measure: Measure) =>
            discloseMeasure(measure, meta?.measures[measure.name]),
          ),
          details: outcome.details.map((detail: Detail) => discloseDetail(detail)),
        };
      }),
    };
  }
  const step = stepFor(result.inputs.train.rows);
  const columns = result.columns.map((column) => ({
    ...column,
    missingShare: toStep(column.missingShare, step),
  }));
  return { ...result, columns, candidates, disclosed: sharedRules };
}

/** What was done, in words, for the report's method part. */
const sharedRules = [
  'shared: no row, row number or nearest pair is shown.',
  'Axes of numbers and dates run between train’s 1 % and 99 % quantiles, rounded to two significant digits (dates: to the month); smallest and largest real values are not shown.',
  'Categories with fewer than 11 rows in train or in the holdout are pooled; histogram bins with fewer are merged with their neighbours.',
  'Shares that count real people are rounded so that no count below 11 can be read back, their intervals outward.',
  'Resampled deviations of compared measures have mean 0 and variance 1: they tell how two candidates’ estimates move together, not what they are. There are none where fewer than eleven training rows succeed or fail.',
  'Other measures are rounded to three decimals, or to four significant digits from 1 on; row counts behind a measure to two.',
];

function mapValues<In, Out>(
  values: Readonly<Record<string, In>>,
  change: (value: In, key: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value, key)]));
}
