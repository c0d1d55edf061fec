/**
 * A result document with everything that the renderers have to cope with: three candidates (good, leaky, collapsed),
 * the first stage's audits, an audit that broke, one that does not apply, hidden values and hostile names.
 */
import { frameworks } from '../../src/evidence/index.ts';
import type {
  AuditMeta,
  CandidateResult,
  Detail,
  Estimate,
  Measure,
  MeasureMeta,
  Outcome,
  ResultColumn,
  ResultDocument,
  Score,
  ScorePart,
} from '../../src/result/document.ts';

export const hostile = {
  html: '<script>alert("x")</script>',
  formula: '=HYPERLINK("http://example.org","click")',
  rightToLeft: 'דמי ביטוח \u202eevil',
  emoji: '👩‍👩‍👧‍👦 family',
  long: 'x'.repeat(10_000),
  quotes: `"'\`&amp; onmouseover=alert(1)`,
  markdown: '| **bold** | [link](javascript:alert(1)) @everyone #1\nnew line',
} as const;

const hash = (seed: string) =>
  [...seed.repeat(64)]
    .map((c, i) => ((c.charCodeAt(0) * 7 + i * 13) % 16).toString(16))
    .slice(0, 64)
    .join('');

type Kind = 'good' | 'leaky' | 'collapsed';

const level = 0.95;

export function known(value: number, half: number | null = null, sampleSize = 24_421): Estimate {
  const uncertainty =
    half === null
      ? ({ kind: 'exact' } as const)
      : ({
          kind: 'interval',
          level,
          low: value - half,
          high: value + half,
          method: 'bootstrap, 200 resamples',
        } as const);
  return { value, sampleSize, uncertainty };
}

export function measure(name: string, estimate: Estimate, rest: Partial<Measure> = {}): Measure {
  return {
    name,
    subject: [],
    labels: {},
    estimate,
    test: null,
    ceiling: null,
    floor: null,
    replicates: null,
    ...rest,
  };
}

function meta(
  title: string,
  unit: MeasureMeta['unit'],
  better: MeasureMeta['better'],
  reference: number | null = null,
): MeasureMeta {
  return {
    title,
    unit,
    better,
    formula: `${title} = share of what it says, in plain text`,
    reference,
    counts: 'none',
  };
}

function audit(
  id: string,
  category: AuditMeta['category'],
  title: string,
  failureTitle: string,
  measures: Record<string, MeasureMeta>,
): AuditMeta {
  return {
    id,
    category,
    title,
    failureTitle,
    why: whys[id] ?? `Without ${title.toLowerCase()} a reader of the data is misled.`,
    remedy:
      remedies[id] ?? 'Look at the preprocessing of the columns named here and at the generator’s settings.',
    evidence: category === 'privacy' ? ['singling-out', 'membership'] : [],
    measures,
    sources: ['A. Author and B. Author, A paper on this measure, Journal of Measures 12 (2020)'],
  };
}

const whys: Record<string, string> = {
  'membership-inference':
    'Someone who holds a person’s record and the synthetic file could tell that the person was in the training data; being in it may itself be a secret.',
  'exact-copies': 'A synthetic row that equals a training row is that person’s record, released.',
  'column-shapes': 'A column with another shape gives other means, shares and tails than the real data.',
  'column-pair-trends':
    'Where two columns no longer move together, analyses across them come to other conclusions.',
  'train-on-synthetic-test-on-real': 'What models learn from synthetic data must hold on real people.',
};

const remedies: Record<string, string> = {
  'membership-inference':
    'Look at early stopping, at row-level resampling in the generator, and at training with differential privacy.',
  'exact-copies': 'Remove copied rows and find out why the generator returns its training rows.',
};

export const audits: Record<string, AuditMeta> = Object.fromEntries(
  [
    audit('table-structure', 'validity', 'Table structure', 'Columns are missing or of another type', {
      'table-structure': meta('Table structure', 'share', 'higher', 1),
    }),
    audit('boundary-adherence', 'validity', 'Boundary adherence', 'Values lie outside the real range', {
      'boundary-adherence': meta('Boundary adherence', 'share', 'higher'),
    }),
    audit(
      'category-adherence',
      'validity',
      'Category adherence',
      'There are categories that the real data does not have',
      {
        'category-adherence': meta('Category adherence', 'share', 'higher'),
      },
    ),
    audit('missingness', 'validity', 'Missingness', 'Cells are missing in another pattern', {
      'missing-value-similarity': meta('Missing value similarity', 'score', 'higher'),
      'missing-pattern-similarity': meta('Missing pattern similarity', 'score', 'higher'),
    }),
    audit('column-shapes', 'fidelity', 'Column shapes', 'Single columns have another shape', {
      'ks-complement': meta('KS complement', 'score', 'higher'),
      'tv-complement': meta('TV complement', 'score', 'higher'),
      'jensen-shannon-distance': meta('Jensen–Shannon distance', 'distance', 'lower'),
      'column-shapes': meta('Column shapes, mean over columns', 'score', 'higher'),
    }),
    audit('column-pair-trends', 'fidelity', 'Column pair trends', 'Columns no longer move together', {
      'correlation-similarity': meta('Correlation similarity', 'score', 'higher'),
      'contingency-similarity': meta('Contingency similarity', 'score', 'higher'),
      'column-pair-trends': meta('Pair trends, mean over pairs', 'score', 'higher'),
    }),
    audit(
      'train-on-synthetic-test-on-real',
      'utility',
      'Train on synthetic, test on real',
      'Models trained on it are worse on real people',
      {
        auc: meta('Area under the ROC curve', 'auc', 'higher'),
        'average-precision': meta('Average precision', 'score', 'higher'),
        'log-loss': meta('Log loss', 'number', 'lower'),
        'tstr-trtr-ratio': meta('Utility kept', 'ratio', 'higher', 1),
        'tstr-trtr-difference': meta(
          'Difference to training on real data',
          'difference',
          'nearer-reference',
          0,
        ),
      },
    ),
    audit('exact-copies', 'privacy', 'Exact copies', 'Training rows are copied exactly', {
      'identical-match-share': meta('Synthetic rows that equal a real row', 'share', 'lower'),
      'leak-rate': meta('Leak rate', 'share', 'lower', 0),
    }),
    audit(
      'distance-to-closest-record',
      'privacy',
      'Distance to closest record',
      'Synthetic rows lie nearer to training than to holdout rows',
      {
        'dcr-share': meta('Share nearer to training rows', 'share', 'nearer-reference', 0.5),
        'dcr-median': meta('Median distance', 'distance', 'none'),
      },
    ),
    audit('membership-inference', 'privacy', 'Membership inference', 'An attacker recognises training rows', {
      auc: meta('Area under the ROC curve', 'auc', 'lower', 0.5),
      advantage: meta('Advantage', 'difference', 'lower', 0),
      'tpr-at-fpr-1': meta('Training rows recognised at 1 % false positives', 'share', 'lower', 0.01),
      'leak-rate': meta('Leak rate', 'share', 'lower', 0),
    }),
    audit('linkability', 'privacy', 'Linkability', 'Records can be linked', {
      risk: meta('Risk', 'share', 'lower', 0),
    }),
    audit('key-uniqueness', 'validity', 'Key uniqueness', 'Keys repeat', {
      'key-uniqueness': meta('Key uniqueness', 'share', 'higher', 1),
    }),
  ].map((entry) => [entry.id, entry]),
);

const numericColumns = [
  'age',
  'fnlwgt',
  'education-num',
  'capital-gain',
  'hours-per-week',
  hostile.formula,
  hostile.long,
];
const categoricalColumns = [
  'workclass',
  'sex',
  'income',
  hostile.html,
  hostile.rightToLeft,
  hostile.emoji,
  hostile.quotes,
];

export interface SampleOptions {
  readonly numeric?: readonly string[];
  readonly categorical?: readonly string[];
  readonly candidates?: readonly { id: string; name: string; kind: Kind }[];
  readonly holdout?: boolean;
}

export function sampleResult(options: SampleOptions = {}): ResultDocument {
  const numeric = options.numeric ?? numericColumns;
  const categorical = options.categorical ?? categoricalColumns;
  const candidates = options.candidates ?? [
    { id: 'honest', name: 'honest', kind: 'good' },
    { id: 'flip10', name: 'flip10', kind: 'leaky' },
    { id: 'temp-01', name: 'temp <b>0.1</b>', kind: 'collapsed' },
  ];
  const holdout = options.holdout ?? true;
  const input = (name: string, rows: number) => ({
    name,
    files: [{ name: `${name}.csv`, sha256: hash(name), bytes: rows * 97 }],
    sha256: hash(name),
    bytes: rows * 97,
    rows,
    columns: numeric.length + categorical.length,
  });
  return {
    baseline: null,
    schemaVersion: '1.0',
    tool: { name: 'synthaudit', version: '0.1.0' },
    run: {
      seed: 42,
      preset: 'standard',
      disclosure: 'shared',
      volatile: {
        startedAt: '2026-11-20T09:30:00.000Z',
        durationMs: 93_400,
        machine: { platform: 'linux', node: '20.19.0', cores: 2, threads: 2 },
        stages: [{ name: 'read', durationMs: 1200 }],
      },
    },
    inputs: {
      train: input('adult', 24_421),
      holdout: holdout ? input('adult-holdout', 24_421) : null,
      candidates: candidates.map(({ id, name }) => ({ ...input(name, 24_421), id })),
      metadata: null,
      canaries: null,
      dpClaim: null,
      targets: ['income'],
      unit: null,
      keys: [],
      sensitive: [],
      groups: [],
      ignored: [],
    },
    columns: [
      ...numeric.map((name) => column(name, 'numeric')),
      ...categorical.map((name) => column(name, 'categorical')),
    ],
    audits,
    candidates: Object.fromEntries(
      candidates.map(({ id, kind }) => [id, candidateResult(kind, numeric, categorical, holdout)]),
    ),
    comparison: null,
    method: [
      {
        title: 'Distance',
        text: 'Numeric columns by their quantiles, categories 0 or 1, summed over columns; scaling comes from training and holdout rows together, without labels.',
      },
      { title: 'Intervals', text: 'Bootstrap over rows with 200 resamples, Wilson intervals for shares.' },
    ],
    evidence: structuredClone([...frameworks]),
    series: null,
    disclosed: [
      'Real minima and maxima are shown as 1 and 99 % quantiles.',
      'Categories with fewer than 11 real rows are pooled in 3 columns.',
    ],
    policy: null,
    verdict: 'informative',
  };
}

function column(name: string, type: 'numeric' | 'categorical'): ResultColumn {
  return {
    name,
    type,
    numeric: type === 'numeric' ? 'integer' : null,
    role: name === 'income' ? 'target' : 'feature',
    source: 'inferred',
    missingCodes: name === 'workclass' ? ['?'] : [],
    datetimeFormat: null,
    missingShare: name === 'workclass' ? 0.057 : 0,
  };
}

function candidateResult(
  kind: Kind,
  numeric: readonly string[],
  categorical: readonly string[],
  holdout: boolean,
): CandidateResult {
  const outcomes: Record<string, Outcome> = {
    'table-structure': measured('All columns are there with their types.', [
      measure('table-structure', known(1)),
    ]),
    'boundary-adherence': measured(
      'Nearly all values lie within the real range.',
      numeric.map((name, index) =>
        measure('boundary-adherence', known(kind === 'good' ? 1 : 0.999 - index * 0.002), {
          subject: [name],
          ceiling: known(0.9998, 0.0002),
        }),
      ),
    ),
    'category-adherence': measured(
      'All categories exist in the real data.',
      categorical.map((name) => measure('category-adherence', known(1), { subject: [name] })),
    ),
    missingness:
      kind === 'collapsed'
        ? {
            status: 'error',
            code: 'artifact-failed',
            message: 'The missing cells of the candidate could not be read',
            artifact: 'missing-cells',
          }
        : measured('Cells are missing as in the real data.', [
            ...[...numeric, ...categorical].map((name) =>
              measure('missing-value-similarity', known(0.998), { subject: [name], ceiling: known(0.999) }),
            ),
            measure('missing-pattern-similarity', known(0.997, 0.001), {
              ceiling: known(0.998, 0.001),
              floor: known(0.9, 0.002),
            }),
          ]),
    'column-shapes': columnShapes(kind, numeric, categorical),
    'column-pair-trends': pairTrends(kind, numeric, categorical),
    'train-on-synthetic-test-on-real': utility(kind),
    linkability: { status: 'not-applicable', reason: 'No quasi-identifiers were named (--keys).' },
    'key-uniqueness': { status: 'not-applicable', reason: 'The schema has no key column.' },
    ...privacy(kind, holdout),
  };
  return { controls: [], outcomes, scores: scoresOf(kind, holdout), verdicts: [], verdict: 'informative' };
}

function measured(summary: string, measures: Measure[], details: Detail[] = []): Outcome {
  return { status: 'measured', summary, measures, details };
}

const quality = { good: 0.965, leaky: 0.993, collapsed: 0.71 } as const;

function columnShapes(kind: Kind, numeric: readonly string[], categorical: readonly string[]): Outcome {
  const score = (index: number) =>
    Math.max(0.3, quality[kind] - (1 - quality[kind]) * ((index * 7) % 5) * 0.4);
  const perColumn = (name: string, subject: string, index: number) => [
    measure(name, known(score(index), 0.006), {
      subject: [subject],
      ceiling: known(0.992, 0.003),
      floor: known(0.99, 0.003),
      test: {
        pValue: kind === 'leaky' ? 0.4 : 0.0001,
        adjusted: kind === 'leaky' ? 0.6 : 0.0002,
        family: 'benjamini-hochberg over 14 columns',
      },
    }),
    measure('jensen-shannon-distance', known((1 - score(index)) / 2, 0.004), {
      subject: [subject],
      ceiling: known(0.01, 0.002),
    }),
  ];
  const measures = [
    measure('column-shapes', known(quality[kind] - 0.02, 0.004), {
      ceiling: known(0.991, 0.001),
      floor: known(0.6, 0.001),
    }),
    ...numeric.flatMap((name, index) => perColumn('ks-complement', name, index)),
    ...categorical.flatMap((name, index) => perColumn('tv-complement', name, index + 3)),
  ];
  const details: Detail[] = [
    ...numeric.map((name, index) => histogramOf(name, kind, index)),
    ...categorical.map((name, index) => categoriesOf(name, kind, index)),
  ];
  return measured(
    kind === 'collapsed'
      ? 'The shapes of 9 of 14 columns differ clearly; the tails of age are gone.'
      : 'Column shapes are close to those of fresh real data.',
    measures,
    details,
  );
}

function histogramOf(name: string, kind: Kind, index: number): Detail {
  const bins = 24;
  const edges = Array.from({ length: bins + 1 }, (_, bin) => 17 + bin * 2.5);
  const bell = (spread: number, centre: number) =>
    Array.from({ length: bins }, (_, bin) =>
      Math.round(24_421 * 0.08 * Math.exp(-(((bin - centre) / spread) ** 2))),
    );
  const synthetic =
    kind === 'collapsed' ? bell(2.6, 9 + (index % 3)) : kind === 'good' ? bell(6.4, 9.4) : bell(6, 9);
  return {
    kind: 'histogram',
    column: name,
    scale: 'number',
    edges,
    counts: { real: bell(6, 9), holdout: bell(6.1, 9.05), synthetic },
  };
}

function categoriesOf(name: string, kind: Kind, index: number): Detail {
  const levels = [
    'Private',
    'Self-employed',
    'Local government',
    hostile.html,
    hostile.rightToLeft,
    'State',
    'Federal',
    'Unpaid',
    'other (3 suppressed)',
  ];
  const real = levels.map((_, at) => Math.round(16_000 / (at + 1) ** 1.4));
  const tilt = kind === 'collapsed' ? 2.2 : kind === 'good' ? 1.08 : 1;
  const synthetic = real.map((count, at) => Math.round(count / (1 + at) ** (tilt - 1) + (index % 2)));
  return {
    kind: 'categories',
    column: name,
    levels,
    counts: { real, holdout: real.map((count) => Math.round(count * 1.01)), synthetic },
  };
}

function pairTrends(kind: Kind, numeric: readonly string[], categorical: readonly string[]): Outcome {
  const names = [...numeric, ...categorical].slice(0, 60);
  const value = (i: number, j: number) =>
    i === j ? null : Math.max(0, quality[kind] - (((i * 13 + j * 13) % 11) / 11) * (1 - quality[kind]));
  const values = names.map((_, i) => names.map((_, j) => value(i, j)));
  const measures = [
    measure('column-pair-trends', known(quality[kind] - 0.06, 0.005), {
      ceiling: known(0.982, 0.001),
      floor: known(0.55, 0.002),
    }),
    measure('column-pair-trends', known(quality[kind] - 0.11, 0.006), {
      labels: { pairs: 'with-trend' },
      ceiling: known(0.975, 0.002),
      floor: known(0.35, 0.002),
    }),
    measure('correlation-similarity', known(quality[kind] - 0.2, 0.02), {
      subject: [numeric[0]!, numeric[1]!],
      labels: { coefficient: 'pearson' },
      ceiling: known(0.99, 0.01),
    }),
    measure('correlation-similarity', known(quality[kind] - 0.15, 0.02), {
      subject: [numeric[0]!, numeric[1]!],
      labels: { coefficient: 'spearman' },
      ceiling: known(0.99, 0.01),
    }),
    measure('contingency-similarity', known(quality[kind] - 0.18, 0.02), {
      subject: [categorical[0]!, categorical[1]!],
      ceiling: known(0.98, 0.01),
    }),
  ];
  const ceiling = names.map((_, i) => names.map((_, j) => (i === j ? null : 0.97 + ((i + j) % 4) * 0.01)));
  return measured(
    kind === 'collapsed'
      ? 'Trends between columns are weaker in 61 of 91 pairs.'
      : 'Trends between columns are kept.',
    measures,
    [
      {
        kind: 'matrix',
        measure: 'contingency-similarity',
        title: 'Similarity of trends per pair',
        rows: names,
        columns: names,
        values,
        ceiling,
      },
    ],
  );
}

function utility(kind: Kind): Outcome {
  const auc = { good: 0.898, leaky: 0.914, collapsed: 0.811 }[kind];
  const common = { model: 'random-forest', target: 'income' };
  const on = (trainedOn: string) => ({ ...common, trainedOn });
  const roc = (area: number) => {
    const x = Array.from({ length: 51 }, (_, index) => index / 50);
    return { x, y: x.map((at) => at ** ((1 - area) / area)) };
  };
  return measured(
    `A random forest trained on it reaches an AUC of ${auc.toFixed(3)} on holdout rows; trained on real data 0.917.`,
    [
      measure('auc', known(auc, 0.004), { labels: on('synthetic') }),
      measure('auc', known(0.917, 0.004), { labels: on('train') }),
      measure('average-precision', known(auc - 0.15, 0.008), { labels: on('synthetic') }),
      measure('average-precision', known(0.78, 0.008), { labels: on('train') }),
      measure('log-loss', known(0.32 + (0.917 - auc), 0.006), { labels: on('synthetic') }),
      measure('tstr-trtr-ratio', known(auc / 0.917, 0.003), {
        labels: { ...common, metric: 'auc' },
        floor: known(0.545, 0.01),
      }),
      measure('tstr-trtr-difference', known(auc - 0.917, 0.003), { labels: { ...common, metric: 'auc' } }),
    ],
    [
      {
        kind: 'curves',
        role: 'roc',
        title: 'ROC on holdout rows, random forest',
        x: { label: 'False-positive rate', unit: 'share' },
        y: { label: 'True-positive rate', unit: 'share' },
        series: [
          { name: 'trained on real data', role: 'real', ...roc(0.917), rows: 24_421 },
          { name: 'trained on synthetic data', role: 'synthetic', ...roc(auc), rows: 24_421 },
        ],
      },
      {
        kind: 'curves',
        role: 'calibration',
        title: 'Calibration on holdout rows, random forest',
        x: { label: 'Predicted probability', unit: 'share' },
        y: { label: 'Observed share', unit: 'share' },
        series: [
          {
            name: 'trained on real data',
            role: 'real',
            x: [0.05, 0.25, 0.5, 0.75, 0.95],
            y: [0.05, 0.26, 0.49, 0.76, 0.94],
            rows: 24_421,
          },
          {
            name: 'trained on synthetic data',
            role: 'synthetic',
            x: [0.05, 0.25, 0.5, 0.75, 0.95],
            y: [0.07, 0.31, 0.52, 0.7, auc],
            rows: 24_421,
          },
        ],
      },
    ],
  );
}

function privacy(kind: Kind, holdout: boolean): Record<string, Outcome> {
  if (!holdout) {
    const reason = 'No holdout was given, so what an attack achieves beyond chance cannot be known.';
    return Object.fromEntries(
      ['exact-copies', 'distance-to-closest-record', 'membership-inference'].map((id) => [
        id,
        { status: 'not-applicable', reason },
      ]),
    );
  }
  const leak = { good: 0.001, leaky: 0.337, collapsed: -0.001 }[kind];
  const attack = { attack: 'distance-to-closest' };
  const hidden: Estimate = { value: null, censored: { low: 0, high: 0.00041, reason: 'fewer than 11 rows' } };
  const test = {
    pValue: kind === 'leaky' ? 0.0001 : 0.41,
    adjusted: kind === 'leaky' ? 0.0001 : 0.41,
    family: 'one test',
  };
  return {
    'exact-copies': measured(
      kind === 'leaky'
        ? 'About a third of the training rows are in the synthetic data, hardly any holdout row is.'
        : 'Training rows are found no more often than holdout rows.',
      [
        measure('identical-match-share', kind === 'leaky' ? known(0.341, 0.006) : hidden, {
          labels: { against: 'train' },
        }),
        measure('identical-match-share', hidden, { labels: { against: 'holdout' } }),
        measure('leak-rate', known(leak, 0.006), { test }),
      ],
      [{ kind: 'note', text: 'Rows are compared by their typed values over all columns.' }],
    ),
    'distance-to-closest-record': measured(
      kind === 'leaky'
        ? 'Synthetic rows lie nearer to training than to holdout rows.'
        : 'Synthetic rows lie as near to training as to holdout rows.',
      [
        measure('dcr-share', known(kind === 'leaky' ? 0.66 : 0.501, 0.006)),
        measure('dcr-median', known(kind === 'leaky' ? 0.04 : 0.112), { labels: { against: 'train' } }),
        measure('dcr-median', known(0.114), { labels: { against: 'holdout' } }),
      ],
      [distances(kind)],
    ),
    'membership-inference': measured(
      kind === 'leaky'
        ? 'The attack recognises 34 % of training rows while wrongly accusing 1 % of holdout rows; by chance it would be 1 %.'
        : 'The attack recognises training rows no better than chance.',
      [
        measure('auc', known(0.5 + Math.max(0, leak) / 2, 0.005), { labels: attack, test }),
        measure('advantage', known(Math.max(0.002, leak), 0.006), { labels: attack }),
        measure('tpr-at-fpr-1', known(0.01 + Math.max(0, leak), 0.004), {
          labels: { ...attack, fpr: '0.01' },
        }),
        measure('leak-rate', known(leak - 0.002, 0.007), { labels: { ...attack, fpr: '0.01' } }),
      ],
      [memberRoc(Math.max(0.0005, leak))],
    ),
  };
}

function distances(kind: Kind): Detail {
  const x = Array.from({ length: 41 }, (_, index) => index * 0.01);
  const cumulative = (scale: number, atZero: number) =>
    x.map((at) => atZero + (1 - atZero) * (1 - Math.exp(-((at / scale) ** 2))));
  return {
    kind: 'curves',
    role: 'distance-distribution',
    title: 'Distance to the closest synthetic row',
    x: { label: 'Distance', unit: null },
    y: { label: 'Rows within', unit: 'share' },
    series: [
      { name: 'training', role: 'real', x, y: cumulative(0.14, kind === 'leaky' ? 0.33 : 0), rows: 24_421 },
      { name: 'holdout', role: 'holdout', x, y: cumulative(0.142, 0), rows: 24_421 },
    ],
  };
}

function memberRoc(leak: number): Detail {
  const x = [0, ...Array.from({ length: 61 }, (_, index) => 10 ** (-3.5 + (index * 3.5) / 60))];
  return {
    kind: 'curves',
    role: 'roc',
    title: 'Membership attack by distance to closest',
    x: { label: 'Holdout rows wrongly recognised', unit: 'share' },
    y: { label: 'Training rows recognised', unit: 'share' },
    series: [
      {
        name: 'distance to closest',
        role: 'synthetic',
        x,
        y: x.map((at) => leak + (1 - leak) * at),
        rows: 48_842,
      },
      { name: 'chance', role: 'chance', x: [0, 1], y: [0, 1], rows: null },
    ],
  };
}

/** A fidelity score of two parts, undefined for the collapsed candidate, and a diversity score that a failure leaves undefined. */
function scoresOf(kind: Kind, holdout: boolean): Score[] {
  const part = (measure: string, score: number, beyond: ScorePart['beyond']): ScorePart => ({
    audit: measure,
    measure,
    labels: {},
    columns: 0,
    weight: 0.5,
    value: quality[kind],
    floor: measure === 'column-shapes' ? { kind: 'nothing-kept', value: 0 } : { kind: 'naive', value: 0.7 },
    ceiling: { kind: 'fresh-rows', value: 0.99 },
    estimate: points(score, 3),
    beyond,
  });
  const fidelity = {
    name: 'fidelity',
    definition: 'how much the candidate looks like train, from 0 (floor) to 100 (fresh real rows)',
    parts: [
      part('column-shapes', 100 * quality[kind], 'neither'),
      part('column-pair-trends', kind === 'leaky' ? 100 : 40, kind === 'leaky' ? 'ceiling' : 'neither'),
    ],
    leftOut: [{ audit: 'column-shapes', measure: 'ks-complement', reason: 'was not measured here' }],
  } as const;
  const reason = holdout
    ? 'could not be measured: two-sample'
    : 'without a holdout there is no ceiling to score against';
  const value = 50 * quality[kind] + (kind === 'leaky' ? 50 : 20);
  return [
    holdout && kind !== 'collapsed'
      ? {
          status: 'known',
          ...fidelity,
          parts: [...fidelity.parts],
          leftOut: [...fidelity.leftOut],
          estimate: points(value, 4),
        }
      : {
          status: 'undefined',
          ...fidelity,
          parts: [...fidelity.parts],
          leftOut: [...fidelity.leftOut],
          reason,
        },
    {
      status: 'undefined',
      name: 'diversity',
      definition: 'how much of train’s variety the candidate keeps',
      parts: [],
      leftOut: [],
      reason: 'could not be measured: spread',
    },
  ];
}

function points(value: number, half: number): ScorePart['estimate'] {
  const method = 'the parts’ arms added';
  const [low, high] = [Math.max(0, value - half), Math.min(100, value + half)];
  return { value, sampleSize: 24_421, uncertainty: { kind: 'interval', level, low, high, method } };
}
