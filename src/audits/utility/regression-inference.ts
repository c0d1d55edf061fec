import { NotApplicable, runData } from '../../artifacts/artifact.ts';
import { type RegressionFits, regressionFits } from '../../artifacts/regression-fits.ts';
import type { Detail, Measure } from '../../result/document.ts';
import type { Random } from '../../statistics/random.ts';
import {
  compareRegressions,
  type RegressionAgreement,
  spreadOfAgreement,
} from '../../statistics/regression-agreement.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { exactly, unitRange, withStandardError } from '../estimate.ts';
import { about } from './model-names.ts';
import { joinFindings, type TargetFinding } from './target-findings.ts';

/** Would a statistician read the same off the candidate as off train? */
export const regressionInference = defineAudit({
  meta: {
    id: 'regression-inference',
    category: 'utility',
    title: 'A regression fitted on the candidate says what one fitted on train says',
    failureTitle: 'A regression fitted on the candidate says something else than one fitted on train',
    why: 'Research asks which factors matter, in which direction and how surely. A model may predict well with coefficients that would be published wrongly.',
    remedy:
      'Look at the coefficients that lie apart: pair trends of these columns with the target are lost or invented; a generator that knows the target and keeps interactions keeps them.',
    evidence: ['utility'],
    measures: {
      'confidence-interval-overlap': {
        title: 'Overlap of confidence intervals',
        unit: 'score',
        better: 'higher',
        formula:
          'mean over coefficients of ½ (shared / length of train’s 95 % interval + shared / length of the candidate’s), negative where they lie apart; both at the row count of the smaller side',
        reference: null,
        counts: 'none',
      },
      'standardized-difference': {
        title: 'Standardized difference of coefficients',
        unit: 'number',
        better: 'lower',
        formula:
          'mean over coefficients of |β_S − β_T| / standard error of β_T at the row count of the smaller side',
        reference: null,
        counts: 'none',
      },
      'sign-agreement': {
        title: 'Signs that agree',
        unit: 'share',
        better: 'higher',
        formula:
          'share of train’s coefficients that differ from 0 at 5 % whose sign the candidate’s coefficients have',
        reference: null,
        counts: 'none',
      },
      'significance-agreement': {
        title: 'Conclusions that agree',
        unit: 'share',
        better: 'higher',
        formula:
          'share of coefficients that are above 0, below 0 or neither at 5 % on both sides alike, at the row count of the smaller side',
        reference: null,
        counts: 'none',
      },
      'estimable-coefficients': {
        title: 'Coefficients that can be estimated',
        unit: 'share',
        better: 'higher',
        formula: 'share of the coefficients that train gives which the candidate gives too',
        reference: 1,
        counts: 'none',
      },
    },
    sources: [
      'Karr, Kohnen, Oganian, Reiter & Sanil (2006). A framework for evaluating the utility of data altered to protect confidentiality. The American Statistician 60(3)',
      'Snoke, Raab, Nowok, Dibben & Slavkovic (2018). General and specific utility measures for synthetic data. J. R. Stat. Soc. A 181(3)',
      'McCullagh & Nelder (1989). Generalized linear models',
    ],
  },
  requires: { runData, regressionFits },
  measure({ runData, regressionFits }, { random }) {
    if (runData.options.targets.length === 0) {
      throw new NotApplicable('no target was named: give the column to explain with --target');
    }
    return joinFindings(
      [...regressionFits.values()].flatMap((regressions): TargetFinding[] =>
        regressions.status === 'not-fitted'
          ? [{ obstacle: regressions.reason }]
          : regressions.fits.map((fits) =>
              findingOf(fits, random.stream(fits.target).stream(fits.className ?? '')),
            ),
      ),
    );
  },
});

const method = 'normal, standard error from 300 draws of both fits’ coefficients';

function findingOf(fits: RegressionFits, random: Random) {
  const labels = { target: fits.target, ...(fits.className === null ? {} : { class: fits.className }) };
  const wanted = fits.terms.filter(({ place }) => fits.train.obstacles[place] === null);
  const terms = wanted.filter(({ place }) => fits.synthetic.obstacles[place] === null);
  const name = fits.className === null ? `“${fits.target}”` : `“${fits.target}”, one class against the rest,`;
  const measures: Measure[] = [];
  if (wanted.length === 0) {
    const text = `No coefficient of a regression of ${name} can be estimated from train.`;
    return { measures, details: [{ kind: 'note' as const, text }], sentence: text };
  }
  measures.push(
    measureOf({
      name: 'estimable-coefficients',
      labels,
      estimate: exactly(terms.length / wanted.length, fits.synthetic.rowCount),
    }),
  );
  const details: Detail[] = [{ kind: 'note', text: setupOf(fits, name, wanted.length, terms.length) }];
  if (terms.length === 0) {
    const sentence = `None of the ${wanted.length} coefficients of a regression of ${name} can be estimated from the candidate.`;
    return { measures, details, sentence };
  }
  const places = terms.map(({ place }) => place);
  const agreement = compareRegressions(fits.train, fits.synthetic, places);
  const columns = terms.map(({ column }) => column);
  const spread = spreadOfAgreement(fits.train, fits.synthetic, places, columns, random);
  const floor = floorOf(fits, places);
  const rows = Math.min(fits.train.rowCount, fits.synthetic.rowCount);
  for (const { name: measure, of, range, fresh } of summaries) {
    const value = of(agreement);
    if (value === null) continue;
    const low = floor && of(floor);
    measures.push(
      measureOf({
        name: measure,
        labels,
        estimate: withStandardError(value, rows, spread[measure], method, range),
        ceiling: fresh === null ? null : exactly(fresh(agreement), rows),
        floor: low === null ? null : exactly(low, rows),
      }),
    );
  }
  for (const [column, { overlap, standardError }] of spread.columns) {
    measures.push(
      measureOf({
        name: 'confidence-interval-overlap',
        subject: [column],
        labels,
        estimate: withStandardError(overlap, rows, standardError, method, overlapRange),
        ceiling: exactly(agreement.freshOverlap, rows),
      }),
    );
  }
  details.push(forestOf(fits, wanted));
  const apart = agreement.overlaps.filter((overlap) => overlap < 0).length;
  return {
    measures,
    details,
    sentence: `In a regression of ${name} confidence intervals of train and candidate overlap by ${agreement.overlap.toFixed(2)} on average, where fresh real rows would by ${agreement.freshOverlap.toFixed(2)}; ${apart} of ${terms.length} lie apart.`,
  };
}

const overlapRange = { low: Number.NEGATIVE_INFINITY, high: 1 };
const sizeRange = { low: 0, high: Number.POSITIVE_INFINITY };

const summaries = [
  {
    name: 'confidence-interval-overlap',
    of: ({ overlap }: RegressionAgreement) => overlap,
    range: overlapRange,
    fresh: ({ freshOverlap }: RegressionAgreement) => freshOverlap,
  },
  {
    name: 'standardized-difference',
    of: ({ difference }: RegressionAgreement) => difference,
    range: sizeRange,
    fresh: ({ freshDifference }: RegressionAgreement) => freshDifference,
  },
  { name: 'sign-agreement', of: ({ signs }: RegressionAgreement) => signs, range: unitRange, fresh: null },
  {
    name: 'significance-agreement',
    of: ({ conclusions }: RegressionAgreement) => conclusions,
    range: unitRange,
    fresh: null,
  },
] as const;

/** The same between train and independent columns, over the coefficients that these give too. */
function floorOf({ train, naive }: RegressionFits, places: readonly number[]): RegressionAgreement | null {
  const given = places.filter((place) => naive.obstacles[place] === null);
  return given.length === 0 ? null : compareRegressions(train, naive, given);
}

function setupOf(fits: RegressionFits, name: string, wanted: number, given: number): string {
  const { train, synthetic, terms, otherClasses } = fits;
  const lost = terms.length - wanted;
  const notInTrain =
    lost > 0 ? ` ${lost} ${lost === 1 ? 'is' : 'are'} left out: train cannot tell how sure they are.` : '';
  const count = (obstacle: string) =>
    terms.filter(({ place }) => train.obstacles[place] === null && synthetic.obstacles[place] === obstacle)
      .length;
  const reasons = [
    [count('dependent'), 'do not vary in the candidate or follow from other columns there'],
    [count('separated'), 'split the candidate’s classes without an error'],
    [count('no-error'), 'have no error in the candidate: too few rows, or the target follows exactly'],
  ].flatMap(([times, reason]) => (Number(times) > 0 ? [`${times} ${reason}`] : []));
  const notInCandidate =
    given < wanted ? ` Of these the candidate does not give ${wanted - given}: ${reasons.join('; ')}.` : '';
  const others = otherClasses > 0 ? ` ${otherClasses} rarer classes have no regression of their own.` : '';
  return `Regression of ${name}: main effects of all compared columns, numbers per standard deviation of train, categories against train’s most frequent level, levels of fewer than 11 real rows pooled; ${wanted} coefficients from ${about(train.rowCount)} rows of train and ${about(synthetic.rowCount)} of the candidate, standard errors scaled to the smaller row count. Columns that others determine are left out.${notInTrain}${notInCandidate}${others}`;
}

/** The coefficients that train is surest of come first. */
function forestOf(fits: RegressionFits, wanted: RegressionFits['terms']): Detail {
  const { train, synthetic, target, className } = fits;
  const rows = Math.min(train.rowCount, synthetic.rowCount);
  const point = (fit: RegressionFits['train'], place: number) => {
    if (fit.obstacles[place] !== null) return null;
    const value = fit.estimates[place] as number;
    const variance = fit.covariance[place * fit.estimates.length + place] as number;
    const reach = 1.959964 * Math.sqrt((variance * fit.rowCount) / rows);
    return { value, low: value - reach, high: value + reach };
  };
  const items = wanted.map(({ label, place }) => ({
    label,
    real: point(train, place),
    synthetic: point(synthetic, place),
  }));
  const sureness = ({ real }: (typeof items)[number]) =>
    real === null ? 0 : Math.abs(real.value) / (real.high - real.low);
  items.sort((a, b) => sureness(b) - sureness(a));
  const of = className === null ? `“${target}”` : `“${target}” is “${className}”`;
  return {
    kind: 'forest-plot',
    title: `Coefficients for ${of}, those that train is surest of first`,
    axis: { label: 'coefficient, 95 % interval', unit: null },
    reference: 0,
    items,
  };
}
