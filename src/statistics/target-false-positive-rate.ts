/** At 1 % false accusations 1,000 holdout people leave ten above the threshold; fewer cannot place it. */
export function falsePositiveRateFor(nonMembers: number): number {
  return nonMembers >= 1000 ? 0.01 : 0.1;
}
