import type { CandidateResult, Outcome, ResultDocument, Verdict } from '../result/document.ts';
import { isJudged } from './view/candidates.ts';
import { limitText } from './view/policy.ts';

/**
 * The verdicts as JUnit's XML: a suite per candidate, a case per rule. What fails is a failure, what could not be settled an
 * error (both stop a pipeline), a warning passes and says so in its output, a rule that does not apply is skipped. Without
 * a policy a case is an audit: measured, skipped where it does not apply, an error where it broke.
 */
export function renderJunit(result: ResultDocument): string {
  const suites = result.inputs.candidates.map(({ id, name }) => ({
    name,
    cases: casesOf(result, name, result.candidates[id] as CandidateResult),
  }));
  const all = suites.flatMap(({ cases }) => cases);
  const title = result.policy === null ? 'synthaudit' : `synthaudit, policy ${result.policy.name}`;
  // Schemas know no `skipped` of all suites together.
  const { skipped: _, ...total } = counts(all);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name: title, ...total })}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite ${attributes({ name, ...counts(cases), timestamp: timestampOf(result) })}>`,
      ...cases.flatMap(caseLines),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Case {
  readonly className: string;
  readonly name: string;
  readonly state: 'passed' | 'failure' | 'error' | 'skipped';
  readonly type: string;
  readonly message: string;
}

function casesOf(result: ResultDocument, candidate: string, { verdicts, outcomes }: CandidateResult): Case[] {
  if (isJudged(result)) {
    const className = `${result.policy?.name ?? 'policy'}.${candidate}`;
    return verdicts.map((verdict, index) => ({
      className,
      name: caseName(result, verdict, verdicts.findIndex(({ rule }) => rule === verdict.rule) < index),
      state: states[verdict.level],
      type: verdict.level,
      message: verdict.because,
    }));
  }
  return Object.entries(outcomes).map(([audit, outcome]) => ({
    className: `audits.${candidate}`,
    name: audit,
    type: outcome.status,
    ...stateOf(outcome),
  }));
}

const states = {
  pass: 'passed',
  warn: 'passed',
  fail: 'failure',
  inconclusive: 'error',
  informative: 'skipped',
} as const;

function stateOf(outcome: Outcome): Pick<Case, 'state' | 'message'> {
  if (outcome.status === 'measured') return { state: 'passed', message: outcome.summary };
  if (outcome.status === 'error') return { state: 'error', message: outcome.message };
  return { state: 'skipped', message: outcome.reason };
}

/** `membership: membership-inference.leak-rate at most 0.05`; a remark on a waiver stands behind the rule's own case. */
function caseName({ policy }: ResultDocument, { rule }: Verdict, isRemark: boolean): string {
  if (isRemark) return `${rule}: waiver`;
  const asked = policy?.rules.find(({ id }) => id === rule);
  return asked ? `${rule}: ${asked.address} ${limitText(asked)}` : rule;
}

function caseLines({ className, name, state, type, message }: Case): string[] {
  const head = `    <testcase ${attributes({ classname: className, name, time: '0' })}>`;
  const body = {
    passed: `      <system-out>${escaped(type === 'warn' ? `Warning: ${message}` : message)}</system-out>`,
    failure: `      <failure ${attributes({ type, message })}>${escaped(message)}</failure>`,
    error: `      <error ${attributes({ type, message })}>${escaped(message)}</error>`,
    skipped: `      <skipped ${attributes({ message })}/>`,
  }[state];
  return [head, body, '    </testcase>'];
}

function counts(cases: readonly Case[]) {
  const count = (wanted: Case['state']) => String(cases.filter(({ state }) => state === wanted).length);
  return {
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: '0',
  };
}

function timestampOf({ run }: ResultDocument): string {
  return run.volatile.startedAt.replace(/\.\d+Z$/, '');
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(value).replace(/[\t\r\n]/g, ' ')}"`)
    .join(' ');
}

/** Text for XML 1.0, which has no place for control characters, half surrogate pairs and two others. */
function escaped(text: string): string {
  return text
    .replace(/\p{Cs}|(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
