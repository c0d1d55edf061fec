import type { RunData } from '../artifacts/artifact.ts';
import type { ResultDocument } from '../result/document.ts';

/** How the run's shared parts were made, for the report's method part. */
export function describeMethod(
  { options, holdout }: RunData,
  withRecords: boolean,
): ResultDocument['method'] {
  return [
    {
      title: 'Schema',
      text: 'Column types are learnt from train (the holdout confirms them) or given as metadata, never from a candidate. Candidates are read under that schema: 5.0 is 5, false is False, 2021-1-3 is 2021-01-03. A cell that cannot be read counts as missing and is reported by table-structure.',
    },
    {
      title: 'Ceiling',
      text: holdout
        ? 'The same measure between train and the holdout: what a fresh real sample would get. Where the candidate has another number of rows than the holdout, the distance between train and holdout is scaled by the ratio of sampling noise, √(1/n_T + 1/n_S) / √(1/n_T + 1/n_H). A score above its ceiling is closer to train than fresh data is.'
        : 'No holdout was given, so there is no ceiling: nothing says what a fresh real sample would get.',
    },
    {
      title: 'Floor',
      text: 'The same measure for a naive candidate: every column drawn from train on its own, with replacement, as many rows as train. It keeps the columns and loses all that is between them.',
    },
    {
      title: 'Distance between rows',
      text: 'The sum over compared columns of |F(a) − F(b)| for numbers and dates, with F the mid-rank distribution of all real rows (train and holdout together, so the scale knows nothing of membership), and 0 or 1 for categories. Missing against missing is 0, missing against a value 1. Identifiers and free text are left out. Ties count in proportion. Nearest rows are exact; no query and no base row is sampled.',
    },
    {
      title: 'Intervals',
      text: 'All intervals are at 95 %. The interval of a fidelity score is where the score would fall on other samples of these sizes from the same sources, so it can be compared with ceiling and floor.',
    },
    {
      title: 'Comparison of candidates',
      text: 'A few measures of the whole table are compared, pair by pair. Where a measure has replicates (200 deviations on resamples of the real rows, the same for all candidates), the interval of a difference takes off what both share; else the two intervals are taken as independent. Intervals hold together at 95 % (Bonferroni), p-values are adjusted by Holm over all pairs and measures. What is not marked is not distinguishable on this data, not equal.',
    },
    {
      title: 'Random numbers',
      text: `Every audit and every shared computation draws from its own stream, derived from the seed ${options.seed}, its name and the candidate. The same inputs, options and seed give the same numbers, whatever the number of threads.`,
    },
    ...(withRecords ? [recordsNote] : []),
  ];
}

const recordsNote = {
  title: 'Signals of single rows',
  text: 'A file with signals of every synthetic row was written beside this result, for internal use. A release that is filtered by such signals depends on who is in train through the filter too: it weakens an end-to-end differential privacy guarantee, and what is missing can itself tell who was near. Mend the generator rather than its output, and audit again whatever is released.',
};
