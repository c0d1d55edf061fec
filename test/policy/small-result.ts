import { readFileSync } from 'node:fs';
import {
  type Control,
  type Estimate,
  type Measure,
  type Outcome,
  type ResultDocument,
  resultSchema,
} from '../../src/result/document.ts';

const sample = resultSchema.parse(
  JSON.parse(readFileSync(new URL('../../reports/sample/result.json', import.meta.url), 'utf8')),
);

/** The committed sample: A is honest, B copies a tenth of train, C has lost how columns hang together. */
export function committedSample(): ResultDocument {
  return structuredClone(sample);
}

/** The sample's frame around outcomes of one candidate, `only`. */
export function resultOf(
  outcomes: Readonly<Record<string, Outcome>>,
  controls: readonly Control[] = [],
): ResultDocument {
  const { inputs, ...frame } = committedSample();
  return {
    ...frame,
    inputs: { ...inputs, candidates: [{ ...inputs.candidates[0]!, id: 'only', name: 'Only' }] },
    candidates: {
      only: {
        controls: [...controls],
        outcomes: { ...outcomes },
        scores: [],
        verdicts: [],
        verdict: 'informative',
      },
    },
  };
}

export function measured(...measures: readonly Measure[]): Outcome {
  return { status: 'measured', summary: 'Something was seen.', measures: [...measures], details: [] };
}

export function measure(
  name: string,
  estimate: Estimate,
  more: Partial<Pick<Measure, 'subject' | 'labels' | 'ceiling'>> = {},
): Measure {
  return {
    name,
    subject: [],
    labels: {},
    estimate,
    test: null,
    ceiling: null,
    floor: null,
    replicates: null,
    ...more,
  };
}

export function between(low: number, value: number, high: number, sampleSize = 2500): Estimate {
  return {
    value,
    sampleSize,
    uncertainty: { kind: 'interval', level: 0.95, low, high, method: 'Wilson score interval' },
  };
}

export function exactly(value: number): Estimate {
  return { value, sampleSize: 2500, uncertainty: { kind: 'exact' } };
}

export function planted(kind: Control['kind'], share: number, detected = true): Control {
  return { kind, share, replicates: 20, found: detected ? 20 : 3, detected };
}
