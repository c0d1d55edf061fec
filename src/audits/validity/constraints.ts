import { NotApplicable } from '../../artifacts/artifact.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { discoveredRules } from '../../artifacts/discovered-rules.ts';
import { naiveRows } from '../../artifacts/naive-rows.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import { kept, silent } from '../../artifacts/rule.ts';
import { statedRules, statedRulesOfCandidate } from '../../artifacts/stated-rules.ts';
import type { KnownEstimate } from '../../result/document.ts';
import { wilsonInterval } from '../../statistics/wilson-interval.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, shareOf, unitRange, withInterval, withStandardError } from '../estimate.ts';

/** Does the candidate keep the rules that the user states, and those that all real rows keep? */
export const constraints = defineAudit({
  meta: {
    id: 'constraints',
    category: 'validity',
    title: 'Rules about single rows are kept',
    failureTitle: 'Rules about single rows are broken',
    why: 'A discharge before the admission, parts that do not add up to their total, a postcode in the wrong region: such rows cannot exist, and programs that rely on the rule fail on them.',
    remedy:
      'Give the generator the rule as a constraint, derive the dependent column after sampling, or reject rows that break it.',
    evidence: ['validity'],
    measures: {
      'constraint-adherence': {
        title: 'Rows that keep the rule',
        unit: 'share',
        better: 'higher',
        formula:
          'share of S’s rows that keep the rule, of those it speaks of; for the table the mean over rules. Rules: the user’s, in SQL, and those found: a <= b, a = b, a + b = c, X → Y (a value of X fixes Y), X ↔ Y, and missing cells that follow from others; kept by all real rows, with a chance below 10⁻⁶ over all rules tried if columns were independent',
        reference: 1,
        // The holdout breaks no rule that was found, but it may break a stated one.
        counts: 'real-rows-in-ceiling',
      },
      'train-constraint-adherence': {
        title: 'Training rows that keep the user’s rule',
        unit: 'share',
        better: 'none',
        formula: 'share of T’s rows that keep the rule, of those it speaks of, where these are at least 11',
        reference: null,
        counts: 'real-rows',
      },
    },
    sources: [
      'Huhtala et al. (1999). TANE: discovering functional and approximate dependencies. The Computer Journal 42(2)',
      'Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22',
    ],
  },
  requires: { realRows, candidateRows, naiveRows, discoveredRules, statedRules, statedRulesOfCandidate },
  measure({ realRows, candidateRows, naiveRows, discoveredRules, statedRules, statedRulesOfCandidate }) {
    const { train, holdout } = realRows;
    const { rules, tried, confirmed } = discoveredRules;
    const stated = statedRules.map(
      (rule, index): Ruling => ({ ...rule, isStated: true, own: statedRulesOfCandidate[index] as Int8Array }),
    );
    const found = rules.map(
      (rule): Ruling => ({
        name: rule.text,
        text: rule.text,
        columns: rule.columns,
        isStated: false,
        own: rule.evaluate(candidateRows),
        train: rule.evaluate(train),
        holdout: holdout && rule.evaluate(holdout),
        naive: rule.evaluate(naiveRows),
      }),
    );
    if (stated.length + found.length === 0) {
      throw new NotApplicable(
        `of ${tried} possible rules none is kept by all real rows beyond what chance explains, and none was stated`,
      );
    }
    const judged = [...worstFirst(stated), ...worstFirst(found)];
    if (judged.length === 0) {
      throw new NotApplicable('the candidate has no row with the cells that the rules speak of');
    }
    const measures = [
      measureOf({
        name: 'constraint-adherence',
        estimate: meanAdherence(judged.map(({ own }) => own)) as KnownEstimate,
        ceiling: holdout && meanAdherence(judged.flatMap((rule) => rule.holdout ?? [])),
        floor: meanAdherence(judged.map(({ naive }) => naive)),
      }),
      ...judged.slice(0, Math.max(mostRules, stated.length)).flatMap(measuresOfRule),
    ];
    const basis = confirmed ? 'train and the holdout' : 'train; there is no holdout to confirm them';
    return {
      summary: summaryOf(judged),
      measures,
      details: [
        {
          kind: 'note' as const,
          text: `${tried} possible rules were tried; those found are kept by every row of ${basis}.`,
        },
        {
          kind: 'table' as const,
          title: 'Rules and how they are kept',
          columns: [
            { name: 'rule', unit: null },
            { name: 'from', unit: null },
            { name: 'training rows it speaks of', unit: 'rows, two digits' },
            { name: 'synthetic rows that break it', unit: 'rows' },
            { name: 'synthetic rows it speaks of', unit: 'rows' },
          ],
          rows: judged.map((rule) => {
            const { applies, holds } = countKept(rule.own);
            const support = countKept(rule.train).applies;
            return [
              rule.isStated ? `${rule.name}: ${rule.text}` : rule.text,
              rule.isStated ? 'stated' : 'found',
              support < fewestRows ? `below ${fewestRows}` : Number(support.toPrecision(2)),
              applies - holds,
              applies,
            ];
          }),
        },
      ],
    };
  },
});

/** A rule and what it says of every row of each dataset. */
interface Ruling {
  readonly name: string;
  readonly columns: readonly string[];
  readonly text: string;
  /** By the user; else found in train. */
  readonly isStated: boolean;
  readonly own: Int8Array;
  readonly train: Int8Array;
  readonly holdout: Int8Array | null;
  readonly naive: Int8Array;
}

/** Rules beyond these stand in the table. */
const mostRules = 60;

/** Of fewer real rows nothing is told. */
const fewestRows = 11;

/** Those that speak of some row of the candidate. */
function worstFirst(rules: readonly Ruling[]): Ruling[] {
  return rules
    .map((rule) => ({ rule, ...countKept(rule.own) }))
    .filter(({ applies }) => applies > 0)
    .sort((a, b) => a.holds / a.applies - b.holds / b.applies)
    .map(({ rule }) => rule);
}

function measuresOfRule(rule: Ruling) {
  const labels = rule.isStated ? { constraint: rule.name } : { rule: rule.text };
  const about = { subject: rule.columns, labels };
  const own = measureOf({
    name: 'constraint-adherence',
    ...about,
    estimate: adherenceOf(rule.own) as KnownEstimate,
    ceiling: rule.holdout && realAdherence(rule.holdout),
    floor: adherenceOf(rule.naive),
  });
  const ofTrain = rule.isStated ? realAdherence(rule.train) : null;
  return ofTrain === null
    ? [own]
    : [own, measureOf({ name: 'train-constraint-adherence', ...about, estimate: ofTrain })];
}

function summaryOf(judged: readonly Ruling[]): string {
  const isBroken = ({ own }: Ruling) => {
    const { holds, applies } = countKept(own);
    return holds < applies;
  };
  const part = (rules: readonly Ruling[], what: string) => {
    if (rules.length === 0) return [];
    const violated = rules.filter(isBroken).length;
    return violated === 0
      ? [`All ${rules.length} ${what} are kept by every synthetic row.`]
      : [`${violated} of ${rules.length} ${what} are broken by synthetic rows.`];
  };
  return [
    ...part(
      judged.filter(({ isStated }) => isStated),
      'stated rules',
    ),
    ...part(
      judged.filter(({ isStated }) => !isStated),
      'rules that all real rows keep',
    ),
  ].join(' ');
}

function countKept(verdicts: Int8Array): { applies: number; holds: number } {
  let applies = 0;
  let holds = 0;
  for (const verdict of verdicts) {
    if (verdict === silent) continue;
    applies++;
    if (verdict === kept) holds++;
  }
  return { applies, holds };
}

function adherenceOf(verdicts: Int8Array): KnownEstimate | null {
  const { applies, holds } = countKept(verdicts);
  return applies === 0 ? null : shareOf(holds, applies);
}

function realAdherence(verdicts: Int8Array): KnownEstimate | null {
  return countKept(verdicts).applies < fewestRows ? null : adherenceOf(verdicts);
}

/** The mean share over rules that speak of some row; rows are what is sampled, and one row may break several. */
function meanAdherence(perRule: readonly Int8Array[]): KnownEstimate | null {
  const known = perRule
    .map((verdicts) => ({ verdicts, ...countKept(verdicts) }))
    .filter(({ applies }) => applies > 0);
  const [first] = known;
  if (!first) return null;
  const rows = first.verdicts.length;
  const influence = new Float64Array(rows);
  let sum = 0;
  for (const { verdicts, applies, holds } of known) {
    const share = holds / applies;
    sum += share;
    for (let row = 0; row < rows; row++) {
      const verdict = verdicts[row] as number;
      if (verdict === silent) continue;
      influence[row] = (influence[row] as number) + (verdict - share) / applies / known.length;
    }
  }
  const mean = sum / known.length;
  let squares = 0;
  for (const value of influence) squares += value * value;
  if (squares === 0) {
    // Every rule is kept, or broken, everywhere: what could still be there follows from the number of rows.
    const interval = wilsonInterval(mean * rows, rows, level);
    return withInterval(mean, rows, interval, 'Wilson score interval');
  }
  return withStandardError(mean, rows, Math.sqrt(squares), 'linearization over rows', unitRange);
}
