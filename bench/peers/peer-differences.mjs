// Where our measures differ from peers’ on purpose, in a few words; the pages are docs/decisions/015 to 021.

/** Why a value of ours is another one than the peer's; numbers are decision pages. */
export const differences = {
  gower:
    'ours takes distances on mid-ranks and counts a tie half; the peer takes Gower’s on ranges over all three files, and strictly (016)',
  weighted:
    'ours leaves columns unweighted; the peer weights them by the inverse entropy of their ROUNDED values (016)',
  lossBase: 'ours counts the holdout’s share over the holdout’s rows; the peer over train’s (016)',
  ratioSide: 'ours is asked of synthetic rows, the peer’s of train’s (016)',
  reach:
    'the range is that of train and holdout for us, of train for the peer; numbers with few levels are numbers for us (016)',
  ownBins:
    'ours compares shares of the same categories, and of ten cells of equal frequency in train; the peer bins each file’s category codes over its own range, and numbers by a rule of its own (016)',
  rounded: 'the peer rounds each column to four decimals (016)',
  squaredV: 'ours is bias-corrected and a mean over pairs; the peer’s a Frobenius norm of V², η² and r (016)',
  levels: 'ours takes cells, and corrects for bias; for the peer every distinct number is a level (016)',
  kernel:
    'ours takes the distance on mid-ranks under a median-scaled kernel; the peer Euclid on coded categories (016, 017)',
  range: 'ours is in standard deviations of train; the peer’s in ranges (016)',
  euclid:
    'ours takes distances on mid-ranks, a border belongs to its ball; the peer Euclid on coded categories, strictly (017)',
  centre:
    'as above; the centre is the mean row for the peer, and for us the distance to it the mean distance to all rows (017)',
  index: 'the peer looks up a real row by the NUMBER of its nearest synthetic row (017)',
  common: 'the peer counts distinct rows, over the rows of train (017)',
  bins: 'ours has ten cells of equal frequency and 20 categories, in triples five of each; the peer cuts at rounded-down ranks and keeps ten categories of at least five rows, and rounds (018)',
  linking:
    'ours takes distances on mid-ranks and breaks ties at random; the peer takes ranges over train and candidate, and ties as its sort leaves them (015)',
  relative:
    'as in linking; and a number is right within 5 % of the range of the middle 90 % for us, of the guess for the peer (015)',
  tolerance: 'ours asks for equal cells; the peer lets a number be off by 1 % of the synthetic value',
  ties: 'ours counts ties in proportion; the peer for the holdout, and scales train’s and the holdout’s distances each by its own range',
  matchedOnly:
    'the peer’s plain CAP leaves rows without a match out; ours counts them as 0, as its zero CAP does',
  twentieths:
    'ours has ten cells of equal frequency; the peer twentieths of train’s ranks, and a candidate’s row may fall beside them all (020)',
  withinGroups:
    'ours takes all triples; the peer pairs within every group, on twentieths of train’s ranks (020)',
  present:
    'ours asks that the keys be unique in the candidate too; the peer only that it has them; every column is a key (020)',
  largestCount: 'the peer sums differences of counts over the largest count (020)',
  tree: 'ours fits a logistic regression; the peer a tree, from whose leaves its value comes (020, 021)',
  pooledLevels: 'ours pools levels below 1 % of the rows (021)',
  notOurs: 'not among our measures',
  tableCells: 'measures of one table of counts, not among ours (021)',
  keysInBoth:
    'ours is out of rows whose keys are disclosive in the candidate, as Taub & Elliot; the peer’s out of all whose keys it has (021)',
  statistic: 'ours is in standard deviations of train; the peer’s in ranges',
};

/** The first number in a text such as `first 2000 of each`. */
export function countIn(text, otherwise = Number.POSITIVE_INFINITY) {
  return Number(/\d+/.exec(String(text))?.[0] ?? otherwise);
}
