// SynthEval, synthcity, mostlyai-qa, Anonymeter, SDNist, synthpop and SDMetrics' row measures against ours: every value of a list in the
// format of the reference files, from files or from the repository's own fixtures.
import { compareAnonymeter } from './compare-anonymeter.mjs';
import { compareSdnist } from './compare-sdnist.mjs';
import { compareSynthcity } from './compare-synthcity.mjs';
import { compareSyntheval } from './compare-syntheval.mjs';
import { compareSynthpop } from './compare-synthpop.mjs';
import * as mostlyai from './mostlyai-variants.mjs';
import { auditTables } from './own-audits.mjs';
import { countIn, differences } from './peer-differences.mjs';
import { firstRows } from './peer-tables.mjs';
import * as sdmetrics from './sdmetrics-variants.mjs';

/** Adds rows to a comparison; `tables` as `Rows`, missing cells in them. */
export async function comparePeers(comparison, tables) {
  await compareSyntheval(comparison, tables);
  await compareSynthcity(comparison, tables);
  await compareMostlyai(comparison, tables);
  await compareSdnist(comparison, tables);
  await compareSynthpop(comparison, tables);
  await compareSdmetricsRows(comparison, tables);
  if (tables.holdout) await compareAnonymeter(comparison, tables);
}

async function compareMostlyai(comparison, tables) {
  const overall = comparison
    .of('mostlyai-qa', 'accuracy.overall')
    .filter(({ params }) => params.vs === 'synthetic');
  if (overall.length === 0) return;
  const [bins] = comparison.of('mostlyai-qa', 'bins');
  const kept = Object.fromEntries(
    Object.entries(bins?.value ?? {}).map(([name, list]) => [
      name,
      list.map((value) => spelled(value, tables.train.columns.get(name))),
    ]),
  );
  const cells = mostlyai.binned(tables.train, tables.synthetic, kept);
  const own = await auditTables({ train: tables.train, synthetic: tables.synthetic }, ['marginals']);
  const of = (names) => mostlyai.accuracyOf(names.map((name) => cells.get(name)));
  for (const kind of ['univariate', 'bivariate']) {
    for (const entry of comparison.of('mostlyai-qa', `accuracy.${kind}`)) {
      if (entry.params.vs === 'holdout') continue;
      of(entry.columns).forEach((found, i) => {
        const measure = `${kind}-accuracy${i === 0 ? '' : ', expected of noise'}`;
        comparison.add(
          entry,
          `${measure} (each)`,
          'peer’s, reproduced',
          found,
          entry.value[i],
          differences.bins,
        );
      });
    }
  }
  for (const [order, kind] of [
    [1, 'univariate'],
    [2, 'bivariate'],
    [3, 'trivariate'],
  ]) {
    for (const entry of overall) {
      if (entry.value[kind] == null) continue;
      const scores = mostlyai.subsetsOf([...cells.keys()], order).map(of);
      const mean = scores.reduce((sum, [score]) => sum + score, 0) / scores.length;
      comparison.add(
        entry,
        `${kind}-accuracy`,
        'ours against peer',
        own.get(`${kind}-accuracy`),
        entry.value[kind],
        differences.bins,
      );
      comparison.add(
        entry,
        `${kind}-accuracy`,
        'peer’s, reproduced',
        mean,
        entry.value[kind],
        differences.bins,
      );
    }
  }
}

/** `?` is spelled otherwise in the prepared files, and a boolean in lower case by us. */
function spelled(value, { type, levels }) {
  if (value === '?') return '?-';
  const lower = value.toLowerCase?.();
  return type === 'coded' && !levels.includes(value) && levels.includes(lower) ? lower : value;
}

async function compareSdmetricsRows(comparison, tables) {
  const { train, synthetic } = tables;
  const each = async (metric, visit) => {
    for (const entry of comparison.of('sdmetrics', metric)) await visit(entry, entry.value);
  };
  const own = await auditTables({ train, synthetic }, ['column-coverage', 'quality-report']);
  // Reference files have the report's parts too, and are compared with the measures of columns and pairs.
  await each('QualityReport.overall', (entry, value) => {
    if (entry.params.real_association_threshold !== undefined) return;
    comparison.add(
      entry,
      'quality-report: quality-score',
      'same',
      own.get('quality-score|with-trend'),
      value,
    );
  });
  for (const measure of ['range-coverage', 'category-coverage']) {
    await each(measure === 'range-coverage' ? 'RangeCoverage' : 'CategoryCoverage', (entry, value) =>
      comparison.add(entry, measure, 'same', own.get(`${measure}|${entry.columns[0]}`), value),
    );
  }
  await each('StatisticSimilarity', (entry, value) => {
    const [name] = entry.columns;
    const found = sdmetrics.statisticSimilarity(
      train.columns.get(name),
      synthetic.columns.get(name),
      entry.params.statistic,
    );
    comparison.add(entry, 'column-statistics', 'peer’s, reproduced', found, value, differences.statistic);
  });
  await each('NewRowSynthesis', (entry, value) => {
    const some = firstRows(synthetic, countIn(entry.params.synthetic));
    const reason = differences.tolerance;
    comparison.add(
      entry,
      'identical-match-share',
      'ours against peer',
      sdmetrics.newRowShare(train, some, 0),
      value.score,
      reason,
    );
    comparison.add(
      entry,
      'identical-match-share',
      'peer’s, reproduced',
      sdmetrics.newRowShare(train, some, 0.01),
      value.score,
      reason,
    );
  });
  await each('DCROverfittingProtection', async (entry, value) => {
    const rows = countIn(entry.params.rows);
    const some = Object.fromEntries(
      Object.entries(tables).map(([role, table]) => [role, firstRows(table, rows)]),
    );
    const found = sdmetrics.strictlyCloser(some.synthetic, some.train, some.holdout);
    const theirs = value.synthetic_data_percentages.closer_to_training;
    const ours = await auditTables(some, ['distance-to-closest-record']);
    comparison.add(entry, 'dcr-share', 'ours against peer', ours.get('dcr-share'), theirs, differences.ties);
    comparison.add(entry, 'dcr-share', 'peer’s, reproduced', found, theirs, differences.ties);
  });
  await each('calculate_dcr', (entry, value) => {
    const base = tables[/holdout/.test(entry.params.reference) ? 'holdout' : 'train'];
    const queries = firstRows(synthetic, countIn(entry.params.dataset));
    const found = sdmetrics.closestDistances(queries, firstRows(base, countIn(entry.params.reference)));
    value.first20.forEach((theirs, row) => {
      comparison.add(entry, 'dcr', 'peer’s, reproduced', found[row], theirs, differences.ties);
    });
  });
  for (const metric of ['CategoricalCAP', 'CategoricalZeroCAP']) {
    await each(metric, async (entry, value) => {
      const [keys, [secret]] = [entry.params.key_fields, entry.params.sensitive_fields];
      const rows = countIn(entry.params.rows);
      const [real, other] = [train, synthetic].map((table) => firstRows(table, rows));
      const found = sdmetrics.attributionProtection(real, other, keys, secret);
      const ours = await auditTables({ train: real, synthetic: other }, ['attribute-disclosure'], {
        columns: [...keys, secret],
        keys,
        sensitive: [secret],
      });
      const dcap = 1 - ours.get(`dcap|${secret}|train`);
      if (metric === 'CategoricalZeroCAP') return comparison.add(entry, 'dcap', 'same', dcap, value);
      comparison.add(entry, 'dcap', 'ours against peer', dcap, value, differences.matchedOnly);
      return comparison.add(
        entry,
        'dcap',
        'peer’s, reproduced',
        found.matched,
        value,
        differences.matchedOnly,
      );
    });
  }
}
