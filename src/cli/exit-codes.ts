import type { ResultDocument } from '../result/document.ts';

/** What the process says to a pipeline. */
export const exitCodes = {
  /** Passed or warned; or no policy was given and every audit ran. */
  pass: 0,
  /** The gate failed, or `verify` found a mismatch. */
  fail: 1,
  /** Bad usage or unreadable input. */
  usage: 2,
  /** The audit could not have seen the risk, or an audit broke. */
  inconclusive: 3,
  internal: 70,
} as const;

/** Of a result that was measured: the policy's verdict; without a policy, whether every audit ran. */
export function exitCodeOf(result: ResultDocument): number {
  if (result.policy === null) return hasErrors(result) ? exitCodes.inconclusive : exitCodes.pass;
  if (result.verdict === 'fail') return exitCodes.fail;
  return result.verdict === 'pass' || result.verdict === 'warn' ? exitCodes.pass : exitCodes.inconclusive;
}

function hasErrors(result: ResultDocument): boolean {
  return Object.values(result.candidates).some(({ outcomes }) =>
    Object.values(outcomes).some(({ status }) => status === 'error'),
  );
}
