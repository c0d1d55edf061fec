import { candidateManifold, ballNeighbours as k, referenceManifold } from '../../artifacts/manifold.ts';
import type { KnownEstimate } from '../../result/document.ts';
import type { ManifoldScores } from '../../statistics/manifold-scores.ts';
import { wilsonInterval } from '../../statistics/wilson-interval.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, unitRange, withInterval, withStandardError } from '../estimate.ts';

const measures = {
  'alpha-precision': {
    pick: (of: ManifoldScores) => of.alphaPrecision,
    title: 'Integrated alpha-precision',
    formula:
      '1 − Σ_α |α − P_α| / Σ_α α over 30 shares α; P_α: share of S no farther from T’s centre than the α-quantile of T; distance to the centre: mean distance to rows of T',
  },
  'beta-recall': {
    pick: (of: ManifoldScores) => of.betaRecall,
    title: 'Integrated beta-recall',
    formula:
      '1 − Σ_β |β − R_β| / Σ_β β over 30 shares β; R_β: share of T whose nearest row of S is among the inner β of S and no farther than the nearest other row of T',
  },
  precision: {
    pick: (of: ManifoldScores) => of.precision,
    title: 'Precision',
    formula: `share of S inside a ball around a row of T that reaches to its ${k}th nearest other row of T`,
  },
  recall: {
    pick: (of: ManifoldScores) => of.recall,
    title: 'Recall',
    formula: `share of T inside a ball around a row of S that reaches to its ${k}th nearest other row of S`,
  },
  density: {
    pick: (of: ManifoldScores) => of.density,
    title: 'Density',
    formula: `mean over S of how many balls of T hold the row, divided by ${k}; 1 for a fresh sample`,
  },
  coverage: {
    pick: (of: ManifoldScores) => of.coverage,
    title: 'Coverage',
    formula: 'share of T whose ball holds a row of S',
  },
} as const;

/** Do synthetic rows lie where real rows lie, and everywhere they do? */
export const manifold = defineAudit({
  meta: {
    id: 'manifold',
    category: 'fidelity',
    title: 'Synthetic rows lie where real rows lie, and everywhere they do',
    failureTitle: 'Synthetic rows lie where no real rows are, or leave real regions empty',
    why: 'Precision tells implausible rows apart from missing ones, which recall and coverage show: a candidate can be lifelike and yet show only a part of the people.',
    remedy:
      'Low precision or density: rows that combine values as nobody does. Low recall or coverage: modes that are lost; sample with less truncation, or train longer on rare groups.',
    evidence: ['fidelity'],
    measures: Object.fromEntries(
      Object.entries(measures).map(([name, { title, formula }]) => [
        name,
        {
          title,
          unit: name === 'density' ? ('ratio' as const) : ('score' as const),
          better: 'higher' as const,
          formula,
          reference: name === 'density' ? 1 : null,
          counts: 'none' as const,
        },
      ]),
    ),
    sources: [
      'Kynkäänniemi, Karras, Laine, Lehtinen & Aila (2019). Improved precision and recall metric. NeurIPS 32',
      'Naeem, Oh, Uh, Choi & Yoo (2020). Reliable fidelity and diversity metrics. ICML 37',
      'Alaa, van Breugel, Saveliev & van der Schaar (2022). How faithful is your synthetic data? ICML 39; centres here are mean distances, so that categories take part',
    ],
  },
  requires: { candidateManifold, referenceManifold },
  measure({ candidateManifold: { rows, scores: found }, referenceManifold }) {
    const references = referenceManifold(rows);
    return {
      summary: `${percent(found.precision.value)} of synthetic rows lie among real rows (fresh rows: ${percent(references.holdout?.precision.value)}), and ${percent(found.coverage.value)} of real rows have a synthetic row near them (fresh rows: ${percent(references.holdout?.coverage.value)}).`,
      measures: Object.entries(measures).map(([name, { pick }]) => {
        const present = (of: ManifoldScores): KnownEstimate => {
          const { value, standardError } = pick(of);
          if (shares.has(name)) {
            const halved = rows / 2;
            return withInterval(value, rows, wilsonInterval(value * halved, halved, level), wilson);
          }
          const range = name === 'density' ? { low: 0, high: Number.POSITIVE_INFINITY } : unitRange;
          return withStandardError(value, rows, standardError, method, range);
        };
        return measureOf({
          name,
          estimate: present(found),
          ceiling: references.holdout && present(references.holdout),
          floor: present(references.naive),
        });
      }),
      details: [
        {
          kind: 'note',
          text: `Measured on ${rows} random rows of every dataset: these measures depend on the number of rows, so candidate, holdout and naive candidate have equally many. Numbers count by their mid-rank in train, categories by same or not; the distance is the sum over columns.`,
        },
      ],
    };
  },
});

/** Measures that are a share of rows. */
const shares: ReadonlySet<string> = new Set(['precision', 'recall', 'coverage']);

const wilson = 'Wilson score interval over half the rows, since the other side’s rows are a sample as well';
const method = 'standard error over rows, doubled in variance for the other side’s rows';

function percent(share: number | undefined): string {
  return share === undefined ? 'unknown' : `${(100 * share).toFixed(1)} %`;
}
