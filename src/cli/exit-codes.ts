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
