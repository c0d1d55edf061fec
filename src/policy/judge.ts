import { createHash } from 'node:crypto';
import { UserError } from '../errors.ts';
import { canonicalJson } from '../result/canonical-json.ts';
import type {
  CandidateResult,
  Measure,
  Policy,
  PolicyRule,
  ResultDocument,
  Verdict,
  VerdictLevel,
} from '../result/document.ts';
import { type Baseline, holdAgainst } from './baseline.ts';
import { baselineVerdicts } from './baseline-verdicts.ts';
import { absentSentence, brokenSentence, settledSentence } from './because.ts';
import { missingControl } from './controls.ts';
import { cellsAt } from './matrix-cells.ts';
import { isAddressed, parseAddress, type RuleAddress } from './rule-address.ts';
import { type Settled, settle } from './settle.ts';
import { applyWaivers } from './waivers.ts';

export interface JudgeOptions {
  /** The day on which waivers must hold, as 2026-11-21. */
  readonly today: string;
  /** Names or ids of the candidates that decide for the run; all unless given. */
  readonly gateOn?: readonly string[];
  /** An earlier result that must not be fallen behind. */
  readonly baseline?: Baseline;
}

/** Of a result that is held against an earlier one alone. */
export const noLimits: Policy = {
  name: 'baseline-only',
  title: 'No limits; held against an earlier result',
  extends: null,
  rules: [],
  waivers: [],
};

/**
 * Holds a disclosed result against a policy. A pure function: the same document, policy and day give the same verdicts,
 * whether the result was just measured or read from a file. Verdicts of an earlier policy or baseline are replaced.
 *
 * @throws {UserError} `unknown-candidate` where `gateOn` names none of the result's; `not-comparable` for the baseline
 */
export function judge(
  result: ResultDocument,
  policy: Policy,
  { today, gateOn = [], baseline }: JudgeOptions,
): ResultDocument {
  const rules = policy.rules.map((rule) => ({ rule, address: parseAddress(rule.address) }));
  const held = baseline === undefined ? null : holdAgainst(result, baseline, policy);
  const judged = result.inputs.candidates.map(({ id, name }) => {
    const candidate = result.candidates[id] as CandidateResult;
    return {
      id,
      name,
      verdicts: [
        ...rules.map(({ rule, address }) => verdictOf(rule, address, candidate, result)),
        ...(held === null ? [] : baselineVerdicts(held, id, result)),
      ],
    };
  });
  const candidates: Record<string, CandidateResult> = { ...result.candidates };
  for (const { id, verdicts } of applyWaivers(judged, policy, {
    today,
    isCompared: held !== null,
  })) {
    candidates[id] = {
      ...(result.candidates[id] as CandidateResult),
      verdicts,
      verdict: whole(verdicts.map(({ level }) => level)),
    };
  }
  const deciding = candidateIds(gateOn, result.inputs.candidates);
  const ids = deciding.length > 0 ? deciding : result.inputs.candidates.map(({ id }) => id);
  return {
    ...result,
    candidates,
    policy: {
      ...policy,
      sha256: createHash('sha256').update(canonicalJson(policy)).digest('hex'),
      gateOn: deciding,
    },
    baseline: held,
    verdict: whole(ids.map((id) => (candidates[id] as CandidateResult).verdict)),
  };
}

/** The ids of candidates that are given by name or id. @throws {UserError} `unknown-candidate` */
export function candidateIds(
  given: readonly string[],
  candidates: readonly { readonly id: string; readonly name: string }[],
): string[] {
  const ids = given.map((wanted) => {
    const found = candidates.find(({ id, name }) => id === wanted || name === wanted);
    if (found) return found.id;
    throw new UserError(
      'unknown-candidate',
      `--gate-on names “${wanted}”, which is no candidate`,
      `The candidates are ${candidates.map(({ name }) => name).join(', ')}.`,
    );
  });
  return [...new Set(ids)];
}

const worstFirst: readonly VerdictLevel[] = ['fail', 'inconclusive', 'warn', 'pass', 'informative'];

/** The worst of several verdicts. */
export function worst(levels: readonly VerdictLevel[]): VerdictLevel {
  return worstFirst.find((level) => levels.includes(level)) ?? 'informative';
}

/** A policy that judged nothing has not shown that anything is well. */
function whole(levels: readonly VerdictLevel[]): VerdictLevel {
  const level = worst(levels);
  return level === 'informative' ? 'inconclusive' : level;
}

function verdictOf(
  rule: PolicyRule,
  address: RuleAddress,
  candidate: CandidateResult,
  result: ResultDocument,
): Verdict {
  const concerned = auditsAt(address, result);
  const broken = concerned.filter((audit) => candidate.outcomes[audit]?.status === 'error');
  const measures = concerned.flatMap((audit) => measuresAt(address, audit, candidate));
  const settled = measures.length === 0 ? null : verdictOn(settle(rule, measures), rule, candidate, result);
  if (broken.length > 0 && (settled === null || worst([settled.level, rule.whenBroken]) !== settled.level)) {
    const audit = broken[0] as string;
    return unmeasured(rule, address, audit, rule.whenBroken, brokenSentence(audit, candidate));
  }
  if (settled !== null) return settled;
  const level = rule.whenAbsent === 'ignore' ? 'informative' : rule.whenAbsent;
  return unmeasured(rule, address, null, level, absentSentence(rule, address, candidate, result));
}

/** A rule on any audit concerns those that declare its measure. */
function auditsAt({ audit, measure }: RuleAddress, { audits }: ResultDocument): string[] {
  if (audit !== null) return [audit];
  return Object.values(audits)
    .filter(({ measures }) => measure === null || Object.hasOwn(measures, measure))
    .map(({ id }) => id)
    .sort();
}

function measuresAt(
  address: RuleAddress,
  audit: string,
  { outcomes }: CandidateResult,
): { audit: string; measure: Measure }[] {
  const outcome = Object.hasOwn(outcomes, audit) ? outcomes[audit] : undefined;
  if (outcome?.status !== 'measured') return [];
  const measures = outcome.measures.filter((measure) => isAddressed(address, audit, measure));
  return [...measures, ...cellsAt(address, outcome, measures)].map((measure) => ({ audit, measure }));
}

function verdictOn(
  settled: Settled,
  rule: PolicyRule,
  candidate: CandidateResult,
  result: ResultDocument,
): Verdict {
  const { audit, measure } = settled.deciding;
  const control = settled.state === 'within' ? missingControl(rule, candidate.controls) : null;
  return {
    rule: rule.id,
    audit,
    measure: measure.name,
    subject: [...measure.subject],
    labels: { ...measure.labels },
    level: atMost(rule, levelOf(settled, rule, control)),
    because: settledSentence({ settled, rule, control, result }),
    waiver: null,
  };
}

function levelOf({ state }: Settled, rule: PolicyRule, control: string | null): VerdictLevel {
  if (state === 'beyond') return rule.level;
  return state === 'open' || control !== null ? 'inconclusive' : 'pass';
}

/** A rule that only warns never blocks: what it cannot settle, it says. */
function atMost(rule: PolicyRule, level: VerdictLevel): VerdictLevel {
  return rule.level === 'warn' && (level === 'fail' || level === 'inconclusive') ? 'warn' : level;
}

function unmeasured(
  rule: PolicyRule,
  address: RuleAddress,
  audit: string | null,
  level: VerdictLevel,
  because: string,
): Verdict {
  return {
    rule: rule.id,
    audit: audit ?? address.audit ?? '*',
    measure: address.measure ?? '*',
    subject: [],
    labels: {},
    level: atMost(rule, level),
    because,
    waiver: null,
  };
}
