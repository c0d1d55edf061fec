import { NotApplicable } from '../../artifacts/artifact.ts';
import { type GroupColumn, groupLevels } from '../../artifacts/group-levels.ts';
import type { KnownEstimate, Measure } from '../../result/document.ts';
import { chiSquareHomogeneity } from '../../statistics/chi-square-homogeneity.ts';
import { holm } from '../../statistics/holm.ts';
import { shareRatio } from '../../statistics/share-ratio.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, withInterval } from '../estimate.ts';
import { groupNote, mostGroupsShown } from './group-note.ts';

/** Are there as many people of every group as in the real data? */
export const groupRepresentation = defineAudit({
  meta: {
    id: 'group-representation',
    category: 'fairness',
    title: 'Every group has the share of rows that it has in the training data',
    failureTitle: 'Groups are smaller or larger than in the training data',
    why: 'A generator that smooths gives rows to the majority. Whoever trains or counts on its output then works with fewer people of a group than there are.',
    remedy:
      'Condition the generator on the group, or sample each group at its own share; check groups that several columns make together as well.',
    evidence: ['fairness', 'diversity'],
    measures: {
      'representation-ratio': {
        title: 'Share of the group against its share of train',
        unit: 'ratio',
        better: 'nearer-reference',
        formula: 'share of S in the group / share of T in it',
        reference: 1,
        counts: 'real-rows',
      },
      'smallest-representation-ratio': {
        title: 'The least represented group’s share against its share of train',
        unit: 'ratio',
        better: 'higher',
        formula:
          'smallest representation ratio over all groups; its interval allows for its having been picked (Bonferroni)',
        reference: 1,
        counts: 'real-rows',
      },
    },
    sources: [
      'Katz, Baptista, Azen & Pike (1978). Obtaining confidence intervals for the risk ratio in cohort studies. Biometrics 34',
      'Holm (1979). A simple sequentially rejective multiple test procedure. Scand. J. Statist. 6',
      'Bhanot et al. (2021). The problem of fairness in synthetic healthcare data. Entropy 23(9)',
    ],
  },
  requires: { groupLevels },
  measure({ groupLevels }) {
    const found = groupLevels.flatMap(representedIn);
    if (found.length === 0) throw new NotApplicable('no group has 11 people in train and in the holdout');
    const adjusted = holm(found.map(({ pValue }) => pValue));
    const family = `Holm over ${found.length} groups`;
    const ranked = found
      .map((one, index) => ({ ...one, adjusted: adjusted[index] as number }))
      .sort((a, b) => a.ratio(level).value - b.ratio(level).value);
    const worst = ranked[0] as (typeof ranked)[number];
    const simultaneous = 1 - (1 - level) / found.length;
    const differing = ranked.filter(({ adjusted }) => adjusted < 1 - level).length;
    return {
      summary: `Of ${found.length} groups the least represented has ${worst.ratio(level).value.toFixed(2)} times its share of train; the shares of ${differing} differ beyond chance.`,
      measures: [
        measureOf({
          name: 'smallest-representation-ratio',
          estimate: present(worst.ratio(simultaneous), worst.trainRows, pickedMethod),
          ceiling: worst.fresh && present(worst.fresh, worst.trainRows),
        }),
        ...[...ranked]
          .sort((a, b) => a.adjusted - b.adjusted)
          .slice(0, mostGroupsShown)
          .map(
            ({ columns, group, ratio, fresh, trainRows, pValue, adjusted }): Measure =>
              measureOf({
                name: 'representation-ratio',
                subject: columns,
                labels: { group },
                estimate: present(ratio(level), trainRows),
                test: { pValue, adjusted, family },
                ceiling: fresh && present(fresh, trainRows),
              }),
          ),
      ],
      details: [{ kind: 'note', text: groupNote(groupLevels, found.length) }],
    };
  },
});

type Ratio = ReturnType<typeof shareRatio>;

interface Represented {
  readonly columns: readonly string[];
  readonly group: string;
  readonly trainRows: number;
  ratio(level: number): Ratio;
  /** The same of the holdout. */
  readonly fresh: Ratio | null;
  readonly pValue: number;
}

function representedIn({ columns, groups, train, holdout, synthetic }: GroupColumn): Represented[] {
  if (synthetic.length === 0) throw new NotApplicable('the candidate has no rows');
  const counts = {
    train: countOf(train),
    synthetic: countOf(synthetic),
    holdout: holdout && countOf(holdout),
  };
  return groups.map((group, number) => {
    const real = counts.train[number] ?? 0;
    const own = counts.synthetic[number] ?? 0;
    return {
      columns,
      group,
      trainRows: real,
      ratio: (at) => shareRatio(own, synthetic.length, real, train.length, at),
      fresh: holdout && shareRatio(counts.holdout?.[number] ?? 0, holdout.length, real, train.length, level),
      pValue: chiSquareHomogeneity([real, train.length - real], [own, synthetic.length - own]).pValue,
    };
  });
}

function countOf(numbers: Int32Array): number[] {
  const counts: number[] = [];
  for (const number of numbers) if (number >= 0) counts[number] = (counts[number] ?? 0) + 1;
  return counts;
}

const method = 'normal interval of the logarithm, both files resampled';
const pickedMethod = `${method}; Bonferroni over the groups`;

function present(ratio: Ratio, rows: number, how = method): KnownEstimate {
  return withInterval(ratio.value, rows, ratio, how);
}
