import { NotApplicable } from '../../artifacts/artifact.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { discoveredRules } from '../../artifacts/discovered-rules.ts';
import { naiveRows } from '../../artifacts/naive-rows.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import type { Rows } from '../../artifacts/rows.ts';
import { kept, type Rule, silent } from '../../artifacts/rule.ts';
import type { KnownEstimate } from '../../result/document.ts';
import { wilsonInterval } from '../../statistics/wilson-interval.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, shareOf, unitRange, withInterval, withStandardError } from '../estimate.ts';

/** Does the candidate keep the rules that all real rows keep? */
export const constraints = defineAudit({
  meta: {
    id: 'constraints',
    category: 'validity',
    title: 'Rules that all real rows keep are kept',
    failureTitle: 'Rules that all real rows keep are broken',
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
          'share of S’s rows that keep the rule, of those with the cells it speaks of; for the table the mean over rules. Rules: a <= b, a = b, a + b = c, X → Y (a value of X fixes Y), X ↔ Y, and missing cells that follow from others; kept by all real rows, with a chance below 10⁻⁶ over all rules tried if columns were independent',
        reference: 1,
        counts: 'none',
      },
    },
    sources: [
      'Huhtala et al. (1999). TANE: discovering functional and approximate dependencies. The Computer Journal 42(2)',
      'Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22',
    ],
  },
  requires: { realRows, candidateRows, naiveRows, discoveredRules },
  measure({ realRows, candidateRows, naiveRows, discoveredRules: { rules, tried, confirmed } }) {
    if (rules.length === 0) {
      throw new NotApplicable(
        `of ${tried} possible rules none is kept by all real rows beyond what chance explains`,
      );
    }
    const judged = rules
      .map((rule) => ({ rule, verdicts: rule.evaluate(candidateRows) }))
      .map((of) => ({ ...of, ...countKept(of.verdicts) }))
      .filter(({ applies }) => applies > 0);
    if (judged.length === 0) {
      throw new NotApplicable('the candidate has no row with the cells that train’s rules speak of');
    }
    judged.sort((a, b) => a.holds / a.applies - b.holds / b.applies);
    const own = judged.map(({ rule }) => rule);
    const { train, holdout } = realRows;
    const measures = [
      measureOf({
        name: 'constraint-adherence',
        estimate: meanAdherence(judged.map(({ verdicts }) => verdicts)) as KnownEstimate,
        ceiling: holdout && meanOf(own, holdout),
        floor: meanOf(own, naiveRows),
      }),
      ...judged.slice(0, mostRules).map(({ rule, holds, applies }) =>
        measureOf({
          name: 'constraint-adherence',
          subject: rule.columns,
          labels: { rule: rule.text },
          estimate: shareOf(holds, applies),
          ceiling: holdout && adherenceOf(rule, holdout),
          floor: adherenceOf(rule, naiveRows),
        }),
      ),
    ];
    const violated = judged.filter(({ holds, applies }) => holds < applies).length;
    const summary =
      violated === 0
        ? `All ${judged.length} rules that real rows keep are kept by every synthetic row.`
        : `${violated} of ${judged.length} rules that all real rows keep are broken by synthetic rows.`;
    const basis = confirmed ? 'train and the holdout' : 'train; there is no holdout to confirm them';
    return {
      summary,
      measures,
      details: [
        {
          kind: 'note' as const,
          text: `${tried} possible rules were tried; those listed are kept by every row of ${basis}.`,
        },
        {
          kind: 'table' as const,
          title: 'Rules and how they are kept',
          columns: [
            { name: 'rule', unit: null },
            { name: 'training rows it rests on', unit: 'rows, two digits' },
            { name: 'synthetic rows that break it', unit: 'rows' },
            { name: 'synthetic rows it speaks of', unit: 'rows' },
          ],
          rows: judged.map(({ rule, holds, applies }) => [
            rule.text,
            Number(countKept(rule.evaluate(train)).applies.toPrecision(2)),
            applies - holds,
            applies,
          ]),
        },
      ],
    };
  },
});

/** Rules beyond these stand in the table. */
const mostRules = 60;

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

function adherenceOf(rule: Rule, rows: Rows): KnownEstimate | null {
  const { applies, holds } = countKept(rule.evaluate(rows));
  return applies === 0 ? null : shareOf(holds, applies);
}

function meanOf(rules: readonly Rule[], rows: Rows): KnownEstimate | null {
  return meanAdherence(rules.map((rule) => rule.evaluate(rows)));
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
