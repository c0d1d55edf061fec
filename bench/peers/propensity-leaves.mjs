// Propensity measures from a tree's leaves, each `[rows of train, rows of the candidate]`.

/** Mean squared error of the leaves' shares against the candidate's share of all rows. */
export function errorOfLeaves(leaves) {
  const [real, made] = totals(leaves);
  const share = made / (real + made);
  let sum = 0;
  for (const [a, b] of leaves) sum += (a + b) * (b / (a + b) - share) ** 2;
  return sum / (real + made);
}

/** Largest gap between the distributions of the leaves' shares, the candidate's rows against train's. */
export function gapOfLeaves(leaves) {
  const [real, made] = totals(leaves);
  const byScore = [...leaves].sort(([a, b], [c, d]) => b / (a + b) - d / (c + d));
  let [below, madeBelow, gap] = [0, 0, 0];
  for (const [place, [a, b]] of byScore.entries()) {
    below += a / real;
    madeBelow += b / made;
    const [c, d] = byScore[place + 1] ?? [0, 1];
    if (b * (c + d) !== d * (a + b)) gap = Math.max(gap, Math.abs(below - madeBelow));
  }
  return gap;
}

function totals(leaves) {
  return [0, 1].map((side) => leaves.reduce((sum, leaf) => sum + leaf[side], 0));
}
