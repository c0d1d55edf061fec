import { NotApplicable } from '../../artifacts/artifact.ts';
import { bins } from '../../artifacts/bins.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { type GroupColumn, groupLevels, rowsByGroup } from '../../artifacts/group-levels.ts';
import {
  compareGroup,
  cutForGroups,
  type GroupCells,
  type GroupDistance,
} from '../../artifacts/minority-groups.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import type { KnownEstimate, Measure } from '../../result/document.ts';
import { differenceTests, mostExtreme, type NormalEstimate } from '../../statistics/most-extreme.ts';
import { noiseScaling, scaleDistance } from '../../statistics/noise-scaling.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, unitRange, withInterval, withStandardError } from '../estimate.ts';
import { groupNote, mostGroupsShown } from './group-note.ts';

/** Is every group described as well as the others? */
export const groupFidelity = defineAudit({
  meta: {
    id: 'group-fidelity',
    category: 'fairness',
    title: 'Every group is described as faithfully as the others',
    failureTitle: 'Some groups are described less faithfully than others',
    why: 'Fidelity over all rows is fidelity to the majority. A group whose columns are off is misdescribed in every analysis that looks at it.',
    remedy: 'Fit or condition per group, and give small groups more weight in fitting.',
    evidence: ['fairness', 'fidelity'],
    measures: {
      'group-fidelity': {
        title: 'Similarity within the group',
        unit: 'score',
        better: 'higher',
        formula:
          '1 − mean over the other columns of ½ Σ |p_T − p_S| among the group’s rows; numbers in ten cells of equal frequency in T, missing is a cell; 0 where S has no row of the group',
        reference: null,
        counts: 'none',
      },
      'fidelity-gap': {
        title: 'The worst described group’s shortfall beyond the other groups’',
        unit: 'difference',
        better: 'lower',
        formula:
          'largest over groups of (shortfall of the group − mean shortfall of the other groups of its columns, by their rows); shortfall: similarity that fresh real rows of that number reach, minus the candidate’s. Its interval allows for its having been picked (Bonferroni)',
        reference: 0,
        counts: 'none',
      },
    },
    sources: [
      'Bhanot et al. (2021). The problem of fairness in synthetic healthcare data. Entropy 23(9)',
      'Holm (1979). A simple sequentially rejective multiple test procedure. Scand. J. Statist. 6',
    ],
  },
  requires: { realRows, candidateRows, bins, groupLevels },
  measure({ realRows: { train, holdout }, candidateRows, bins, groupLevels }) {
    if (candidateRows.rowCount === 0) throw new NotApplicable('the candidate has no rows');
    const cells = {
      train: cutForGroups(train, bins),
      holdout: holdout && cutForGroups(holdout, bins),
      synthetic: cutForGroups(candidateRows, bins),
    };
    const found = groupLevels.flatMap((column) => compared(column, cells));
    if (found.length === 0) throw new NotApplicable('no group has 11 people in train and in the holdout');
    const gaps = found.flatMap((one) => gapOf(one, found) ?? []);
    const tests = differenceTests(gaps);
    const family = `Holm over ${gaps.length} groups`;
    const worst = gaps.length > 0 ? mostExtreme(gaps, level) : null;
    const measures = found
      .map((one): { one: Compared; measure: Measure } => {
        const at = gaps.findIndex((gap) => gap.of === one);
        const test =
          at < 0 ? null : { pValue: tests.raw[at] as number, adjusted: tests.adjusted[at] as number, family };
        const estimate = present(one.own);
        return {
          one,
          measure: measureOf({
            name: 'group-fidelity',
            subject: one.columns,
            labels: { group: one.group },
            estimate,
            test,
            ceiling: one.fresh && present(one.fresh, scaled),
          }),
        };
      })
      .sort((a, b) => b.one.own.value - a.one.own.value)
      .slice(0, mostGroupsShown)
      .map(({ measure }) => measure);
    const differing = tests.adjusted.filter(
      (p, index) => p < 1 - level && (gaps[index]?.value ?? 0) > 0,
    ).length;
    const least = 1 - Math.max(...found.map(({ own }) => own.value));
    return {
      summary: `Over ${found.length} groups similarity to train is at least ${least.toFixed(3)}; ${differing} fall short of fresh real rows by more than the other groups do, beyond chance.`,
      measures: [
        ...(worst
          ? [
              measureOf({
                name: 'fidelity-gap',
                estimate: withInterval(
                  worst.value,
                  candidateRows.rowCount,
                  worst,
                  'linearization, both files resampled; Bonferroni over the groups',
                ),
              }),
            ]
          : []),
        ...measures,
      ],
      details: [{ kind: 'note', text: groupNote(groupLevels, found.length) }],
    };
  },
});

interface Compared {
  readonly columns: readonly string[];
  readonly group: string;
  readonly trainRows: number;
  readonly own: GroupDistance;
  /** Train against holdout, scaled to the candidate’s rows of the group. */
  readonly fresh: GroupDistance | null;
}

const linearized = 'linearization: both files resampled, at these row counts';
const scaled = 'train against holdout, its sampling noise scaled to the candidate’s row count';

function compared(
  { columns, groups, train, holdout, synthetic }: GroupColumn,
  cells: { train: GroupCells; holdout: GroupCells | null; synthetic: GroupCells },
): Compared[] {
  const inTrain = rowsByGroup(train, groups.length);
  const inHoldout = holdout && rowsByGroup(holdout, groups.length);
  const inSynthetic = rowsByGroup(synthetic, groups.length);
  return groups.map((group, number) => {
    const rows = inTrain[number] as Int32Array;
    const trainRows = rows.length;
    const against = (other: GroupCells, own: Int32Array) =>
      compareGroup({ columns, trainRows }, cells.train, rows, other, own);
    const own = against(cells.synthetic, inSynthetic[number] as Int32Array);
    const fresh = cells.holdout && inHoldout && against(cells.holdout, inHoldout[number] as Int32Array);
    return { columns, group, trainRows, own, fresh: fresh && scaledTo(fresh, trainRows, own.otherRows) };
  });
}

/** A lost group has no row count to scale to: its ceiling is the holdout’s as it is. */
function scaledTo(fresh: GroupDistance, trainRows: number, rows: number): GroupDistance {
  if (rows === 0) return fresh;
  const factor = noiseScaling(trainRows, fresh.otherRows, rows);
  return {
    ...fresh,
    value: scaleDistance(fresh.value, factor),
    standardError: fresh.standardError * factor,
    otherRows: rows,
  };
}

interface Gap extends NormalEstimate {
  readonly of: Compared;
}

/** A group's shortfall beyond that of the other groups of the same columns; null where there are none, or no holdout. */
function gapOf(one: Compared, all: readonly Compared[]): Gap | null {
  const own = shortfallOf(one);
  const others = all.filter((other) => other !== one && other.columns.join('\0') === one.columns.join('\0'));
  const rows = others.reduce((sum, { trainRows }) => sum + trainRows, 0);
  if (own === null || rows === 0) return null;
  let value = own.value;
  let variance = own.variance;
  for (const other of others) {
    const weight = other.trainRows / rows;
    const shortfall = shortfallOf(other);
    value -= weight * (shortfall?.value ?? 0);
    variance += weight ** 2 * (shortfall?.variance ?? 0);
  }
  return { of: one, value, standardError: Math.sqrt(variance) };
}

/** Distances shrink what similarity is short of: the candidate’s distance beyond a fresh sample’s. */
function shortfallOf({ own, fresh }: Compared): { value: number; variance: number } | null {
  if (fresh === null) return null;
  return { value: own.value - fresh.value, variance: own.standardError ** 2 + fresh.standardError ** 2 };
}

function present({ value, standardError, otherRows }: GroupDistance, method = linearized): KnownEstimate {
  return withStandardError(1 - value, otherRows, standardError, method, unitRange);
}
