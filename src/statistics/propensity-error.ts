/**
 * What a propensity mean squared error is when there is nothing to find. `rank` counts the model's parameters with the
 * intercept, c is the synthetic share of all N rows.
 *
 * `resampled`: the candidate is drawn from what train itself shows, so only its own draw is noise: (k − 1)(1 − c)² c / N.
 * `relabelled`: both files are fresh draws of one population, as under relabelling: (k − 1)(1 − c) c / N.
 * Sources: Snoke, Raab, Nowok, Dibben & Slavković (2018), General and specific utility measures for synthetic data, JRSS A
 * 181(3), for the first; the score test's chi-square distribution for the second.
 */
export function expectedPropensityError(rank: number, realRows: number, syntheticRows: number) {
  const rows = realRows + syntheticRows;
  const share = syntheticRows / rows;
  const relabelled = ((rank - 1) * (1 - share) * share) / rows;
  const spread = rank > 1 ? Math.sqrt(2 / (rank - 1)) : 0;
  return {
    resampled: relabelled * (1 - share),
    relabelled,
    /** Standard deviation of the error over its expectation: a chi-square divided by its degrees of freedom. */
    relativeSpread: spread,
  };
}
