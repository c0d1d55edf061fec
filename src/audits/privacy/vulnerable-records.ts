import { NotApplicable } from '../../artifacts/artifact.ts';
import { fewestOfGroup } from '../../artifacts/group-levels.ts';
import { holdoutRows } from '../../artifacts/holdout-rows.ts';
import { type MembershipScores, membershipScores } from '../../artifacts/membership-scores.ts';
import { unitsOfReal } from '../../artifacts/units.ts';
import { type VulnerableGroup, vulnerableGroups } from '../../artifacts/vulnerable-groups.ts';
import type { Estimate, Measure } from '../../result/document.ts';
import { midRanks } from '../../statistics/mid-ranks.ts';
import type { Random } from '../../statistics/random.ts';
import { westfallYoung } from '../../statistics/westfall-young.ts';
import { defineAudit } from '../audit.ts';
import { aucMeasure, leakMeasure, tellApart } from './membership-measures.ts';

/** Are those recognised who stand out, or who belong to a small group, while the average over everybody looks fine? */
export const vulnerableRecords = defineAudit({
  meta: {
    id: 'vulnerable-records',
    category: 'privacy',
    title: 'Isolated people and small groups are recognised no better than others',
    failureTitle: 'Isolated people or members of a group can be recognised',
    why: 'An average over everybody hides its victims: when a generator copies the few people whom it has no others to learn from, the area under the curve over all people hardly moves. Those few are often the ones whom a disclosure hurts most.',
    remedy:
      'Give rare people more company: coarser columns, larger minimum leaf or group sizes, or differential privacy. Leave rare groups out where nothing else helps.',
    evidence: ['singling-out', 'memorisation'],
    measures: {
      auc: {
        title: 'Area under the attack’s ROC curve within the group',
        unit: 'auc',
        better: 'lower',
        formula: 'P(score of a member > score of a non-member) + ½ P(equal), people of the group only',
        reference: 0.5,
        counts: 'none',
      },
      'leak-rate': {
        title: 'Training people of the group recognised beyond chance',
        unit: 'share',
        better: 'lower',
        formula:
          '(TPR − FPR) / (1 − FPR) at the lowest threshold that at most the share `fpr` of the group’s holdout people passes; only where that leaves ten of them above it',
        reference: 0,
        counts: 'real-rows',
      },
    },
    sources: [
      'Kulynych et al. (2022). Disparate vulnerability to membership inference attacks. PoPETs 2022(1)',
      'Meeus et al. (2023). Achilles’ heels: vulnerable record identification in synthetic data publishing. ESORICS workshops',
      'Westfall & Young (1993). Resampling-based multiple testing',
    ],
  },
  requires: { holdoutRows, vulnerableGroups, membershipScores, unitsOfReal },
  measure({ vulnerableGroups, membershipScores, unitsOfReal }, { random }) {
    if (vulnerableGroups.length === 0) {
      throw new NotApplicable(`no group has ${fewestOfGroup} people in train and in the holdout`);
    }
    const measures = vulnerableGroups.flatMap((group) =>
      measureGroup(
        group,
        membershipScores.map((scored) => within(scored, group)),
        unitsOfReal && group.rows.map((row) => unitsOfReal[row] as number),
        vulnerableGroups.length,
        random.stream(group.name),
      ),
    );
    return {
      summary: summarize(vulnerableGroups.length, measures),
      measures,
      details: [
        {
          kind: 'note',
          text: `The most isolated people are the 1 % of all real rows that lie farthest from every other real row, ties included, whoever was trained on. Groups with fewer than ${fewestOfGroup} people in train or in the holdout are left out.`,
        },
      ],
    };
  },
});

const permutations = 1999;

function measureGroup(
  group: VulnerableGroup,
  scored: readonly MembershipScores[],
  units: Int32Array | null,
  groups: number,
  random: Random,
): Measure[] {
  const tests = westfallYoung({
    weights: scored.map(({ scores }) => midRanks(scores)),
    memberCount: group.memberCount,
    permutations,
    random: random.stream('labels'),
    units,
  });
  return scored.flatMap((attack, index) => {
    const result = tellApart(attack, units);
    const test = {
      pValue: tests.raw[index] as number,
      adjusted: Math.min(1, groups * (tests.adjusted[index] as number)),
      family: `Westfall–Young over ${scored.length} attacks, ${permutations} relabellings within the group; Bonferroni over ${groups} groups`,
    };
    const targetFpr = [0.01, 0.1].find((rate) => result.nonMembers.length * rate >= 10);
    const measures = [
      aucMeasure(result, test),
      ...(targetFpr === undefined ? [] : [leakMeasure(result, random.stream(attack.attack), targetFpr)]),
    ];
    return measures.map((measure) => ({ ...measure, labels: { group: group.name, ...measure.labels } }));
  });
}

/** An attack's scores of the group's people. */
function within(
  { attack, scores }: MembershipScores,
  { rows, memberCount }: VulnerableGroup,
): MembershipScores {
  return { attack, scores: Float64Array.from(rows, (row) => scores[row] as number), memberCount };
}

/** Names no group: levels are values of cells. */
function summarize(groups: number, measures: readonly Measure[]): string {
  const areas = measures.filter(({ name, test }) => name === 'auc' && (test?.adjusted ?? 1) <= 0.01);
  const leaks = measures.filter(({ name, estimate }) => name === 'leak-rate' && lowEnd(estimate) > 0.05);
  const found = new Set([...areas, ...leaks].map(({ labels }) => labels.group));
  if (found.size === 0) {
    const looked =
      groups === 1
        ? 'In the one group looked at training people are not'
        : `In none of the ${groups} groups looked at are training people`;
    return `${looked} recognised better than chance, within what so few people can show.`;
  }
  const where = groups === 1 ? 'the one group' : `${found.size} of the ${groups} groups`;
  const strongest = Math.max(0.5, ...areas.map(({ estimate }) => estimate.value ?? 0.5));
  const reach = areas.length > 0 ? `, with an area under the curve of up to ${strongest.toFixed(2)}` : '';
  return `In ${where} looked at, training people are recognised better than chance${reach}.`;
}

function lowEnd(estimate: Estimate): number {
  if (estimate.value === null) return estimate.censored.low;
  return estimate.uncertainty.kind === 'interval' ? estimate.uncertainty.low : estimate.value;
}
