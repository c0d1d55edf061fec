import type { ScoreName } from '../result/document.ts';

/** A measure that has a part in a score. Where it is one of columns only, its mean over columns is taken. */
export interface Lead {
  readonly measure: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Where the scale begins: at the naive candidate's value, or at the value of a candidate that keeps nothing. */
  readonly floor: 'naive' | number;
  /** Where it ends: at what fresh real rows get, or at the reference value that is expected of them. */
  readonly ceiling: 'fresh-rows' | 'reference';
  /** A measure of fewer cases (its sample size: of train, so alike for all candidates) has no part: each case would move it far. */
  readonly fewestCases?: number;
}

export interface ScoreDefinition {
  readonly name: ScoreName;
  readonly about: string;
  readonly audits: readonly { readonly audit: string; readonly leads: readonly Lead[] }[];
}

/**
 * What stands for each audit. Measures of relations begin at the naive candidate, which keeps each column and loses all that
 * is between them. It is no floor for measures of single columns, which it keeps: these begin where nothing is alike.
 * Audits whose measures have no such worst value (`column-statistics`: differences have no end), no interval (`column-coverage`)
 * or another tool's definition (`quality-report`) have no part.
 */
export const scoreDefinitions: readonly ScoreDefinition[] = [
  {
    name: 'fidelity',
    about: 'how much the candidate looks like train',
    audits: [
      { audit: 'column-shapes', leads: [single('column-shapes')] },
      { audit: 'datetime-patterns', leads: [single('weekday'), single('month'), single('hour')] },
      {
        audit: 'text-shapes',
        leads: [single('length-similarity'), single('character-similarity'), single('token-similarity')],
      },
      { audit: 'column-pair-trends', leads: [joint('column-pair-trends')] },
      {
        audit: 'associations',
        leads: [joint('association-difference'), joint('mutual-information-difference')],
      },
      { audit: 'marginals', leads: [joint('bivariate-accuracy'), joint('trivariate-accuracy')] },
      { audit: 'propensity', leads: [joint('discriminator-auc', { model: 'random-forest' })] },
      { audit: 'manifold', leads: [joint('precision'), joint('coverage')] },
      { audit: 'two-sample', leads: [joint('energy-distance'), joint('mmd')] },
      { audit: 'principal-components', leads: [joint('eigenvalue-difference')] },
      {
        audit: 'query-workload',
        leads: [
          joint('count-query-error', { quantile: '0.5' }),
          joint('mean-query-error', { quantile: '0.5' }),
        ],
      },
    ],
  },
  {
    name: 'diversity',
    about: 'how much of train’s variety the candidate keeps',
    audits: [
      { audit: 'tail-coverage', leads: [ratio('tail-coverage')] },
      {
        audit: 'rare-category-retention',
        leads: [
          { ...single('rare-category-retention'), fewestCases: 10 },
          { ...ratio('rare-category-mass-ratio'), fewestCases: 100 },
        ],
      },
      { audit: 'spread', leads: [ratio('generalized-variance-ratio'), ratio('entropy-ratio')] },
      {
        audit: 'mode-collapse',
        leads: [
          // Where every row is a near-duplicate nothing is kept.
          { ...single('near-duplicate-share'), floor: 1 },
          ratio('effective-rows-ratio'),
          single('beta-recall', { region: 'sparse' }),
        ],
      },
      { audit: 'minority-fidelity', leads: [joint('minority-fidelity')] },
    ],
  },
];

function single(measure: string, labels: Readonly<Record<string, string>> = {}): Lead {
  return { measure, labels, floor: 0, ceiling: 'fresh-rows' };
}

/** Against train's own value: fresh rows are expected to have 1, and that needs no holdout to know. */
function ratio(measure: string): Lead {
  return { ...single(measure), ceiling: 'reference' };
}

function joint(measure: string, labels: Readonly<Record<string, string>> = {}): Lead {
  return { measure, labels, floor: 'naive', ceiling: 'fresh-rows' };
}
