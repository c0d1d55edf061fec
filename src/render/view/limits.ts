import type { Limit, Measure, PolicyRule, ResultDocument } from '../../result/document.ts';
import { middle } from './estimates.ts';

/** The limit that a measure of the whole table must keep, in the measure's own unit; null where no rule is about it. */
export function limitOf(
  { policy, candidates }: ResultDocument,
  candidate: string,
  audit: string,
  measure: Measure,
): Limit | null {
  const verdicts = candidates[candidate]?.verdicts ?? [];
  // A rule that found nothing names no subject, either.
  const isDeciding = (rule: PolicyRule) =>
    /^[^{]*\[/.test(rule.address) === measure.subject.length > 0 &&
    verdicts.some(
      (verdict) =>
        verdict.rule === rule.id &&
        verdict.audit === audit &&
        verdict.measure === measure.name &&
        sameTexts(verdict.subject, measure.subject) &&
        sameLabels(verdict.labels, measure.labels),
    );
  const limits = (policy?.rules ?? [])
    .filter((rule) => isDeciding(rule) || isAbout(rule, audit, measure))
    // A rule that fails a candidate is drawn before one that warns.
    .sort((a, b) => Number(a.level === 'warn') - Number(b.level === 'warn'))
    .flatMap((rule) => ({ level: rule.level === 'warn', limit: absolute(rule, measure) }))
    .flatMap(({ level, limit }) => (limit === null ? [] : [{ level, limit }]));
  const [first] = limits;
  if (first === undefined) return null;
  const alike = limits.filter(({ level, limit }) => level === first.level && limit.at === first.limit.at);
  return alike.map(({ limit }) => limit).reduce((a, b) => ((b.at === 'most') === b.value < a.value ? b : a));
}

/** Addresses of whole tables without labels need no parsing: `audit.measure`, either of them `*`. */
function isAbout({ address }: PolicyRule, audit: string, { name, subject }: Measure): boolean {
  const [ofAudit, ofMeasure] = address.split('.') as [string, string];
  return (
    subject.length === 0 &&
    (ofAudit === audit || ofAudit === '*') &&
    (ofMeasure === name || ofMeasure === '*')
  );
}

function absolute({ limit, relativeTo }: PolicyRule, { ceiling }: Measure): Limit | null {
  if (relativeTo === 'none') return limit;
  return ceiling === null ? null : { at: limit.at, value: limit.value * middle(ceiling) };
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}

function sameLabels(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
