import { NotApplicable } from '../../artifacts/artifact.ts';
import { bins } from '../../artifacts/bins.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import {
  compareGroup,
  cutForGroups,
  type GroupDistance,
  type MinorityGroup,
  minorityGroups,
  minorityReferences,
  rowsIn,
} from '../../artifacts/minority-groups.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import type { KnownEstimate } from '../../result/document.ts';
import { holm } from '../../statistics/holm.ts';
import { noiseScaling, scaleDistance } from '../../statistics/noise-scaling.ts';
import { rateRatio } from '../../statistics/rate-ratio.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, unitRange, withInterval, withStandardError } from '../estimate.ts';

/** Are small groups of people described as they are? */
export const minorityFidelity = defineAudit({
  meta: {
    id: 'minority-fidelity',
    category: 'diversity',
    title: 'Small groups look as they do in the training data',
    failureTitle: 'Small groups are lost or look different from the training data',
    why: 'Averages over all rows hide what happens to groups of a few per cent; a generator that has learnt the majority gives minorities the majority’s values.',
    remedy:
      'Condition on the group or oversample it while fitting, and check what the model learns of it before release.',
    evidence: ['diversity', 'fidelity'],
    measures: {
      'minority-fidelity': {
        title: 'Similarity within a small group',
        unit: 'score',
        better: 'higher',
        formula:
          '1 − mean over the other columns of ½ Σ |p_T − p_S| among the group’s rows; numbers in ten cells of equal frequency in T, missing is a cell; 0 where S has no row of the group; for the table the mean over groups. Groups: categories and pairs of categories with 1 to 5 % of T and at least 50 of its rows',
        reference: null,
        counts: 'none',
      },
      'group-share-ratio': {
        title: 'Size of a small group against train’s',
        unit: 'ratio',
        better: 'nearer-reference',
        formula: 'share of S in the group over the share of T in it',
        reference: 1,
        counts: 'real-rows',
      },
    },
    sources: [
      'Holm (1979). A simple sequentially rejective multiple test procedure. Scand. J. Statist. 6',
      'Pearson (1900), Philosophical Magazine 50 (homogeneity), combined over columns by Bonferroni',
    ],
  },
  requires: { realRows, candidateRows, bins, minorityGroups, minorityReferences },
  measure({
    realRows: { train, holdout: fresh },
    candidateRows,
    bins,
    minorityGroups: { groups, leftOut },
    minorityReferences: references,
  }) {
    if (candidateRows.rowCount === 0) throw new NotApplicable('the candidate has no rows');
    const cells = cutForGroups(candidateRows, bins);
    const compared = groups.flatMap((group, index): Compared[] => {
      if (!group.columns.every((name) => candidateRows.columns.has(name))) return [];
      const inTrain = references.inTrain[index] as Int32Array;
      return [
        {
          group,
          own: compareGroup(group, references.train, inTrain, cells, rowsIn(candidateRows, group)),
          holdout: references.holdout[index] ?? null,
          naive: references.naive[index] as GroupDistance,
        },
      ];
    });
    if (compared.length === 0) {
      throw new NotApplicable(
        'no category or pair of categories has 1 to 5 % of train and at least 50 of its rows',
      );
    }
    const adjusted = holm(compared.map(({ own }) => own.pValue));
    const family = `Holm over ${compared.length} groups`;
    const ranked = compared
      .map((of, index) => ({ ...of, adjusted: adjusted[index] as number }))
      .sort((a, b) => b.own.value - a.own.value);

    let unnamed = 0;
    const holdoutRows = fresh?.rowCount ?? 0;
    const measures = ranked.slice(0, mostShown).flatMap(({ group, own, adjusted, holdout, naive }) => {
      const name = group.isNamed ? nameOf(group) : `too small to be named ${++unnamed}`;
      const ceiling = holdout && scaleToCandidate(holdout, group.trainRows, own.otherRows);
      const sizeRatio = (inGroup: number, rows: number) =>
        withRatio(rateRatio(inGroup, rows, group.trainRows, train.rowCount, level), group.trainRows);
      return [
        measureOf({
          name: 'minority-fidelity',
          subject: group.columns,
          labels: { group: name },
          estimate: present(own),
          test: { pValue: own.pValue, adjusted, family },
          ceiling: ceiling && present(ceiling, scaled),
          floor: present(naive),
        }),
        measureOf({
          name: 'group-share-ratio',
          subject: group.columns,
          labels: { group: name },
          estimate: sizeRatio(own.otherRows, candidateRows.rowCount),
          ceiling: holdout && holdoutRows ? sizeRatio(holdout.otherRows, holdoutRows) : null,
        }),
      ];
    });
    const mean = (pick: (of: Compared) => number | null) => {
      const values = compared.map(pick).filter((value) => value !== null);
      return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    const table = (
      value: number | null,
      pick: (of: Compared) => GroupDistance | null,
    ): KnownEstimate | null => {
      if (value === null) return null;
      // Groups overlap, so their errors add up at worst.
      const error = mean((of) => pick(of)?.standardError ?? null) ?? 0;
      return withStandardError(1 - value, candidateRows.rowCount, error, wholly, unitRange);
    };
    const own = mean(({ own }) => own.value) as number;
    const ceiling = mean(({ group, own, holdout }) =>
      holdout ? scaleToCandidate(holdout, group.trainRows, own.otherRows).value : null,
    );
    const significant = ranked.filter(({ adjusted }) => adjusted < 1 - level).length;
    const worst = ranked[0] as (typeof ranked)[number];
    const summary = `Over ${compared.length} small groups the mean similarity to train is ${(1 - own).toFixed(3)}${ceiling === null ? '' : `, where fresh real rows reach ${(1 - ceiling).toFixed(3)}`}; ${significant} differ beyond chance, the worst of them in ${worst.group.columns.map((name) => `“${name}”`).join(' with ')}.`;
    return {
      summary,
      measures: [
        measureOf({
          name: 'minority-fidelity',
          estimate: table(own, (of) => of.own) as KnownEstimate,
          ceiling: table(ceiling, (of) => of.holdout),
          floor: table(
            mean(({ naive }) => naive.value),
            (of) => of.naive,
          ),
        }),
        ...measures,
      ],
      details: [{ kind: 'note' as const, text: noteOn(compared.length, leftOut) }],
    };
  },
});

interface Compared {
  readonly group: MinorityGroup;
  readonly own: GroupDistance;
  readonly holdout: GroupDistance | null;
  readonly naive: GroupDistance;
}

/** Groups beyond these are in the mean only. */
const mostShown = 25;

const linearized = 'linearization: both files resampled, at these row counts';
const scaled = 'train against holdout, its sampling noise scaled to the candidate’s row count';
const wholly = 'mean of the groups’ standard errors, as if all erred together';

function withRatio(ratio: { value: number; low: number; high: number }, rows: number): KnownEstimate {
  const method = 'Wilson score interval of the conditional share of rows, both files resampled';
  return withInterval(ratio.value, rows, ratio, method);
}

function present({ value, standardError, otherRows }: GroupDistance, method = linearized): KnownEstimate {
  return withStandardError(1 - value, otherRows, standardError, method, unitRange);
}

/** A lost group has no row count to scale to: its ceiling is the holdout’s as it is. */
function scaleToCandidate(holdout: GroupDistance, trainRows: number, rows: number): GroupDistance {
  if (rows === 0) return holdout;
  const factor = noiseScaling(trainRows, holdout.otherRows, rows);
  return {
    ...holdout,
    value: scaleDistance(holdout.value, factor),
    standardError: holdout.standardError * factor,
    otherRows: rows,
  };
}

function nameOf({ columns, levels }: MinorityGroup): string {
  return columns.map((column, index) => `${column}=${levels[index]}`).join(', ');
}

function noteOn(compared: number, leftOut: number): string {
  const rest = leftOut === 0 ? '' : ` ${leftOut} smaller ones were left out, for their number.`;
  return `${compared} groups were compared, the worst ${Math.min(compared, mostShown)} are listed.${rest} A p-value is for all of a group’s columns and its size together; it says that something differs, the similarity says how much.`;
}
