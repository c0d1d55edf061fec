import type { CandidateResult, MeasureMeta, PolicyRule, ResultDocument } from '../result/document.ts';
import { formatAddress, type RuleAddress } from './rule-address.ts';
import type { Reading, Settled } from './settle.ts';

/** What a share of people means, for the measures that a privacy limit is about; others are named by their title. */
const claims: Readonly<Record<string, string>> = {
  'membership-inference.leak-rate': 'of training people can be recognised',
  'exact-copies.leak-rate': 'of training people’s rows stand in it cell for cell, beyond what chance gives',
  'exact-copies.identical-match-excess': 'of its rows copy a training row, beyond what chance gives',
  'rare-combinations.leak-rate': 'of training people are given away by combinations that they alone hold',
  'singling-out.risk': 'of training people can be singled out beyond what holds for others',
  'linkability.risk': 'of training people’s records can be linked beyond what holds for others',
  'attribute-inference.risk': 'of training people’s secrets can be inferred beyond what holds for others',
  'vulnerable-records.leak-rate': 'of the training people most at risk can be recognised',
};

/** A settled rule in one or two sentences for a reviewer, true after rounding. */
export function settledSentence(of: {
  readonly settled: Settled;
  readonly rule: PolicyRule;
  /** Why a limit that is kept is not shown to be. */
  readonly control: string | null;
  readonly result: ResultDocument;
}): string {
  const { settled, rule, control, result } = of;
  const { deciding } = settled;
  const observed = `${nameOf(deciding)}: ${observation(settled, rule, result)}`;
  const allowed = allowance(deciding, rule, result);
  if (control !== null) return `${observed}; ${allowed}, but ${control}.`;
  const more =
    settled.breaches > 1
      ? ` ${settled.breaches - 1} more of the measures it holds for break${settled.breaches === 2 ? 's' : ''} it, too.`
      : '';
  return `${observed}; ${allowed}.${more}${remedyOf(settled, rule, result)}`;
}

/** Why a rule found nothing to judge. */
export function absentSentence(
  rule: PolicyRule,
  address: RuleAddress,
  { outcomes }: CandidateResult,
  result: ResultDocument,
): string {
  const { audit } = address;
  if (audit === null) return `No audit has measured ${rule.address}, which the policy asks for.`;
  const outcome = Object.hasOwn(outcomes, audit) ? outcomes[audit] : undefined;
  const name = sentenceCase(words(audit));
  const asked =
    rule.whenAbsent === 'ignore' ? 'the policy does not ask for it' : 'and the policy asks for it';
  if (outcome === undefined) return `${name} was not run, ${asked}.`;
  if (outcome.status === 'not-applicable')
    return `${name} could not be assessed: ${withoutStop(outcome.reason)}.`;
  const known =
    address.measure !== null && Object.hasOwn(result.audits[audit]?.measures ?? {}, address.measure);
  const what = formatAddress({ ...address, audit: null }).slice(2);
  return `${name} ${known ? 'gave no value for' : 'has no measure'} ${what}${result.inputs.holdout === null ? ' without a holdout' : ''}, ${asked}.`;
}

export function brokenSentence(audit: string, { outcomes }: CandidateResult): string {
  const outcome = outcomes[audit];
  const message = outcome?.status === 'error' ? outcome.message : 'it broke';
  return `${sentenceCase(words(audit))} broke, so what the policy asks is not known: ${withoutStop(message)}.`;
}

function observation(settled: Settled, rule: PolicyRule, result: ResultDocument): string {
  const { deciding, state } = settled;
  const isMost = rule.limit.at === 'most';
  const format = (value: number, direction: 'down' | 'up') =>
    amount(value, deciding, rule, result, direction);
  const claim = claimOf(deciding, rule, result);
  if (rule.end === 'value' && deciding.value !== null) {
    return `${format(deciding.value, (state === 'beyond') === isMost ? 'down' : 'up')}${claim}`;
  }
  if (deciding.unknown !== null) return `${withoutStop(deciding.unknown)}${claim}`;
  if (state === 'open') {
    return `between ${format(deciding.low, 'down')} and ${format(deciding.high, 'up')}${claim}`;
  }
  const lower = (state === 'beyond') === isMost;
  // An end that the rule names alone may break its limit without the other end doing so.
  if (state === 'beyond' && rule.end === (isMost ? 'high' : 'low')) {
    return isMost
      ? `up to ${format(deciding.high, 'up')}${claim} is possible`
      : `as little as ${format(deciding.low, 'down')}${claim} is possible`;
  }
  if (state === 'within' && rule.end === (isMost ? 'low' : 'high')) {
    return `no more than the limit is shown (${format(deciding.low, 'down')} to ${format(deciding.high, 'up')}${claim})`;
  }
  const end = lower ? deciding.sureLow : deciding.sureHigh;
  const plain = state === 'beyond' ? end : lower ? deciding.low : deciding.high;
  return `${lower ? 'at least' : 'at most'} ${format(plain, lower ? 'down' : 'up')}${claim}`;
}

function claimOf({ audit, measure, ...reading }: Reading, rule: PolicyRule, result: ResultDocument): string {
  const which = [
    ...measure.subject.map((column) => `“${column}”`),
    ...Object.entries(measure.labels)
      .filter(([name]) => name !== 'fpr')
      .map(([name, value]) => (name === 'attack' ? `${words(value)} attack` : `${words(name)} ${value}`)),
  ].join(', ');
  const place = which === '' ? '' : ` (${which})`;
  const relative =
    rule.relativeTo === 'ceiling' && reading.unknown === null ? ' of what fresh real data gets' : '';
  const claim = claims[`${audit}.${measure.name}`];
  if (claim !== undefined && relative === '') return ` ${claim}${place}`;
  const title = metaOf(audit, measure.name, result)?.title ?? words(measure.name);
  return `${relative} in “${title}”${place}`;
}

function allowance(deciding: Reading, rule: PolicyRule, result: ResultDocument): string {
  const limit = amount(rule.limit.value, deciding, rule, result, 'exact');
  const relative = rule.relativeTo === 'ceiling' ? ' of that' : '';
  return rule.limit.at === 'most'
    ? `the policy allows ${limit}${relative}`
    : `the policy asks for at least ${limit}${relative}`;
}

/** How many holdout rows would have settled it, had the value stayed: intervals shrink with the root of the rows. */
function remedyOf({ state, deciding }: Settled, rule: PolicyRule, result: ResultDocument): string {
  const rows = result.inputs.holdout?.rows;
  const category = result.audits[deciding.audit]?.category;
  const { value } = deciding;
  if (state !== 'open' || rows === undefined || value === null || deciding.unknown !== null) return '';
  if (rule.relativeTo !== 'none' || (category !== 'privacy' && category !== 'utility')) return '';
  const { estimate } = deciding.measure;
  if (estimate.value !== null && !restsOnRows(estimate.sampleSize, result)) {
    const fuller = result.run.preset === 'full' ? 'more rows' : 'a fuller --preset or more rows';
    return ` It rests on ${estimate.sampleSize.toLocaleString('en')} attempts, not on all rows; ${fuller} may make more.`;
  }
  const needed = neededRows(deciding, value, rule, rows);
  if (needed === null) return '';
  return ` About ${needed} holdout rows instead of ${rows.toLocaleString('en')} would have settled it, with as many more training rows.`;
}

/** Rounded up to two digits; null where rows would not have settled it within reason. */
function neededRows(deciding: Reading, value: number, rule: PolicyRule, rows: number): string | null {
  const distance = Math.abs(rule.limit.value - value);
  const isKept = rule.limit.at === 'most' ? value < rule.limit.value : value > rule.limit.value;
  const upward = isKept === (rule.limit.at === 'most');
  const half = upward
    ? (isKept ? deciding.high : deciding.sureHigh) - value
    : value - (isKept ? deciding.low : deciding.sureLow);
  const needed = rows * (half / distance) ** 2;
  if (!(needed > rows) || needed > 1000 * rows) return null;
  const step = 10 ** (Math.floor(Math.log10(needed)) - 1);
  return (Math.ceil(needed / step) * step).toLocaleString('en');
}

/** Sample sizes are disclosed to two digits; an attack that guesses has as many as it could make. */
function restsOnRows(sampleSize: number, { inputs: { train, holdout } }: ResultDocument): boolean {
  return [train.rows, holdout?.rows ?? train.rows].some((rows) => Math.abs(sampleSize - rows) <= 0.05 * rows);
}

function amount(
  value: number,
  { audit, measure }: Reading,
  rule: PolicyRule,
  result: ResultDocument,
  direction: 'down' | 'up' | 'exact',
): string {
  const isShare = rule.relativeTo === 'none' && metaOf(audit, measure.name, result)?.unit === 'share';
  const shown = isShare ? value * 100 : value;
  const limit = isShare ? rule.limit.value * 100 : rule.limit.value;
  return `${digitsOf(shown, limit, isShare ? 1 : 3, direction)}${isShare ? ' %' : ''}`;
}

/** Rounded in a direction that keeps the sentence true, with as many digits as tell the value from the limit. */
function digitsOf(value: number, limit: number, least: number, direction: 'down' | 'up' | 'exact'): string {
  if (!Number.isFinite(value)) return 'anything';
  if (direction === 'exact') return signed(String(Number(value.toPrecision(12))));
  for (let digits = least; ; digits++) {
    const scaled = value * 10 ** digits;
    const rounded =
      (direction === 'down' ? Math.floor(scaled + 1e-7) : Math.ceil(scaled - 1e-7)) / 10 ** digits;
    const side = Math.sign(Number((value - limit).toPrecision(9)));
    if (digits >= 6 || Math.sign(Number((rounded - limit).toPrecision(9))) === side)
      return signed(rounded.toFixed(digits));
  }
}

function signed(digits: string): string {
  if (!digits.startsWith('-')) return digits;
  return /^-[0.]*$/.test(digits) ? digits.slice(1) : `−${digits.slice(1)}`;
}

function nameOf({ audit }: Reading): string {
  return sentenceCase(words(audit));
}

function metaOf(audit: string, measure: string, { audits }: ResultDocument): MeasureMeta | undefined {
  const measures = Object.hasOwn(audits, audit) ? audits[audit]?.measures : undefined;
  return measures !== undefined && Object.hasOwn(measures, measure) ? measures[measure] : undefined;
}

function words(id: string): string {
  return id.replaceAll('-', ' ');
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function withoutStop(text: string): string {
  return text.trim().replace(/[.\s]+$/, '');
}
