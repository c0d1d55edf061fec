// docs/utility-peers.md from the values that bench/utility-peers.mjs stored.

/** The page, a table per dataset. */
export function utilityPage({ sets }) {
  const all = Object.values(sets).flatMap(({ rows }) => rows.filter(({ ours }) => ours !== null));
  const sizes = all.map(sizeInErrors);
  const within = (errors) => sizes.filter((size) => size <= errors).length;
  const versions = [...new Set(Object.values(sets).map(({ version }) => version))].join(', ');
  const beside = all.map(({ ours, theirs }) => ours - theirs).sort((a, b) => a - b);
  const lower = beside.filter((difference) => difference < 0).length;
  return `# Trained on synthetic, tested on real: beside scikit-learn

Made by \`bench/utility-peers.mjs\`. Our gradient-boosted trees with the settings of \`train-on-synthetic-test-on-real\`, and
HistGradientBoosting of scikit-learn ${versions} with its defaults, learnt from the same cells: all rows of each file, every
compared column, categories as categories, missing as missing. Both are tested on the whole holdout. The test error is the standard
error of scikit-learn’s score there, the paired error that of the difference between the two (200 bootstrap resamples of the holdout
for both). Neither holds what comes from stopping at another round: scikit-learn holds a tenth of the rows back for that where
there are more than 10,000, ours cross-validates where there are at most 10,000.

Of ${all.length} fits ${within(1)} differ by at most one test error, ${within(2)} by at most two and ${within(3)} by at most three. The middle difference is
${signed(beside[beside.length >> 1])}; ours is lower in ${lower}. The last columns are independent figures that lie beside the data: one fit of gradient boosting
on a sample of at most 4,000 rows, with a noise of about 0.02 of its own.

${Object.entries(sets)
  .map(([set, one]) => section(set, one))
  .join('\n')}`;
}

function section(set, { metric, testRows, positives, rows }) {
  const limit =
    metric === 'r2'
      ? testRows < 300
        ? 0.05
        : 0.03
      : testRows < 300 || (positives ?? 100) < 100
        ? 0.05
        : 0.02;
  const tested = `${testRows} rows of the holdout${positives === null ? '' : `, ${positives} of the rarer class`}`;
  const known = rows.filter(({ ours }) => ours !== null);
  const near = known.filter(({ ours, facts }) => Math.abs(ours - facts) <= limit).length;
  const theirsNear = known.filter(({ theirs, facts }) => Math.abs(theirs - facts) <= limit).length;
  return `## ${set}

${metric}, ${tested}. Within ${limit} of the figures beside the data: ours ${near}, scikit-learn’s on the same rows ${theirsNear} of ${known.length}.

| learnt from | rows | ours | scikit-learn | difference | test error | paired error | facts.csv | ours − facts.csv |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.map((row) => line(row, limit)).join('\n')}
`;
}

function line({ name, fittedRows, ours, theirs, standardError, testError, facts, reason }, limit) {
  if (ours === null) return `| ${name} | – | ${reason} | – | – | – | – | ${facts.toFixed(4)} | – |`;
  const apart = sizeInErrors({ ours, theirs, testError }) > 3 ? ' (apart)' : '';
  const beyond = Math.abs(ours - facts) > limit ? ' (beyond)' : '';
  return `| ${name} | ${fittedRows} | ${ours.toFixed(4)} | ${theirs.toFixed(4)} | ${signed(ours - theirs)}${apart} | ${testError.toFixed(4)} | ${standardError.toFixed(4)} | ${facts.toFixed(4)} | ${signed(ours - facts)}${beyond} |`;
}

/** Where every resample agrees, any difference at all would be apart. */
function sizeInErrors({ ours, theirs, testError }) {
  const size = Math.abs(ours - theirs);
  if (size < 1e-9) return 0;
  return testError > 0 ? size / testError : Number.POSITIVE_INFINITY;
}

function signed(value) {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}
