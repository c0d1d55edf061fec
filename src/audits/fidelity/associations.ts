import { NotApplicable } from '../../artifacts/artifact.ts';
import {
  type Associations,
  candidateAssociations,
  type PairAssociation,
  referenceAssociations,
} from '../../artifacts/associations.ts';
import type { Detail, KnownEstimate, Measure } from '../../result/document.ts';
import { absoluteValueInterval } from '../../statistics/absolute-value-interval.ts';
import { noiseScaling } from '../../statistics/noise-scaling.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { withInterval } from '../estimate.ts';

/** Are associations between columns as strong as in train? */
export const associations = defineAudit({
  meta: {
    id: 'associations',
    category: 'fidelity',
    title: 'Columns are associated as strongly as in the training data',
    failureTitle: 'Columns are associated more or less strongly than in the training data',
    why: 'Associations are what regressions and models pick up; the maps of train and candidate side by side show which blocks of related columns have faded.',
    remedy:
      'Look at the pairs listed: faded associations call for more capacity or training, associations that train does not have for less noise in conditioning.',
    evidence: ['fidelity'],
    measures: {
      'association-difference': {
        title: 'Absolute difference of associations',
        unit: 'difference',
        better: 'lower',
        formula:
          '|a(S) − a(T)|: Pearson’s r for two numbers, bias-corrected Cramér’s V for two categories, bias-corrected correlation ratio for a number and a category; over the table the mean over pairs',
        reference: null,
        counts: 'none',
      },
      'mutual-information-difference': {
        title: 'Absolute difference of mutual information',
        unit: 'difference',
        better: 'lower',
        formula:
          '|I(S) − I(T)| in nats over joint cells (ten cells of equal frequency for numbers, the 20 most frequent categories and one for all others, missing is a cell), Miller–Madow corrected; over the table the mean over pairs',
        reference: null,
        counts: 'none',
      },
    },
    sources: [
      'Bergsma (2013). A bias-correction for Cramér’s V and Tschuprow’s T. J. Korean Stat. Soc. 42(3)',
      'Kelley (1935). An unbiased correlation ratio measure. PNAS 21(9)',
      'Miller (1955). Note on the bias of information estimates. In: Information Theory in Psychology',
      'Bishop, Fienberg & Holland (1975). Discrete Multivariate Analysis, ch. 14',
    ],
  },
  requires: { candidateAssociations, referenceAssociations },
  measure({ candidateAssociations: found, referenceAssociations: references }) {
    if (found.pairs.length === 0)
      throw new NotApplicable('there are no two shared columns that vary in train');
    const sides: Sides = {
      found,
      holdout: references.holdout && indexed(references.holdout),
      naive: indexed(references.naive),
      scaling: references.holdout
        ? noiseScaling(references.holdout.realRows, references.holdout.otherRows, found.otherRows)
        : 1,
    };
    const worst = [...found.pairs].sort((a, b) => gap(b, association) - gap(a, association));
    const measures = [
      meanMeasure('association-difference', association, sides),
      meanMeasure('mutual-information-difference', information, sides),
      ...worst.slice(0, mostPairs).map((pair) => pairMeasure(pair, sides)),
    ];
    const top = worst[0] as PairAssociation;
    return {
      summary: `Over ${found.pairs.length} pairs associations differ from train’s by ${meanGap(found.pairs, association).toFixed(3)} on average; most in “${top.a}” with “${top.b}”: ${top.real.value.toFixed(2)} in train, ${top.other.value.toFixed(2)} here.`,
      measures,
      details: [
        matrixOf(found, 'association-in-train', 'Association in train', (pair) => pair.real.value),
        matrixOf(found, 'association', 'Association in the candidate', (pair) => pair.other.value),
        matrixOf(
          found,
          'association-difference',
          'Difference of associations, candidate less train',
          (pair) => pair.other.value - pair.real.value,
        ),
        noteOf(found),
      ],
    };
  },
});

/** Pairs beyond these stand in the matrices. */
const mostPairs = 30;

type Pick = (pair: PairAssociation) => {
  readonly real: { readonly value: number; readonly standardError: number };
  readonly other: { readonly value: number; readonly standardError: number };
};

const association: Pick = ({ real, other }) => ({ real, other });
const information: Pick = ({ realInformation: real, otherInformation: other }) => ({ real, other });

type PairIndex = ReadonlyMap<string, PairAssociation>;

interface Sides {
  readonly found: Associations;
  readonly holdout: PairIndex | null;
  readonly naive: PairIndex;
  readonly scaling: number;
}

const method = 'delta method, both files resampled';
const meanMethod = 'delta method; an upper bound that takes all pairs to move together';
const scaledMethod = 'train against holdout, its sampling noise scaled to the candidate’s row count';

function indexed({ pairs }: Associations): PairIndex {
  return new Map(pairs.map((pair) => [keyOf(pair), pair]));
}

function keyOf({ a, b }: PairAssociation): string {
  return JSON.stringify([a, b]);
}

function gap(pair: PairAssociation, pick: Pick): number {
  const { real, other } = pick(pair);
  return Math.abs(other.value - real.value);
}

function errorOf(pair: PairAssociation, pick: Pick): number {
  const { real, other } = pick(pair);
  return Math.hypot(real.standardError, other.standardError);
}

function meanGap(pairs: readonly PairAssociation[], pick: Pick): number {
  return pairs.reduce((sum, pair) => sum + gap(pair, pick), 0) / pairs.length;
}

function meanMeasure(name: string, pick: Pick, { found, holdout, naive, scaling }: Sides): Measure {
  const present = (pairs: readonly PairAssociation[], factor: number, how: string): KnownEstimate => {
    const value = meanGap(pairs, pick) * factor;
    const error = (factor * pairs.reduce((sum, pair) => sum + errorOf(pair, pick), 0)) / pairs.length;
    return withInterval(
      value,
      found.otherRows,
      { low: Math.max(0, value - 1.96 * error), high: value + 1.96 * error },
      how,
    );
  };
  const same = (index: PairIndex) =>
    found.pairs.flatMap((pair) => {
      const match = index.get(keyOf(pair));
      return match ? [match] : [];
    });
  const fresh = holdout ? same(holdout) : [];
  const lost = same(naive);
  return measureOf({
    name,
    estimate: present(found.pairs, 1, meanMethod),
    ceiling: fresh.length > 0 ? present(fresh, scaling, scaledMethod) : null,
    floor: lost.length > 0 ? present(lost, 1, meanMethod) : null,
  });
}

function pairMeasure(pair: PairAssociation, { found, holdout, naive, scaling }: Sides): Measure {
  const present = (of: PairAssociation | undefined, factor: number, how: string): KnownEstimate | null => {
    if (!of) return null;
    const difference = (of.other.value - of.real.value) * factor;
    const reach = 1.96 * errorOf(of, association) * factor;
    const interval = absoluteValueInterval({ low: difference - reach, high: difference + reach });
    return withInterval(Math.abs(difference), found.otherRows, interval, how);
  };
  return measureOf({
    name: 'association-difference',
    subject: [pair.a, pair.b],
    labels: { coefficient: pair.coefficient },
    estimate: present(pair, 1, method) as KnownEstimate,
    ceiling: present(holdout?.get(keyOf(pair)), scaling, scaledMethod),
    floor: present(naive.get(keyOf(pair)), 1, method),
  });
}

function matrixOf(
  { names, pairs }: Associations,
  measure: string,
  title: string,
  pick: (pair: PairAssociation) => number,
): Detail {
  const position = new Map(names.map((name, index) => [name, index]));
  const values = names.map(() => new Array<number | null>(names.length).fill(null));
  for (const pair of pairs) {
    const i = position.get(pair.a) as number;
    const j = position.get(pair.b) as number;
    (values[i] as (number | null)[])[j] = pick(pair);
    (values[j] as (number | null)[])[i] = pick(pair);
  }
  return { kind: 'matrix', measure, title, rows: [...names], columns: [...names], values, ceiling: null };
}

function noteOf({ pairs, realRows, otherRows }: Associations): Detail {
  return {
    kind: 'note',
    text: `${pairs.length} pairs over ${realRows} real and ${otherRows} synthetic rows (a seeded random sample where a file has more). At most ${mostPairs} pairs are listed; the matrices have all. Pearson’s r has a sign, the other coefficients have none.`,
  };
}
