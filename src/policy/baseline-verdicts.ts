import type { BaselineComparison, Change, Vanished } from '../result/baseline.ts';
import type { Estimate, MeasureMeta, ResultDocument, Verdict } from '../result/document.ts';
import { formatAddress } from './rule-address.ts';

/** Rules of a comparison with an earlier result are named after what they are about, behind this. */
export const baselinePrefix = 'baseline:';

/**
 * What a comparison with an earlier result says about a candidate: a failure for every measure that is worse, inconclusive
 * for every audit that measures less than it did, a pass where there is neither.
 */
export function baselineVerdicts(
  baseline: BaselineComparison,
  candidate: string,
  result: ResultDocument,
): Verdict[] {
  const held = baseline.candidates[candidate];
  if (held === undefined || held.against === null) {
    return [whole('inconclusive', `${baseline.name} has no candidate that this one could be held against.`)];
  }
  const worse = held.changes.filter(({ direction }) => direction === 'worse');
  const better = held.changes.length - worse.length;
  const lost = new Map<string, Vanished[]>();
  for (const one of held.vanished) lost.set(one.audit, [...(lost.get(one.audit) ?? []), one]);
  if (worse.length === 0 && lost.size === 0) {
    const improved = better === 0 ? '' : `, ${better === 1 ? 'one is' : `${better} are`} better`;
    return [
      whole(
        'pass',
        `None of ${held.compared} measures is worse than in ${baseline.name} beyond chance${improved}.`,
      ),
    ];
  }
  return [
    ...worse.map((change) => worseVerdict(change, baseline.name, held.compared, result)),
    ...[...lost].map(([audit, vanished]) => lostVerdict(audit, vanished, baseline.name, result)),
  ];
}

function whole(level: Verdict['level'], because: string): Verdict {
  return {
    rule: `${baselinePrefix}*`,
    audit: '*',
    measure: '*',
    subject: [],
    labels: {},
    level,
    because,
    waiver: null,
  };
}

function worseVerdict(
  { audit, measure, subject, labels, before, now }: Change,
  name: string,
  compared: number,
  result: ResultDocument,
): Verdict {
  const rule = `${baselinePrefix}${formatAddress({ audit, measure, subject, labels: Object.entries(labels) })}`;
  const meta = result.audits[audit]?.measures[measure];
  const [then, current] = shown(before, now, meta?.unit);
  const which = [...subject.map((column) => `“${column}”`), ...Object.values(labels)].join(', ');
  const what = `“${meta?.title ?? measure}”${which === '' ? '' : ` (${which})`}`;
  const because = `${sentenceCase(audit)}: ${what} was ${then} in ${name} and is ${current} now, worse beyond chance${compared > 1 ? `, allowing for the ${compared} measures compared` : ''}.`;
  return { rule, audit, measure, subject, labels, level: 'fail', because, waiver: null };
}

function lostVerdict(
  audit: string,
  vanished: readonly Vanished[],
  name: string,
  result: ResultDocument,
): Verdict {
  const titles = vanished.map(({ measure }) => result.audits[audit]?.measures[measure]?.title ?? measure);
  const [first, ...others] = [...new Set(titles)];
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const why = (vanished[0] as Vanished).because.replace(/[.\s]+$/, '');
  return {
    ...whole(
      'inconclusive',
      `${sentenceCase(audit)}: “${first}”${more} stood in ${name} and is not known now: ${why}.`,
    ),
    rule: `${baselinePrefix}${audit}.*`,
    audit,
  };
}

/** Both with as many digits as it takes to tell them apart. */
function shown(before: Estimate, now: Estimate, unit: MeasureMeta['unit'] | undefined): [string, string] {
  const format = (estimate: Estimate, digits: number) => {
    const number = (value: number) => {
      const text = unit === 'share' ? `${(100 * value).toFixed(digits)} %` : value.toFixed(digits + 2);
      return /^-[0. %]*$/.test(text) ? text.slice(1) : text.replace(/^-/, '−');
    };
    if (estimate.value === null)
      return `between ${number(estimate.censored.low)} and ${number(estimate.censored.high)}`;
    if (estimate.uncertainty.kind !== 'interval') return number(estimate.value);
    const { low, high } = estimate.uncertainty;
    return `${number(estimate.value)} (${number(low)} to ${number(high)})`;
  };
  for (let digits = 1; ; digits++) {
    const texts: [string, string] = [format(before, digits), format(now, digits)];
    if (texts[0] !== texts[1] || digits >= 6) return texts;
  }
}

function sentenceCase(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
