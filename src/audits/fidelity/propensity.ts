import { type Artifact, NotApplicable } from '../../artifacts/artifact.ts';
import {
  type Area,
  candidateDiscriminators,
  type Discrimination,
  discriminatorPlan,
  referenceDiscriminators,
} from '../../artifacts/discriminators.ts';
import type { Detail, KnownEstimate, Measure } from '../../result/document.ts';
import { aucInterval } from '../../statistics/auc-interval.ts';
import { expectedPropensityError } from '../../statistics/propensity-error.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, unitRange, withInterval, withStandardError } from '../estimate.ts';

/** Can a model tell the candidate's rows from train's? */
export const propensity = defineAudit({
  meta: {
    id: 'propensity',
    category: 'fidelity',
    title: 'A model cannot tell synthetic rows from real ones',
    failureTitle: 'A model can tell synthetic rows from real ones',
    why: 'A discriminator looks at all columns and their relations at once, so it finds differences that no single chart shows; and it names the columns that give the candidate away.',
    remedy:
      'Start with the columns that give the candidate away; a forest far above the regression means that relations between columns are off, not the columns themselves.',
    evidence: ['fidelity'],
    measures: {
      pmse: {
        title: 'Propensity mean squared error',
        unit: 'number',
        better: 'lower',
        formula:
          'mean over rows of T and S of (p̂ − c)²; p̂ from a logistic regression of “is synthetic” on all main effects, fitted on the same rows; c is the synthetic share',
        reference: null,
        counts: 'none',
      },
      's-pmse': {
        title: 'Standardised propensity mean squared error',
        unit: 'ratio',
        better: 'lower',
        formula:
          'pmse over its expectation where there is nothing to find: (k − 1)(1 − c)² c / N for {null: resampled-train}, as Snoke et al.; (k − 1)(1 − c) c / N for {null: relabelled}, where a fresh sample has 1; k parameters, N rows',
        reference: 1,
        counts: 'none',
      },
      specks: {
        title: 'Kolmogorov–Smirnov distance of propensity scores (SPECKS)',
        unit: 'distance',
        better: 'lower',
        formula: 'sup |F_T(p̂) − F_S(p̂)|, p̂ as in pmse',
        reference: null,
        counts: 'none',
      },
      'discriminator-auc': {
        title: 'Area under the curve of a model that tells S from T',
        unit: 'auc',
        better: 'lower',
        formula: `chance that a synthetic row scores above a real one, by models fitted on other rows (${discriminatorPlan.folds} folds, mean of their areas)`,
        reference: 0.5,
        counts: 'none',
      },
    },
    sources: [
      'Woo, Reiter, Oganian & Karr (2009). Global measures of data utility for microdata masked for disclosure limitation. J. Privacy Confid. 1(1)',
      'Snoke, Raab, Nowok, Dibben & Slavković (2018). General and specific utility measures for synthetic data. JRSS A 181(3)',
      'Bowen, Liu & Su (2021). Differentially private data release via statistical election to partition sequentially (SPECKS). Metron 79',
      'DeLong, DeLong & Clarke-Pearson (1988). Comparing the areas under two or more correlated ROC curves. Biometrics 44(3)',
      'Nadeau & Bengio (2003). Inference for the generalization error. Machine Learning 52',
    ],
  },
  requires: { candidateDiscriminators, referenceDiscriminators },
  measure({ candidateDiscriminators: found, referenceDiscriminators: references }) {
    if (!found) throw new NotApplicable('there is no shared column, or too few rows to learn from');
    const sides: Sides = { found, holdout: references.holdout, naive: references.naive };
    const measures = [
      areaMeasure('logistic-regression', sides, (of) => ({ ...of.logistic, area: of.logistic.auc })),
      areaMeasure('random-forest', sides, (of) => ({ ...of.forest, area: of.forest.auc })),
      errorMeasure('pmse', {}, sides, () => 1),
      errorMeasure('s-pmse', { null: 'resampled-train' }, sides, (of) => nullOf(of).resampled),
      errorMeasure('s-pmse', { null: 'relabelled' }, sides, (of) => nullOf(of).relabelled),
      specksMeasure(sides),
    ];
    const worst = [...found.columns].sort((a, b) => b.alone.value - a.alone.value)[0];
    const summary = `A forest tells synthetic rows from real ones with an AUC of ${found.forest.auc.value.toFixed(3)}, a logistic regression with ${found.logistic.auc.value.toFixed(3)} (0.5 is chance)${worst ? `; alone, “${worst.name}” gives most away, with ${worst.alone.value.toFixed(3)}` : ''}.`;
    return { summary, measures, details: [givingAway(sides), noteOf(found)] };
  },
});

type Found = NonNullable<typeof candidateDiscriminators extends Artifact<infer Value> ? Value : never>;

interface Sides {
  readonly found: Found;
  readonly holdout: Discrimination | null;
  readonly naive: Discrimination | null;
}

const delong =
  'DeLong on the logit scale, mean over folds with Nadeau and Bengio’s correction for shared training rows';
const linearized =
  'linearization, with the chi-square noise of the coefficients: both files resampled, at these row counts';
const scaled = 'train against holdout, its sampling noise scaled to the candidate’s row count';

function areaMeasure(
  model: string,
  { found, holdout, naive }: Sides,
  pick: (of: Discrimination) => { area: Area; realRows: number; otherRows: number },
): Measure {
  const present = (of: Discrimination): KnownEstimate => {
    const { area, realRows, otherRows } = pick(of);
    return withInterval(
      area.value,
      realRows + otherRows,
      aucInterval(area.value, area.standardError, [realRows, otherRows], level),
      delong,
    );
  };
  return measureOf({
    name: 'discriminator-auc',
    labels: { model },
    estimate: present(found),
    ceiling: holdout && present(holdout),
    floor: naive && present(naive),
  });
}

function nullOf({ logistic }: Discrimination) {
  return expectedPropensityError(logistic.rank, logistic.realRows, logistic.otherRows);
}

/** The holdout's error is pure noise: it grows and shrinks with the expectation under relabelling. */
function errorMeasure(
  name: string,
  labels: Record<string, string>,
  { found, holdout, naive }: Sides,
  unit: (of: Discrimination) => number,
): Measure {
  const present = (of: Discrimination, factor: number, by: number, method: string) =>
    withStandardError(
      by > 0 ? (of.logistic.pmse * factor) / by : 1,
      found.logistic.realRows + found.logistic.otherRows,
      by > 0 ? (of.logistic.standardError * factor) / by : 0,
      method,
      { low: 0, high: Number.POSITIVE_INFINITY },
    );
  const noise = holdout ? nullOf(holdout).relabelled : 0;
  return measureOf({
    name,
    labels,
    estimate: present(found, 1, unit(found), linearized),
    ceiling:
      holdout && present(holdout, noise > 0 ? nullOf(found).relabelled / noise : 1, unit(found), scaled),
    floor: naive && present(naive, 1, unit(naive), linearized),
  });
}

function specksMeasure({ found, holdout, naive }: Sides): Measure {
  const present = (of: Discrimination, factor: number, method: string) =>
    withStandardError(
      Math.min(1, of.logistic.specks * factor),
      found.logistic.realRows + found.logistic.otherRows,
      of.logistic.specksError * factor,
      method,
      unitRange,
    );
  const binomial = 'binomial at the largest gap, scores taken as given';
  const noise = holdout ? nullOf(holdout).relabelled : 0;
  return measureOf({
    name: 'specks',
    estimate: present(found, 1, binomial),
    ceiling: holdout && present(holdout, noise > 0 ? Math.sqrt(nullOf(found).relabelled / noise) : 1, scaled),
    floor: naive && present(naive, 1, binomial),
  });
}

/** Columns beyond these give less away. */
const mostListed = 20;

function givingAway({ found, holdout }: Sides): Detail {
  const fresh = new Map(holdout?.columns.map((column) => [column.name, column]));
  const listed = [...found.columns]
    .sort((a, b) => b.alone.value + Math.max(0, b.drop ?? 0) - a.alone.value - Math.max(0, a.drop ?? 0))
    .slice(0, mostListed);
  return {
    kind: 'table',
    title: 'Columns that give the candidate away',
    columns: [
      { name: 'column', unit: null },
      { name: 'AUC of the column alone', unit: 'auc' },
      { name: 'same for the holdout', unit: 'auc' },
      { name: 'forest’s AUC lost when the column is shuffled', unit: 'difference' },
    ],
    rows: listed.map(({ name, alone, drop }) => [
      name,
      rounded(alone.value),
      fresh.has(name) ? rounded((fresh.get(name) as { alone: Area }).alone.value) : null,
      drop === null ? null : rounded(drop),
    ]),
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}

function noteOf({ logistic, forest }: Discrimination): Detail {
  return {
    kind: 'note',
    text: `Regression: ${logistic.realRows} real and ${logistic.otherRows} synthetic rows, ${logistic.rank} parameters; numbers standardised, levels below 1 % pooled. Forest: ${forest.realRows} and ${forest.otherRows} rows, ${discriminatorPlan.trees} trees. Where a file has more rows, these are a random sample of it; the intervals are those of the sample. An AUC clearly below 0.5 means that synthetic rows repeat real ones: look at exact copies.`,
  };
}
