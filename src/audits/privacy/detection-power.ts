import { plantedShares, plantKinds } from '../../artifacts/planted-rows.ts';
import { type PositiveControl, positiveControls } from '../../artifacts/positive-controls.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import type { Detail, Measure } from '../../result/document.ts';
import { normalQuantile } from '../../statistics/normal-distribution.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { exactly, shareOf } from '../estimate.ts';

/** What a leak would have had to be to show: planted leaks of known size, found or missed on this very data. */
export const detectionPower = defineAudit({
  meta: {
    id: 'detection-power',
    category: 'privacy',
    title: 'Leaks of a size that matters would have been seen',
    failureTitle: 'A leak of a size that matters could have gone unseen',
    why: 'That nothing was found means little where nothing could have been found: few rows, coarse columns or a candidate that already resembles train hide a leak. Copies of known size are planted in the candidate, and counted as found where the same attacks see them.',
    remedy:
      'Hold out more people, or audit with more of the columns; then smaller leaks show. What was missed here is not shown to be absent.',
    evidence: ['memorisation', 'singling-out'],
    measures: {
      'detected-share': {
        title: 'Replicates in which a planted leak was found',
        unit: 'share',
        better: 'higher',
        formula:
          'share of replicates in which, for some attack, the lower end of the paired 95 % interval of R(S + plant) − R(S) is above 0, corrected for the number of attacks',
        reference: null,
        counts: 'none',
      },
      'smallest-detected': {
        title: 'Smallest planted leak from which on all were found',
        unit: 'share',
        better: 'lower',
        formula:
          'smallest share of train on the grid that, like all larger ones, was found in at least 80 % of replicates',
        reference: null,
        counts: 'none',
      },
      'theoretical-smallest-auc-leak': {
        title: 'Smallest share of exact copies that an area under the curve can show',
        unit: 'share',
        better: 'lower',
        formula: '2 (z.95 + z.80) √((n_T + n_H + 1) / (12 n_T n_H)): power 80 % at a level of 5 %',
        reference: null,
        counts: 'none',
      },
    },
    sources: [
      'Agresti & Min (2005). Simple improved confidence intervals for comparing matched proportions. Statist. Med. 24(5)',
      'Mann & Whitney (1947). On a test of whether one of two random variables is stochastically larger than the other. Ann. Math. Statist. 18(1)',
    ],
  },
  requires: { positiveControls, realRows },
  measure({ positiveControls, realRows }) {
    const measures: Measure[] = positiveControls.map(({ kind, share, replicates, found }) =>
      measureOf({
        name: 'detected-share',
        labels: { kind, planted: percent(share) },
        estimate: shareOf(found, replicates),
      }),
    );
    for (const kind of plantKinds) {
      const smallest = smallestDetected(positiveControls, kind);
      if (smallest === null) continue;
      measures.push(
        measureOf({
          name: 'smallest-detected',
          labels: { kind },
          estimate: exactly(smallest, replicatesOf(positiveControls)),
        }),
      );
    }
    const trainRows = realRows.train.rowCount;
    const holdoutRows = realRows.holdout?.rowCount ?? 0;
    measures.push(
      measureOf({
        name: 'theoretical-smallest-auc-leak',
        estimate: exactly(smallestAucLeak(trainRows, holdoutRows), trainRows + holdoutRows),
      }),
    );
    return {
      summary: plantKinds.map((kind) => sentence(positiveControls, kind)).join(' '),
      measures,
      details: [grid(positiveControls)],
    };
  },
});

/** The smallest share from which on every planted leak of this kind was found; null where the largest was missed. */
export function smallestDetected(controls: readonly PositiveControl[], kind: string): number | null {
  let smallest: number | null = null;
  const ofKind = controls.filter((control) => control.kind === kind).sort((a, b) => b.share - a.share);
  for (const { share, detected } of ofKind) {
    if (!detected) break;
    smallest = share;
  }
  return smallest;
}

/** By the null variance of the Mann–Whitney statistic, with AUC = (1 + p) / 2 for a share p of exact copies. */
export function smallestAucLeak(trainRows: number, holdoutRows: number): number {
  const error = Math.sqrt((trainRows + holdoutRows + 1) / (12 * trainRows * holdoutRows));
  return Math.min(1, 2 * (normalQuantile(0.95) + normalQuantile(0.8)) * error);
}

const copies = { exact: 'exact copies', noisy: 'slightly changed copies' } as const;

function sentence(controls: readonly PositiveControl[], kind: (typeof plantKinds)[number]): string {
  const smallest = smallestDetected(controls, kind);
  const largest = plantedShares[plantedShares.length - 1] as number;
  if (smallest === null) {
    return `Planted ${copies[kind]} of ${percent(largest)} of training rows were not found reliably: a leak of that size could have gone unseen.`;
  }
  const smaller = smallest > plantedShares[0] ? '; a smaller leak could have gone unseen' : '';
  return `Planted ${copies[kind]} of ${percent(smallest)} of training rows and more were found${smaller}.`;
}

function grid(controls: readonly PositiveControl[]): Detail {
  return {
    kind: 'table',
    title: 'Planted leaks, and how often they were found',
    columns: [
      { name: 'planted', unit: null },
      { name: 'share of training rows', unit: 'share' },
      { name: 'found', unit: 'count' },
      { name: 'of replicates', unit: 'count' },
    ],
    rows: controls.map(({ kind, share, found, replicates }) => [copies[kind], share, found, replicates]),
  };
}

function replicatesOf(controls: readonly PositiveControl[]): number {
  return controls[0]?.replicates ?? 0;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
