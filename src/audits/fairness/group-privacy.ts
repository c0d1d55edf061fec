import { NotApplicable } from '../../artifacts/artifact.ts';
import { type GroupColumn, groupLevels, rowsByGroup } from '../../artifacts/group-levels.ts';
import { holdoutRows } from '../../artifacts/holdout-rows.ts';
import { type MembershipScores, membershipScores } from '../../artifacts/membership-scores.ts';
import { unitsOfReal } from '../../artifacts/units.ts';
import type { Measure } from '../../result/document.ts';
import { clusteredRate } from '../../statistics/clustered-rate.ts';
import { mostExtreme, type NormalEstimate } from '../../statistics/most-extreme.ts';
import type { Random } from '../../statistics/random.ts';
import { westfallYoung } from '../../statistics/westfall-young.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, withInterval, withStandardError } from '../estimate.ts';
import { groupNote, mostGroupsShown } from './group-note.ts';

/** Does every group bear the same risk of being recognised? */
export const groupPrivacy = defineAudit({
  meta: {
    id: 'group-privacy',
    category: 'fairness',
    title: 'No group is recognised better than the others',
    failureTitle: 'Some groups are recognised better than others',
    why: 'Small and unusual groups are memorised first: privacy that holds on average may be paid for by a minority.',
    remedy: 'Give the group more company in fitting, coarsen its columns, or fit with differential privacy.',
    evidence: ['fairness', 'memorisation'],
    measures: {
      advantage: {
        title: 'Membership advantage within the group',
        unit: 'difference',
        better: 'lower',
        formula:
          'TPR − FPR when those of the group who score above the group’s median are guessed to be members; p by relabelling within the group',
        reference: 0,
        counts: 'none',
      },
      'advantage-gap': {
        title: 'Membership advantage of the most exposed group beyond the others’',
        unit: 'difference',
        better: 'lower',
        formula:
          'largest over groups of (advantage in the group − advantage among all others of its columns), of the attack named; its interval allows for its having been picked (Bonferroni)',
        reference: 0,
        counts: 'none',
      },
    },
    sources: [
      'Kulynych et al. (2022). Disparate vulnerability to membership inference attacks. PoPETs 2022(1)',
      'Westfall & Young (1993). Resampling-based multiple testing',
    ],
  },
  requires: { groupLevels, holdoutRows, membershipScores, unitsOfReal },
  measure({ groupLevels, membershipScores, unitsOfReal }, { random }) {
    const groups = groupLevels.flatMap((column) => groupsOf(column));
    if (groups.length === 0)
      throw new NotApplicable(`no group has ${fewestPeople} people in train and in the holdout`);
    const found = groups.flatMap((group) =>
      exposureOf(group, membershipScores, unitsOfReal, random.stream(group.name)),
    );
    const gaps = found.filter(({ gap }) => gap !== null);
    const worst = mostExtreme(
      gaps.length > 0 ? gaps.map(({ gap }) => gap as NormalEstimate) : [{ value: 0, standardError: 0 }],
      level,
    );
    const people = membershipScores[0]?.scores.length ?? 0;
    const recognised = new Set(
      found.filter(({ adjusted }) => adjusted * groups.length <= 0.01).map(({ group }) => group.name),
    ).size;
    return {
      summary: `In ${recognised === 0 ? 'none' : recognised} of ${groups.length} groups training people are recognised better than chance; the most exposed group’s membership advantage lies ${worst.value.toFixed(3)} above the others’, ${worst.low > 0 ? 'beyond chance' : 'within what chance does'}.`,
      measures: [
        ...(gaps.length > 0
          ? [
              measureOf({
                name: 'advantage-gap',
                labels: { attack: (gaps[worst.index] as Exposure).attack },
                estimate: withInterval(
                  worst.value,
                  people,
                  worst,
                  `normal interval of the difference; Bonferroni over ${gaps.length} groups and attacks`,
                ),
              }),
            ]
          : []),
        ...found
          .sort((a, b) => a.adjusted - b.adjusted || b.advantage.value - a.advantage.value)
          .slice(0, mostGroupsShown)
          .map((exposure) => advantageMeasure(exposure, groups.length)),
      ],
      details: [{ kind: 'note', text: groupNote(groupLevels, groups.length) }],
    };
  },
});

/** Fewer people leave an advantage that anything can explain. */
const fewestPeople = 30;
const permutations = 1999;

interface Group {
  readonly columns: readonly string[];
  readonly name: string;
  /** Rows among all real rows, ascending: train's come first. */
  readonly rows: Int32Array;
  readonly others: Int32Array;
}

function groupsOf({ columns, groups, train, holdout }: GroupColumn): Group[] {
  if (!holdout) return [];
  const numbers = Int32Array.from([...train, ...holdout]);
  return rowsByGroup(numbers, groups.length).flatMap((rows, number) => {
    const members = rows.filter((row) => row < train.length).length;
    if (Math.min(members, rows.length - members) < fewestPeople) return [];
    const others = Int32Array.from(numbers.keys()).filter((row) => numbers[row] !== number);
    return [{ columns, name: groups[number] as string, rows, others }];
  });
}

interface Exposure {
  readonly group: Group;
  readonly attack: string;
  readonly advantage: NormalEstimate;
  /** Against all others; null where there are too few. */
  readonly gap: NormalEstimate | null;
  readonly raw: number;
  /** Over the attacks. */
  readonly adjusted: number;
  readonly people: number;
}

function exposureOf(
  group: Group,
  scored: readonly MembershipScores[],
  units: Int32Array | null,
  random: Random,
): Exposure[] {
  const memberCount = scored[0]?.memberCount ?? 0;
  const { rows, others } = group;
  const members = rows.filter((row) => row < memberCount).length;
  const tests = westfallYoung({
    weights: scored.map(({ scores }) => aboveMedian(scores, rows)),
    memberCount: members,
    permutations,
    random,
    units: units && rows.map((row) => units[row] as number),
  });
  return scored.map(({ attack, scores }, index) => {
    const advantage = advantageOf(scores, rows, memberCount, units);
    const rest = advantageOf(scores, others, memberCount, units);
    return {
      group,
      attack,
      advantage: advantage as NormalEstimate,
      gap: advantage &&
        rest && {
          value: advantage.value - rest.value,
          standardError: Math.hypot(advantage.standardError, rest.standardError),
        },
      raw: tests.raw[index] as number,
      adjusted: tests.adjusted[index] as number,
      people: rows.length,
    };
  });
}

/** TPR − FPR above the rows' own median, with the error of two shares; null where a side has too few people. */
function advantageOf(
  scores: Float64Array,
  rows: Int32Array,
  memberCount: number,
  units: Int32Array | null,
): NormalEstimate | null {
  const above = aboveMedian(scores, rows);
  const members = rows.findLastIndex((row) => row < memberCount) + 1;
  if (Math.min(members, rows.length - members) < fewestPeople) return null;
  const rate = (from: number, to: number) => {
    const own = units && rows.subarray(from, to).map((row) => units[row] as number);
    const { value, effectiveRows } = clusteredRate(above.subarray(from, to), own);
    // Wilson's centre keeps the error from vanishing at 0 and 1.
    const centre = (value * effectiveRows + 2) / (effectiveRows + 4);
    return { value, variance: (centre * (1 - centre)) / effectiveRows };
  };
  const called = rate(0, members);
  const wrongly = rate(members, rows.length);
  return {
    value: called.value - wrongly.value,
    standardError: Math.sqrt(called.variance + wrongly.variance),
  };
}

/** 1 for the rows that score above their median, ½ for those that share it: ties must favour nobody. */
function aboveMedian(scores: Float64Array, rows: Int32Array): Float64Array {
  const own = Float64Array.from(rows, (row) => scores[row] as number);
  const sorted = own.slice().sort();
  const median = sorted[Math.floor(sorted.length / 2)] as number;
  return own.map((score) => (score > median ? 1 : score === median ? 0.5 : 0));
}

function advantageMeasure(
  { group, attack, advantage, raw, adjusted, people }: Exposure,
  groups: number,
): Measure {
  return measureOf({
    name: 'advantage',
    subject: group.columns,
    labels: { group: group.name, attack },
    estimate: withStandardError(
      advantage.value,
      people,
      advantage.standardError,
      'normal interval of the difference of two shares',
    ),
    test: {
      pValue: raw,
      adjusted: Math.min(1, groups * adjusted),
      family: `Westfall–Young over the attacks, ${permutations} relabellings within the group; Bonferroni over ${groups} groups`,
    },
  });
}
