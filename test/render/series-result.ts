import type { ResultDocument, Trend } from '../../src/result/document.ts';
import { sampleResult } from './sample-result.ts';

/** The sample's three candidates as three months of releases: shapes fall, a second measure does not. */
export function seriesResult(): ResultDocument {
  const result = sampleResult();
  const order = result.inputs.candidates.map(({ id }) => id);
  return {
    ...result,
    series: {
      order,
      labels: ['January', 'February', 'March'],
      collapse: 'late',
      since: order[1] as string,
      trends: [
        trendOf(order, 'column-shapes', [0.95, 0.85, 0.75], {
          direction: 'falling',
          collapse: 'late',
          since: order[1] as string,
        }),
        trendOf(order, 'ks-complement', [0.9, 0.91, 0.9], {}),
      ],
    },
  };
}

function trendOf(
  order: readonly string[],
  measure: string,
  values: readonly number[],
  rest: Partial<Trend>,
): Trend {
  const step = ((values.at(-1) as number) - (values[0] as number)) / (values.length - 1);
  return {
    audit: 'column-shapes',
    measure,
    subject: [],
    labels: {},
    loss: 'falling',
    direction: 'unclear',
    slope: {
      kind: 'difference',
      value: step,
      low: step - 0.01,
      high: step + 0.01,
      level: 0.95,
      method: 'test',
    },
    test: { pValue: 0.01, adjusted: 0.02, family: 'Holm over 2 measures' },
    scatter: 0.8,
    points: order.map((candidate, index) => {
      const value = values[index] as number;
      return { candidate, value, interval: { low: value - 0.01, high: value + 0.01 }, reference: 0.96 };
    }),
    collapse: 'none',
    since: null,
    ...rest,
  };
}
