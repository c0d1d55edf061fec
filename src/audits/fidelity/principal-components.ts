import { NotApplicable } from '../../artifacts/artifact.ts';
import {
  type ComponentDifferences,
  candidateComponents,
  componentPlan,
  referenceComponents,
} from '../../artifacts/component-differences.ts';
import type { Detail, KnownEstimate, Measure } from '../../result/document.ts';
import { noiseScaling, scaleDistance } from '../../statistics/noise-scaling.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { unitRange, withoutInterval, withStandardError } from '../estimate.ts';

/** Do numbers vary along the same directions, and as much? */
export const principalComponents = defineAudit({
  meta: {
    id: 'principal-components',
    category: 'fidelity',
    title: 'Numbers vary along the same directions as in the training data',
    failureTitle: 'Numbers vary along other directions than in the training data',
    why: 'Principal components sum up all linear relations between numbers; when the first shares of variance shrink, columns have drifted apart.',
    remedy:
      'Flatter shares than train’s mean that relations between numbers are lost: see associations for the pairs; steeper ones that the candidate moves along fewer directions than people do.',
    evidence: ['fidelity'],
    measures: {
      'eigenvalue-difference': {
        title: 'Difference of the components’ shares of variance',
        unit: 'distance',
        better: 'lower',
        formula:
          'd/(2(d − 1)) Σ |λ_T − λ_S|, λ the sorted shares of variance of the d components of each file’s correlation matrix; missing cells at the mean',
        reference: null,
        counts: 'none',
      },
      'eigenvector-angle': {
        title: 'Angle between the first components',
        unit: 'distance',
        better: 'lower',
        formula: '2/π · arccos |a_T · a_S|, a the first component; 0 is the same direction, 1 perpendicular',
        reference: null,
        counts: 'none',
      },
    },
    sources: [
      'Jolliffe (2002). Principal Component Analysis, 2nd ed.',
      'Both differences as in SynthEval (Lautrup, Hyrup, Zimek & Schneider-Kamp 2024), pca metric',
      'Efron & Tibshirani (1993). An Introduction to the Bootstrap',
    ],
  },
  requires: { candidateComponents, referenceComponents },
  measure({ candidateComponents: found, referenceComponents: { holdout, naive } }) {
    if (!found)
      throw new NotApplicable('fewer than two columns of numbers vary in train and in the candidate');
    const [first = 0] = found.realShares;
    const [own = 0] = found.otherShares;
    return {
      summary: `The first of ${found.columns} components holds ${(100 * own).toFixed(1)} % of the variance of the numbers, against ${(100 * first).toFixed(1)} % in train.`,
      measures: [
        measureFrom('eigenvalue-difference', { found, holdout, naive }, (of) => of.eigenvalues),
        measureFrom('eigenvector-angle', { found, holdout, naive }, (of) => of.angle),
      ],
      details: [screePlot(found, holdout), noteOf(found)],
    };
  },
});

interface Sides {
  readonly found: ComponentDifferences;
  readonly holdout: ComponentDifferences | null;
  readonly naive: ComponentDifferences | null;
}

function measureFrom(
  name: string,
  { found, holdout, naive }: Sides,
  pick: (of: ComponentDifferences) => ComponentDifferences['angle'],
): Measure {
  const present = (of: ComponentDifferences, factor: number): KnownEstimate => {
    const { value, standardError } = pick(of);
    const scaled = scaleDistance(value, factor);
    if (standardError === null) {
      return withoutInterval(scaled, found.otherRows, 'too many columns to resample their components');
    }
    const how = `standard deviation over ${componentPlan.replicates} resamples of ${componentPlan.blocks} blocks of rows`;
    return withStandardError(
      scaled,
      found.otherRows,
      standardError * factor,
      factor === 1 ? how : `${how}; the holdout’s noise scaled to the candidate’s row count`,
      unitRange,
    );
  };
  return measureOf({
    name,
    estimate: present(found, 1),
    ceiling: holdout && present(holdout, noiseScaling(holdout.realRows, holdout.otherRows, found.otherRows)),
    floor: naive && present(naive, 1),
  });
}

/** Components beyond these are not drawn. */
const mostDrawn = 30;

function screePlot(found: ComponentDifferences, holdout: ComponentDifferences | null): Detail {
  const line = (name: string, role: 'real' | 'holdout' | 'synthetic', shares: Float64Array) => ({
    name,
    role,
    x: Array.from(shares.subarray(0, mostDrawn), (_, i) => i + 1),
    y: [...shares.subarray(0, mostDrawn)],
    rows: null,
  });
  return {
    kind: 'curves',
    role: 'line',
    title: 'Share of variance by component',
    x: { label: 'component', unit: null },
    y: { label: 'share of variance', unit: 'share' },
    series: [
      line('train', 'real', found.realShares),
      ...(holdout ? [line('holdout', 'holdout', holdout.otherShares)] : []),
      line('candidate', 'synthetic', found.otherShares),
    ],
  };
}

function noteOf({ columns }: ComponentDifferences): Detail {
  return {
    kind: 'note',
    text: `${columns} columns of numbers and dates, each file standardised by itself. The angle says little where the first two components hold nearly equal shares: any direction between them is then as good; its ceiling shows it.`,
  };
}
